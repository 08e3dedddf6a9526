"""The clock: from a start, a limit, a calendar and the stops to the due time, the time used, and every step of it.

A clock is nothing but these four; it has no state. Whatever else happens to a case cannot move it, and another limit
keeps what was used and stopped.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from wangge.clock.rules.calendars import Calendar, moment_of
from wangge.clock.rules.running import Held, StopLike, advance, elapsed, merged, second_said
from wangge.clock.rules.segments import Segment, explain
from wangge.clock.rules.units import ALWAYS, Limit, Unit

AMBER_FROM = Fraction(4, 5)
"""The share of the limit from which a clock is amber; a running city shows 0–80 % green, 80–100 % yellow, above red."""


class Light(StrEnum):
    """How near the due time is."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True)
class Due:
    """When a clock runs out: ``at``, in the zone of the start; None while an open stop lasts.

    ``provisional`` says that a year on the way is not published yet. ``calendar`` is the version it was computed with:
    the same version gives the same answer for ever.
    """

    at: datetime | None
    provisional: bool
    start: datetime
    limit: Limit
    calendar: Calendar
    stops: tuple[StopLike, ...]

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """Every stretch from start to due time without gap or overlap: counted, stopped or free, and why."""
        return tuple(explain(self.start, self.at, self.limit.unit, self.calendar, self.stops))


def due(start: datetime, limit: Limit, calendar: Calendar, stops: Iterable[StopLike] = ()) -> Due:
    """When the limit has run out: the first second at which all of it is used.

    A start outside a slot waits for the next slot; an end on a slot's end stays there. Raises ``Missing``
    (``time_without_offset``, ``stop_backwards``).
    """
    given = tuple(stops)
    begin = second_said(start)
    end = _runs_out(begin, limit, calendar, merged(given))
    if end is None:
        return Due(None, False, start, limit, calendar, given)
    certain = limit.unit.runs == ALWAYS or calendar.published(calendar.year_of(begin), calendar.year_of(end))
    return Due(moment_of(end).astimezone(start.tzinfo), not certain, start, limit, calendar, given)


def used(start: datetime, until: datetime, unit: Unit, calendar: Calendar, stops: Iterable[StopLike] = ()) -> Fraction:
    """How much of a unit a clock has run at a moment, exactly; stops are taken out in the clock's own time."""
    return _ran(second_said(start), second_said(until), unit, calendar, merged(stops)) / unit.ticks


def remaining(
    start: datetime, until: datetime, limit: Limit, calendar: Calendar, stops: Iterable[StopLike] = ()
) -> Fraction:
    """What is left of a limit at a moment, in its unit; below 0 once it is overrun."""
    return limit.amount - used(start, until, limit.unit, calendar, stops)


def light(start: datetime, until: datetime, limit: Limit, calendar: Calendar, stops: Iterable[StopLike] = ()) -> Light:
    """Green, amber from 80 % of the limit used, red once the due time has passed; at the due time it is not late.

    A stopped clock keeps the light that it had when it was stopped: nobody becomes late in a stop.
    """
    begin, now, held = second_said(start), second_said(until), merged(stops)
    now = next((since for since, end in held if since <= now and (end is None or now < end)), now)
    held = [(since, end) for since, end in held if since < now]
    out = _runs_out(begin, limit, calendar, held)
    if out is not None and now > out:
        return Light.RED
    return Light.AMBER if _ran(begin, now, limit.unit, calendar, held) >= AMBER_FROM * limit.ticks else Light.GREEN


def is_late(start: datetime, until: datetime, limit: Limit, calendar: Calendar, stops: Iterable[StopLike] = ()) -> bool:
    """Whether the due time has passed at a moment; never because of a stop."""
    return light(start, until, limit, calendar, stops) is Light.RED


def _runs_out(begin: int, limit: Limit, calendar: Calendar, held: list[Held]) -> int | None:
    now, left = begin, limit.ticks
    for since, until in held:
        if until is not None and until <= now:
            continue
        ran = elapsed(now, max(now, since), limit.unit, calendar)
        if ran >= left:
            break
        if until is None:
            return None
        now, left = until, left - ran
    return advance(now, left, limit.unit, calendar)


def _ran(begin: int, end: int, unit: Unit, calendar: Calendar, held: list[Held]) -> Fraction:
    ran, now = Fraction(0), begin
    for since, until in held:
        if since >= end:
            break
        if since > now:
            ran += elapsed(now, since, unit, calendar)
        now = max(now, end if until is None else until)
    return ran + elapsed(now, end, unit, calendar) if now < end else ran
