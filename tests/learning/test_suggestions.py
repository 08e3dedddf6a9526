"""Each report gets its suggestion; what people chose and what came of it stands beside; no words are kept."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests.acts import GRID, RESIDENT, move, report, row, to_state
from tests.conftest import NOW
from tests.learning.made import DISTRICT, small

from wangge.cases.queries import closed_cases, count_closed, outcomes_of
from wangge.journal.listeners import deliver
from wangge.journal.queries import entries_from
from wangge.learning import queries
from wangge.learning.actions import keep
from wangge.learning.listeners import CASES, hear_cases
from wangge.learning.models import Suggestion

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def kept(case):
    return Suggestion.objects.get(case=UUID(case["id"]))


def hear():
    while deliver([CASES]):
        pass


def model(*, at=NOW, **card):
    """A model in use that knows four signs."""
    body, card = small([("E0504", GRID[:9], str(_drainage()), 12)], at=at, **card)
    keep(DISTRICT, body, card, at=at)
    return card


def _drainage():
    from wangge.orgs.queries import units_of

    return next(unit.id for unit in units_of(DISTRICT) if unit.code == "drainage")


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path):
    settings.MODELS = tmp_path / "models"


def test_a_case_is_followed_from_its_report_to_its_end(actor):
    card = model()
    case = report(RESIDENT).body["case"]
    hear()
    offered = kept(case)
    assert (offered.first, offered.abstained, offered.by, str(offered.model)) == ("E0504", False, "model", card["id"])
    assert [k["code"] for k in offered.offered["kinds"]] == ["E0504"]
    assert offered.offered["units"] == [{"id": str(_drainage()), "share": 1.0}]
    assert (offered.chosen, offered.outcome, offered.unit) == ("", "", None)
    assert "下水" not in str(offered.offered)
    closed = to_state("closed", actor)
    hear()
    done = kept(closed)
    assert (done.chosen, done.outcome, done.unit) == ("E0504", "E0504", row(closed).unit)
    assert done.ended_at is not None and done.chosen_at is not None


def test_hearing_again_changes_nothing_and_a_later_model_does_not_rewrite_what_was_said(actor):
    case = to_state("registered", actor)
    hear()
    before = Suggestion.objects.values().get(case=UUID(case["id"]))
    assert (before["by"], before["first"], before["chosen"]) == ("catalogue", "E0504", "E0504")
    model()
    hear_cases(DISTRICT, [e for e in entries_from(DISTRICT, after=0) if e.verb in CASES.verbs])
    assert Suggestion.objects.values().get(case=UUID(case["id"])) == before


def test_the_last_choice_counts_and_what_was_not_put_right_has_no_outcome(actor):
    case = to_state("verifying", actor)
    move(actor("community"), case, "register", kind="E0506")
    hear()
    assert kept(case).chosen == "E0506"
    declined = to_state("declined", actor)
    hear()
    assert (kept(declined).chosen, kept(declined).outcome) == ("", "")


def test_a_report_without_words_gets_no_suggestion(actor):
    from tests.acts import photo

    case = report(actor("worker"), words="", photos=[UUID(photo(actor("worker")))]).body["case"]
    hear()
    assert not Suggestion.objects.filter(case=UUID(case["id"])).exists()


def test_drift_is_counted_by_weeks_in_few_statements(django_assert_num_queries):
    card = model(shares={"C0118": 1.0}, at=NOW - timedelta(days=60))
    rows = []
    for n in range(400):
        rows.append(
            Suggestion(
                district=DISTRICT, case=UUID(int=n + 1), offered={}, by="model", model=UUID(card["id"]),
                first="E0504", abstained=n % 10 == 0, outcome="" if n % 4 == 0 else "E0504" if n % 3 else "C0118",
                offered_at=NOW - timedelta(days=n / 10),
            )
        )  # fmt: skip
    Suggestion.objects.bulk_create(rows)
    queries.card_answer(DISTRICT, at=NOW)
    with django_assert_num_queries(3):
        told = queries.card_answer(DISTRICT, at=NOW)
    weeks = told["model"]["drift"]["weeks"]
    assert sum(w["made"] for w in weeks) == 400 and sum(w["said"] for w in weeks) == 360
    judged = [n for n in range(400) if n % 10 and n % 4]
    assert sum(w["judged"] for w in weeks) == len(judged)
    assert sum(w["agreed"] for w in weeks) == sum(1 for n in judged if n % 3)
    assert [w["monday"] for w in weeks] == sorted({w["monday"] for w in weeks})
    assert told["model"]["drift"]["again"] is True and told["model"]["drift"]["shift"] > 1
    assert "67%" in told["say"]["zh"]


def test_a_model_abstains_below_its_threshold_and_names_units_for_a_known_kind(actor):
    model(threshold=0.99)
    told = queries.suggest(DISTRICT, "水和灯", area=GRID, at=NOW)
    assert told["abstains"] and [k["share"] for k in told["kinds"]] == [0.5, 0.5]
    told = queries.suggest(DISTRICT, "什么都没说", area="", at=NOW, kind="E0504")
    assert told["units"][0]["share"] == 1.0 and told["units"][0]["of"] == 0


def test_a_suggestion_asks_the_database_nothing_and_one_for_a_case_little(actor, django_assert_num_queries):
    model()
    case = row(to_state("verifying", actor))
    queries.suggestion_for(case, at=NOW)
    with django_assert_num_queries(0):
        assert queries.suggest(DISTRICT, "灯不亮", area=GRID, at=NOW)["kinds"][0]["code"] == "C0118"
        queries.by_words(DISTRICT, "灯不亮")
    with django_assert_num_queries(1):
        assert queries.suggestion_for(case, at=NOW)["units"]


def test_closed_cases_come_the_last_first_in_batches_with_a_bound(actor, monkeypatch):
    cases = [to_state("closed", actor, at=NOW + timedelta(hours=n)) for n in range(3)]
    to_state("declined", actor)
    monkeypatch.setattr("wangge.cases.queries.closed.A_BATCH", 2)
    batches = list(closed_cases(DISTRICT, most=10))
    assert [len(batch) for batch in batches] == [2, 1]
    assert [str(c.id) for batch in batches for c in batch] == [c["id"] for c in reversed(cases)]
    first = batches[0][0]
    assert (first.kind, first.area, first.words[:4]) == ("E0504", GRID, "饭店后面")
    assert sum(len(batch) for batch in closed_cases(DISTRICT, most=1)) == 1
    assert count_closed(DISTRICT) == 3 and count_closed(DISTRICT, since=first.ended_at) == 0
    assert set(outcomes_of(DISTRICT, [UUID(c["id"]) for c in cases[:2]])) == {UUID(c["id"]) for c in cases[:2]}
