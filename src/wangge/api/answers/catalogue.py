"""The catalogue as people look into it: classes, kinds, filing conditions, what was found, controlled hours."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime
from typing_extensions import TypeAliasType

from wangge.api.answers.choices import Condition, Limit, Refusal
from wangge.api.answers.flows import FlowName
from wangge.api.answers.shapes import Coded, Label, Page, Shape

KindPart = TypeAliasType("KindPart", Literal["limit", "usual", "used", "words", "conditions"])
RowKind = TypeAliasType("RowKind", Literal["new", "changed", "unchanged"])
ControlEffect = TypeAliasType("ControlEffect", Literal["blocked", "only"])


class CatalogueKind(Shape):
    """A kind in use with its conditions; ``limit`` holds while none of them is chosen."""

    code: str
    name: Label
    flow: FlowName
    limit: Limit
    usual: bool
    words: str
    local: bool
    conditions: list[Condition]


class CatalogueMajor(Shape):
    """A major class with its kinds."""

    code: str
    name: Label
    kinds: list[CatalogueKind]


class Catalogue(Shape):
    """The catalogue of a district as new cases take it, by code."""

    majors: list[CatalogueMajor]


class KindFound(Shape):
    """A kind that fits what was said, its likeliest condition (null: none fits better), and how well it fits."""

    code: str
    name: Label
    major: Label | None
    limit: Limit
    condition: Condition | None
    score: float


class KindsFound(Page):
    """At most ten kinds, the best first."""

    items: list[KindFound]


class PartChanged(Shape):
    """What would be other in a kind: in words, null where there was or would be nothing."""

    part: KindPart
    was: Label | None
    now: Label | None


class KindPreview(Shape):
    """What an edition of a kind would change, or why it would be refused; nothing is written. Open cases of the kind
    keep the edition that they have."""

    refusal: Refusal | None
    changes: list[PartChanged]
    open_cases: int


class SheetRow(Shape):
    """A kind that a file names, by its first line, and in what it would be other."""

    line: int
    code: str
    name: Label
    what: RowKind
    parts: list[KindPart]


class SheetFault(Shape):
    """What is wrong in a file, and what to write there."""

    line: int
    column: str
    label: Label


class SheetPreview(Shape):
    """What taking a file in would change, row by row; with ``faults`` nothing of it would be. ``rows`` leaves out what
    is unchanged; of both at most so many are named, ``capped`` says that there are more."""

    new: int
    changed: int
    unchanged: int
    wrong: int
    rows: list[SheetRow]
    faults: list[SheetFault]
    capped: bool


class SheetTaken(Shape):
    """How many kinds a file made, changed and left."""

    new: int
    changed: int
    unchanged: int


class Control(Shape):
    """Controlled hours: kinds by beginnings of codes, areas (none: the whole district), days from Monday, 0, times, the
    season as first and last day of the year or null, and why."""

    id: UUID
    kinds: list[str]
    areas: list[Coded]
    days: list[int]
    starts: str
    ends: str
    season: list[str] | None
    effect: ControlEffect
    why: Label
    made_at: AwareDatetime


class ControlList(Page):
    """The controlled hours of a district that are in force, the last made first."""

    items: list[Control]
    mine: bool


class ControlSet(Shape):
    """Which controlled hours."""

    control: UUID
