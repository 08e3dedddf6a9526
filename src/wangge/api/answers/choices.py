"""What the screens of settings are told of a district's own kinds, flows, calendars and texts of notices.

``mine`` says everywhere whether whoever asks may set it; ``edition`` is 0 and ``since`` null for what is as shipped.
"""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime
from typing_extensions import TypeAliasType

from wangge.api.answers.cases import EvidenceAsked
from wangge.api.answers.flows import CaseState, FlowName, Verb
from wangge.api.answers.shapes import Coded, Label, Page, Post, Shape

TextName = TypeAliasType(
    "TextName", Literal["unseen", "ended", "handed", "task", "remind", "overdue", "raise", "order"]
)  # fmt: skip
TextChannel = TypeAliasType("TextChannel", Literal["sms", "screen"])
TextPlaceName = TypeAliasType("TextPlaceName", Literal["number", "kind", "minutes", "place", "due", "address"])
FlowChange = TypeAliasType("FlowChange", Literal["off", "on", "label", "limit"])


class Limit(Shape):
    """A limit as it is written, and in both languages."""

    words: str
    label: Label


class Condition(Shape):
    """A filing condition: its limit, when it may be closed, who usually puts it right (empty: nobody is named), and
    what has to be shown."""

    code: str
    name: Label
    limit: Limit
    closing: Label
    handler: Label
    evidence: EvidenceAsked


class KindShipped(Shape):
    """A kind as the catalogue has it."""

    limit: Limit
    usual: bool
    words: str


class KindSettings(Shape):
    """A kind as new cases of the district take it; ``local`` where it is the district's own, ``conditions`` is how many
    filing conditions it has. ``closes_after``: the minutes after which a rule closes what was put right on the spot,
    null where a person does, and ``why``."""

    code: str
    name: Label
    major: Label | None
    flow: FlowName
    limit: Limit
    usual: bool
    used: bool
    words: str
    local: bool
    conditions: int
    closes_after: int | None
    why: str
    edition: int
    since: AwareDatetime | None
    shipped: KindShipped


class KindSettingsList(Page):
    """All kinds of the catalogue, the usual ones first; there is no further page."""

    items: list[KindSettings]
    mine: bool


class KindEdition(Shape):
    """What a district chose of a kind, from when on; null is as in the catalogue."""

    edition: int
    since: AwareDatetime
    limit: str | None
    usual: bool | None
    used: bool
    words: str | None
    conditions: int | None
    closes_after: int | None
    why: str


class WholeKind(KindSettings):
    """A kind with its filing conditions, now and as the catalogue has them, its editions, the last first, and how many
    open cases keep the edition that they have."""

    condition_list: list[Condition]
    shipped_conditions: list[Condition]
    editions: list[KindEdition]
    open_cases: int
    mine: bool


class KindChosen(Shape):
    """The edition that new cases take from now on."""

    kind: str
    edition: int


class FlowSettings(Shape):
    """A flow and its present edition, with the time since when it holds."""

    name: FlowName
    label: Label
    edition: int
    since: AwareDatetime | None


class FlowSettingsList(Page):
    """The flows; there is no further page."""

    items: list[FlowSettings]
    mine: bool


class Refusal(Shape):
    """Why something would be refused: a code for machines, a sentence for people."""

    code: str
    detail: Label


class RowSettings(Shape):
    """A row of a flow. ``kept`` says why it cannot be switched off now (null: it can); labels now and as shipped."""

    name: str
    verb: Verb
    source: CaseState
    end: CaseState
    posts: list[Post]
    on: bool
    label: Label
    shipped: Label
    kept: Refusal | None


class StateSettings(Shape):
    """A state of a flow: labels, and the district's own limit of its stage; null: the usual one, or none at all."""

    name: CaseState
    label: Label
    shipped: Label
    end: bool
    limit: Limit | None
    usual_limit: Limit | None


class FlowEdition(Shape):
    """What a district made of a flow, from when on: names of rows, labels by name of row or state, limits in words."""

    edition: int
    since: AwareDatetime
    off: list[str]
    labels: dict[str, Label]
    stage_limits: dict[CaseState, str]


class WholeFlow(FlowSettings):
    """A whole flow with what may be set in it, and its editions, the last first."""

    rows: list[RowSettings]
    states: list[StateSettings]
    editions: list[FlowEdition]
    open_cases: int
    mine: bool


class FlowDifference(Shape):
    """What would be other in a row or state; null is not there."""

    what: FlowChange
    name: str
    was: Label | None
    now: Label | None


class FlowPreview(Shape):
    """What an edition would change, or why it would be refused; nothing is written."""

    refusal: Refusal | None
    changes: list[FlowDifference]


class FlowChosen(Shape):
    """The edition that new cases take from now on."""

    flow: FlowName
    edition: int


class CalendarVersion(Shape):
    """A version of a calendar: from when on it holds, and the years that it knows to be complete."""

    number: int
    name: str
    valid_from: date
    published: list[int]


class CalendarSettings(Shape):
    """A calendar of an area or unit (null: it holds where there is no other), with its versions, the last first.

    ``week`` are the hours of Monday to Sunday.
    """

    code: str
    owner: Coded | None
    zone: str
    week: list[str]
    versions: list[CalendarVersion]
    mine: bool


class CalendarSettingsList(Page):
    """The calendars that hold somewhere in my district; there is no further page."""

    items: list[CalendarSettings]


class CalendarDay(Shape):
    """A date: hours (none when free), why, and whether it differs from its week."""

    on: date
    slots: list[str]
    why: Label
    special: bool


class CalendarYear(Shape):
    """A year of a calendar as its last version has it, and whether its holidays are published."""

    code: str
    version: int
    year: int
    published: bool
    days: list[CalendarDay]


class DueMoved(Shape):
    """A case whose due time would be another."""

    number: str
    was: AwareDatetime
    now: AwareDatetime


class CalendarPreview(Shape):
    """What a version would mean: from when on it holds, how many open cases are measured by the calendar and how many
    of them would get another due time, the first of these named. Nothing is written."""

    version: int
    valid_from: date
    changed_days: int
    measured: int
    moved: int
    cases: list[DueMoved]


class CalendarPublished(Shape):
    """The last version of a calendar."""

    code: str
    version: int


class TextPlace(Shape):
    """What may stand between braces in a text, whether it must, and a sample."""

    name: TextPlaceName
    label: Label
    sample: str
    needed: bool


class TextSettings(Shape):
    """A notice's text: words now and as shipped, with sample values; ``template`` is the SMS service's code of it."""

    name: TextName
    about: Label
    channel: TextChannel
    words: Label
    shipped: Label
    sample: Label
    own: bool
    template: str | None
    edition: int
    since: AwareDatetime | None
    places: list[TextPlace]


class TextSettingsList(Page):
    """All texts of notices; there is no further page."""

    items: list[TextSettings]
    mine: bool


class TextPreview(Shape):
    """How a wording reads with sample values, or why it would be refused."""

    refusal: Refusal | None
    sample: Label | None


class TextWorded(Shape):
    """The edition that holds from now on."""

    text: TextName
    edition: int
