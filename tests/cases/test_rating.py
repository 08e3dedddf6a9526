"""A reporter says how it went, once, and nothing about the case moves by it."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from tests.acts import GRID, row, to_state, verbs, whole
from tests.conftest import NOW

from wangge.cases import actions, queries
from wangge.cases.actions import erase
from wangge.cases.models import Case, Report
from wangge.core.refusals import Missing, NotFound, NotNow
from wangge.journal.models import Entry
from wangge.journal.queries import entries_about
from wangge.journal.rules import Subject

pytestmark = [pytest.mark.both, pytest.mark.django_db]
LATER = NOW + timedelta(days=1)


def code_of(case):
    return Report.objects.get(case=UUID(case["id"])).code


def rate(case, *, key="", at=LATER, **other):
    given = {"solved": True, "answered": True, "satisfied": 5, "words": ""} | other
    return actions.rate(code=code_of(case), key=key or str(uuid4()), at=at, **given)


@pytest.mark.parametrize("state", ["closed", "declined", "voided"])
def test_a_rating_is_kept_and_moves_nothing_but_its_mark(actor, state):
    case = to_state(state, actor)
    kept = ("state", "desk", "unit", "clocks", "clock_from", "due_at", "on_time", "ended_at", "changed_at", "look_at",
            "handed_at", "handed_seq", "seen_at", "marks", "asks")  # fmt: skip
    before = Case.objects.values(*kept).get(id=UUID(case["id"])) | {"marks": [] if state == "voided" else ["unsolved"]}
    told = rate(case, solved=False, satisfied=2, words=" 味道还在。 ").body
    offered = state != "voided"
    assert told == {"code": code_of(case), "solved": False, "answered": True, "satisfied": 2, "contest": offered}
    assert Case.objects.values(*kept).get(id=UUID(case["id"])) == before
    assert verbs(case)[-1] == "rate" and whole(case)
    report = Report.objects.get(case=UUID(case["id"]))
    assert (report.solved, report.answered, report.satisfied, report.rated_at) == (False, True, 2, LATER)
    assert queries.opinion_of(report) == "味道还在。"


def test_a_good_rating_offers_nothing_further(actor):
    assert rate(to_state("closed", actor)).body["contest"] is False


def test_the_same_key_is_answered_the_same_and_a_second_rating_is_refused(actor):
    case = to_state("closed", actor)
    first = rate(case, key="k")
    again = rate(case, key="k")
    assert (again.body, again.replay, first.replay) == (first.body, True, False)
    with pytest.raises(NotNow) as refused:
        rate(case, key="k", satisfied=1)
    assert refused.value.code == "key_reused"
    with pytest.raises(NotNow) as refused:
        rate(case)
    assert refused.value.code == "rated_already"
    assert verbs(case).count("rate") == 1


@pytest.mark.parametrize("state", ["reported", "handling", "checking"])
def test_what_is_still_open_is_not_rated(actor, state):
    case = to_state(state, actor)
    with pytest.raises(NotNow) as refused:
        rate(case)
    assert refused.value.code == "not_ended"
    assert Report.objects.get(case=UUID(case["id"])).rated_at is None


def test_what_lacks_is_refused_and_nothing_is_written(actor):
    case = to_state("closed", actor)
    before = verbs(case)
    for given in ({"satisfied": 6}, {"solved": None}, {"words": "长" * 501}):
        with pytest.raises(Missing):
            rate(case, **given)
    with pytest.raises(NotFound):
        actions.rate(code="NOSUCHCODE22", solved=True, answered=True, satisfied=3, words="", key="x", at=LATER)
    assert verbs(case) == before


def test_a_poor_rating_goes_to_the_level_above_by_the_way_of_not_agreeing(actor):
    case = to_state("closed", actor)
    assert rate(case, solved=False, satisfied=1, words="没修").body["contest"]
    actions.contest(code=code_of(case), words="没修", key="c", at=LATER + timedelta(minutes=1))
    found = row(case)
    assert (found.state, found.desk) == ("verifying", GRID[:9])
    assert verbs(case)[-2:] == ["rate", "contest"] and whole(case)


def test_ratings_and_their_words_are_for_desks(actor):
    case = to_state("closed", actor)
    rate(case, satisfied=1, words="网格员没来过")
    reports = queries.reports_of(row(case))
    entries = entries_about("211102", Subject("case", UUID(case["id"])))
    for name, desk in (("community", True), ("district", True), ("worker", False), ("unit", False), ("auditor", False)):
        found = queries.rating_answers(reports, actor(name))
        last = queries.entry_answers(entries, actor(name))[-1]
        assert last["verb"] == "case.rate"
        assert last["words"] == ("网格员没来过" if desk else None)
        assert (found is None) is not desk
        if found:
            assert [(r["satisfied"], r["solved"], r["words"]) for r in found] == [(1, True, "网格员没来过")]


def test_words_can_be_erased_and_the_figures_stay(actor):
    case = to_state("closed", actor)
    rate(case, words="电话 138")
    report = Report.objects.get(case=UUID(case["id"]))
    seq = Entry.objects.get(subject_id=report.case, verb="case.rate").seq
    erase(
        actor=actor("district"), case_id=report.case, seq=seq, field="opinion", ground="unlawful",
        decision="区委网信办 2026-17 号决定", key="e1", at=LATER,
    )  # fmt: skip
    assert queries.opinion_of(report) == ""
    (found,) = queries.rating_answers([report], actor("community")) or []
    assert (found["words"], found["satisfied"]) == (None, 5)
    assert whole(case)
