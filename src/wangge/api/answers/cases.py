"""Cases: the queue, one case, its moves and suggestions."""

from typing import Literal
from uuid import UUID

from pydantic import MISSING, AwareDatetime
from typing_extensions import TypeAliasType

from wangge.api.answers.beside import Order, Request, Task
from wangge.api.answers.clocks import Clock, ClockName
from wangge.api.answers.flows import CaseState, FactName, FlowName, KindName, Mark, Verb
from wangge.api.answers.people import UnitName
from wangge.api.answers.shapes import Coded, Label, Level, Page, Point, Post, Shape, absent

Channel = TypeAliasType("Channel", Literal["worker", "public", "import"])
OwnerType = TypeAliasType("OwnerType", Literal["unit"] | Level)  # type: ignore[misc]


class FactItems(Shape):
    """What each item of a list has to be."""

    type: Literal["string"]
    format: Literal["uuid"] | MISSING = absent()
    maxLength: int | MISSING = absent()


class FactChoice(Shape):
    """One of a few values, and what it is called."""

    const: str
    title: str
    title_en: str


class FactSchema(Shape):
    """The JSON Schema of one fact of a move; ``title`` is what it is called on screen, in Chinese."""

    type: Literal["string", "integer", "array", "object"]
    title: str
    description: str | MISSING = absent()
    enum: list[str] | MISSING = absent()
    oneOf: list[FactChoice] | MISSING = absent()
    format: Literal["uuid", "date"] | MISSING = absent()
    pattern: str | MISSING = absent()
    minLength: int | MISSING = absent()
    maxLength: int | MISSING = absent()
    items: FactItems | MISSING = absent()
    minItems: int | MISSING = absent()
    maxItems: int | MISSING = absent()
    minimum: int | MISSING = absent()
    maximum: int | MISSING = absent()
    default: int | MISSING = absent()


class Needs(Shape):
    """The JSON Schema of the facts of a move: what it may carry, and what it must."""

    type: Literal["object"]
    properties: dict[FactName, FactSchema]
    required: list[FactName]


class Move(Shape):
    """A move that the reader may make now. ``due_at`` is there only where the move starts the clock anew."""

    verb: Verb
    label: Label
    needs: Needs
    due_at: AwareDatetime | MISSING = absent()


class Owner(Shape):
    """Who has a case: a unit by its id, or the level that holds it by the code of its area."""

    type: OwnerType
    id: str
    name: str


class Stage(Shape):
    """The clock of the present stage in short; ``due_at`` is null while it stands still."""

    name: ClockName
    label: Label
    due_at: AwareDatetime | None
    provisional: bool


class CaseCondition(Shape):
    """The filing condition of a case: what it is, and when the case may be closed."""

    code: str
    name: Label
    closing: Label


class CaseFacts(Shape):
    """What is said of a case wherever it stands.

    ``grid`` is null until the place is known, ``due_at`` while the clock stands still, ``stage`` once it has ended;
    ``on_time`` is null until it ends. ``report_count`` is how many reports belong to it; ``into`` the case into
    which it was merged. ``closes_at`` is when a rule closes it, ``doubted_at`` since when somebody says of an ended
    case that it is not solved. ``version`` is the number of its last entry.
    """

    id: UUID
    number: str
    flow: FlowName
    edition: int
    state: CaseState
    state_label: Label
    quarter: Literal[0, 1, 2, 3, 4]
    marks: list[Mark]
    refusals: int
    kind: KindName | None
    condition: CaseCondition | None
    area: Coded
    grid: str | None
    located: bool
    point: Point | None
    owner: Owner
    channel: Channel
    report_count: int
    into: UUID | None
    clock_from: AwareDatetime
    due_at: AwareDatetime | None
    provisional: bool
    stopped: bool
    overdue: bool
    stage: Stage | None
    unseen: bool
    happened_at: AwareDatetime
    created_at: AwareDatetime
    changed_at: AwareDatetime
    seen_at: AwareDatetime | None
    ended_at: AwareDatetime | None
    on_time: bool | None
    closes_at: AwareDatetime | None
    doubted_at: AwareDatetime | None
    version: int


class Case(CaseFacts):
    """A case as a move answers it: with what the reader may do next."""

    allowed: list[Move]


class ListedCase(Case):
    """A case of a list, with its opening words (the first 120 characters), address, first picture, and the last one of
    after the work, if any."""

    words: str
    address: str
    photo: UUID | None
    after: UUID | None


