"""Units and offices as the screens of settings show them, and the ways to one that is to be changed."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from wangge.core.refusals import not_found
from wangge.orgs.models import JointOffice, Unit
from wangge.orgs.rules import UNIT_KINDS, Actor
from wangge.places.queries import area_names


def units_found(
    actor: Actor, *, q: str = "", area: str = "", kind: str = "", ended: bool = False, after: str = "", limit: int,
    day: date,
) -> list[dict[str, Any]]:  # fmt: skip
    """Units of the actor's district by code, from the one after ``after``: those that exist, or those that have ended.

    ``q`` is a part of the name or the code. Two statements.
    """
    rows = Unit.objects.filter(district=actor.district, code__gt=after).filter(
        Q(ended_on__isnull=not ended), area__startswith=area
    )
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(name_en__icontains=q) | Q(code__icontains=q) | Q(phone__contains=q))
    if kind:
        rows = rows.filter(kind=kind)
    return [unit_answer(unit) for unit in _with_people(rows, day).order_by("code")[:limit]]


def _with_people(rows: Any, day: date) -> Any:
    now = Q(grants__starts_on__lte=day) & (Q(grants__ends_on=None) | Q(grants__ends_on__gte=day))
    counted = rows.annotate(people=Count("grants__person", filter=now, distinct=True))
    return counted.select_related("parent").prefetch_related("offices")


def unit_for(actor: Actor, unit: UUID, *, day: date) -> Any:
    """A unit of the actor's district, ended ones too, with the number of its people. Raises ``NotFound``."""
    found = _with_people(Unit.objects.filter(id=unit, district__in=actor.districts), day).first()
    if found is None:
        raise not_found()
    return found


def line_above(unit: UUID) -> list[UUID]:
    """A unit and those above it, upwards; each once."""
    parents = dict(Unit.objects.values_list("id", "parent_id"))
    line: list[UUID] = []
    here: UUID | None = unit
    while here is not None and here not in line:
        line.append(here)
        here = parents.get(here)
    return line


def unit_answer(unit: Any) -> dict[str, Any]:
    """A unit as JSON values; ``unit`` comes from ``units_found`` or ``unit_for``."""
    parent = unit.parent
    return {
        "id": str(unit.id),
        "code": unit.code,
        "name": unit.name,
        "name_en": unit.name_en or None,
        "area": {"code": unit.area, "name": area_names().get(unit.area, "")},
        "kind": unit.kind,
        "kind_label": UNIT_KINDS[unit.kind].pair(),
        "phone": unit.phone or None,
        "parent": {"id": str(parent.id), "code": parent.code, "name": parent.name} if parent else None,
        "offices": sorted(({"code": o.code, "name": o.name} for o in unit.offices.all()), key=lambda o: o["code"]),
        "people": unit.people,
        "ended_on": unit.ended_on.isoformat() if unit.ended_on else None,
    }


def office_for(actor: Actor, code: str) -> JointOffice | None:
    """The joint office of a code in the actor's district, if there is one."""
    return JointOffice.objects.filter(district=actor.district, code=code).first()


def units_there(district: str, units: Iterable[UUID]) -> set[UUID]:
    """Which of these are units of the district that exist."""
    rows = Unit.objects.filter(district=district, id__in=list(units), ended_on=None)
    return set(rows.values_list("id", flat=True))
