"""The plan: the district cut again and again, by the river, the main roads and ever smaller ones, down to the grids.

So every grid's border runs along a road, and all borders meet exactly: the lines are noded on a grid of 1e-7 degrees
(a centimetre) and the faces between them are the grids.
"""

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from random import Random
from typing import Any, NamedTuple

import numpy
import shapely
from shapely import STRtree
from shapely.affinity import rotate
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import polygonize, split

from wangge.places.rules import METRES_A_DEGREE

CENTRE = (41.12, 122.07)
"""Latitude and longitude of the middle of the demo district 211103."""
GRIDS = 715
"""As many grids as the real programme counts in 211103."""
PRECISION = 1e-7
TURN = 7.0
"""Degrees by which the plan of the city is turned against north."""
FIRST = "泰和永安春华秋实东升西城南湖北苑金桥银河青松翠竹红旗光明文化迎宾滨水建业创新团结胜利向阳长兴"
SECOND = "山海江河湖川林园庭苑阁台桥门坡岭溪泉洲湾原野田畴景和宁康福寿喜乐安平顺达通兴盛昌隆"


class Row(NamedTuple):
    """An area of the seed file."""

    code: str
    name: str
    administered_by: str


def seed_areas() -> list[Row]:
    """City, districts, streets and communities with their codes."""
    text = (files("wangge.simulate") / "seeds" / "areas.csv").read_text(encoding="utf-8")
    return [Row(**row) for row in csv.DictReader(text.splitlines())]


@dataclass(frozen=True)
class Road:
    """A road: its name, its class (1 main, 2 between communities, 3 lane) and its line in metres."""

    name: str
    rank: int
    line: LineString


