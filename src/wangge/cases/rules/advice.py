"""Which unit is the right one for a kind at a place by rules, or likely to be, with the reason first. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from wangge.cases.rules.leading import Led
from wangge.cases.rules.timing import HANDLE, clocks_of
from wangge.core.words import Say

UNLED = 99
"""The rank of a unit to which no rule leads."""


@dataclass(frozen=True)
class Suggestion:
    """A unit with what speaks for it: a rule, rulings of this street, how often it put the kind right and how fast.

    ``led`` is what a routing rule says and ``rank`` its place among those that rules lead to; ``on_duty`` whether
    somebody of it is on shift now, None without a roster. ``days`` are days of 24 hours from dispatch to done, on
    average; ``open`` the cases it has now; ``gave_back`` says that it had this very case and has it no more.
    """

    unit: UUID
    rulings: int = 0
    ruled_on: date | None = None
    handled: int = 0
    days: float | None = None
    open: int = 0
    gave_back: bool = False
    led: Led | None = None
    rank: int = UNLED
    on_duty: bool | None = None

    @property
    def reason(self) -> Say:
        """Why it is suggested, in words."""
        zh, en = [], []
        if self.gave_back:
            zh.append("这件案子从它那里退回过")
            en.append("this case came back from it")
        if self.led:
            zh.append(self.led.reason.zh)
            en.append(self.led.reason.en)
        if self.rulings:
            zh.append(f"先例：本街道此类指定给它 {self.rulings} 次，最近 {self.ruled_on}")
            en.append(f"precedent: designated {self.rulings} × for this kind in this street, last on {self.ruled_on}")
        if self.handled:
            zh.append(f"此类办结 {self.handled} 件")
            en.append(f"put this kind right {self.handled} ×")
        if self.on_duty is not None:
            zh.append("值班：有人" if self.on_duty else "现在没人值班")
            en.append("somebody is on duty" if self.on_duty else "nobody is on duty now")
        zh.append(f"在办 {self.open} 件")
        en.append(f"{self.open} open")
        if self.days is not None:
            zh.append(f"平均 {self.days:.1f} 天")
            en.append(f"{self.days:.1f} days on average")
        return Say(" · ".join(zh), " · ".join(en))


def ranked(found: Iterable[Suggestion]) -> list[Suggestion]:
    """Those first to which rules lead, then the likeliest: rulings, then how often it put the kind right.

    Those that gave this case back come last; of equals the one with fewer open cases comes first.
    """
    return sorted(found, key=lambda s: (s.gave_back, s.rank, -s.rulings, -s.handled, s.open, str(s.unit)))


def days_taken(clocks: Sequence[Mapping[str, Any]], unit: UUID) -> float | None:
    """Days of 24 hours between the dispatch of an ended case to a unit and its last word; None when it has no clock."""
    runs = [run for run in clocks_of(clocks).runs if (run.name, run.who) == (HANDLE, str(unit)) and run.ended_at]
    return max((run.ended_at - run.since).total_seconds() / 86400 for run in runs if run.ended_at) if runs else None


def gave_back(clocks: Sequence[Mapping[str, Any]]) -> set[str]:
    """Ids of the units from which the case was taken without being done."""
    runs = (run for run in clocks_of(clocks).runs if run.name == HANDLE)
    return {run.who for run in runs if not run.open and run.on_time is None}
