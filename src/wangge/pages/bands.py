"""How a clock ran, day by day and stretch by stretch, made ready for a page. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from wangge.clock.rules import COUNTED, FREE, STOPPED, Unit
from wangge.core.words import Say

DONE, TODO, STOP = "done", "todo", "stop"
FEW_DAYS, MOST_DAYS, EDGE, AROUND = 12, 29, 2, 1
DAY, WHOLE_DAY = timedelta(days=1), 86400
SlotsOf = Callable[[date], Sequence[tuple[int, int]]]
"""Working slots of a date in seconds of the day."""
Marks = Mapping[str, datetime | None]
"""What happened when: ``start``, ``now``, ``end``, ``due``."""


@dataclass(frozen=True)
class Stretch:
    """A stretch of a clock: it ran (``done``), will run (``todo``), stood still (``stop``), or the time was free.

    ``amount`` is what it took of the limit, in the limit's unit.
    """

    since: datetime
    until: datetime
    kind: str
    why: Say
    amount: float


@dataclass(frozen=True)
class Box:
    """A box of a day's strip; ``left`` and ``width`` in percent."""

    kind: str
    left: float
    width: float


@dataclass(frozen=True)
class Row:
    """A day of the band, or several folded into one: wells for its working hours, boxes, and seconds by kind.

    ``marks`` are the moments that lie on it: name, time, place in percent.
    """

    first: date
    last: date
    wells: tuple[Box, ...]
    boxes: tuple[Box, ...]
    seconds: Mapping[str, int]
    marks: tuple[tuple[str, datetime, float], ...]

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def stretches(segments: Iterable[Mapping[str, Any]], now: datetime) -> list[Stretch]:
    """The segments of an answer, cut at a moment: what counts before it is done, after it to come.

    Times are in the zone of ``now``.
    """
    found = []
    for said in segments:
        since = datetime.fromisoformat(said["from"]).astimezone(now.tzinfo)
        until = datetime.fromisoformat(said["to"]).astimezone(now.tzinfo) if said["to"] else max(now, since)
        kind = {COUNTED: DONE, STOPPED: STOP, FREE: FREE}[said["kind"]]
        whole = Stretch(since, until, kind, Say(said["why"]["zh"], said["why"]["en"]), float(said["amount"]))
        if kind != DONE or until <= now:
            found.append(whole)
        elif since >= now:
            found.append(replace(whole, kind=TODO))
        else:
            share = (now - since) / (until - since)
            found.append(replace(whole, until=now, amount=whole.amount * share))
            found.append(replace(whole, since=now, kind=TODO, amount=whole.amount * (1 - share)))
    return found


def ledger(found: Iterable[Stretch]) -> list[Stretch]:
    """One line for each run of the clock, each stop, and what is to come; free time goes with what is around it."""
    lines = []
    kept = [stretch for stretch in found if stretch.kind != FREE]
    for _, group in groupby(kept, key=lambda s: (s.kind, s.why if s.kind == STOP else None)):
        same = list(group)
        total = sum(stretch.amount for stretch in same)
        lines.append(replace(same[0], until=same[-1].until, amount=total))
    return lines


def band(found: Sequence[Stretch], slots_of: SlotsOf, marks: Marks) -> tuple[tuple[int, int], list[Row]]:
    """The hours that the strips show (seconds of the day), and a row for each day from the first to the last.

    Days on which nothing changes are folded where there are many, so that there are never more than sixty rows.
    """
    known = {name: moment for name, moment in marks.items() if moment is not None}
    moments = sorted(known.values())
    first = min([s.since for s in found] + moments).date()
    last = max([s.until for s in found] + moments).date()
    days = [first + DAY * n for n in range((last - first).days + 1)]
    slots = {day: tuple(slots_of(day)) for day in days}
    edges = [edge for day in days for slot in slots[day] for edge in slot] or [0, WHOLE_DAY]
    hours = (min(edges), max(edges))
    return hours, _folded([_row(day, found, slots[day], hours, known) for day in days])


