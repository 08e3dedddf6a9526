"""Answers with something in every part of them: each is compared with its form on its way out (``tests/forms.py``)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.acts import GRID, handler, move, photo, report, to_state

from wangge.cases.actions import draw_call_backs
from wangge.cases.listeners import DRAWS
from wangge.cases.models import CallBack, Recheck, SolvingOptions
from wangge.cases.queries import month_bounds
from wangge.cases.rules import month_before
from wangge.journal.listeners import deliver
from wangge.orgs.queries import today

pytestmark = pytest.mark.django_db
V = "/api/v1"
THERE = {"lat": 41.1963, "lng": 122.056796}


def crowded(actor):
    """A case at its unit with a helper, an arrival, a granted request and two orders."""
    at = timezone.now() - timedelta(hours=2)
    clerk, unit, street = actor("community"), actor("unit"), actor("street")
    case = to_state("handling", actor, at=at, phone="13800000172", photos=[])
    later = at + timedelta(minutes=30)
    move(clerk, case, "invite", at=later, units=["greening"], words="清树根")
    move(clerk, case, "whistle", at=later, units=["enforcement"], words="桥头见")
    move(handler("greening"), case, "contribute", at=later, words="清完了", photos=[photo(handler("greening"))])
    move(handler("enforcement"), case, "arrive", at=later, place=THERE)
    move(unit, case, "ask", at=later, sort="extension", words="要等配件")
    move(actor("chief"), case, "support", at=later)
    move(clerk, case, "grant", at=later, words="同意延一次")
    move(street, case, "supervise", at=later, sort="important", words="请说明进度")
    move(unit, case, "answer", at=later, words="明天完工")
    move(street, case, "supervise", at=later + timedelta(minutes=1), sort="leader", words="今天必须完工")
    return case


def test_a_case_with_everything_beside_it(calls, actor):
    desk, case = calls("community"), crowded(actor)
    whole = desk("GET", f"{V}/cases/{case['id']}").json()
    assert [t["state"] for t in whole["tasks"]] == ["done", "done"]
    assert whole["tasks"][1]["arrival"]["metres"] is not None
    assert [r["state"]["code"] for r in whole["requests"]] == ["granted"]
    assert [o["answered"] is not None for o in whole["orders"]] == [True, False]
    for part in ("allowed", "people", "reports", "clocks", "marks"):
        assert whole[part], part
    assert desk("GET", f"{V}/cases?open=true").json()["items"][0]["marks"] == whole["marks"]
    clocks = desk("GET", f"{V}/cases/{case['id']}/deadline").json()["clocks"]
    assert len(clocks) == len(whole["clocks"])
    assert any(stretch["kind"] == "counted" for clock in clocks for stretch in clock["segments"])
    history = desk("GET", f"{V}/cases/{case['id']}/entries").json()["items"]
    for part in ("words", "place", "contact", "files"):
        assert any(entry[part] for entry in history), part


def test_a_table_with_places_cases_and_last_words(calls, actor):
    at = timezone.now() - timedelta(days=30)
    late = to_state("handling", actor, at=at)
    move(actor("community"), late, "urge", at=at + timedelta(hours=1), words="抓紧")
    table = calls("community")("GET", f"{V}/late").json()
    [place] = table["places"]
    assert place["counts"]["late"] == 1
    assert place["cases"][0]["last"]["words"] == "抓紧"


def test_what_is_looked_at_again_and_whom_to_ring_up(calls, actor):
    at = timezone.now() - timedelta(minutes=30)
    script = [{"zh": "解决了吗？", "en": "Is it solved?"}]
    choice = {"key": "s", "recheck": 1000, "share": 5, "least": 5, "script": script, "after": 0}
    assert calls("admin")("POST", f"{V}/settings/solving", choice).json() == {"edition": 1}
    assert calls("worker")("GET", f"{V}/settings/solving").json()["script"] == script
    SolvingOptions.objects.update(made_at=at - timedelta(days=70))
    worker, desk = actor("worker"), calls("community")
    case = report(worker, at=at, kind="E0504").body["case"]
    move(worker, case, "solve", at=at, photos=[photo(worker)])
    listed = desk("GET", f"{V}/cases?queue=look").json()["items"]
    assert listed[0]["after"] and listed[0]["after"] == listed[0]["photo"]
    move(actor("community"), case, "close", at=at)
    deliver([DRAWS])
    found = desk("GET", f"{V}/rechecks?all=true&state=open&home={GRID}&limit=1").json()
    assert (found["items"][0]["number"], found["next"], len(found["items"][0]["after"])) == (case["number"], None, 1)
    Recheck.objects.update(grid=GRID[:12])
    colleague = calls("street")
    assert colleague("GET", f"{V}/rechecks?all=true").json()["items"][0]["mine"] is False
    Recheck.objects.update(grid=GRID[:9])
    assert colleague("GET", f"{V}/cases/counts").json()["rechecks"] == 1
    said = {"key": "r", "result": "not_right", "photos": [photo(actor("street"))], "happened_at": at.isoformat()}
    path = f"{V}/rechecks/{found['items'][0]['id']}/result"
    assert colleague("POST", path, said).json()["result_label"]["en"] == "It is not right"
    assert colleague("POST", path, said | {"key": "q", "photos": [photo(actor("street"))]}).status_code == 202
    assert desk("GET", f"{V}/cases?queue=not_right").json()["items"][0]["doubted_at"]
    figures = colleague("GET", f"{V}/rechecks/figures").json()
    assert [(row["area"]["code"], row["not_right"]) for row in figures["items"]] == [(GRID, 1)]
    assert desk("GET", f"{V}/rechecks/figures?month=soon").json()["code"] == "month_unclear"


def test_call_backs_of_a_month_and_their_figures(calls, actor):
    now = timezone.now()
    month = month_before(today(now))
    at = month_bounds(month)[0] + timedelta(days=3)
    to_state("closed", actor, at=at, phone="13800000172")
    assert draw_call_backs("211102", month, at=now) == 1
    CallBack.objects.update(next_at=now)
    desk = calls("community")
    page = desk("GET", f"{V}/call-backs").json()
    assert (len(page["script"]), page["items"][0]["phone"], page["next"]) == (5, "138****0172", None)
    assert desk("GET", f"{V}/cases/counts").json()["calls"] == 1
    path = f"{V}/call-backs/{page['items'][0]['id']}/answer"
    assert desk("POST", path, {"key": "n", "reached": True}).json()["code"] == "answers_missing"
    told = desk("POST", path, {"key": "c", "reached": True, "solved": True, "satisfied": 4}).json()
    assert (told["state"], told["tries_left"], told["answered"]) == ("reached", 0, None)
    figures = calls("street")("GET", f"{V}/solved?month={month:%Y-%m}").json()
    (row,) = figures["items"]
    assert (row["calls"]["solved"]["share"], row["calls"]["solved"]["few"]) == (1.0, True)
    assert row["ratings"]["satisfied"] == {"mean": None, "asked": 0}
    assert calls("street")("GET", f"{V}/solved?by=person").json()["code"] == "by_unknown"


def test_suggestions_with_their_reasons(calls, actor):
    to_state("closed", actor)
    case = to_state("registered", actor)
    found = calls("community")("GET", f"{V}/cases/{case['id']}/suggestions").json()["items"]
    assert found[0]["unit"]["code"] == "drainage"


def test_a_move_that_came_too_late_is_answered_202(calls, actor):
    at = timezone.now() - timedelta(hours=1)
    case = to_state("dispatched", actor, at=at)
    move(actor("unit"), case, "start", at=at + timedelta(minutes=30))
    sent = {
        "key": str(uuid4()),
        "verb": "recall",
        "words": "先别去",
        "happened_at": (at + timedelta(minutes=20)).isoformat(),
    }
    answer = calls("community")("POST", f"{V}/cases/{case['id']}/moves", sent)
    assert (answer.status_code, answer.json()["kept_aside"], answer.json()["case"]["id"]) == (202, True, case["id"])
