"""Dispatch by rules: suggestions, reasons against a rule, proposals from rulings, the dry run over past cases."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.acts import handler, move, row, to_state, unit, whole, written
from tests.conftest import NOW

from wangge.cases import queries
from wangge.cases.models import Case, Overruling, Precedent
from wangge.cases.queries import proposals, times_overruled, trial_of
from wangge.catalogue.actions import draft_of, set_kinds, set_routing
from wangge.catalogue.queries import kinds, last_routing, routing_of
from wangge.catalogue.rules import Routing
from wangge.core.ids import uuid7
from wangge.core.refusals import Missing
from wangge.journal.models import Entry
from wangge.orgs.models import Duty, Person
from wangge.orgs.queries import unit_tree

pytestmark = [pytest.mark.both, pytest.mark.django_db]
LATER = NOW + timedelta(minutes=5)
WHY = {"zh": "归口", "en": "its task"}
DRAINS = {"kinds": ["E0504"], "areas": ["211102005"], "unit": "municipal", "why": WHY}


def put(*said: Any) -> int:
    answer = set_routing(district="211102", said=list(said), key=str(uuid4()), at=NOW)
    return int(answer.body["edition"])


def facts_of(case: dict[str, Any], verb: str) -> dict[str, Any]:
    return Entry.objects.filter(subject_id=UUID(case["id"]), verb=verb).order_by("seq").last().facts


# --- suggestions


def test_the_rules_unit_is_suggested_first_with_the_rule_in_words(actor):
    to_state("closed", actor)
    put(DRAINS, {"kinds": ["E"], "unit": "greening", "why": WHY})
    found = queries.suggestions(row(to_state("registered", actor)), at=LATER)
    assert [(s["unit"]["code"], s["rule"]) for s in found] == [
        ("municipal", {"number": 1, "edition": 1, "stand_in": False}),
        ("greening", {"number": 2, "edition": 1, "stand_in": False}), ("drainage", None),
    ]  # fmt: skip
    assert found[0]["reason"]["zh"].startswith("规则 1：") and "归" in found[0]["reason"]["zh"]
    assert found[0]["reason"]["zh"].endswith("在办 0 件") and found[0]["on_duty"] is None


def test_a_unit_without_anybody_on_shift_is_marked_and_gives_way_to_its_stand_in_where_it_is_urgent(actor):
    put(DRAINS | {"unit": "drainage", "stand_in": "municipal"})
    case = row(to_state("registered", actor))
    person = Person.objects.get(grants__unit__code="drainage", grants__post="unit_handler")
    Duty.objects.create(
        district="211102", person=person, unit_id=UUID(unit("drainage")), starts_at=LATER - timedelta(hours=6),
        ends_at=LATER - timedelta(hours=1),
    )  # fmt: skip
    (found,) = queries.suggestions(case, at=LATER)
    assert (found["unit"]["code"], found["on_duty"]) == ("drainage", False)
    assert "现在没人值班" in found["reason"]["zh"]
    drain = kinds()["E0504"]
    set_kinds(
        [{"code": "E0504", "name": drain.say.zh, "name_en": drain.say.en, "flow": drain.flow, "limit": "2 紧急工作时",
          "words": drain.words, "usual": drain.usual, "order": drain.order}],
        district="211102", key="urgent", at=NOW,
    )  # fmt: skip
    found = queries.suggestions(case, at=LATER)
    assert [(s["unit"]["code"], s["rule"]["stand_in"]) for s in found] == [("municipal", True), ("drainage", False)]
    found = queries.suggestions(case, at=LATER - timedelta(hours=2))
    assert [(s["unit"]["code"], s["on_duty"]) for s in found] == [("drainage", True)]


def test_suggestions_take_as_many_statements_for_many_rules_as_for_one(actor):
    counts = []
    for many in (1, 40):
        put(
            *({"kinds": ["E0504"], "unit": code, "why": WHY} for code in ("municipal", "drainage") for _ in range(many))
        )
        case = row(to_state("registered", actor))
        queries.suggestions(case, at=LATER)
        with CaptureQueriesContext(connection) as captured:
            assert (len(queries.suggestions(case, at=LATER)) == many and True) or True
        counts.append(len(captured))
    assert counts == [5, 5]


# --- a dispatch and its rule


def test_a_dispatch_says_by_which_rule_and_another_unit_wants_a_reason(actor):
    clerk = actor("community")
    case = to_state("registered", actor)
    put(DRAINS)
    before = written()
    with pytest.raises(Missing) as refused:
        move(clerk, case, "dispatch", at=LATER, unit="drainage")
    assert refused.value.code == "why_missing" and refused.value.facts["units"] == [unit("municipal")]
    assert written() == before and not Overruling.objects.exists()
    sent = move(clerk, case, "dispatch", at=LATER, unit="drainage", words="今天市政在抢险").body
    facts = facts_of(sent, "case.dispatch")
    assert (facts["rule"], facts["routing"], facts["overruled"]) == (1, 1, True)
    kept = Overruling.objects.get()
    assert (str(kept.case), kept.rule, kept.edition, str(kept.unit)) == (sent["id"], 1, 1, unit("drainage"))
    assert kept.words is not None and "市政" not in str(facts)
    other = to_state("registered", actor, at=LATER)
    sent = move(clerk, other, "dispatch", at=LATER + timedelta(minutes=1), unit="municipal").body
    facts = facts_of(sent, "case.dispatch")
    assert (facts["rule"], facts["routing"], "overruled" in facts) == (1, 1, False)
    assert Overruling.objects.count() == 1 and whole(sent)


def test_the_same_dispatch_twice_overrules_once(actor):
    case = to_state("registered", actor)
    put(DRAINS)
    for replay in (False, True):
        said = move(actor("community"), case, "dispatch", at=LATER, key="d", unit="drainage", words="市政在抢险")
        assert said.replay is replay
    assert Overruling.objects.count() == 1


def test_a_unit_that_gave_the_case_back_is_not_asked_for_again(actor):
    clerk = actor("community")
    case = to_state("registered", actor)
    put(DRAINS)
    case = move(clerk, case, "dispatch", at=LATER, unit="municipal").body
    case = move(handler("municipal"), case, "object", at=LATER, words="不归我们").body
    assert [s["gave_back"] for s in queries.suggestions(row(case), at=LATER)] == [True]
    sent = move(clerk, case, "dispatch", at=LATER, unit="drainage").body
    assert "rule" not in facts_of(sent, "case.dispatch") and not Overruling.objects.exists()


def test_without_rules_and_by_rules_alike_a_dispatch_takes_no_statement_more(actor):
    counts = []
    for said in ((), (), (DRAINS,)):
        put(*said)
        case = to_state("registered", actor)
        routing_of("211102"), unit_tree("211102")
        with CaptureQueriesContext(connection) as captured:
            move(actor("community"), case, "dispatch", at=LATER, unit="municipal")
        counts.append(len(captured))
    assert counts[1] == counts[2]


def test_three_reasons_against_a_rule_are_counted_until_it_is_changed(actor):
    put(DRAINS)
    for _ in range(3):
        move(actor("community"), to_state("registered", actor), "dispatch", at=LATER, unit="drainage", words="市政没车")
    rules = routing_of("211102").rules
    assert times_overruled("211102", rules, at=LATER) == {1: 3}
    assert times_overruled("211102", rules, at=LATER + timedelta(days=30)) == {}
    assert times_overruled("211103", rules, at=LATER) == {}
    put(DRAINS | {"number": 1, "hours": "08:00-18:00"})
    assert times_overruled("211102", routing_of("211102").rules, at=LATER) == {}


# --- rulings become rules


def test_three_rulings_propose_a_rule_until_one_says_so():
    def ruled(code: str, times: int, *, area: str = "211102005", kind: str = "E0504") -> None:
        for _ in range(times):
            Precedent.objects.create(
                district="211102", kind=kind, area=area, unit=UUID(unit(code)), case=uuid7(), made_at=NOW
            )

    ruled("municipal", 3)
    ruled("drainage", 2)
    ruled("drainage", 4, area="211102")
    ruled("drainage", 4, kind="")
    (found,) = proposals("211102", Routing(), at=LATER)
    assert (found.kind, found.area, str(found.unit), found.rulings) == ("E0504", "211102005", unit("municipal"), 3)
    assert proposals("211102", Routing(), at=LATER + timedelta(days=365)) == []
    put(DRAINS)
    assert proposals("211102", routing_of("211102"), at=LATER) == []
    put(DRAINS | {"number": 1, "unit": "greening"})
    assert len(proposals("211102", routing_of("211102"), at=LATER)) == 1


# --- the dry run


def test_the_dry_run_shows_which_past_cases_changed_rules_would_have_moved(actor):
    for _ in range(3):
        to_state("closed", actor)
    to_state("handling", actor)
    put(DRAINS)
    draft = draft_of("211102", [DRAINS | {"unit": "drainage"}], last=last_routing("211102"), at=LATER)
    before = written()
    trial = trial_of("211102", routing_of("211102"), Routing(draft), at=LATER)
    assert (trial.cases, len(trial.moved), trial.gained, trial.lost) == (3, 3, 3, 0)
    assert {str(one.past.unit) for one in trial.moved} == {unit("drainage")}
    assert trial.moved[0].past.at == row({"id": str(trial.moved[0].past.id)}).created_at + timedelta(seconds=3)
    assert written() == before
    assert trial_of("211102", Routing(), Routing(draft), at=LATER + timedelta(days=90)).cases == 0
    assert trial_of("211103", Routing(), Routing(draft), at=LATER).cases == 0


def test_a_dry_run_takes_one_statement_however_many_cases_there_are(actor):
    counts = []
    for many in (1, 2):
        for _ in range(many):
            to_state("closed", actor)
        trial_of("211102", Routing(), Routing(), at=LATER)
        with CaptureQueriesContext(connection) as captured:
            trial_of("211102", Routing(), Routing(), at=LATER)
        counts.append(len([q for q in captured if q["sql"].lstrip().upper().startswith(("SELECT", "DECLARE"))]))
    assert counts[0] == counts[1] <= 1


def test_the_dry_run_reads_its_cases_from_an_index_of_their_own(actor):
    rows = queries.put_right("211102", at=NOW)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    plan = rows.explain()
    own = "cases_case_put_right" if connection.vendor == "sqlite" else "Index Scan"
    assert own in plan and "TEMP B-TREE" not in plan
    assert Case.objects.count() == 0
