"""Who is responsible where, at which minute, and where nobody will be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from wangge.core.words import Say
from wangge.orgs.models import Duty, Grant
from wangge.orgs.queries.people import holders, names_of, today
from wangge.orgs.rules import POSTS, Hole, Shift, holes, on_duty


@dataclass(frozen=True)
class Responsible:
    """Somebody who is responsible, in which post, and why."""

    person: UUID
    name: str
    post: str
    why: Say


def _day_around(at: datetime) -> tuple[datetime, datetime]:
    """The district's own day in which a moment lies."""
    zone = ZoneInfo(settings.DISTRICT_ZONE)
    begin = datetime.combine(at.astimezone(zone).date(), time(), zone)
    return begin, begin + timedelta(days=1)


def _shifts(starts_at: datetime, ends_at: datetime, **where: Any) -> dict[str, list[Shift]]:
    """Shifts that touch a stretch of time, by area."""
    found: dict[str, list[Shift]] = {}
    rows = Duty.objects.filter(starts_at__lt=ends_at, ends_at__gt=starts_at, **where).order_by("starts_at", "id")
    for duty in rows:
        shift = Shift(duty.person_id, duty.starts_at, duty.ends_at, duty.instead_of_id)
        found.setdefault(duty.area, []).append(shift)
    return found


def responsible_at(areas: Sequence[str], at: datetime) -> tuple[str, list[Responsible]]:
    """The narrowest of the areas for which somebody is responsible at a minute, and who; the empty code when nobody is.

    Where the worker of a grid is not on shift, the desk above is responsible. Three statements.
    """
    held: dict[str, list[Grant]] = {}
    for grant in holders(areas=areas, day=today(at)):
        if "case.verify" in POSTS[grant.post].verbs:
            held.setdefault(grant.area, []).append(grant)
    shifts = _shifts(*_day_around(at), area__in=list(held))
    for area in sorted(held, key=len, reverse=True):
        posts = {grant.person_id: grant.post for grant in held[area]}
        people = on_duty(list(posts), shifts.get(area, []), at)
        if people:
            names, post = names_of({person for person, _ in people}), held[area][0].post
            return area, [Responsible(p, names.get(p, ""), posts.get(p, post), why) for p, why in people]
    return "", []


def holes_in(district: str, *, starts_at: datetime, ends_at: datetime) -> list[tuple[str, Hole]]:
    """Gaps and overlaps of every area of a district that works by shifts, before they happen, by area and time.

    The days count on which an area has any shift at all; without one its holders look after it all day.
    """
    found: list[tuple[str, Hole]] = []
    for area, shifts in sorted(_shifts(starts_at, ends_at, district=district).items()):
        begin, end = _day_around(starts_at)
        while begin < ends_at:
            touching = [s for s in shifts if s.starts_at < end and s.ends_at > begin]
            if area and any(s.instead_of is None for s in touching):
                stretch = holes(touching, starts_at=max(begin, starts_at), ends_at=min(end, ends_at))
                found += [(area, hole) for hole in stretch]
            begin, end = end, end + timedelta(days=1)
    return found


def without_people(areas: Iterable[str], *, at: datetime) -> list[str]:
    """The areas for which nobody holds a post on the day."""
    wanted = list(areas)
    held = {grant.area for grant in holders(areas=wanted, day=today(at))}
    return [area for area in wanted if area not in held]


def duty_rows(district: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The shifts of people with a staff number as an imported list has them."""
    rows = {}
    found = (
        Duty.objects.filter(district=district)
        .exclude(person__staff_no="")
        .select_related("person", "unit", "instead_of")
    )
    for duty in found:
        unit = duty.unit.code if duty.unit else ""
        row = {
            "staff_no": duty.person.staff_no, "area": duty.area, "unit": unit, "starts_at": duty.starts_at,
            "ends_at": duty.ends_at, "instead_of": duty.instead_of.staff_no if duty.instead_of else "",
        }  # fmt: skip
        rows[row["staff_no"], duty.area, unit, duty.starts_at] = row
    return rows
