"""Fourteen months of lives, a day at a time, so that a district's figures come out by counting. From a seed, and pure.

The figures are those that a newspaper told of 211103 in July 2017, in the reading of `docs/guides/year.md`: of 223,917
cases 8,433 went through the district centre. Every day's lives depend on the seed and the day alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from math import ceil
from random import Random
from typing import Any

from wangge.simulate.hours import in_field
from wangge.simulate.matters import LONG, MATTERS, Matter
from wangge.simulate.scripts import DAY_WEIGHTS, HOUR_WEIGHTS, Scene, Script, Writer

MONTHS = 14
RAIN_BY_MONTH = (0.05, 0.06, 0.12, 0.18, 0.22, 0.30, 0.42, 0.38, 0.20, 0.15, 0.10, 0.05)
"""Share of days with rain or snow in each month of the city's climate, rounded."""
THAW = {3: 1.6, 4: 1.9, 5: 1.3}
"""In spring the drains clog: how many times as often they do, by month."""
ICE = {12: 6.0, 1: 8.0, 2: 6.0, 3: 1.0}
"""How many times as often steps are icy, by month; never in others."""
STREET_AGE, DISTRICT_AGE, POOLED_AGE = 80, 150, 320
"""How many days old at most what is still in hand at a street or a community, at the district's units, or pooled."""
ON = 20
"""How many days at least what is in hand has left, and what is pooled stays so."""


@dataclass(frozen=True)
class Figures:
    """How many cases there are: all, passed through the district centre and of these in hand, overdue, pooled; those
    in hand at the streets, and at communities and grids. All others are closed."""

    cases: int
    passed: int
    in_hand: int
    overdue: int
    pooled: int
    at_streets: int
    at_grids: int

    @property
    def passed_closed(self) -> int:
        """Those that went through the district centre and are closed."""
        return self.passed - self.in_hand - self.overdue - self.pooled

    @property
    def closed(self) -> int:
        """All that are closed."""
        return self.cases - self.in_hand - self.overdue - self.pooled - self.at_streets - self.at_grids

    @property
    def own(self) -> int:
        """What streets and communities handle or handled themselves, without what is still at grid or community."""
        return self.cases - self.passed - self.at_grids

    def without(self, there: "Figures") -> "Figures":
        """What is to be added to what is there."""
        return Figures(*(max(getattr(self, f.name) - getattr(there, f.name), 0) for f in fields(self)))

    def times(self, scale: float) -> "Figures":
        """So many times as many."""
        return Figures(*(round(getattr(self, f.name) * scale) for f in fields(self)))


REAL = Figures(cases=223_917, passed=8_433, in_hand=1_964, overdue=101, pooled=793, at_streets=6_238, at_grids=1_204)
"""The figures of 211103. One of the 102 overdue is told under another heading too, here among the pooled ones: 101."""


@dataclass(frozen=True)
class Day:
    """A day of the year and what is to come of its cases."""

    day: date
    figures: Figures


class Year:
    """The days before ``until``, the first ``MONTHS`` months before it, whose cases come to ``figures`` today.

    ``now`` is today: what is in hand is so then.
    """

    def __init__(self, *, until: datetime, now: datetime, figures: Figures, seed: int) -> None:
        self.until, self.now, self.seed = until, now, seed
        first = until - timedelta(days=round(MONTHS * 30.44))
        begin = datetime.combine(first.date(), first.min.time(), until.tzinfo)
        moments = [begin + timedelta(days=n) for n in range((until - begin).days)]
        self.wet = {m.date(): self._chance(m.date()).random() < RAIN_BY_MONTH[m.month - 1] for m in moments}
        self.moments = {m.date(): m for m in moments}
        self.days = self._shared_out(figures)

    def _chance(self, day: date) -> Random:
        return Random(f"{self.seed}-{day}")  # noqa: S311

    def matter_weights(self, day: date) -> list[float]:
        """How often each matter happens on a day."""
        wet, drains, ice = self.wet[day], THAW.get(day.month, 1.0), ICE.get(day.month, 0.0)
        return [
            m.weight * (m.rain if wet else 1.0) * (drains if m.rain > 5 else ice if m.subject == "ice" else 1.0)
            for m in MATTERS
        ]

    def _shared_out(self, figures: Figures) -> list[Day]:
        """Whole numbers for every day that come to the figures: by the day's weight, and by how old a case may be."""
        days = list(self.moments)
        by_day = [sum(self.matter_weights(d)) * DAY_WEIGHTS[d.weekday()] for d in days]
        old = [(self.now.date() - d).days for d in days]
        shares: dict[str, list[float]] = {"cases": by_day, "passed": by_day}
        # What is overdue took five working days or less and is not much older.
        for name, least, most in (
            ("in_hand", 0, DISTRICT_AGE), ("overdue", 15, 75), ("pooled", 12, POOLED_AGE),
            ("at_streets", 0, STREET_AGE), ("at_grids", 0, STREET_AGE),
        ):  # fmt: skip
            fits = [w if least <= age <= most else 0.0 for w, age in zip(by_day, old, strict=True)]
            shares[name] = fits if any(fits) else by_day
        columns = {name: _rounded(getattr(figures, name), weights) for name, weights in shares.items()}
        parts = {"passed": ("in_hand", "overdue", "pooled"), "cases": ("passed", "at_streets", "at_grids")}
        for name, of in parts.items():
            floor = [sum(columns[part][i] for part in of) for i in range(len(days))]
            columns[name] = _settled(columns[name], getattr(figures, name), floor)
        return [Day(d, Figures(**{name: column[i] for name, column in columns.items()})) for i, d in enumerate(days)]


