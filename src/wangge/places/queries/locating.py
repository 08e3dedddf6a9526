"""From a point, a code or words to the grid."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q

from wangge.core.refusals import Missing
from wangge.core.words import Say
from wangge.journal.queries import kept_head
from wangge.journal.rules import Subject
from wangge.places.models import Area, AreaPast, Building, Component, FormerName
from wangge.places.rules import (
    DATUMS,
    Candidate,
    Gazetteer,
    Outlines,
    Spot,
    check_point,
    metres_to_border,
    to_wgs84,
)

GROUND = Subject("ground", UUID(int=2))
"""What the entries about areas, buildings and components are about."""
CERTAIN = 0.85
"""A score from which on words are taken for the place without asking back."""


@dataclass(frozen=True)
class Located:
    """A place as a case keeps it: the most exact area known, the point in WGS-84 if any, and words for people."""

    area: str
    lat: float | None = None
    lng: float | None = None
    address: str = ""
    known: bool = True

    def plain(self) -> dict[str, Any]:
        """JSON with the point as text of six decimals (a tenth of a metre), so that it can be hashed."""
        parts: dict[str, Any] = {"area": self.area, "address": self.address}
        if self.lat is not None and self.lng is not None:
            parts |= {"lat": f"{self.lat:.6f}", "lng": f"{self.lng:.6f}"}
        return parts


@dataclass(frozen=True)
class Found:
    """What a question for a place led to: the grid (empty when it is not certain), the point, how far its border is."""

    grid: str = ""
    lat: float | None = None
    lng: float | None = None
    to_border: float | None = None
    candidates: tuple[Candidate, ...] = ()


def locate(place: Mapping[str, Any] | None, *, district: str) -> Located:
    """Find the area of a place given as ``{lat, lng, datum?}``, ``{building}``, ``{area}`` or ``{address}``.

    An address that leads to no certain grid, or no place at all, gives the district itself with ``known`` False: the
    case then asks for a place. Raises ``Missing``: ``place_outside``, ``area_unknown``, ``building_unknown``,
    ``datum_unknown``, ``place_unreadable``.
    """
    place = place or {}
    address = str(place.get("address") or "").strip()[:200]
    if place.get("lat") is not None and place.get("lng") is not None:
        return _by_point(place, district, address)
    if place.get("building"):
        return _by_building(str(place["building"]), district)
    if place.get("area"):
        return _by_area(str(place["area"]), district, address)
    if address:
        found = find_words(address, district=district)
        if found.grid:
            return Located(found.grid, found.lat, found.lng, address)
    return Located(district, address=address, known=False)


def _by_point(place: Mapping[str, Any], district: str, address: str) -> Located:
    lat, lng = read_point(place["lat"], place["lng"], place.get("datum") or "wgs84")
    code = _outlines(district, edition(district)).around(lat, lng)
    if code is None:
        raise Missing(
            "place_outside",
            Say(
                "这个位置不在本区的网格里。请在地图上核对位置，或用地址、楼道码说明地点。",
                "This position lies in no grid of the district. Please check it, or give an address or a door code.",
            ),
            district=district,
        )
    return Located(code, lat, lng, address)


def read_point(lat: Any, lng: Any, datum: str) -> tuple[float, float]:
    """Degrees in WGS-84. Raises ``Missing`` (``datum_unknown``, ``place_unreadable``)."""
    if datum not in DATUMS:
        raise Missing(
            "datum_unknown",
            Say("坐标系只能是 wgs84、cgcs2000 或 gcj02。", "The datum must be wgs84, cgcs2000 or gcj02."),
        )
    try:
        north, east = float(lat), float(lng)
    except (TypeError, ValueError):
        north = east = float("nan")
    check_point(north, east)
    return to_wgs84(north, east, datum)


def _by_building(code: str, district: str) -> Located:
    found = Building.objects.filter(code=code, grid__startswith=district).first()
    if found is None:
        part = Component.objects.filter(code=code, grid__startswith=district).first()
        if part is not None:
            return Located(part.grid, part.lat, part.lng, part.name)
        raise Missing(
            "building_unknown",
            Say(
                "没有这个楼道码或部件码。请核对门上、杆上的编码，或改用地址。",
                "No building or component has this code. Check it where it hangs, or give an address.",
            ),
            building=code,
        )
    return Located(found.grid, found.lat, found.lng, found.address)


def located_codes(district: str) -> dict[str, Located]:
    """The places of all door codes and component codes of a district, as ``locate`` finds them. Two statements."""
    parts = Component.objects.filter(grid__startswith=district).values_list("code", "grid", "lat", "lng", "name")
    doors = Building.objects.filter(grid__startswith=district).values_list("code", "grid", "lat", "lng", "address")
    return {code: Located(grid, lat, lng, at) for rows in (parts, doors) for code, grid, lat, lng, at in rows}


def _by_area(code: str, district: str, address: str) -> Located:
    if not code.startswith(district) or not Area.objects.filter(code=code, valid_to=None).exists():
        raise Missing(
            "area_unknown",
            Say(
                "没有这个地域编码，或不在本区。请核对编码。", "No area of this district has this code. Please check it."
            ),
            area=code,
        )
    return Located(code, address=address, known=len(code) > settings.CODE_LENGTHS["street"])


def find_point(lat: Any, lng: Any, *, datum: str, district: str, day: date | None = None) -> Found:
    """The grid around a point, if there is one, and how far its border is; with a day, the grid that had it then.

    Raises as ``read_point``.
    """
    north, east = read_point(lat, lng, datum)
    now = edition(district)
    outlines = _outlines(district, now) if day is None else _outlines_since(district, now, _turn(district, now, day))
    code = outlines.around(north, east)
    if code is None:
        return Found(lat=north, lng=east)
    return Found(code, north, east, round(metres_to_border(outlines.shape_of(code), north, east), 1))


def find_points(lats: Sequence[float], lngs: Sequence[float], *, district: str) -> list[str | None]:
    """The grids around many points in WGS-84 at once."""
    return _outlines(district, edition(district)).around_many(lats, lngs)


def find_code(code: str, *, district: str) -> Found | None:
    """The place of a door code, a component code or an area code; None when it is none of them."""
    for model in (Building, Component):
        found: Any = model.objects.filter(code=code, grid__startswith=district).first()  # type: ignore[attr-defined]
        if found is not None:
            why = Say("编码对上", "the code itself")
            only = Candidate(found.code, found.name, found.grid, 1.0, why)
            return Found(found.grid, found.lat, found.lng, None, (only,))
    area = Area.objects.filter(code=code, code__startswith=district, valid_to=None).first()
    if area is None:
        return None
    grid = area.code if len(area.code) == settings.CODE_LENGTHS["grid"] else ""
    return Found(grid, candidates=(Candidate(area.code, area.name, grid, 1.0, Say("编码对上", "the code itself")),))


def find_words(text: str, *, district: str) -> Found:
    """Candidates for an address in words; the grid when the best are certain enough and agree on it."""
    by_code = find_code(text.strip(), district=district)
    if by_code is not None:
        return by_code
    found = _gazetteer(district, edition(district)).find(text[:200])
    best = [c for c in found if c.score >= found[0].score - 0.05] if found else []
    if best and best[0].score >= CERTAIN and len({c.grid for c in best}) == 1 and best[0].grid:
        spot = best[0].spot
        return Found(best[0].grid, spot.lat if spot else None, spot.lng if spot else None, None, tuple(found))
    return Found(candidates=tuple(found))


def edition(district: str) -> str:
    """Changes with every entry about the ground of a district. One statement."""
    head = kept_head(district, GROUND)
    return f"{connection.settings_dict['NAME']}|{head.hash.hex() if head else ''}"


@lru_cache(maxsize=8)
def _outlines(district: str, edition: str) -> Outlines:
    rows = Area.objects.filter(code__startswith=district, valid_to=None, outline__isnull=False)
    grids = [(a.code, a.outline) for a in rows if len(a.code) == settings.CODE_LENGTHS["grid"]]
    return Outlines.of(grids)


@lru_cache(maxsize=8)
def _turns(district: str, edition: str) -> tuple[date, ...]:
    """The days on which the grids of a district changed, the first one first."""
    within = Area.objects.filter(code__startswith=district), AreaPast.objects.filter(code__startswith=district)
    begun = {day for rows in within for day in rows.values_list("valid_from", flat=True)}
    ended = {day + timedelta(days=1) for rows in within for day in rows.values_list("valid_to", flat=True) if day}
    return tuple(sorted(begun | ended))


def _turn(district: str, edition: str, day: date) -> date:
    """The last day up to this one on which grids changed: nothing differs between the two."""
    turns = _turns(district, edition)
    return turns[max(bisect_right(turns, day) - 1, 0)] if turns and turns[0] <= day else day


@lru_cache(maxsize=32)
def _outlines_since(district: str, edition: str, day: date) -> Outlines:
    """The grids in force on a day. A past outline of a code stands in ``AreaPast``, an ended code keeps its own."""
    grids = []
    for model in (Area, AreaPast):
        rows = model.objects.filter(  # type: ignore[attr-defined]
            Q(valid_to=None) | Q(valid_to__gte=day),
            code__startswith=district,
            valid_from__lte=day,
            outline__isnull=False,
        )
        grids += [(a.code, a.outline) for a in rows if len(a.code) == settings.CODE_LENGTHS["grid"]]
    return Outlines.of(grids)


@lru_cache(maxsize=8)
def _gazetteer(district: str, edition: str) -> Gazetteer:
    spots = Building.objects.filter(grid__startswith=district).values_list(
        "code", "grid", "name", "address", "lat", "lng"
    )
    areas = Area.objects.filter(code__startswith=district, valid_to=None).values_list("code", "name")
    named = {c: n for c, n in areas if settings.CODE_LENGTHS["district"] < len(c) < settings.CODE_LENGTHS["grid"]}
    former = dict(FormerName.objects.filter(district=district).values_list("former", "name"))
    return Gazetteer([Spot(*row) for row in spots.order_by("code")], named, former)
