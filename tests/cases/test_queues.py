"""Whose next act it is, by what is asked: counts and lists say the same, for everybody, at every stage."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.acts import move, photo, report, to_state, unit
from tests.conftest import NOW

from wangge.cases import queries
from wangge.cases.models import Case
from wangge.cases.queries import turns
from wangge.cases.rules import QUEUES, STAGE_QUEUES
from wangge.core.refusals import Missing

pytestmark = [pytest.mark.both, pytest.mark.django_db]
ROLES = ("worker", "community", "unit", "chief", "street", "district", "property", "auditor", "admin")


def counts(who, at=NOW):
    return {name: number for name, number in queries.queue_counts(who, at=at)["queues"].items() if number}


def listed(who, name, at=NOW):
    return queries.cases_for(who, {"queue": name}, at=at)


def test_each_stage_waits_for_those_who_act_next(actor):
    worker, desk, unit_ = actor("worker"), actor("community"), actor("unit")
    to_state("reported", actor)
    assert (counts(worker), counts(desk)) == ({"accept": 1, "mine": 1}, {"accept": 1, "mine": 1})
    to_state("verifying", actor)
    assert counts(worker) == {"accept": 1, "verify": 1, "mine": 2}
    assert counts(desk) == {"accept": 1, "register": 1, "mine": 2}
    to_state("registered", actor)
    assert counts(desk) == {"accept": 1, "register": 1, "dispatch": 1, "mine": 3}
    assert counts(unit_) == {}
    to_state("dispatched", actor), to_state("handling", actor)
    assert counts(unit_) == counts(actor("chief")) == {"handle": 2, "mine": 2}
    to_state("handled", actor), to_state("checking", actor), to_state("closed", actor)
    assert counts(worker)["check"] == 1
    assert counts(desk) == {"accept": 1, "register": 1, "dispatch": 1, "check": 1, "close": 1, "mine": 5}
    assert counts(actor("auditor")) == counts(actor("admin")) == counts(actor("property")) == {}


def test_a_task_is_to_be_handled_while_it_is_open(actor):
    case = to_state("dispatched", actor)
    helper = actor("property")
    assert counts(helper) == {}
    move(actor("community"), case, "invite", units=["property"], words="请协办")
    assert counts(helper) == {"handle": 1, "mine": 1}
    move(helper, case, "contribute", words="好了")
    assert counts(helper) == {}


def test_a_request_waits_first_for_the_chief_then_for_the_desk(actor):
    case = to_state("handling", actor)
    chief, desk = actor("chief"), actor("community")
    move(actor("unit"), case, "ask", sort="extension", words="材料没到")
    assert (counts(chief)["requests"], counts(desk).get("requests")) == (1, None)
    assert "requests" not in counts(actor("unit")), "handlers support nothing"
    move(chief, case, "support")
    assert ("requests" not in counts(chief), counts(desk)["requests"]) == (True, 1)
    assert [c.id for c in listed(desk, "requests")] == [row.id for row in Case.objects.all()]
    assert "requests" not in counts(actor("district")), "it is not at the district's desk"
    move(desk, case, "grant", words="同意")
    assert "requests" not in counts(desk)


def test_an_appeal_waits_for_the_desk_and_then_for_the_district(actor):
    late = NOW + timedelta(days=60)
    case = to_state("dispatched", actor)
    move(actor("unit"), case, "start", at=late)
    move(actor("unit"), case, "finish", at=late, photos=[photo(actor("unit"))])
    move(actor("worker"), case, "check_pass", at=late)
    move(actor("community"), case, "close", at=late)
    assert counts(actor("community"), late) == {}
    move(actor("chief"), case, "ask", at=late, sort="appeal", words="等材料")
    assert counts(actor("community"), late) == {"requests": 1}
    move(actor("community"), case, "support", at=late)
    assert counts(actor("community"), late) == {}
    assert counts(actor("district"), late) == {"requests": 1}


def test_orders_late_and_unopened_are_shown_beside_the_stage(actor):
    case = to_state("dispatched", actor)
    move(actor("district"), case, "supervise", sort="important", words="请说明")
    assert counts(actor("unit")) == {"handle": 1, "orders": 1, "mine": 1}
    later = NOW + timedelta(days=90)
    assert counts(actor("unit"), later) == {"handle": 1, "orders": 1, "late": 1, "unseen": 1, "mine": 1}


def test_a_case_that_came_back_three_times_waits_for_the_district_too(actor):
    case = to_state("registered", actor)
    for n in range(3):
        at = NOW + timedelta(minutes=n + 1)
        move(actor("community"), case, "dispatch", at=at, unit=unit("drainage"))
        move(actor("unit"), case, "object", at=at, words="不是我们的")
    assert counts(actor("district")) == {"dispatch": 1, "mine": 1}


def test_lists_counts_and_turns_say_the_same_for_everybody(actor):
    for state in ("reported", "verifying", "registered", "dispatched", "handling", "handled", "checking", "closed"):
        to_state(state, actor)
    at = NOW + timedelta(days=40)
    for who in map(actor, ROLES):
        found = queries.queue_counts(who, at=at)["queues"]
        own = {case.id for case in queries.cases_for(who, {"mine": True}, at=at)}
        seen = {case.id for case in queries.cases_for(who, {}, at=at)}
        lists = {name: [case.id for case in listed(who, name, at)] for name in QUEUES}
        assert {name: len(ids) for name, ids in lists.items()} == found
        assert sorted(i for name in STAGE_QUEUES for i in lists[name]) == sorted(own) == sorted(lists["mine"])
        assert set().union(*lists.values()) <= seen


def test_no_more_than_so_many_are_counted(actor, monkeypatch):
    monkeypatch.setattr(turns, "MOST_COUNTED", 3)
    report(), report()
    assert queries.queue_counts(actor("community"), at=NOW) == {
        "queues": dict.fromkeys(QUEUES, 0) | {"accept": 2, "mine": 2}, "capped": False,
    }  # fmt: skip
    report(), report()
    found = queries.queue_counts(actor("community"), at=NOW)
    assert (found["queues"]["mine"], found["queues"]["accept"], found["capped"]) == (3, 3, True)


@pytest.mark.parametrize("name", ["everything", "ACCEPT", "mine,late", "'; DROP", "队列"])
def test_an_unknown_queue_is_refused(actor, name):
    with pytest.raises(Missing):
        listed(actor("community"), name)


def test_as_many_statements_for_many_cases_as_for_few(actor):
    who = actor("chief")
    spent = []
    for _ in range(2):
        to_state("dispatched", actor), to_state("handling", actor)
        with CaptureQueriesContext(connection) as captured:
            queries.queue_counts(who, at=NOW)
        spent.append(len(captured))
    assert spent == [3, 3], "counts, requests, and the tasks of the unit"


def test_the_counts_go_by_an_index(actor):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    for name in ("community", "unit", "worker", "district", "chief"):
        for queue in ("mine", "accept", "handle", "requests", "orders", "late"):
            plan = listed(actor(name), queue).order_by("due_at", "id")[:1000].explain()
            assert "Seq Scan" not in plan, plan
            scans = [line for line in plan.splitlines() if "SCAN cases" in line.upper() and "INDEX" not in line.upper()]
            assert not scans, plan
