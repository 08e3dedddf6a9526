"""What lies on the plan before anything is built: water, parks, the railway, bridges, and the room that roads take.

All in the flat plan, in metres.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import shapely
from shapely import STRtree
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from wangge.simulate.city.plan import Plan, Road, flat, largest, turned

HALF = {1: 16.0, 2: 10.0, 3: 6.0, 4: 3.5}
"""Half the width of a road of each rank, from house front to house front."""
BANK = 30.0
"""From the water to the middle of the road along it."""
RAIL = 18.0
PARKS = (
    ("湖滨公园", (-700, 1150), 420, True),
    ("人民公园", (1900, -1150), 330, True),
    ("植物园", (-3300, -900), 380, True),
    ("体育公园", (3300, 900), 330, False),
    ("青年公园", (350, -2500), 260, False),
    ("北郊湿地公园", (700, 3000), 420, True),
    ("儿童公园", (-2100, 1900), 230, False),
    ("英雄公园", (1500, 1250), 230, False),
)
"""Name, middle and reach of each park, and whether it has a lake. All invented."""
STATION = ("城南站", 1080.0)


@dataclass(frozen=True)
class Drawn:
    """Something for the map: its kind, its importance (1 most), its name and its geometry in the flat plan."""

    kind: str
    rank: int
    geometry: BaseGeometry
    name: str = ""


@dataclass
class Land:
    """The features so far, which grids are parks, the roads as they are built, and what may not be built on."""

    drawn: list[Drawn] = field(default_factory=list)
    parks: set[str] = field(default_factory=set)
    roads: list[Road] = field(default_factory=list)
    taken: STRtree = field(default_factory=lambda: STRtree([]))

    def free(self, shape: Polygon) -> list[Polygon]:
        """The pieces of a shape that may be built on, beside water, roads and railway, the largest first."""
        beside = self.taken.geometries[self.taken.query(shape)]
        left = shape.difference(shapely.union_all(beside)) if len(beside) else shape
        return sorted(parts_of(left, "Polygon"), key=lambda piece: -piece.area)


def lay_out(plan: Plan, rng: Random) -> Land:
    """River, banks, parks, railway and roads of a plan."""
    land, river = Land(), plan.river
    outline = flat(plan.outline)
    water, strip = river.strip(0), river.strip(BANK)
    land.drawn.append(Drawn("water", 1, water.intersection(outline), "辽水"))
    green = river.strip(BANK - HALF[2]).difference(water).intersection(outline)
    land.drawn += [Drawn("park", 2, part) for part in parts_of(green, "Polygon")]
    parks = _parks(plan, land, rng)
    rail = _railway().intersection(outline)
    land.drawn.append(Drawn("railway", 1, rail))
    station = _station(rail, land)
    taken: list[BaseGeometry] = [strip.buffer(HALF[2]), rail.buffer(RAIL), station]
    for name, north in (("滨河北路", True), ("滨河南路", False)):
        bank = river.bank(BANK, north=north).intersection(outline)
        land.drawn += [Drawn("road", 2, part, name) for part in parts_of(bank, "LineString")]
    taken += [lake.geometry for lake in land.drawn if lake.kind == "water" and lake.rank == 2]
    bridges: list[Point] = []
    for road in plan.roads:
        line = flat(road.line)
        bridge = _bridge(road.rank, line, strip, bridges)
        if bridge is not None:
            land.drawn.append(Drawn("bridge", road.rank, bridge, road.name))
        dry = line.difference(strip)
        if road.rank == 3:
            dry = dry.difference(parks).difference(station)
        for n, part in enumerate(sorted(parts_of(dry, "LineString"), key=lambda p: -p.length)):
            if part.length > 12:
                land.drawn.append(Drawn("road", road.rank, part, road.name))
                taken.append(part.buffer(HALF[road.rank], cap_style="square"))
                if n == 0:
                    land.roads.append(Road(road.name, road.rank, turned(part)))
    land.taken = STRtree(taken)
    return land


def parts_of(geometry: Any, kind: str) -> Iterator[Any]:
    """The parts of a geometry that are of one type."""
    for part in getattr(geometry, "geoms", [geometry]):
        if part.geom_type == kind and not part.is_empty:
            yield part


def _bridge(rank: int, line: LineString, strip: Polygon, others: list[Point]) -> LineString | None:
    """Where a road of the first two ranks ends at the river it goes on to the other bank, if no bridge is near."""
    if rank > 2:
        return None
    for end, before in ((line.coords[0], line.coords[-1]), (line.coords[-1], line.coords[0])):
        spot = Point(end)
        near = 420 if rank == 1 else 900
        if not strip.contains(spot) or any(spot.distance(other) < near for other in others):
            continue
        dx, dy = (end[0] - before[0]) / line.length, (end[1] - before[1]) / line.length
        across = LineString([(end[0] - 300 * dx, end[1] - 300 * dy), (end[0] + 300 * dx, end[1] + 300 * dy)])
        over = [part for part in parts_of(across.intersection(strip), "LineString") if part.distance(spot) < 1]
        if over and over[0].length < 260:
            others.append(spot)
            return over[0]
    return None


def _railway() -> LineString:
    """A railway through the south, from west to east in one long bend."""
    return LineString([(x, -1750 + 420 * math.sin(x / 3100 + 0.4) - x * 0.05) for x in range(-6400, 6401, 80)])


def _station(rail: LineString, land: Land) -> Polygon:
    """The station on the north side of the railway, with its square; gives the room that it takes."""
    name, x = STATION
    y = rail.interpolate(rail.project(Point(x, -1750))).y
    hall = box(x - 75, y + 22, x + 75, y + 48)
    square = box(x - 75, y + 56, x + 75, y + 130)
    land.drawn += [Drawn("building", 1, hall, name), Drawn("square", 1, square, "站前广场")]
    land.drawn += [Drawn("building", 2, box(x - 120, y - 6 + 22, x - 84, y + 42))]
    return box(x - 130, y + 10, x + 82, y + 137)


def _parks(plan: Plan, land: Land, rng: Random) -> BaseGeometry:
    """Whole grids become parks, with lakes; gives the room of all of them."""
    shapes = {code: flat(grid) for code, grid in plan.grids.items()}
    wide = shapely.union_all([flat(r.line).buffer(HALF[r.rank] + 1) for r in plan.roads if r.rank < 3])
    wide = shapely.union_all([wide, plan.river.strip(BANK + HALF[2]), _railway().buffer(RAIL)])
    whole = []
    for name, middle, reach, lake in PARKS:
        inside = [c for c, s in shapes.items() if s.centroid.distance(Point(middle)) < reach * 0.72]
        inside = inside or [min(shapes, key=lambda c: shapes[c].centroid.distance(Point(middle)))]
        land.parks |= set(inside)
        park = shapely.union_all([shapes[code] for code in inside])
        whole.append(park.buffer(-1))
        pieces = sorted(parts_of(park.difference(wide).buffer(-2), "Polygon"), key=lambda p: -p.area)
        pieces = [p for p in pieces if p.area > 3000]
        land.drawn += [Drawn("park", 1, piece, name if n == 0 else "") for n, piece in enumerate(pieces)]
        if lake:
            land.drawn.append(Drawn("water", 2, _lake(pieces[0], rng)))
        land.drawn += [Drawn("road", 4, path) for path in _path(pieces[0])]
    return shapely.union_all(whole)


def _lake(park: Polygon, rng: Random) -> Polygon:
    """Water with a soft, uneven shore in the middle of a park."""
    middle = shapely.maximum_inscribed_circle(park)
    (x, y), reach = middle.coords[0], middle.length * 0.78
    waves = [(k, rng.uniform(0, 6), rng.uniform(0.04, 0.16)) for k in (1, 2, 3, 4)]
    shore = []
    for degree in range(0, 360, 6):
        angle = math.radians(degree)
        r = reach * (0.86 + sum(a * math.sin(k * angle + p) for k, p, a in waves))
        shore.append((x + 1.25 * r * math.cos(angle), y + 0.85 * r * math.sin(angle)))
    return largest(Polygon(shore).buffer(0).intersection(park.buffer(-16)))


def _path(park: Polygon) -> Iterator[LineString]:
    """A footpath around the inside of a park."""
    inner = park.buffer(-44)
    if not inner.is_empty:
        yield LineString(largest(inner).buffer(30).exterior.coords)
