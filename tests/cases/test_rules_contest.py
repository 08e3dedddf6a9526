"""Who may say that they do not agree, who may take a case back, and when a case goes over to another flow."""

from dataclasses import replace

import pytest
from tests.cases.test_rules import GRID, LENGTHS, REPORTER, UNIT, actor, case

from wangge.cases.rules import (
    allowed,
    check_other_flow,
    contest_row,
    decide,
    hands_over,
    holds,
    next_desk,
    next_sender,
    stands,
)
from wangge.catalogue.rules import FLOWS, MATTERS
from wangge.core.refusals import NotNow, NotYours
from wangge.orgs.rules import public_actor


def verbs_of(who, standing) -> set[str]:
    return {row.verb for row in allowed(who, MATTERS, standing, LENGTHS)}


@pytest.mark.parametrize("state", ["declined", "closed"])
def test_whoever_reported_it_may_contest_and_a_stranger_may_not(state):
    elsewhere = "211102005014001"
    reporter = replace(actor("grid_worker", elsewhere), person=REPORTER)
    assert "contest" in verbs_of(reporter, case(state))
    assert "contest" not in verbs_of(actor("grid_worker", elsewhere), case(state))
    handler = replace(actor("unit_handler"), person=REPORTER)
    assert "contest" in verbs_of(handler, case(state))
    assert "contest" not in verbs_of(actor("unit_handler"), case(state, unit=UNIT))
    assert "contest" not in verbs_of(public_actor("211102"), case(state))


@pytest.mark.parametrize("post", ["grid_worker", "community_clerk"])
def test_a_worker_or_clerk_may_say_it_for_the_resident(post):
    row, held = decide(actor(post), MATTERS, case("declined", desk=GRID[:12]), "contest", LENGTHS)
    assert (row.end, row.needs, held.post) == ("verifying", ("words",), post)


@pytest.mark.parametrize(("desk", "above"), [(15, 12), (12, 9), (9, 6), (6, 6)])
@pytest.mark.parametrize("state", ["declined", "closed"])
def test_it_comes_to_the_level_above_the_one_that_ended_it_and_stays_at_the_highest(state, desk, above):
    ended = case(state, desk=GRID[:desk], unit=UNIT)
    row = contest_row(MATTERS, ended)
    assert next_desk(row, None, ended, {}, LENGTHS) == GRID[:above]
    assert (row.clock, row.end) == ("start", "verifying")
    assert hands_over(row, was_desk=ended.desk, desk=GRID[:above])
    assert next_sender(row, replace(ended, sender=GRID), GRID[:above]) == ""


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_only_what_was_declined_or_closed_is_contested(flow):
    for state in flow.states:
        if state in ("declined", "closed"):
            assert contest_row(flow, case(state)).verb == "contest"
        else:
            with pytest.raises(NotNow) as refused:
                contest_row(flow, case(state))
            assert refused.value.facts == {"state": state}


# --- taking back


@pytest.mark.parametrize("state", ["reported", "verifying", "registered"])
def test_who_handed_it_up_takes_it_back_until_it_is_opened(state):
    handed = case(state, desk=GRID[:12])
    worker = actor("grid_worker")
    assert "recall" not in verbs_of(worker, handed)
    sent = replace(handed, sender=GRID)
    row, held = decide(worker, MATTERS, sent, "recall", LENGTHS)
    assert (row.end, next_desk(row, held, sent, {}, LENGTHS)) == (state, GRID)
    assert next_sender(row, sent, GRID) == ""
    assert "recall" not in verbs_of(actor("street_chief"), sent)
    seen = replace(sent, seen=True)
    assert "recall" not in verbs_of(worker, seen)
    with pytest.raises(NotNow) as refused:
        decide(worker, MATTERS, seen, "recall", LENGTHS)
    assert refused.value.code == "seen_there"
    with pytest.raises(NotYours):
        decide(actor("grid_worker", "211102005013002"), MATTERS, sent, "recall", LENGTHS)


def test_who_handed_it_down_takes_it_back_too():
    sent = case("registered", desk=GRID[:12], area=GRID[:12])
    sent = replace(sent, sender=GRID[:9])
    assert decide(actor("street_chief"), MATTERS, sent, "recall", LENGTHS)
    assert not holds(actor("community_clerk").grants[0], "sender", sent, LENGTHS)


def row_of(name: str):
    return next(row for row in MATTERS.rows if row.name == name)


def test_the_sender_is_whoever_handed_it_over_last():
    at_grid = case("verifying")
    assert next_sender(row_of("escalate@verifying"), at_grid, GRID[:12]) == GRID
    at_street = case("verifying", desk=GRID[:9])
    assert next_sender(row_of("hand_down@verifying"), at_street, GRID[:12]) == GRID[:9]
    sent = replace(case("verifying", desk=GRID[:12]), sender=GRID)
    assert next_sender(row_of("remark@verifying"), sent, GRID[:12]) == GRID
    assert next_sender(row_of("urge@verifying"), sent, GRID[:12]) == GRID
    assert next_sender(row_of("register@verifying"), sent, GRID[:12]) == ""
    assert next_sender(row_of("dispatch@registered"), sent, GRID[:12]) == ""


# --- going over


def test_a_case_goes_over_to_another_flow_before_it_is_registered_and_not_after():
    say = FLOWS["appeals"].say
    for state in MATTERS.states:
        if state in ("reported", "verifying"):
            check_other_flow(case(state), say)
        else:
            with pytest.raises(NotNow) as refused:
                check_other_flow(case(state), say)
            assert refused.value.code == "flow_settled" and say.zh in refused.value.say.zh


def test_a_row_for_some_kinds_is_not_there_for_others():
    clerk, appeals = actor("community_clerk"), FLOWS["appeals"]
    close = next(row for row in appeals.rows_from("reported") if row.verb == "close")
    assert stands(clerk, close, replace(case(), kind="A0301"), LENGTHS)
    assert stands(clerk, close, replace(case(), kind=""), LENGTHS)
    assert stands(clerk, close, replace(case(), kind="A0101"), LENGTHS) is None
