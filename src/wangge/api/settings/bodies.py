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


class Words(Schema):
    """A text in both languages; what it may hold is checked by the room."""

    zh: str = Field("", max_length=1000)
    en: str = Field("", max_length=1000)


class EvidenceIn(Schema):
    """What a condition asks to be shown; ``close_metres`` null or 0: photos of the work may be taken anywhere."""

    register_photos: int = 0
    close_photos: int = 0
    close_metres: int | None = None
    same_hours: bool = False


class ConditionIn(Schema):
    """A filing condition."""

    code: str = Field(max_length=40)
    name: Words
    limit: str = Field(max_length=40)
    closing: Words
    handler: Words = Words(zh="", en="")
    evidence: EvidenceIn = EvidenceIn()


class KindTry(Schema):
    """All that the district chooses of a kind; null is as in the catalogue."""

    limit: str | None = Field(None, max_length=40)
    usual: bool | None = None
    used: bool = True
    words: str | None = Field(None, max_length=1000)
    conditions: list[ConditionIn] | None = Field(None, max_length=100)
    closes_after: int | None = Field(None, description="Minutes after which a rule closes what was solved on the spot")
    why: str = Field("", max_length=1000, description="Why a rule may close it")


class KindMake(Keyed):
    """A kind of the district's own: a major class that is there and two digits, such as C0187."""

    code: str = Field(max_length=24)
    name: str = Field(max_length=200)
    name_en: str = Field(max_length=200)
    limit: str = Field(max_length=40)
    words: str = Field("", max_length=1000)
    conditions: list[ConditionIn] = Field([], max_length=100)


class ControlMake(Keyed):
    """Controlled hours; ``days`` count from Monday, 0, times are such as 21:00, ``season`` such as 05-01 and 10-31.

    ``instead_of`` are those that end with it."""

    kinds: list[str] = Field(max_length=30)
    areas: list[str] = Field([], max_length=100)
    days: list[int] = Field([0, 1, 2, 3, 4, 5, 6], max_length=7)
    starts: str = Field("00:00", max_length=5)
    ends: str = Field("24:00", max_length=5)
    season: tuple[str, str] | None = None
    effect: str = Field(max_length=8, description="blocked or only")
    why: Words
    instead_of: UUID | None = None

    def said(self) -> dict[str, Any]:
        """As the catalogue takes it."""
        said = self.model_dump(exclude={"key", "instead_of"})
        return said | {"season": list(self.season) if self.season else None}


class KindChoice(KindTry, Keyed):
    """All that the district chooses of a kind; null is as in the catalogue. ``after``: the edition that was read."""

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


class RoutingRuleIn(Schema):
    """A routing rule; ``number`` of one that is there already, none for a new one. Units by id or code."""

    number: int | None = Field(None, ge=0, le=10**9)
    kinds: list[Annotated[str, Field(max_length=24)]] = Field([], max_length=100)
    areas: list[Annotated[str, Field(max_length=18)]] = Field([], max_length=100)
    unit: str = Field(max_length=40)
    local: bool = False
    stand_in: str = Field("", max_length=40)
    hours: str = Field("", max_length=20, description="Such as 18:00-08:00")
    season: str = Field("", max_length=20, description="Such as 11-01~03-31")
    since: date | None = None
    until: date | None = None
    why: LabelIn


class RoutingTry(Schema):
    """All rules as they would be."""

    rules: list[RoutingRuleIn] = Field(max_length=1000)

    def said(self) -> list[dict[str, Any]]:
        """As the catalogue takes it."""
        return [rule.model_dump(mode="json") for rule in self.rules]


class RoutingSet(RoutingTry, Keyed):
    """The next edition. ``after``: the edition that was read."""

    after: int | None = Field(None, ge=0, le=10**9)
