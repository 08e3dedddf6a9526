"""Random lives of clocks beside the slow reference: every second agrees."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from tests.clock.hours import crooked
from tests.clock.oracle import Grid, Span
from tests.clock.oracle import crooked as crooked_hours
from tests.clock.oracle import usual as usual_hours

from wangge.clock.rules import (
    COUNTED,
    FREE,
    STOPPED,
    UNITS,
    Calendar,
    Light,
    Limit,
    china,
    due,
    extended,
    light,
    remaining,
    used,
)  # fmt: skip

CASES = {"usual": (china, usual_hours), "crooked": (crooked, crooked_hours)}
COUNTING = [u for u in UNITS.values() if u.code != "at_once"]
DAY = 1440


def amount_for(draw: Random, ticks: int) -> Fraction:
    """Mostly what a catalogue has, sometimes anything with two decimals."""
    most = 16 if ticks != 3600 else 40
    return Fraction(draw.randrange(1, most)) if draw.random() < 0.6 else Fraction(draw.randrange(1, 100 * most), 100)


def stops_for(draw: Random, start: int) -> list[Span]:
    """Up to four stops, overlapping or not, some over night, the last perhaps open."""
    found: list[Span] = []
    for _ in range(draw.choice((0, 1, 1, 2, 3, 4))):
        since = start + draw.randrange(-600, 8 * DAY)
        if draw.random() < 0.3:
            since = since // DAY * DAY + 18 * 60
            found.append((since, since + 14 * 60))
        else:
            found.append((since, since + draw.randrange(0, 4 * DAY)))
    if found and draw.random() < 0.15:
        found[-1] = (found[-1][0], None)
    return found


def live(draw: Random, grid: Grid, calendar: Calendar, *, explain: bool) -> None:
    """One clock: its due time, its use at two moments, its light, and perhaps every segment."""
    start = draw.randrange(DAY, len(grid.always) - 130 * DAY)
    unit = draw.choice(COUNTING)
    limit = Limit(unit, amount_for(draw, unit.ticks))
    if draw.random() < 0.1:
        limit = extended(limit)
    spans = stops_for(draw, start)
    stops = [(grid.moment(a), None if b is None else grid.moment(b), "停") for a, b in spans]
    begin, told = grid.moment(start), (start, unit, limit.amount, spans)

    found = due(begin, limit, calendar, stops)
    days = limit.ticks / {"always": 86400, "slots": 6 * 3600, "dates": 1}[unit.runs]
    horizon = (26 + int(days * 2)) * DAY
    assert found.at == grid.due(unit.runs, start, limit.ticks, spans, horizon), told
    assert not found.provisional
    for until in (start + draw.randrange(12 * DAY), start + draw.randrange(30 * DAY)):
        now = grid.moment(until)
        ran = used(begin, now, unit, calendar, stops)
        assert ran * unit.ticks == grid.used(unit.runs, start, until, spans), (told, until)
        assert ran + remaining(begin, now, limit, calendar, stops) == limit.amount
        shown = light(begin, now, limit, calendar, stops)
        if any(a <= until and (b is None or until < b) for a, b in spans):
            assert shown is not Light.RED or (found.at is not None and now > found.at)
        elif found.at is not None and now > found.at:
            assert shown is Light.RED
        else:
            assert shown is (Light.AMBER if ran >= limit.amount * 4 / 5 else Light.GREEN)
    if found.at is not None:
        at_end = used(begin, found.at, unit, calendar, stops)
        a_second = Fraction(1, 4 * 3600) if unit.runs == "dates" else 0
        assert 0 <= limit.amount - at_end <= a_second, told
        assert light(begin, found.at, limit, calendar, stops) is not Light.RED
    if explain:
        segments = found.segments
        assert segments[0].since == begin and segments[-1].until == found.at
        assert all(a.until == b.since and a.since < b.since for a, b in pairwise(segments))
        assert {s.kind for s in segments} <= {COUNTED, STOPPED, FREE} and all(s.why.zh and s.why.en for s in segments)
        if found.at is not None:
            assert sum(s.amount for s in segments if s.kind == COUNTED) == at_end


def lives(name: str, seed: int, count: int) -> None:
    make, hours = CASES[name]
    draw, grid, calendar = Random(seed), Grid(hours), make()
    for number in range(count):
        live(draw, grid, calendar, explain=number % 10 == 0)


@pytest.mark.parametrize("seed", [1])
@pytest.mark.parametrize("name", CASES)
def test_fifty_thousand_clocks_agree_with_the_minutes(name, seed):
    lives(name, seed, 25_000)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 110))
@pytest.mark.parametrize("name", CASES)
def test_a_million_clocks_agree_with_the_minutes(name, seed):
    lives(name, seed, 50_000)
