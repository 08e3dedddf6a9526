"""What changed routing rules would have done with past cases: the dry run. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from wangge.cases.rules.timing import HANDLE
from wangge.catalogue.rules import Lead, Routing, leads
from wangge.core.words import Say
from wangge.orgs.rules.tree import UnitTree


@dataclass(frozen=True)
class Past:
    """A case that a unit put right: kind, place, the minute of the dispatch by the district's own clock, the unit."""

    id: UUID
    number: str
    kind: str
    area: str
    unit: UUID
    at: datetime
    ended_at: datetime


@dataclass(frozen=True)
class Moved:
    """A case on which two lists of rules differ; None where a list says nothing of it."""

    past: Past
    before: Lead | None
    after: Lead | None

    @property
    def right_before(self) -> bool:
        """Whether the present rules lead to the unit that put it right."""
        return is_right(self.before, self.past)

    @property
    def right_after(self) -> bool:
        """Whether the changed rules do."""
        return is_right(self.after, self.past)


def is_right(lead: Lead | None, past: Past) -> bool:
    """Whether rules led to the unit that really put the case right."""
    return lead is not None and past.unit in lead.units


@dataclass
class Tally:
    """Of one rule or unit: for how many cases it stood before and after, for how many it was right to."""

    before: int = 0
    right_before: int = 0
    after: int = 0
    right_after: int = 0

    def count(self, *, changed: bool, right: bool) -> None:
        """One case more, by the present or by the changed rules."""
        if changed:
            self.after, self.right_after = self.after + 1, self.right_after + right
        else:
            self.before, self.right_before = self.before + 1, self.right_before + right


@dataclass
class Trial:
    """A dry run: how many cases were looked at, which would have moved, and totals by rule and by unit."""

    cases: int = 0
    whole: Tally = field(default_factory=Tally)
    moved: list[Moved] = field(default_factory=list)
    rules: dict[int, Tally] = field(default_factory=dict)
    units: dict[UUID, Tally] = field(default_factory=dict)
    really: dict[UUID, int] = field(default_factory=dict)

    @property
    def gained(self) -> int:
        """How many would have moved to the unit that put them right."""
        return sum(one.right_after and not one.right_before for one in self.moved)

    @property
    def lost(self) -> int:
        """How many would have moved away from it."""
        return sum(one.right_before and not one.right_after for one in self.moved)

    def summary(self, days: int) -> Say:
        """In one sentence."""
        if not self.moved:
            return Say(
                f"最近 {days} 天办结的 {self.cases} 件里，没有一件会改派。",
                f"Of the {self.cases} cases of the last {days} days none would have moved.",
            )
        moved = len(self.moved)
        return Say(
            f"最近 {days} 天办结的 {self.cases} 件里，{moved} 件会改派：{self.gained} 件改到了真正办结它的单位，"
            f"{self.lost} 件离开了真正办结它的单位。",
            f"Of the {self.cases} cases of the last {days} days {moved} would have moved: {self.gained} to the unit "
            f"that really put them right, {self.lost} away from it.",
        )


def sent_at(clocks: Sequence[Mapping[str, Any]], unit: UUID) -> datetime | None:
    """When an ended case went to a unit, by the unit's own clock as the row holds it; None where it has none."""
    since = next((run["since"] for run in clocks if run["name"] == HANDLE and run.get("who") == str(unit)), None)
    return datetime.fromisoformat(since) if since else None


def first_lead(routing: Routing, past: Past, tree: UnitTree) -> Lead | None:
    """Where rules would have led a case at the minute of its dispatch, each rule taken as if it had held then."""
    found = leads(routing.matches(past.kind, past.area, past.at, day=None), past.area, tree)
    return found[0] if found else None


def tried(cases: Iterable[Past], present: Routing, draft: Routing, tree: UnitTree) -> Trial:
    """Ask two lists of rules about every case. A case has moved where the lists lead to other units."""
    trial = Trial()
    for past in cases:
        before, after = first_lead(present, past, tree), first_lead(draft, past, tree)
        trial.cases += 1
        trial.really[past.unit] = trial.really.get(past.unit, 0) + 1
        for lead, changed in ((before, False), (after, True)):
            if lead is not None:
                right = is_right(lead, past)
                trial.whole.count(changed=changed, right=right)
                trial.rules.setdefault(lead.match.rule.number, Tally()).count(changed=changed, right=right)
                unit = past.unit if right else lead.units[0]
                trial.units.setdefault(unit, Tally()).count(changed=changed, right=right)
        if (before.units if before else ()) != (after.units if after else ()):
            trial.moved.append(Moved(past, before, after))
    return trial
