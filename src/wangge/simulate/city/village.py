"""The few grids of the demo's hand-made community get a ground too: roads along their borders, lots, houses."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from random import Random
from typing import Any

import shapely
from shapely import STRtree
from shapely.geometry import LineString, box, shape

from wangge.simulate.city.draw import feature
from wangge.simulate.city.land import HALF, Drawn, Land
from wangge.simulate.city.plan import CENTRE, METRES_A_DEGREE, Names, Road
from wangge.simulate.city.quarters import DEEP, STAIRWELL, Builder

ROADS = ("延风路", "河景街", "延风北路", "延风南路", "河景西街", "河景东街")
"""Names of the two roads within, which stand in the addresses of the seed, and of the four around."""


def village(areas: Sequence[Mapping[str, Any]], buildings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Features for grids square to north; houses with a code stand where the seed says, others are invented."""
    grids = {a["code"]: _in_metres(shape(a["outline"])) for a in areas if a["outline"]}
    whole = shapely.union_all(list(grids.values()))
    sides = [side for grid in grids.values() for side in _sides(grid)]
    roads = sorted(_straight(sides), key=lambda line: _order(line, whole))
    land = Land(roads=[Road(ROADS[n % len(ROADS)], 2 if n < 2 else 3, line) for n, line in enumerate(roads)])
    land.taken = STRtree([road.line.buffer(HALF[road.rank]) for road in land.roads])
    drawn = [Drawn("road", road.rank, road.line, road.name) for road in land.roads]
    known = _houses(buildings)
    builder = Builder(land, Names(Random(1)), 1)  # noqa: S311
    for code in sorted(grids):
        for piece in builder.build(code, grids[code]).drawn:
            if piece.kind != "building":
                drawn.append(Drawn(piece.kind, piece.rank, piece.geometry))
            elif not any(piece.geometry.distance(house.geometry) < 8 for house in known):
                drawn.append(Drawn("building", 3, piece.geometry))
    return [feature(piece, piece.geometry) for piece in [*drawn, *known]]


def _order(line: LineString, whole: Any) -> tuple[bool, bool, float]:
    """Roads within before those around, across before up and down, from north to south and from west to east."""
    west, south, east, north = line.bounds
    across = east - west > north - south
    return whole.boundary.buffer(1).contains(line), not across, -north if across else west


def _in_metres(outline: Any) -> Any:
    scale = METRES_A_DEGREE * math.cos(math.radians(CENTRE[0]))
    return shapely.transform(outline, lambda xy: (xy - (CENTRE[1], CENTRE[0])) * (scale, METRES_A_DEGREE))


def _sides(grid: Any) -> list[LineString]:
    return [LineString(pair) for pair in pairwise(grid.exterior.coords)]


def _straight(sides: Sequence[LineString]) -> list[LineString]:
    """The sides put together to lines that go on straight across the crossings."""
    found: dict[tuple[bool, int], list[LineString]] = {}
    for side in sides:
        (x1, y1), (x2, y2) = side.coords
        across = abs(x2 - x1) > abs(y2 - y1)
        found.setdefault((across, round((y1 if across else x1) / 10)), []).append(side)
    edges = [shapely.union_all(parts).bounds for parts in found.values()]
    return [LineString([(west, south), (east, north)]) for west, south, east, north in edges]


def _houses(buildings: Sequence[Mapping[str, Any]]) -> list[Drawn]:
    """One footprint a house of the seed, as long as it has stairwells."""
    stairwells: dict[str, list[Any]] = {}
    for row in buildings:
        point = _in_metres(shapely.Point(row["lng"], row["lat"]))
        house = row["name"].rsplit(" ", 2)[0] if row["name"].endswith("单元") else row["name"]
        stairwells.setdefault(house, []).append(point)
    houses = []
    for name, points in stairwells.items():
        middle, half = shapely.union_all(points).centroid, max(len(points), 2) * STAIRWELL / 2 + 2
        footprint = box(middle.x - half, middle.y - DEEP / 2, middle.x + half, middle.y + DEEP / 2)
        houses.append(Drawn("building", 2, footprint, name))
    return houses
