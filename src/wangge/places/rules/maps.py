"""What a map shows at which zoom, how exactly, and how its cases are put together. Pure.

Zoom is that of the usual web maps: at 0 the earth is 256 pixels wide, each step doubles it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from wangge.core.refusals import Missing
from wangge.core.words import Say
from wangge.places.rules.ground import METRES_A_DEGREE

KINDS: Mapping[str, tuple[int, ...]] = {
    "water": (0, 0), "park": (0, 13, 14), "railway": (0,), "road": (0, 13, 14, 16), "bridge": (12, 13),
    "square": (15, 15), "block": (15,), "pitch": (16,), "building": (15, 16, 16),
}  # fmt: skip
"""Kinds of features, and for each of their ranks the zoom from which it is drawn."""
MOST_ZOOM, MOST_PIXELS = 22, 4096
"""The deepest zoom, and how many pixels of it a box may be wide or high."""


@dataclass(frozen=True)
class ZoomClass:
    """Zooms up to ``to`` that share one drawing: coordinates of ``digits`` decimals, ``metres`` of leeway."""

    to: int
    digits: int
    metres: float

    @property
    def shown(self) -> frozenset[tuple[str, int]]:
        """Kinds with their ranks that are drawn."""
        return frozenset((k, r) for k, zooms in KINDS.items() for r, zoom in enumerate(zooms, 1) if zoom <= self.to)


CLASSES = (ZoomClass(12, 4, 20.0), ZoomClass(13, 4, 8.0), ZoomClass(14, 5, 4.0), ZoomClass(15, 5, 2.0),
           ZoomClass(MOST_ZOOM, 6, 0.3))  # fmt: skip


def class_of(zoom: int) -> ZoomClass:
    """The class of a zoom. Raises ``Missing`` (``zoom_out_of_range``)."""
    if not 0 <= zoom <= MOST_ZOOM:
        raise Missing(
            "zoom_out_of_range",
            Say(f"缩放级别在 0 到 {MOST_ZOOM} 之间。", f"The zoom must be from 0 to {MOST_ZOOM}."),
            zoom=zoom,
        )
    return next(c for c in CLASSES if zoom <= c.to)


@dataclass(frozen=True)
class Box:
    """A box in degrees."""

    west: float
    south: float
    east: float
    north: float


def read_box(text: str, zoom: int) -> Box:
    """``west,south,east,north`` in degrees, not larger than a screen at the zoom.

    Raises ``Missing``: ``box_unreadable``, ``box_too_large``, ``zoom_out_of_range``.
    """
    class_of(zoom)
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west = south = east = north = math.nan
    if not (-180 <= west < east <= 180 and -85 <= south < north <= 85):
        raise Missing(
            "box_unreadable",
            Say(
                "bbox 要写成“西,南,东,北”四个经纬度，西小于东，南小于北。",
                "The box must be west,south,east,north in degrees, west before east and south before north.",
            ),
        )
    pixels = 256 * 2**zoom / 360
    tall = (north - south) / math.cos(math.radians((south + north) / 2))
    if max(east - west, tall) * pixels > MOST_PIXELS:
        raise Missing(
            "box_too_large",
            Say(
                "这个缩放级别下范围太大。请缩小范围，或把缩放级别调小。",
                "The box is too large for this zoom. Ask for a smaller box or a smaller zoom.",
            ),
            most_pixels=MOST_PIXELS,
        )
    return Box(west, south, east, north)


def cell_degrees(zoom: int, pixels: int = 64) -> float:
    """How wide a cell is in which cases are put together, in degrees: about so many pixels at the zoom."""
    return pixels * 360 / (256 * 2.0**zoom)


def simpler(geometries: Any, zoom_class: ZoomClass) -> Any:
    """An array of geometries as exactly as the class shows them; empty where one is too small to be seen."""
    made = shapely.simplify(geometries, zoom_class.metres / METRES_A_DEGREE)
    made = shapely.set_precision(made, 10.0**-zoom_class.digits, mode="pointwise")
    bent = ~shapely.is_valid(made)
    made[bent] = shapely.make_valid(made[bent], method="structure", keep_collapsed=False)
    made[shapely.length(made) == 0] = shapely.Point()
    made[(shapely.get_dimensions(geometries) == 2) & (shapely.area(made) == 0)] = shapely.Point()
    return made


def as_geojson(geometry: BaseGeometry, digits: int) -> dict[str, Any]:
    """GeoJSON with so many decimals."""
    return rounded(mapping(geometry), digits)  # type: ignore[no-any-return]


def rounded(geometry: Any, digits: int) -> Any:
    """GeoJSON with its coordinates cut to so many decimals."""
    if isinstance(geometry, Mapping):
        return {"type": geometry["type"], "coordinates": rounded(geometry["coordinates"], digits)}
    if isinstance(geometry, float | int):
        return round(geometry, digits)
    return [rounded(part, digits) for part in geometry]
