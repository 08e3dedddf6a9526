"""The map: what its answers hold, that they last as long as the ground, and that nobody sees foreign cases."""

import gzip
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from shapely.geometry import LineString, box, mapping, shape
from tests.acts import DOOR, GRID, report, to_state
from tests.conftest import NOW

from wangge.cases.models import Case
from wangge.orgs.rules import public_actor
from wangge.places.actions import recut, set_features, set_ground
from wangge.site.surroundings import Surroundings

pytestmark = [pytest.mark.both, pytest.mark.django_db]
V = "/api/v1/map"
COMMUNITY = GRID[:12]
HERE = "bbox=122.05,41.18,122.07,41.2"
FEATURES = [
    {"kind": kind, "rank": rank, "name": name, "geometry": mapping(geometry)}
    for kind, rank, name, geometry in (
        ("road", 1, "延风大街", LineString([(122.05, 41.1945), (122.07, 41.195)])),
        ("road", 3, "小巷", LineString([(122.06, 41.19), (122.06, 41.199)])),
        ("building", 2, "延风里 1 号楼", box(122.0565, 41.1962, 122.0571, 41.1964)),
        ("water", 1, "河", box(122.05, 41.18, 122.07, 41.189)),
        ("park", 1, "远处", box(122.2, 41.2, 122.21, 41.21)),
    )
]


@pytest.fixture
def ground(db: None) -> None:
    set_features(FEATURES, district=GRID[:6], key="features", at=NOW)


