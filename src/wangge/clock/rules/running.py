"""How a clock runs between two seconds, and where stops hold it."""

import math
from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from wangge.clock.rules.calendars import Calendar, second_of
from wangge.clock.rules.units import ALWAYS, SLOTS, Unit
from wangge.core.refusals import Missing
from wangge.core.words import Say


class Stop(NamedTuple):
    """Time that does not count 停表, and why. ``until`` is None while it lasts. A plain tuple will do."""

    since: datetime
    until: datetime | None
    reason: str


StopLike = tuple[datetime, datetime | None, str]
YEARS = range(1950, 2200)
"""Moments outside of these years are slips of the finger."""
Held = tuple[int, int | None]
"""Seconds between which a clock is held; None while it lasts."""


def second_said(moment: datetime) -> int:
    """The second of a moment with its offset. Raises ``Missing`` (``time_without_offset``, ``time_far_away``)."""
    if moment.tzinfo is None:
        raise Missing(
            "time_without_offset",
            Say(
                f"时间 {moment.isoformat()} 没有写时区。请在末尾加上与世界时的差，例如 +08:00。",
                f"The time {moment.isoformat()} has no offset from UTC. Add it at the end, such as +08:00.",
            ),
        )
    if moment.year not in YEARS:
        raise Missing(
            "time_far_away",
            Say(
                f"时间 {moment.isoformat()} 不在 {YEARS[0]} 年到 {YEARS[-1]} 年之间。请核对年份。",
                f"The time {moment.isoformat()} is not between {YEARS[0]} and {YEARS[-1]}. Check the year.",
            ),
        )
    return second_of(moment)


def held_between(stop: StopLike) -> Held:
    """The seconds of a stop. Raises ``Missing`` (``stop_backwards``, ``time_without_offset``)."""
    since = second_said(stop[0])
    until = None if stop[1] is None else second_said(stop[1])
    if until is not None and until < since:
        raise Missing(
            "stop_backwards",
            Say(
                f"停表的结束 {stop[1]} 早于开始 {stop[0]}。请先写开始，再写结束。",
                f"The stop ends at {stop[1]}, before it begins at {stop[0]}. Write its beginning first, then its end.",
            ),
        )
    return since, until


def merged(stops: Iterable[StopLike]) -> list[Held]:
    """The stops in order, those that overlap or touch as one; empty ones are left out."""
    found: list[Held] = []
    for since, until in sorted((held_between(s) for s in stops), key=lambda held: held[0]):
        if until == since:
            continue
        if found and (found[-1][1] is None or since <= found[-1][1]):
            first, last = found[-1]
            found[-1] = (first, None if last is None or until is None else max(last, until))
        else:
            found.append((since, until))
    return found


def elapsed(begin: int, end: int, unit: Unit, calendar: Calendar) -> Fraction | int:
    """How far a clock runs from one second to a later one, in the unit's ticks, as if nothing stopped it."""
    if unit.runs == ALWAYS:
        return end - begin
    first, last = calendar.year_of(begin), calendar.year_of(end)
    if unit.runs == SLOTS:
        whole: int = sum(calendar.year(number).seconds for number in range(first, last))
        return whole + calendar.year(last).seconds_at(end) - calendar.year(first).seconds_at(begin)
    whole = sum(len(calendar.year(number).dates) for number in range(first, last))
    return whole + calendar.year(last).dates_at(end) - calendar.year(first).dates_at(begin)


def advance(begin: int, ticks: Fraction | int, unit: Unit, calendar: Calendar) -> int:
    """The first second at which a clock has run so many ticks, as if nothing stopped it.

    Where the exact moment lies inside a second, the beginning of that second.
    """
    if not ticks or unit.runs == ALWAYS:
        return math.floor(begin + ticks)
    number = calendar.year_of(begin)
    year = calendar.year(number)
    count = ticks + (year.seconds_at(begin) if unit.runs == SLOTS else year.dates_at(begin))
    while count > (total := year.seconds if unit.runs == SLOTS else len(year.dates)):
        count -= total
        number += 1
        year = calendar.year(number)
    return year.after_seconds(count) if unit.runs == SLOTS else year.after_dates(count)
