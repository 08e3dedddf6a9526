"""What stands in a grid: lots between lanes, estates with rows of buildings, schools, markets, works, greens and shops.

All in the flat plan, in metres. Each grid has dice of its own, so that a change in one moves nothing in another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from shapely import STRtree
from shapely.geometry import LineString, Point, Polygon, box

from wangge.simulate.city.land import Drawn, Land, parts_of
from wangge.simulate.city.plan import Names, Road, degrees, largest, turned

LOT = 24_000.0
"""A lot is cut in two as long as it is larger, in square metres."""
LANE = 7.0
DEEP, STAIRWELL = 12.0, 15.0
"""How deep a row building is, and how much of its length one stairwell takes."""
FAMILIES_A_STAIRWELL = 12
FEWEST, MOST = 330, 500
"""Households of a usual grid."""
ESTATES = ("花园", "家园", "小区", "新村", "苑", "里", "公寓", "名居")
KINDS = {
    "food": ("老李饭店", "同福酒楼", "河蟹馆", "家常菜馆", "饺子馆", "烧烤店", "面馆"),
    "school": ("实验小学", "第二小学", "育才中学", "中心幼儿园"),
    "market": ("便民市场", "早市", "农贸市场"),
    "shop": ("便利店", "药房", "理发店", "五金店", "洗车行", "水果店"),
}
USES = ("green", "green", "school", "market", "offices", "offices", "works", "estate")
"""What the lots become in which nobody lives; an estate here is one of single houses that have no stairwell."""
CENTRE_PIECES = (("区政务中心", (60, 620)), ("区中心医院", (-1650, 700)), ("文化宫", (620, -900)))


@dataclass
class Built:
    """What was built in one grid: buildings with their codes, features, and how many households."""

    buildings: list[dict[str, object]] = field(default_factory=list)
    drawn: list[Drawn] = field(default_factory=list)
    households: int = 0


@dataclass
class Builder:
    """Builds one grid after the other along the roads of the land."""

    land: Land
    names: Names
    seed: int

    def __post_init__(self) -> None:
        self.tree = STRtree([road.line for road in self.land.roads])

    def build(self, code: str, grid: Polygon) -> Built:
        """One grid, given in the flat plan."""
        dice, built = Random(f"{self.seed}-{code}"), Built()  # noqa: S311
        ground = self.land.free(grid)
        if code in self.land.parks:
            self._shops(code, ground, built, dice)
            return built
        lots = [lot for piece in ground for lot in _lots(piece, built, dice) if lot.area > 300]
        built.drawn += [Drawn("block", 1, lot) for lot in lots]
        lots.sort(key=lambda lot: -lot.area)
        special = next((name for name, at in CENTRE_PIECES if grid.contains(Point(at))), "")
        if special:
            _hall(lots.pop(0), special, built)
        rest = self._estates(code, lots, built, dice)
        for lot in rest:
            self._other(code, lot, built, dice)
        self._shops(code, lots, built, dice)
        return built

    def _estates(self, code: str, lots: Sequence[Polygon], built: Built, dice: Random) -> list[Polygon]:
        """Rows of buildings in as many lots as the grid's households want; gives the lots that are left."""
        left, estate, road, number, block = list(lots), "", self.land.roads[0], 0, 0
        while left and built.households < FEWEST:
            lot = left.pop(0)
            stairwells, rows = _fullest(lot.buffer(-11), dice)
            if not rows:
                built.drawn.append(Drawn("park", 3, lot))
                continue
            if not estate or dice.random() < 0.2:
                estate, block = self.names.next(dice.choice(ESTATES)), 0
                road, number = self._gate(rows[0].centroid)
            for row in rows:
                if built.households + stairwells * FAMILIES_A_STAIRWELL > MOST:
                    break
                block += 1
                built.drawn.append(Drawn("building", 2, row, f"{estate} {block} 号楼"))
                west, _, east, _ = row.bounds
                for n in range(stairwells):
                    spot = Point(west + (east - west) * (n + 0.5) / stairwells, row.centroid.y)
                    name = f"{estate} {block} 号楼 {n + 1} 单元"
                    self._add(code, spot, name, f"{road.name} {number} 号 {name}", built)
                built.households += stairwells * FAMILIES_A_STAIRWELL
        return left

    def _other(self, code: str, lot: Polygon, built: Built, dice: Random) -> None:
        use, inner = dice.choice(USES), lot.buffer(-9)
        if inner.is_empty or lot.area < 2500 or use == "green":
            built.drawn.append(Drawn("park", 3, lot))
            return
        inner = largest(inner)
        if use == "school":
            name = dice.choice(KINDS["school"])
            self._school(code, inner, name, built)
        elif use == "market":
            west, south, east, north = inner.bounds
            hall = box(west + 6, south + 6, east - 6, south + (north - south) * 0.55).intersection(inner)
            name = dice.choice(KINDS["market"])
            if not hall.is_empty:
                built.drawn.append(Drawn("building", 1, largest(hall), name))
                self._add_at(code, largest(hall), name, built)
        else:
            long, deep, gap = {"offices": (30, 20, 16), "works": (62, 30, 12), "estate": (16, 11, 10)}[use]
            for house in _rows(inner, long, deep, gap=gap, between=gap):
                if dice.random() < 0.85:
                    built.drawn.append(Drawn("building", 3, _shaped(house, dice) if use == "offices" else house))

    def _school(self, code: str, inner: Polygon, name: str, built: Built) -> None:
        """Two wings and a track."""
        west, south, east, north = inner.bounds
        track = LineString([(west + 26, south + 24), (max(east - 26, west + 60), south + 24)]).buffer(18)
        wing = box(west + 6, north - 20, east - 12, north - 4)
        side = box(west + 6, north - 52, west + 20, north - 20)
        house = wing.union(side).intersection(inner)
        if not house.is_empty and largest(house).area > 300:
            built.drawn.append(Drawn("building", 1, largest(house), name))
            self._add_at(code, largest(house), name, built)
        if inner.contains(track) and not track.intersects(house):
            built.drawn.append(Drawn("pitch", 1, track))

    def _shops(self, code: str, lots: Sequence[Polygon], built: Built, dice: Random) -> None:
        """Two to five shops along the roads, the first one with food."""
        standing = STRtree([d.geometry for d in built.drawn if d.kind == "building"])
        wanted = dice.randint(2, 5)
        for _ in range(40):
            if not wanted or not lots:
                return
            lot = lots[dice.randrange(len(lots))]
            around = lot.buffer(-6)
            if around.is_empty:
                continue
            at = largest(around).exterior.interpolate(dice.random(), normalized=True)
            shop = box(at.x - 6, at.y - 4, at.x + 6, at.y + 4)
            if not lot.contains(shop) or len(standing.query(shop, predicate="dwithin", distance=2)):
                continue
            first = not any("号楼" not in str(b["name"]) for b in built.buildings)
            name = dice.choice(KINDS["food" if first else dice.choice(("food", "shop", "shop"))])
            built.drawn.append(Drawn("building", 3, shop, name))
            self._add_at(code, shop, name, built)
            standing = STRtree([*standing.geometries, shop])
            wanted -= 1

    def _add_at(self, code: str, house: Polygon, name: str, built: Built) -> None:
        spot = house.representative_point()
        road, number = self._gate(spot)
        self._add(code, spot, name, f"{road.name} {number} 号", built)

    def _add(self, code: str, spot: Point, name: str, address: str, built: Built) -> None:
        point = turned(spot)
        lng, lat = degrees(point.x, point.y)
        count = len(built.buildings) + 1
        built.buildings.append({
            "code": f"{code}-{count:02d}", "grid": code, "name": name, "lat": lat, "lng": lng, "address": address,
        })  # fmt: skip

    def _gate(self, spot: Point) -> tuple[Road, int]:
        """The nearest road and the house number there: odd on one side, even on the other, growing along the road."""
        point = turned(spot)
        road = self.land.roads[int(self.tree.nearest(point))]
        along = road.line.project(point)
        (x1, y1), (x2, y2) = road.line.coords[0], road.line.coords[-1]
        left = (x2 - x1) * (point.y - y1) - (y2 - y1) * (point.x - x1) > 0
        return road, 2 * int(along // 15) + (1 if left else 2)


def _lots(ground: Polygon, built: Built, dice: Random) -> Iterator[Polygon]:
    """The ground cut by lanes until every piece is small enough."""
    if ground.area < LOT:
        yield ground
        return
    west, south, east, north = ground.bounds
    upright = east - west > north - south
    at = dice.uniform(0.42, 0.58)
    x, y = west + at * (east - west), south + at * (north - south)
    line = LineString([(x, south - 1), (x, north + 1)] if upright else [(west - 1, y), (east + 1, y)])
    lane = sorted(parts_of(line.intersection(ground), "LineString"), key=lambda part: -part.length)
    built.drawn += [Drawn("road", 4, part) for part in lane[:1]]
    pieces = parts_of(ground.difference(line.buffer(LANE / 2, cap_style="flat")), "Polygon")
    for piece in sorted(pieces, key=lambda p: (p.centroid.y, p.centroid.x)):
        yield from _lots(piece, built, dice)


def _fullest(inner: Polygon, dice: Random) -> tuple[int, list[Polygon]]:
    """Buildings of two, three or four stairwells: of two tries the one under whose roofs more people live."""
    tries = []
    for stairwells in dice.sample((2, 3, 4), 2):
        rows = _rows(inner, stairwells * STAIRWELL + 1, DEEP, gap=12 + dice.uniform(0, 4), between=21)
        tries.append((stairwells, rows))
    return max(tries, key=lambda t: t[0] * len(t[1]))


def _rows(inner: Polygon, long: float, deep: float, *, gap: float, between: float) -> list[Polygon]:
    """Boxes of one size in rows, spread over the whole of the inner ground, the northern row first."""
    if inner.is_empty:
        return []
    west, south, east, north = largest(inner).bounds
    across, up = int((east - west + gap) // (long + gap)), int((north - south + between) // (deep + between))
    found = []
    for row in range(up):
        y = north - deep - row * ((north - south - deep) / max(up - 1, 1) if up > 1 else 0)
        for column in range(across):
            x = west + column * ((east - west - long) / (across - 1) if across > 1 else 0)
            for slide in (0.0, 5.0, -5.0):
                house = box(x + slide, y, x + slide + long, y + deep)
                if inner.contains(house):
                    found.append(house)
                    break
    return found


def _shaped(house: Polygon, dice: Random) -> Polygon:
    """A house with one corner cut out."""
    west, south, east, north = house.bounds
    x, y = west + (east - west) * dice.uniform(0.4, 0.6), south + (north - south) * dice.uniform(0.35, 0.6)
    corner = dice.choice((box(west, south, x, y), box(x, south, east, y), box(x, y, east, north)))
    return largest(house.difference(corner))


def _hall(lot: Polygon, name: str, built: Built) -> None:
    """A public building with a square in front of it."""
    west, south, east, north = lot.buffer(-8).bounds
    middle, wide = (west + east) / 2, (east - west) / 2
    hall = box(west + 0.25 * wide, north - 42, east - 0.25 * wide, north - 6)
    wings = box(middle - 0.2 * wide, north - 56, middle + 0.2 * wide, north - 20)
    built.drawn.append(Drawn("building", 1, hall.union(wings).intersection(lot), name))
    built.drawn.append(Drawn("square", 2, box(west + 4, south + 4, east - 4, north - 66).intersection(lot)))