def drawn(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body["type"] == "FeatureCollection"
    return list(body["features"])


def names(answer: Any) -> set[str]:
    return {f["properties"]["name"] for f in drawn(answer)}


def test_coarse_zooms_leave_out_lanes_and_houses(calls, ground):
    desk = calls("community")
    assert names(desk("GET", f"{V}/ground?{HERE}&zoom=12")) == {"延风大街", "河"}
    assert names(desk("GET", f"{V}/ground?{HERE}&zoom=15")) == {"延风大街", "河", "小巷"}
    assert names(desk("GET", f"{V}/ground?{HERE}&zoom=17")) == {"延风大街", "河", "小巷", "延风里 1 号楼"}
    assert names(desk("GET", f"{V}/ground?bbox=122.055,41.193,122.0595,41.197&zoom=17")) == {
        "延风大街",
        "延风里 1 号楼",
    }
    assert drawn(desk("GET", f"{V}/ground?{HERE}&zoom=17&district=211103")) == []


def test_who_has_the_drawing_is_told_so_until_the_ground_changes(calls, ground):
    desk = calls("community")
    for path in (f"{V}/ground?{HERE}&zoom=16", f"{V}/areas?within={COMMUNITY}"):
        first = desk("GET", path, Accept_Encoding="gzip")
        assert first["Content-Encoding"] == "gzip" and "private" in first["Cache-Control"]
        assert gzip.decompress(first.content) == desk("GET", path).content
        with CaptureQueriesContext(connection) as captured:
            again = desk("GET", path, If_None_Match=first["ETag"])
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert not any("places_feature" in q["sql"] for q in captured), "nothing is drawn again"
        set_features(FEATURES[:1], district=GRID[:6], key=f"fewer {path}", at=NOW + timedelta(seconds=1))
        changed = desk("GET", path, If_None_Match=first["ETag"])
        assert changed.status_code == 200 and changed["ETag"] != first["ETag"]


def test_a_kind_is_always_given_whole(calls, ground):
    lane = dict(FEATURES[1], name="新巷")
    set_features([lane], district=GRID[:6], key="roads anew", at=NOW + timedelta(seconds=1))
    assert names(calls("community")("GET", f"{V}/ground?{HERE}&zoom=17")) == {"新巷", "河", "延风里 1 号楼"}


def test_wider_areas_are_the_union_of_their_grids(calls):
    desk = calls("community")
    grids = drawn(desk("GET", f"{V}/areas?within={COMMUNITY}&zoom=17"))
    assert [f["properties"]["code"] for f in grids] == [f"{COMMUNITY}00{n}" for n in range(1, 5)]
    for level in ("community", "street", "district"):
        (whole,) = drawn(desk("GET", f"{V}/areas?within=211102&level={level}&zoom=17"))
        assert whole["properties"]["level"] == level
        assert shape(whole["geometry"]).equals(box(122.055, 41.19, 122.06697, 41.199))
    split = {"do": "split", "code": GRID, "line": [[122.0579, 41.0], [122.0579, 42.0]]}
    recut(district="211102", steps=[split], key="cut", at=NOW + timedelta(days=1))
    assert len(drawn(desk("GET", f"{V}/areas?within={COMMUNITY}&zoom=17"))) == 5


def test_what_cannot_be_drawn_is_refused_with_a_sentence(calls):
    desk = calls("community")
    for path, code in (
        ("ground?bbox=1,2,3&zoom=10", "box_unreadable"), ("cases?bbox=x&zoom=10", "box_unreadable"),
        (f"ground?{HERE}&zoom=40", "zoom_out_of_range"), (f"cases?{HERE}&zoom=-1", "zoom_out_of_range"),
        ("ground?bbox=121,41,123,42&zoom=16", "box_too_large"), ("areas?level=house", "level_unknown"),
        (f"areas?within={COMMUNITY}&level=street", "level_unknown"), ("areas?zoom=30", "zoom_out_of_range"),
        ("ground?zoom=3", "unreadable"),
    ):  # fmt: skip
        answer = desk("GET", f"{V}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (422, code), path
        assert answer.json()["detail"]
    assert desk("GET", f"{V}/areas?within=999999").status_code == 404


def test_cases_are_signs_or_numbers_and_only_those_that_i_may_see(calls, actor):
    far = {"lat": 41.1912, "lng": 122.0655}
    for _ in range(3):
        report(place={"building": DOOR})
    lone = report(place=far).body["case"]
    to_state("closed", actor)
    Case.objects.update(due_at=timezone.now() + timedelta(hours=1))
    Case.objects.filter(number=lone["number"]).update(due_at=timezone.now() - timedelta(hours=1))
    desk = calls("community")
    found = desk("GET", f"{V}/cases?{HERE}&zoom=16").json()
    assert found["complete"]
    many, one = found["items"]
    assert (many["count"], many["overdue"], many["within"], many["case"]) == (3, 0, GRID, None)
    assert (one["count"], one["overdue"]) == (1, 1)
    assert one["case"]["id"] == lone["id"] and one["case"]["quarter"] == 0
    assert (one["lat"], one["lng"]) == (far["lat"], far["lng"])
    whole = desk("GET", f"{V}/cases?{HERE}&zoom=10").json()["items"]
    assert [(s["count"], s["within"]) for s in whole] == [(4, f"{COMMUNITY}00")]
    assert sum(s["count"] for s in desk("GET", f"{V}/cases?{HERE}&zoom=16&open=false").json()["items"]) == 5
    assert calls("admin")("GET", f"{V}/cases?{HERE}&zoom=16").json()["items"] == []
    mine = calls("worker")("GET", f"{V}/cases?{HERE}&zoom=16").json()["items"]
    assert [s["count"] for s in mine] == [3], "the other grid's case is not the worker's"
    assert desk("GET", f"{V}/cases?bbox=122.1,41.18,122.12,41.2&zoom=16").json()["items"] == []


def test_foreign_cases_are_on_nobodys_map(calls):
    square = {"code": "211103001001001", "name": "网格", "outline": mapping(box(122.05, 41.18, 122.07, 41.2))}
    set_ground([square], (), district="211103", key="square", at=NOW)
    report(public_actor("211103"), place={"lat": 41.19, "lng": 122.06}, channel="public")
    assert Case.objects.get(district="211103").lat == 41.19
    assert calls("district")("GET", f"{V}/cases?{HERE}&zoom=16").json()["items"] == []


def test_as_many_statements_for_many_cases_as_for_few(calls):
    desk, counts = calls("community"), []
    for n in range(3):
        for m in range(4 * n + 1):
            report(place={"lat": 41.191 + 0.0003 * m, "lng": 122.056 + 0.002 * n})
        desk("GET", f"{V}/cases?{HERE}&zoom=18")
        with CaptureQueriesContext(connection) as captured:
            assert desk("GET", f"{V}/cases?{HERE}&zoom=17").status_code == 200
        counts.append(len(captured))
    assert len(set(counts)) == 1


def test_without_a_base_map_it_is_called_a_sketch(calls):
    told = calls("worker")("GET", f"{V}/base").json()
    assert told == {
        "kind": "none", "approval": None, "key": None, "file": None,
        "note": {"zh": "示意图，非正式底图", "en": "A sketch, no official base map"},
    }  # fmt: skip


def test_a_base_map_is_shown_with_its_number_and_handed_out_in_parts(calls, settings, tmp_path):
    file = tmp_path / "base.pmtiles"
    file.write_bytes(bytes(range(256)) * 4)
    settings.BASEMAP = {"kind": "pmtiles", "file": str(file), "key": "", "approval": "GS（2026）0001号"}
    desk = calls("community")
    told = desk("GET", f"{V}/base").json()
    assert (told["kind"], told["approval"], told["note"]) == ("pmtiles", "GS（2026）0001号", None)
    for asked, body, span in (
        ("bytes=0-9", bytes(range(10)), "0-9"), ("bytes=1020-", bytes(range(252, 256)), "1020-1023"),
        ("bytes=-2", bytes([254, 255]), "1022-1023"), ("bytes=1000-9999", bytes(range(232, 256)), "1000-1023"),
    ):  # fmt: skip
        answer = desk("GET", told["file"], Range=asked)
        assert (answer.status_code, answer.getvalue()) == (206, body), asked
        assert answer["Content-Range"] == f"bytes {span}/1024" and answer["Content-Length"] == str(len(body))
    for asked in ("bytes=2000-", "bytes=9-3"):
        assert desk("GET", told["file"], Range=asked).status_code == 416
    for asked in ("", "bytes=0-1,4-5", "bytes=-", "lines=1-2", "bytes=²-3"):
        answer = desk("GET", told["file"], **({"Range": asked} if asked else {}))
        assert (answer.status_code, answer.json()["code"]) == (422, "range_missing"), asked
    assert calls("")("GET", told["file"]).status_code == 401


def test_no_answer_of_the_base_map_is_long(calls, settings, tmp_path):
    file = tmp_path / "base.pmtiles"
    file.write_bytes(b"x" * 5_000_000)
    settings.BASEMAP = {"kind": "pmtiles", "file": str(file), "key": "", "approval": "GS"}
    answer = calls("worker")("GET", f"{V}/base.pmtiles", Range="bytes=0-")
    assert len(answer.getvalue()) == 4 * 1024 * 1024
    assert answer["Content-Range"] == f"bytes 0-{4 * 1024 * 1024 - 1}/5000000"


@pytest.mark.parametrize(
    ("told", "lacks"),
    [
        ({"BASEMAP": "osm"}, "none, tianditu or pmtiles"),
        ({"BASEMAP": "tianditu", "BASEMAP_APPROVAL": "GS"}, "WANGGE_BASEMAP_KEY"),
        ({"BASEMAP": "tianditu", "BASEMAP_KEY": "k"}, "WANGGE_BASEMAP_APPROVAL"),
        ({"BASEMAP": "tianditu", "BASEMAP_KEY": "k", "BASEMAP_APPROVAL": " "}, "WANGGE_BASEMAP_APPROVAL"),
        ({"BASEMAP": "pmtiles", "BASEMAP_APPROVAL": "GS"}, "WANGGE_BASEMAP_FILE"),
        ({"BASEMAP": "pmtiles", "BASEMAP_FILE": "no/such/file", "BASEMAP_APPROVAL": "GS"}, "WANGGE_BASEMAP_FILE"),
    ],
)  # fmt: skip
def test_a_base_map_that_may_not_be_shown_ends_the_start(told, lacks):
    with pytest.raises(SystemExit, match=lacks):
        Surroundings({"WANGGE_ENV_FILE": ""} | {f"WANGGE_{n}": v for n, v in told.items()}).base_map()


def test_a_base_map_with_everything_is_taken(tmp_path: Path):
    file = tmp_path / "base.pmtiles"
    file.touch()
    told = {"WANGGE_BASEMAP": "pmtiles", "WANGGE_BASEMAP_FILE": str(file), "WANGGE_BASEMAP_APPROVAL": "GS1"}
    assert Surroundings({"WANGGE_ENV_FILE": ""} | told).base_map()["file"] == str(file)
    assert Surroundings({"WANGGE_ENV_FILE": ""}).base_map()["kind"] == "none"


def test_an_area_tells_its_households(calls):
    rows = [
        {"code": f"{COMMUNITY}00{n}", "name": f"第 {n} 网格", "households": 300 + n, "outline": None} for n in (8, 9)
    ]
    set_ground(rows, (), district="211102", key="counted", at=NOW)
    desk = calls("community")
    told = {code: desk("GET", f"/api/v1/places/areas/{code}").json()["households"] for code in
            (f"{COMMUNITY}008", COMMUNITY, GRID[:9], GRID)}  # fmt: skip
    assert told == {f"{COMMUNITY}008": 308, COMMUNITY: 617, GRID[:9]: 617, GRID: None}
    merge = {"do": "merge", "codes": [f"{COMMUNITY}008", f"{COMMUNITY}009"]}
    recut(district="211102", steps=[merge], key="merge", at=NOW + timedelta(days=1))
    assert desk("GET", f"/api/v1/places/areas/{COMMUNITY}008").json()["households"] == 617
    set_ground([{k: v for k, v in rows[0].items() if k != "households"}], (), district="211102", key="renamed", at=NOW)
    assert desk("GET", f"/api/v1/places/areas/{COMMUNITY}008").json()["households"] == 617