def degrees(x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of a point given in metres east and north of the centre, on the grid of the outlines."""
    lat = CENTRE[0] + y / METRES_A_DEGREE
    lng = CENTRE[1] + x / (METRES_A_DEGREE * math.cos(math.radians(CENTRE[0])))
    return round(lng, 7), round(lat, 7)


def in_degrees(geometry: Any) -> Any:
    """A geometry given in metres, in degrees."""
    return shapely.transform(geometry, lambda xy: numpy.array([degrees(x, y) for x, y in xy]))


def turned(geometry: Any) -> Any:
    """From the flat plan to the ground: turned by ``TURN`` around the centre."""
    return rotate(geometry, TURN, origin=(0, 0))


def flat(geometry: Any) -> Any:
    """From the ground to the flat plan, in which streets run straight up and across."""
    return rotate(geometry, -TURN, origin=(0, 0))


class Names:
    """Names that are never given twice."""

    def __init__(self, rng: Random) -> None:
        pairs = [a + b for a in FIRST for b in SECOND if a != b]
        rng.shuffle(pairs)
        self._pairs = iter(dict.fromkeys(pairs))

    def next(self, ending: str) -> str:
        """Two signs that no other name begins with, and the ending."""
        return next(self._pairs) + ending


@dataclass(frozen=True)
class River:
    """The river from west to east in bends; in the flat plan it lies at ``middle(x)`` and is twice ``half(x)`` wide."""

    phase: float

    def middle(self, x: float) -> float:
        """How far north of the centre its middle lies."""
        return 420 * math.sin(x / 1400 + self.phase) + 160 * math.sin(x / 520) - 300

    def half(self, x: float) -> float:
        """Half its width."""
        return 66 + 20 * math.sin(x / 900 + 1) + 7 * math.sin(x / 270)

    @property
    def border(self) -> LineString:
        """Its middle, along which the grids of both banks meet."""
        return turned(LineString([(x, self.middle(x)) for x in range(-6200, 6201, 200)]))

    def strip(self, beyond: float) -> Polygon:
        """Its water and so many metres beyond on either side, in the flat plan; negative beyond is narrower."""
        xs = range(-6200, 6201, 40)
        north = [(x, self.middle(x) + self.half(x) + beyond) for x in xs]
        south = [(x, self.middle(x) - self.half(x) - beyond) for x in xs]
        return Polygon(north + south[::-1])

    def bank(self, beyond: float, *, north: bool) -> LineString:
        """A line along one bank, so many metres from the water, in the flat plan."""
        sign = 1 if north else -1
        return LineString([(x, self.middle(x) + sign * (self.half(x) + beyond)) for x in range(-6200, 6201, 40)])


@dataclass
class _Cut:
    """A part of the district and what is to lie in it: (code, how much room it wants)."""

    shape: Polygon
    wanted: Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Plan:
    """The bare plan in metres: the grids by code, the roads between them, the outline of the district and its river."""

    grids: dict[str, Polygon]
    roads: list[Road]
    outline: Polygon
    river: River


def plan(rows: Sequence[Row], names: Names, rng: Random) -> Plan:
    """Cut the district along its river, its main roads and ever smaller ones until each piece is a grid."""
    streets = [r.code for r in rows if len(r.code) == 9]
    communities = {s: [r.code for r in rows if len(r.code) == 12 and r.code.startswith(s)] for s in streets}
    counts = _grid_counts([c for s in streets for c in communities[s]], rng)
    outline = turned(_outline(rng))
    river = River(rng.uniform(0, 6))
    roads: list[Road] = []
    parts = [_Cut(outline, _weights(streets, communities, counts, rng))]
    parts = _by_river(parts[0], river.border)
    shapes: dict[str, Polygon] = {}
    for part in parts:
        shapes |= dict(_divide(part, 1, roads, names, rng))
    for street in streets:
        within = [(c, float(counts[c])) for c in communities[street]]
        shapes |= dict(_divide(_Cut(shapes[street], within), 2, roads, names, rng))
    grids: dict[str, Polygon] = {}
    for community, count in counts.items():
        within = [(f"{community}{n:03d}", rng.uniform(0.8, 1.2)) for n in range(1, count + 1)]
        grids |= dict(_divide(_Cut(shapes[community], within), 3, roads, names, rng))
    return Plan(grids, roads, outline, river)


def _grid_counts(communities: Sequence[str], rng: Random) -> dict[str, int]:
    """So many grids to each community that the district has ``GRIDS``: five to seven."""
    counts = dict.fromkeys(communities, GRIDS // len(communities))
    for code in rng.sample(list(communities), GRIDS - sum(counts.values())):
        counts[code] += 1
    return counts


def _weights(
    streets: Sequence[str], communities: dict[str, list[str]], counts: dict[str, int], rng: Random
) -> list[tuple[str, float]]:
    """How much room a street wants: by its grids, wider where few people live."""
    return [(s, sum(counts[c] for c in communities[s]) * rng.uniform(0.85, 1.3)) for s in streets]


def _outline(rng: Random) -> Polygon:
    around = [(math.cos(a), math.sin(a)) for a in (math.radians(d) for d in range(0, 360, 12))]
    return Polygon([(5200 * x * rng.uniform(0.9, 1.05), 3900 * y * rng.uniform(0.9, 1.05)) for x, y in around])


def _by_river(whole: _Cut, river: LineString) -> list[_Cut]:
    """The two banks, each with as many streets as it has room for."""
    banks = sorted((p for p in split(whole.shape, river).geoms if p.area > 1e5), key=lambda p: p.centroid.y)
    total, share = sum(w for _, w in whole.wanted), banks[0].area / sum(b.area for b in banks)
    south: list[tuple[str, float]] = []
    for item in whole.wanted:
        if sum(w for _, w in south) + item[1] / 2 < total * share:
            south.append(item)
    north = [item for item in whole.wanted if item not in south]
    return [_Cut(banks[0], south), _Cut(banks[1], north)]


def _divide(part: _Cut, rank: int, roads: list[Road], names: Names, rng: Random) -> Iterator[tuple[str, Polygon]]:
    """Cut a part in two along a road until each piece is one item; gives (code, shape)."""
    if len(part.wanted) == 1:
        yield part.wanted[0][0], part.shape
        return
    first: list[tuple[str, float]] = []
    total, taken = sum(w for _, w in part.wanted), 0.0
    for item in part.wanted[:-1]:
        if first and taken + item[1] / 2 > total / 2:
            break
        first.append(item)
        taken += item[1]
    rest = list(part.wanted[len(first) :])
    one, other, line = _cut_along(part.shape, taken / total, rng)
    ending = {1: ("大街", "路"), 2: ("路", "街"), 3: ("巷", "胡同")}[rank][rng.random() < 0.5]
    roads.append(Road(names.next(ending), rank, line))
    yield from _divide(_Cut(one, first), rank, roads, names, rng)
    yield from _divide(_Cut(other, rest), rank, roads, names, rng)


def _cut_along(shape: Polygon, share: float, rng: Random) -> tuple[Polygon, Polygon, LineString]:
    """Two pieces, the first with so much of the area, and the road between them, across the longer side."""
    level = flat(shape)
    west, south, east, north = level.bounds
    upright = east - west > north - south
    lean = rng.uniform(-2.5, 2.5)
    low, high = 0.0, 1.0
    for _ in range(24):
        middle = (low + high) / 2
        side = _half(level, upright, middle, lean)
        low, high = (middle, high) if level.intersection(side).area < share * level.area else (low, middle)
    side = _half(level, upright, middle, lean)
    edge = LineString(side.exterior.coords[1:3]) if upright else LineString(side.exterior.coords[2:4])
    pieces = sorted(split(level, edge).geoms, key=lambda p: (p.intersection(side).area < p.area / 2, -p.area))
    one = shapely.unary_union([p for p in pieces if p.intersection(side).area >= p.area / 2])
    other = shapely.unary_union([p for p in pieces if p.intersection(side).area < p.area / 2])
    line = max(_lines(edge.intersection(level)), key=lambda part: part.length)
    first, second = (turned(largest(piece)) for piece in (one, other))
    return first, second, turned(line)


def _half(shape: Polygon, upright: bool, at: float, lean: float) -> Polygon:
    """The part of the plane west (or south) of a line through the shape that leans a little."""
    west, south, east, north = shape.bounds
    slope = math.tan(math.radians(lean))
    if upright:
        x, half = west + at * (east - west), (north - south) / 2 + 50
        middle = (north + south) / 2
        return Polygon([(west - 9000, middle - half), (x - slope * half, middle - half),
                        (x + slope * half, middle + half), (west - 9000, middle + half)])  # fmt: skip
    y, half = south + at * (north - south), (east - west) / 2 + 50
    middle = (east + west) / 2
    return Polygon([(middle - half, south - 9000), (middle + half, south - 9000),
                    (middle + half, y + slope * half), (middle - half, y - slope * half)])  # fmt: skip


def _lines(geometry: Any) -> list[LineString]:
    return [g for g in getattr(geometry, "geoms", [geometry]) if g.geom_type == "LineString"]


def largest(geometry: Any) -> Polygon:
    """The largest polygon of a geometry."""
    return max((g for g in getattr(geometry, "geoms", [geometry]) if g.geom_type == "Polygon"), key=lambda g: g.area)


def faces(plan: Plan) -> dict[str, Polygon]:
    """The grids in degrees: the faces between outline, river and roads, noded on the grid of a centimetre.

    Roads reach five centimetres beyond their ends, so that rounding leaves no gap; what sticks out borders no face.
    """
    borders = [plan.outline.exterior, plan.river.border, *(_longer(road.line) for road in plan.roads)]
    lines, grids = [in_degrees(line) for line in borders], plan.grids
    found = list(polygonize(shapely.union_all(lines, grid_size=PRECISION)))
    tree = STRtree(found)
    found_for = {}
    for code, shape in grids.items():
        (hit,) = tree.query(Point(*degrees(*shape.representative_point().coords[0])), predicate="within")
        found_for[code] = found[int(hit)]
    if not len(found) == len(grids) == len({id(face) for face in found_for.values()}):
        raise ValueError(f"{len(grids)} grids were drawn and {len(found)} faces found")
    return found_for


def _longer(line: LineString, metres: float = 0.05) -> LineString:
    (x1, y1), (x2, y2) = line.coords[0], line.coords[-1]
    dx, dy = (x2 - x1) / line.length * metres, (y2 - y1) / line.length * metres
    return LineString([(x1 - dx, y1 - dy), (x2 + dx, y2 + dy)])
