"""Whether it is really solved: looking again, call-backs, what reporters said, and how a district has it."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime
from typing_extensions import TypeAliasType

from wangge.api.answers.flows import KindName
from wangge.api.answers.shapes import Coded, Label, Named, Page, Point, Shape

Finding = TypeAliasType("Finding", Literal["right", "not_right", "unsure"])


class Recheck(Shape):
    """A closed case that is looked at again. ``before`` and ``after`` are pictures, ``asked`` the area that looks,
    ``mine`` whether that is the reader's. ``dropped``: the case was taken up again before anybody looked."""

    id: UUID
    case: UUID
    number: str
    kind: KindName | None
    words: str
    address: str
    area: Coded
    point: Point | None
    before: list[UUID]
    after: list[UUID]
    asked: Coded
    mine: bool
    drawn_at: AwareDatetime
    closed_at: AwareDatetime | None
    state: Literal["open", "done", "dropped"]
    result: Finding | None
    result_label: Label | None
    done_at: AwareDatetime | None


class RecheckList(Page):
    """Re-checks, the newest first."""

    items: list[Recheck]


class RecheckCounts(Shape):
    """What looking again found in a grid; how many are still open."""

    area: Coded
    drawn: int
    open: int
    right: int
    not_right: int
    unsure: int


class RecheckFigures(Page):
    """By grid, in the order of the codes; there is no further page. ``seed`` is with what the draw began."""

    month: str
    seed: str
    items: list[RecheckCounts]


class CallBack(Shape):
    """Somebody to ring up about a case that has ended. ``phone`` is masked, null where it was erased; ``who`` had the
    case last. What was said is null where nobody was reached or the question was not answered."""

    id: UUID
    case: UUID
    number: str
    kind: KindName | None
    words: str
    address: str
    area: Coded
    who: Named
    phone: str | None
    ended_at: AwareDatetime | None
    state: Literal["open", "reached", "unreached"]
    tries: int
    tries_left: int
    next_at: AwareDatetime
    solved: bool | None
    answered: bool | None
    satisfied: int | None


class CallBackList(Page):
    """Call-backs that the reader may make now, the longest waiting first, with the sentences to be said."""

    script: list[Label]
    items: list[CallBack]


class Rate(Shape):
    """A share of yes with its count and Wilson's 95 % interval (0 to 1); null where nobody answered. ``few``: fewer
    than five answers say too little to be compared."""

    yes: int
    asked: int
    share: float | None
    low: float | None
    high: float | None
    few: bool


class Mean(Shape):
    """A mean from 1 to 5 with its count; null where nobody answered."""

    mean: float | None
    asked: int


class OwnRatings(Shape):
    """What reporters said by themselves; each of the three apart."""

    solved: Rate
    answered: Rate
    satisfied: Mean


class CallRatings(OwnRatings):
    """What reporters said who were drawn and rung up."""

    drawn: int
    open: int
    reached: int
    unreached: int


class SolvedRow(Shape):
    """A unit or desk, a kind, or a street; ``calls`` is null where nobody was drawn, and for kinds and streets."""

    id: str
    name: Label
    ratings: OwnRatings
    calls: CallRatings | None


class SolvedFigures(Page):
    """Figures of a month; there is no further page."""

    month: str
    by: Literal["unit", "kind", "street"]
    items: list[SolvedRow]


class SolvingSettings(Shape):
    """How the district has solving verified: re-checks in a thousand, call-backs in a hundred and at least a month."""

    edition: int
    recheck: int
    share: int
    least: int
    script: list[Label]
    mine: bool


class SolvingChosen(Shape):
    """The edition that holds from now on."""

    edition: int
