"""What the screen of routing rules is told: the rules as sentences, what is the matter with them, and a dry run."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime
from typing_extensions import TypeAliasType

from wangge.api.answers.choices import Refusal
from wangge.api.answers.people import UnitName
from wangge.api.answers.shapes import Coded, Label, Shape

RuleTrouble = TypeAliasType(
    "RuleTrouble", Literal["over", "coming", "unit_gone", "stand_in_gone", "area_gone", "kind_gone"]
)  # fmt: skip


class KindBegin(Shape):
    """A beginning of kind codes, in words."""

    code: str
    name: Label


class TroubleSaid(Shape):
    """What is the matter with a rule."""

    code: RuleTrouble
    label: Label


class WrittenRule(Shape):
    """A rule: what it says field by field, and as one sentence. ``edition`` is 0 until it is saved.

    No kinds are every kind, no areas the whole district; hours and season are empty where it holds always.
    """

    number: int
    edition: int
    kinds: list[KindBegin]
    areas: list[Coded]
    unit: UnitName
    local: bool
    stand_in: UnitName | None
    hours: str
    season: str
    since: date | None
    until: date | None
    why: Label
    sentence: Label
    troubles: list[TroubleSaid]


class RoutingRuleSettings(WrittenRule):
    """A rule, and in how many cases of the last 30 days it was overruled since it reads so; ``often``: three."""

    overruled: int
    often: bool


class RuleConflict(Shape):
    """Two rules that are equally specific at a place: which number wins there. An empty kind is every kind."""

    wins: int
    loses: int
    area: Coded
    kind: KindBegin | None


class RuleProposal(Shape):
    """A rule that designations propose: so many times, last when."""

    kind: KindBegin
    area: Coded
    unit: UnitName
    rulings: int
    last_at: AwareDatetime
    sentence: Label


class RoutingEditionTold(Shape):
    """An edition: since when, and how many rules it has."""

    edition: int
    since: AwareDatetime
    rules: int


class WholeRouting(Shape):
    """All rules of the district by number, what is to be said of them, and up to twenty editions, the last first."""

    edition: int
    since: AwareDatetime | None
    rules: list[RoutingRuleSettings]
    conflicts: list[RuleConflict]
    proposals: list[RuleProposal]
    editions: list[RoutingEditionTold]
    mine: bool


class RoutingChosen(Shape):
    """The edition by which cases are dispatched from now on."""

    edition: int
    rules: int


class RuleSays(Shape):
    """Where rules lead a case: by which number, to which units; several are equals."""

    rule: int
    units: list[UnitName]


class MovedCase(Shape):
    """A past case on which the lists differ: where each leads, and which unit really put it right."""

    id: UUID
    number: str
    kind: KindBegin | None
    area: Coded
    sent_at: AwareDatetime
    ended_at: AwareDatetime
    before: RuleSays | None
    after: RuleSays | None
    really: UnitName
    right_before: bool
    right_after: bool


class TrialTally(Shape):
    """For how many cases something stood before and after, and for how many rightly."""

    before: int
    right_before: int
    after: int
    right_after: int


class RuleTally(TrialTally):
    """The tally of a rule by its number."""

    rule: int


class UnitTally(TrialTally):
    """The tally of a unit; ``really`` are the cases that it put right."""

    unit: UnitName
    really: int


class RoutingTrial(Shape):
    """A dry run over the cases of the last ``days`` that a unit put right, ``cases`` of them.

    ``moved`` would have gone elsewhere: ``gained`` of them to the unit that put them right, ``lost`` away from it;
    ``items`` are the first of these, the last ended first, ``left_off`` says how many more there are.
    """

    days: int
    cases: int
    moved: int
    gained: int
    lost: int
    summary: Label
    whole: TrialTally
    items: list[MovedCase]
    left_off: int
    rules: list[RuleTally]
    units: list[UnitTally]


class RoutingTried(Shape):
    """What changed rules would do, or why they are refused; then the trial is null and the lists are empty."""

    refusal: Refusal | None
    place: int | None
    rules: list[WrittenRule]
    conflicts: list[RuleConflict]
    trial: RoutingTrial | None
