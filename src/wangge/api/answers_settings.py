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


class LimitAnswer(Schema):
    """A limit as it is written, and in both languages."""

    words: str
    label: Words


class KindShipped(Schema):
    """A kind as the catalogue has it."""

    limit: LimitAnswer
    usual: bool
    words: str


class KindAnswer(Schema):
    """A kind as new cases take it: the district's edition (0 as shipped) and since when it holds (null as shipped)."""

    code: str
    name: Words
    flow: str
    limit: LimitAnswer
    usual: bool
    used: bool
    words: str
    edition: int
    since: AwareDatetime | None
    shipped: KindShipped


class KindPage(Schema):
    """All kinds of the catalogue, the usual ones first; ``next`` is always null."""

    items: list[KindAnswer]
    next: None
    mine: bool


class KindEdition(Schema):
    """What a district chose of a kind, from when on; null is as in the catalogue."""

    edition: int
    since: AwareDatetime
    limit: str | None
    usual: bool | None
    used: bool
    words: str | None


class KindFound(KindAnswer):
    """A kind with its editions, the last first, and how many open cases keep the edition that they have."""

    editions: list[KindEdition]
    open_cases: int
    mine: bool


class KindSet(Schema):
    """The edition that new cases take from now on."""

    kind: str
    edition: int


class FlowNamed(Schema):
    """A flow and its present edition (0 as shipped) with the time since when it holds."""

    name: str
    label: Words
    edition: int
    since: AwareDatetime | None


class FlowPage(Schema):
    """The flows; ``next`` is always null."""

    items: list[FlowNamed]
    next: None
    mine: bool


class Refusal(Schema):
    """Why something would be refused: a code for machines, a sentence for people."""

    code: str
    detail: Words


class RowAnswer(Schema):
    """A row of a flow. ``kept`` says why it cannot be switched off now (null: it can); labels now and as shipped."""

    name: str
    verb: str
    source: str
    end: str
    posts: list[str]
    on: bool
    label: Words
    shipped: Words
    kept: Refusal | None


class StageAnswer(Schema):
    """A state of a flow: labels, and the district's own limit of its stage; null: the usual one, or none at all."""

    name: str
    label: Words
    shipped: Words
    end: bool
    limit: LimitAnswer | None
    usual_limit: LimitAnswer | None


class FlowEdition(Schema):
    """What a district made of a flow, from when on."""

    edition: int
    since: AwareDatetime
    off: list[str]
    labels: dict[str, Words]
    stage_limits: dict[str, str]


class FlowFound(FlowNamed):
    """A whole flow with what may be set in it, and its editions, the last first."""

    rows: list[RowAnswer]
    states: list[StageAnswer]
    editions: list[FlowEdition]
    open_cases: int
    mine: bool


class FlowDifference(Schema):
    """What would be other: off, on, label, limit; null is not there."""

    what: str
    name: str
    was: Words | None
    now: Words | None


class FlowPreview(Schema):
    """What an edition would change, or why it would be refused; nothing is written."""

    refusal: Refusal | None
    changes: list[FlowDifference]


class FlowIs(Schema):
    """The edition that new cases take from now on."""

    flow: str
    edition: int


class VersionAnswer(Schema):
    """A version of a calendar: from when on it holds, and the years that it knows to be complete."""

    number: int
    name: str
    valid_from: date
    published: list[int]


class OwnerNamed(Schema):
    """The area or unit that a calendar belongs to."""

    code: str
    name: str


class CalendarAnswer(Schema):
    """A calendar: null owner for the one that holds where there is no other; versions, the last first."""

    code: str
    owner: OwnerNamed | None
    zone: str
    week: list[str]
    versions: list[VersionAnswer]
    mine: bool


class CalendarPage(Schema):
    """The calendars that hold somewhere in my district; ``next`` is always null."""

    items: list[CalendarAnswer]
    next: None


class DayAnswer(Schema):
    """A date: hours (none when free), why, and whether it differs from its week."""

    on: date
    slots: list[str]
    why: Words
    special: bool


class YearAnswer(Schema):
    """A year of a calendar as its last version has it, and whether its holidays are published."""

    code: str
    version: int
    year: int
    published: bool
    days: list[DayAnswer]


class CaseMoved(Schema):
    """A case whose due time would be another."""

    number: str
    was: AwareDatetime
    now: AwareDatetime


class CalendarPreview(Schema):
    """What a version would mean: from when on it holds, how many open cases are measured by the calendar and how many
    of them would get another due time, the first of these named. Nothing is written."""

    version: int
    valid_from: date
    changed_days: int
    measured: int
    moved: int
    cases: list[CaseMoved]


class CalendarIs(Schema):
    """The last version of a calendar."""

    code: str
    version: int


class PlaceNamed(Schema):
    """What may stand between braces in a text, whether it must, and a sample."""

    name: str
    label: Words
    sample: str
    needed: bool


class TextAnswer(Schema):
    """A notice's text: words now and as shipped, with samples; edition 0 and null since are the text as shipped."""

    name: str
    about: Words
    channel: str
    words: Words
    shipped: Words
    sample: Words
    own: bool
    template: str | None
    edition: int
    since: AwareDatetime | None
    places: list[PlaceNamed]


class TextPage(Schema):
    """All texts of notices; ``next`` is always null."""

    items: list[TextAnswer]
    next: None
    mine: bool


class TextPreview(Schema):
    """How a wording reads with sample values, or why it would be refused."""

    refusal: Refusal | None
    sample: Words | None


class TextIs(Schema):
    """The edition that holds from now on."""

    text: str
    edition: int
