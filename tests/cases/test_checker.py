"""Who checks what was put right: never whoever handled it, and always somebody."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.acts import GRID, handler, move, photo, report, row, to_state, verbs, whole
from tests.conftest import NOW

from wangge.cases import queries
from wangge.cases.rules import hands_of
from wangge.core.refusals import NotYours
from wangge.orgs.models import Grant
from wangge.orgs.queries import today
from wangge.orgs.rules import Held

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LATER = NOW + timedelta(hours=1)
DAY = today(NOW)


def open_to(case: Any, who: Any) -> set[str]:
    return {m["verb"] for m in queries.case_answer(row(case), who, at=LATER)["allowed"]}


def test_a_handler_who_checks_his_own_work_is_told_so_and_nothing_moves(actor):
    unit = actor("unit")
    case = to_state("handled", actor)
    both = replace(unit, grants=(*unit.grants, Held("211102", "grid_worker", GRID, None, DAY)))
    assert not {"check_pass", "check_fail"} & open_to(case, both)
    before = row(case)
    for verb, facts in (("check_pass", {}), ("check_fail", {"words": "不行"})):
        with pytest.raises(NotYours) as refused:
            move(both, case, verb, at=LATER, **facts)
        assert refused.value.code == "own_work"
    assert (row(case).state, row(case).head_seq) == ("handled", before.head_seq)
    assert move(actor("worker"), case, "check_pass", at=LATER).body["state"] == "checking"
    clerk = actor("community")
    with pytest.raises(NotYours):
        move(replace(clerk, grants=(*clerk.grants, *unit.grants)), case, "close", at=LATER)
    assert move(clerk, case, "close", at=LATER).body["state"] == "closed"
    assert [h.did for h in hands_of(row(case).through)] == ["work", "check", "close"]
    assert whole(case)


def test_a_helper_and_a_unit_of_an_earlier_time_do_not_check_either(actor):
    clerk, unit, helper = actor("community"), actor("unit"), handler("property")
    case = to_state("handling", actor)
    move(clerk, case, "invite", units=["property"], words="请协办")
    move(helper, case, "contribute", words="补好了")
    move(unit, case, "finish", photos=[photo(unit)], at=LATER)
    worker = actor("worker")
    for grant in (helper.grants[0], replace(unit.grants[0], ends_on=DAY)):
        now = grant.ends_on is None
        who = replace(worker, grants=(*worker.grants, grant)) if now else replace(worker, formerly=(grant,))
        with pytest.raises(NotYours) as refused:
            move(who, case, "check_pass", at=LATER)
        assert refused.value.code == "own_work"
    assert "check_pass" in open_to(case, worker)


@pytest.mark.parametrize("why", ["nobody", "handler"])
def test_where_the_grid_has_nobody_who_may_the_community_checks(actor, why):
    """A grid without a worker, and one whose only worker belongs to the unit that handled it."""
    unit, clerk, street = actor("unit"), actor("community"), actor("street")
    case = report().body["case"]
    move(clerk, case, "accept")
    move(clerk, case, "escalate", words="跨社区")
    move(street, case, "register", kind="E0504")
    move(street, case, "dispatch", unit=str(unit.grants[0].unit))
    move(unit, case, "start")
    worker = actor("worker")
    if why == "nobody":
        Grant.objects.filter(person_id=worker.person).update(ends_on=DAY - timedelta(days=1))
    else:
        held = Grant.objects.get(person_id=worker.person)
        held.pk, held.post, held.area, held.unit_id = None, "unit_handler", "", unit.grants[0].unit
        held.save()
    done = move(unit, case, "finish", at=LATER, photos=[photo(unit)]).body
    assert (row(case).checker, done["state"]) == (GRID[:12], "handled")
    found = queries.cases_for(clerk, {"queue": "check"}, at=LATER)
    assert [str(c.id) for c in found] == [case["id"]], "though the street holds it"
    assert not queries.cases_for(worker, {"queue": "check"}, at=LATER).exists()
    assert [p["post"] for p in queries.people_of(row(case), at=LATER)] == ["community_clerk"]
    assert move(clerk, case, "check_pass", at=LATER).body["state"] == "checking"
    assert row(case).checker == ""
    assert move(street, case, "close", at=LATER).body["state"] == "closed"
    assert whole(case)


def test_a_desk_that_solved_it_itself_has_it_closed_by_another(actor):
    clerk, street = actor("community"), actor("street")
    case = report().body["case"]
    move(clerk, case, "accept")
    move(clerk, case, "solve", photos=[photo(clerk)])
    with pytest.raises(NotYours) as refused:
        move(clerk, case, "close")
    assert refused.value.code == "own_work"
    colleague = replace(clerk, person=UUID(int=7), name="另一位")
    assert "close" in open_to(case, colleague)
    assert move(street, case, "close", at=LATER).body["state"] == "closed"
    assert verbs(case) == ["report", "accept", "solve", "close"]


def test_a_remark_on_a_closed_case_leaves_the_day_on_which_it_ended(actor):
    case = to_state("closed", actor)
    ended = row(case).ended_at
    move(actor("community"), case, "remark", at=LATER + timedelta(days=3), words="居民来电感谢")
    assert row(case).ended_at == ended
