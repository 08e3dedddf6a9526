"""What a map draws: outlines of every level, and the features of the ground, made once per edition of the ground."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
import shapely
from django.conf import settings
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from shapely import STRtree
from shapely.geometry import box, shape
from shapely.geometry.base import BaseGeometry

from wangge.places.models import Area, Feature
from wangge.places.rules import LEVELS, METRES_A_DEGREE, Box, ZoomClass, as_geojson, simpler


@dataclass(frozen=True)
class Layer:
    """The features of a district at one class of zooms: kind, rank, name and shape of each, in the order of drawing."""

    features: Sequence[tuple[str, int, str, BaseGeometry]]
    digits: int
    tree: STRtree

    def within(self, wanted: Box) -> list[int]:
        """Numbers of the features that touch a box, in the order in which they are drawn."""
        hits = self.tree.query(box(wanted.west, wanted.south, wanted.east, wanted.north), predicate="intersects")
        return sorted(hits.tolist())

    def piece(self, number: int) -> bytes:
        """One feature as GeoJSON."""
        kind, rank, name, drawn = self.features[number]
        told = {"kind": kind, "rank": rank} | ({"name": name} if name else {})
        feature = {"type": "Feature", "properties": told, "geometry": as_geojson(drawn, self.digits)}
        return orjson.dumps(feature)


@lru_cache(maxsize=12)
def ground_layer(district: str, edition: str, zoom_class: ZoomClass) -> Layer:
    """The features of a district that a class of zooms shows. One statement, and none the next time."""
    shown = Q(pk__in=[])
    for kind, rank in sorted(zoom_class.shown):
        shown |= Q(kind=kind, rank=rank)
    rows = list(
        Feature.objects.filter(shown, district=district)
        .order_by("-kind", "-rank", "id")
        .values_list("kind", "rank", "name", Cast("geometry", TextField()))
    )
    shapes = simpler(shapely.from_geojson([text for *_, text in rows]), zoom_class)
    features = [
        (kind, rank, name, drawn)
        for (kind, rank, name, _), drawn in zip(rows, shapes, strict=True)
        if not drawn.is_empty
    ]
    return Layer(features, zoom_class.digits, STRtree([drawn for *_, drawn in features]))


@lru_cache(maxsize=4)
def outlines(district: str, edition: str) -> dict[str, tuple[str, BaseGeometry]]:
    """Name and outline of every area of a district that has one: its own, else the union of the grids in it."""
    rows = list(Area.objects.filter(code__startswith=district, valid_to=None).values_list("code", "name", "outline"))
    grid = settings.CODE_LENGTHS["grid"]
    shapes = {code: shape(outline) for code, _, outline in rows if outline and len(code) == grid}
    found = {}
    for code, name, outline in rows:
        if len(code) == grid or outline:
            whole = shapes.get(code) or (shape(outline) if outline else None)
        else:
            inside = [made for below, made in shapes.items() if below.startswith(code)]
            whole = shapely.union_all(inside) if inside else None
        if whole is not None and not whole.is_empty:
            found[code] = (name, whole)
    return found


@lru_cache(maxsize=64)
def outlines_below(
    district: str, edition: str, level: str, within: str, zoom_class: ZoomClass
) -> list[tuple[str, str, dict[str, Any]]]:
    """Code, name and simplified outline of the areas of a level inside an area. Borders of neighbours stay one line."""
    length = settings.CODE_LENGTHS[level]
    found = [
        (code, name, made)
        for code, (name, made) in sorted(outlines(district, edition).items())
        if len(code) == length and code.startswith(within)
    ]
    if not found:
        return []
    leeway = zoom_class.metres / METRES_A_DEGREE
    simple = shapely.coverage_simplify([made for *_, made in found], leeway)
    return [
        (code, name, as_geojson(made, zoom_class.digits)) for (code, name, _), made in zip(found, simple, strict=True)
    ]


def level_below(level: str) -> str:
    """The next narrower level; the grid is the narrowest."""
    return LEVELS[min(LEVELS.index(level) + 1, len(LEVELS) - 1)]
