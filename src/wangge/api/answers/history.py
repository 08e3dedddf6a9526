"""Entries: what happened."""

from typing import Any, Literal
from uuid import UUID

from pydantic import MISSING, AwareDatetime
from typing_extensions import TypeAliasType

from wangge.api.answers.flows import CaseState
from wangge.api.answers.shapes import Label, Shape, absent

ContentField = TypeAliasType(
    "ContentField", Literal["words", "reply", "place", "contact", "file", "opinion", "public_words"]
)


class EntryActor(Shape):
    """Who did it. ``name`` is empty and ``post`` null for residents and for the system itself."""

    id: UUID
    name: str
    post: Label | None


class EntryPlace(Shape):
    """A place as it was told; the point, where there is one, as text of six decimals."""

    area: str
    address: str
    lat: str | MISSING = absent()
    lng: str | MISSING = absent()


class EntryFile(Shape):
    """A photo or sound, with the hash by which the entry vouches for it."""

    id: UUID
    type: str
    sha256: str


class Entry(Shape):
    """One entry of a case's history, its content joined under the reader's rights.

    ``subject`` is ``case:`` and its id; ``verb`` is ``case.`` and a word, or ``content.erase``; ``was`` is empty in the
    first entry. ``facts`` are the values that belong to the verb. ``contact`` is a masked number, for those who may see
    content. ``erased`` names the contents that are no longer kept.
    """

    subject: str
    seq: int
    verb: str
    actor: EntryActor
    was: CaseState | Literal[""]
    now: CaseState | Literal[""]
    happened_at: AwareDatetime
    recorded_at: AwareDatetime
    facts: dict[str, Any]
    words: str | None
    reply: str | None
    place: EntryPlace | None
    contact: str | None
    files: list[EntryFile]
    erased: list[ContentField]


class History(Shape):
    """The entries of a case; ``next`` is the mark of the page after it, null on the last one."""

    items: list[Entry]
    next: str | None


class News(Shape):
    """What happened since a position; ``next`` is the position from which to ask again."""

    items: list[Entry]
    next: str