def _row(
    day: date,
    found: Sequence[Stretch],
    slots: Sequence[tuple[int, int]],
    hours: tuple[int, int],
    marks: Mapping[str, datetime],
) -> Row:
    begin, length = hours[0], hours[1] - hours[0]
    boxes, seconds = [], {DONE: 0, TODO: 0, STOP: 0}
    for stretch in found:
        since, until = _of_day(stretch.since, day), _of_day(stretch.until, day)
        for opens, closes in slots if stretch.kind != FREE else ():
            a, b = max(since, opens), min(until, closes)
            if a < b:
                boxes.append(_box(stretch.kind, a - begin, b - a, length))
                seconds[stretch.kind] += int(b - a)
    told = tuple(
        (name, moment, round(min(max((_of_day(moment, day) - begin) / length * 100, 0), 100), 2))
        for name, moment in sorted(marks.items(), key=lambda mark: mark[1])
        if moment.date() == day
    )
    wells = tuple(_box("well", opens - begin, closes - opens, length) for opens, closes in slots)
    return Row(day, day, wells, tuple(boxes), seconds, told)


def _box(kind: str, left: float, width: float, length: int) -> Box:
    return Box(kind, round(left / length * 100, 2), round(width / length * 100, 2))


def _of_day(moment: datetime, day: date) -> float:
    """The second of a day at a moment; 0 before the day and 86,400 after it."""
    midnight = datetime.combine(day, time(), moment.tzinfo)
    return min(max((moment - midnight).total_seconds(), 0), WHOLE_DAY)


def _folded(rows: Sequence[Row]) -> list[Row]:
    if len(rows) <= FEW_DAYS:
        return list(rows)
    wanted = [*range(EDGE), *range(len(rows) - EDGE, len(rows))]
    for n in (n for n, row in enumerate(rows) if row.marks):
        wanted += range(max(n - AROUND, 0), min(n + AROUND + 1, len(rows)))
    kinds = _kinds(rows)
    wanted += [n for n in range(1, len(rows)) if kinds[n] != kinds[n - 1]]
    shown = set(list(dict.fromkeys(wanted))[:MOST_DAYS])
    found: list[Row] = []
    for open_, group in groupby(enumerate(rows), key=lambda pair: pair[0] in shown):
        same = [row for _, row in group]
        found += same if open_ or len(same) == 1 else [_one_of(same)]
    return found


def _kinds(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """What the clock did on each day; a free day is like the day before it."""
    found: list[tuple[str, ...]] = []
    for row in rows:
        here = tuple(kind for kind, seconds in row.seconds.items() if seconds)
        found.append(here or (found[-1] if found else ()))
    return found


def _one_of(rows: Sequence[Row]) -> Row:
    seconds = {kind: sum(row.seconds[kind] for row in rows) for kind in (DONE, TODO, STOP)}
    return Row(rows[0].first, rows[-1].last, (), (), seconds, ())


def span_words(seconds: int) -> Say:
    """6 小时 42 分 · 6 h 42 min."""
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    shown = [(hours, "小时", "h")] * bool(hours) + [(minutes, "分", "min")] * bool(minutes or not hours)
    return Say(" ".join(f"{n} {zh}" for n, zh, _ in shown), " ".join(f"{n} {en}" for n, _, en in shown))


def amount_words(amount: float, unit: Unit) -> Say:
    """An amount of a limit's unit: hours and minutes where it counts hours, else so many days."""
    if unit.ticks == 3600:
        return span_words(round(amount * 60) * 60)
    number = f"{amount:.2f}".rstrip("0").rstrip(".")
    return Say(f"{number} {unit.say.zh}", f"{number} {unit.say.en}{'s' * (number != '1')}")


def day_words(day: date) -> Say:
    """11 月 20 日 周五 · Fri 20 Nov."""
    return Say(f"{day.month} 月 {day.day} 日 周{'一二三四五六日'[day.weekday()]}", f"{day:%a %-d %b}")
