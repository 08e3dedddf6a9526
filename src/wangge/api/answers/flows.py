"""Flow tables and kinds."""

from typing import Literal

from pydantic import Field
from typing_extensions import TypeAliasType

from wangge.api.answers.shapes import Label, Page, Post, Shape

FlowName = TypeAliasType("FlowName", Literal["matters", "appeals", "governance"])
CaseState = TypeAliasType(
    "CaseState",
    Literal[
        "reported",
        "verifying",
        "registered",
        "dispatched",
        "handling",
        "handled",
        "checking",
        "closed",
        "declined",
        "voided",
        "merged",
    ],
)
Mark = TypeAliasType("Mark", Literal["pooled", "suspended", "supervised", "designated", "unsolved", "not_right"])
Verb = TypeAliasType(
    "Verb",
    Literal[
        "accept", "answer", "arrive", "ask", "check_fail", "check_pass", "classify", "close", "contest", "contribute",
        "decline", "designate", "dispatch", "escalate", "finish", "go_on", "grant", "hand_down", "invite", "merge",
        "object", "recall", "refuse", "register", "remark", "reopen", "return", "solve", "split", "start", "supervise",
        "support", "unmerge", "uphold", "urge", "verify", "void", "wait", "whistle", "withdraw",
    ],
)  # fmt: skip
FactName = TypeAliasType(
    "FactName",
    Literal[
        "words", "reply", "photos", "unit", "instead", "kind", "condition",
        "place", "area", "result", "outcome", "grade", "units",
        "limit_minutes", "sort", "review_on", "limit", "request", "into", "report",
    ],
)  # fmt: skip
Relation = TypeAliasType(
    "Relation",
    Literal[
        "grid", "community", "second", "holder", "desk", "unit", "over", "seer", "reporter", "sender", "helper",
        "called", "late_unit", "top",
    ],
)  # fmt: skip
ClockEffect = TypeAliasType("ClockEffect", Literal["start", "keep", "stop"])


class KindName(Shape):
    """A kind in short."""

    code: str
    name: Label


class Kind(Shape):
    """A kind of the catalogue: its flow, its limit in words, whether it is one of the usual ones, the usual words that
    find it, how many filing conditions it has, how often it came in the community of the area that was asked for, and
    why it may not be filed there now (null: it may)."""

    code: str
    name: Label
    flow: FlowName
    limit: Label
    usual: bool
    words: str
    conditions: int
    here: int
    blocked: Label | None


class KindList(Page):
    """The whole catalogue."""

    items: list[Kind]


class FlowState(Shape):
    """A state: its name, what a resident is told, the quarters of the sign that it fills, whether it is an end."""

    name: CaseState
    label: Label
    told: Label
    quarter: Literal[0, 1, 2, 3, 4]
    end: bool


class FlowRow(Shape):
    """A row: who may take a case from where to where, what must and may be given, what the clock does.

    ``when`` narrows it to cases that no unit has (``own``) or one has (``unit``), to a ``helper``, or to merged cases
    that had been in a state (``was_…``); ``kinds`` to kinds that begin so, empty for every kind.
    """

    name: str
    verb: Verb
    from_: CaseState = Field(alias="from")
    to: CaseState
    by: list[Relation]
    posts: list[Post]
    label: Label
    needs: list[FactName]
    may: list[FactName]
    clock: ClockEffect
    when: Literal["own", "unit", "helper", "was_reported", "was_verifying", "was_registered"] | None
    kinds: list[str]


class Flow(Shape):
    """A whole flow table with its words; ``edition`` is the district's own, 0 as shipped."""

    name: FlowName
    version: int
    edition: int
    label: Label
    first: CaseState
    states: list[FlowState]
    marks: dict[Mark, Label]
    relations: dict[Relation, Label]
    clock: dict[ClockEffect, Label]
    rows: list[FlowRow]
    stage_limits: dict[CaseState, str]


class FlowList(Page):
    """The flow tables of a district."""

    items: list[Flow]
