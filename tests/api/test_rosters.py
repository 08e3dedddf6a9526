"""Units, offices, rosters, holes and leavers as the API tells them."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.acts import GRID, report
from tests.conftest import PASSWORD

from wangge.orgs import actions
from wangge.orgs.models import Account, Grant, Person
from wangge.orgs.queries import today

pytestmark = [pytest.mark.both, pytest.mark.django_db]
V, DISTRICT, GRID2 = "/api/v1", "211102", f"{GRID[:12]}002"


def roster(*rows: tuple[str, datetime, datetime, str], area: str = GRID) -> None:
    told = [
        {"staff_no": who, "area": area, "unit": "", "starts_at": begin, "ends_at": end, "instead_of": instead_of}
        for who, begin, end, instead_of in rows
    ]
    actions.set_duties(told, district=DISTRICT, key=str(uuid4()), at=timezone.now())


def staffed(**people: str) -> None:
    """Gives people of the demo a staff number."""
    for username, number in people.items():
        Person.objects.filter(account__username=username).update(staff_no=number)


def test_units_tell_their_kind_and_offices_and_offices_their_units(calls):
    office = {"code": "joint", "name": "延风联合办公室", "name_en": "", "area": GRID[:12], "units": "property drainage"}
    actions.set_offices([office], district=DISTRICT, key="o", at=timezone.now())
    desk = calls("community")
    units = {u["code"]: u for u in desk("GET", f"{V}/units").json()["items"]}
    assert set(units["property"]) == {"id", "code", "name", "area", "kind", "kind_label", "parent", "offices", "phone"}
    assert (units["property"]["kind"], units["property"]["offices"], units["property"]["parent"]) == (
        "outside", ["joint"], None
    )  # fmt: skip
    assert units["property"]["kind_label"]["zh"] == "外部单位"
    assert [u["code"] for u in desk("GET", f"{V}/units?kind=outside").json()["items"]] == ["property"]
    (found,) = desk("GET", f"{V}/offices").json()["items"]
    assert (found["code"], [u["code"] for u in found["units"]]) == ("joint", ["drainage", "property"])


def test_shifts_of_an_area_by_page(calls):
    staffed(worker="W1", worker2="W2")
    now = timezone.now()
    roster(*[("W1", now + timedelta(hours=n), now + timedelta(hours=n + 1), "") for n in range(5)])
    roster(("W2", now + timedelta(hours=2), now + timedelta(hours=3), "W1"))
    desk = calls("community")
    whole = desk("GET", f"{V}/rosters?area={GRID[:12]}").json()
    assert len(whole["items"]) == 6 and whole["next"] is None
    assert [s["instead_of"]["name"] for s in whole["items"] if s["instead_of"]] == ["何文静"]
    pages, mark = [], ""
    for _ in range(3):
        page = desk("GET", f"{V}/rosters?area={GRID}&limit=2&next={quote(mark)}").json()
        pages += page["items"]
        mark = page["next"] or ""
    assert (pages, mark) == (whole["items"], "")
    begin, end = (quote((now + timedelta(hours=h)).isoformat()) for h in (3.5, 4.5))
    assert len(desk("GET", f"{V}/rosters?area={GRID}&from={begin}&to={end}").json()["items"]) == 2
    for query, code in (
        (f"area={GRID}&from={end}&to={begin}", "range_unlikely"), (f"area={GRID}&next=nothing", "next_unreadable"),
        (f"area={GRID}&next=2026-01-01~x", "next_unreadable"), (f"area={GRID}&limit=0", "limit_out_of_range"),
        ("", "unreadable"),
    ):  # fmt: skip
        answer = desk("GET", f"{V}/rosters?{query}")
        assert (answer.status_code, answer.json()["code"]) == (422, code), query
    assert calls("worker2")("GET", f"{V}/rosters?area={GRID}").status_code == 403


def test_holes_are_told_to_the_desks_of_their_own_area(calls):
    staffed(worker="W1")
    day = today(timezone.now())
    begin = timezone.now().replace(minute=0) + timedelta(days=3)
    roster(("W1", begin, begin + timedelta(hours=2), ""))
    Grant.objects.filter(area=GRID2).update(ends_on=day + timedelta(days=4))
    answer = calls("community")("GET", f"{V}/rosters/holes?days=7").json()["items"]
    found = [(h["area"]["code"], h["kind"]) for h in answer]
    assert set(found) == {
        (GRID, "gap"),
        (GRID2, "nobody"),
        (f"{GRID[:12]}003", "nobody"),
        (f"{GRID[:12]}004", "nobody"),
    }
    assert all(h["label"]["zh"] and h["label"]["en"] and h["area"]["name"] for h in answer)
    assert [h for h in calls("street")("GET", f"{V}/rosters/holes").json()["items"] if h["area"]["code"] == GRID2]
    for days in (0, -1, 63, 10**12):
        assert calls("district")("GET", f"{V}/rosters/holes?days={days}").status_code == 422
    assert calls("worker")("GET", f"{V}/rosters/holes").json()["code"] == "not_yours"


def test_one_call_says_who_was_responsible_for_a_point_a_kind_and_a_minute(calls):
    staffed(worker2="W2")
    day = today(timezone.now())
    actions.set_people(
        [{"staff_no": "W2", "name": "高建国", "phone": "", "post": "grid_worker", "area": GRID, "unit": "",
          "starts_on": day - timedelta(days=3), "ends_on": None, "kinds": "E05"}],
        district=DISTRICT, key="p", at=timezone.now(),
    )  # fmt: skip
    Grant.objects.filter(area=GRID, kinds="").update(starts_on=day - timedelta(days=9), ends_on=day - timedelta(days=5))
    desk, point = calls("community"), f"{V}/places/locate?lat=41.1963&lng=122.056796"

    def names(days: float, kind: str) -> tuple[str, list[str], str]:
        at = quote((timezone.now() - timedelta(days=days)).isoformat())
        found = desk("GET", f"{point}&at={at}&kind={kind}").json()["responsible"]
        return found["area"], [p["name"] for p in found["people"]], found["people"][0]["why"]["zh"]

    assert names(6, "E0504") == (GRID, ["何文静"], "担任这个岗位")
    assert names(4, "E0504")[:2] == (GRID[:12], ["王敏"])
    assert names(1, "E0504") == (GRID, ["高建国"], "担任这个岗位，分管这类案件")
    assert names(1, "C0118")[2] == "担任这个岗位，在岗的人里没有谁分管这类案件"


def test_a_leaver_is_handed_over_and_the_answer_counts(calls):
    from wangge.orgs.rules import public_actor

    report(public_actor(DISTRICT), at=timezone.now())
    desk = calls("community")
    last = (today(timezone.now()) - timedelta(days=1)).isoformat()
    body: dict[str, Any] = {"key": "k", "to": "worker2", "last_day": last}
    answer = desk("POST", f"{V}/accounts/worker/hand-over", body)
    assert answer.status_code == 200, answer.json()
    told = answer.json()
    assert (told["posts"], told["given"], told["shifts"], told["cases"], told["left_alone"]) == (1, 1, 0, 1, [])
    again = desk("POST", f"{V}/accounts/worker/hand-over", body)
    assert again.status_code == 200 and again["Idempotent-Replay"] == "true"
    assert desk("POST", f"{V}/accounts/worker/hand-over", body | {"key": "l"}).json()["code"] == "nothing_to_hand_over"
    sign_in = {"username": "worker", "password": PASSWORD}
    assert calls("")("POST", f"{V}/session", sign_in).status_code == 401
    areas = {g["area"] for g in calls("worker2")("GET", f"{V}/me").json()["grants"]}
    assert areas == {GRID, GRID2}


def test_whoever_leaves_later_may_work_until_then(calls):
    desk = calls("street")
    day = today(timezone.now()) + timedelta(days=2)
    body = {"key": "k", "last_day": day.isoformat()}
    assert desk("POST", f"{V}/accounts/worker/hand-over", body).json()["left_alone"] == [GRID]
    assert calls("worker")("GET", f"{V}/me").json()["grants"]
    Person.objects.filter(account__username="worker").update(ended_on=day - timedelta(days=9))
    assert calls("")("POST", f"{V}/session", {"username": "worker", "password": PASSWORD}).status_code == 401
    assert Account.objects.get(username="worker").is_active


@pytest.mark.parametrize(
    ("to", "status", "code"),
    [("nobody-at-all", 422, "successor_unknown"), ("street", 403, "not_yours"), ("worker", 422, "successor_same")],
)
def test_a_successor_is_somebody_below(calls, to, status, code):
    body = {"key": "k", "to": to, "last_day": today(timezone.now()).isoformat()}
    answer = calls("community")("POST", f"{V}/accounts/worker/hand-over", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_field_of_duty_is_given_with_a_post(calls):
    body = {"key": "k", "post": "grid_worker", "area": f"{GRID[:12]}003", "kinds": "C E05"}
    answer = calls("community")("POST", f"{V}/accounts/worker/grants", body)
    assert answer.json()["grant"]["kinds"] == "C E05"
    wrong = calls("community")("POST", f"{V}/accounts/worker/grants", body | {"key": "l", "kinds": "roads"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "kinds_unreadable")
