"""The clocks of a case through its turns: who is measured when, what ends, what goes on, what starts anew."""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from wangge.cases.rules import (
    HANDLE,
    NEVER,
    STAGE_LIMITS,
    WHOLE,
    Clocks,
    Turn,
    clocks_of,
    opened,
    stage_of,
    whole_limit,
)
from wangge.clock.rules import china, used

ZONE = ZoneInfo("Asia/Shanghai")
CN = china()
LIMITS = STAGE_LIMITS | {HANDLE: "1 工作日"}
GRID, COMMUNITY, DRAINAGE, ROADS = "211102005013001", "211102005013", "unit-1", "unit-2"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)


def calendar_of(code: str, version: int):
    return china(version)


def move(clocks: Clocks, was: Turn, now: Turn, hours: float, *, forward: bool = True, limits=LIMITS) -> Clocks:
    at = MONDAY + timedelta(hours=hours)
    return clocks.moved(was, now, limits=limits, calendar=CN, calendar_of=calendar_of, happened_at=at, at=at,
                        forward=forward)  # fmt: skip


def turns(*names: str) -> list[Turn]:
    """``state@desk`` or ``state@desk/unit``."""
    return [Turn(s.split("@")[0], *s.split("@")[1].split("/")) for s in names]


def through(*names: str, step: float = 1.0) -> Clocks:
    there = turns(*names)
    clocks = opened(there[0], limits=LIMITS, calendar=CN, at=MONDAY)
    for n, (was, now) in enumerate(pairwise(there), 1):
        clocks = move(clocks, was, now, n * step)
    return clocks


def names(clocks: Clocks) -> list[tuple[str, str]]:
    return [(run.name, run.who) for run in clocks.runs]


WAY = (f"reported@{GRID}", f"verifying@{COMMUNITY}", f"registered@{COMMUNITY}", f"dispatched@{COMMUNITY}/{DRAINAGE}",
       f"handling@{COMMUNITY}/{DRAINAGE}", f"handled@{COMMUNITY}/{DRAINAGE}", f"checking@{COMMUNITY}/{DRAINAGE}",
       f"closed@{COMMUNITY}/{DRAINAGE}")  # fmt: skip


def test_every_stage_has_its_clock_and_the_whole_one_runs_beside_them():
    clocks = through(*WAY)
    assert names(clocks) == [
        (WHOLE, ""), ("accept", GRID), ("register", COMMUNITY), ("dispatch", COMMUNITY), (HANDLE, DRAINAGE),
        ("check", COMMUNITY), ("close", COMMUNITY),
    ]  # fmt: skip
    assert not any(run.open for run in clocks.runs)
    assert clocks.whole.on_time is True and clocks.stage is None
    assert clocks_of(clocks.plain()) == clocks


def test_the_units_clock_is_shown_while_it_handles_else_that_of_the_whole():
    assert through(*WAY[:3]).promise.name == WHOLE
    assert through(*WAY[:4]).promise.name == HANDLE
    assert through(*WAY[:6]).promise.name == WHOLE
    assert through(*WAY[:4]).stage == through(*WAY[:4]).promise


def test_the_whole_ends_when_it_was_put_right_and_goes_on_when_it_was_not():
    checking, handling = turns(WAY[6], WAY[4])
    clocks = through(*WAY[:7])
    assert not clocks.whole.open and clocks.promise.name == "close"
    again = move(clocks, checking, handling, 9)
    assert again.whole.open and [s.reason for s in again.whole.stops] == ["待结案"]
    assert again.promise.name == HANDLE
    late = move(clocks, checking, Turn("closed", COMMUNITY, DRAINAGE), 2000)
    assert late.whole.on_time is True and late.runs[-1].on_time is False


def test_who_is_asked_to_look_has_a_clock_beside_that_of_the_desk():
    asked = through(*WAY[:2]).asked_to_look(GRID, "4 工作时", CN, MONDAY + timedelta(hours=1))
    assert names(asked)[-1] == ("verify", GRID) and asked.stage.name == "register"
    told = asked.looked(MONDAY + timedelta(hours=2))
    assert told.runs[-1].on_time is True and told.stage.name == "register"
    again = told.asked_to_look(GRID, "4 工作时", CN, MONDAY + timedelta(hours=3))
    assert [r.open for r in again.runs if r.name == "verify"] == [False, True]
    left = move(asked, *turns(WAY[1], WAY[2]), 3)
    assert [r.on_time for r in left.runs if r.name == "verify"] == [None], "nobody waits for it any more"


def test_a_move_within_a_turn_starts_nothing():
    assert through(*WAY[:5]) == move(through(*WAY[:4]), *turns(WAY[3], WAY[4]), 4)


