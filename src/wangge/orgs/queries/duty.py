"""Who is responsible where, at which minute, and where nobody will be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from wangge.core.words import Say
from wangge.orgs.models import Duty, Grant
from wangge.orgs.queries.people import held_as, holders, names_of, today
from wangge.orgs.rules import POSTS, Hole, Shift, holes, joined, on_duty


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


def responsible_at(areas: Sequence[str], at: datetime, kind: str = "") -> tuple[str, list[Responsible]]:
    """The narrowest of the areas for which somebody is responsible at a minute, and who; the empty code when nobody is.

    The people are those of that minute, also of a past one. Of several on duty it is those in charge of the kind. Where
    the worker of a grid is not on shift, the desk above is responsible. Three statements.
    """
    return responsible_in([areas], at, kind)[0]


def responsible_in(
    places: Sequence[Sequence[str]], at: datetime, kind: str = ""
) -> list[tuple[str, list[Responsible]]]:
    """``responsible_at`` of several places, each an area with those above it. Three statements, however many."""
    held: dict[str, list[Grant]] = {}
    for grant in holders(areas={area for areas in places for area in areas}, day=today(at)):
        if "case.verify" in POSTS[grant.post].verbs:
            held.setdefault(grant.area, []).append(grant)
    shifts = _shifts(*_day_around(at), area__in=list(held))
    on = {area: _on_duty(grants, shifts.get(area, []), at, kind) for area, grants in held.items()}
    names = names_of({person for people in on.values() for person, _ in people})
    found: list[tuple[str, list[Responsible]]] = []
    for areas in places:
        area = max((area for area in areas if on.get(area)), key=len, default="")
        posts = {grant.person_id: grant.post for grant in held.get(area, [])}
        people = [
            Responsible(person, names.get(person, ""), posts.get(person, held[area][0].post), why)
            for person, why in on.get(area, [])
        ]
        found.append((area, people))
    return found


def _on_duty(grants: Sequence[Grant], shifts: Sequence[Shift], at: datetime, kind: str) -> list[tuple[UUID, Say]]:
    fields: dict[UUID, list[str]] = {}
    for grant in grants:
        fields.setdefault(grant.person_id, []).append(grant.kinds)
    return on_duty(fields, shifts, at, kind)


def units_on_duty(units: Iterable[UUID], at: datetime) -> dict[UUID, bool]:
    """Whether somebody of a unit is on shift at a minute; units without a shift on that day are left out.

    One statement, two where a unit has a roster. A shift counts while its person holds a post in the unit.
    """
    begin, end = _day_around(at)
    shifts: dict[UUID, list[Shift]] = {}
    for duty in Duty.objects.filter(starts_at__lt=end, ends_at__gt=begin, unit__in=list(units)).order_by("id"):
        shift = Shift(duty.person_id, duty.starts_at, duty.ends_at, duty.instead_of_id)
        shifts.setdefault(duty.unit_id, []).append(shift)  # type: ignore[arg-type]
    held: dict[UUID | None, list[UUID]] = {}
    for grant in holders(units=shifts, day=today(at)) if shifts else ():
        held.setdefault(grant.unit_id, []).append(grant.person_id)
    return {unit: bool(on_duty(held.get(unit, []), rows, at)) for unit, rows in shifts.items()}


def hours_of(area: str, at: datetime) -> dict[UUID, tuple[datetime, datetime]]:
    """From when to when those on shift in an area at a minute are, by person; empty without a roster. One statement."""
    found = _shifts(*_day_around(at), area=area).get(area, [])
    return {shift.person: (shift.starts_at, shift.ends_at) for shift in found if shift.covers(at)}


def holes_in(district: str, areas: Iterable[str], *, starts_at: datetime, ends_at: datetime) -> list[tuple[str, Hole]]:
    """Where and when nobody of an area itself will be responsible, or more than one is on shift; by area and time.

    ``nobody``: no post is held there on these days, so grants that end are known before they do. ``gap`` and
    ``overlap``: on days with shifts nobody, or more than one, of those who hold a post is on shift. Two statements.
    """
    wanted, day = list(areas), _day_around(starts_at)
    shifts = _shifts(starts_at, ends_at, district=district)
    held: dict[str, list[Grant]] = {}
    for grant in Grant.objects.filter(district=district, starts_on__lte=today(ends_at)).exclude(
        ends_on__lt=today(starts_at)
    ):
        if "case.verify" in POSTS[grant.post].verbs:
            held.setdefault(grant.area, []).append(grant)
    days = [day]
    while days[-1][1] < ends_at:
        days.append(_day_around(days[-1][1]))
    found = []
    for area in sorted(wanted):
        here = [
            hole
            for day in days
            for hole in _holes_of_day(day, held.get(area, []), shifts.get(area, []), starts_at, ends_at)
        ]
        found += [(area, hole) for hole in joined(here)]
    return found


def _holes_of_day(
    day: tuple[datetime, datetime], grants: Sequence[Grant], shifts: Sequence[Shift], starts_at: datetime,
    ends_at: datetime,
) -> list[Hole]:  # fmt: skip
    begin, end = max(day[0], starts_at), min(day[1], ends_at)
    people = {g.person_id for g in grants if held_as(g).valid(today(day[0]))}
    if not people:
        return [Hole("nobody", begin, end)]
    own = [s for s in shifts if s.person in people and s.instead_of is None]
    if not any(s.starts_at < day[1] and s.ends_at > day[0] for s in own):
        return []
    return holes(own, starts_at=begin, ends_at=end)


def without_people(areas: Iterable[str], *, day: date) -> list[str]:
    """The areas for which nobody who could be responsible holds a post on the day. One statement."""
    wanted = list(areas)
    held = {g.area for g in holders(areas=wanted, day=day) if "case.verify" in POSTS[g.post].verbs}
    return [area for area in wanted if area not in held]


def shifts_within(
    area: str,
    *,
    unit: UUID | None = None,
    starts_at: datetime,
    ends_at: datetime,
    after: tuple[datetime, UUID] | None = None,
    limit: int,
) -> list[Duty]:
    """Shifts that touch a stretch of time, with their people, from one on: of an area and what lies in it, or a unit's
    own. A page."""
    rows = Duty.objects.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
    rows = rows.filter(unit=unit) if unit is not None else rows.filter(area__startswith=area)
    if after is not None:
        rows = rows.filter(Q(starts_at__gt=after[0]) | Q(starts_at=after[0], id__gt=after[1]))
    return list(rows.select_related("person", "unit", "instead_of").order_by("starts_at", "id")[:limit])


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
