"""What commands of the settings may hold. A field that is left out stays as it is."""

from datetime import date
from uuid import UUID

from ninja import Field

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


class OfficeIn(Keyed):
    """A joint office with all its units."""

    name: str = Field(max_length=200)
    name_en: str = Field("", max_length=200)
    area: str = Field(max_length=18)
    units: list[UUID] = Field(max_length=200)