def test_a_return_is_not_judged_and_the_unit_takes_up_its_clock_when_it_comes_back():
    sent, back = turns(WAY[3], WAY[2])
    clocks = move(through(*WAY[:4]), sent, back, 30, forward=False)
    assert [r.on_time for r in clocks.runs if r.name == HANDLE] == [None]
    again = move(clocks, back, sent, 31)
    handle = [r for r in again.runs if r.name == HANDLE]
    assert len(handle) == 1 and [s.reason for s in handle[0].stops] == ["退回后待派遣"]
    other = move(clocks, back, Turn("dispatched", COMMUNITY, ROADS), 31)
    assert [(r.who, r.open) for r in other.runs if r.name == HANDLE] == [(DRAINAGE, False), (ROADS, True)]


def test_rework_goes_on_with_the_same_clock():
    handled, handling = turns(WAY[5], WAY[4])
    clocks = move(through(*WAY[:6]), handled, handling, 8)
    assert clocks.promise.who == DRAINAGE
    assert [s.reason for s in clocks.promise.stops] == ["待核查"]


def test_a_reopened_case_starts_the_whole_clock_anew_and_keeps_the_old_one():
    clocks = move(through(*WAY), Turn("closed", COMMUNITY), Turn("registered", COMMUNITY), 50)
    assert [r.open for r in clocks.runs if r.name == WHOLE] == [False, True]
    assert clocks.whole.since == MONDAY + timedelta(hours=50)


def test_violated_while_stopped_cannot_be_and_a_case_that_ends_in_a_stop_ends():
    held = through(*WAY[:4]).held(MONDAY + timedelta(hours=4), "等居民", calendar_of)
    assert held.due_at == NEVER
    assert held.gone_on(MONDAY + timedelta(hours=5), calendar_of).due_at < NEVER
    ended = move(held, Turn("dispatched", COMMUNITY, DRAINAGE), Turn("voided", COMMUNITY), 400)
    assert not any(r.stopped or r.open for r in ended.runs)
    until = through(*WAY[:4]).held(MONDAY, "挂账", calendar_of, until=MONDAY + timedelta(days=70))
    assert until.due_at > MONDAY + timedelta(days=70)


def test_a_change_of_kind_keeps_used_and_stopped_time():
    held = through(*WAY[:4]).held(MONDAY + timedelta(hours=4), "等", calendar_of)
    clocks = held.gone_on(MONDAY + timedelta(hours=6), calendar_of)
    other = clocks.of_kind("5 工作日", calendar_of)
    moment = MONDAY + timedelta(hours=8)
    for a, b in zip(clocks.runs, other.runs, strict=True):
        assert (a.since, a.stops) == (b.since, b.stops)
        if a.open:
            spent = [used(r.since, moment, r.whole_limit.unit, CN, r.stops) for r in (a, b)]
            assert spent[0] == spent[1]
    assert (other.whole.limit, other.promise.limit) == ("10 工作日", "5 工作日")


def test_another_version_of_the_calendar_moves_open_clocks_only():
    clocks = opened(
        Turn("reported", GRID), limits=LIMITS, calendar=china(2025), at=datetime(2026, 2, 13, 9, tzinfo=ZONE)
    )
    moved = move(clocks, Turn("reported", GRID), Turn("verifying", COMMUNITY), 0)
    again = moved.by(CN)
    assert [r.version for r in again.runs] == [2026, 2025, 2026]
    assert again.by(china(2026)) == again


def test_the_whole_may_take_as_long_again_as_the_handling():
    assert [whole_limit(w) for w in ("1 工作日", "2 紧急工作时", "立即")] == ["2 工作日", "4 紧急工作时", "2 工作时"]


places = st.sampled_from([t for t in turns(*WAY) if t.state != "closed"] + [Turn("dispatched", COMMUNITY, ROADS)])


@given(st.lists(st.tuples(places, st.floats(0.01, 30), st.booleans()), max_size=12))
def test_whatever_the_way_one_clock_of_a_stage_is_open_and_the_whole_one_runs_until_it_is_put_right(steps):
    turn = turns(WAY[0])[0]
    clocks = opened(turn, limits=LIMITS, calendar=CN, at=MONDAY)
    due, hours = clocks.whole.due_at, 0.0
    for now, later, forward in steps:
        hours += later
        clocks, turn = move(clocks, turn, now, hours, forward=forward), now
        open_ones = [r for r in clocks.runs if r.open]
        assert clocks.whole.open == (turn.state != "checking")
        assert [(r.name, r.who) for r in open_ones if r.name != WHOLE] == [(turn.stage, turn.who)]
        assert clocks.whole.due_at == due or clocks.whole.stops
        assert len([r for r in clocks.runs if (r.name, r.who) == (HANDLE, DRAINAGE)]) <= 1


def test_the_stage_read_alone_is_the_one_read_with_all_the_others():
    reported, verifying, done = Turn("reported", GRID), Turn("verifying", COMMUNITY), Turn("closed", COMMUNITY)
    clocks = opened(reported, limits=LIMITS, calendar=CN, at=MONDAY)
    later = move(clocks, reported, verifying, 1)
    for one in (clocks, later, move(later, verifying, done, 2)):
        assert stage_of(one.plain()) == one.stage
    assert stage_of(move(later, verifying, done, 2).plain()) is None
