"""What the front ends ask for beside the cases: queues, what is near, pictures, notices, kinds that are usual here."""

from typing import Any

import pytest
from tests.acts import report, to_state

pytestmark = [pytest.mark.both, pytest.mark.django_db]
V = "/api/v1"


def ok(answer: Any) -> Any:
    assert answer.status_code == 200, answer.content
    return answer.json()


def refused(answer: Any) -> tuple[int, str]:
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]
    return answer.status_code, answer.json()["code"]


def test_a_queue_is_listed_by_the_name_under_which_it_is_counted(calls, actor):
    report(), to_state("verifying", actor)
    desk = calls("community")
    told = ok(desk("GET", f"{V}/cases/counts"))
    assert told["queues"]["accept"] == told["queues"]["register"] == 1 and told["capped"] is False
    (item,) = ok(desk("GET", f"{V}/cases?queue=register&sort=due"))["items"]
    assert item["state"] == "verifying"
    for name in ("x", "mine'--", "队列"):
        assert refused(desk("GET", f"{V}/cases?queue={name}")) == (422, "queue_unknown")
