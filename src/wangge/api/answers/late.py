"""The chief's table: what is late or soon will be, by whose hands it is in."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field
from typing_extensions import TypeAliasType

from wangge.api.answers.cases import CaseFacts
from wangge.api.answers.history import Entry
from wangge.api.answers.shapes import Label, Named, Shape

LateReason = TypeAliasType(
    "LateReason", Literal["late", "soon", "handling", "returned", "untaken", "pooled", "waiting"]
)


class LateReasonCount(Shape):
    """How many cases stand on the table for a reason."""

    code: LateReason
    label: Label
    count: int


class LateCounts(Shape):
    """How many cases of one place stand on the table, by reason."""

    late: int
    soon: int
    handling: int
    returned: int
    untaken: int
    pooled: int
    waiting: int


class LateCase(CaseFacts):
    """A case of the table: in whose hands and since when, how often given back, and the last thing people did."""

    words: str
    hands: Named
    since: AwareDatetime
    returns: int
    last: Entry | None


class LateWeek(Shape):
    """How many cases ended in the week from a Monday, and how many of them late; the present week is not over."""

    from_: date = Field(alias="from")
    late: int
    ended: int


class LatePlace(Shape):
    """A unit or desk with its figures, the last eight weeks of what it had last, and up to three of its cases."""

    id: str
    name: str
    counts: LateCounts
    weeks: list[LateWeek]
    cases: list[LateCase]


class LateTable(Shape):
    """The chief's table. ``nearest`` are the next due where nothing is late."""

    reasons: list[LateReasonCount]
    places: list[LatePlace]
    nearest: list[LateCase]
