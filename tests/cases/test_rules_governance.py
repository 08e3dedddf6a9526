"""Disputes and dangers: every state × verb × post against a table written down a second time, and their way up."""

from dataclasses import replace
from itertools import product

import pytest
from tests.cases.test_rules import AREA_DESKS, FIELD, GRID, LENGTHS, OVER, UNIT, UNITS, actor, case

from wangge.cases.rules import allowed, check_facts, decide, hands_over, holds_now, next_desk, next_sender
from wangge.catalogue.rules import GOVERNANCE
from wangge.core.refusals import Missing, NotNow, NotYours
from wangge.orgs.rules import POSTS

DESKS = {"community_clerk"}
WORKER = {"grid_worker"}
AGAIN = {"reopen": AREA_DESKS, "contest": WORKER | AREA_DESKS}
BEFORE = {"decline": DESKS, "void": DESKS, "escalate": WORKER}
# Who may do what about a dispute where the grid holds the case: written by hand. "by unit" where a unit has it.
BY_HAND: dict[str, dict[str, set[str]]] = {
    "reported": {"accept": DESKS, "verify": DESKS, **BEFORE},
    "verifying": {"verify": WORKER, "register": DESKS, "classify": DESKS, **BEFORE},
    "registered": {"classify": DESKS, "start": WORKER, "dispatch": DESKS, "void": DESKS, "escalate": WORKER},
    "handling": {"finish": WORKER, "escalate": WORKER},
    "handled": {"check_pass": WORKER | DESKS, "check_fail": WORKER | DESKS},
    "checking": {"close": DESKS, "escalate": WORKER, "check_fail": DESKS},
    "closed": AGAIN,
    "declined": AGAIN,
    "voided": {},
    "merged": {"unmerge": OVER},
    "dispatched by unit": {"recall": DESKS, "start": UNITS, "return": UNITS},
    "handling by unit": {"finish": UNITS, "return": UNITS},
    "handled by unit": {"check_pass": WORKER | DESKS, "check_fail": WORKER | DESKS},
    "checking by unit": {"close": DESKS, "escalate": WORKER, "check_fail": DESKS},
}


# Beside the stages, where nothing is asked and nobody helps: as for matters; a desk that mediates waits itself.
for _state in ("reported", "verifying", "registered", "handling", "checking", "checking by unit"):
    BY_HAND[_state] |= {"wait": WORKER | DESKS, "supervise": OVER}
for _state in ("handled", "handled by unit"):
    BY_HAND[_state] |= {"supervise": OVER}
for _state in ("registered", "handling"):
    BY_HAND[_state] |= {"invite": DESKS, "whistle": OVER}
for _state in ("dispatched by unit", "handling by unit"):
    BY_HAND[_state] |= {"ask": UNITS, "wait": UNITS, "supervise": OVER, "invite": DESKS, "whistle": OVER}
BY_HAND["dispatched by unit"] |= {"object": UNITS}
for _state in ("reported", "verifying", "registered"):
    BY_HAND[_state] |= {"merge": OVER}
for _state in set(BY_HAND) - {"voided", "merged"}:
    BY_HAND[_state] = BY_HAND[_state] | {"split": OVER}


def expected(state: str, verb: str, post: str) -> bool:
    if verb == "remark":
        return post in FIELD
    if verb == "urge":
        return post in OVER and state.split()[0] not in GOVERNANCE.ends
    return post in BY_HAND[state].get(verb, set())


def dispute(state: str, **more):
    name, _, by_unit = state.partition(" by ")
    return replace(case(name, unit=UNIT if by_unit else None), kind="G0101", **more)


@pytest.mark.parametrize(("state", "verb", "post"), list(product(BY_HAND, GOVERNANCE.verbs, POSTS)))
def test_every_state_verb_and_post(state, verb, post):
    standing = dispute(state)
    open_to = {row.verb for row in allowed(actor(post), GOVERNANCE, standing, LENGTHS)}
    assert (verb in open_to) is expected(state, verb, post)
    if expected(state, verb, post):
        row, held = decide(actor(post), GOVERNANCE, standing, verb, LENGTHS)
        assert (row.verb, row.source, held.post) == (verb, standing.state, post)
    else:
        with pytest.raises((NotNow, NotYours)):
            decide(actor(post), GOVERNANCE, standing, verb, LENGTHS)


def test_the_table_by_hand_names_every_state():
    assert {state.split()[0] for state in BY_HAND} == set(GOVERNANCE.states)


@pytest.mark.parametrize("desk", [GRID[:12], GRID[:9], GRID[:6]])
@pytest.mark.parametrize(("grade", "level"), [("simple", 12), ("complex", 9), ("hard", 6)])
def test_a_grade_takes_it_up_to_its_level_and_never_down(desk, grade, level):
    post = {12: "community_clerk", 9: "street_chief", 6: "district_duty_officer"}[len(desk)]
    at_desk = dispute("registered", desk=desk)
    row, held = decide(actor(post), GOVERNANCE, at_desk, "classify", LENGTHS)
    to = next_desk(row, held, at_desk, {"grade": grade}, LENGTHS)
    assert to == GRID[: min(level, len(desk))]
    assert hands_over(row, was_desk=desk, desk=to) is (to != desk)
    assert next_sender(row, at_desk, to) == ("" if to == desk else desk)


def test_a_grade_is_one_of_three_and_an_outcome_too():
    classify, _ = decide(actor("community_clerk"), GOVERNANCE, dispute("registered"), "classify", LENGTHS)
    finish, _ = decide(actor("grid_worker"), GOVERNANCE, dispute("handling"), "finish", LENGTHS)
    with pytest.raises(Missing) as lacking:
        check_facts(finish, dispute("handling"), {"words": "谈了两次"})
    assert lacking.value.facts["missing"] == ["outcome"]
    for row, name, code in ((classify, "grade", "grade_unknown"), (finish, "outcome", "outcome_unknown")):
        with pytest.raises(Missing) as refused:
            check_facts(row, dispute(row.source), {"words": "x", name: "perhaps"})
        assert refused.value.code == code
    check_facts(finish, dispute("handling"), {"words": "签了协议", "outcome": "settled"})


def test_what_was_not_settled_goes_up_and_the_highest_level_goes_on_with_it():
    street = dispute("checking by unit", desk=GRID[:9])
    row, held = decide(actor("street_chief"), GOVERNANCE, street, "escalate", LENGTHS)
    assert (row.end, next_desk(row, held, street, {}, LENGTHS)) == ("registered", GRID[:6])
    top = dispute("handling", desk=GRID[:6])
    with pytest.raises(NotNow) as refused:
        decide(actor("district_duty_officer"), GOVERNANCE, top, "escalate", LENGTHS)
    assert refused.value.code == "top_level"
    assert decide(actor("district_duty_officer"), GOVERNANCE, top, "finish", LENGTHS)


def test_who_settles_it_has_the_turn():
    assert holds_now(actor("community_clerk"), dispute("handling", desk=GRID[:12]), LENGTHS)
    assert not holds_now(actor("unit_handler"), dispute("handling"), LENGTHS)
    assert holds_now(actor("unit_handler"), dispute("handling by unit"), LENGTHS)
    assert not holds_now(actor("community_clerk"), dispute("handling by unit", desk=GRID[:12]), LENGTHS)
