"""Residents' appeals: every state × verb × post against a table written down a second time, and more."""

from dataclasses import replace
from itertools import product

import pytest
from tests.cases.test_rules import AREA_DESKS, FIELD, GRID, LENGTHS, OVER, UNIT, UNITS, actor, case

from wangge.cases.rules import allowed, check_facts, check_kind, decide
from wangge.catalogue.rules import APPEALS
from wangge.core.refusals import Missing, NotNow, NotYours
from wangge.orgs.rules import POSTS

WITH_UNIT = {"dispatched", "handling"}
DESKS = {"community_clerk"}
WORKER = {"grid_worker"}
AGAIN = {"reopen": AREA_DESKS, "contest": WORKER | AREA_DESKS}
# Who may do what about help wanted (A0101) where the grid holds the case: written by hand.
BY_HAND: dict[str, dict[str, set[str]]] = {
    "reported": {
        "accept": DESKS, "verify": DESKS, "decline": DESKS, "void": DESKS, "solve": WORKER, "escalate": WORKER,
    },
    "verifying": {
        "verify": WORKER, "decline": DESKS, "register": DESKS, "void": DESKS, "solve": WORKER, "escalate": WORKER,
    },
    "registered": {"dispatch": DESKS, "void": DESKS, "solve": WORKER, "escalate": WORKER},
    "dispatched": {"recall": DESKS, "start": UNITS, "finish": UNITS, "return": UNITS},
    "handling": {"finish": UNITS, "return": UNITS},
    "checking": {"close": DESKS, "verify": DESKS, "check_fail": DESKS},
    "handled": {"check_pass": WORKER | DESKS, "check_fail": WORKER | DESKS},
    "closed": AGAIN,
    "declined": AGAIN,
    "voided": {},
    "merged": {"unmerge": OVER},
}  # fmt: skip


# Beside the stages, where nothing is asked and nobody helps: as for matters.
for _state in ("reported", "verifying", "registered", "checking"):
    BY_HAND[_state] |= {"wait": WORKER | DESKS, "supervise": OVER}
BY_HAND["handled"] |= {"supervise": OVER}
BY_HAND["registered"] |= {"invite": DESKS, "whistle": OVER}
for _state in ("dispatched", "handling"):
    BY_HAND[_state] |= {"ask": UNITS, "wait": UNITS, "supervise": OVER, "invite": DESKS, "whistle": OVER}
BY_HAND["dispatched"] |= {"object": UNITS}
for _state in ("reported", "verifying", "registered"):
    BY_HAND[_state] |= {"merge": OVER}
for _state in set(BY_HAND) - {"voided", "merged"}:
    BY_HAND[_state] = BY_HAND[_state] | {"split": OVER}


def expected(state: str, verb: str, post: str) -> bool:
    if verb == "remark":
        return post in FIELD
    if verb == "urge":
        return post in OVER and state not in APPEALS.ends
    return post in BY_HAND[state].get(verb, set())


def appeal(state: str, kind: str = "A0101", **more):
    return replace(case(state, unit=UNIT if state in WITH_UNIT else None), kind=kind, **more)


def verbs_of(post: str, standing) -> set[str]:
    return {row.verb for row in allowed(actor(post), APPEALS, standing, LENGTHS)}


@pytest.mark.parametrize(("state", "verb", "post"), list(product(APPEALS.states, APPEALS.verbs, POSTS)))
def test_every_state_verb_and_post(state, verb, post):
    standing = appeal(state)
    assert (verb in verbs_of(post, standing)) is expected(state, verb, post)
    if expected(state, verb, post):
        row, held = decide(actor(post), APPEALS, standing, verb, LENGTHS)
        assert (row.verb, row.source, held.post) == (verb, state, post)
    else:
        with pytest.raises((NotNow, NotYours)):
            decide(actor(post), APPEALS, standing, verb, LENGTHS)


@pytest.mark.parametrize(
    ("kind", "at_once", "visited"),
    [("A0101", False, True), ("A0201", False, True), ("A0301", True, False), ("A0401", True, False),
     ("A0501", False, False)],
)  # fmt: skip
def test_advice_and_thanks_are_answered_at_once_and_help_and_complaints_may_be_visited(kind, at_once, visited):
    for state in ("reported", "verifying"):
        assert ("close" in verbs_of("community_clerk", appeal(state, kind))) is at_once
    assert ("verify" in verbs_of("community_clerk", appeal("checking", kind))) is visited
    assert "close" in verbs_of("community_clerk", appeal("checking", kind))


@pytest.mark.parametrize("state", ["reported", "verifying", "checking"])
def test_nothing_is_closed_without_an_answer_to_the_resident(state):
    row, _ = decide(actor("community_clerk"), APPEALS, appeal(state, "A0301"), "close", LENGTHS)
    with pytest.raises(Missing) as refused:
        check_facts(row, appeal(state, "A0301"), {"words": "办好了"})
    assert refused.value.facts["missing"] == ["reply"]
    check_facts(row, appeal(state, "A0301"), {"reply": "谢谢您的建议，已转给公园。"})


def test_what_has_no_kind_yet_is_answered_at_once_only_as_advice_or_thanks():
    unknown = appeal("reported", "")
    row, _ = decide(actor("community_clerk"), APPEALS, unknown, "close", LENGTHS)
    with pytest.raises(Missing) as refused:
        check_facts(row, unknown, {"reply": "谢谢"})
    assert refused.value.facts["missing"] == ["kind"]
    check_kind(row, unknown, "A0401")
    with pytest.raises(NotNow) as unsuited:
        check_kind(row, unknown, "A0201")
    assert unsuited.value.code == "kind_unsuited"


def test_a_visit_that_finds_it_undone_leaves_it_with_the_desk():
    row, _ = decide(actor("grid_worker"), APPEALS, appeal("handled"), "check_fail", LENGTHS)
    assert row.end == "checking"
    with_unit = appeal("checking", unit=UNIT)
    assert decide(actor("community_clerk"), APPEALS, with_unit, "check_fail", LENGTHS)[0].end == "handling"
    own = appeal("checking")
    assert decide(actor("community_clerk"), APPEALS, own, "check_fail", LENGTHS)[0].end == "registered"
    assert len(own.area) == len(GRID)
