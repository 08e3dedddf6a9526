"""Texts of notices in a district's own words."""

from datetime import timedelta

import pytest
from tests.acts import to_state
from tests.api.told import S, keyed, refused, told
from tests.conftest import NOW

from wangge.api.answers.choices import TextPreview, TextSettingsList, TextWorded
from wangge.journal.models import Entry
from wangge.notices.actions import queue_unseen, send_queued
from wangge.notices.models import NoticeText
from wangge.notices.rules.texts import TEXTS

pytestmark = [pytest.mark.both, pytest.mark.django_db]
OWN = {"zh": "案件 {number} 请尽快看一下", "en": "Please look at {number}", "template": "SMS_12345"}


def texts(calls) -> dict:
    return {t["name"]: t for t in told(TextSettingsList, calls("worker")("GET", f"{S}/texts"))["items"]}


def test_all_texts_are_listed_with_their_places_and_samples(calls):
    found = texts(calls)
    assert set(found) == set(TEXTS)
    unseen = found["unseen"]
    assert (unseen["own"], unseen["edition"], unseen["since"], unseen["template"]) == (False, 0, None, None)
    assert {p["name"]: p["needed"] for p in unseen["places"]} == {"number": True, "kind": False, "minutes": False}
    assert "211102-20261123-000147" in unseen["sample"]["zh"]


def test_a_text_is_previewed_worded_anew_and_given_back(calls, actor):
    admin = calls("admin")
    seen = told(TextPreview, admin("POST", f"{S}/texts/unseen/preview", {"zh": OWN["zh"], "en": OWN["en"]}))
    assert seen == {"refusal": None, "sample": {
        "zh": "案件 211102-20261123-000147 请尽快看一下", "en": "Please look at 211102-20261123-000147",
    }}  # fmt: skip
    body = keyed(**OWN, after=0)
    assert told(TextWorded, admin("POST", f"{S}/texts/unseen", body)) == {"text": "unseen", "edition": 1}
    assert admin("POST", f"{S}/texts/unseen", body)["Idempotent-Replay"] == "true"
    assert told(TextWorded, admin("POST", f"{S}/texts/unseen", keyed(**OWN)))["edition"] == 1
    assert refused(admin("POST", f"{S}/texts/unseen", keyed(**OWN, after=0))) == (409, "edition_moved")
    now = texts(calls)["unseen"]
    assert (now["words"]["zh"], now["own"], now["template"], now["edition"]) == (OWN["zh"], True, "SMS_12345", 1)
    assert told(TextWorded, admin("POST", f"{S}/texts/unseen", keyed()))["edition"] == 2
    now = texts(calls)["unseen"]
    assert (now["words"], now["own"], now["template"]) == (now["shipped"], False, None)
    shipped = told(TextPreview, admin("POST", f"{S}/texts/unseen/preview", {}))
    assert shipped["sample"]["zh"] == now["sample"]["zh"]
    entries = list(Entry.objects.filter(verb="notices.set_text").order_by("position"))
    assert [(e.actor, e.facts["edition"], e.facts["was"]["zh"]) for e in entries] == [
        (actor("admin").person, 1, ""), (actor("admin").person, 2, OWN["zh"]),
    ]  # fmt: skip


def test_what_cannot_be_sent_is_refused(calls):
    admin = calls("admin")
    for other, code in (
        ({"zh": "没有编号"}, "place_left_out"), ({"zh": "{number}{due}"}, "place_not_there"),
        ({"en": None}, "text_incomplete"), ({"zh": "{number"}, "place_unclear"),
        ({"template": " "}, "template_missing"),
    ):  # fmt: skip
        assert refused(admin("POST", f"{S}/texts/unseen", keyed(**(OWN | other)))) == (422, code), other
        if "template" not in other:
            sent = {name: value for name, value in (OWN | other).items() if name != "template"}
            seen = told(TextPreview, admin("POST", f"{S}/texts/unseen/preview", sent))
            assert (seen["refusal"]["code"], seen["sample"]) == (code, None)
    assert refused(admin("POST", f"{S}/texts/nothing", keyed(**OWN))) == (404, "not_found")
    assert not NoticeText.objects.exists()
    assert told(TextWorded, admin("POST", f"{S}/texts/remind", keyed(zh="{number}快到了", en="{number} is due")))


def test_the_sms_goes_out_by_the_districts_own_template_with_what_it_names(calls, actor):
    told(TextWorded, calls("admin")("POST", f"{S}/texts/unseen", keyed(**OWN)))
    case, sent = to_state("dispatched", actor), []

    def send(phone: str, template: str, values: dict) -> str:
        sent.append((template, values))
        return "biz"

    late = NOW + timedelta(minutes=31)
    assert queue_unseen(at=late) and send_queued(send, at=late)[0]
    assert sent[0] == ("SMS_12345", {"number": case["number"]})
    told(TextWorded, calls("admin")("POST", f"{S}/texts/unseen", keyed()))
    to_state("dispatched", actor, at=late)
    sent.clear()
    later = late + timedelta(minutes=40)
    assert queue_unseen(at=later) and send_queued(send, at=later)[0]
    assert (sent[0][0], set(sent[0][1])) == ("SMS_WANGGE_UNSEEN", {"number", "kind", "minutes"})
