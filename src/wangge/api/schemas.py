"""What requests may hold. Lengths are checked by the rooms, which say what to do about them."""

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime


class Place(Schema):
    """A place in one of four ways: a point, an address, a door code or an area code."""

    lat: float | None = None
    lng: float | None = None
    datum: str | None = None
    address: str | None = None
    building: str | None = None
    area: str | None = None


class ReportIn(Schema):
    """A report as phones and pages send it."""

    id: UUID | None = None
    key: str = Field(min_length=1, max_length=64)
    words: str = ""
    place: Place | None = None
    kind: str | None = None
    condition: str | None = Field(None, max_length=8, description="Code of a filing condition of the kind")
    happened_at: AwareDatetime
    sent_at: AwareDatetime | None = None
    photos: list[UUID] = []
    same_as: UUID | None = Field(None, description="The case that was offered and is the same matter")


class AlikeIn(Schema):
    """What somebody is about to report. It is asked by POST, so that no words stand in an address."""

    words: str = Field("", max_length=5000)
    place: Place | None = None
    kind: str | None = None
    happened_at: AwareDatetime | None = None


class PublicReportIn(ReportIn):
    """A resident's report; the telephone number is optional."""

    phone: str | None = None


class SuggestIn(Schema):
    """Words that somebody is typing, and where, for a suggestion."""

    words: str
    place: Place | None = None


class StepIn(Schema):
    """What is done: the verb, and the facts that ``allowed`` asked for."""

    verb: str
    words: str | None = None
    photos: list[UUID] = []
    unit: str | None = Field(None, max_length=64, description="Id or code of a unit")
    kind: str | None = None
    condition: str | None = Field(None, max_length=8, description="Code of a filing condition of the kind")
    place: Place | None = None
    area: str | None = None
    result: str | None = None
    reply: str | None = Field(None, description="What the resident will read")
    instead: str | None = Field(None, max_length=64, description="Id or code of the unit that is responsible instead")
    outcome: str | None = None
    grade: str | None = None
    units: list[str] = Field([], description="Ids or codes of units, or codes of joint offices for all their units")
    limit_minutes: int | None = Field(None, description="How many minutes units have to arrive, 10 to 1440")
    sort: str | None = Field(None, max_length=24, description="Of a request or an order")
    review_on: str | None = Field(None, max_length=10, description="Until when it is to be pooled, a date")
    limit: str | None = Field(None, max_length=40, description="How long an order may wait for its answer")
    request: UUID | None = Field(None, description="Which open request is decided, where there are several")
    into: str | None = Field(None, max_length=36, description="Id or number of the case that another is merged into")
    report: UUID | None = Field(None, description="Which report is split off")

    def facts(self) -> dict[str, Any]:
        """The facts as the cases room takes them."""
        return self.model_dump(
            exclude={"verb", "key", "happened_at", "sent_at", "then"}, exclude_none=True, mode="json"
        )


class MoveIn(StepIn):
    """A move with its key and time, and steps of the same hand that follow at once: all of them are made, or none."""

    key: str = Field(min_length=1, max_length=64)
    happened_at: AwareDatetime
    sent_at: AwareDatetime | None = None
    then: list[StepIn] = Field([], max_length=4, description="Steps that follow in one go, such as register, dispatch")


class SignIn(Schema):
    """User name and password."""

    username: str = Field(max_length=40)
    password: str = Field(max_length=200)


class PasswordChange(Schema):
    """The own password, old and new."""

    key: str = Field(min_length=1, max_length=64)
    old: str = Field(max_length=200)
    new: str = Field(max_length=200)


class GrantIn(Schema):
    """A post for an area or a unit, from a day on and perhaps to a day."""

    post: str
    area: str = ""
    unit: UUID | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    kinds: str = Field("", max_length=120, description="Beginnings of kind codes, such as C E05; empty for every kind")


class AccountIn(Schema):
    """A new person with an account and grants; the first password is changed at first log-in."""

    key: str = Field(min_length=1, max_length=64)
    username: str = Field(min_length=2, max_length=40, pattern=r"^[A-Za-z0-9._-]+$")
    name: str = Field(min_length=1, max_length=40)
    phone: str = ""
    password: str = Field(max_length=200)
    grants: list[GrantIn] = Field(min_length=1)


