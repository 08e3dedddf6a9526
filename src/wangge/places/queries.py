"""Where is this, and whose is it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max

from wangge.core.kept import Kept
from wangge.core.refusals import Missing
from wangge.core.words import Say
from wangge.places.models import Area, Building
from wangge.places.rules import DATUMS, Outlines, check_point, to_wgs84


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


def locate(place: Mapping[str, Any] | None, *, district: str) -> Located:
    """Find the area of a place given as ``{lat, lng, datum?}``, ``{building}``, ``{area}`` or ``{address}``.

    An address that no building bears, or no place at all, gives the district itself with ``known`` False: the
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
        found = Building.objects.filter(grid__startswith=district, address=address).first()
        if found:
            return Located(found.grid, found.lat, found.lng, found.address)
    return Located(district, address=address, known=False)


def _by_point(place: Mapping[str, Any], district: str, address: str) -> Located:
    datum = place.get("datum") or "wgs84"
    if datum not in DATUMS:
        raise Missing(
            "datum_unknown",
            Say("坐标系只能是 wgs84、cgcs2000 或 gcj02。", "The datum must be wgs84, cgcs2000 or gcj02."),
        )
    lat, lng = float(place["lat"]), float(place["lng"])
    check_point(lat, lng)
    lat, lng = to_wgs84(lat, lng, datum)
    code = _outlines(district, *_edition(district)).around(lat, lng)
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


def _by_building(code: str, district: str) -> Located:
    found = Building.objects.filter(code=code, grid__startswith=district).first()
    if found is None:
        raise Missing(
            "building_unknown",
            Say(
                "没有这个楼道码。请核对门上的编码，或改用地址。",
                "No building has this code. Check the door, or give an address.",
            ),
            building=code,
        )
    return Located(found.grid, found.lat, found.lng, found.address)


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


def _edition(district: str) -> tuple[int, str]:
    """Changes whenever a grid of the district comes, goes or is dated anew."""
    row = Area.objects.filter(code__startswith=district, valid_to=None).aggregate(
        n=Count("code"), last=Max("valid_from")
    )
    return row["n"], f"{connection.settings_dict['NAME']}|{row['last']}"


@lru_cache(maxsize=8)
def _outlines(district: str, count: int, edition: str) -> Outlines:
    rows = Area.objects.filter(code__startswith=district, valid_to=None, outline__isnull=False)
    grids = [(a.code, a.outline) for a in rows if len(a.code) == settings.CODE_LENGTHS["grid"]]
    return Outlines.of(grids)


area_names = Kept(lambda: dict(Area.objects.values_list("code", "name")))
"""Names of all areas by code."""


def full_name(code: str) -> str:
    """``辽河街道 延风社区 第 1 网格``: the names from the street down."""
    names, lengths = area_names(), settings.CODE_LENGTHS
    steps = [lengths["street"], lengths["community"], lengths["grid"]]
    parts = [names.get(code[:n], "") for n in steps if n <= len(code)]
    return " ".join(p for p in parts if p) or names.get(code, code)


def area_exists(code: str) -> bool:
    """Whether an area of this code is in force."""
    return Area.objects.filter(code=code, valid_to=None).exists()


def areas_below(code: str) -> list[Area]:
    """The areas in force inside ``code``, itself included, in the order of their codes."""
    return list(Area.objects.filter(code__startswith=code, valid_to=None).order_by("code"))


def building_named(code: str) -> Building | None:
    """The building or stairwell of a code, if there is one."""
    return Building.objects.filter(code=code).first()
