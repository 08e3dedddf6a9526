"""What the screens of settings are told: every operation under ``/settings``, with what may be null."""

from datetime import date
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime


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


class GrantAnswer(Schema):
    """A post that somebody held, holds or will hold (``stage``: past, now, coming).

    ``kinds`` is empty for every kind, ``ends_on`` null for an open end; ``mine`` when the asker may end it.
    """

    id: UUID
    post: str
    label: Words
    area: AreaNamed | None
    unit: UnitNamed | None
    kinds: list[str]
    starts_on: date
    ends_on: date | None
    stage: str
    mine: bool


class PersonAnswer(Schema):
    """A person: ``phone`` masked, ``open`` whether the account may sign in (null without one), all posts by date."""

    id: UUID
    name: str
    username: str | None
    open: bool | None
    staff_no: str | None
    phone: str | None
    ended_on: date | None
    grants: list[GrantAnswer]
    mine: bool


class PersonPage(Schema):
    """People by name; ``next`` is the id after which the next page begins."""

    items: list[PersonAnswer]
    next: UUID | None


class PersonChanged(Schema):
    """Which fields are other than before."""

    person: UUID
    changed: list[str]


class GrantGiven(Schema):
    """The id of a new post."""

    person: UUID
    grant: UUID


class GrantEnded(Schema):
    """The last day of a post, and what it was before (null for an open end)."""

    person: UUID
    grant: UUID
    ends_on: date
    was: date | None


class GrantHanded(Schema):
    """A post as it went over; ``area`` or ``unit`` is empty, ``ends_on`` empty for an open end."""

    post: str
    area: str
    unit: str
    starts_on: str
    ends_on: str
    kinds: str


class HandedOver(Schema):
    """Somebody leaves: how many posts, shifts and open cases go over, and areas that nobody looks after then."""

    person: UUID
    successor: str
    last_day: date
    grants: list[GrantHanded]
    given: int
    shifts: int
    left_alone: list[str]
    posts: int
    cases: int


class PersonNamed(Schema):
    """A person in short."""

    id: UUID
    name: str


class ShiftAnswer(Schema):
    """A shift for an area or a unit (a code; the other is null); ``instead_of`` is whom a stand-in stands for."""

    id: UUID
    person: PersonNamed
    area: str | None
    unit: str | None
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    instead_of: PersonNamed | None


class ShiftPage(Schema):
    """Shifts by time."""

    items: list[ShiftAnswer]
    next: str | None


class ShiftMade(Schema):
    """The id of a new shift or stand-in."""

    shift: UUID


class Span(Schema):
    """From when to when, the end not included."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime


class ShiftChanged(Schema):
    """The times of a shift before and now."""

    shift: UUID
    was: Span
    now: Span


class ShiftCancelled(Schema):
    """Null: it had not begun and is gone; else when it ended."""

    shift: UUID
    ended_at: AwareDatetime | None


class ShiftSkipped(Schema):
    """A shift that was not copied, and why: over, no_post, there."""

    person: UUID
    name: str
    area: str
    starts_at: AwareDatetime
    why: str
    label: Words


class WeekCopied(Schema):
    """How many shifts were made, and which were not."""

    made: int
    skipped: list[ShiftSkipped]


class ResponsiblePerson(Schema):
    """Somebody who is responsible now, in which post, and why."""

    id: UUID
    name: str
    post: str
    label: Words
    why: Words


class ResponsibleNow(Schema):
    """Who is responsible: people of the area itself, or of the narrowest area above (``area``)."""

    area: str
    people: list[ResponsiblePerson]


class AreaAnswer(Schema):
    """An area and who is responsible now (null for nobody); the name holds from ``valid_from`` on."""

    code: str
    name: str
    name_en: str | None
    valid_from: date
    administered_by: str | None
    households: int | None
    responsible: ResponsibleNow | None
    mine: bool


class AreaBefore(Schema):
    """What an area was called, from its first to its last day."""

    name: str
    valid_from: date
    valid_to: date


class AreaFound(AreaAnswer):
    """An area with its former names, the last first, and what lies one level below."""

    past: list[AreaBefore]
    children: list[AreaAnswer]


class AreaRenamed(Schema):
    """The name of an area and since when it holds."""

    area: str
    name: str
    name_en: str | None
    valid_from: date
