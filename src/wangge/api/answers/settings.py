"""What the screens of settings are told of units, people, shifts and areas: whatever may be set, with what may be null.

``mine`` says everywhere whether whoever asks may set it.
"""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime
from typing_extensions import TypeAliasType

from wangge.api.answers.people import PersonName, UnitKind, UnitName
from wangge.api.answers.places import ResponsiblePerson
from wangge.api.answers.shapes import Coded, Label, Page, Post, Shape

UnitField = TypeAliasType("UnitField", Literal["name", "name_en", "area", "parent", "phone"])
PersonField = TypeAliasType("PersonField", Literal["name", "phone"])
PostStage = TypeAliasType("PostStage", Literal["past", "now", "coming"])
WhyNotCopied = TypeAliasType("WhyNotCopied", Literal["over", "no_post", "there"])


class UnitSettings(Shape):
    """A unit. ``phone`` is that of its duty desk, ``people`` how many hold a post in it today."""

    id: UUID
    code: str
    name: str
    name_en: str | None
    area: Coded
    kind: UnitKind
    kind_label: Label
    phone: str | None
    parent: UnitName | None
    offices: list[Coded]
    people: int
    ended_on: date | None


class UnitSettingsList(Page):
    """Units by code; ``next`` is the code after which the next page begins."""

    items: list[UnitSettings]


class WholeUnit(UnitSettings):
    """A unit with the number of open cases and tasks that it has."""

    open_cases: int
    mine: bool


class UnitMade(Shape):
    """The id of a new unit."""

    unit: UUID


class UnitChanged(Shape):
    """Which fields are other than before; none when everything was so already."""

    unit: UUID
    changed: list[UnitField]


class UnitEnded(Shape):
    """The last day of a unit, how many posts end with it and how many later shifts fell away."""

    unit: UUID
    ended_on: date
    grants: int
    shifts: int


class OfficeSet(Shape):
    """A joint office: how many units it has now, and whether it is new."""

    office: str
    units: int
    made: bool


class PostSettings(Shape):
    """A post that somebody held, holds or will hold. ``kinds`` is empty for every kind, ``ends_on`` null for an open
    end."""

    id: UUID
    post: Post
    label: Label
    area: Coded | None
    unit: UnitName | None
    kinds: list[str]
    starts_on: date
    ends_on: date | None
    stage: PostStage
    mine: bool


class PersonSettings(Shape):
    """A person: ``phone`` masked, ``open`` whether the account may sign in (null without one), all posts by date."""

    id: UUID
    name: str
    username: str | None
    open: bool | None
    staff_no: str | None
    phone: str | None
    ended_on: date | None
    grants: list[PostSettings]
    mine: bool


class PersonSettingsList(Page):
    """People by name; ``next`` is the id after which the next page begins."""

    items: list[PersonSettings]


class PersonChanged(Shape):
    """Which fields are other than before."""

    person: UUID
    changed: list[PersonField]


class PostGiven(Shape):
    """The id of a new post."""

    person: UUID
    grant: UUID


class PostEnded(Shape):
    """The last day of a post, and what it was before (null for an open end)."""

    person: UUID
    grant: UUID
    ends_on: date
    was: date | None


class ShiftMade(Shape):
    """The id of a new shift or stand-in."""

    shift: UUID


class Span(Shape):
    """From when to when, the end not included."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime


class ShiftChanged(Shape):
    """The times of a shift before and now."""

    shift: UUID
    was: Span
    now: Span


class ShiftCancelled(Shape):
    """Null: it had not begun and is gone; else when it ended."""

    shift: UUID
    ended_at: AwareDatetime | None


class ShiftSkipped(Shape):
    """A shift that was not copied, and why."""

    person: PersonName
    area: str
    starts_at: AwareDatetime
    why: WhyNotCopied
    label: Label


class WeekCopied(Shape):
    """How many shifts were made, and which were not."""

    made: int
    skipped: list[ShiftSkipped]


class ResponsibleNow(Shape):
    """Who is responsible: people of the area itself, or of the narrowest area above (``area``)."""

    area: str
    people: list[ResponsiblePerson]


class AreaSettings(Shape):
    """An area and who is responsible now (null for nobody); the name holds from ``valid_from`` on."""

    code: str
    name: str
    name_en: str | None
    valid_from: date
    administered_by: str | None
    households: int | None
    responsible: ResponsibleNow | None
    mine: bool


class FormerName(Shape):
    """What an area was called, from its first to its last day."""

    name: str
    valid_from: date
    valid_to: date


class WholeArea(AreaSettings):
    """An area with its former names, the last first, and what lies one level below."""

    past: list[FormerName]
    children: list[AreaSettings]


class AreaRenamed(Shape):
    """The name of an area and since when it holds."""

    area: str
    name: str
    name_en: str | None
    valid_from: date
