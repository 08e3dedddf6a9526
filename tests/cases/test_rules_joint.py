"""Units beside the lead, refusals and designation: every state × verb × post once more, and the smaller rules."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest
from tests.cases.test_rules import GRID, LENGTHS, OTHER, UNIT, actor, case

from wangge.cases.rules import (
    CO,
    MOST_REFUSALS,
    Clocks,
    Part,
    Suggestion,
    allowed,
    check_units,
    days_taken,
    decide,
    gave_back,
    limit_to_arrive,
    marks_after,
    may_be_kept_aside,
    may_see,
    newly_asked,
    open_parts,
    parts_of,
    ranked,
    refused_after,
    task_begun,
    task_ended,
)
from wangge.catalogue.rules import MATTERS
from wangge.clock.rules import begun, china
from wangge.core.refusals import Missing, NotNow, NotYours
from wangge.orgs.rules import POSTS

T0 = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LEAD, HELPER, CALLED = UNIT, OTHER, UUID(int=3)
PARTS = (
    Part(UUID(int=11), HELPER, "co", name="园林所"),
    Part(UUID(int=12), CALLED, "arrive", name="派出所"),
    Part(UUID(int=13), UUID(int=4), "co", "done", name="自来水公司"),
)
JOINT = ("registered", "dispatched", "handling")
UNITS = {"unit_handler", "unit_chief", "outside_handler"}
OVER = {"community_clerk", "street_chief", "district_duty_officer"}

# Who may do what of the joint verbs where the grid holds the case and both kinds of task are open: written by hand.
# (unit stands for people of the lead, helper of the unit asked to help, called of the unit called to the spot.)
BY_HAND: dict[str, dict[str, set[str]]] = {
    "registered": {
        "invite": {"community_clerk"}, "withdraw": {"community_clerk"}, "whistle": OVER, "contribute": {"helper"},
        "arrive": {"called"}, "object": {"helper"}, "designate": set(),
    },
    "dispatched": {
        "invite": {"community_clerk"}, "withdraw": {"community_clerk"}, "whistle": OVER, "contribute": {"helper"},
        "arrive": {"called"}, "object": {"helper", "unit"}, "return": {"unit"}, "finish": set(),
    },
    "handling": {
        "invite": {"community_clerk"}, "withdraw": {"community_clerk"}, "whistle": OVER, "contribute": {"helper"},
        "arrive": {"called"}, "object": {"helper"}, "return": {"unit"}, "finish": set(),
    },
}  # fmt: skip
VERBS = ("invite", "withdraw", "whistle", "contribute", "arrive", "object", "designate", "return", "finish")
STANDS_FOR = {"unit": LEAD, "helper": HELPER, "called": CALLED}


def open_to(post, state, *, unit=UNIT, **more):
    standing = case(state, unit=LEAD if state in ("dispatched", "handling", "handled", "checking") else None, **more)
    return {row.verb for row in allowed(actor(post, unit=unit), MATTERS, standing, LENGTHS)}


@pytest.mark.parametrize(("state", "verb", "post"), list(product(MATTERS.states, VERBS, POSTS)))
def test_every_state_verb_and_post_while_others_have_tasks(state, verb, post):
    wanted = BY_HAND.get(state, {}).get(verb, set())
    if post in UNITS:
        for who, unit in STANDS_FOR.items():
            assert (verb in open_to(post, state, unit=unit, parts=PARTS)) is (who in wanted), who
    else:
        assert (verb in open_to(post, state, parts=PARTS)) is (post in wanted)


@pytest.mark.parametrize(("state", "post"), list(product(MATTERS.states, POSTS)))
def test_after_three_refusals_only_the_district_centre_designates(state, post):
    verbs = open_to(post, state, refusals=MOST_REFUSALS)
    assert "dispatch" not in verbs
    assert ("designate" in verbs) is (state == "registered" and post == "district_duty_officer")
    assert "designate" not in open_to(post, state, refusals=MOST_REFUSALS - 1)


def refused(who, standing, verb):
    with pytest.raises(NotNow) as found:
        decide(who, MATTERS, standing, verb, LENGTHS)
    assert found.value.say.zh.endswith("。")
    return found.value


def test_each_bar_says_why_and_what_may_be_done_instead():
    clerk, chief, handler = actor("community_clerk"), actor("district_duty_officer"), actor("unit_handler")
    thrice = case("registered", refusals=3)
    due = refused(clerk, thrice, "dispatch")
    assert (due.code, due.facts["refusals"]) == ("designation_due", 3)
    assert "区中心" in due.say.zh
    assert refused(chief, case("registered", refusals=2), "designate").code == "designation_early"
    given = case("dispatched", unit=LEAD, designated=True, refusals=3)
    for verb in ("object", "return"):
        no = refused(handler, given, verb)
        assert no.code == "designated"
        assert "协办" in no.say.zh and "延期" in no.say.zh
    assert refused(handler, replace(given, state="handling"), "return").code == "designated"
    assert decide(clerk, MATTERS, given, "recall", LENGTHS)[0].end == "registered"
    still = refused(handler, case("handling", unit=LEAD, parts=PARTS), "finish")
    assert still.code == "helpers_open"
    assert "园林所" in still.say.zh and "派出所" not in still.say.zh and "自来水" not in still.say.zh
    assert still.facts["units"] == [str(HELPER)]
    assert refused(clerk, case("handling", unit=LEAD), "withdraw").code == "nobody_asked"
    with pytest.raises(NotYours):
        decide(clerk, MATTERS, thrice, "designate", LENGTHS)


def test_a_helper_of_a_designated_case_may_still_object():
    standing = case("dispatched", unit=LEAD, designated=True, refusals=3, parts=PARTS)
    row, _ = decide(actor("unit_handler", unit=HELPER), MATTERS, standing, "object", LENGTHS)
    assert (row.by, row.end, row.moves) == (("helper",), "dispatched", "")


def test_a_unit_sees_a_case_in_which_it_has_or_had_a_task():
    standing = case("handling", unit=LEAD, parts=PARTS)
    for unit in (LEAD, HELPER, CALLED, UUID(int=4)):
        assert may_see(actor("outside_handler", unit=unit), standing)
    assert not may_see(actor("outside_handler", unit=UUID(int=5)), standing)
    assert not may_see(actor("unit_handler", unit=HELPER, district="211103"), standing)


def test_parts_go_into_the_row_and_come_back():
    names = {HELPER: "园林所", CALLED: "派出所", UUID(int=4): "自来水公司"}
    assert parts_of([part.plain() for part in PARTS], names) == PARTS
    assert parts_of([PARTS[0].plain()], {})[0].name == ""
    assert open_parts(PARTS) == [PARTS[0], PARTS[1]]
    assert open_parts(PARTS, role="arrive") == [PARTS[1]]
    assert open_parts(PARTS, units=[HELPER, UUID(int=4)]) == [PARTS[0]]
    assert open_parts(PARTS, units=[]) == []


def test_one_open_task_a_unit_and_none_for_the_lead():
    more = UUID(int=9)
    assert newly_asked([HELPER, more, more, LEAD], PARTS, role="co", lead=LEAD) == [more]
    assert newly_asked([UUID(int=4)], PARTS, role="co", lead=LEAD) == [UUID(int=4)], "it is done and may be asked again"
    assert newly_asked([HELPER, LEAD], PARTS, role="arrive", lead=LEAD) == [HELPER, LEAD], "the lead may be called"
    with pytest.raises(NotNow) as nobody:
        newly_asked([HELPER, LEAD], PARTS, role="co", lead=LEAD)
    assert nobody.value.code == "all_asked"


def test_at_most_twenty_units_at_a_time():
    check_units([str(n) for n in range(20)])
    with pytest.raises(Missing) as many:
        check_units([str(n) for n in range(21)])
    assert many.value.facts["given"] == 21


@pytest.mark.parametrize(
    ("minutes", "limit"),
    [(None, "2 自然小时"), (120, "2 自然小时"), (10, "0.17 自然小时"), (45, "0.75 自然小时"), (1440, "24 自然小时"),
     ("90", "1.5 自然小时"), (100, "1.67 自然小时")],
)  # fmt: skip
def test_minutes_to_arrive_are_natural_hours_and_never_shorter_than_said(minutes, limit):
    assert limit_to_arrive(minutes) == limit
    run = begun("arrive", "", limit, china(), T0)
    said = timedelta(minutes=int(minutes or 120))
    assert timedelta(0) <= run.due_at - (T0 + said) <= timedelta(seconds=36)


@pytest.mark.parametrize("minutes", [0, 9, 1441, -5, "soon", [], 10**9])
def test_other_minutes_are_refused(minutes):
    with pytest.raises(Missing) as wrong:
        limit_to_arrive(minutes)
    assert wrong.value.code == "limit_minutes_out_of_range"


def test_refusals_are_counted_for_the_lead_and_begin_anew_when_reopened():
    def row(verb, **more):
        return next(r for r in MATTERS.rows_of(verb) if all(getattr(r, k) == v for k, v in more.items()))

    assert refused_after(row("object", by=("unit",)), 1) == 2
    assert refused_after(row("return"), 2) == 3
    assert refused_after(row("object", by=("helper",)), 2) == 2
    assert refused_after(row("recall"), 2) == 2
    assert refused_after(row("reopen"), 3) == 0
    assert marks_after(row("designate"), ["pooled"], ended=False) == ["pooled", "designated"]
    assert marks_after(row("designate"), ["designated"], ended=False) == ["designated"]
    assert marks_after(row("recall"), ["designated"], ended=False) == ["designated"]
    assert marks_after(row("close"), ["designated", "supervised"], ended=True) == ["supervised"]


def test_each_task_has_a_clock_of_its_own():
    """All responsible units in a joint case are measured separately."""
    clocks = Clocks((begun("whole", "", "2 工作日", china(), T0),))
    clocks = task_begun(clocks, CO, HELPER, "1 工作日", china(), T0)
    clocks = task_begun(clocks, "arrive", HELPER, "2 自然小时", china(), T0 + timedelta(hours=1))
    clocks = task_begun(clocks, CO, CALLED, "1 工作日", china(), T0)
    after = task_ended(clocks, CO, HELPER, T0 + timedelta(days=9), judged=True)
    assert [run.on_time for run in after.runs] == [None, False, None, None]
    assert [run.open for run in after.runs] == [True, False, True, True]
    taken = task_ended(after, CO, CALLED, T0 - timedelta(hours=1), judged=False)
    assert (taken.runs[3].on_time, taken.runs[3].ended_at) == (None, T0), "never ended before it began"
    assert taken.whole == clocks.whole
    assert taken.stage is None


def test_an_arrival_that_came_late_is_a_fact_from_the_field():
    before = {"happened_at": T0 - timedelta(minutes=1), "changed_at": T0}
    assert may_be_kept_aside(**before, facts={"place": {"lat": 41.2, "lng": 122.05}})
    assert not may_be_kept_aside(**before, facts={"place": {"area": GRID}})
    assert not may_be_kept_aside(**before, facts={"place": None})


def test_suggestions_say_their_reason_and_stand_in_its_order():
    ruled = Suggestion(UUID(int=1), rulings=2, ruled_on=date(2026, 11, 3), handled=1, days=0.5, open=4)
    often = Suggestion(UUID(int=2), handled=17, days=3.25, open=6)
    seldom = Suggestion(UUID(int=3), handled=1)
    back = Suggestion(UUID(int=4), rulings=5, ruled_on=date(2026, 11, 4), handled=99, gave_back=True)
    assert ranked([back, seldom, often, ruled]) == [ruled, often, seldom, back]
    assert often.reason.zh == "此类办结 17 件 · 在办 6 件 · 平均 3.2 天"
    assert ruled.reason.zh.startswith("先例：本街道此类指定给它 2 次，最近 2026-11-03 · ")
    assert seldom.reason.en == "put this kind right 1 × · 0 open"
    assert back.reason.zh.startswith("这件案子从它那里退回过")
    newcomer = Suggestion(UUID(int=5), rulings=1, ruled_on=date(2026, 11, 3))
    assert "办结" not in newcomer.reason.zh and newcomer.reason.zh.endswith("在办 0 件")


def test_days_are_those_of_the_units_own_clock():
    run = begun("handle", str(UNIT), "1 工作日", china(), T0)
    done = Clocks((run.end(T0 + timedelta(hours=36)),)).plain()
    taken = Clocks((run.end(T0 + timedelta(hours=1), judged=False),)).plain()
    assert days_taken(done, UNIT) == 1.5
    assert days_taken(done, OTHER) is None
    assert days_taken(Clocks((run,)).plain(), UNIT) is None
    assert gave_back(taken) == {str(UNIT)}
    assert gave_back(done) == set()
