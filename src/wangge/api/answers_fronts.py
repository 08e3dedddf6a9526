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
