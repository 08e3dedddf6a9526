"""Requests, waiting and orders as rules: each refusal with its sentence, and what random lives never break."""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.cases import rules
from wangge.cases.rules import HANDLE, STAGE_LIMITS, WHOLE, Ask, Clocks, Standing, Turn, opened
from wangge.catalogue.rules import MATTERS
from wangge.clock.rules import Light, china, remaining, used
from wangge.core.refusals import Missing, NotNow, Refused
from wangge.orgs.rules import Held

ZONE = ZoneInfo("Asia/Shanghai")
CN = china()
LIMITS = STAGE_LIMITS | {HANDLE: "1 工作日"}
GRID, DESK, UNIT, ROADS = "211102005013001", "211102005013", str(UUID(int=1)), str(UUID(int=2))
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
TODAY = MONDAY.date()


def calendar_of(code: str, version: int):
    return china(version)


def hours(number: float) -> datetime:
    return MONDAY + timedelta(hours=number)


def dispatched() -> Clocks:
    clocks = opened(Turn("registered", DESK), limits=LIMITS, calendar=CN, at=MONDAY)
    return turned(clocks, Turn("registered", DESK), Turn("dispatched", DESK, UNIT), MONDAY)


def turned(clocks: Clocks, was: Turn, now: Turn, at: datetime) -> Clocks:
    return clocks.moved(was, now, limits=LIMITS, calendar=CN, calendar_of=calendar_of, happened_at=at, at=at,
                        forward=now.state != "registered")  # fmt: skip


def row_of(verb: str, state: str = "handling"):
    return next(row for row in MATTERS.rows_from(state) if row.verb == verb)


def held(post: str, area: str = "", unit: str = "") -> Held:
    return Held("211102", post, area, UUID(unit) if unit else None, TODAY)


def standing(*asks: Ask) -> Standing:
    return Standing("211102", "handling", "E0504", GRID, True, DESK, UUID(UNIT), UUID(int=9), asks=asks)


def refused(code: str, call, *args, **named) -> Refused:
    with pytest.raises((Missing, NotNow)) as found:
        call(*args, **named)
    assert found.value.code == code
    assert found.value.say.zh.endswith("。") and found.value.say.en.endswith(".")
    return found.value


def test_a_sort_is_one_of_the_rows():
    assert rules.sort_of(row_of("ask"), {"sort": "pool"}) == "pool"
    assert refused("sort_unknown", rules.sort_of, row_of("ask"), {"sort": "appeal"}).facts["choices"] == [
        "extension", "pool",
    ]  # fmt: skip


def test_the_only_request_is_meant_or_the_one_that_is_named():
    one, two = Ask("1", "extension", UNIT, "supported"), Ask("2", "pool", UNIT, "supported")
    desk = held("community_clerk", DESK)
    assert rules.chosen(row_of("grant"), desk, standing(one), {}) == one
    assert rules.chosen(row_of("grant"), desk, standing(one, two), {"request": "2"}) == two
    for facts in ({}, {"request": "3"}):
        refused("request_unclear", rules.chosen, row_of("grant"), desk, standing(one, two), facts)
    chief = held("unit_chief", unit=ROADS)
    assert rules.decidable(row_of("support"), chief, standing(Ask("1", "pool", UNIT, "asked"))) == []
    assert [rules.decided(one, verb).state for verb in ("support", "grant", "refuse")] == [
        "supported", "granted", "refused",
    ]  # fmt: skip


def test_a_request_is_asked_once_until_it_is_decided():
    rules.asked_twice(standing(Ask("1", "pool", ROADS, "asked")), "pool", UNIT)
    rules.asked_twice(standing(Ask("1", "pool", UNIT, "asked")), "extension", UNIT)
    refused("asked_already", rules.asked_twice, standing(Ask("1", "pool", UNIT, "supported")), "pool", UNIT)


@pytest.mark.parametrize(
    ("said", "code"),
    [("", "review_missing"), ("下周", "review_unclear"), ("2026-11-23", "review_far"), ("2027-11-24", "review_far")],
)
def test_a_review_date_is_after_today_and_a_year_ahead_at_most(said, code):
    refused(code, rules.review_date, {"review_on": said}, TODAY)
    for day in (TODAY + timedelta(days=1), TODAY + timedelta(days=365)):
        assert rules.review_date({"review_on": day.isoformat()}, TODAY) == day


def test_two_extensions_of_one_original_limit_each_and_never_once_overdue():
    clocks = dispatched()
    due = [run.due_at for run in clocks.runs]
    for n in (1, 2):
        rules.check_extension(clocks, UNIT, at=hours(1), calendar_of=calendar_of)
        clocks = rules.extended_for(clocks, UNIT, calendar_of)
        assert clocks.promise.due_at == due[2] + timedelta(days=n)
        assert clocks.whole.extensions == n
    assert [run.extensions for run in clocks.runs] == [2, 0, 2]
    refused("extended_twice", rules.check_extension, clocks, UNIT, at=hours(1), calendar_of=calendar_of)
    refused("extended_twice", rules.check_extended_twice, clocks.promise)
    refused("overdue", rules.check_extension, dispatched(), UNIT, at=hours(24.1), calendar_of=calendar_of)
    rules.check_extension(dispatched(), UNIT, at=hours(24), calendar_of=calendar_of)


def test_overdue_is_judged_by_the_clock_at_the_moment_of_asking_also_in_a_stop():
    held_still = dispatched().held(hours(2), "等居民", calendar_of)
    rules.check_extension(held_still, UNIT, at=hours(400), calendar_of=calendar_of)


