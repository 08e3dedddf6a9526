"""What commands of the settings may hold. A field that is left out stays as it is."""

from datetime import date
from uuid import UUID

from ninja import Field
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


class OfficeIn(Keyed):
    """A joint office with all its units."""

    name: str = Field(max_length=200)
    name_en: str = Field("", max_length=200)
    area: str = Field(max_length=18)
    units: list[UUID] = Field(max_length=200)
