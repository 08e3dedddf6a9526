"""Versions of calendars as plain JSON values and back, and a new version made of the last one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


NO_NAME = Say("", "")


@dataclass(frozen=True)
class DayChange:
    """What a date is to be: ``kind`` is ``holiday``, ``workday`` or ``usual`` (as its week has it).

    ``slots`` are the hours of a workday in words, empty for the usual ones; ``name`` may be empty.
    """

    on: date
    kind: str
    slots: str = ""
    name: Say = NO_NAME


DAY_KINDS = {
    "holiday": Say("放假", "holiday"), "workday": Say("上班", "working day"),
    "usual": Say("照常", "as its week has it"),
}  # fmt: skip


def read_day(change: DayChange, *, today: date) -> Special | None:
    """What a change makes of its date, None for the usual day.

    Raises ``Missing`` (``calendar_unclear``, ``day_over``).
    """
    if change.kind not in DAY_KINDS:
        raise unclear(
            f"{change.on}：没有“{change.kind}”这种日子。请选放假、上班或照常。",
            f"{change.on}: there is no day of kind {change.kind!r}. Choose holiday, workday or usual.",
        )
    if change.on < today:
        raise Missing(
            "day_over",
            Say(
                f"{change.on} 已经过去，那天怎么算的要留底，不能再改。请改今天或以后的日子。",
                f"{change.on} is over and stays as it was counted. Change today or a day to come.",
            ),
            date=change.on.isoformat(),
        )
    if change.kind == "usual":
        return None
    slots: Slots | None = read_slots(change.slots)
    if change.kind == "holiday" and slots:
        raise unclear(
            f"{change.on}：放假就不写工作时段。请删去时段，或改成上班。",
            f"{change.on}: a holiday has no slots. Leave them out, or make it a workday.",
        )
    usual = Say("放假", "holiday") if change.kind == "holiday" else Say("调休上班", "make-up working day")
    name = Say(change.name.zh.strip() or usual.zh, change.name.en.strip() or change.name.zh.strip() or usual.en)
    return Special(() if change.kind == "holiday" else slots or None, name)


def changed(
    last: Version, changes: Sequence[DayChange], *, published: Sequence[int] = (), week: Sequence[str] | None = None,
    name: str = "", today: date,
) -> Version:  # fmt: skip
    """The version after ``last`` with other days: what is not said stays, also in years that are published now.

    With another ``week`` (seven days in words) it holds from today on, else from the first day that it changes. Raises
    ``Missing`` (``calendar_unclear``, ``day_over``).
    """
    made = {change.on: read_day(change, today=today) for change in changes}
    if len(made) != len(changes):
        raise unclear("同一天写了两次。请每天只写一行。", "A date is written twice. Write every date once.")
    dates = {on: special for on, special in last.dates.items() if on not in made}
    dates |= {on: special for on, special in made.items() if special is not None}
    days = [*made, *(max(date(year, 1, 1), today) for year in published if year not in last.published)]
    begins = today if week is not None else min(days, default=last.valid_from)
    version = Version(
        last.number + 1, begins, name or last.name,
        tuple(read_slots(words) for words in week) if week is not None else last.week, dates,
        last.published | frozenset(published),
    )  # fmt: skip
    return read_version(version.number, plain(version))


def same(one: Version, other: Version) -> bool:
    """Whether two versions say the same of every date; when they begin does not matter."""
    return (one.name, one.week, one.published) == (other.name, other.week, other.published) and dict(one.dates) == dict(
        other.dates
    )
