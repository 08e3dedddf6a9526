"""Codes, datums and points. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely import STRtree
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from wangge.core.refusals import Missing
from wangge.core.words import Say

LEVELS = ("city", "district", "street", "community", "grid")
DATUMS = ("wgs84", "cgcs2000", "gcj02")
METRES_A_DEGREE = 111_195.0
"""Of latitude, on a sphere of the earth's mean radius."""
_SEMI_MAJOR = 6_378_245.0
_ECCENTRICITY = 0.00669342162296594323


def level_of(code: str, lengths: Mapping[str, int]) -> str:
    """The level whose length the code has. Raises ``ValueError`` for any other length."""
    for level in LEVELS:
        if lengths[level] == len(code):
            return level
    raise ValueError(f"{code!r} has the length of no level")


def parent_of(code: str, lengths: Mapping[str, int]) -> str:
    """The code one level up; the district is its own top here, because no desk of ours stands above it."""
    sizes = [lengths[level] for level in LEVELS[1:]]
    shorter = [size for size in sizes if size < len(code)]
    return code[: shorter[-1]] if shorter else code


def to_wgs84(lat: float, lng: float, datum: str) -> tuple[float, float]:
    """Degrees in WGS-84. CGCS2000 differs by centimetres and is taken as it is; GCJ-02 is shifted back."""
    if datum != "gcj02":
        return lat, lng
    guess_lat, guess_lng = lat, lng
    for _ in range(6):
        off_lat, off_lng = _gcj_shift(guess_lat, guess_lng)
        guess_lat, guess_lng = lat - off_lat, lng - off_lng
    return guess_lat, guess_lng


def _gcj_shift(lat: float, lng: float) -> tuple[float, float]:
    """How far GCJ-02 moves a WGS-84 point, in degrees (the published approximation of the offset)."""
    x, y = lng - 105.0, lat - 35.0
    wave = (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + wave
    north += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + wave
    east += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    slope = math.radians(lat)
    curve = 1 - _ECCENTRICITY * math.sin(slope) ** 2
    return (
        math.degrees(north / ((_SEMI_MAJOR * (1 - _ECCENTRICITY)) / (curve * math.sqrt(curve)))),
        math.degrees(east / (_SEMI_MAJOR / math.sqrt(curve) * math.cos(slope))),
    )


def check_point(lat: float, lng: float) -> None:
    """Raises ``Missing`` (``place_unreadable``) for what is no point on earth."""
    if not (math.isfinite(lat) and math.isfinite(lng) and -90 <= lat <= 90 and -180 <= lng <= 180):
        raise Missing(
            "place_unreadable",
            Say(
                "经纬度不对：纬度在 -90 到 90 之间，经度在 -180 到 180 之间。请重新定位。",
                "The position is not on earth: latitude -90 to 90, longitude -180 to 180. Please take it again.",
            ),
        )


@dataclass(frozen=True)
class Outlines:
    """The outlines of areas in a tree that finds those around a point."""

    codes: tuple[str, ...]
    shapes: tuple[BaseGeometry, ...]
    tree: STRtree

    @classmethod
    def of(cls, areas: Sequence[tuple[str, Any]]) -> "Outlines":
        """From pairs of code and GeoJSON geometry."""
        shapes = tuple(shape(geometry) for _, geometry in areas)
        return cls(tuple(code for code, _ in areas), shapes, STRtree(shapes))

    def around(self, lat: float, lng: float) -> str | None:
        """The code of the area that covers the point. On a border the smaller code has it, always the same one."""
        hits = self.tree.query(Point(lng, lat), predicate="covered_by")
        return min((self.codes[i] for i in hits), default=None)

    def around_many(self, lats: Sequence[float], lngs: Sequence[float]) -> list[str | None]:
        """The same for many points at once."""
        asked, hits = self.tree.query(shapely.points(lngs, lats), predicate="covered_by")
        found: list[str | None] = [None] * len(lats)
        for point, area in zip(asked.tolist(), hits.tolist(), strict=True):
            code, before = self.codes[area], found[point]
            if before is None or code < before:
                found[point] = code
        return found

    def shape_of(self, code: str) -> BaseGeometry:
        """The outline of an area. Raises ``ValueError`` for a code that is not here."""
        return self.shapes[self.codes.index(code)]


def metres_between(lat: float, lng: float, to_lat: float, to_lng: float) -> float:
    """How far two points are from each other over the ground, in metres, on a sphere of the earth's mean radius."""
    north, east = math.radians(to_lat - lat), math.radians(to_lng - lng)
    chord = (
        math.sin(north / 2) ** 2
        + math.cos(math.radians(lat)) * math.cos(math.radians(to_lat)) * math.sin(east / 2) ** 2
    )
    return math.degrees(2 * math.asin(min(1.0, math.sqrt(chord)))) * METRES_A_DEGREE


def metres_to_border(outline: BaseGeometry, lat: float, lng: float) -> float:
    """How far the point is from the border of the outline, in metres; right to a thousandth within some kilometres."""
    scale = math.cos(math.radians(lat))
    flat = shapely.transform(outline.boundary, lambda xy: (xy - (lng, lat)) * (scale, 1.0))
    return float(flat.distance(Point(0, 0)) * METRES_A_DEGREE)
