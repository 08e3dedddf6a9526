"""Case files that leave the house, and the signed list."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from wangge.api.answers.history import ContentField
from wangge.api.answers.shapes import Page, Shape


class Erased(Shape):
    """Which field of which entry was erased; ``version`` is the entry that says so, the newest of the case."""

    erased: ContentField
    entry: int
    version: int


class AnchorLine(Shape):
    """One signed day: the root over the ends of all chains that moved within the positions ``first`` to ``last``.

    Hashes, key and signature are hexadecimal. ``previous`` is the SHA-256 of what was signed before it.
    """

    district: str
    number: int
    day: date
    first: int
    last: int
    count: int
    root: str
    previous: str
    made_at: AwareDatetime
    key: str
    signature: str


class AnchorList(Page):
    """Anchors of a district in their order."""

    items: list[AnchorLine]


class AnchorKey(Shape):
    """The public key (32 bytes) and its fingerprint: the first half of its SHA-256 in groups of four."""

    algorithm: Literal["Ed25519"]
    key: str
    fingerprint: str
