"""Shifts that are to be set, and who may be on them."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from wangge.core.refusals import not_found
from wangge.orgs.models import Duty, Grant
from wangge.orgs.rules import Actor, Held, Shift
from wangge.orgs.rules.setting import setter


def shift_for(actor: Actor, shift: UUID) -> tuple[Duty, Held]:
    """A shift that the actor may set, and by which grant. Raises ``NotFound``, ``NotYours``."""
    found = Duty.objects.select_related("unit").filter(id=shift, district__in=actor.districts).first()
    if found is None:
        raise not_found()
    area = found.area or (found.unit.area if found.unit else "")
    return found, setter(actor, "duty.set", area=area, unit=found.unit_id)


def as_shift(duty: Duty) -> Shift:
    """A shift's row as the rules see it."""
    return Shift(duty.person_id, duty.starts_at, duty.ends_at, duty.instead_of_id)


def others_of(duty: Duty) -> list[Shift]:
    """The other shifts of the same person at the same place, stand-ins left out, that touch the time of one."""
    rows = Duty.objects.filter(
        person=duty.person_id, area=duty.area, unit=duty.unit_id, instead_of=None, starts_at__lt=duty.ends_at,
        ends_at__gt=duty.starts_at,
    )  # fmt: skip
    return [as_shift(row) for row in rows.exclude(id=duty.id)]


def stand_ins_of(duty: Duty) -> list[Duty]:
    """Who stands in for a shift, the first one first."""
    rows = Duty.objects.filter(
        area=duty.area, unit=duty.unit_id, instead_of=duty.person_id, starts_at__lt=duty.ends_at,
        ends_at__gt=duty.starts_at,
    )  # fmt: skip
    return list(rows.order_by("starts_at", "id"))


def holds_post(person: UUID, *, district: str, day: date, area: str = "", unit: UUID | None = None) -> bool:
    """Whether somebody holds a post on a day: for this area or unit, or anywhere in the district when none is said."""
    rows = Grant.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), person=person, district=district)
    rows = rows.filter(starts_on__lte=day)
    if area or unit:
        rows = rows.filter(area=area, unit=unit)
    return rows.exclude(person__ended_on__lt=day).exists()


def shifts_starting(area: str, district: str, *, begin: datetime, end: datetime, limit: int) -> list[Duty]:
    """Shifts of an area and what lies in it that start in a stretch of time, stand-ins left out."""
    rows = Duty.objects.filter(
        district=district, area__startswith=area, instead_of=None, starts_at__gte=begin, starts_at__lt=end
    )
    return list(rows.order_by("starts_at", "id")[:limit])


def holders_then(areas: Iterable[str], district: str) -> dict[tuple[UUID, str], list[Grant]]:
    """The grants of these areas, past and coming ones too, by person and area."""
    found: dict[tuple[UUID, str], list[Grant]] = {}
    rows = Grant.objects.filter(district=district, area__in=set(areas)).select_related("person")
    for grant in rows:
        found.setdefault((grant.person_id, grant.area), []).append(grant)
    return found
