"""A city drawn from a seed number, always the same: a river, roads, streets, communities, grids, estates, shops, lamps.

The district's outline is cut again and again along roads, first by the river and the main roads into streets, then into
communities, then into grids; so every grid's border runs along a road, and all borders meet exactly: the lines are
noded on a grid of 1e-7 degrees (a centimetre) and the faces between them are the grids. The codes and names of
district, streets and communities are the statistical ones (``seeds/areas.csv``); everything else is invented.
"""

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from random import Random
from typing import Any, NamedTuple

import shapely
from shapely import STRtree
from shapely.affinity import rotate
from shapely.geometry import LineString, Point, Polygon, box, mapping
from shapely.ops import polygonize, split

CENTRE = (41.12, 122.07)
"""Latitude and longitude of the middle of the demo district 211103."""
GRIDS = 715
"""As many grids as the real programme counts in 211103."""
METRES_A_DEGREE = 111_195.0
PRECISION = 1e-7
TURN = 7.0
"""Degrees by which the plan of the city is turned against north."""
BUILDING, GAP, EDGE = (46.0, 12.0), 15.0, 14.0
FAMILIES_A_STAIRWELL = 12

FIRST = "泰和永安春华秋实东升西城南湖北苑金桥银河青松翠竹红旗光明文化迎宾滨水建业创新团结胜利向阳长兴"
SECOND = "山海江河湖川林园庭苑阁台桥门坡岭溪泉洲湾原野田畴景和宁康福寿喜乐安平顺达通兴盛昌隆"
ESTATES = ("花园", "家园", "小区", "新村", "苑", "里", "公寓", "名居")
SHOPS = (
    ("饭店", "老李饭店", "同福酒楼", "河蟹馆", "家常菜馆", "饺子馆", "烧烤店", "面馆"),
    ("学校", "实验小学", "第二小学", "育才中学", "中心幼儿园"),
    ("市场", "便民市场", "早市", "农贸市场"),
    ("门店", "便利店", "药房", "理发店", "五金店", "洗车行", "水果店"),
)
PARTS = (("C0118", "路灯", 45.0), ("C0102", "污水井盖", 60.0), ("C0103", "雨水井盖", 70.0), ("C0305", "垃圾箱", 130.0))
"""Kinds of components along a road and how many metres lie between them."""


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


@dataclass
class City:
    """What was drawn, ready for ``places.actions.set_ground``; roads and river for maps, as GeoJSON in degrees."""

    areas: list[dict[str, Any]] = field(default_factory=list)
    buildings: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    roads: list[dict[str, Any]] = field(default_factory=list)
    river: dict[str, Any] = field(default_factory=dict)
    former_names: list[dict[str, str]] = field(default_factory=list)
    households: dict[str, int] = field(default_factory=dict)


