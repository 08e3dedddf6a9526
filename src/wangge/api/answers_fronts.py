"""What the front ends read of queues, pictures, notices and ratings, as their types say it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Schema


class Text(Schema):
    """A text in both languages."""

    zh: str
    en: str


class KindName(Schema):
    """A kind by its code, with its name."""

    code: str
    name: Text


QueueName = Literal[
    "accept", "verify", "register", "dispatch", "handle", "check", "close",
    "orders", "requests", "late", "unseen", "mine",
]  # fmt: skip


class Queues(Schema):
    """How many cases stand in each queue of whoever asks; ``capped`` when there are more than were counted."""

    queues: dict[QueueName, int]
    capped: bool


class NearCase(Schema):
    """An open case close to a point. ``mine`` when whoever asks may open it; else its picture is not told."""

    id: UUID
    number: str
    kind: KindName | None
    state: str
    state_label: Text
    quarter: int
    distance_m: float
    happened_at: datetime
    words: str
    photo: UUID | None
    mine: bool


class NearCases(Schema):
    """Up to five, the nearest first; there is no further page."""

    items: list[NearCase]
    next: None


class NoticeCase(Schema):
    """The case that a notice is about."""

    id: UUID
    number: str
    kind: KindName | None


class NoticePlace(Schema):
    """The area (its code) or unit (its id) that was told."""

    id: str
    name: str


class NoticeAnswer(Schema):
    """What a place was told. ``verb`` is that of the entry; ``words`` say it in a sentence."""

    id: UUID
    case: NoticeCase
    verb: str
    words: Text
    place: NoticePlace
    at: datetime
    seen: bool


class Notices(Schema):
    """A page of notices, newest first; ``unseen`` among the 200 newest, at most 99."""

    items: list[NoticeAnswer]
    next: str | None
    unseen: int


class Rated(Schema):
    """A rating that has come in; ``contest`` when the reporter may now ask for the case to be taken up again."""

    code: str
    solved: bool
    answered: bool
    satisfied: int
    contest: bool
