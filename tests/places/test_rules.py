"""Codes, datums, points and outlines."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.core.refusals import Missing
from wangge.places.rules import Outlines, check_point, level_of, metres_between, metres_to_border, parent_of, to_wgs84

LENGTHS = {"city": 4, "district": 6, "street": 9, "community": 12, "grid": 15}
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
BESIDE = {"type": "Polygon", "coordinates": [[[1, 0], [2, 0], [2, 1], [1, 1], [1, 0]]]}


def test_a_level_is_a_length_and_a_parent_is_a_prefix():
    code = "211102005013001"
    assert [level_of(code[:n], LENGTHS) for n in (4, 6, 9, 12, 15)] == list(LENGTHS)
    assert parent_of(code, LENGTHS) == "211102005013"
    assert parent_of("211102005", LENGTHS) == "211102"
    assert parent_of("211102", LENGTHS) == "211102"
    with pytest.raises(ValueError, match="length of no level"):
        level_of("12345", LENGTHS)


def test_metres_between_two_points():
    assert metres_between(41.2, 122.05, 41.2, 122.05) == 0
    assert metres_between(41.0, 122.0, 42.0, 122.0) == pytest.approx(111_195)
    assert metres_between(60.0, 20.0, 60.0, 20.001) == pytest.approx(111.195 / 2, rel=1e-3), "cos 60° is a half"
    assert metres_between(39.9042, 116.4074, 31.2304, 121.4737) == pytest.approx(1_067_000, rel=5e-3), (
        "Beijing, Shanghai"
    )
    assert metres_between(90, 0, -90, 0) == pytest.approx(111_195 * 180)


def test_a_district_may_write_its_grids_with_another_length():
    assert level_of("2" * 18, LENGTHS | {"grid": 18}) == "grid"


@given(st.floats(20, 50), st.floats(80, 130))
def test_the_shift_of_gcj02_is_taken_back_within_a_hand(lat, lng):
    from wangge.places.rules.ground import _gcj_shift

    off_lat, off_lng = _gcj_shift(lat, lng)
    back = to_wgs84(lat + off_lat, lng + off_lng, "gcj02")
    assert math.hypot(back[0] - lat, back[1] - lng) * 111_000 < 0.1


def test_the_shift_is_some_hundred_metres_in_panjin():
    lat, lng = to_wgs84(41.1963, 122.0568, "gcj02")
    metres = math.hypot((lat - 41.1963) * 111_000, (lng - 122.0568) * 111_000 * math.cos(math.radians(lat)))
    assert 100 < metres < 1000
    assert to_wgs84(41.0, 122.0, "cgcs2000") == to_wgs84(41.0, 122.0, "wgs84") == (41.0, 122.0)


@pytest.mark.parametrize("point", [(91, 0), (-91, 0), (0, 181), (0, -181), (math.nan, 0), (0, math.inf)])
def test_what_is_not_on_earth_is_refused(point):
    with pytest.raises(Missing) as refused:
        check_point(*point)
    assert refused.value.code == "place_unreadable"


def test_what_is_on_earth_is_taken():
    check_point(-90, 180)


def test_a_border_belongs_to_one_area_always():
    both = Outlines.of([("b", BESIDE), ("a", SQUARE)])
    assert both.around(0.5, 0.5) == "a"
    assert both.around(0.5, 1.5) == "b"
    assert both.around(0.5, 1.0) == "a"
    assert both.around(5, 5) is None


def test_many_points_at_once_are_the_same_points_one_by_one():
    outlines = Outlines.of([("b", BESIDE), ("a", SQUARE)])
    lats, lngs = [0.5, 0.5, 0.5, 5.0], [0.5, 1.5, 1.0, 5.0]
    assert outlines.around_many(lats, lngs) == ["a", "b", "a", None]
    assert outlines.around_many(lats, lngs) == [outlines.around(y, x) for y, x in zip(lats, lngs, strict=True)]
    swapped = Outlines.of([("a", BESIDE), ("b", SQUARE)])
    assert swapped.around_many(lats, lngs) == ["b", "a", "a", None]


def test_how_far_the_border_is_in_metres():
    square = Outlines.of([("a", SQUARE)]).shape_of("a")
    assert metres_to_border(square, 0.5, 0.001) == pytest.approx(111.195 * math.cos(math.radians(0.5)), rel=1e-6)
    assert metres_to_border(square, 0.0, 0.5) == 0
    assert metres_to_border(square, -0.001, 0.5) == pytest.approx(111.195, rel=1e-6)
