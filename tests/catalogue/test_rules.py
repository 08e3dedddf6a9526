"""The flow tables, each read as a whole."""

import pytest

from wangge.catalogue.rules import CHOICES, FACTS, FLOWS, MATTERS, RELATIONS, SORTS
from wangge.core.words import Say
from wangge.orgs.rules import POSTS

STATES = "reported verifying registered dispatched handling handled checking closed declined voided merged"
VERBS = (
    "accept decline verify register solve escalate hand_down recall dispatch return start finish "
    "check_pass check_fail close reopen uphold contest void remark urge merge unmerge split"
)
BESIDE = "ask support grant refuse wait go_on supervise answer"
JOINT = "object designate invite withdraw contribute whistle arrive"
ROWS = [pytest.param(flow, row, id=f"{flow.name}-{row.name}") for flow in FLOWS.values() for row in flow.rows]
EVERY = pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)


def test_states_ends_marks_and_verbs_have_their_names():
    assert list(FLOWS) == ["matters", "appeals", "governance"]
    assert set(MATTERS.verbs) == set(VERBS.split()) | set(f"{JOINT} {BESIDE}".split())
    assert set(FLOWS["appeals"].verbs) == set(f"{VERBS} {JOINT} {BESIDE}".split())
    assert set(FLOWS["governance"].verbs) == set(f"{VERBS} {JOINT} {BESIDE}".split()) - {"solve"} | {"classify"}
    for flow in FLOWS.values():
        assert set(flow.states) == set(STATES.split())
        assert flow.ends == {"closed", "declined", "voided", "merged"}
        assert set(flow.marks) == {"pooled", "suspended", "supervised", "designated", "unsolved", "not_right"}
        assert flow.edition == 0


@EVERY
def test_every_state_is_reached_and_every_open_state_leads_to_an_end(flow):
    reached = {flow.first}
    while more := {row.end for row in flow.rows if row.source in reached} - reached:
        reached |= more
    assert reached == set(flow.states)
    for end in ("closed", "voided", "merged"):
        leads = {end}
        while more := {row.source for row in flow.rows if row.end in leads} - leads:
            leads |= more
        assert leads >= set(flow.states) - {"voided"}, end


@pytest.mark.parametrize(("flow", "row"), ROWS)
def test_every_row_can_be_made_by_somebody_and_names_known_things(flow, row):
    assert row.by
    assert set(row.by) <= set(RELATIONS)
    assert {*row.needs, *row.may} <= set(FACTS)
    assert {row.source, row.end} <= set(flow.states)
    assert row.posts()
    assert row.say.zh
    assert row.say.en


def test_posts_of_a_row_are_those_that_can_stand_so():
    def posts(name):
        return {post.code for row in MATTERS.rows if row.name == name for post in row.posts()}

    assert posts("start@dispatched") == {"unit_handler", "unit_chief", "outside_handler"}
    assert posts("accept@reported") == {"community_clerk", "street_chief", "district_duty_officer"}
    assert posts("recall@reported") == {"grid_worker", "community_clerk", "street_chief", "district_duty_officer"}
    assert posts("contest@closed") == set(POSTS) - {"outside_handler", "auditor", "administrator"}


@EVERY
def test_every_return_needs_a_reason(flow):
    for verb in ("decline", "void", "recall", "return", "check_fail", "reopen", "contest", "escalate", "hand_down"):
        rows = list(flow.rows_of(verb))
        assert rows and all("words" in row.needs for row in rows), verb


def test_what_asks_others_or_sends_back_needs_words():
    for verb in ["object", "withdraw", "invite", "whistle", "contribute", "designate"]:
        rows = list(MATTERS.rows_of(verb))
        assert rows and all("words" in row.needs for row in rows), verb


def test_a_photo_of_the_work_is_needed():
    for verb in {"solve", "finish"}:
        assert all("photos" in row.needs for row in MATTERS.rows_of(verb)), verb


@EVERY
def test_every_row_has_a_name_of_its_own(flow):
    names = [row.name for row in flow.rows]
    assert len(names) == len(set(names))
    assert {"check_fail@checking#own", "check_fail@checking#unit", "accept@reported"} <= set(names)


@EVERY
def test_whatever_was_declined_or_closed_can_be_contested_and_goes_higher(flow):
    """Lesson 23: no table has a refusal that is the end for the resident."""
    for state in ("declined", "closed"):
        row = next(r for r in flow.rows_from(state) if r.verb == "contest")
        assert ("reporter" in row.by, row.end, row.moves, row.clock) == (True, "verifying", "higher", "start")


def test_nobody_is_asked_what_is_not_kept():
    """What is forbidden to be collected about people has no fact to carry it."""
    assert set(FACTS) == {
        "words", "reply", "photos", "unit", "instead", "kind", "condition", "place", "area", "result", "outcome",
        "grade", "units", "limit_minutes", "sort", "review_on", "limit", "request", "into", "report",
    }  # fmt: skip


def test_kind_and_place_are_needed_only_where_they_lack():
    register = next(MATTERS.rows_of("register"))
    assert register.schema(kind_known=False, place_known=False)["required"] == ["kind", "place"]
    assert register.schema(kind_known=True, place_known=False)["required"] == ["place"]
    assert register.schema()["required"] == []
    assert set(register.schema()["properties"]) == {"kind", "condition", "place", "words", "photos"}


def test_conditions_of_the_kind_are_offered_as_choices_where_one_may_be_given():
    register, close = next(MATTERS.rows_of("register")), next(MATTERS.rows_of("close"))
    there = [("1", Say("缺失", "Missing")), ("2", Say("破损", "Broken"))]
    said = register.schema(conditions=there)["properties"]["condition"]
    assert [choice["const"] for choice in said["oneOf"]] == ["1", "2"]
    assert "oneOf" not in register.schema()["properties"]["condition"]
    assert "condition" not in close.schema(conditions=there)["properties"]


def test_a_place_of_ones_own_is_needed_where_the_case_has_one_too():
    arrive = next(MATTERS.rows_of("arrive"))
    assert arrive.own_place
    assert arrive.schema(kind_known=True, place_known=True)["required"] == ["place"]
    assert not any(row.own_place for row in MATTERS.rows if row.verb != "arrive")


def test_choices_are_those_of_the_schema():
    for name, choices in CHOICES.items():
        assert list(choices) == FACTS[name].schema["enum"]


def test_a_row_with_a_sort_names_those_it_takes_and_the_schema_offers_them():
    for row in MATTERS.rows:
        if row.sorts:
            assert set(row.sorts) <= set(SORTS)
        if "sort" in row.needs:
            assert row.schema()["properties"]["sort"]["enum"] == list(row.sorts) != []