class PasswordReset(Schema):
    """A new first password for somebody below."""

    key: str = Field(min_length=1, max_length=64)
    password: str = Field(max_length=200)


class GrantAdd(GrantIn):
    """One more post for somebody below."""

    key: str = Field(min_length=1, max_length=64)


class GrantsEnd(Schema):
    """The last day on which somebody's posts are in force."""

    key: str = Field(min_length=1, max_length=64)
    ends_on: date


class Leave(Schema):
    """Who leaves with which day, and the user name of whoever takes over, if anybody does."""

    key: str = Field(min_length=1, max_length=64)
    to: str | None = Field(None, max_length=40)
    last_day: date


class Keyed(Schema):
    """A command without facts."""

    key: str = Field(min_length=1, max_length=64)


class ContactLook(Keyed):
    """Why the reporter's number is to be seen, and of many reports, of which one."""

    reason: str = Field(max_length=500)
    report: UUID | None = None


class BundleWith(Keyed):
    """Why the reporter's number goes along with a case file."""

    reason: str = Field(max_length=500)


class ErasureIn(Keyed):
    """What is erased, a field of an entry and of several files which; on which ground, and who decided it how."""

    entry: int
    field: str = Field(max_length=16)
    file: UUID | None = None
    ground: str = Field(max_length=32)
    decision: str


class RatingIn(Keyed):
    """What the reporter thinks of it once its case has ended."""

    solved: bool
    answered: bool
    satisfied: int = Field(description="From 1, very dissatisfied, to 5, very satisfied")
    words: str = ""


class RecheckIn(Keyed):
    """What whoever looks again has seen: ``right``, ``not_right`` or ``unsure``; a picture, else words why not."""

    result: str = Field(max_length=12)
    words: str = ""
    photos: list[UUID] = Field([], max_length=9)
    happened_at: AwareDatetime
    sent_at: AwareDatetime | None = None


class CallBackIn(Keyed):
    """What a call brought; answers only where somebody was reached."""

    reached: bool
    solved: bool | None = None
    answered: bool | None = None
    satisfied: int | None = Field(None, description="From 1, very dissatisfied, to 5, very satisfied")
    words: str = ""


class ContestIn(Keyed):
    """Why the resident does not agree."""

    words: str = ""


class JudgementIn(Keyed):
    """What a pair of pictures is found to be; words are needed where an old one was used again."""

    state: str = Field(max_length=12, description="same, different or again")
    words: str = ""


class StretchIn(Schema):
    """A stretch of a text, from ``start`` to before ``end``, in signs."""

    start: int = Field(ge=0)
    end: int = Field(ge=1)


class ShapeIn(Schema):
    """Where a picture is made unreadable, in shares of its width and height from the upper left corner.

    A ``box`` or ``ellipse`` has x, y, w and h; a ``stroke`` of a finger has points and its width as a share of the
    picture's shorter side.
    """

    shape: str = Field(max_length=8, description="box, ellipse or stroke")
    x: float | None = None
    y: float | None = None
    w: float | None = None
    h: float | None = None
    points: list[tuple[float, float]] = Field([], max_length=500)
    width: float | None = None


class ReleasePhotoIn(Schema):
    """A picture for everybody; ``looked`` says that a person has seen that it needs no shape."""

    id: UUID
    shapes: list[ShapeIn] = Field([], max_length=60)
    looked: bool = False


class ReleaseIn(Keyed):
    """What everybody will see of a case. ``text`` is the id under which the proposal gave its words."""

    text: UUID | None = None
    show_words: bool = True
    leave: list[StretchIn] = Field([], max_length=200, description="Proposed stretches that are not personal after all")
    hide: list[StretchIn] = Field([], max_length=200, description="More stretches to be hidden")
    photos: list[ReleasePhotoIn] = Field([], max_length=9)


class ConcealIn(Keyed):
    """Why a case is taken back from the public, if that is to be said."""

    words: str = ""


class PreviewIn(Schema):
    """A picture as it would be for everybody; nothing of it is kept."""

    shapes: list[ShapeIn] = Field([], max_length=60)
