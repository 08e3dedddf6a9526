"""The city drawn: areas, buildings, components and everything that its map shows."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

import shapely
from shapely import STRtree
from shapely.geometry import Point, mapping
from shapely.geometry.base import BaseGeometry

from wangge.simulate.city.land import Drawn, Land, lay_out
from wangge.simulate.city.plan import Names, Plan, degrees, faces, flat, in_degrees, plan, seed_areas, turned
from wangge.simulate.city.quarters import Builder

PARTS = (("C0118", "路灯", 45.0), ("C0102", "污水井盖", 60.0), ("C0103", "雨水井盖", 70.0), ("C0305", "垃圾箱", 130.0))
"""Kinds of components along a road and how many metres lie between them."""


@dataclass
class City:
    """What was drawn, ready for ``places.actions.set_ground`` and ``set_features``."""

    areas: list[dict[str, Any]] = field(default_factory=list)
    buildings: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    features: list[dict[str, Any]] = field(default_factory=list)
    former_names: list[dict[str, str]] = field(default_factory=list)
    households: dict[str, int] = field(default_factory=dict)


def draw(district: str = "211103", *, seed: int = 2111) -> City:
    """The city of a district. The same seed gives the same city, down to the last lamp."""
    rng = Random(seed)  # noqa: S311
    names = Names(rng)
    rows = [row for row in seed_areas() if row.code.startswith(district)]
    made = plan(rows, names, rng)
    land = lay_out(made, rng)
    city, builder, drawn = City(), Builder(land, names, seed), list(land.drawn)
    for code in sorted(made.grids):
        built = builder.build(code, flat(made.grids[code]))
        city.buildings += built.buildings
        city.households[code] = built.households
        drawn += built.drawn
    found = faces(made)
    city.areas = [_area(r.code, r.name, administered_by=r.administered_by) for r in rows]
    city.areas += [
        _area(code, f"第 {int(code[-3:])} 网格", outline=mapping(found[code]), households=city.households[code])
        for code in sorted(found)
    ]
    _equip(city, district, made, land)
    estates = sorted({b["name"].split(" ")[0] for b in city.buildings if " " in b["name"]})
    renamed = rng.sample(estates, len(estates) // 12) + rng.sample([r.name for r in land.roads], len(land.roads) // 15)
    for name in renamed:
        city.former_names.append({"former": names.next("小区" if name in estates else name[-1]), "name": name})
    city.features = [feature(piece, turned(piece.geometry)) for piece in drawn]
    return city


def _area(code: str, name: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code, "name": name, "name_en": "", "outline": None, "administered_by": "", "households": None
    } | more  # fmt: skip


def feature(piece: Drawn, where: BaseGeometry) -> dict[str, Any]:
    """Something drawn as a row for ``set_features``; ``where`` is its geometry in metres, to a decimetre."""
    geometry = shapely.set_precision(in_degrees(where), 1e-6, mode="pointwise")
    if not geometry.is_valid:
        geometry = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    return {"kind": piece.kind, "rank": piece.rank, "name": piece.name, "geometry": mapping(geometry)}


def _equip(city: City, district: str, made: Plan, land: Land) -> None:
    """Lamps, covers and bins along the roads, numbered by class as the national code of components wants it."""
    codes = sorted(made.grids)
    tree = STRtree([made.grids[code] for code in codes])
    for kind, name, step in PARTS:
        number = 0
        for road in land.roads:
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
