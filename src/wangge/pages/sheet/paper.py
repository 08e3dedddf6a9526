"""The paper: from degrees to the units of the drawing, and geometries as paths."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from wangge.places.rules import METRES_A_DEGREE, Box

WIDTH, HEIGHT = 1000, 700
PIXEL_AT_ZOOM_0 = 156_543.0
"""Metres that a pixel shows at zoom 0 on the equator."""


@dataclass(frozen=True)
class Paper:
    """A sheet around an area: its middle, and how many metres a unit shows."""

    lat: float
    lng: float
    metres: float

    @classmethod
    def around(cls, outline: BaseGeometry, *, margin: float = 1.1) -> "Paper":
        """The sheet on which an outline has room with a margin."""
        west, south, east, north = outline.bounds
        lat = (south + north) / 2
        wide = (east - west) * METRES_A_DEGREE * math.cos(math.radians(lat))
        metres = max(wide / WIDTH, (north - south) * METRES_A_DEGREE / HEIGHT) * margin
        return cls(lat, (west + east) / 2, max(metres, 0.05))

    @property
    def zoom(self) -> float:
        """The zoom of the usual web maps that shows as much."""
        return math.log2(PIXEL_AT_ZOOM_0 * math.cos(math.radians(self.lat)) / self.metres)

    @property
    def box(self) -> Box:
        """The sheet in degrees."""
        high = HEIGHT / 2 * self.metres / METRES_A_DEGREE
        wide = self.degrees(WIDTH / 2)
        return Box(self.lng - wide, self.lat - high, self.lng + wide, self.lat + high)

    def degrees(self, units: float) -> float:
        """So many units as degrees of longitude."""
        return units * self.metres / METRES_A_DEGREE / math.cos(math.radians(self.lat))

    def point(self, lat: float, lng: float) -> tuple[float, float]:
        """Units from the left and from the top."""
        x, y = self._units(numpy.array([[lng, lat]]))[0]
        return float(x), float(y)

    def on(self, geometry: BaseGeometry) -> Any:
        """A geometry in units, cut to the sheet and a little beyond."""
        flat = shapely.transform(geometry, self._units)
        return shapely.clip_by_rect(flat, -30, -30, WIDTH + 30, HEIGHT + 30)

    def _units(self, lng_lat: Any) -> Any:
        scale = METRES_A_DEGREE / self.metres
        x = (lng_lat[:, 0] - self.lng) * scale * math.cos(math.radians(self.lat)) + WIDTH / 2
        return numpy.column_stack([x, (self.lat - lng_lat[:, 1]) * scale + HEIGHT / 2])


def number(value: float) -> str:
    """With one decimal at most, and no more signs than it takes."""
    return f"{value:.1f}".removesuffix(".0").replace("-0.", "-.").removeprefix("0") or "0"


def path_of(shapes: Iterable[Any]) -> str:
    """Geometries as one path: absolute beginnings, relative steps of a tenth of a unit."""
    return "".join(part for shape in shapes for part in _rings(shape))


def _rings(shape: Any) -> Iterable[str]:
    if shape.is_empty:
        return
    kind = shape.geom_type
    if kind == "LineString":
        yield _line(shape.coords, "")
    elif kind == "Polygon":
        for ring in (shape.exterior, *shape.interiors):
            yield _line(ring.coords[:-1], "z")
    elif hasattr(shape, "geoms"):
        for part in shape.geoms:
            yield from _rings(part)


def _line(coords: Any, end: str) -> str:
    tenths = [(round(x * 10), round(y * 10)) for x, y in coords]
    (x, y), steps = tenths[0], []
    for a, b in tenths[1:]:
        if (a, b) != (x, y):
            steps.append(_pair(a - x, b - y))
            x, y = a, b
    if not steps:
        return ""
    return f"M{_pair(*tenths[0])}l{' '.join(steps).replace(' -', '-')}{end}"


def _pair(x: int, y: int) -> str:
    right = number(y / 10)
    return number(x / 10) + ("" if right.startswith("-") else " ") + right
