"""The slow reference: a grid of minutes, each with what it is worth, laid out from the published holidays themselves.

Nothing of the clock is used here. A minute is worth 60 to a clock of seconds inside slots, and its share of the date to
a clock of working dates; stops set minutes to nothing; sums and running sums over the grid give the answers.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import lcm
from zoneinfo import ZoneInfo

import chinese_calendar
import numpy

ZONE = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(2024, 6, 1), date(2026, 12, 31)
BEGIN = datetime(2024, 6, 1, tzinfo=ZONE)
SHARE = lcm(480, 360, 420, 240)
"""What a whole working date is worth, so that a minute of every length of date is worth a whole number."""
Hours = Callable[[date], Sequence[tuple[int, int]]]
"""The working hours of a date, begin and end in minutes of the day."""
Span = tuple[int, int | None]
"""Minutes of the grid."""


def usual(on: date) -> Sequence[tuple[int, int]]:
    """The mainland's working days, eight hours."""
    return ((480, 720), (840, 1080)) if chinese_calendar.is_workday(on) else ()


def crooked(on: date) -> Sequence[tuple[int, int]]:
    """A city with short Fridays, other hours from the summer of 2025 on, and a half day before the Spring Festival."""
    if not chinese_calendar.is_workday(on):
        return ()
    if on == date(2026, 2, 13):
        return ((540, 780),)
    if on.weekday() == 4:
        return ((480, 720), (780, 900)) if on < date(2025, 6, 1) else ((480, 900),)
    return ((480, 720), (840, 1080)) if on < date(2025, 6, 1) else ((510, 720), (810, 1080))


class Grid:
    """Every minute from June 2024 to the end of 2026 under some hours."""

    def __init__(self, hours: Hours) -> None:
        days = (LAST - FIRST).days + 1
        self.seconds = numpy.zeros(days * 1440, dtype=numpy.int32)
        self.shares = numpy.zeros(days * 1440, dtype=numpy.int32)
        for number in range(days):
            slots = hours(FIRST + timedelta(days=number))
            length = sum(until - begin for begin, until in slots)
            for begin, until in slots:
                self.seconds[number * 1440 + begin : number * 1440 + until] = 60
                self.shares[number * 1440 + begin : number * 1440 + until] = SHARE // length
        self.always = numpy.full(days * 1440, 60, dtype=numpy.int32)

    def moment(self, minute: int) -> datetime:
        """When a minute of the grid begins."""
        return BEGIN + timedelta(minutes=minute)

    def worth(self, runs: str) -> numpy.ndarray:
        """The row of the grid for a kind of clock."""
        return {"always": self.always, "slots": self.seconds, "dates": self.shares}[runs]

    def _left(self, runs: str, begin: int, until: int, stops: Sequence[Span]) -> numpy.ndarray:
        part = self.worth(runs)[begin:until].copy()
        for since, end in stops:
            part[max(0, since - begin) : None if end is None else max(0, end - begin)] = 0
        return part

    def used(self, runs: str, begin: int, until: int, stops: Sequence[Span]) -> Fraction:
        """What a clock has run: seconds, or working dates."""
        return Fraction(int(self._left(runs, begin, until, stops).sum()), SHARE if runs == "dates" else 1)

    def due(self, runs: str, begin: int, ticks: Fraction, stops: Sequence[Span], horizon: int) -> datetime | None:
        """The second at which ``ticks`` are used; None where they never are within ``horizon`` minutes."""
        wanted = ticks * (SHARE if runs == "dates" else 1)
        part = self._left(runs, begin, begin + horizon, stops)
        sums = numpy.cumsum(part, dtype=numpy.int32)
        at = int(numpy.searchsorted(sums, -(-wanted.numerator // wanted.denominator)))
        if at == len(sums):
            return None
        rest = wanted - (int(sums[at]) - int(part[at]))
        return self.moment(begin + at) + timedelta(seconds=int(rest * 60 / int(part[at])))
