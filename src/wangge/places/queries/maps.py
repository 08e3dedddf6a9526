"""What a map draws: outlines of every level, and the features of the ground, made once per edition of the ground."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
import shapely
from django.conf import settings
from shapely import STRtree
from shapely.geometry import box, shape
from shapely.geometry.base import BaseGeometry

from wangge.places.models import Area, Feature
from wangge.places.rules import LEVELS, Box, ZoomClass, simpler


@dataclass(frozen=True)
class Layer:
    """The features of a district at one class of zooms: kind, rank, name and shape of each, and each as GeoJSON."""

    features: Sequence[tuple[str, int, str, BaseGeometry]]
    pieces: Sequence[bytes]
    tree: STRtree

    def within(self, wanted: Box) -> list[int]:
        """Numbers of the features that touch a box, in the order in which they are drawn."""
        hits = self.tree.query(box(wanted.west, wanted.south, wanted.east, wanted.north), predicate="intersects")
        return sorted(hits.tolist())


@lru_cache(maxsize=12)
def ground_layer(district: str, edition: str, zoom_class: ZoomClass) -> Layer:
    """The features of a district that a class of zooms shows. One statement, and none the next time."""
    kinds = {kind for kind, _ in zoom_class.shown}
    rows = Feature.objects.filter(district=district, kind__in=kinds).order_by("-kind", "-rank", "id")
    features, pieces = [], []
    for kind, rank, name, geometry in rows.values_list("kind", "rank", "name", "geometry"):
        if (kind, rank) not in zoom_class.shown:
            continue
        drawn = simpler(shape(geometry), zoom_class)
        if drawn is None:
            continue
        told = {"kind": kind, "rank": rank} | ({"name": name} if name else {})
        features.append((kind, rank, name, shape(drawn)))
        pieces.append(orjson.dumps({"type": "Feature", "properties": told, "geometry": drawn}))
    return Layer(features, pieces, STRtree([shape for *_, shape in features]))


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
    leeway = zoom_class.metres / 111_195.0
    simple = shapely.coverage_simplify([made for *_, made in found], leeway)
    drawn = [simpler(made, ZoomClass(0, zoom_class.digits, 0.0)) for made in simple]
    return [(code, name, made) for (code, name, _), made in zip(found, drawn, strict=True) if made]


def level_below(level: str) -> str:
    """The next narrower level; the grid is the narrowest."""
    return LEVELS[min(LEVELS.index(level) + 1, len(LEVELS) - 1)]
