"""The outer contract: forms of answers, refusals, keys, lists, sessions, positions, health."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.acts import DOOR, GRID
from tests.conftest import PASSWORD

from wangge.api import rates
from wangge.cli.reference import pages
from wangge.orgs.models import Grant, Person, Session

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parent.parent.parent
V = "/api/v1"


def command(**facts: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), "happened_at": timezone.now().isoformat()} | facts


def told(calls: Any, **facts: Any) -> Any:
    return calls("POST", f"{V}/public/reports", command(words="下水口堵了", place={"building": DOOR}) | facts)


# --- the documents


@pytest.mark.parametrize("name", ["openapi.json", "flows.md"])
def test_the_reference_is_what_the_code_says(name):
    kept = (ROOT / "docs" / "reference" / name).read_text("utf-8")
    assert kept == pages()[name], "run make docs and look at the difference"


def test_openapi_is_served_and_readable():
    client = Client()
    assert client.get(f"{V}/openapi.json").json()["info"]["title"] == "wangge 网格"
    assert client.get(f"{V}/docs").status_code == 200


def test_health_tells_version_and_lag(calls):
    body = Client().get("/health").json()
    assert body["status"] == "ready"
    assert body["migrations"] == "applied"
    assert set(body) == {"status", "version", "database", "migrations", "listeners"}


# --- reports and moves


def test_a_report_and_its_answer_as_promised(calls):
    body = calls("worker")("POST", f"{V}/reports", command(words="井盖松了", place={"lat": 41.1963, "lng": 122.056796},
                                                           kind="C0103", id=str(uuid4()))).json()  # fmt: skip
    assert set(body) == {"report", "case", "joined", "said"}
    assert set(body["report"]) == {"id", "code"}
    assert {"id", "number", "state", "grid", "owner", "due_at", "allowed"} <= set(body["case"])
    move = body["case"]["allowed"][0]
    assert set(move) >= {"verb", "label", "needs"}
    assert move["needs"]["type"] == "object"
    assert body["case"]["due_at"].endswith("+00:00")


def test_a_resident_gets_code_and_address_and_the_same_again(calls):
    sent = command(words="路灯不亮", place={"building": DOOR}, phone="13800000172")
    first = calls("")("POST", f"{V}/public/reports", sent)
    again = calls("")("POST", f"{V}/public/reports", sent)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first.json()["url"] == f"http://127.0.0.1:8000/t/{first.json()['code']}"
    assert (first.headers.get("Idempotent-Replay"), again.headers["Idempotent-Replay"]) == (None, "true")
    other = calls("")("POST", f"{V}/public/reports", sent | {"words": "别的事"})
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")


def test_a_move_twice_has_one_answer(calls):
    told(calls(""))
    desk = calls("community")
    case = desk("GET", f"{V}/cases?mine=true").json()["items"][0]
    sent = command(verb="accept")
    first = desk("POST", f"{V}/cases/{case['id']}/moves", sent)
    again = desk("POST", f"{V}/cases/{case['id']}/moves", sent)
    assert first.json()["state"] == "verifying"
    assert (again.json(), again.headers["Idempotent-Replay"]) == (first.json(), "true")


@pytest.mark.parametrize(
    ("facts", "status", "code"),
    [
        ({"words": "水" * 100_000}, 422, "words_too_long"),
        ({"words": ""}, 422, "report_empty"),
        ({"place": {"area": "211102999"}}, 422, "area_unknown"),
        ({"place": {"lat": 39.9, "lng": 116.4}}, 422, "place_outside"),
        ({"happened_at": "1970-01-01T00:00:00+08:00"}, 422, "clock_wrong"),
        ({"happened_at": "2026-11-23T08:00:00"}, 422, "unreadable"),
        ({"happened_at": "昨天"}, 422, "unreadable"),
        ({"photos": ["not-an-id"]}, 422, "unreadable"),
        ({"photos": [str(uuid4())]}, 404, "file_unknown"),
        ({"key": ""}, 422, "unreadable"),
        ({"key": "k" * 65}, 422, "unreadable"),
    ],
)
def test_bad_reports_are_told_what_to_do(calls, facts, status, code):
    answer = told(calls(""), **facts)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:wangge:problem:{code}"
    assert len(answer.json()["detail"]) > 8


def test_a_phones_wrong_clock_is_mended_by_when_it_sent(calls):
    sent_at = timezone.now() - timedelta(days=3650)
    answer = told(calls(""), happened_at=(sent_at - timedelta(hours=2)).isoformat(), sent_at=sent_at.isoformat())
    assert answer.status_code == 201
    case = calls("community")("GET", f"{V}/cases").json()["items"][0]
    happened = timezone.now() - timezone.datetime.fromisoformat(case["happened_at"])
    assert timedelta(hours=1, minutes=59) < happened < timedelta(hours=2, minutes=1)


def test_sentences_come_in_the_readers_language(calls):
    details = {
        language: calls("")("GET", f"{V}/me", Accept_Language=language).json()["detail"] for language in ("zh", "en")
    }
    assert "请重新登录" in details["zh"]
    assert "sign in again" in details["en"]


def test_what_is_no_json_is_a_problem_and_no_fault(calls):
    answer = Client().post(f"{V}/session", data=b"{", content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_an_address_of_the_api_that_does_not_exist(calls):
    answer = calls("worker")("GET", f"{V}/nothing")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


# --- lists


def test_lists_are_pages_of_items_with_an_opaque_next(calls):
    resident, desk = calls(""), calls("community")
    for n in range(5):
        assert told(resident, words=f"第 {n} 件").status_code == 201
    found, path = [], f"{V}/cases?limit=2&sort=due"
    page = desk("GET", path).json()
    while True:
        assert set(page) == {"items", "next"}
        assert len(page["items"]) <= 2
        found += [item["words"] for item in page["items"]]
        if page["next"] is None:
            break
        page = desk("GET", f"{path}&next={page['next']}").json()
    assert found == [f"第 {n} 件" for n in range(5)]
    newest = [item["words"] for item in desk("GET", f"{V}/cases").json()["items"]]
    assert newest == found[::-1]


@pytest.mark.parametrize(
    ("query", "code"),
    [("limit=0", "limit_out_of_range"), ("limit=201", "limit_out_of_range"), ("limit=x", "unreadable"),
     ("next=rubbish", "page_unreadable"), ("sort=up", "sort_unknown")],
)  # fmt: skip
def test_lists_refuse_what_they_cannot_read(calls, query, code):
    answer = calls("community")("GET", f"{V}/cases?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize(
    ("query", "count"),
    [("area=211102005013", 2), (f"area={GRID}", 1), ("state=reported", 1), ("state=verifying", 1), ("kind=C0103", 1),
     ("state=reported,verifying", 2), ("q=松了", 1), ("mine=true", 2), ("open=true", 2), ("late=true", 0)],
)  # fmt: skip
def test_cases_are_found_by_what_is_asked(calls, query, count):
    desk = calls("community")
    told(calls(""))
    calls("worker2")("POST", f"{V}/reports", command(words="井盖松了", place={"area": "211102005013002"}, kind="C0103"))
    case = desk("GET", f"{V}/cases?kind=C0103").json()["items"][0]
    desk("POST", f"{V}/cases/{case['id']}/moves", command(verb="accept"))
    assert len(desk("GET", f"{V}/cases?{query}").json()["items"]) == count


def test_a_cases_history_is_a_list_too(calls):
    told(calls(""))
    desk = calls("community")
    case = desk("GET", f"{V}/cases").json()["items"][0]["id"]
    for n in range(4):
        desk("POST", f"{V}/cases/{case}/moves", command(verb="remark", words=f"第 {n} 句"))
    page = desk("GET", f"{V}/cases/{case}/entries?limit=3").json()
    rest = desk("GET", f"{V}/cases/{case}/entries?limit=3&next={page['next']}").json()
    assert [e["seq"] for e in page["items"] + rest["items"]] == [1, 2, 3, 4, 5]
    assert rest["next"] is None
    assert page["items"][0]["words"] == "下水口堵了"


# --- what is new


def test_news_since_a_position_of_what_one_may_see(calls):
    worker, other = calls("worker"), calls("worker2")
    since = {who: c("GET", f"{V}/me").json()["position"] for who, c in (("worker", worker), ("worker2", other))}
    told(calls(""))
    news = worker("GET", f"{V}/entries?since={since['worker']}").json()
    assert [e["verb"] for e in news["items"]] == ["case.report"]
    assert worker("GET", f"{V}/entries?since={news['next']}").json()["items"] == []
    assert other("GET", f"{V}/entries?since={since['worker2']}").json()["items"] == []
    assert worker("GET", f"{V}/entries?since=rubbish").status_code == 422


def test_a_position_ends_with_the_rights_it_was_given_under(calls):
    worker = calls("worker")
    since = worker("GET", f"{V}/me").json()["position"]
    admin = calls("admin")
    more = {"key": "x", "post": "grid_worker", "area": "211102005013003"}
    assert admin("POST", f"{V}/accounts/worker/grants", more).status_code == 201
    gone = worker("GET", f"{V}/entries?since={since}")
    assert (gone.status_code, gone.json()["code"]) == (410, "snapshot_again")


# --- sessions


def test_log_in_by_token_and_by_cookie_with_its_form_key(calls):
    browser = Client(enforce_csrf_checks=True)
    body = browser.post(
        f"{V}/session", {"username": "worker", "password": PASSWORD}, content_type="application/json"
    ).json()
    assert set(body) == {"token", "must_change_password", "csrf"}
    cookie = browser.cookies["wangge_session"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert browser.get(f"{V}/me").json()["name"] == "何文静"
    sent = command(words="树倒了", place={"area": GRID})
    refused = browser.post(f"{V}/reports", sent, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    let_in = browser.post(f"{V}/reports", sent, content_type="application/json", headers={"X-CSRFToken": body["csrf"]})
    assert let_in.status_code == 201
    token = Client(headers={"authorization": f"Bearer {body['token']}"})
    assert token.get(f"{V}/me").status_code == 200


def test_a_token_that_has_expired_or_ended(calls):
    worker = calls("worker")
    Session.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = worker("GET", f"{V}/cases")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert answer["WWW-Authenticate"] == "Bearer"
    assert calls("")("GET", f"{V}/me", Authorization="Bearer nonsense").status_code == 401


def test_ten_wrong_passwords_lock_and_a_superior_opens(calls):
    def try_in(word: str) -> Any:
        return Client().post(f"{V}/session", {"username": "worker", "password": word}, content_type="application/json")

    statuses = [try_in(f"wrong-{n}").status_code for n in range(10)]
    assert statuses[:9] == [401] * 9
    locked = try_in(PASSWORD)
    assert (locked.status_code, locked.json()["code"]) == (403, "account_locked")
    reset = {"key": "r", "password": "river-lamp-2027"}
    assert calls("community")("POST", f"{V}/accounts/worker/reset", reset).status_code == 200
    opened = try_in("river-lamp-2027")
    assert opened.status_code == 200
    assert opened.json()["must_change_password"] is True


def test_a_first_password_must_be_changed_before_anything_else(calls):
    calls("admin")("POST", f"{V}/accounts/worker/reset", {"key": "r", "password": "river-lamp-2027"})
    client = Client()
    token = client.post(
        f"{V}/session", {"username": "worker", "password": "river-lamp-2027"}, content_type="application/json"
    ).json()["token"]
    worker = Client(headers={"authorization": f"Bearer {token}"})
    assert worker.get(f"{V}/cases").json()["code"] == "password_change_due"
    assert worker.get(f"{V}/me").status_code == 200

    def change(old: str, new: str) -> Any:
        return worker.post(
            f"{V}/me/password", {"key": str(uuid4()), "old": old, "new": new}, content_type="application/json"
        )

    assert change("not it", "quiet-bridge-31").json()["code"] == "password_wrong"
    assert change("river-lamp-2027", "river-lamp-2027").json()["code"] == "password_same"
    for weak in ("short", "worker-123", "1234567890", "qwertyuiop"):
        assert change("river-lamp-2027", weak).json()["code"] == "password_weak", weak
    assert change("river-lamp-2027", "quiet-bridge-31").status_code == 200
    assert worker.get(f"{V}/cases").status_code == 200


def test_sessions_are_listed_and_ended(calls):
    phone, desk = calls("worker"), calls("worker")
    listed = phone("GET", f"{V}/me/sessions").json()["items"]
    assert [s["this"] for s in listed] == [False, True]
    assert phone("DELETE", f"{V}/me/sessions/{listed[0]['id']}").status_code == 204
    assert desk("GET", f"{V}/me").status_code == 401
    again = calls("worker")
    ended = calls("community")("POST", f"{V}/accounts/worker/sessions/end", {"key": "e"}).json()
    assert ended["ended"] == 2
    assert again("GET", f"{V}/me").status_code == phone("GET", f"{V}/me").status_code == 401


def test_a_post_that_has_ended_gives_nothing_more(calls):
    worker = calls("worker")
    assert worker("GET", f"{V}/me").json()["grants"]
    yesterday = (timezone.now() - timedelta(days=2)).date().isoformat()
    body = {"key": "e", "ends_on": yesterday}
    assert calls("admin")("POST", f"{V}/accounts/worker/grants/end", body).status_code == 200
    told(calls(""))
    assert worker("GET", f"{V}/me").json()["grants"] == []
    assert worker("GET", f"{V}/cases").json()["items"] == []


def test_accounts_are_made_below_only(calls):
    desk = calls("community")

    def make(**grant: Any) -> Any:
        body = {"key": str(uuid4()), "username": f"u{uuid4().hex[:6]}", "name": "新来的", "password": "river-lamp-2027",
                "grants": [grant]}  # fmt: skip
        return desk("POST", f"{V}/accounts", body)

    assert make(post="grid_worker", area="211102005013003").status_code == 201
    for grant, status, code in (
        ({"post": "community_clerk", "area": "211102005013"}, 403, "not_yours"),
        ({"post": "street_chief", "area": "211102005"}, 403, "not_yours"),
        ({"post": "grid_worker", "area": "211102006001001"}, 403, "not_yours"),
        ({"post": "emperor", "area": "211102"}, 422, "post_unknown"),
        ({"post": "grid_worker", "area": "211102005013"}, 422, "grant_misfit"),
        ({"post": "unit_handler"}, 422, "grant_misfit"),
    ):
        answer = make(**grant)
        assert (answer.status_code, answer.json()["code"]) == (status, code), grant
    assert Person.objects.count() == Grant.objects.count() == 11
    names = [a["username"] for a in desk("GET", f"{V}/accounts").json()["items"]]
    assert names[1:] == ["worker", "worker2"]
    page = desk("GET", f"{V}/accounts?limit=2").json()
    rest = desk("GET", f"{V}/accounts?limit=2&next={page['next']}").json()
    assert [a["username"] for a in page["items"] + rest["items"]] == names
    assert rest["next"] is None


# --- limits


def test_too_many_reports_from_one_address_are_put_off_with_a_time(calls, monkeypatch):
    monkeypatch.setattr(rates.REPORTS, "count", 3)
    answers = [told(calls("")) for _ in range(4)]
    assert [a.status_code for a in answers] == [201, 201, 201, 429]
    assert int(answers[-1]["Retry-After"]) == answers[-1].json()["facts"]["retry_after"] > 0


# --- pages


def test_the_tracking_page_says_nothing_of_the_person(calls):
    url = told(calls(""), phone="13800000172").json()["url"]
    answer = Client().get(url.removeprefix("http://127.0.0.1:8000"))
    text = answer.content.decode()
    assert "13800000172" not in text and "0172" not in text
    assert "下水口堵了" not in text
    assert answer["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "<script" not in text


def test_a_number_never_reaches_journal_or_receipt_in_clear(calls):
    from wangge.journal.models import Content, Entry, Receipt

    told(calls(""), phone="13800000172")
    everything = json.dumps(list(Entry.objects.values("facts", "content", "key")), default=str).encode()
    everything += b"".join(bytes(b) for b in Content.objects.values_list("body", flat=True))
    everything += b"".join(bytes(b) for b in Receipt.objects.values_list("answer", flat=True))
    assert b"13800000172" not in everything


@pytest.mark.parametrize("path", ["/queue", "/report", "/me", f"/cases/{UUID(int=1)}", "/password"])
def test_pages_for_people_with_an_account_ask_for_the_log_in(calls, path):
    answer = Client().get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/login?next={path}")


@pytest.mark.parametrize("wanted", ["https://example.org/", "//example.org", "/nothing-here", "javascript:alert(1)"])
def test_after_the_log_in_one_stays_in_the_house(calls, wanted):
    answer = Client().post("/login", {"username": "worker", "password": PASSWORD, "next": wanted})
    assert (answer.status_code, answer["Location"]) == (302, "/queue")
