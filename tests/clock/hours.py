"""Calendars of the tests and short words for moments and limits."""

from collections.abc import Sequence
from datetime import date, datetime

from wangge.clock.rules import Calendar, Limit, Special, Version, china, read_limit, read_slots
from wangge.core.words import Say

SHORT_FRIDAY = (read_slots("08:00-12:00 14:00-18:00"),) * 4 + (read_slots("08:00-12:00 13:00-15:00"), (), ())
SUMMER = (read_slots("08:30-12:00 13:30-18:00"),) * 4 + (read_slots("08:00-15:00"), (), ())


def crooked() -> Calendar:
    """The calendar of ``oracle.crooked``: a second version from the summer of 2025 on."""
    base = china().versions[0]
    fridays = {on: s for on, s in base.dates.items() if s.slots is None and on.weekday() == 4}
    assert not fridays, "a make-up day on a Friday would need its own hours"
    half = Special(read_slots("09:00-13:00"), Say("年前半天", "half day before the festival"))
    first = Version(1, date(2020, 1, 1), "斜坡市工时", SHORT_FRIDAY, base.dates, base.published)
    second = Version(2, date(2025, 6, 1), "斜坡市工时", SUMMER, {**base.dates, date(2026, 2, 13): half}, base.published)
    return Calendar("XP", "211199", china().zone, (first, second))


def at(words: str) -> datetime:
    """A moment of the mainland, such as ``2026-02-12 10:00``."""
    return datetime.fromisoformat(f"{words}+08:00")


def stop(since: str, until: str | None, reason: str = "雨雪") -> tuple[datetime, datetime | None, str]:
    """A stop between two moments."""
    return at(since), None if until is None else at(until), reason


def limits(*words: str) -> Sequence[Limit]:
    """Limits in words."""
    return [read_limit(w) for w in words]
