"""Suggestions and the model card over the API; each answer is compared with its form on its way out."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.acts import DOOR, GRID, report, to_state, unit
from tests.forms import document
from tests.learning.made import DISTRICT, closed, small

from wangge.api import rates
from wangge.journal.models import Entry
from wangge.learning import actions
from wangge.learning.queries import folder_of
from wangge.orgs.queries import units_of

pytestmark = pytest.mark.django_db
V = "/api/v1"


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path):
    settings.MODELS = tmp_path / "models"


@pytest.fixture
def learned():
    body, card = small([("C0118", GRID[:9], unit("lighting"), 12)], at=timezone.now())
    actions.keep(DISTRICT, body, card, at=timezone.now())
    return card


def test_words_that_are_typed_get_kinds_with_shares_and_the_words_that_speak_for_them(calls, learned):
    told = calls("worker")("POST", f"{V}/suggest", {"words": "楼下路灯不亮了", "place": {"building": DOOR}}).json()
    assert (told["by"], told["model"], told["abstains"]) == ("model", learned["id"], False)
    best = told["kinds"][0]
    assert (best["kind"]["code"], best["kind"]["name"]["en"]) == ("C0118", "Street lamp")
    assert best["share"] > 0.5 and best["why"] and all(why in "楼下路灯不亮了" for why in best["why"])
    assert told["units"][0]["unit"] == {"id": unit("lighting"), "name": "路灯管理所"}
    assert told["units"][0]["reason"]["zh"] and told["units"][0]["reason"]["en"]


def test_without_a_model_the_catalogue_proposes_and_a_place_that_leads_nowhere_is_no_fault(calls, actor):
    worker = calls("worker")
    for place in (None, {}, {"address": "没有这个地方"}, {"lat": 1.0, "lng": 1.0}, {"area": "999"}):
        told = worker("POST", f"{V}/suggest", {"words": "下水道堵了返水", "place": place}).json()
        assert (told["by"], told["kinds"][0]["kind"]["code"], told["kinds"][0]["share"]) == ("catalogue", "E0504", None)
    assert worker("POST", f"{V}/suggest", {"words": ""}).json()["kinds"] == []
    to_state("closed", actor)
    case = to_state("registered", actor)
    told = calls("community")("GET", f"{V}/cases/{case['id']}/suggestion").json()
    assert told["units"][0]["share"] is None and "1" in told["units"][0]["reason"]["zh"]


def test_asking_writes_nothing(calls, learned):
    before = Entry.objects.count()
    case = report().body["case"]
    told = calls("community")("GET", f"{V}/cases/{case['id']}/suggestion").json()
    assert told["kinds"][0]["kind"]["code"] == "E0504"
    calls("worker")("POST", f"{V}/suggest", {"words": "路灯不亮"})
    assert set(
        Entry.objects.values_list("verb", flat=True).order_by("-position")[: Entry.objects.count() - before]
    ) == {"case.report"}


def test_the_card_says_how_good_the_model_is(calls, monkeypatch):
    monkeypatch.setattr("wangge.learning.actions.training.LEAST_CASES", 700)
    at = timezone.now()
    closed(700, {u.code: u.id for u in units_of(DISTRICT)}, until=at - timedelta(minutes=5))
    learned = actions.learn(DISTRICT, at=at, tell=lambda progress: None)
    told = calls("district")("GET", f"{V}/learning/card").json()
    card = told["model"]
    assert (card["id"], card["top1"], card["tested_on"]) == (learned["id"], learned["top1"], 70)
    assert card["from"] < card["until"] < card["test_from"] and card["curve"] and card["reliability"]
    assert {row["kind"]["code"] for row in card["kinds"]} >= {"C0118", "E0504"}
    assert card["drift"]["weeks"] == [] and told["say"]["en"]


def test_a_broken_model_is_never_a_fault_of_the_server(calls, learned):
    body = {"words": "路灯不亮"}
    assert calls("worker")("POST", f"{V}/suggest", body).json()["by"] == "model"
    file = folder_of(DISTRICT) / f"{learned['id']}.npz"
    file.write_bytes(file.read_bytes()[:1000])
    answer = calls("worker")("POST", f"{V}/suggest", body)
    assert (answer.status_code, answer.json()["by"]) == (200, "catalogue")
    assert calls("district")("GET", f"{V}/learning/card").json()["model"] is None


def test_one_address_cannot_ask_without_end(calls, monkeypatch):
    monkeypatch.setattr(rates.SUGGESTIONS, "count", 3)
    worker = calls("worker")
    statuses = [worker("POST", f"{V}/suggest", {"words": "灯"}).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]


def test_words_travel_in_the_body_alone():
    asked = document()["paths"][f"{V}/suggest"]
    assert set(asked) == {"post"} and not asked["post"].get("parameters")
