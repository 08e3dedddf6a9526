"""What is public of cases, and what is proposed to be."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import MISSING, AwareDatetime
from typing_extensions import TypeAliasType

from wangge.api.answers.shapes import Label, Page, Point, Shape, absent

PersonalSort = TypeAliasType(
    "PersonalSort", Literal["identity", "card", "phone", "plate", "email", "account", "name", "address"]
)


class PersonalSpan(Shape):
    """A stretch of the words that seems personal, in signs; ``sure`` where its form alone proves it.

    ``mask`` is what stands there once it is hidden.
    """

    start: int
    end: int
    sort: PersonalSort
    label: Label
    sure: bool
    mask: str


class ReleaseWords(Shape):
    """The words of the case and what of them is proposed to be hidden; ``id`` is sent along with the release.

    ``mask`` is what stands in place of what a person hides beside that.
    """

    id: UUID
    text: str
    spans: list[PersonalSpan]
    mask: str


class ReleaseShape(Shape):
    """Where a picture is made unreadable, in shares of its size; a detector proposes boxes and ellipses."""

    shape: Literal["box", "ellipse", "stroke"]
    x: float | MISSING = absent()
    y: float | MISSING = absent()
    w: float | MISSING = absent()
    h: float | MISSING = absent()
    points: list[tuple[float, float]] | MISSING = absent()
    width: float | MISSING = absent()


class ReleasePhoto(Shape):
    """A picture of the case with the shapes that are proposed for it."""

    id: UUID
    when: Literal["before", "after", "other"]
    width: int
    height: int
    shapes: list[ReleaseShape]


class Released(Shape):
    """What everybody sees, or saw until ``concealed_at``."""

    id: UUID
    words: str | None
    photos: list[UUID]
    by: str
    at: AwareDatetime
    concealed_at: AwareDatetime | None


class ReleaseProposal(Shape):
    """What may be released of a case, and what is. ``note`` says whether a detector has looked at the pictures.

    ``point`` is the place as everybody will be told it.
    """

    case: UUID
    state: Literal["none", "public", "concealed"]
    state_label: Label
    words: ReleaseWords | None
    photos: list[ReleasePhoto]
    detector: bool
    note: Label
    point: Point | None
    released: Released | None


class PublicCase(Shape):
    """What everybody may see of a case. ``id`` is not the case's; ``told`` is its state in residents' words.

    ``point`` is the middle of a square of 50 m, but for things that stand in the open. ``photos`` are ids for
    ``/public/files``.
    """

    id: UUID
    kind: Label | None
    told: Label
    ended: bool
    area: str
    words: str | None
    photos: list[UUID]
    reports: int
    reported_on: date
    released_at: AwareDatetime
    point: Point | None
    metres: int | None


class PublicCases(Page):
    """Up to fifty, the nearest or the latest first."""

    items: list[PublicCase]
