"""The map page: what is drawn, what its links lead to, and that names do not cover one another."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from shapely.geometry import LineString, box, mapping
from tests.acts import DOOR, GRID, report
from tests.conftest import NOW

from wangge.cases.models import Case
from wangge.orgs.actions import open_session
from wangge.orgs.models import Account
from wangge.pages.sheet import Paper, gather
from wangge.pages.sheet.labels import Labels
from wangge.pages.sheet.paper import path_of
from wangge.places.actions import set_features, set_ground

pytestmark = [pytest.mark.both, pytest.mark.django_db]
COMMUNITY = GRID[:12]


@pytest.fixture
def look() -> Any:
    """Gives the page of an area as somebody sees it."""

    def page(username: str, area: str = "", *, language: str = "zh", status: int = 200) -> str:
        account = Account.objects.get(username=username)
        client = Client(headers={"cookie": f"wangge_session={open_session(account, device='t', at=timezone.now())}; "
                                           f"wangge_language={language}"})  # fmt: skip
        answer = client.get("/map", {"area": area} if area else {})
        assert answer.status_code == status
        return answer.content.decode()

    return page


def test_everybody_begins_at_the_own_post(look):
    assert "<h1>第 1 网格</h1>" in look("worker")
    assert "<h1>延风社区</h1>" in look("community")
    assert "<h1>双台子区</h1>" in look("district")
    assert "<h1>双台子区</h1>" in look("unit")


def test_a_community_shows_its_grids_as_links_and_who_is_responsible(look):
    page = look("community")
    for n in range(1, 5):
        assert page.count(f"/map?area={COMMUNITY}00{n}") == 2, "in the drawing and in the list"
    assert "王敏" in page and "社区受理员" in page
    assert f'href="/map?area={GRID[:9]}"' in page and f'href="/map?area={GRID[:6]}"' in page
    assert "示意图，非正式底图" in page
    english = look("community", language="en")
    assert "A sketch, no official base map" in english and "Responsible now" in english


def test_the_ground_is_drawn_with_its_names(look):
    road = {"kind": "road", "rank": 1, "name": "延风大街",
            "geometry": mapping(LineString([(122.05, 41.1946), (122.07, 41.1946)]))}  # fmt: skip
    house = {"kind": "building", "rank": 2, "name": "延风里 1 号楼",
             "geometry": mapping(box(122.0565, 41.1962, 122.0571, 41.1964))}  # fmt: skip
    set_features([road, house], district=GRID[:6], key="ground", at=NOW)
    page = look("community")
    assert 'class="road"' in page and 'class="house r2"' in page
    assert "延风大街</text>" in page and "延风里</text>" in page
    assert "1号楼</text>" in look("community", GRID)


def test_one_case_is_a_sign_that_leads_to_it_and_several_lead_on(look):
    lone = report(place={"lat": 41.1912, "lng": 122.0655}).body["case"]
    page = look("community")
    assert f'href="/cases/{lone["id"]}"' in page
    assert "1</a> 在办" in page
    for _ in range(12):
        report(place={"building": DOOR})
    Case.objects.update(due_at=timezone.now() - timedelta(hours=1))
    page = look("community")
    assert re.search(rf'<a class="mark late" href="/map\?area={GRID}" aria-label="12 在办 12 超期">', page)
    assert f'href="/queue?tab=open&amp;area={GRID}" aria-label="12 在办 12 超期"' in look("community", GRID)
    wide = look("street", GRID[:9])
    assert f'href="/map?area={COMMUNITY}" aria-label="13 在办 13 超期"' in wide, "one number for each area below"
    assert '<a class="mark' not in look("admin", COMMUNITY), "who sees no case sees none on the map"


def test_the_list_of_an_area_holds_only_its_cases(look):
    account = Account.objects.get(username="community")
    client = Client(headers={"cookie": f"wangge_session={open_session(account, device='t', at=timezone.now())}"})
    here, there = (report(place={"area": f"{COMMUNITY}00{n}"}).body["case"]["number"] for n in (1, 2))
    page = client.get("/queue", {"tab": "open", "area": GRID}).content.decode()
    assert here in page and there not in page
    assert f"tab=late&amp;area={GRID}" in page and "第 1 网格" in page


def test_an_area_without_outline_says_so(look):
    set_ground([{"code": "211102006", "name": "空街道", "outline": None}], (), district="211102", key="bare", at=NOW)
    page = look("district", "211102006")
    assert "还没有画边界" in page and '<svg class="map' not in page and "<h1>空街道</h1>" in page
    assert "没有找到" in look("district", "999999", status=404)
    assert "没有找到" in look("district", "2111", status=404)


def test_as_many_statements_for_many_cases_as_for_few():
    account = Account.objects.get(username="community")
    client = Client(headers={"cookie": f"wangge_session={open_session(account, device='t', at=timezone.now())}"})
    counts = []
    for n in range(3):
        for m in range(5 * n + 1):
            report(place={"lat": 41.1905 + 0.0015 * n, "lng": 122.0555 + 0.0006 * m})
        client.get("/map")
        with CaptureQueriesContext(connection) as captured:
            client.get("/map")
        counts.append(len(captured))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 20


def test_what_is_written_in_names_is_no_markup(look):
    evil = [
        {"code": GRID, "name": "<script>alert(1)</script>", "outline": mapping(box(122.055, 41.1945, 122.061, 41.199))}
    ]
    road = {"kind": "road", "rank": 1, "name": "<b>路</b>",
            "geometry": mapping(LineString([(122.05, 41.1946), (122.07, 41.1946)]))}  # fmt: skip
    set_ground(evil, (), district="211102", key="evil", at=NOW)
    set_features([road], district="211102", key="evil road", at=NOW)
    for area in ("", GRID):
        page = look("community", area)
        assert "<script>alert" not in page and "<b>路" not in page
        assert "&lt;script&gt;" in page


def test_names_that_would_cover_another_are_left_out():
    labels = Labels(12)
    assert labels.spot("文化广场", 500, 300, "x")
    assert not labels.spot("另一个名字", 510, 305, "x")
    assert labels.spot("另一个名字", 510, 340, "x")
    assert not labels.spot("出界", 2, 300, "x")
    labels.along("长长的路", [LineString([(100, 100), (400, 110)])], "way")
    labels.along("竖着的路", [LineString([(700, 100), (720, 400)])], "way")
    labels.along("太短", [LineString([(0, 0), (10, 0)])], "way")
    assert [t.count("</text>") for t in labels.texts] == [1, 1, 1, 1]
    for one in range(len(labels.taken)):
        for other in range(one):
            assert not labels.taken[one].intersects(labels.taken[other])


def test_near_signs_become_one_number():
    paper = Paper(41.0, 122.0, 1.0)
    sign = {"count": 1, "overdue": 0, "within": f"{COMMUNITY}001", "case": {"id": "x"}, "lat": 41.0, "lng": 122.0}
    put = gather([sign, sign | {"overdue": 1, "within": f"{COMMUNITY}002"}, sign | {"lng": 122.003}], paper)
    assert [(p["count"], p["overdue"], p["within"]) for p in put] == [
        (2, 1, f"{COMMUNITY}00"),
        (1, 0, f"{COMMUNITY}001"),
    ]


def test_paths_are_short_and_closed():
    assert path_of([box(0, 0, 10, 5)]) == "M10 0l0 5-10 0 0-5z"
    assert path_of([LineString([(0.04, 0), (0.5, 0.25)])]) == "M0 0l.5 .2"
    assert path_of([LineString([(1, 1), (1.01, 1.01)])]) == ""
