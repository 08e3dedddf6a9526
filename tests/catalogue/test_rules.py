"""The flow table, read as a whole."""

import pytest

from wangge.catalogue.rules import FACTS, FLOWS, MATTERS, RELATIONS, RESULTS, SORTS
from wangge.orgs.rules import POSTS

NAMES = {
    "states": "reported verifying registered dispatched handling handled checking closed declined voided",
    "verbs": "accept decline verify register solve escalate hand_down recall dispatch return start finish "
    "check_pass check_fail close reopen void remark urge ask support grant refuse wait go_on supervise answer",
}


def test_states_ends_marks_and_verbs_have_their_names():
    assert set(MATTERS.states) == set(NAMES["states"].split())
    assert set(MATTERS.verbs) == set(NAMES["verbs"].split())
    assert MATTERS.ends == {"closed", "declined", "voided"}
    assert set(MATTERS.marks) == {"pooled", "suspended", "supervised"}
    assert FLOWS == {"matters": MATTERS}


def test_every_state_is_reached_and_every_open_state_leads_on():
    reached = {MATTERS.first}
    while more := {row.end for row in MATTERS.rows if row.source in reached} - reached:
        reached |= more
    assert reached == set(MATTERS.states)
    ends_from = {
        state: {row.end for row in MATTERS.rows_from(state)} - {state} for state in set(MATTERS.states) - MATTERS.ends
    }
    assert all(ends_from.values())


@pytest.mark.parametrize("row", MATTERS.rows, ids=lambda row: f"{row.verb}-{row.source}")
def test_every_row_can_be_made_by_somebody_and_names_known_things(row):
    assert row.by
    assert set(row.by) <= set(RELATIONS)
    assert {*row.needs, *row.may} <= set(FACTS)
    assert any(f"case.{row.verb}" in post.verbs for post in POSTS.values())
    assert row.say.zh
    assert row.say.en


def test_every_return_needs_a_reason():
    for verb in ("decline", "void", "recall", "return", "check_fail", "reopen", "escalate", "hand_down"):
        assert all("words" in row.needs for row in MATTERS.rows_of(verb)), verb


def test_a_photo_of_the_work_is_needed():
    for verb in {"solve", "finish"}:
        assert all("photos" in row.needs for row in MATTERS.rows_of(verb)), verb


def test_one_verb_from_one_state_is_told_apart_by_who_or_by_the_unit():
    seen = {}
    for row in MATTERS.rows:
        others = seen.setdefault((row.verb, row.source), [])
        assert all(set(row.by) != set(other.by) or row.when != other.when for other in others)
        others.append(row)


def test_kind_and_place_are_needed_only_where_they_lack():
    register = next(MATTERS.rows_of("register"))
    assert register.schema(kind_known=False, place_known=False)["required"] == ["kind", "place"]
    assert register.schema(kind_known=True, place_known=False)["required"] == ["place"]
    assert register.schema()["required"] == []
    assert set(register.schema()["properties"]) == {"kind", "place", "words", "photos"}


def test_a_row_with_a_sort_names_those_it_takes_and_the_schema_offers_them():
    for row in MATTERS.rows:
        if row.sorts:
            assert set(row.sorts) <= set(SORTS)
        if "sort" in row.needs:
            assert row.schema()["properties"]["sort"]["enum"] == list(row.sorts) != []


def test_results_are_those_of_the_schema():
    assert list(RESULTS) == FACTS["result"].schema["enum"]
