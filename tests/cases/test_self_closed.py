"""What a grid puts right itself: the community looks at the pictures, or the rule of its kind closes it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.acts import GRID, move, photo, report, row, verbs, whole
from tests.conftest import NOW

from wangge.cases import queries
from wangge.cases.actions import close_by_rule
from wangge.catalogue.actions import set_kind_options
from wangge.core.ids import PUBLIC
from wangge.journal.queries import entries_about
from wangge.journal.rules import Subject

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LATER = NOW + timedelta(hours=1)
DRAIN = "E0504"


def rule(actor: Any, **said: Any) -> None:
    facts: dict[str, Any] = {"closes_after": 30, "why": "照片看得清楚的小事"} | said
    set_kind_options(actor=actor("admin"), kind=DRAIN, key=f"rule{len(said)}{said}"[:60], at=NOW, **facts)


def solved(actor: Any, *, before: bool = True, **told: Any) -> dict[str, Any]:
    worker = actor("worker")
    photos = [UUID(photo(worker))] if before else []
    case = report(worker, kind=DRAIN, photos=photos, **told).body["case"]
    return move(worker, case, "solve", photos=[photo(worker)]).body


def test_a_solved_case_stands_in_the_communitys_queue_with_both_pictures(actor):
    clerk, case = actor("community"), solved(actor)
    other = report(actor("worker"), kind=DRAIN).body["case"]
    move(clerk, other, "accept")
    found = list(queries.cases_for(clerk, {"queue": "look"}, at=LATER))
    assert [str(c.id) for c in found] == [case["id"]]
    pictures = queries.first_photos(found)[found[0].id]
    assert pictures["photo"] and pictures["after"] and pictures["photo"] != pictures["after"]
    assert queries.queue_counts(clerk, at=LATER)["queues"]["look"] == 1
    assert "close" in {m["verb"] for m in queries.case_answer(found[0], clerk, at=LATER)["allowed"]}
    move(clerk, case, "close", at=LATER)
    assert not queries.cases_for(clerk, {"queue": "look"}, at=LATER).exists()
    entry = entries_about("211102", Subject("case", row(case).id))[-1]
    assert (entry.verb, entry.facts["own"]) == ("case.close", True)


def test_the_rule_of_a_kind_closes_once_its_time_has_come_and_names_itself_not_a_person(actor):
    rule(actor)
    case = solved(actor)
    assert case["closes_at"] == (NOW + timedelta(minutes=30)).isoformat()
    assert close_by_rule(NOW + timedelta(minutes=29)) == 0
    assert close_by_rule(NOW + timedelta(minutes=30)) == 1
    assert close_by_rule(LATER) == 0
    assert (row(case).state, row(case).close_at) == ("closed", None)
    entry = entries_about("211102", Subject("case", row(case).id))[-1]
    assert (entry.actor, entry.post) == (PUBLIC, "")
    assert entry.facts["rule"] == {"kind": DRAIN, "edition": 1, "minutes": 30}
    assert entry.facts["own"] is True
    assert whole(case)


def test_a_rule_that_is_not_there_sets_no_time_and_a_person_may_be_faster(actor):
    case = solved(actor)
    assert case["closes_at"] is None
    rule(actor)
    second = solved(actor)
    move(actor("community"), second, "close", at=NOW + timedelta(minutes=1))
    assert close_by_rule(LATER) == 0
    third = solved(actor)
    assert move(actor("community"), third, "check_fail", words="没看清").body["closes_at"] is None
    assert verbs(third)[-1] == "check_fail"


@pytest.mark.parametrize("lacking", ["picture", "order", "switched off"])
def test_without_whole_evidence_a_person_closes_it(actor, lacking):
    rule(actor)
    case = solved(actor, before=lacking != "picture")
    if lacking == "order":
        move(actor("street"), case, "supervise", sort="leader", words="请说明")
    if lacking == "switched off":
        rule(actor, closes_after=None, why="")
    assert close_by_rule(LATER) == 0
    assert (row(case).state, row(case).close_at) == ("checking", None)
    assert [str(c.id) for c in queries.cases_for(actor("community"), {"queue": "look"}, at=LATER)] == [case["id"]]


def test_the_reason_and_the_minutes_of_the_rule_are_those_of_its_edition(actor):
    from wangge.catalogue.queries import kind_editions, present_kind

    rule(actor)
    rule(actor, closes_after=60)
    rule(actor, closes_after=None, why="x")
    assert [(e.closes_after, e.why) for e in kind_editions("211102", DRAIN)] == [
        (None, ""), (60, "照片看得清楚的小事"), (30, "照片看得清楚的小事"),
    ]  # fmt: skip
    now = present_kind("211102", DRAIN)
    assert now is not None and now.closes_after is None
    assert GRID.startswith("211102")
