"""Call-backs: the draw of a month, who may ring up, three tries, and what was said beside own ratings."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner
from tests.acts import handler, report, row, to_state, verbs, whole
from tests.conftest import NOW

from wangge.cases import actions, queries
from wangge.cases.models import CallBack, Draw, Report
from wangge.cases.rules import month_after, month_of
from wangge.cli.recheck import callback
from wangge.core.refusals import Missing, NotFound, NotNow, NotYours
from wangge.orgs.queries import today

pytestmark = [pytest.mark.django_db, pytest.mark.both]
MONTH = month_of(today(NOW))
OVER = queries.month_bounds(month_after(MONTH))[0] + timedelta(hours=10)
PHONE = "13800000172"


def ended(actor: Any, *, phone: str = PHONE) -> dict[str, Any]:
    return to_state("closed", actor, phone=phone)


def call(who: Any, found: CallBack, *, at: Any = OVER, key: str = "", **said: Any) -> Any:
    facts = {"reached": True, "solved": None, "answered": None, "satisfied": None, "words": ""} | said
    return actions.record_call(actor=who, call_id=found.id, key=key or str(uuid4()), at=at, **facts)


def draw(at: Any = OVER) -> list[CallBack]:
    actions.draw_call_backs("211102", MONTH, at=at)
    return list(CallBack.objects.order_by("id"))


def test_a_month_is_drawn_once_when_it_is_over_and_anybody_can_repeat_it(actor, settings):
    settings.DISTRICT = "211102"
    with_number = {ended(actor)["id"] for _ in range(3)}
    ended(actor, phone="")
    report(phone=PHONE)
    with pytest.raises(NotNow):
        actions.draw_call_backs("211102", MONTH, at=NOW)
    assert actions.draw_due(NOW + timedelta(days=1)) == 0, "the month before had nothing"
    found = draw()
    assert {str(f.case) for f in found} == with_number, "fewer than the least: all that left a number"
    assert {(f.who, f.state, f.tries) for f in found} == {(str(actor("unit").grants[0].unit), "open", 0)}
    assert draw() == found and actions.draw_due(OVER) == 0
    made = Draw.objects.get(month=MONTH)
    assert (made.ended, made.drawn, len(made.beacon)) == (4, 3, 64)
    _, _, _, again = queries.draw_calls("211102", MONTH)
    assert {str(case.id) for case, _, _ in again} == with_number
    said = CliRunner().invoke(callback, ["draw", "--month", f"{MONTH:%Y-%m}"])
    assert said.output.splitlines()[0].startswith(f"beacon {made.beacon}")
    assert said.output.splitlines()[-1] == "3 drawn"


def test_the_smallest_numbers_of_each_unit_are_taken(actor):
    script = [{"zh": "解决了吗？", "en": "Is it solved?"}]
    actions.set_solving(actor=actor("admin"), recheck=0, share=0, least=2, script=script, key="s", at=NOW)
    for _ in range(4):
        ended(actor)
    first = {f.case for f in draw()}
    assert len(first) == 2


def test_a_desk_sees_the_masked_number_and_the_words_and_others_nothing(actor):
    case = ended(actor)
    draw()
    for who in ("community", "street", "district"):
        (told,) = queries.call_answers(list(queries.calls_for(actor(who), at=OVER)))
        assert (told["number"], told["phone"]) == (case["number"], "138****0172")
        assert queries.calls_waiting(actor(who), at=OVER) == 1
    assert told["words"] and told["tries_left"] == 3
    for who in ("worker", "unit", "admin"):
        with pytest.raises(NotYours):
            queries.calls_for(actor(who))
        assert queries.calls_waiting(actor(who), at=OVER) == 0
    (found,) = draw()
    clerk = actor("community")
    elsewhere = replace(clerk, grants=(replace(clerk.grants[0], area="211102006001"),))
    with pytest.raises(NotFound):
        call(elsewhere, found, solved=True)


def test_whoever_belongs_to_the_unit_does_not_ask_about_its_work(actor):
    ended(actor)
    (found,) = draw()
    clerk, unit = actor("community"), actor("unit")
    both = replace(clerk, grants=(*clerk.grants, *unit.grants))
    assert not queries.calls_for(both, at=OVER).exists()
    with pytest.raises(NotFound):
        call(both, found, solved=True)
    with pytest.raises(NotYours) as refused:
        call(replace(clerk, person=unit.person), found, solved=True)
    assert refused.value.code == "own_work"
    helper = replace(clerk, grants=(*clerk.grants, *handler("property").grants))
    assert call(helper, found, solved=True).status == 200


def test_not_reached_is_tried_three_times_at_other_times_of_day(actor):
    case = ended(actor)
    (found,) = draw()
    clerk, at = actor("community"), OVER
    for n in (1, 2, 3):
        told = call(clerk, found, at=at, reached=False, words="没人接").body
        assert (told["tries"], told["state"]) == (n, "open" if n < 3 else "unreached")
        if n < 3:
            with pytest.raises(NotNow) as early:
                call(clerk, found, at=at + timedelta(hours=1), solved=True)
            assert early.value.code == "call_early"
            assert not queries.calls_for(clerk, at=at).exists()
            at = CallBack.objects.get().next_at
    with pytest.raises(NotNow) as over:
        call(clerk, found, at=at, solved=True)
    assert over.value.code == "call_over"
    assert verbs(case).count("call_back") == 3 and whole(case)


def test_answers_stand_apart_from_own_ratings_and_not_solved_waits_for_the_desk(actor):
    case, other = ended(actor), ended(actor)
    found = {str(f.case): f for f in draw()}
    clerk = actor("community")
    told = call(clerk, found[case["id"]], solved=False, satisfied=2, words="还是堵", key="c")
    assert (told.body["state"], told.body["solved"], told.body["answered"]) == ("reached", False, None)
    assert call(clerk, found[case["id"]], solved=False, satisfied=2, words="还是堵", key="c").replay
    call(clerk, found[other["id"]], solved=True, answered=True, satisfied=5)
    assert row(case).marks == ["unsolved"] and row(other).marks == []
    assert [str(c.id) for c in queries.cases_for(actor("street"), {"queue": "unsolved"}, at=OVER)] == [case["id"]]
    assert Report.objects.get(case=UUID(case["id"])).rated_at is None
    (figures,) = queries.solved_figures(actor("street"), by="unit", month=MONTH)
    calls = figures["calls"]
    assert (calls["drawn"], calls["reached"], calls["open"], calls["unreached"]) == (2, 2, 0, 0)
    assert (calls["solved"]["yes"], calls["solved"]["asked"], calls["answered"]["asked"]) == (1, 2, 1)
    assert calls["satisfied"] == {"mean": 3.5, "asked": 2} and calls["solved"]["few"]
    assert figures["ratings"]["solved"]["share"] is None
    with pytest.raises(Missing):
        call(clerk, found[other["id"]])
    assert whole(case)


def test_settings_are_editions_and_whoever_comes_second_looks_again(actor):
    admin, script = actor("admin"), [{"zh": "解决了吗？", "en": "Is it solved?"}]
    said = {"recheck": 30, "share": 10, "least": 3, "script": script}
    assert queries.solving_in("211102").edition == 0
    first = actions.set_solving(actor=admin, key="a", at=NOW, after=0, **said)
    assert first.body == {"edition": 1}
    assert actions.set_solving(actor=admin, key="b", at=NOW, **said).body == {"edition": 1}
    with pytest.raises(NotNow) as moved:
        actions.set_solving(actor=admin, key="c", at=NOW, after=0, **(said | {"share": 20}))
    assert moved.value.code == "edition_moved"
    with pytest.raises(NotYours):
        actions.set_solving(actor=actor("street"), key="d", at=NOW, **said)
    now = queries.solving_in("211102")
    assert (now.recheck, now.share, now.least, now.edition) == (30, 10, 3, 1)
    assert queries.solving_in("211102", at=NOW - timedelta(days=1)).edition == 0
