"""What the front ends read of queues, pictures and notices."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime
from typing_extensions import TypeAliasType

from wangge.api.answers.flows import CaseState, KindName
from wangge.api.answers.shapes import Label, Named, Page, Shape

QueueName = TypeAliasType(
    "QueueName",
    Literal[
        "accept", "verify", "register", "dispatch", "handle", "check", "close",
        "look", "orders", "requests", "unsolved", "not_right", "late", "unseen", "mine",
    ],
)  # fmt: skip


class Queues(Shape):
    """How many cases stand in each queue of whoever asks; ``capped`` when there are more than were counted.

    ``rechecks`` are closed cases to be looked at again, ``calls`` reporters to be rung up now.
    """

    queues: dict[QueueName, int]
    capped: bool
    rechecks: int
    calls: int


class MeantCase(Shape):
    """An open case that may be meant. ``mine`` when whoever asks may open it; else its picture is not told."""

    id: UUID
    number: str
    kind: KindName | None
    state: CaseState
    state_label: Label
    quarter: Literal[0, 1, 2, 3, 4]
    happened_at: AwareDatetime
    words: str
    photo: UUID | None
    mine: bool
    report_count: int


class NearCase(MeantCase):
    """An open case close to a point."""

    distance_m: float


class AlikeCase(MeantCase):
    """An open case that may be the same matter: ``score`` from 0 to 100 with its reason, ``same`` when it is likely.

    ``distance_m`` is null where one of the two has no point. The address of one that is not ``mine`` is not told.
    """

    distance_m: float | None
    address: str
    score: int
    same: bool
    reason: Label


class AlikeCases(Page):
    """Up to five, the likest first; there is no further page."""

    items: list[AlikeCase]


class OfferedCase(Shape):
    """What a resident learns of a likely case: its kind, how it stands, how far away it is, how many minutes lie
    between, and how many have said so."""

    id: UUID
    kind: KindName | None
    told: Label
    distance_m: int | None
    minutes: int
    report_count: int


class OfferedCases(Page):
    """Up to three, the likest first."""

    items: list[OfferedCase]


class NearCases(Page):
    """Up to five, the nearest first; there is no further page."""

    items: list[NearCase]


class NoticeCase(Shape):
    """The case that a notice is about."""

    id: UUID
    number: str
    kind: KindName | None


class NoticeAnswer(Shape):
    """What a place (an area by its code, or a unit) was told: the entry's ``verb``, and a sentence."""

    id: UUID
    case: NoticeCase
    verb: str
    words: Label
    place: Named
    at: AwareDatetime
    seen: bool


class Notices(Page):
    """A page of notices, newest first; ``unseen`` among the 200 newest, at most 99."""

    items: list[NoticeAnswer]
    unseen: int
