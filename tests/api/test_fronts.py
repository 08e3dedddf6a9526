"""What the front ends ask for beside the cases: queues, what is near, pictures, notices, kinds that are usual here."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from shapely.geometry import box, mapping
from tests.acts import move, photo, report, to_state
from tests.conftest import NOW

from wangge.api import rates
from wangge.cases.models import Case, Report
from wangge.cases.queries import forget_lately
from wangge.cases.queries.lately import counted
from wangge.orgs.rules import public_actor
from wangge.places.actions import set_ground
from wangge.places.rules import to_wgs84

pytestmark = [pytest.mark.both, pytest.mark.django_db]
V = "/api/v1"


def ok(answer: Any) -> Any:
    assert answer.status_code == 200, answer.content
    return answer.json()


def refused(answer: Any) -> tuple[int, str]:
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]
    return answer.status_code, answer.json()["code"]


def test_a_queue_is_listed_by_the_name_under_which_it_is_counted(calls, actor):
    report(), to_state("verifying", actor)
    desk = calls("community")
    told = ok(desk("GET", f"{V}/cases/counts"))
    assert told["queues"]["accept"] == told["queues"]["register"] == 1 and told["capped"] is False
    (item,) = ok(desk("GET", f"{V}/cases?queue=register&sort=due"))["items"]
    assert item["state"] == "verifying"
    for name in ("x", "mine'--", "队列"):
        assert refused(desk("GET", f"{V}/cases?queue={name}")) == (422, "queue_unknown")


# --- near


HERE = {"lat": 41.1963, "lng": 122.0568}


def near(who: Any, *, lat: float = HERE["lat"], lng: float = HERE["lng"], **other: Any) -> list[dict[str, Any]]:
    asked = "&".join(f"{name}={value}" for name, value in ({"lat": lat, "lng": lng} | other).items())
    return list(ok(who("GET", f"{V}/cases/near?{asked}"))["items"])


def at_point(metres: float, *, words: str = "堵了", at: Any = None, **other: Any) -> str:
    """A case so many metres north of here; its id."""
    place = {"lat": HERE["lat"] + metres / 111_195, "lng": HERE["lng"]}
    case: dict[str, Any] = report(at=at or timezone.now(), place=place, words=words, **other).body["case"]
    return str(case["id"])


def test_the_nearest_open_cases_are_told_first_and_no_more_than_five(calls, actor):
    far = [at_point(m, words=f"{m} 米" + "长" * 200) for m in (29, 3, 12, 7, 25, 18)]
    at_point(31), at_point(120)
    found = near(calls("worker"))
    assert [c["id"] for c in found] == [far[1], far[3], far[2], far[5], far[4]]
    assert [round(c["distance_m"]) for c in found] == [3, 7, 12, 18, 25]
    assert found[0]["words"] == "3 米" + "长" * 117 and found[0]["mine"] and found[0]["photo"] is None
    assert (found[0]["state"], found[0]["quarter"], found[0]["kind"]) == ("reported", 0, None)
    assert len(near(calls("worker"), metres=500)) == 5


def test_only_open_cases_of_the_last_days_and_of_the_kind_are_near(calls, actor):
    at_point(2, at=timezone.now() - timedelta(days=8))
    kept = at_point(3, kind="E0504")
    ended = at_point(4)
    move(actor("community"), {"id": ended}, "void", at=timezone.now(), words="重复")
    assert [c["id"] for c in near(calls("worker"))] == [kept]
    assert len(near(calls("worker"), days=30)) == 2
    assert [c["kind"]["code"] for c in near(calls("worker"), kind="E0504")] == ["E0504"]
    assert near(calls("worker"), kind="C0103") == []


def test_a_grid_worker_learns_of_the_community_and_others_of_what_they_see(calls, actor):
    worker = actor("worker")
    own = report(worker, at=timezone.now(), place=HERE, photos=[UUID(photo(worker))]).body["case"]["id"]
    (seen,) = near(calls("worker"))
    assert (seen["id"], seen["mine"]) == (own, True) and seen["photo"]
    (told,) = near(calls("worker2"))
    assert (told["id"], told["mine"], told["photo"]) == (own, False, None), "of the community, not of the own grid"
    assert calls("worker2")("GET", f"{V}/cases/{own}").status_code == 404
    assert [c["id"] for c in near(calls("community"))] == [own]
    for name in ("unit", "property", "admin"):
        assert near(calls(name)) == [], name


def test_cases_of_other_districts_are_near_nobody(calls):
    square = {"code": "211103001001001", "name": "网格", "outline": mapping(box(122.05, 41.18, 122.07, 41.2))}
    set_ground([square], (), district="211103", key="square", at=NOW)
    report(public_actor("211103"), at=timezone.now(), place=HERE, channel="public")
    assert Case.objects.filter(district="211103", lat=HERE["lat"]).exists()
    for name in ("worker", "district"):
        assert near(calls(name)) == []


def test_a_shifted_point_is_put_right(calls):
    at_point(0)
    back = to_wgs84(HERE["lat"], HERE["lng"], "gcj02")
    shifted = {"lat": 2 * HERE["lat"] - back[0], "lng": 2 * HERE["lng"] - back[1]}
    assert len(near(calls("worker"), **shifted, datum="gcj02")) == 1
    assert near(calls("worker"), **shifted, metres=100) == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("lat=41", "unreadable"), ("lat=x&lng=122", "unreadable"), ("lat=nan&lng=122", "place_unreadable"),
        ("lat=inf&lng=122", "place_unreadable"), ("lat=91&lng=122", "place_unreadable"),
        ("lat=41&lng=122&datum=bd09", "datum_unknown"), ("lat=41&lng=122&metres=0", "near_out_of_range"),
        ("lat=41&lng=122&metres=501", "near_out_of_range"), ("lat=41&lng=122&days=91", "near_out_of_range"),
        ("lat=41&lng=122&days=-1", "near_out_of_range"), ("lat=41&lng=122&metres=1e9", "unreadable"),
        ("lat=41&lng=122&metres=99999999999999999999", "near_out_of_range"),
    ],
)  # fmt: skip
def test_what_is_no_place_to_look_at_is_refused(calls, asked, code):
    assert refused(calls("worker")("GET", f"{V}/cases/near?{asked}")) == (422, code)


def test_near_takes_three_statements_on_the_index_of_points(calls, actor):
    worker, spent = calls("worker"), []
    for many in (1, 4):
        for n in range(many):
            at_point(n)
        with CaptureQueriesContext(connection) as captured:
            assert near(worker)
        spent.append([q["sql"] for q in captured if "cases_case" in q["sql"] or "files_" in q["sql"]])
    assert [len(s) for s in spent] == [2, 2]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + spent[1][0])
        plan = "\n".join(str(row) for row in cursor.fetchall())
    assert "cases_case" in plan and "Seq Scan" not in plan
    if connection.vendor == "sqlite":
        assert "cases_case_point" in plan, plan


# --- kinds


def test_kinds_that_came_here_lately_stand_first(calls, actor):
    now = timezone.now()
    for kind, door, days in (
        ("C0103", "211102005013001-01", 1), ("C0103", "211102005013002-01", 29), ("E0102", "211102005013001-01", 2),
        ("E0504", "211102005013001-01", 40),
    ):  # fmt: skip
        report(at=now - timedelta(days=days), kind=kind, place={"building": door})
    report(at=now)
    plain = ok(calls("worker")("GET", f"{V}/kinds"))["items"]
    assert {k["here"] for k in plain} == {0}
    found = ok(calls("worker")("GET", f"{V}/kinds?area=211102005013001"))["items"]
    assert [(k["code"], k["here"]) for k in found[:2]] == [("C0103", 2), ("E0102", 1)]
    assert {k["here"] for k in found[2:]} == {0}
    assert found[2:] == [k for k in plain if k["code"] not in ("C0103", "E0102")]
    assert ok(calls("worker")("GET", f"{V}/kinds?area=211102005013"))["items"] == found
    report(at=now, kind="E0102"), report(at=now, kind="E0102")
    assert ok(calls("worker")("GET", f"{V}/kinds?area=211102005013"))["items"] == found, "kept for some minutes"
    forget_lately()
    assert ok(calls("worker")("GET", f"{V}/kinds?area=211102005013"))["items"][0]["code"] == "E0102"


@pytest.mark.parametrize(
    ("area", "status", "code"),
    [
        ("211103001001001", 404, "not_found"), ("211102999999", 404, "not_found"), ("x", 404, "not_found"),
        ("%25", 404, "not_found"), ("211102", 422, "area_too_wide"), ("211102005", 422, "area_too_wide"),
    ],
)  # fmt: skip
def test_kinds_are_asked_for_at_a_place_of_ones_district(calls, area, status, code):
    assert refused(calls("worker")("GET", f"{V}/kinds?area={area}")) == (status, code)


def test_what_came_lately_is_one_statement_on_the_index_of_areas(calls, actor):
    report(at=timezone.now(), kind="E0504")
    worker = calls("worker")
    ok(worker("GET", f"{V}/kinds"))
    for times in (1, 0):
        with CaptureQueriesContext(connection) as captured:
            ok(worker("GET", f"{V}/kinds?area=211102005013001"))
        assert len([q for q in captured if "cases_case" in q["sql"]]) == times
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = counted("211102005013", timezone.now() - timedelta(days=30)).explain()
    assert "cases_case" in plan and "Seq Scan" not in plan
    if connection.vendor == "sqlite":
        assert "COVERING INDEX cases_case_area (district=? AND area=? AND created_at>?)" in plan, plan


# --- ratings


def test_a_resident_rates_by_the_code_and_desks_read_it(calls, actor):
    case = to_state("closed", actor)
    path = f"{V}/public/reports/{Report.objects.get(case=case['id']).code}/rating"
    nobody = calls("")
    given = {"key": "r", "solved": False, "answered": True, "satisfied": 2, "words": "还在冒"}
    told = ok(nobody("POST", path, given))
    assert told["contest"] is True
    again = nobody("POST", path, given)
    assert (again.json(), again["Idempotent-Replay"]) == (told, "true")
    assert refused(nobody("POST", path, given | {"key": "other"})) == (409, "rated_already")
    (rating,) = ok(calls("community")("GET", f"{V}/cases/{case['id']}"))["ratings"]
    assert (rating["satisfied"], rating["label"]["zh"], rating["words"]) == (2, "不满意", "还在冒")
    assert ok(calls("worker")("GET", f"{V}/cases/{case['id']}"))["ratings"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"satisfied": 0}, {"satisfied": 6}, {"satisfied": "many"}, {"satisfied": None}, {"satisfied": 10**30},
        {"satisfied": 2.5}, {"solved": "perhaps"}, {"solved": None}, {"answered": []}, {"words": "长" * 501},
        {"words": None}, {"key": ""}, {"words": "\u0000"},
    ],
)  # fmt: skip
def test_what_is_no_rating_is_refused(calls, actor, wrong):
    case = to_state("closed", actor)
    report_ = Report.objects.get(case=case["id"])
    given = {"key": "r", "solved": True, "answered": True, "satisfied": 3, "words": "x"} | wrong
    assert refused(calls("")("POST", f"{V}/public/reports/{report_.code}/rating", given))[0] == 422
    report_.refresh_from_db()
    assert report_.rated_at is None


def test_ratings_from_one_address_have_a_limit(calls):
    given = {"key": "r", "solved": True, "answered": True, "satisfied": 3}
    path = f"{V}/public/reports/NOSUCHCODE22/rating"
    said = [calls("")("POST", path, given).status_code for _ in range(rates.RATINGS.count + 1)]
    assert said == [404] * rates.RATINGS.count + [429]
