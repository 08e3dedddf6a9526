"""What may become one case and two again."""

from dataclasses import replace
from uuid import UUID

import pytest
from tests.cases.test_rules import GRID, LENGTHS, REPORTER, actor, case

from wangge.cases.rules import Part, allowed, check_into, check_split, decide, may_see, not_joined, tellers_after
from wangge.catalogue.rules import FLOWS, MATTERS
from wangge.core.refusals import NotNow
from wangge.core.words import Say

OPEN = Say("待受理", "Reported")
CLERK = actor("community_clerk")


def verbs(standing) -> set[str]:
    return {row.verb for row in allowed(CLERK, MATTERS, standing, LENGTHS)}


@pytest.mark.parametrize("before", ["reported", "verifying", "registered"])
def test_a_merged_case_goes_on_in_the_state_that_it_had(before):
    row, _ = decide(CLERK, MATTERS, case("merged", before=before), "unmerge", LENGTHS)
    assert (row.end, row.name) == (before, f"unmerge@merged#was_{before}")


def test_what_was_dispatched_is_not_merged_and_nothing_else_is_open_to_a_merged_case():
    for state in ("dispatched", "handling", "handled", "checking", "closed", "declined", "voided"):
        assert "merge" not in verbs(case(state))
    assert verbs(case("merged")) == {"unmerge", "remark"}


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_every_flow_merges_alike(flow):
    assert {row.source for row in flow.rows_of("merge")} == {"reported", "verifying", "registered"}
    assert {row.end for row in flow.rows_of("unmerge")} == {"reported", "verifying", "registered"}
    assert {row.source for row in flow.rows_of("split")} == set(flow.states) - {"voided", "merged"}


def test_tasks_are_taken_back_before_a_case_is_merged():
    part = Part(UUID(int=1), UUID(int=2), "arrive", name="排水队")
    busy = replace(case("registered", desk=GRID[:12]), parts=(part,))
    with pytest.raises(NotNow) as refused:
        decide(CLERK, MATTERS, busy, "merge", LENGTHS)
    assert (refused.value.code, "排水队" in refused.value.say.zh) == ("tasks_open", True)
    assert "merge" in verbs(replace(busy, parts=(replace(part, state="done"),)))


def test_nothing_is_split_off_a_single_report():
    with pytest.raises(NotNow) as refused:
        decide(CLERK, MATTERS, case(reports=1), "split", LENGTHS)
    assert refused.value.code == "one_report"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"itself": True}, "into_itself"),
        ({"merged_into": "211102-20250305-000009", "ended": True}, "into_merged"),
        ({"ended": True}, "into_ended"),
    ],
)
def test_what_is_not_merged_into(facts, code):
    plain = {"itself": False, "ended": False, "merged_into": "", "state": OPEN, "number": "211102-20250305-000001"}
    check_into(**plain)
    with pytest.raises(NotNow) as refused:
        check_into(**(plain | facts))
    assert refused.value.code == code
    assert refused.value.say.zh and refused.value.say.en


def test_which_report_is_split_off():
    check_split(own=True, joined=True, came_with="")
    for facts, code in (
        ({"own": False, "joined": True, "came_with": "211102-20250305-000001"}, "came_merged"),
        ({"own": True, "joined": False, "came_with": ""}, "opened_it"),
    ):
        with pytest.raises(NotNow) as refused:
            check_split(**facts)
        assert refused.value.code == code


def test_a_report_joins_or_is_told_why_not():
    assert not_joined(there=True, ended=False, offered=True) is None
    ended = not_joined(there=True, ended=True, offered=True)
    away = not_joined(there=False, ended=False, offered=False)
    assert ended and away and ended != away
    assert not_joined(there=True, ended=True, offered=False) == away


def test_whoever_told_of_it_sees_it_and_the_public_is_nobody():
    teller = actor("grid_worker", "211102005013009", person=77)
    assert not may_see(teller, case())
    assert may_see(teller, case(tellers=frozenset({UUID(int=77)})))
    assert may_see(actor("grid_worker", "211102005013009", person=REPORTER.int), case())
    assert tellers_after("a", "-", ["b", "a", "-"], ["c", "b"]) == ["b", "c"]