def _rounded(total: int, weights: list[float]) -> list[int]:
    """Whole numbers in proportion to weights that come to the total."""
    whole, so_far, given = sum(weights) or 1.0, 0.0, 0
    found = []
    for weight in weights:
        so_far += weight
        found.append(round(total * so_far / whole) - given)
        given += found[-1]
    return found


def _settled(numbers: list[int], total: int, least: list[int]) -> list[int]:
    """The numbers, none below its least, with what that makes too many taken from the others, the first ones first.

    Needs a total that is not below all the least ones together.
    """
    found = [max(n, low) for n, low in zip(numbers, least, strict=True)]
    over = sum(found) - total
    for i, low in enumerate(least):
        spare = min(max(over, 0), found[i] - low)
        found[i] -= spare
        over -= spare
    for i in range(-min(over, 0)):
        found[i % len(found)] += 1
    return found


class DayWriter(Writer):
    """Writes the lives of a day of the year. ``count`` runs on over the days, so that every life has its number."""

    def __init__(self, scene: Scene, year: Year, day: Day) -> None:
        super().__init__(scene, Random(f"{year.seed}-{scene.district}"), year.now)  # noqa: S311
        self.year, self.day = year, day
        self.rng = Random(f"{year.seed}-{scene.district}-{day.day}")  # noqa: S311
        self.weights = year.matter_weights(day.day)

    def lives(self) -> Iterator[Script]:
        """All lives of the day, those that are still in hand among them."""
        begin, wanted = self.year.moments[self.day.day], self.day.figures
        sorts = (
            ["in_hand"] * wanted.in_hand + ["overdue"] * wanted.overdue + ["pooled"] * wanted.pooled
            + ["at_streets"] * wanted.at_streets + ["at_grids"] * wanted.at_grids
        )  # fmt: skip
        passed = wanted.passed - wanted.in_hand - wanted.overdue - wanted.pooled
        sorts += ["passed"] * passed
        sorts += ["closed"] * (wanted.cases - len(sorts))
        hours = self.rng.choices(range(len(HOUR_WEIGHTS)), HOUR_WEIGHTS, k=len(sorts))
        for sort, hour in zip(sorts, hours, strict=True):
            at = begin.replace(hour=hour, minute=self.rng.randrange(60), second=self.rng.randrange(60))
            yield self._by_now(sort, at)

    def _by_now(self, sort: str, at: datetime) -> Script:
        """A life that has come as far as it is to come by now; one that would not has begun earlier."""
        grid = self._grid()
        script = self._one(sort, grid, at)
        while (over := script.steps[-1].at - self.now) > timedelta(0):
            at -= over + timedelta(hours=12)
            script = self._one(sort, grid, at)
        return script

    def _one(self, sort: str, grid: str, at: datetime) -> Script:
        matter = self.rng.choices(MATTERS, self.weights)[0]
        if sort == "closed":
            return self._closed_at_home(grid, matter, at)
        while not self.scene.grids[grid]:  # a unit's work is looked at by the grid's worker
            grid = self._grid()
        if sort in ("in_hand", "at_streets", "at_grids"):
            return self._in_hand(sort, grid, at)
        if sort == "overdue":
            matter = next(m for m in MATTERS if m.kind == "E0110")
        script, at = self._told(grid, matter, at)
        if sort == "passed":
            self._by_a_unit(script, at, "district")
            return script
        at, unit = self._to_unit(script, at, "district")
        if sort == "pooled":
            until = min(self.now.date() + timedelta(days=ON + self.rng.randrange(60)), at.date() + timedelta(days=360))
            at = self._later(script, at, self.rng.uniform(1, 6))
            self._ask(script, at, "district", unit, sort="pool", review_on=str(until),
                      words="要等雨季过了、管线迁改后才能做，请先挂账。")  # fmt: skip
        return script

    def _told(self, grid: str, matter: Matter, at: datetime) -> tuple[Script, datetime]:
        at = in_field(at)
        return self._open(grid, matter, at, by="worker"), at

    def _closed_at_home(self, grid: str, matter: Matter, at: datetime) -> Script:
        """Put right by grid, community or street."""
        staffed = self.scene.grids[grid]
        by = "resident" if not staffed or self.rng.random() < 0.17 else "worker"
        at = in_field(at) if by == "worker" else at
        script = self._open(grid, matter, at, by=by)
        if self.rng.random() < matter.alone or not staffed:
            self._by_itself(script, at, by)
        else:
            self._by_a_unit(script, at, self._own_desk())
        return script

    def _in_hand(self, sort: str, grid: str, at: datetime) -> Script:
        """A matter that takes its time, given more time where it needs that."""
        desk = {"in_hand": "district", "at_streets": "street", "at_grids": "community"}[sort]
        needs = (self.now - at).days + ON
        fitting = [(limit, matter) for limit, matter in LONG if needs <= limit * 3] or [LONG[-1]]
        limit, matter = fitting[self.rng.choices(range(len(fitting)), [m.weight for _, m in fitting])[0]]
        script, told = self._told(grid, matter, at)
        _, unit = self._to_unit(script, told, desk)
        for time in range(ceil(needs / limit) - 1):
            asked = at + timedelta(days=limit * (time + 0.8))
            self._ask(script, asked, desk, unit, sort="extension", words="双方还在商量，请再给些时间。")
        return script

    def _ask(self, script: Script, at: datetime, desk: str, unit: str, **facts: Any) -> None:
        """A unit's chief asks, the desk grants, while there is time."""
        chief = unit.replace("unit:", "chief:")
        if at < self.now - timedelta(hours=3):
            script.add(at, chief, "ask", **facts)
            script.add(at + self._minutes(30, 150), desk, "grant", words="同意，请按期推进。")
