"""Every stretch of a clock with its reason, so that anybody can follow the due time with a finger."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import groupby, pairwise

from wangge.clock.rules.calendars import Calendar, moment_of
from wangge.clock.rules.running import StopLike, elapsed, held_between, second_said
from wangge.clock.rules.units import ALWAYS, Unit
from wangge.core.words import Say

COUNTED, STOPPED, FREE = "counted", "stopped", "free"
CONTINUOUS, NOON, NIGHT = Say("连续计时", "continuous"), Say("午休", "break"), Say("夜间", "night")
Piece = tuple[int, int, str, Say]
Named = tuple[int, int | None, str]


@dataclass(frozen=True)
class Segment:
    """A stretch of a clock: counted, stopped or free. ``amount`` is what it took of the limit, in the limit's unit;
    of a stop what it would have taken. ``until`` is None while an open stop lasts.
    """

    since: datetime
    until: datetime | None
    kind: str
    why: Say
    amount: Fraction


def explain(
    start: datetime, end: datetime | None, unit: Unit, calendar: Calendar, stops: Sequence[StopLike]
) -> Iterator[Segment]:
    """The segments from a start to an end; where there is none yet, the last one is the stop that lasts."""
    begin = second_said(start)
    held = sorted(((*held_between(stop), stop[2]) for stop in stops), key=lambda h: h[0])
    if end is not None:
        last = second_said(end)
    else:
        last = max(begin, *(edge for since, until, _ in held for edge in (since, until) if edge is not None))
    pieces, lasting = list(_joined(_cut(_pieces(begin, last, unit, calendar), held))), last
    words = _reasons(held, last, last + 1)
    if end is None and pieces and pieces[-1][2:] == (STOPPED, words):
        lasting = pieces.pop()[0]
    for since, until, kind, why in pieces:
        amount = Fraction(0) if kind == FREE else Fraction(elapsed(since, until, unit, calendar)) / unit.ticks
        yield Segment(_there(since, start), _there(until, start), kind, why, amount)
    if end is None:
        yield Segment(_there(lasting, start), None, STOPPED, words, Fraction(0))


def _there(second: int, start: datetime) -> datetime:
    return moment_of(second).astimezone(start.tzinfo)


def _pieces(begin: int, end: int, unit: Unit, calendar: Calendar) -> Iterator[Piece]:
    """From begin to end as if nothing was stopped."""
    if unit.runs == ALWAYS:
        yield begin, end, COUNTED, CONTINUOUS
        return
    on, last = calendar.date_of(begin), calendar.date_of(end)
    while on <= last:
        for since, until, kind, why in _pieces_of(on, calendar):
            if since < end and until > begin:
                yield max(since, begin), min(until, end), kind, why
        on += timedelta(days=1)


def _pieces_of(on: date, calendar: Calendar) -> Iterator[Piece]:
    day, now, end = calendar.day(on), calendar.second(on), calendar.second(on, 86400)
    before = NIGHT if day.slots else day.why
    for since, until in ((calendar.second(on, a), calendar.second(on, b)) for a, b in day.slots):
        yield now, since, FREE, before
        yield since, until, COUNTED, day.why
        now, before = until, NOON
    yield now, end, FREE, NIGHT if day.slots else day.why


def _cut(pieces: Iterable[Piece], held: Sequence[Named]) -> Iterator[Piece]:
    """The pieces with the stops laid over them."""
    edges = sorted({edge for since, until, _ in held for edge in (since, until) if edge is not None})
    for since, until, kind, why in pieces:
        cuts = [since, *edges[bisect_right(edges, since) : bisect_left(edges, until)], until]
        for a, b in pairwise(cuts):
            reasons = _reasons(held, a, b)
            yield (a, b, STOPPED, reasons) if reasons.zh else (a, b, kind, why)


def _reasons(held: Sequence[Named], begin: int, end: int) -> Say:
    """The reasons of all stops that hold from begin to end; empty where none does."""
    said = [reason for since, until, reason in held if since <= begin and (until is None or end <= until)]
    return Say("、".join(dict.fromkeys(said)), ", ".join(dict.fromkeys(said)))


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind and reason as one; empty ones left out."""
    for (kind, why), group in groupby((p for p in pieces if p[0] < p[1]), key=lambda p: p[2:]):
        same = list(group)
        yield same[0][0], same[-1][1], kind, why
