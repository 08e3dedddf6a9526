"""What a place was told, newest first: by hand-overs, tasks, clocks and orders; and what nobody has looked at."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.acts import move, report, row, to_state
from tests.conftest import NOW

from wangge.cases import actions
from wangge.journal.listeners import deliver
from wangge.notices import queries
from wangge.notices.listeners import HAND_OVERS, WARNINGS
from wangge.notices.models import Notice

pytestmark = [pytest.mark.both, pytest.mark.django_db]
V = "/api/v1/notices"


def told(who: Any, query: str = "") -> dict[str, Any]:
    """What the place reads after the worker has heard everything."""
    while deliver([HAND_OVERS, WARNINGS]):
        pass
    answer = who("GET", f"{V}{query}")
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def words(found: dict[str, Any]) -> list[str]:
    return [item["words"]["zh"] for item in found["items"]]


def test_a_hand_over_is_told_to_whoever_has_it_now_until_somebody_looks(calls, actor):
    case = to_state("dispatched", actor)
    found = told(calls("unit"))
    (notice,) = found["items"]
    assert words(found) == ["派遣，现在归排水养护队。"]
    assert notice["case"]["id"] == case["id"] and notice["case"]["number"] == case["number"]
    assert notice["case"]["kind"]["code"] == "E0504" and notice["verb"] == "dispatch"
    assert (notice["seen"], found["unseen"], found["next"]) == (False, 1, None)
    actions.see(actor=actor("chief"), case_id=UUID(case["id"]), at=NOW)
    found = told(calls("unit"))
    assert (found["items"][0]["seen"], found["unseen"]) == (True, 0)
    assert words(told(calls("worker")))[0].startswith("新上报，现在归")


def test_a_task_an_order_and_the_steps_of_a_clock_are_told(calls, actor):
    case = to_state("dispatched", actor)
    move(actor("community"), case, "invite", units=["property"], words="请协办")
    move(actor("community"), case, "whistle", units=["property"], words="桥头见")
    found = told(calls("property"))
    assert sorted(text[-3:] for text in words(found)) == ["到场。", "协办。"]
    assert found["unseen"] == 2
    actions.see(actor=actor("property"), case_id=UUID(case["id"]), at=NOW)
    assert told(calls("property"))["unseen"] == 0
    actions.see(actor=actor("unit"), case_id=UUID(case["id"]), at=NOW)
    move(actor("district"), case, "supervise", at=NOW + timedelta(seconds=30), sort="important", words="请说明")
    found = told(calls("unit"))
    assert words(found)[0].startswith("督办（重要案件），请") and found["unseen"] == 1
    move(actor("unit"), case, "answer", at=NOW + timedelta(minutes=1), words="明天办完")
    assert told(calls("unit"))["unseen"] == 0
    actions.watch(row(case).due_at + timedelta(minutes=1))
    assert any("超过时限" in text for text in words(told(calls("unit"))))
    assert told(calls("unit"))["unseen"] >= 1


def test_nobody_is_told_what_concerns_others_or_what_they_see_no_more(calls, actor):
    case = to_state("dispatched", actor)
    assert len(told(calls("unit"))["items"]) == 1
    for name in ("property", "worker2", "street", "district", "auditor", "admin"):
        assert told(calls(name)) == {"items": [], "next": None, "unseen": 0}, name
    move(actor("unit"), case, "return", words="不是我们的")
    assert told(calls("unit"))["items"] == []
    assert calls("unit")("GET", f"/api/v1/cases/{case['id']}").status_code == 404


def test_pages_go_on_where_the_last_one_ended(calls, actor):
    for n in range(7):
        report(at=NOW + timedelta(minutes=n))
    whole = [item["id"] for item in told(calls("worker"))["items"]]
    assert len(whole) == 7
    found, pages, following = told(calls("worker"), "?limit=3"), [], ""
    while True:
        pages += [item["id"] for item in found["items"]]
        assert found["unseen"] == 7
        following = found["next"]
        if following is None:
            break
        found = told(calls("worker"), f"?limit=3&next={following}")
    assert pages == whole


def test_no_more_than_ninety_nine_are_counted(calls, actor, monkeypatch):
    monkeypatch.setattr(queries, "MOST_UNSEEN", 2)
    for _ in range(3):
        report()
    assert told(calls("worker"))["unseen"] == 2


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("?next=x", "page_unreadable"), ("?limit=0", "limit_out_of_range"), ("?limit=201", "limit_out_of_range"),
        ("?limit=x", "unreadable"),
    ],
)  # fmt: skip
def test_what_is_no_page_is_refused(calls, query, code):
    answer = calls("worker")("GET", V + query)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_as_many_statements_for_many_notices_as_for_few_each_on_an_index(calls, actor):
    spent = []
    for many in (2, 9):
        for _ in range(many):
            report()
        told(calls("worker"))
        with CaptureQueriesContext(connection) as captured:
            told(calls("worker"))
        spent.append([q["sql"] for q in captured if '"notices_notice"' in q["sql"] or '"cases_case"' in q["sql"]])
    assert [len(s) for s in spent] == [2, 2]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    rows = Notice.objects.filter(district="211102", place="211102005013001", channel="screen")
    plan = rows.order_by("-created_at", "-id")[:200].explain()
    assert "notices_notice_place" in plan and "TEMP B-TREE" not in plan and "Sort" not in plan, plan
