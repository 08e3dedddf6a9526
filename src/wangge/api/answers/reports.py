"""What those who report are told, and what the sender of a file needs to know."""

from typing import Literal
from uuid import UUID

from wangge.api.answers.cases import Case, Owner
from wangge.api.answers.flows import CaseState
from wangge.api.answers.shapes import Label, Shape


class ReportName(Shape):
    """A report's id and its tracking code."""

    id: UUID
    code: str


class ReportAnswer(Shape):
    """The report, and the case that it opened or, when it has ``joined``, that was there.

    ``said`` is why it could not join the one that was chosen.
    """

    report: ReportName
    case: Case
    joined: bool
    said: Label | None


class Receipt(Shape):
    """What a resident gets: the tracking code, where to follow the report, whether it joined the case that was chosen,
    and if not, why."""

    code: str
    url: str
    joined: bool
    said: Label | None


class ContestAnswer(Shape):
    """Where the case stands after a resident did not agree, in words for residents."""

    code: str
    state: CaseState
    told: Label
    owner: Owner


class UploadAnswer(Shape):
    """A finished file; width and height in pixels of a photo, null for sound."""

    id: UUID
    kind: Literal["photo", "sound"]
    media_type: Literal[
        "image/jpeg", "image/png", "audio/wav", "audio/mpeg", "audio/mp4", "audio/aac", "audio/ogg", "audio/webm",
        "audio/amr",
    ]  # fmt: skip
    bytes: int
    sha256: str
    width: int | None
    height: int | None


class Rated(Shape):
    """A rating that has come in; ``contest`` when the reporter may now ask for the case to be taken up again."""

    code: str
    solved: bool
    answered: bool
    satisfied: int
    contest: bool
