"""The demo's units have the programme's numbers, one line of command, and people where they are meant to."""

from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.conftest import NOW

from wangge.orgs.models import Grant
from wangge.orgs.queries import all_units, holes_in, offices_of, shifts_within, today
from wangge.places.queries import area_rows
from wangge.simulate.ground import CITY, NEIGHBOUR, lay_city
from wangge.simulate.units import offices_of_district, outside_of_district, own_areas, units_of_district

NUMBERS = {
    CITY: {("centre", 6): 1, ("centre", 9): 18, ("centre", 12): 122, ("department", 6): 22},
    NEIGHBOUR: {
        ("centre", 6): 1, ("centre", 9): 14, ("centre", 12): 146, ("department", 6): 22, ("agency", 9): 185,
    },
}  # fmt: skip


@pytest.mark.parametrize("district", NUMBERS)
def test_the_units_are_as_many_as_the_programme_counts(district):
    rows = units_of_district(district)
    assert Counter((u["kind"], len(u["area"])) for u in rows) == NUMBERS[district]
    assert len({u["code"] for u in rows}) == len({u["name"] for u in rows}) == len(rows)
    assert {u["area"] for u in rows} == set(own_areas(district))


@pytest.mark.parametrize("district", NUMBERS)
def test_each_unit_stands_below_the_one_above(district):
    rows = {u["code"]: u for u in units_of_district(district)}
    for unit in rows.values():
        above = rows.get(unit["parent"])
        if unit["kind"] == "centre":
            assert (above is None) == (unit["area"] == district)
            assert above is None or (above["kind"], above["area"]) == ("centre", unit["area"][: len(above["area"])])
            assert above is None or len(above["area"]) + 3 == len(unit["area"])
        else:
            assert above is not None
            assert above["kind"] == {"department": "centre", "agency": "department"}[unit["kind"]]
            assert above["area"] == district


def test_outside_bodies_and_joint_offices_of_the_city():
    outside = {u["code"]: u for u in outside_of_district(CITY)}
    assert 38 <= len(outside) <= 45
    assert len({u["name"] for u in outside.values()}) == len(outside)
    assert {u["kind"] for u in outside.values()} == {"outside"}
    known = set(outside) | {u["code"] for u in units_of_district(CITY)}
    offices = offices_of_district(CITY)
    assert len(offices) == len({o["area"] for o in offices}) == 18
    for office in offices:
        units = office["units"].split()
        assert set(units) <= known and {"police", "health"} <= set(units)
        assert any(outside[u]["area"].startswith(office["area"]) for u in units if u in outside)


@pytest.mark.long
@pytest.mark.django_db
def test_the_laid_city_has_units_people_offices_and_rosters_with_one_gap_one_overlap_one_stand_in():
    counts = lay_city(at=NOW)
    assert lay_city(at=NOW) == {}
    for district, numbers in NUMBERS.items():
        kinds = Counter((u.kind, len(u.area)) for u in all_units(district) if u.kind != "outside")
        assert kinds == numbers
    assert len(offices_of(CITY)) == 18
    begin = NOW - timedelta(hours=NOW.astimezone(ZoneInfo("Asia/Shanghai")).hour)
    areas = [code for code, row in area_rows(CITY).items() if not row["administered_by"]]
    found = holes_in(CITY, areas, starts_at=begin, ends_at=begin + timedelta(days=14))
    assert [(h.kind, (h.ends_at - h.starts_at).total_seconds() / 3600) for _, h in found] == [
        ("gap", 8), ("overlap", 2)
    ]  # fmt: skip
    shifts = shifts_within(CITY, starts_at=begin, ends_at=begin + timedelta(days=14), limit=200)
    assert len(shifts) == counts["shifts"] == 126
    assert [s.instead_of is not None for s in shifts].count(True) == 1
    held = Counter(Grant.objects.filter(district=NEIGHBOUR).values_list("post", flat=True))
    assert held == {"district_duty_officer": 1, "street_chief": 14, "unit_chief": 22, "unit_handler": 44}
    assert all(g.starts_on == today(NOW) != date.min for g in Grant.objects.filter(district=CITY))
