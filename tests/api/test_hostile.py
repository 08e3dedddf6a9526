"""Whatever is sent, it is answered with a sentence: no field of no command brings the server to a fault."""

import copy
import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from tests.acts import GRID, to_state

from wangge.journal.models import Entry

pytestmark = [pytest.mark.both, pytest.mark.django_db]
V = "/api/v1"
NASTY: list[Any] = [
    None, "", " ", "\x00", "a\x00b", "\ud800", "‮\u200b", "😀" * 300, "x" * 100_000,
    "'; DROP TABLE cases_case; --", "{}", -1, 0, 10**30, 1.5, True, [], {}, [[]], {"a": {"b": []}}, ["\x00"],
    "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00Z", "../../etc/passwd", "%s%s%n", str(UUID(int=0)),
]  # fmt: skip
WORDS = ["", "\x00", "%00", "'", "\ud800", "９", "x" * 3000, "-1", "1e400", "null", "../..", "🙂", "a&b=c"]


def send(calls: Any, path: str, body: Any) -> Any:
    """JSON with whatever in it, lone surrogates too."""
    return calls.client.post(path, json.dumps(body).encode("utf-8", "surrogatepass"), content_type="application/json")


def commands(case: str) -> dict[str, dict[str, Any]]:
    now = timezone.now().isoformat()
    return {
        f"{V}/reports": {"id": str(uuid4()), "key": "k", "words": "树倒了", "kind": "E0504", "happened_at": now,
                         "sent_at": now, "photos": [str(uuid4())],
                         "place": {"lat": 41.1, "lng": 122.1, "datum": "gcj02", "address": "a", "building": "b",
                                   "area": GRID}},
        f"{V}/public/reports": {"key": "k", "words": "树倒了", "happened_at": now, "phone": "13800000172",
                                "place": {"address": "延风路"}},
        f"{V}/public/reports/ABCDEFGHJKLM/contest": {"key": "k", "words": "不同意"},
        f"{V}/cases/{case}/moves": {"verb": "remark", "key": "k", "happened_at": now, "words": "看", "photos": [],
                                    "unit": str(uuid4()), "kind": "E0504", "area": GRID, "result": "exists",
                                    "reply": "谢谢", "instead": "drainage", "outcome": "settled", "grade": "hard",
                                    "place": {"area": GRID}},
        f"{V}/cases/{case}/contact": {"key": "k", "reason": "问"},
        f"{V}/session": {"username": "worker", "password": "x"},
        f"{V}/me/password": {"key": "k", "old": "x", "new": "y"},
        f"{V}/accounts": {"key": "k", "username": "neu", "name": "新", "phone": "138", "password": "river-lamp-2027",
                          "grants": [{"post": "grid_worker", "area": GRID, "unit": None, "starts_on": "2026-01-01",
                                      "ends_on": None}]},
        f"{V}/accounts/worker2/reset": {"key": "k", "password": "river-lamp-2027"},
        f"{V}/accounts/worker2/grants": {"key": "k", "post": "grid_worker", "area": GRID},
        f"{V}/accounts/worker2/grants/end": {"key": "k", "ends_on": "2026-01-01"},
    }  # fmt: skip


def places_in(body: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every field of a body, however deep."""
    found = [way] if way else []
    if isinstance(body, dict):
        for name, value in body.items():
            found += places_in(value, (*way, name))
    elif isinstance(body, list):
        for n, value in enumerate(body):
            found += places_in(value, (*way, n))
    return found


def with_value(body: Any, way: tuple[Any, ...], value: Any) -> Any:
    changed = copy.deepcopy(body)
    inner = changed
    for step in way[:-1]:
        inner = inner[step]
    inner[way[-1]] = value
    return changed


@pytest.mark.parametrize("number", range(10))
def test_no_field_brings_a_fault(number, actor, calls, monkeypatch):
    from wangge.api import rates

    for rate in (rates.REPORTS, rates.SIGN_IN, rates.CONTESTS):
        monkeypatch.setattr(rate, "count", 10**6)
    case = to_state("registered", actor, phone="13800000172")["id"]
    desk = calls("community")
    path, body = list(commands(case).items())[number]
    for way in places_in(body):
        for nasty in NASTY:
            sent = with_value(body, way, nasty) | ({"key": str(uuid4())} if way != ("key",) and "key" in body else {})
            with transaction.atomic():
                answer = send(desk, path, sent)
                transaction.set_rollback(True)
            assert answer.status_code < 500, (path, way, str(nasty)[:50], answer.content[:300])
            if answer.status_code >= 400:
                assert answer["Content-Type"] == "application/problem+json", (path, way, str(nasty)[:50])
    for whole in NASTY:
        assert send(desk, path, whole).status_code in (400, 422), str(whole)[:50]
    assert Entry.objects.filter(verb="fault").count() == 0


@pytest.mark.parametrize(
    "path",
    ["/cases?area={}", "/cases?state={}", "/cases?kind={}", "/cases?unit={}", "/cases?mine={}", "/cases?q={}",
     "/cases?next={}", "/cases?limit={}", "/cases?sort={}", "/entries?since={}", "/flows/{}", "/cases/{}",
     "/accounts?next={}", "/me/sessions?x={}"],
)  # fmt: skip
def test_no_question_brings_a_fault(path, calls):
    from urllib.parse import quote

    desk = calls("community")
    for word in WORDS:
        with transaction.atomic():
            answer = desk("GET", V + path.format(quote(word, safe="", errors="surrogatepass")))
        assert answer.status_code < 500, (path, word[:20], answer.content[:300])
    for word in WORDS[:4]:
        with transaction.atomic():
            answer = desk(
                "POST", f"{V}/accounts/{quote(word, safe='')}/reset", {"key": "k", "password": "river-lamp-2027"}
            )
        assert answer.status_code < 500


def test_empty_filters_are_no_filters(calls, actor):
    to_state("reported", actor)
    answer = calls("community")("GET", f"{V}/cases?area=&state=&kind=&unit=&mine=&q=&next=&limit=")
    assert (answer.status_code, len(answer.json()["items"])) == (200, 1)


@pytest.mark.parametrize(
    "path", ["/t/{}", "/t?code={}", "/?b={}", "/login?next={}", "/choose?size={}", "/choose?language=zh&next={}", "/{}"]
)
def test_no_page_brings_a_fault(path, calls):
    from urllib.parse import quote

    for word in WORDS:
        with transaction.atomic():
            answer = calls("").client.get(path.format(quote(word, safe="", errors="surrogatepass")))
        assert answer.status_code < 500, (path, word[:20])
