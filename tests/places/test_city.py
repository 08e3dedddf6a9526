"""The drawn city: the same every time, every point in exactly one grid, addresses found in bad spellings."""

from collections import Counter, defaultdict
from random import Random

import numpy
import pytest
import shapely
from tests.places.spellings import spell

from wangge.places.rules import KINDS, Gazetteer, Outlines, Spot, metres_to_border
from wangge.simulate.city import City, draw, seed_areas, village
from wangge.simulate.ground import SEED

pytestmark = pytest.mark.xdist_group("city")
"""What is drawn for these tests is drawn once."""


@pytest.fixture(scope="module")
def city() -> City:
    return draw()


@pytest.fixture(scope="module")
def outlines(city: City) -> Outlines:
    return Outlines.of([(a["code"], a["outline"]) for a in city.areas if a["outline"]])


def test_the_seed_has_the_numbers_of_the_programme():
    rows = seed_areas()
    counts = {
        district: [
            sum(r.code.startswith(district) and len(r.code) == n and not r.administered_by for r in rows)
            for n in (9, 12)
        ]
        for district in ("211102", "211103", "211104")
    }
    assert counts == {"211102": [8, 51], "211103": [18, 122], "211104": [14, 146]}
    assert len({r.code for r in rows}) == len(rows)


@pytest.mark.long
def test_the_same_seed_draws_the_same_city_and_another_seed_another(city):
    assert draw() == city
    assert draw(seed=7).buildings != city.buildings


