"""The queues of a desk or a worker: whose next act it is, split by what is asked. Pure; from the flow tables."""

from dataclasses import dataclass

from wangge.cases.rules.requests import DECIDES
from wangge.cases.rules.solving import DOUBTS
from wangge.cases.rules.timing import STAGES, VERIFY
from wangge.catalogue.rules import FLOWS
from wangge.core.refusals import Missing
from wangge.core.words import Say

STAGE_QUEUES = tuple(dict.fromkeys((STAGES["reported"], VERIFY, *STAGES.values())))
"""Queues that follow from the state of a case: the stages, and looking on the spot."""
DOUBT_QUEUES = DOUBTS
"""What has ended and somebody says is not solved, by who says so: until it is reopened or upheld."""
QUEUES = (*STAGE_QUEUES, "look", "orders", "requests", *DOUBT_QUEUES, "late", "unseen", "mine")
"""All queues. ``mine`` holds every case of the stages' queues, ``look`` what an area put right itself, in pictures."""

LOOKED_AT = frozenset(row.source for flow in FLOWS.values() for row in flow.rows_of(VERIFY) if "grid" in row.by)
"""States in which the worker of the grid is asked what is to be seen on the spot."""


def check_queue(name: str) -> str:
    """The name of a queue. Raises ``Missing`` (``queue_unknown``)."""
    if name not in QUEUES:
        raise Missing(
            "queue_unknown",
            Say(
                f"没有这个队列。只能是：{'、'.join(QUEUES)}。",
                f"There is no such queue. It must be one of: {', '.join(QUEUES)}.",
            ),
            choices=list(QUEUES),
        )
    return name


def states_of(queue: str, *, grid: bool) -> list[str]:
    """The states in which a case stands in a stage's queue, of the worker of a grid or of everybody else."""
    if queue == VERIFY:
        return sorted(LOOKED_AT) if grid else []
    states = (state for state, stage in STAGES.items() if stage == queue)
    return [state for state in states if not (grid and state in LOOKED_AT)]


@dataclass(frozen=True)
class Decision:
    """What some row of a flow lets somebody decide: the requests of these sorts in these states, of a case in one of
    ``sources`` to which the post stands in ``relation``."""

    verb: str
    relation: str
    sorts: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def states(self) -> tuple[str, ...]:
        """In which states the requests wait for this verb."""
        return DECIDES[self.verb]


def decisions() -> list[Decision]:
    """Every decision on a request that the flow tables know, each once. To refuse is part of both levels' decision."""
    found: dict[tuple[str, str, tuple[str, ...]], set[str]] = {}
    for flow in FLOWS.values():
        for row in flow.rows:
            if row.verb in ("support", "grant"):
                for relation in row.by:
                    found.setdefault((row.verb, relation, row.sorts), set()).add(row.source)
    return [Decision(*key, tuple(sorted(sources))) for key, sources in found.items()]
