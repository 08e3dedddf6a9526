"""What the screens of settings are told of a district's own kinds, flows, calendars and texts."""

from datetime import date

from ninja import Schema
from pydantic import AwareDatetime

from wangge.api.answers_settings import Words


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
