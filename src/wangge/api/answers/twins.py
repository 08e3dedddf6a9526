"""Pictures that look the same."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime
from typing_extensions import TypeAliasType

from wangge.api.answers.cases import CaptureMark, KindName
from wangge.api.answers.shapes import Coded, Label, Page, Shape

TwinState = TypeAliasType("TwinState", Literal["open", "same", "different", "again"])


class TwinCase(Shape):
    """The case that a picture belongs to, with the beginning of its words."""

    id: UUID
    number: str
    kind: KindName | None
    state_label: Label
    area: Coded
    created_at: AwareDatetime
    words: str


class TwinPicture(Shape):
    """One picture of a pair; ``file`` is null once it was erased."""

    file: UUID | None
    happened_at: AwareDatetime | None
    mark: CaptureMark | None
    case: TwinCase


class TwinLook(Shape):
    """Who said what the pair is, and when."""

    by: str
    at: AwareDatetime


class Twin(Shape):
    """A pair of pictures of two cases that look the same, the later one first.

    ``exact`` when they are the same bytes; ``distance`` is in how many of 64 bits their hashes differ, 7 at most.
    Nothing follows from being listed or from what is said of it.
    """

    id: UUID
    state: TwinState
    state_label: Label
    exact: bool
    distance: int
    found_at: AwareDatetime
    looked: TwinLook | None
    words: str | None
    pictures: list[TwinPicture]


class TwinList(Page):
    """Pairs, the latest found first; ``note`` says what listing them means."""

    items: list[Twin]
    note: Label
