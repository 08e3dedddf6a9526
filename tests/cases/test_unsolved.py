"""The resident says that it is not solved: it waits for the desk and those above until it is reopened or upheld."""

from datetime import timedelta
from typing import Any

import pytest
from tests.acts import move, report, row, to_state, whole
from tests.conftest import NOW

from wangge.cases import actions, queries
from wangge.cases.models import Report
from wangge.cases.rules import month_of
from wangge.core.refusals import Missing, NotYours
from wangge.orgs.queries import today

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LATER = NOW + timedelta(hours=1)
MONTH = month_of(today(NOW))


def rate(case: Any, *, solved: bool = False, answered: bool = True, satisfied: int = 2, key: str = "r") -> Any:
    code = Report.objects.get(case=row(case).id).code
    return actions.rate(
        code=code, solved=solved, answered=answered, satisfied=satisfied, words="", key=key, at=LATER
    )  # fmt: skip


def waiting(who: Any) -> list[str]:
    return [str(c.id) for c in queries.cases_for(who, {"queue": "unsolved"}, at=LATER)]


@pytest.mark.parametrize("state", ["closed", "declined"])
def test_not_solved_waits_for_the_desk_and_those_above(actor, state):
    case = to_state(state, actor)
    rate(case)
    assert (row(case).marks, row(case).doubted_at, row(case).state) == (["unsolved"], LATER, state)
    for who in ("community", "street", "district"):
        assert waiting(actor(who)) == [case["id"]], who
        assert queries.queue_counts(actor(who), at=LATER)["queues"]["unsolved"] == 1
    for who in ("worker", "unit", "auditor"):
        assert waiting(actor(who)) == []
        assert queries.queue_counts(actor(who), at=LATER)["queues"]["unsolved"] == 0
    assert whole(case)


def test_upheld_with_words_that_the_resident_reads(actor):
    case = to_state("closed", actor)
    rate(case)
    street = actor("street")
    with pytest.raises(NotYours) as refused:
        move(actor("community"), case, "uphold", at=LATER, reply="我看没事")
    assert refused.value.code == "own_work"
    ended = row(case).ended_at
    move(street, case, "uphold", at=LATER, reply="管子已经清了，您家里那一段归物业，已请物业联系您。")
    assert (waiting(street), row(case).marks, row(case).doubted_at, row(case).ended_at) == ([], [], None, ended)
    shown = queries.case_answer(row(case), street, at=LATER)
    assert "uphold" not in {m["verb"] for m in shown["allowed"]}
    assert whole(case)


@pytest.mark.parametrize("verb", ["reopen", "contest"])
def test_taken_up_again_it_waits_no_more(actor, verb):
    case = to_state("closed", actor)
    rate(case)
    move(actor("community"), case, verb, at=LATER, words="居民说没好")
    assert (row(case).marks, row(case).doubted_at, row(case).through) == ([], None, [])
    assert waiting(actor("street")) == []


def test_solved_and_voided_ask_nobody(actor):
    case, voided = to_state("closed", actor), to_state("voided", actor)
    rate(case, solved=True, satisfied=1)
    rate(voided, key="v")
    assert row(case).marks == [] and row(voided).marks == []
    assert waiting(actor("district")) == []


def test_solved_answered_and_satisfied_are_counted_apart_and_dashes_where_nobody_answered(actor):
    first, second = to_state("closed", actor), to_state("closed", actor)
    declined = to_state("declined", actor)
    to_state("closed", actor)
    rate(first, solved=True, answered=False, satisfied=5)
    rate(second, key="s")
    rate(declined, key="d", answered=False, satisfied=1)
    street = actor("street")
    by_unit = {found["id"]: found for found in queries.solved_figures(street, by="unit", month=MONTH)}
    unit = by_unit[str(row(first).unit)]
    assert (unit["ratings"]["solved"]["yes"], unit["ratings"]["solved"]["asked"]) == (1, 2)
    assert (unit["ratings"]["answered"]["yes"], unit["ratings"]["satisfied"]) == (1, {"mean": 3.5, "asked": 2})
    assert unit["calls"] is None and unit["ratings"]["solved"]["few"]
    assert by_unit[row(declined).desk]["ratings"]["satisfied"] == {"mean": 1.0, "asked": 1}
    (by_street,) = queries.solved_figures(street, by="street", month=MONTH)
    assert (by_street["ratings"]["solved"]["asked"], by_street["name"]["zh"] != "") == (3, True)
    kinds = {
        found["id"]: found["ratings"]["solved"]["asked"]
        for found in queries.solved_figures(street, by="kind", month=MONTH)
    }
    assert kinds == {"E0504": 2, "": 1}
    assert queries.solved_figures(street, by="unit", month=MONTH.replace(year=2024)) == []
    with pytest.raises(NotYours):
        queries.solved_figures(actor("worker"), by="unit", month=MONTH)
    with pytest.raises(Missing):
        queries.solved_figures(street, by="person", month=MONTH)


def test_a_rating_leaves_an_open_case_alone(actor):
    case = report().body["case"]
    assert row(case).doubted_at is None and waiting(actor("community")) == []
