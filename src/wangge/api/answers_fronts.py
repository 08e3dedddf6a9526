"""What the front ends read of queues, pictures, notices and ratings, as their types say it."""

from typing import Literal

from ninja import Schema

QueueName = Literal[
    "accept", "verify", "register", "dispatch", "handle", "check", "close",
    "orders", "requests", "late", "unseen", "mine",
]  # fmt: skip


class Queues(Schema):
    """How many cases stand in each queue of whoever asks; ``capped`` when there are more than were counted."""

    queues: dict[QueueName, int]
    capped: bool
