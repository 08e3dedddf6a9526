"""Versions of calendars as plain JSON values and back, and a new version made of the last one."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from wangge.clock.rules.calendars import Slots, Special, Version
from wangge.core.refusals import Missing
from wangge.core.words import Say


def unclear(zh: str, en: str) -> Missing:
    """The refusal of what is no calendar."""
    return Missing("calendar_unclear", Say(zh, en))


def read_slots(words: str) -> Slots:
    """Slots such as ``08:00-12:00 14:00-18:00``; none when empty; 24:00 is the next midnight.

    Raises ``Missing`` (``calendar_unclear``).
    """
    found: list[tuple[int, int]] = []
    for part in words.replace(",", " ").split():
        read = re.fullmatch(r"(\d\d?):([0-5]\d)[-–](\d\d?):([0-5]\d)", part)
        h1, m1, h2, m2 = (int(n) for n in read.groups()) if read else (0, 0, 0, 0)
        begin, end = h1 * 3600 + m1 * 60, h2 * 3600 + m2 * 60
        if not begin < end <= 86400 or (found and begin < found[-1][1]):
            raise unclear(
                f"看不懂工作时段“{words}”。请按先后写，例如“08:00-12:00 14:00-18:00”。",
                f"The slots {words!r} cannot be read. Write them in order, such as 08:00-12:00 14:00-18:00.",
            )
        found.append((begin, end))
    return tuple(found)


def say_slots(slots: Slots) -> str:
    """Slots as ``read_slots`` reads them."""
    return " ".join(f"{_clock(begin)}-{_clock(end)}" for begin, end in slots)


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}"


def read_zone(name: str) -> ZoneInfo:
    """A zone such as Asia/Shanghai. Raises ``Missing`` (``calendar_unclear``)."""
    if name not in available_timezones():
        raise unclear(
            f"没有时区“{name}”。请写例如 Asia/Shanghai。",
            f"There is no zone {name!r}. Write one such as Asia/Shanghai.",
        )
    return ZoneInfo(name)


def plain(version: Version) -> dict[str, Any]:
    """A version as JSON values, without its number."""
    return {
        "name": version.name,
        "valid_from": version.valid_from.isoformat(),
        "week": [say_slots(slots) for slots in version.week],
        "dates": {
            on.isoformat(): {
                "slots": None if special.slots is None else say_slots(special.slots), "zh": special.why.zh,
                "en": special.why.en,
            }
            for on, special in sorted(version.dates.items())
        },
        "published": sorted(version.published),
    }  # fmt: skip


def read_version(number: int, said: Mapping[str, Any]) -> Version:
    """The version that ``plain`` wrote. Raises ``Missing`` (``calendar_unclear``)."""
    try:
        week = tuple(read_slots(words) for words in said["week"])
        dates = {
            date.fromisoformat(on): Special(
                None if row["slots"] is None else read_slots(row["slots"]), Say(row["zh"], row["en"])
            )
            for on, row in said["dates"].items()
        }
        begins, published = date.fromisoformat(said["valid_from"]), frozenset(int(year) for year in said["published"])
        name = str(said["name"])
    except (KeyError, TypeError, ValueError, AttributeError) as trouble:
        raise unclear(
            f"日历的内容不完整或写法不对（{trouble}）。请对照 docs/guides/calendars.md 的样例核对。",
            f"The calendar is incomplete or not as it should be ({trouble}). Compare it with docs/guides/calendars.md.",
        ) from None
    if len(week) != 7 or not any(week):
        raise unclear(
            "一周要写七天，其中至少一天有工作时段。请补全 week。",
            "A week has seven days, one of them at least with slots. Complete week.",
        )
    return Version(number, begins, name, week, dates, published)


def renewed(
    last: Version,
    *,
    dates: Mapping[date, Special],
    published: Sequence[int] = (),
    week: tuple[Slots, ...] | None = None,
    name: str = "",
    valid_from: date | None = None,
) -> Version:
    """The version after ``last``: what is not said stays, years that are published now are laid down anew.

    It holds from ``valid_from`` on; not said, from the first date or newly published year that it speaks of.
    """
    fresh = set(published) - last.published
    kept = {on: special for on, special in last.dates.items() if on.year not in fresh}
    begins = valid_from or min([*dates, *(date(year, 1, 1) for year in fresh)], default=last.valid_from)
    return Version(
        last.number + 1, begins, name or last.name, week or last.week, kept | dict(dates),
        last.published | frozenset(published),
    )  # fmt: skip


def same(one: Version, other: Version) -> bool:
    """Whether two versions say the same of every date; when they begin does not matter."""
    return (one.name, one.week, one.published) == (other.name, other.week, other.published) and dict(one.dates) == dict(
        other.dates
    )
