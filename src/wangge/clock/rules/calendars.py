"""Calendars: which hours of which date are worked. Versions are added, never edited."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from wangge.core.words import Say

Slots = tuple[tuple[int, int], ...]
"""Working slots of a date: seconds of the day, begin and end, in order and apart."""
USUAL_SLOTS: Slots = ((8 * 3600, 12 * 3600), (14 * 3600, 18 * 3600))
USUAL_WEEK: tuple[Slots, ...] = (USUAL_SLOTS,) * 5 + ((), ())
WORKING, WEEKEND, DAY_OFF = Say("工作时间", "working time"), Say("周末", "weekend"), Say("休息日", "day off")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FRIDAY = 4


def second_of(moment: datetime) -> int:
    """The second since 1970 in which a moment lies; a fraction of a second is dropped."""
    return (moment - EPOCH) // SECOND


def moment_of(second: int) -> datetime:
    """The beginning of a second since 1970, in UTC."""
    return EPOCH + timedelta(seconds=second)


@dataclass(frozen=True)
class Day:
    """What holds on a date: its working slots, none when it is free, and why."""

    slots: Slots
    why: Say


@dataclass(frozen=True)
class Special:
    """A date that differs from its week: free with no slots, a make-up working day with None (the usual slots of the
    week), or with slots of its own."""

    slots: Slots | None
    why: Say


@dataclass(frozen=True)
class Version:
    """One version of a calendar, complete in itself: the week, the dates that differ, the years that are published.

    It holds from ``valid_from`` on, over every version before it. ``week`` begins on Monday.
    """

    number: int
    valid_from: date
    name: str
    week: tuple[Slots, ...]
    dates: Mapping[date, Special]
    published: frozenset[int]

    @property
    def usual(self) -> Slots:
        """The slots of the first weekday that has any."""
        return next(slots for slots in self.week if slots)

    def day(self, on: date) -> Day:
        """What this version says of a date."""
        found = self.dates.get(on)
        if found is not None:
            return Day(self.usual if found.slots is None else found.slots, found.why)
        slots = self.week[on.weekday()]
        return Day(slots, WORKING if slots else WEEKEND if on.weekday() > FRIDAY else DAY_OFF)


@dataclass(frozen=True)
class Year:
    """A year of a calendar made ready for counting. Times are seconds since 1970; ``done`` is the working time at the
    end of each slot since the year began; ``dates`` are the working dates, each its first slot and its length.
    """

    begins: int
    ends: int
    published: bool
    starts: Sequence[int]
    stops: Sequence[int]
    done: Sequence[int]
    numbers: Sequence[int]
    dates: Sequence[tuple[int, int]]

    @property
    def seconds(self) -> int:
        """Working time of the year."""
        return self.done[-1] if self.done else 0

    def seconds_at(self, second: int) -> int:
        """Working time from the beginning of the year to a second of it."""
        slot = bisect_right(self.starts, second) - 1
        return self.done[slot] - max(0, self.stops[slot] - second) if slot >= 0 else 0

    def dates_at(self, second: int) -> Fraction:
        """Working dates from the beginning of the year to a second of it; a part of a date is its share."""
        slot = bisect_right(self.starts, second) - 1
        if slot < 0:
            return Fraction(0)
        number = self.numbers[slot]
        first, length = self.dates[number]
        before = self.done[first - 1] if first else 0
        return number + Fraction(self.seconds_at(second) - before, length)

    def after_seconds(self, count: Fraction | int) -> int:
        """The first second at which ``count`` of working time has passed; above 0, at most the whole year."""
        slot = bisect_left(self.done, count)
        return math.floor(self.stops[slot] - self.done[slot] + count)

    def after_dates(self, count: Fraction | int) -> int:
        """The first second at which ``count`` working dates have passed; above 0, at most the whole year."""
        number = math.ceil(count) - 1
        first, length = self.dates[number]
        before = self.done[first - 1] if first else 0
        return self.after_seconds(before + (count - number) * length)


@dataclass(frozen=True, eq=False)
class Calendar:
    """A calendar as a number of its versions makes it, and the unit or area that it belongs to (a plain code)."""

    code: str
    owner: str
    zone: ZoneInfo
    versions: tuple[Version, ...]
    _years: dict[int, Year] = field(default_factory=dict, repr=False)
    _earlier: dict[int, "Calendar"] = field(default_factory=dict, repr=False)

    @property
    def version(self) -> int:
        """The number of the last version; with ``code`` it names this calendar for ever."""
        return self.versions[-1].number

    def as_of(self, version: int) -> "Calendar | None":
        """The calendar as it was when that version was its last; None where it has no such version."""
        numbers = [v.number for v in self.versions]
        if version not in numbers:
            return None
        if version == numbers[-1]:
            return self
        if version not in self._earlier:
            versions = self.versions[: numbers.index(version) + 1]
            self._earlier[version] = Calendar(self.code, self.owner, self.zone, versions)
        return self._earlier[version]

    def in_force(self, on: date) -> Version:
        """The version that holds on a date: the last that has begun; before all of them the first."""
        return next((v for v in reversed(self.versions) if v.valid_from <= on), self.versions[0])

    def day(self, on: date) -> Day:
        """What holds on a date."""
        return self.in_force(on).day(on)

    def second(self, on: date, of_day: int = 0) -> int:
        """The second since 1970 of a time of a date, in the calendar's zone; 86,400 is the next midnight."""
        days, rest = divmod(of_day, 86400)
        there = datetime(on.year, on.month, on.day, tzinfo=self.zone) + timedelta(days=days, seconds=rest)
        return second_of(there)

    def date_of(self, second: int) -> date:
        """The date in the calendar's zone."""
        return moment_of(second).astimezone(self.zone).date()

    def year_of(self, second: int) -> int:
        """The year in the calendar's zone."""
        return self.date_of(second).year

    def year(self, number: int) -> Year:
        """A year made ready for counting, kept once it was made."""
        made = self._years.get(number)
        if made is None:
            made = self._years[number] = self._make(number)
        return made

    def published(self, first: int, last: int) -> bool:
        """Whether every year from first to last, both included, has been published."""
        return all(self.year(number).published for number in range(first, last + 1))

    def _make(self, number: int) -> Year:
        starts: list[int] = []
        stops: list[int] = []
        done: list[int] = []
        numbers: list[int] = []
        dates: list[tuple[int, int]] = []
        published, total = True, 0
        on, end = date(number, 1, 1), date(number + 1, 1, 1)
        while on < end:
            version = self.in_force(on)
            published = published and number in version.published
            first, before = len(starts), total
            for begin, until in version.day(on).slots:
                start, stop = self.second(on, begin), self.second(on, until)
                if start < stop:
                    total += stop - start
                    starts.append(start)
                    stops.append(stop)
                    done.append(total)
                    numbers.append(len(dates))
            if total > before:
                dates.append((first, total - before))
            on += timedelta(days=1)
        return Year(self.second(date(number, 1, 1)), self.second(end), published, starts, stops, done, numbers, dates)
