"""A district learns from its own closed cases, and its model stands beside the catalogue's words."""

import logging
from datetime import timedelta

import orjson
import pytest
from django.db import transaction
from tests.conftest import NOW
from tests.learning.made import DISTRICT, closed, small

from wangge.core.refusals import NotNow
from wangge.journal.models import Content, Entry
from wangge.learning import actions, queries
from wangge.learning.queries import folder_of
from wangge.orgs.queries import units_of

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def units():
    return {unit.code: unit.id for unit in units_of(DISTRICT)}


def learn(**given):
    heard = []
    card = actions.learn(DISTRICT, at=LATER, tell=heard.append, **given)
    return card, heard


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path):
    settings.MODELS = tmp_path / "models"


@pytest.fixture
def few(monkeypatch):
    """Six hundred cases are enough, for what does not look at how right a model is."""
    monkeypatch.setattr("wangge.learning.actions.training.LEAST_CASES", 600)


@pytest.mark.both
def test_from_two_thousand_cases_a_district_learns_and_says_how_good_it_is(django_assert_max_num_queries):
    closed(2050, units(), until=NOW)
    with django_assert_max_num_queries(30):
        card, heard = learn()
    assert [p.stage for p in heard if p.done == p.all] == ["read", "fit", "weigh"]
    assert card["active"] and card["closed"] == card["used"] == 2050
    assert (card["tested_on"], card["calibrated_on"]) == (205, 205)
    assert card["until"] < card["test_from"] < card["test_until"]
    assert card["top3"] >= card["top1"] > max(0.85, card["words"]["top1"])
    assert card["ece"] < 0.1 and card["accuracy"] >= 0.9 and card["coverage"] > 0.5
    assert sum(b["cases"] for b in card["reliability"]) == 205
    assert card["units"]["tested"] and card["units"]["top3"] >= card["units"]["top1"] > 0.5
    told = queries.suggest(DISTRICT, "路灯坏了不亮，天黑看不清", area="211102005013001", at=LATER)
    assert (told["by"], told["kinds"][0]["code"], told["abstains"]) == ("model", "C0118", False)
    assert 0.5 < told["kinds"][0]["share"] <= 1
    assert set("".join(told["kinds"][0]["why"])) <= set("路灯坏了不亮，天黑看不清")
    assert any("灯" in why for why in told["kinds"][0]["why"])
    assert told["units"][0]["id"] == str(units()["lighting"])
    entry = Entry.objects.get(verb="learning.activate")
    assert entry.facts["model"] == card["id"] == told["model"]
    lines = "\n".join(queries.card_in_words(card))
    assert "C0118" in lines and "205" in lines
    answer = queries.card_answer(DISTRICT, at=LATER)
    assert answer["model"]["id"] == card["id"] and answer["model"]["drift"]["again"] is False


@pytest.mark.both
def test_below_two_thousand_the_words_of_the_catalogue_suggest():
    closed(40, units(), until=NOW)
    with pytest.raises(NotNow) as refused:
        learn()
    assert refused.value.code == "too_few_cases" and refused.value.facts == {"closed": 40, "needed": 2000}
    told = queries.suggest(DISTRICT, "饭店后面的下水道堵了，往外返水", area="", at=LATER)
    assert (told["by"], told["kinds"][0]["code"], told["kinds"][0]["share"]) == ("catalogue", "E0504", None)
    assert told["abstains"] is False and "下水道堵" in "".join(told["kinds"][0]["why"])
    assert queries.card_answer(DISTRICT, at=LATER)["model"] is None


def test_one_kind_alone_teaches_nothing(few):
    for case in closed(600, units(), until=NOW):
        case.kind = "C0118"
        case.save(update_fields=["kind"])
    with pytest.raises(NotNow) as refused:
        learn()
    assert refused.value.code == "one_kind_only"


def test_the_same_cases_make_the_same_model_and_a_dry_run_keeps_nothing(few):
    closed(600, units(), until=NOW)
    first, _ = learn(dry_run=True)
    assert not first["active"] and not folder_of(DISTRICT).exists()
    second, _ = learn()
    assert (second["sha256"], second["top1"]) == (first["sha256"], first["top1"])


@pytest.mark.both
def test_erased_words_are_not_learned_from(few):
    rows = closed(620, units(), until=NOW)
    gone = [case.words for case in rows[::31]]
    Content.objects.filter(district=DISTRICT, id__in=gone).update(body=None, salt=None, erased_at=NOW)
    card, _ = learn(dry_run=True)
    assert (card["closed"], card["used"]) == (620, 600)


def test_a_worse_model_is_kept_beside_and_only_used_by_force(few, monkeypatch):
    closed(600, units(), until=NOW)
    good, _ = learn()
    monkeypatch.setattr("wangge.learning.actions.training.fit", lambda *a, seed, tell: _silly())
    worse, _ = learn()
    assert not worse["active"] and worse["compared"] == {"id": good["id"], "top1": good["top1"]}
    assert str(queries.present(DISTRICT).id) == good["id"] and len(queries.cards(DISTRICT)) == 2
    forced, _ = learn(force=True)
    assert forced["active"] and str(queries.present(DISTRICT).id) == forced["id"]
    for _ in range(5):
        last, _ = learn(force=True)
    left = {path.name for path in folder_of(DISTRICT).glob("*.npz")}
    assert len(left) == queries.KEPT and f"{last['id']}.npz" in left


def _silly():
    import numpy as np

    from wangge.learning.rules import Linear

    none = np.zeros(0, dtype=np.float32)
    return Linear(("C0102", "G0101"), none.astype(np.int32), none, none.reshape(0, 2), np.array([1.0, 0.0]), 1.0)


@pytest.mark.parametrize("harm", ["half", "gone", "card", "present", "other form"])
def test_a_broken_model_falls_back_to_words_with_a_line_in_the_log(harm, caplog):
    body, card = small([], at=NOW)
    actions.keep(DISTRICT, body, card, at=NOW)
    file = folder_of(DISTRICT) / f"{card['id']}.npz"
    told = queries.suggest(DISTRICT, "路灯不亮", area="", at=LATER)
    assert told["by"] == "model"
    if harm == "half":
        file.write_bytes(file.read_bytes()[: card["bytes"] // 2])
    elif harm == "gone":
        file.unlink()
    elif harm == "present":
        (folder_of(DISTRICT) / "present.json").write_text('{"id": "../../elsewhere"}')
    else:
        changed = card | {"form": 0} if harm == "other form" else []
        file.with_suffix(".json").write_bytes(orjson.dumps(changed))
        queries.forget_models()
    with caplog.at_level(logging.WARNING, logger="wangge.learning"):
        for _ in range(3):
            told = queries.suggest(DISTRICT, "路灯不亮", area="", at=LATER)
            assert (told["by"], told["kinds"][0]["code"]) == ("catalogue", "C0118")
    assert len(caplog.records) == 1


def test_no_number_of_a_person_is_in_a_model(few):
    made = []
    for prefix in ("139", "18"):
        with transaction.atomic():
            closed(600, units(), until=NOW, prefix=prefix)
            made.append(learn(dry_run=True)[0]["sha256"])
            transaction.set_rollback(True)
    assert made[0] == made[1]
