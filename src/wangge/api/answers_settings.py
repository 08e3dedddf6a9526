"""What the screens of settings are told: every operation under ``/settings``, with what may be null."""

from datetime import date
from uuid import UUID

from ninja import Schema


class Words(Schema):
    """A text in both languages."""

    zh: str
    en: str


class AreaNamed(Schema):
    """An area and its name; empty when nobody has named it."""

    code: str
    name: str


class UnitNamed(Schema):
    """A unit in short."""

    id: UUID
    code: str
    name: str


class OfficeNamed(Schema):
    """A joint office in short."""

    code: str
    name: str


class UnitAnswer(Schema):
    """A unit. ``phone`` is that of its duty desk, ``people`` how many hold a post in it today."""

    id: UUID
    code: str
    name: str
    name_en: str | None
    area: AreaNamed
    kind: str
    kind_label: Words
    phone: str | None
    parent: UnitNamed | None
    offices: list[OfficeNamed]
    people: int
    ended_on: date | None


class UnitPage(Schema):
    """Units by code; ``next`` is the code after which the next page begins."""

    items: list[UnitAnswer]
    next: str | None


class UnitFound(UnitAnswer):
    """A unit with the number of open cases and tasks that it has, and whether the asker may change it."""

    open_cases: int
    mine: bool


class UnitMade(Schema):
    """The id of a new unit."""

    unit: UUID


class UnitChanged(Schema):
    """Which fields are other than before; none when everything was so already."""

    unit: UUID
    changed: list[str]


class UnitEnded(Schema):
    """The last day of a unit, how many posts end with it and how many later shifts fell away."""

    unit: UUID
    ended_on: date
    grants: int
    shifts: int


class OfficeSet(Schema):
    """A joint office: how many units it has now, and whether it is new."""

    office: str
    units: int
    made: bool
