"""Queues follow from the flow tables: every open state is in one, and every decision on a request is known."""

from typing import get_args

import pytest

from wangge.api.answers.fronts import QueueName
from wangge.cases.rules import LOOKED_AT, QUEUES, STAGE_QUEUES, STAGES, check_queue, decisions, states_of
from wangge.catalogue.rules import FLOWS
from wangge.core.refusals import Missing


@pytest.mark.parametrize("grid", [True, False])
@pytest.mark.parametrize("state", sorted(STAGES))
def test_every_open_state_is_in_one_queue_of_everybody(state, grid):
    assert sum(state in states_of(name, grid=grid) for name in STAGE_QUEUES) == 1


def test_what_a_desk_registers_is_looked_at_by_the_worker():
    assert frozenset({"verifying"}) == LOOKED_AT
    assert states_of("verify", grid=True) == ["verifying"] and states_of("verify", grid=False) == []
    assert states_of("register", grid=False) == ["verifying"] and states_of("register", grid=True) == []
    assert states_of("handle", grid=True) == ["dispatched", "handling"]
    assert states_of("orders", grid=False) == []


def test_the_queues_have_the_names_of_their_type():
    assert set(QUEUES) == set(get_args(QueueName.__value__))
    assert check_queue("close") == "close"
    with pytest.raises(Missing) as refused:
        check_queue("everything")
    assert refused.value.facts == {"choices": list(QUEUES)}


def test_decisions_are_those_of_the_tables():
    rows = [row for flow in FLOWS.values() for row in flow.rows if row.verb in ("support", "grant")]
    found = decisions()
    for row in rows:
        (one,) = [d for d in found if (d.verb, d.sorts) == (row.verb, row.sorts) and d.relation in row.by]
        assert row.source in one.sources
    assert {(d.verb, d.relation, d.states) for d in found} == {
        ("support", "unit", ("asked",)), ("support", "desk", ("asked",)), ("grant", "desk", ("supported",)),
        ("grant", "top", ("supported",)),
    }  # fmt: skip
