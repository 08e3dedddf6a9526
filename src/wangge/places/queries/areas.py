"""Areas and buildings by code and name."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings

from wangge.core.kept import Kept
from wangge.core.refusals import not_found
from wangge.places.models import Area, AreaPast, Building, Component
from wangge.places.rules import LEVELS


class AreaNames(dict[str, str]):
    """Names of all areas by code, and in ``full`` those that were put together of them."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        super().__init__(named)
        self.full: dict[str, str] = {}


area_names = Kept(lambda: AreaNames(Area.objects.values_list("code", "name")))
"""Names of all areas by code."""


def full_name(code: str) -> str:
    """``辽河街道 延风社区 第 1 网格``: the names from the street down."""
    names = area_names()
    found = names.full.get(code)
    if found is None:
        lengths = settings.CODE_LENGTHS
        steps = [lengths["street"], lengths["community"], lengths["grid"]]
        parts = [names.get(code[:n], "") for n in steps if n <= len(code)]
        found = names.full[code] = " ".join(p for p in parts if p) or names.get(code, code)
    return found


def lineage(code: str) -> list[str]:
    """The area and those above it up to the district, the narrowest first."""
    lengths = settings.CODE_LENGTHS
    return [code[:n] for n in sorted(lengths.values(), reverse=True) if lengths["district"] <= n <= len(code)]


def level_names(code: str, *, day: date | None = None) -> dict[str, dict[str, str] | None]:
    """Code and name of the area and of those above it, by level from the district down; None below the code's own.

    With a day, as they were called then.
    """
    names: dict[str, str] = area_names()
    lengths = settings.CODE_LENGTHS
    if day is not None:
        then = AreaPast.objects.filter(code__in=lineage(code), valid_from__lte=day, valid_to__gte=day)
        names = names | dict(then.values_list("code", "name"))
    return {
        level: {"code": code[: lengths[level]], "name": names.get(code[: lengths[level]], "")}
        if len(code) >= lengths[level]
        else None
        for level in LEVELS[1:]
    }


def area_named(code: str) -> Area:
    """An area in force. Raises ``NotFound``."""
    found = Area.objects.filter(code=code, valid_to=None).first()
    if found is None or len(code) not in settings.CODE_LENGTHS.values():
        raise not_found()
    return found


def buildings_in(codes: Iterable[str]) -> int:
    """How many buildings lie in these grids."""
    return Building.objects.filter(grid__in=list(codes)).count()


def households_in(code: str) -> int | None:
    """How many households live in an area: its own count, else the sum of what lies below; None if nobody counted."""
    rows = dict(Area.objects.filter(code__startswith=code, valid_to=None).values_list("code", "households"))
    counted = [number for below, number in rows.items() if number is not None and below != code]
    return rows.get(code) if rows.get(code) is not None else sum(counted) if counted else None


def area_exists(code: str) -> bool:
    """Whether an area of this code is in force."""
    return Area.objects.filter(code=code, valid_to=None).exists()


def areas_below(code: str) -> list[Area]:
    """The areas in force inside ``code``, itself included, in the order of their codes."""
    return list(Area.objects.filter(code__startswith=code, valid_to=None).order_by("code"))


def building_named(code: str) -> Building | None:
    """The building or stairwell of a code, if there is one."""
    return Building.objects.filter(code=code).first()


def codes_ever(within: str) -> tuple[set[str], set[str]]:
    """The codes in force inside an area, and those that have ended."""
    rows = Area.objects.filter(code__startswith=within).values_list("code", "valid_to")
    return {code for code, ended in rows if ended is None}, {code for code, ended in rows if ended is not None}


def area_rows(within: str) -> dict[str, dict[str, Any]]:
    """The areas in force as an imported list has them, by code."""
    names = ("code", "name", "name_en", "outline", "administered_by", "households")
    rows = Area.objects.filter(code__startswith=within, valid_to=None).order_by("code").values(*names)
    return {row["code"]: row for row in rows}


def building_rows(within: str) -> dict[str, dict[str, Any]]:
    """The buildings as an imported list has them, by code."""
    names = ("code", "grid", "name", "address", "lat", "lng")
    return {row["code"]: row for row in Building.objects.filter(grid__startswith=within).values(*names)}


def component_rows(within: str) -> list[dict[str, Any]]:
    """The components of an area, by code."""
    names = ("code", "kind", "grid", "name", "lat", "lng")
    return list(Component.objects.filter(grid__startswith=within).order_by("code").values(*names))
