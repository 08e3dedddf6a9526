"""What commands of the settings may hold. A field that is left out stays as it is."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from wangge.api.schemas import Keyed


class UnitMake(Keyed):
    """A new unit; ``phone`` is that of its duty desk."""

    code: str = Field(max_length=40)
    name: str = Field(max_length=200)
    name_en: str = Field("", max_length=200)
    area: str = Field(max_length=18)
    kind: str = Field("department", max_length=12, description="centre, department, agency or outside")
    parent: UUID | None = None
    phone: str = Field("", max_length=40)


class UnitChange(Keyed):
    """What is to be other than it is; ``parent`` null takes the unit above away, an empty phone the number."""

    name: str = Field("", max_length=200)
    name_en: str = Field("", max_length=200)
    area: str = Field("", max_length=18)
    parent: UUID | None = None
    phone: str = Field("", max_length=40)


class EndsOn(Keyed):
    """The last day."""

    ends_on: date


class PersonChange(Keyed):
    """What is to be other than it is; an empty phone takes the number away."""

    name: str | None = Field(None, max_length=200)
    phone: str | None = Field(None, max_length=40)


class GoesTo(Keyed):
    """The last day of somebody who leaves, and who takes over, if anybody does."""

    to: UUID | None = None
    last_day: date


class ShiftMake(Keyed):
    """A shift of somebody who holds a post there, for an area or a unit."""

    person: UUID
    area: str = Field("", max_length=18)
    unit: UUID | None = None
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class ShiftChange(Keyed):
    """Other times; what is left out stays."""

    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None


class StandIn(ShiftChange):
    """Who stands in, perhaps for a part of the shift only."""

    person: UUID


class WeekCopy(Keyed):
    """Two Mondays: the week that is there, and the one that is to be like it."""

    area: str = Field(max_length=18)
    week: date
    to: date


class AreaName(Keyed):
    """What an area is to be called from today on."""

    name: str = Field(max_length=200)
    name_en: str = Field("", max_length=200)


class KindChoice(Keyed):
    """All that the district chooses of a kind; null is as in the catalogue. ``after``: the edition that was read."""

    limit: str | None = Field(None, max_length=40)
    usual: bool | None = None
    used: bool = True
    words: str | None = Field(None, max_length=1000)
    closes_after: int | None = Field(None, description="Minutes after which a rule closes what was solved on the spot")
    why: str = Field("", max_length=1000, description="Why a rule may close it")
    after: int | None = Field(None, ge=0, le=32767)


class LabelIn(Schema):
    """A label in both languages."""

    zh: str = Field(max_length=200)
    en: str = Field(max_length=200)


class SentenceIn(Schema):
    """A sentence of a call in both languages."""

    zh: str = Field(max_length=1000)
    en: str = Field(max_length=1000)


class SolvingIn(Keyed):
    """How the district has solving verified. ``after``: the edition that was read."""

    recheck: int = Field(description="How many in a thousand self-handled cases are looked at again")
    share: int = Field(description="Of how many in a hundred ended cases of a unit the reporter is rung up")
    least: int = Field(description="How many a month at least")
    script: list[SentenceIn] = Field(max_length=50)
    after: int | None = Field(None, ge=0, le=32767)


class FlowChoice(Schema):
    """All that the district makes of a flow: rows off, labels by name of row or state, limits by state."""

    off: list[str] = Field([], max_length=500)
    labels: dict[str, LabelIn] = {}
    stage_limits: dict[str, str] = {}

    def said(self) -> dict[str, Any]:
        """As the catalogue takes it."""
        return self.model_dump(include={"off", "labels", "stage_limits"})


class FlowSet(FlowChoice, Keyed):
    """The next edition. ``after``: the edition that was read."""

    after: int | None = Field(None, ge=0, le=32767)


class DayIn(Schema):
    """What a date is to be: holiday, workday (with hours of its own or the usual ones) or usual."""

    on: date
    kind: str = Field(max_length=12)
    slots: str = Field("", max_length=120, description="Such as 08:00-12:00 14:00-18:00; only of a workday")
    name_zh: str = Field("", max_length=40)
    name_en: str = Field("", max_length=60)


class CalendarChange(Schema):
    """Days that are to be other than in version ``after`` (0: a new calendar, which begins from CN).

    ``week`` are the hours of Monday to Sunday; ``published`` years whose arrangement is complete now. ``owner`` is the
    code of the area or unit that a new calendar is for.
    """

    after: int = Field(ge=0, le=10**6)
    days: list[DayIn] = Field([], max_length=800)
    week: list[str] | None = Field(None, min_length=7, max_length=7)
    published: list[Annotated[int, Field(ge=2000, le=2100)]] = Field([], max_length=10)
    name: str = Field("", max_length=60)
    owner: str = Field("", max_length=40)


class CalendarSet(CalendarChange, Keyed):
    """The next version."""


class TextIn(Schema):
    """A wording in both languages; null in both for the text as shipped."""

    zh: str | None = Field(None, max_length=1000)
    en: str | None = Field(None, max_length=1000)


class TextSet(TextIn, Keyed):
    """The next edition; ``template`` is the SMS service's code of the wording. ``after``: the edition that was read."""

    template: str = Field("", max_length=40)
    after: int | None = Field(None, ge=0, le=32767)


class OfficeIn(Keyed):
    """A joint office with all its units."""

    name: str = Field(max_length=200)
    name_en: str = Field("", max_length=200)
    area: str = Field(max_length=18)
    units: list[UUID] = Field(max_length=200)
