"""When a clock is to be looked at next, and whom each step of its way to red and beyond is told. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from functools import lru_cache

from wangge.cases.rules.timing import CalendarOf, Clocks
from wangge.clock.rules import UNITS, Calendar, Limit, Run, Stop, due, extended, read_limit
from wangge.places.rules import parent_of


@dataclass(frozen=True)
class Step:
    """A step 一级提醒: the share of the limit at which it is reached, in percent, and what is recorded then."""

    percent: int
    verb: str


STEPS = (Step(80, "remind"), Step(100, "overdue"), Step(150, "raise"), Step(200, "raise"))
"""Amber, red, then up the line of command twice."""
AN_HOUR = Limit(UNITS["natural_hour"], Fraction(1))
"""Beyond the due time 立即 goes up by this, as it has no length of its own."""
SECOND = timedelta(seconds=1)


def step_at(run: Run, step: Step, calendar_of: CalendarOf) -> datetime | None:
    """The moment from which a step is reached; None while an open stop lasts before it."""
    calendar = calendar_of(run.calendar, run.version)
    return _after_share(run.since, run.limit, run.extensions, step.percent, calendar, run.stops)


@lru_cache(maxsize=8192)
def _after_share(
    since: datetime, words: str, extensions: int, percent: int, calendar: Calendar, stops: tuple[Stop, ...]
) -> datetime | None:
    """The second after so many percent of a limit have run. Every move of a case asks it of the clock of the whole."""
    found = due(since, _share_of(words, extensions, percent), calendar, stops)
    return found.at + SECOND if found.at else None


@lru_cache(maxsize=4096)
def _share_of(words: str, extensions: int, percent: int) -> Limit:
    """So many percent of a limit in words with its extensions."""
    limit, share = extended(read_limit(words), extensions), Fraction(percent, 100)
    if limit.amount:
        return replace(limit, amount=limit.amount * share)
    return replace(AN_HOUR, amount=max(share - 1, Fraction(0)))


def standing_still(run: Run, at: datetime) -> tuple[datetime | None, ...]:
    """Until when the stops last in which a clock stands at a moment, None for an open one; empty when it runs."""
    return tuple(s.until for s in run.stops if s.since <= at and (s.until is None or at < s.until))


def next_look(clocks: Clocks, at: datetime, calendar_of: CalendarOf) -> datetime | None:
    """The earliest moment at which an open clock reaches its next step, or goes on after a stop whose end is known.

    None when nothing will: all have ended, stand still until somebody acts, or have told everything.
    """
    moments: list[datetime | None] = []
    for run in clocks.runs:
        if not run.open:
            continue
        held = standing_still(run, at)
        if held:
            moments += [until for until in held if until is not None and None not in held]
        elif run.told < len(STEPS):
            moments.append(step_at(run, STEPS[run.told], calendar_of))
    return min((moment for moment in moments if moment is not None), default=None)


@dataclass(frozen=True)
class Reached:
    """A step that a clock has reached and nobody has been told of: which clock by its place, which step, since when."""

    clock: int
    step: int
    at: datetime


def reached(clocks: Clocks, at: datetime, calendar_of: CalendarOf) -> list[Reached]:
    """The steps reached by a moment. What stands still is passed over, and a reminder once its due time is past."""
    found = []
    for place, run in enumerate(clocks.runs):
        if not run.open or standing_still(run, at):
            continue
        there = []
        for number in range(run.told, len(STEPS)):
            moment = step_at(run, STEPS[number], calendar_of)
            if moment is None or moment > at:
                break
            there.append(Reached(place, number, moment))
        found += there[1:] if len(there) > 1 and there[0].step == 0 else there
    return found


def with_told(clocks: Clocks, place: int, step: int) -> Clocks:
    """The clocks after a step of one of them was told."""
    run = clocks.runs[place]
    return Clocks((*clocks.runs[:place], replace(run, told=step + 1), *clocks.runs[place + 1 :]))


def told_to(step: Step, who: str, *, desk: str, above_unit: str, lengths: Mapping[str, int]) -> str:
    """Whom a step is told: who is measured, then its superiors.

    ``who`` is a unit's id or an area's code, empty for the whole matter, which is the desk's. A unit answers to its
    chief (at its own place) and then to the unit above, or to the desk where there is none; a desk to the one above
    and then to the district.
    """
    place = who or desk
    if step.percent <= 100:
        return place
    if len(place) > max(lengths.values()):
        return place if step.percent < 200 else above_unit or desk
    return parent_of(place, lengths) if step.percent < 200 else place[: lengths["district"]]