class CaseList(Page):
    """Cases that the reader may see."""

    items: list[ListedCase]


class CasePerson(Shape):
    """Somebody whose turn it is. ``area`` is empty for people of a unit."""

    id: UUID
    name: str
    post: Post
    label: Label
    area: str


class CaseReport(Shape):
    """A report of a case; ``joined`` when it opened none. ``code`` is for whoever made it, null for everybody else."""

    id: UUID
    code: str | None
    channel: Channel
    happened_at: AwareDatetime
    has_contact: bool
    joined: bool


class CaseNumber(Shape):
    """A case by its id and the number that people say."""

    id: UUID
    number: str


class ToldReport(CaseReport):
    """A report with what it said. ``contact`` is a masked number, for those only who may open it; ``came_with`` the
    merged case that brought it. What was erased is null."""

    created_at: AwareDatetime
    words: str | None
    address: str | None
    contact: str | None
    rated: bool
    came_with: CaseNumber | None


class ToldReports(Page):
    """The reports of a case, the first one first."""

    items: list[ToldReport]


class Absorbed(CaseNumber):
    """A case that was merged into another one, and when."""

    merged_at: AwareDatetime


class Rating(Shape):
    """What a reporter said of how it went."""

    report: UUID
    solved: bool
    answered: bool
    satisfied: int
    label: Label
    words: str | None
    rated_at: AwareDatetime


class CaptureMark(Shape):
    """What the phone's app said of a file: ``camera`` when taken in it, ``metres`` from the case's point.

    ``matches`` when what arrived is byte for byte what was taken. Evidence for people; nothing follows from it.
    """

    source: Literal["camera", "gallery"]
    taken_at: AwareDatetime | None
    metres: int | None
    accuracy_m: int | None
    matches: bool


class CaseFile(Shape):
    """A file of a case; ``when`` says what it shows: the trouble, the place after the work, or something else."""

    id: UUID
    kind: Literal["photo", "sound"]
    when: Literal["before", "after", "other"]
    happened_at: AwareDatetime
    mark: CaptureMark | None


class EvidenceAsked(Shape):
    """What a filing condition asks to be shown: how many photos when filed and of the work, how near the latter are
    taken in metres (null: anywhere), and whether it is checked at the time of day at which it was seen."""

    register_photos: int
    close_photos: int
    close_metres: int | None
    same_hours: bool


class EvidenceLacking(Shape):
    """Something that is missing, how many of it, and in words."""

    code: Literal["register_photos", "place", "close_photos", "close_metres"]
    count: int
    label: Label


class Evidence(Shape):
    """What is missing to file and to close a case; ``asked`` is null where its condition asks nothing."""

    asked: EvidenceAsked | None
    to_register: list[EvidenceLacking]
    to_close: list[EvidenceLacking]


class WholeCase(Case):
    """One case with all that stands beside it; ``ratings`` are null for whoever is no desk, ``reports`` at most 200."""

    words: str
    address: str
    people: list[CasePerson]
    reports: list[CaseReport]
    merged_into: CaseNumber | None
    absorbed: list[Absorbed]
    ratings: list[Rating] | None
    clocks: list[Clock]
    tasks: list[Task]
    photos: list[CaseFile]
    evidence: Evidence
    requests: list[Request]
    orders: list[Order]


class CaseId(Shape):
    """Which case."""

    id: UUID


class KeptAside(Shape):
    """A move that came too late: nothing moved, words and photos are kept as a remark. ``detail`` says why."""

    kept_aside: Literal[True]
    code: str
    detail: Label
    case: CaseId


class Contact(Shape):
    """The reporter's telephone number; null where it is erased or the answer is a repeated one."""

    phone: str | None


class RuleFollowed(Shape):
    """The routing rule by which a unit is suggested; ``stand_in``: because nobody of the rule's unit is on duty."""

    number: int
    edition: int
    stand_in: bool


class Suggestion(Shape):
    """A unit to dispatch to and why: a rule, rulings for it, cases that it put right and in how many days.

    ``open`` is what it has now; ``on_duty`` is null where the unit has no roster today.
    """

    unit: UnitName
    reason: Label
    rule: RuleFollowed | None
    on_duty: bool | None
    precedents: int
    handled: int
    mean_days: float | None
    open: int
    gave_back: bool


class SuggestionList(Page):
    """Up to ten units, the likeliest first."""

    items: list[Suggestion]
