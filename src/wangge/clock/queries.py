"""Which calendar holds for whom."""

from collections.abc import Sequence

from wangge.clock import models
from wangge.clock.rules import CHINA, VERSIONS, Calendar, Version, china, read_version, read_zone
from wangge.core.kept import Kept
from wangge.core.refusals import NotFound
from wangge.core.words import Say


def version_of(row: models.CalendarVersion) -> Version:
    """What a row says."""
    said = {"name": row.name, "valid_from": row.valid_from.isoformat(), "week": row.week, "dates": row.dates}
    return read_version(row.number, said | {"published": row.published})


def _load() -> dict[str, Calendar]:
    versions: dict[str, list[Version]] = {}
    for row in models.CalendarVersion.objects.order_by("calendar_id", "number"):
        versions.setdefault(row.calendar_id, []).append(version_of(row))
    found = {
        row.code: Calendar(row.code, row.owner, read_zone(row.zone), tuple(versions[row.code]))
        for row in models.Calendar.objects.all()
    }
    return {CHINA: china()} | found


calendars: Kept[dict[str, Calendar]] = Kept(_load)
"""Every calendar by its code, each with all its versions; ``CN`` is built in until one is published under its code."""


def calendar_of(code: str, version: int | None = None) -> Calendar:
    """A calendar, or what it was at an earlier version. Raises ``NotFound`` (``no_calendar``)."""
    found = calendars().get(code)
    if found is not None and version is not None:
        found = found.as_of(version) or (china(version) if code == CHINA and version in VERSIONS else None)
    if found is None:
        raise NotFound(
            "no_calendar",
            Say(
                f"没有日历“{code}”{'' if version is None else f'第 {version} 版'}。内置的是 CN。",
                f"There is no calendar {code!r}{'' if version is None else f' version {version}'}. CN is built in.",
            ),
        )
    return found


def calendar_for(owners: Sequence[str]) -> Calendar:
    """The calendar of the first owner that has one, such as unit, grid, community, street, district; else ``CN``."""
    every = calendars()
    owned = {calendar.owner: calendar for calendar in every.values() if calendar.owner}
    return next((owned[owner] for owner in owners if owner in owned), every[CHINA])
