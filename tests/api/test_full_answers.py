"""Answers with something in every part of them: each is compared with its form on its way out (``tests/forms.py``)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.acts import handler, move, photo, to_state

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
