"""When a clock is looked at, what has been reached, and whom it is told."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.cases.rules import (
    HANDLE,
    STAGE_LIMITS,
    STEPS,
    Clocks,
    Turn,
    next_look,
    opened,
    reached,
    step_at,
    told_to,
    with_told,
)
from wangge.clock.rules import Light, begun, china

ZONE = ZoneInfo("Asia/Shanghai")
CN = china()
LENGTHS = {"city": 4, "district": 6, "street": 9, "community": 12, "grid": 15}
DESK, UNIT, DEPARTMENT = "211102005013", str(UUID(int=1)), str(UUID(int=2))
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=ZONE)
SECOND = timedelta(seconds=1)


def calendar_of(code: str, version: int):
    return china(version)


def only(limit: str) -> Clocks:
    return Clocks((begun("whole", "", limit, CN, MONDAY),))


def steps_of(clocks: Clocks, at: datetime) -> list[tuple[int, int]]:
    return [(found.clock, STEPS[found.step].percent) for found in reached(clocks, at, calendar_of)]


def told(clocks: Clocks, at: datetime) -> Clocks:
    for found in reached(clocks, at, calendar_of):
        clocks = with_told(clocks, found.clock, found.step)
    return clocks


def test_the_steps_come_at_their_shares_of_the_limit_in_the_clocks_own_time():
    run = only("10 工作时").runs[0]
    moments = [step_at(run, step, calendar_of) - SECOND for step in STEPS]
    assert [f"{m.astimezone(ZONE):%d %H:%M}" for m in moments] == ["23 18:00", "24 10:00", "24 17:00", "25 12:00"]


def test_at_once_is_late_at_once_and_goes_up_within_two_hours():
    run = only("立即").runs[0]
    assert [step_at(run, step, calendar_of) - MONDAY - SECOND for step in STEPS] == [
        timedelta(0), timedelta(0), timedelta(minutes=30), timedelta(hours=1),
    ]  # fmt: skip
    assert steps_of(only("立即"), MONDAY + SECOND) == [(0, 100)]


def test_the_next_look_is_the_earliest_step_of_any_clock_and_moves_on_as_they_are_told():
    clocks, looks, at = only("10 自然小时"), [], MONDAY
    while (look := next_look(clocks, at, calendar_of)) is not None:
        assert steps_of(clocks, look - SECOND) == []
        at = look
        looks.append([percent for _, percent in steps_of(clocks, at)])
        clocks = told(clocks, at)
    assert looks == [[80], [100], [150], [200]]
    both = opened(Turn("reported", DESK), limits=STAGE_LIMITS | {HANDLE: "1 工作日"}, calendar=CN, at=MONDAY)
    assert next_look(both, MONDAY, calendar_of) == MONDAY + timedelta(minutes=48) + SECOND


def test_a_reminder_that_comes_too_late_is_left_out_and_everything_else_is_told():
    assert steps_of(only("10 自然小时"), MONDAY + timedelta(hours=30)) == [(0, 100), (0, 150), (0, 200)]


def test_no_violation_can_be_raised_in_a_stopped_state():
    at = MONDAY + timedelta(hours=5)
    still = only("10 自然小时").held(at, "等居民", calendar_of)
    assert next_look(still, at, calendar_of) is None
    assert steps_of(still, at + timedelta(days=400)) == []
    late = only("10 自然小时").held(at + timedelta(hours=9), "等居民", calendar_of)
    assert steps_of(late, at + timedelta(hours=9)) == [], "also what was missed before is not told in a stop"
    until = at + timedelta(days=30)
    pooled = only("10 自然小时").held(at, "挂账", calendar_of, until=until)
    assert next_look(pooled, at, calendar_of) == until
    assert steps_of(pooled, until - SECOND) == []
    assert next_look(pooled, until, calendar_of) == until + timedelta(hours=3) + SECOND
    both = pooled.held(at, "等居民", calendar_of)
    assert next_look(both, at, calendar_of) is None
    ahead = only("10 自然小时").held(at, "等居民", calendar_of)
    assert next_look(ahead, MONDAY, calendar_of) is None, "a stop that is to begin and has no end"


def test_what_has_ended_is_not_looked_at():
    ended = Clocks(tuple(run.end(MONDAY + timedelta(hours=20)) for run in only("10 自然小时").runs))
    assert next_look(ended, MONDAY, calendar_of) is None
    assert steps_of(ended, MONDAY + timedelta(days=9)) == []


def test_another_limit_begins_the_steps_anew():
    clocks = told(only("10 自然小时"), MONDAY + timedelta(hours=9))
    assert clocks.runs[0].told == 1
    assert clocks.runs[0].extend(CN).told == 0
    assert clocks.of_kind("20 自然小时", calendar_of).runs[0].told == 0


@pytest.mark.parametrize(
    ("who", "percent", "above_unit", "to"),
    [
        (UNIT, 80, DEPARTMENT, UNIT),
        (UNIT, 100, DEPARTMENT, UNIT),
        (UNIT, 150, DEPARTMENT, UNIT),
        (UNIT, 200, DEPARTMENT, DEPARTMENT),
        (UNIT, 200, "", DESK),
        ("", 80, "", DESK),
        ("", 150, "", "211102005"),
        ("", 200, "", "211102"),
        ("211102005013001", 150, "", DESK),
        ("211102", 150, "", "211102"),
        ("211102", 200, "", "211102"),
    ],
)
def test_each_step_goes_up_the_line_of_command_of_who_is_measured(who, percent, above_unit, to):
    step = next(s for s in STEPS if s.percent == percent)
    assert told_to(step, who, desk=DESK, above_unit=above_unit, lengths=LENGTHS) == to


@given(
    st.sampled_from(["立即", "2 紧急工作时", "4 工作时", "1 工作日", "3 自然日"]),
    st.lists(st.tuples(st.floats(0, 90), st.floats(0.01, 50)), max_size=4),
)
def test_amber_and_red_begin_at_the_looks_and_not_before(limit, stops):
    run, now = begun("whole", "", limit, CN, MONDAY), MONDAY
    for later, length in stops:
        now += timedelta(hours=later)
        run = run.hold(now, "停", CN, until=now + timedelta(hours=length))
        now += timedelta(hours=length)
    ways = (
        (STEPS[0], {Light.GREEN}, {Light.AMBER, Light.RED}),
        (STEPS[1], {Light.GREEN, Light.AMBER}, {Light.RED}),
    )
    for step, before, after in ways:
        moment = step_at(run, step, calendar_of)
        assert run.light(moment, CN) in after or any(s.since <= moment < s.until for s in run.stops)
        assert limit == "立即" or run.light(moment - 2 * SECOND, CN) in before