def degrees(x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of a point given in metres east and north of the centre, on the grid of the outlines."""
    lat = CENTRE[0] + y / METRES_A_DEGREE
    lng = CENTRE[1] + x / (METRES_A_DEGREE * math.cos(math.radians(CENTRE[0])))
    return round(lng, 7), round(lat, 7)


def _in_degrees(line: Any) -> LineString:
    return LineString([degrees(x, y) for x, y in line.coords])


class _Names:
    """Names that are never given twice."""

    def __init__(self, rng: Random) -> None:
        pairs = [a + b for a in FIRST for b in SECOND if a != b]
        rng.shuffle(pairs)
        self._pairs = iter(dict.fromkeys(pairs))

    def next(self, ending: str) -> str:
        return next(self._pairs) + ending


@dataclass
class _Cut:
    """A part of the district and what is to lie in it: (code, how much room it wants)."""

    shape: Polygon
    wanted: Sequence[tuple[str, float]]


def draw(district: str = "211103", *, seed: int = 2111) -> City:
    """The city of a district. The same seed gives the same city, down to the last lamp."""
    rng = Random(seed)  # noqa: S311
    names = _Names(rng)
    rows = [row for row in seed_areas() if row.code.startswith(district)]
    streets = [r.code for r in rows if len(r.code) == 9]
    communities = {s: [r.code for r in rows if len(r.code) == 12 and r.code.startswith(s)] for s in streets}
    counts = _grid_counts([c for s in streets for c in communities[s]], rng)
    outline = rotate(_outline(rng), TURN, origin=(0, 0))
    river = rotate(_river(rng), TURN, origin=(0, 0))

    roads: list[Road] = []
    parts = [_Cut(outline, _weights(streets, communities, counts, rng))]
    parts = _by_river(parts[0], river)
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

    city = City()
    faces = _faces(outline, river, roads, grids)
    city.areas = [_area(r.code, r.name, None, r.administered_by) for r in rows]
    city.areas += [_area(code, f"第 {int(code[-3:])} 网格", faces[code]) for code in sorted(faces)]
    _build(city, grids, roads, names, rng)
    _equip(city, district, grids, roads)
    estates = sorted({b["name"].split(" ")[0] for b in city.buildings if " " in b["name"]})
    renamed = rng.sample(estates, len(estates) // 12) + rng.sample([r.name for r in roads], len(roads) // 15)
    for name in renamed:
        city.former_names.append({"former": names.next("小区" if name in estates else name[-1]), "name": name})
    city.roads = [{"name": r.name, "rank": r.rank, "line": mapping(_in_degrees(r.line))} for r in roads]
    city.river = mapping(_in_degrees(river))
    return city


def _area(code: str, name: str, outline: Any, administered_by: str = "") -> dict[str, Any]:
    return {
        "code": code, "name": name, "name_en": "", "outline": mapping(outline) if outline is not None else None,
        "administered_by": administered_by,
    }  # fmt: skip


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


def _river(rng: Random) -> LineString:
    """From west to east through the city, in bends."""
    phase = rng.uniform(0, 6)
    xs = range(-6200, 6201, 200)
    return LineString([(x, 420 * math.sin(x / 1400 + phase) + 160 * math.sin(x / 520) - 300) for x in xs])


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


def _divide(part: _Cut, rank: int, roads: list[Road], names: _Names, rng: Random) -> Iterator[tuple[str, Polygon]]:
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
    flat = rotate(shape, -TURN, origin=(0, 0))
    west, south, east, north = flat.bounds
    upright = east - west > north - south
    lean = rng.uniform(-2.5, 2.5)
    low, high = 0.0, 1.0
    for _ in range(24):
        middle = (low + high) / 2
        side = _half(flat, upright, middle, lean)
        low, high = (middle, high) if flat.intersection(side).area < share * flat.area else (low, middle)
    side = _half(flat, upright, middle, lean)
    edge = LineString(side.exterior.coords[1:3]) if upright else LineString(side.exterior.coords[2:4])
    pieces = sorted(split(flat, edge).geoms, key=lambda p: (p.intersection(side).area < p.area / 2, -p.area))
    one = shapely.unary_union([p for p in pieces if p.intersection(side).area >= p.area / 2])
    other = shapely.unary_union([p for p in pieces if p.intersection(side).area < p.area / 2])
    line = max(_lines(edge.intersection(flat)), key=lambda part: part.length)
    first, second = (rotate(_largest(piece), TURN, origin=(0, 0)) for piece in (one, other))
    return first, second, rotate(line, TURN, origin=(0, 0))


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


def _largest(geometry: Any) -> Polygon:
    return max((g for g in getattr(geometry, "geoms", [geometry]) if g.geom_type == "Polygon"), key=lambda g: g.area)


def _faces(outline: Polygon, river: LineString, roads: Sequence[Road], grids: dict[str, Polygon]) -> dict[str, Polygon]:
    """The grids in degrees: the faces between outline, river and roads, noded on the grid of a centimetre.

    Roads reach five centimetres beyond their ends, so that rounding leaves no gap; what sticks out borders no face.
    """
    lines = [_in_degrees(outline.exterior), _in_degrees(river), *(_in_degrees(_longer(road.line)) for road in roads)]
    found = list(polygonize(shapely.union_all(lines, grid_size=PRECISION)))
    tree = STRtree(found)
    faces = {}
    for code, shape in grids.items():
        (hit,) = tree.query(Point(*degrees(*shape.representative_point().coords[0])), predicate="within")
        faces[code] = found[int(hit)]
    if not len(found) == len(grids) == len({id(face) for face in faces.values()}):
        raise ValueError(f"{len(grids)} grids were drawn and {len(found)} faces found")
    return faces


def _longer(line: LineString, metres: float = 0.05) -> LineString:
    (x1, y1), (x2, y2) = line.coords[0], line.coords[-1]
    dx, dy = (x2 - x1) / line.length * metres, (y2 - y1) / line.length * metres
    return LineString([(x1 - dx, y1 - dy), (x2 + dx, y2 + dy)])


def _build(city: City, grids: dict[str, Polygon], roads: Sequence[Road], names: _Names, rng: Random) -> None:
    """Estates with their rows of buildings, each stairwell with a code; shops, schools and markets along the roads."""
    tree = STRtree([road.line for road in roads])
    for code in sorted(grids):
        inner = rotate(grids[code], -TURN, origin=(0, 0)).buffer(-EDGE)
        if inner.is_empty:
            continue
        inner = _largest(inner)
        places = _rows_of_buildings(inner)
        rng.shuffle(places)
        places = sorted(places[: rng.randint(9, 13)], key=lambda p: (-round(p[1]), p[0]))
        halves = (
            [places]
            if len(places) < 8 or rng.random() < 0.7
            else [places[: len(places) // 2], places[len(places) // 2 :]]
        )
        count = 0
        for half in halves:
            estate = names_of_estate(names, rng)
            gate = _turned(*half[0]) if half else None
            if gate is None:
                continue
            road, number = _gate(gate, roads, tree)
            for block, spot in enumerate(half, 1):
                x, y = _turned(*spot)
                for stairwell in range(1, rng.randint(2, 4) + 1):
                    count += 1
                    lng, lat = degrees(x + 12 * stairwell - 24, y)
                    name = f"{estate} {block} 号楼 {stairwell} 单元"
                    city.buildings.append({
                        "code": f"{code}-{count:02d}", "grid": code, "name": name, "lat": lat, "lng": lng,
                        "address": f"{road.name} {number} 号 {name}",
                    })  # fmt: skip
        city.households[code] = count * FAMILIES_A_STAIRWELL
        for n in range(rng.randint(2, 5)):
            kind = SHOPS[0] if n == 0 else rng.choice(SHOPS)
            shop = _largest(grids[code].buffer(-9)).exterior.interpolate(rng.random(), normalized=True)
            road, number = _gate((shop.x, shop.y), roads, tree)
            lng, lat = degrees(shop.x, shop.y)
            count += 1
            city.buildings.append({
                "code": f"{code}-{count:02d}", "grid": code, "name": rng.choice(kind[1:]), "lat": lat, "lng": lng,
                "address": f"{road.name} {number} 号",
            })  # fmt: skip


def names_of_estate(names: _Names, rng: Random) -> str:
    """A name such as 春和家园."""
    return names.next(rng.choice(ESTATES))


def _turned(x: float, y: float) -> tuple[float, float]:
    point = rotate(Point(x, y), TURN, origin=(0, 0))
    return point.x, point.y


def _rows_of_buildings(inner: Polygon) -> list[tuple[float, float]]:
    west, south, east, north = inner.bounds
    (long, deep), found = BUILDING, []
    y = south + deep / 2
    while y < north:
        x = west + long / 2
        while x < east:
            if inner.contains(box(x - long / 2, y - deep / 2, x + long / 2, y + deep / 2)):
                found.append((x, y))
            x += long + GAP
        y += deep + GAP + 10
    return found


def _gate(spot: tuple[float, float], roads: Sequence[Road], tree: STRtree) -> tuple[Road, int]:
    """The nearest road and the house number there: odd on one side, even on the other, growing along the road."""
    point = Point(spot)
    road = roads[int(tree.nearest(point))]
    along = road.line.project(point)
    (x1, y1), (x2, y2) = road.line.coords[0], road.line.coords[-1]
    left = (x2 - x1) * (spot[1] - y1) - (y2 - y1) * (spot[0] - x1) > 0
    return road, 2 * int(along // 15) + (1 if left else 2)


def _equip(city: City, district: str, grids: dict[str, Polygon], roads: Sequence[Road]) -> None:
    """Lamps, covers and bins along the roads, numbered by class as the national code of components wants it."""
    codes = sorted(grids)
    tree = STRtree([grids[code] for code in codes])
    for kind, name, step in PARTS:
        number = 0
        for road in roads:
            if road.rank == 3 and kind == "C0103":
                continue
            for n in range(int(road.line.length // step)):
                point = road.line.interpolate((n + 0.5) * step)
                x, y = point.x + 3.0, point.y + 3.0
                hits = tree.query(Point(x, y), predicate="within")
                if len(hits) == 0:
                    continue
                number += 1
                lng, lat = degrees(x, y)
                city.components.append({
                    "code": f"{district}{kind[1:]}{number:06d}", "kind": kind, "grid": codes[int(hits[0])],
                    "name": f"{road.name}{name} {number}", "lat": lat, "lng": lng,
                })  # fmt: skip
