"""Which units there are, and which of them act together."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from wangge.core.asked import Asked
from wangge.core.kept import Kept
from wangge.core.refusals import NotFound
from wangge.core.words import Say
from wangge.orgs.models import JointOffice, Unit
from wangge.orgs.queries.inhand import staff_at_hand
from wangge.orgs.rules.tree import UnitFacts, UnitTree


def all_units(district: str) -> list[Unit]:
    """The units of a district that exist today, by name, with the one above and their offices. Two statements."""
    rows = Unit.objects.filter(district=district, ended_on=None).select_related("parent")
    return list(rows.prefetch_related("offices").order_by("name"))


def units_of(district: str) -> list[Unit]:
    """The units that cases can be dispatched to, by name: all but the centres, whose people work at their desks."""
    return list(Unit.objects.filter(district=district, ended_on=None).exclude(kind="centre").order_by("name"))


def unit_codes(district: str) -> dict[str, UUID]:
    """Unit ids by code."""
    return dict(Unit.objects.filter(district=district, ended_on=None).values_list("code", "id"))


def _goes(district: str) -> QuerySet[Unit]:
    return Unit.objects.filter(district=district, ended_on=None).exclude(kind="centre")


_by_id = Asked(lambda district, own: _goes(district).filter(id=own), like=("a district", UUID(int=0)))
_by_code = Asked(lambda district, code: _goes(district).filter(code=code), like=("a district", "a code"))


def unit_named(district: str, unit: str) -> Unit:
    """A unit that cases can be dispatched to, by its id or its code. Raises ``NotFound`` (``unit_unknown``)."""
    staff = staff_at_hand()
    if staff is not None and (known := staff.by_code.get(unit)) is not None and known.kind != "centre":
        return known
    try:
        found = _by_id.first(district, UUID(unit))
    except ValueError:
        found = _by_code.first(district, unit)
    if found is None:
        raise NotFound(
            "unit_unknown",
            Say(
                "没有这个处置单位，或它已撤并。请从列表里另选一个。",
                "There is no such unit to dispatch to, or it has ended. Please choose another.",
            ),
        )
    return found


def units_named(district: str, names: Sequence[str]) -> list[Unit]:
    """Units by their ids or codes, and all units of the joint offices whose codes are among them; centres left out.

    In the order in which they were named, each once. One statement, three with an office. Raises ``NotFound``
    (``unit_unknown``) naming what is neither.
    """
    units = units_of(district)
    by_name = {str(unit.id): [unit] for unit in units} | {unit.code: [unit] for unit in units}
    if any(name not in by_name for name in names):
        there = {unit.id for unit in units}
        by_name |= {
            office.code: [unit for unit in office.units.all() if unit.id in there] for office in offices_of(district)
        }
    unknown = [name for name in names if not by_name.get(name)]
    if unknown:
        raise NotFound(
            "unit_unknown",
            Say(
                f"没有这个处置单位或联合办公室：{'、'.join(unknown)}。请从列表里选。",
                f"No such unit or joint office: {', '.join(unknown)}. Please choose from the list.",
            ),
            units=unknown,
        )
    return list({unit.id: unit for name in names for unit in by_name[name]}.values())


def unit_above(unit: UUID) -> str:
    """The id of the unit above one in the line of command; empty where there is none."""
    above = Unit.objects.filter(id=unit).values_list("parent_id", flat=True).first()
    return str(above) if above else ""


def centre_of(areas: Sequence[str]) -> Unit | None:
    """The centre of the narrowest of these areas that has one. One statement."""
    rows = Unit.objects.filter(kind="centre", area__in=list(areas), ended_on=None)
    return max(rows, key=lambda unit: len(unit.area), default=None)


def duty_number(unit: UUID) -> str:
    """The telephone number of a unit for everybody; empty where it has none. One statement."""
    return Unit.objects.filter(id=unit).values_list("phone", flat=True).first() or ""


unit_names = Kept(lambda: dict(Unit.objects.values_list("id", "name")))
"""Names of all units by id."""

units_by_id = Kept(lambda: dict(Unit.objects.values_list("id", "code")))
"""Codes of all units by id."""


def _load_trees() -> dict[str, UnitTree]:
    found: dict[str, list[UnitFacts]] = {"": []}
    for unit in Unit.objects.order_by("id"):
        say = Say(unit.name, unit.name_en or unit.name)
        goes = unit.ended_on is None and unit.kind != "centre"
        facts = UnitFacts(unit.id, unit.district, unit.code, say, unit.area, unit.parent_id, goes)
        found.setdefault(unit.district, []).append(facts)
    return {district: UnitTree(units) for district, units in found.items()}


unit_trees = Kept(_load_trees)
"""The units of each district in their line of command, ended ones and centres too."""


def unit_tree(district: str) -> UnitTree:
    """The units of a district in their line of command. No statement: they come from the process."""
    return unit_trees().get(district) or unit_trees()[""]


def unit_rows(district: str) -> dict[str, dict[str, Any]]:
    """The units of a district as an imported list has them, by code."""
    rows = Unit.objects.filter(district=district, ended_on=None).values(
        "code", "name", "name_en", "area", "kind", "phone", "parent__code"
    )
    return {r["code"]: {k: v for k, v in r.items() if k != "parent__code"} | {"parent": r["parent__code"] or ""}
            for r in rows}  # fmt: skip


def offices_of(district: str) -> list[JointOffice]:
    """The joint offices of a district by code, with their units. Two statements."""
    return list(JointOffice.objects.filter(district=district).prefetch_related("units").order_by("code"))


def office_rows(district: str) -> dict[str, dict[str, Any]]:
    """The joint offices of a district as an imported list has them, by code; units are codes parted by spaces."""
    return {
        office.code: {
            "code": office.code, "name": office.name, "name_en": office.name_en, "area": office.area,
            "units": " ".join(sorted(unit.code for unit in office.units.all())),
        }
        for office in offices_of(district)
    }  # fmt: skip