def test_715_grids_of_some_hundred_households_without_gap_or_overlap(city, outlines):
    assert len(outlines.codes) == len(city.households) == 715
    whole = shapely.union_all(list(outlines.shapes))
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0
    assert sum(s.area for s in outlines.shapes) == pytest.approx(whole.area, rel=1e-12)
    homes = sorted(city.households.values())
    assert homes[len(homes) // 10] >= 290 and homes[-len(homes) // 10] <= 520
    assert all(s.is_valid and s.geom_type == "Polygon" for s in outlines.shapes)


def test_every_building_and_component_lies_in_the_grid_it_names(city, outlines):
    for rows in (city.buildings, city.components):
        found = outlines.around_many([r["lat"] for r in rows], [r["lng"] for r in rows])
        assert [r["code"] for r, grid in zip(rows, found, strict=True) if grid != r["grid"]] == []
        assert len({r["code"] for r in rows}) == len(rows)


@pytest.mark.long
def test_a_million_points_as_by_brute_force(outlines):
    """Ten thousand of them, corners and middles of borders among them, against every outline one by one."""
    rng = numpy.random.default_rng(7)
    west, south, east, north = shapely.total_bounds(list(outlines.shapes))
    lngs, lats = rng.uniform(west, east, 1_000_000), rng.uniform(south, north, 1_000_000)
    corners = numpy.array([xy for s in outlines.shapes[:300] for xy in s.exterior.coords[:4]])
    following = numpy.array([xy for s in outlines.shapes[:300] for xy in s.exterior.coords[1:5]])
    borders = numpy.concatenate([corners, (corners + following) / 2])
    lngs[: len(borders)], lats[: len(borders)] = borders[:, 0], borders[:, 1]
    found = outlines.around_many(lats.tolist(), lngs.tolist())
    sample = 10_000
    points = shapely.points(lngs[:sample], lats[:sample])
    by_force: list[str | None] = [None] * sample
    for code, outline in sorted(zip(outlines.codes, outlines.shapes, strict=True), reverse=True):
        for hit in numpy.nonzero(shapely.covers(outline, points))[0]:
            by_force[int(hit)] = code
    assert found[:sample] == by_force
    assert [outlines.around(lats[n], lngs[n]) for n in range(500)] == by_force[:500]
    inside = sum(code is not None for code in found) / 1_000_000
    assert 0.6 < inside < 0.9
    assert all(code is not None for code in found[: len(corners)])


def test_how_far_the_border_is(outlines):
    outline = outlines.shapes[5]
    centre = outline.representative_point()
    told = metres_to_border(outline, centre.y, centre.x)
    east = centre.x + 0.9 * told / 111_195 / numpy.cos(numpy.radians(centre.y))
    assert outlines.around(centre.y, east) == outlines.around(centre.y, centre.x)
    assert metres_to_border(outline, *reversed(outline.exterior.coords[0])) < 0.001
    assert 10 < told < 400


def test_two_thousand_addresses_in_usual_bad_spellings(city, capsys):
    """Right means the right grid. The shares are printed; the floors keep them from sinking unnoticed."""
    rows = [r for r in seed_areas() if r.code.startswith("211103")]
    names = {r.code: r.name for r in rows}
    spots = [Spot(**b) for b in city.buildings]
    homes = [s for s in spots if "号楼" in s.name]
    gazetteer = Gazetteer(spots, {c: n for c, n in names.items() if len(c) > 6})
    rng, first, third, of = Random(2026), Counter(), Counter(), Counter()
    for _ in range(2000):
        spot = rng.choice(homes)
        said, kind = spell(spot, names[spot.grid[:9]], names[spot.grid[:12]], rng)
        grids = [c.grid for c in gazetteer.find(said)]
        of[kind] += 1
        first[kind] += grids[:1] == [spot.grid]
        third[kind] += spot.grid in grids[:3]
    with capsys.disabled():
        print(f"\n2000 addresses: right at first {first.total() / 2000:.1%}, among three {third.total() / 2000:.1%}")
        for kind in sorted(of):
            print(f"  {kind:24} {of[kind]:4} {first[kind] / of[kind]:6.1%} {third[kind] / of[kind]:6.1%}")
    assert first.total() / 2000 > 0.9
    assert third.total() / 2000 > 0.95


def test_what_used_to_be_called_otherwise_is_found_by_its_former_name(city):
    spots = [Spot(**b) for b in city.buildings]
    by_estate = defaultdict(list)
    for spot in spots:
        by_estate[spot.name.split(" ")[0]].append(spot)
    renamed = [f for f in city.former_names if f["name"] in by_estate][:30]
    gazetteer = Gazetteer(spots, {}, {f["former"]: f["name"] for f in city.former_names})
    for row in renamed:
        best = gazetteer.find(f"{row['former']} 1 号楼")[0]
        assert best.grid == by_estate[row["name"]][0].grid, row
        assert best.score > 0.85


def test_every_grid_and_every_unit_has_its_people(city):
    """715 grids, 122 communities, 18 streets, one district centre, 22 departments; nobody's name or number twice."""
    from datetime import date

    from wangge.simulate.people import people_of_city
    from wangge.simulate.units import DEPARTMENTS, outside_of_district

    areas = {a["code"]: a["name"] for a in city.areas}
    rows = people_of_city(areas, "211103", starts_on=date(2026, 1, 1))
    assert rows == people_of_city(areas, "211103", starts_on=date(2026, 1, 1))
    held = Counter((r["post"], r["area"] or r["unit"]) for r in rows)
    for post, length, count in (
        ("district_duty_officer", 6, 1), ("street_chief", 9, 18), ("community_clerk", 12, 122),
        ("grid_worker", 15, 715),
    ):  # fmt: skip
        assert {a for p, a in held if p == post} == {c for c in areas if len(c) == length}
        assert len({a for p, a in held if p == post}) == count
    units = {code for code, _, _ in DEPARTMENTS}
    outside = Counter({u["code"]: 2 for u in outside_of_district("211103")})
    assert Counter(u for p, u in held.elements() if p == "outside_handler") == outside
    assert len(units) == 22
    assert {u for p, u in held if p == "unit_handler"} == {u for p, u in held if p == "unit_chief"} == units
    people = {(r["staff_no"], r["name"], r["phone"]) for r in rows}
    assert {len({p[n] for p in people}) for n in range(3)} == {len(people)}
    assert all(r["phone"].startswith("100") for r in rows)
    workers = Counter(r["staff_no"] for r in rows if r["post"] == "grid_worker")
    assert max(workers.values()) > 1, "somebody walks two grids"
    assert max(n for (p, _), n in held.items() if p == "grid_worker") == 2, "some grid has two workers"


def test_the_map_has_what_a_city_has_and_nothing_stands_in_the_water_or_on_a_road(city, outlines):
    shapes = defaultdict(list)
    for row in city.features:
        assert 1 <= row["rank"] <= len(KINDS[row["kind"]]), row
        shapes[row["kind"], row["rank"]].append(shapely.geometry.shape(row["geometry"]))
    assert set(shapes) >= {(kind, 1) for kind in KINDS}
    assert all(made.is_valid and not made.is_empty for rows in shapes.values() for made in rows)
    whole = shapely.union_all(list(outlines.shapes)).buffer(1e-6)
    assert all(whole.covers(made) for kind in ("building", "block", "park") for made in shapes[kind, 1])
    barred = shapely.union_all([*shapes["water", 1], *shapes["water", 2], *shapes["railway", 1]])
    middle = shapely.STRtree([*shapes["road", 1], *shapes["road", 2], *shapes["road", 3]])
    for rank in (1, 2, 3):
        assert not any(barred.intersects(house) for house in shapes["building", rank])
        assert not len(middle.query(shapes["building", rank], predicate="intersects")[0])
    homes = shapely.STRtree([house.buffer(1e-6) for house in shapes["building", 2]])
    doors = [shapely.Point(b["lng"], b["lat"]) for b in city.buildings if "单元" in b["name"]]
    assert len(homes.query(doors, predicate="covered_by")[0]) == len(doors), "every stairwell lies in its house"
    named = [row["name"] for row in city.features if row["kind"] == "road" and row["rank"] < 4]
    assert all(named)


def test_the_ground_around_the_hand_made_community_fits_its_grids():
    features = village(SEED["areas"], SEED["buildings"])
    whole = shapely.union_all([shapely.geometry.shape(a["outline"]) for a in SEED["areas"] if a["outline"]])
    assert all(whole.buffer(1e-5).covers(shapely.geometry.shape(row["geometry"])) for row in features)
    assert {row["name"] for row in features} >= {"延风路", "河景街", "延风里 1 号楼", "河景苑 3 号楼"}
