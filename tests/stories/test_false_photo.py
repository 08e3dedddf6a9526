"""A self-handled case with a false picture, told through the API: drawn, looked at again, reopened, put right.

And a handler who would check his own work is told in a sentence that he cannot.
"""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.acts import DOOR, GRID
from tests.api.conftest import Calls

from wangge.journal.listeners import deliver
from wangge.orgs.actions import open_session
from wangge.orgs.models import Account, Grant
from wangge.orgs.queries import today
from wangge.simulate.pictures import drain
from wangge.site.wiring import LISTENERS

pytestmark = [pytest.mark.both, pytest.mark.django_db]
V = "/api/v1"
NEXT_DOOR = GRID[:12] + "002"


class Person(Calls):
    """Somebody at a phone or a desk."""

    def __init__(self, username: str) -> None:
        account = Account.objects.get(username=username)
        super().__init__(open_session(account, device="tests", at=timezone.now()))

    def told(self, path: str, **facts: Any) -> dict[str, Any]:
        answer = self.said(path, **facts)
        assert answer.status_code < 300, answer.content.decode()
        body: dict[str, Any] = answer.json()
        return body

    def said(self, path: str, **facts: Any) -> Any:
        return self("POST", f"{V}{path}", {"key": str(uuid4()), "happened_at": timezone.now().isoformat()} | facts)

    def read(self, path: str) -> dict[str, Any]:
        body: dict[str, Any] = self("GET", f"{V}{path}").json()
        return body

    def picture(self, *, blocked: bool) -> str:
        file = SimpleUploadedFile("a.jpg", drain(blocked=blocked), "image/jpeg")
        return str(self.client.post(f"{V}/uploads", {"file": file}).json()["id"])


def heard() -> None:
    while deliver(LISTENERS):
        pass


def test_a_false_picture_is_found_by_the_neighbour_and_the_drain_is_put_right(db):
    admin, worker, neighbour = Person("admin"), Person("worker"), Person("worker2")
    clerk, street = Person("community"), Person("street")
    Grant.objects.filter(post="grid_worker").exclude(area__in=(GRID, NEXT_DOOR)).update(ends_on=today(timezone.now()))
    Grant.objects.filter(post="grid_worker", area__startswith=GRID[:12]).exclude(
        person__account__username__in=("worker", "worker2")
    ).delete()
    now = admin.read("/settings/solving")
    admin.told("/settings/solving", recheck=1000, share=5, least=5, script=now["script"], after=now["edition"])

    case = worker.told("/reports", words="下水口堵了", place={"building": DOOR}, kind="E0504",
                       photos=[worker.picture(blocked=True)])["case"]  # fmt: skip
    moves = f"/cases/{case['id']}/moves"
    worker.told(moves, verb="solve", photos=[worker.picture(blocked=False)])
    (shown,) = clerk.read("/cases?queue=look")["items"]
    assert shown["photo"] != shown["after"]
    assert "close" in {m["verb"] for m in shown["allowed"]}
    clerk.told(moves, verb="close")
    heard()

    (task,) = neighbour.read("/rechecks?state=open")["items"]
    assert (task["number"], task["asked"]["code"]) == (case["number"], NEXT_DOOR)
    assert neighbour.read("/cases/counts")["rechecks"] == 1
    assert neighbour("GET", f"{V}/files/{task['after'][0]}?size=320").status_code == 200
    assert neighbour("GET", f"{V}/cases/{case['id']}").status_code == 404
    found = neighbour.told(
        f"/rechecks/{task['id']}/result", result="not_right", words="还堵着，照片不是这里",
        photos=[neighbour.picture(blocked=True)],
    )  # fmt: skip
    assert (found["state"], found["result"]) == ("done", "not_right")

    (doubted,) = street.read("/cases?queue=not_right")["items"]
    assert {"reopen", "uphold"} <= {m["verb"] for m in doubted["allowed"]}
    street.told(moves, verb="reopen", words="抽查没办好，重新办")
    assert street.read("/cases?queue=not_right")["items"] == []

    clerk.told(moves, verb="dispatch", unit="drainage")
    unit = Person("unit")
    unit.told(moves, verb="finish", photos=[unit.picture(blocked=False)])
    refused = unit.said(moves, verb="check_pass")
    assert refused.status_code == 403
    worker.told(moves, verb="check_pass")
    closed = clerk.told(moves, verb="close")
    assert (closed["state"], closed["marks"]) == ("closed", [])
    heard()
    assert neighbour.read("/rechecks?state=open")["items"] == [], "a unit did it and the grid has looked"
    verbs = [e["verb"].removeprefix("case.") for e in clerk.read(f"/cases/{case['id']}/entries")["items"]]
    assert [v for v in verbs if v != "see"] == [
        "report", "solve", "close", "recheck", "reopen", "dispatch", "finish", "check_pass", "close",
    ]  # fmt: skip


def test_a_handler_who_works_in_the_grid_as_well_is_told_that_he_cannot_check_his_own_work(db):
    account = Account.objects.get(username="unit")
    Grant.objects.create(
        person_id=account.person_id, district="211102", post="grid_worker", area=GRID,
        starts_on=today(timezone.now()),
    )  # fmt: skip
    clerk, both, worker = Person("community"), Person("unit"), Person("worker")
    case = worker.told("/reports", words="下水口堵了", place={"building": DOOR}, kind="E0504")["case"]
    moves = f"/cases/{case['id']}/moves"
    for who, verb, facts in (
        (clerk, "accept", {}), (clerk, "register", {}), (clerk, "dispatch", {"unit": "drainage"}), (both, "start", {}),
        (both, "finish", {"photos": [both.picture(blocked=False)]}),
    ):  # fmt: skip
        who.told(moves, verb=verb, **facts)
    assert "check_pass" not in {m["verb"] for m in both.read(f"/cases/{case['id']}")["allowed"]}
    refused = both.said(moves, verb="check_pass").json()
    assert (refused["code"], "经手" in refused["detail"]) == ("own_work", True)
    assert worker.told(moves, verb="check_pass")["state"] == "checking"