def test_pooled_once_decided_before_its_date_and_appealed_once():
    rules.check_pooled_once(False)
    refused("pooled_once", rules.check_pooled_once, True)
    rules.check_review_ahead(date(2026, 12, 1), TODAY)
    refused("review_passed", rules.check_review_ahead, TODAY, TODAY)
    rules.check_appeal(False)
    refused("appealed_once", rules.check_appeal, True)


def test_nothing_that_is_late_is_stopped():
    rules.check_waiting(dispatched(), at=hours(1), calendar_of=calendar_of)
    refused("overdue_waits_not", rules.check_waiting, dispatched(), at=hours(40), calendar_of=calendar_of)


def test_an_appeal_that_is_granted_leaves_the_fact_and_marks_it_exempt():
    late = turned(dispatched(), Turn("dispatched", DESK, UNIT), Turn("handled", DESK, UNIT), hours(40))
    off = rules.let_off(late, UNIT)
    run = rules.unit_run(off, UNIT)
    assert (run.on_time, run.exempt, run.ended_at) == (False, rules.EXEMPT, hours(40))
    assert [r.exempt for r in off.runs if r is not run] == ["", "", ""]


def test_an_order_has_a_clock_of_its_own_until_it_is_answered():
    clocks = rules.ordered(dispatched(), UNIT, "4 工作时", CN, hours(1))
    assert (clocks.runs[-1].name, clocks.runs[-1].due_at) == ("order", hours(7))
    assert clocks.stage.name == clocks.promise.name == HANDLE
    moved = turned(clocks, Turn("dispatched", DESK, UNIT), Turn("handled", DESK, UNIT), hours(2))
    assert [r.name for r in moved.runs if r.open] == [WHOLE, "order", "check"]
    answered = rules.order_answered(moved, hours(3))
    assert [(r.open, r.on_time) for r in answered.runs if r.name == "order"] == [(False, True)]
    with pytest.raises(Missing):
        rules.ordered(dispatched(), UNIT, "快点", CN, MONDAY)


def test_requests_lapse_with_the_turn_of_who_asked():
    asks = [Ask("1", "extension", UNIT, "asked"), Ask("2", "appeal", UNIT, "asked")]
    assert rules.left_standing(asks, state="handling", clocks=dispatched()) == asks[:1]
    assert rules.left_standing(asks, state="closed", clocks=dispatched()) == asks
    other = turned(dispatched(), Turn("dispatched", DESK, UNIT), Turn("registered", DESK), hours(1))
    assert rules.left_standing(asks, state="registered", clocks=other) == []


ACTS = st.tuples(
    st.sampled_from(["extension", "pool", "wait", "go_on", "finish", "check_fail", "return", "dispatch", "nothing"]),
    st.floats(0.01, 60),
    st.booleans(),
)


@given(st.lists(ACTS, max_size=25))
def test_whatever_is_asked_granted_and_stopped_the_limit_is_used_once(acts):
    """Used and remaining make the limit, at most two extensions and one pooling, no red in a stop."""
    clocks, turn, now = dispatched(), Turn("dispatched", DESK, UNIT), 0.0
    pooled_before, waiting, pooled_until = False, False, None
    for act, later, granted in acts:
        lights = [r.light(hours(now), CN) for r in clocks.runs]
        stopped = [bool(rules.standing_still(r, hours(now))) for r in clocks.runs]
        now += later
        at = hours(now)
        if all(stopped[n] and rules.standing_still(r, at) for n, r in enumerate(clocks.runs) if r.open):
            assert [r.light(at, CN) for r in clocks.runs] == lights, "nobody becomes late in a stop"
        pooled = pooled_until is not None and at < pooled_until
        try:
            if act == "extension" and turn.stage == HANDLE and not pooled:
                rules.check_extension(clocks, UNIT, at=at, calendar_of=calendar_of)
                clocks = rules.extended_for(clocks, UNIT, calendar_of) if granted else clocks
            elif act == "pool" and turn.stage == HANDLE and not pooled:
                rules.check_pooled_once(pooled_before)
                if granted:
                    pooled_until = at + timedelta(days=later)
                    clocks, pooled_before = clocks.held(at, "挂账", calendar_of, until=pooled_until), True
            elif act == "wait" and not waiting and not pooled:
                rules.check_waiting(clocks, at=at, calendar_of=calendar_of)
                clocks, waiting = clocks.held(at, "等居民", calendar_of), True
            elif act == "go_on" and (waiting or pooled):
                clocks, waiting, pooled_until = clocks.gone_on(at, calendar_of), False, None
            elif not pooled and act in ("finish", "check_fail", "return", "dispatch"):
                states = {
                    ("finish", "dispatched"): "handled", ("check_fail", "handled"): "dispatched",
                    ("return", "dispatched"): "registered", ("dispatch", "registered"): "dispatched",
                }  # fmt: skip
                state = states.get((act, turn.state))
                if state:
                    clocks, waiting = clocks.gone_on(at, calendar_of) if waiting else clocks, False
                    after = Turn(state, DESK, "" if state == "registered" else UNIT)
                    clocks, turn = turned(clocks, turn, after, at), after
        except NotNow:
            pass
        for run in clocks.runs:
            spent = used(run.since, at, run.whole_limit.unit, CN, run.stops)
            left = remaining(run.since, at, run.whole_limit, CN, run.stops)
            assert spent + left == run.whole_limit.amount
            assert run.extensions <= 2
            assert sum(stop.reason == "挂账" for stop in run.stops) <= 1
            if run.ended_at is not None and run.on_time is not None:
                assert run.on_time is (run.light(at, CN) is not Light.RED), "judged by when it happened"
