"""What is suggested for words, and the card of the model that suggests."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field
from typing_extensions import TypeAliasType

from wangge.api.answers.flows import KindName
from wangge.api.answers.shapes import Label, Named, Shape

SuggestedBy = TypeAliasType("SuggestedBy", Literal["model", "catalogue"])


class SuggestedKind(Shape):
    """A kind that words may be about. ``share`` is how likely, 0 to 1, and null where the catalogue's words propose;
    ``why`` are the words of the text itself that speak for it."""

    kind: KindName
    share: float | None
    why: list[str]


class SuggestedUnit(Shape):
    """A unit that may put it right, and why. ``share`` is null where rulings and closed cases advise."""

    unit: Named
    share: float | None
    reason: Label


class Suggested(Shape):
    """Up to three kinds and three units, the likeliest first. When it ``abstains`` none is sure enough to be put
    forward. ``model`` is the id of the model that suggests, null for the catalogue's words."""

    kinds: list[SuggestedKind]
    units: list[SuggestedUnit]
    abstains: bool
    by: SuggestedBy
    model: UUID | None


class ReliabilityBin(Shape):
    """Test cases whose first kind had a share from ``since`` to ``until``: how many, their mean share, how many were
    right."""

    since: float
    until: float
    cases: int
    share: float
    right: float


class CurveStep(Shape):
    """What is left when nothing is said below a share: how many of the cases, and how many of these are right."""

    threshold: float
    coverage: float
    accuracy: float


class LearnedKind(Shape):
    """A kind that a model knows: cases it was learned from, test cases of it, and how many of them were recognised."""

    kind: KindName
    learned_from: int
    tested: int
    recognised: int


class RightFirst(Shape):
    """How often the first was right, and how often one of three."""

    top1: float
    top3: float


class RightUnits(RightFirst):
    """The same of units, over the test cases that a unit ended."""

    tested: int


class Compared(Shape):
    """The model that was in use at training, on the same test."""

    id: UUID
    top1: float


class DriftWeek(Shape):
    """Suggestions made in a week: how many, how many put a kind forward, how many of those cases are closed, and in how
    many the kind was the one that was said."""

    monday: date
    made: int
    said: int
    judged: int
    agreed: int


class Drift(Shape):
    """How a model has aged. ``shift`` is the population stability index of what it says now, null before it said
    anything; ``again`` whether it is time to learn again."""

    weeks: list[DriftWeek]
    shift: float | None
    closed_since: int
    again: bool


class ModelCard(Shape):
    """How good the model in use was on the last tenth of the cases, and how it has aged.

    Learned from cases closed ``from`` … ``until``, tested on those closed ``test_from`` … ``test_until``. ``ece`` is
    how far shares are from what came, ``ece_before`` the same before calibration. ``threshold`` is the share from which
    on it puts a kind forward: in ``coverage`` of the cases, ``accuracy`` of them right. ``strange`` are test cases of
    kinds that it does not know. ``words`` are the catalogue's words on the same test.
    """

    id: UUID
    made_at: AwareDatetime
    closed: int
    used: int
    learned_from: int
    calibrated_on: int
    tested_on: int
    from_: AwareDatetime = Field(alias="from")
    until: AwareDatetime
    test_from: AwareDatetime
    test_until: AwareDatetime
    top1: float
    top3: float
    macro_f1: float
    temperature: float
    ece: float
    ece_before: float
    reliability: list[ReliabilityBin]
    curve: list[CurveStep]
    threshold: float
    coverage: float
    accuracy: float
    kinds: list[LearnedKind]
    strange: int
    units: RightUnits
    words: RightFirst
    compared: Compared | None
    active: bool
    known: int
    bytes: int
    seconds: float
    drift: Drift


class LearnedAnswer(Shape):
    """What a district has learned: its closed cases, the card of the model in use (null where there is none), and a
    sentence that says how it stands and what to do."""

    closed: int
    model: ModelCard | None
    say: Label
