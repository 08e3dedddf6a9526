"""Where is this, and who is responsible there?"""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.acts import DOOR, GRID

from wangge.places.actions import set_ground

pytestmark = [pytest.mark.both, pytest.mark.django_db]
V = "/api/v1/places"


def test_a_point_has_its_grid_its_border_and_its_people(calls):
    body = calls("community")("GET", f"{V}/locate?lat=41.1963&lng=122.056796").json()
    assert {k: body[k] for k in ("grid", "community", "street", "district")} == {
        "grid": GRID, "community": GRID[:12], "street": GRID[:9], "district": GRID[:6],
    }  # fmt: skip
    assert body["names"]["community"] == "延风社区"
    assert 100 < body["distance_to_border_m"] < 300
    assert [p["name"] for p in body["responsible"]["people"]] == ["何文静"]
    assert body["responsible"]["area"] == GRID
    assert body["candidates"] == []


def test_where_nobody_walks_the_grid_the_community_is_responsible(calls):
    body = calls("community")("GET", f"{V}/locate?q=211102005013004-01").json()
    assert body["grid"] == "211102005013004"
    assert body["responsible"]["area"] == GRID[:12]
    assert [p["name"] for p in body["responsible"]["people"]] == ["王敏"]
    assert "没有人在岗" in body["responsible"]["why"]["zh"]


def test_the_same_place_in_three_datums(calls):
    desk = calls("community")
    plain = desk("GET", f"{V}/locate?lat=41.1963&lng=122.056796").json()
    same = desk("GET", f"{V}/locate?lat=41.1963&lng=122.056796&datum=cgcs2000").json()
    shifted = desk("GET", f"{V}/locate?lat=41.19780&lng=122.06220&datum=gcj02").json()
    assert plain == same
    assert shifted["grid"] == GRID
    assert shifted["point"]["lng"] < 122.0605


def test_outside_every_grid_is_said_by_empty_places(calls):
    body = calls("community")("GET", f"{V}/locate?lat=39.9&lng=116.4").json()
    assert body["grid"] is body["district"] is body["responsible"] is body["distance_to_border_m"] is None


@pytest.mark.parametrize(
    ("words", "grid"),
    [(DOOR, GRID), ("延风里1栋2单元", GRID), ("延风路十二号", GRID), ("河景苑 3 号楼", "211102005013002"), (GRID, GRID),
     ("延风社区", None), ("不知道在哪", None)],
)  # fmt: skip
def test_words_and_codes_lead_to_a_grid_when_they_are_certain(calls, words, grid):
    body = calls("community")("GET", f"{V}/locate?q={words}").json()
    assert body["grid"] == grid
    if grid is None and words == "延风社区":
        assert body["candidates"][0]["code"] == GRID[:12]
    for candidate in body["candidates"]:
        assert set(candidate) == {"code", "name", "grid", "score", "why"}
        assert 0 < candidate["score"] <= 1
        assert candidate["why"]["zh"] and candidate["why"]["en"]


def test_what_cannot_be_read_is_refused(calls):
    desk = calls("community")
    for query, code in (
        ("", "place_missing"), ("lat=41", "place_missing"), ("lat=141&lng=122", "place_unreadable"),
        ("lat=nan&lng=122", "place_unreadable"), ("lat=41.1&lng=122&datum=bd09", "datum_unknown"),
        ("lat=x&lng=122", "unreadable"),
    ):  # fmt: skip
        answer = desk("GET", f"{V}/locate?{query}")
        assert (answer.status_code, answer.json()["code"]) == (422, code), query


def test_an_area_tells_its_outline_what_lies_below_and_who_is_responsible(calls):
    desk = calls("community")
    community = desk("GET", f"{V}/areas/{GRID[:12]}").json()
    assert (community["name"], community["level"], len(community["children"])) == ("延风社区", "community", 4)
    assert [p["name"] for p in community["responsible"]["people"]] == ["王敏"]
    grid = desk("GET", f"{V}/areas/{GRID}").json()
    assert grid["outline"]["type"] == "Polygon"
    assert grid["children"] == []
    assert desk("GET", f"{V}/areas/2111020050139").status_code == 404


def test_a_change_of_the_ground_is_noticed_by_the_next_question(calls):
    desk = calls("community")
    assert desk("GET", f"{V}/locate?q=新盖的楼3号楼").json()["candidates"] == []
    house = {
        "code": f"{GRID}-99", "grid": GRID, "name": "新盖的楼 3 号楼 1 单元", "address": "延风路 90 号",
        "lat": 41.1964, "lng": 122.0569,
    }  # fmt: skip
    lamp = {
        "code": "2111020118000001",
        "kind": "C0118",
        "grid": GRID,
        "name": "延风路路灯 1",
        "lat": 41.1964,
        "lng": 122.057,
    }
    former = {"former": "老粮库", "name": "新盖的楼"}
    set_ground((), [house], [lamp], [former], district="211102", key="new", at=timezone.now() + timedelta(seconds=1))
    for words in ("新盖的楼3号楼", "老粮库3栋", "2111020118000001", "延风路90号"):
        assert desk("GET", f"{V}/locate?q={words}").json()["grid"] == GRID, words
    told = {
        "key": "k",
        "happened_at": timezone.now().isoformat(),
        "words": "灯不亮",
        "place": {"building": lamp["code"]},
    }
    assert Client().post("/api/v1/public/reports", told, content_type="application/json").status_code == 201
    assert desk("GET", "/api/v1/cases").json()["items"][0]["grid"] == GRID
