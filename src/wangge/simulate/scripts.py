"""Lives of cases written down before they are lived: who does what when. From a seed, and pure.

Most matters a grid worker puts right in an hour or two; a few go up to community, street or district, to a unit, and
come back to be checked. Whatever lies after *now* is left out, so that some cases are still on their way.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any
from uuid import UUID

from wangge.core.ids import uuid7
from wangge.simulate.hours import after_work, field_end, in_field, in_slot, last_slot
from wangge.simulate.matters import MATTERS, Matter, pick_matter, rain_share

DAYS = 30
CASES_A_GRID_AND_DAY = 16_000 / 715 / DAYS
RAINY = 5
"""Days of rain among the thirty, the last of them yesterday or the day before."""
MEDIAN_HOURS, SPREAD = 1.42, 0.75
RESIDENTS = 0.17
SAME_DAY = 0.875
TO_DISTRICT = 0.36
FOOD = ("饭店", "酒楼", "菜馆", "饺子馆", "烧烤店", "面馆", "河蟹馆", "菜市场")
Rows = Iterable[Mapping[str, Any]]
HOUR_WEIGHTS = (0, 0, 0, 0, 0, 0, 1, 5, 14, 15, 12, 7, 3, 4, 11, 12, 9, 4, 1.2, 0.9, 0.6, 0.3, 0, 0)
DAY_WEIGHTS = (1.06, 1.04, 1.02, 1.0, 1.0, 0.86, 0.8)


@dataclass(frozen=True)
class Site:
    """Where something happens: its grid, what people call it, and the place as a command says it."""

    grid: str
    name: str
    place: Mapping[str, Any]


@dataclass(frozen=True)
class Scene:
    """What the plan needs to know of a district: its grids with a worker or without, sites by sort, codes of units."""

    district: str
    grids: Mapping[str, bool]
    sites: Mapping[tuple[str, str], Sequence[Site]]
    units: frozenset[str]


@dataclass(frozen=True)
class Step:
    """One command: when, by whom (``unit:drainage`` for a unit), what, with which facts and which drawn picture.

    ``picture`` is the subject and whether it shows the place put right.
    """

    at: datetime
    who: str
    verb: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    picture: tuple[str, bool] | None = None


@dataclass
class Script:
    """The life of one case; ``report`` is the id of the report that opens it."""

    number: int
    matter: Matter
    site: Site
    report: UUID
    steps: list[Step] = field(default_factory=list)

    def add(self, at: datetime, who: str, verb: str, picture: bool | None = None, **facts: Any) -> datetime:
        """Write a step down; gives its time. ``picture`` True shows the place put right, False the trouble."""
        shown = None if picture is None else (self.matter.subject, picture)
        self.steps.append(Step(at, who, verb, facts, shown))
        return at


def sites_of(buildings: Rows, components: Rows) -> dict[tuple[str, str], list[Site]]:
    """Places by grid and sort: homes, restaurants, shops, components of a kind, and the road beside a component."""
    found: dict[tuple[str, str], list[Site]] = {}
    for row in buildings:
        sort = "home" if "单元" in row["name"] else "food" if row["name"].endswith(FOOD) else "shop"
        site = Site(row["grid"], row["name"], {"building": row["code"]})
        found.setdefault((row["grid"], sort), []).append(site)
    for part in components:
        grid, name = part["grid"], part["name"]
        found.setdefault((grid, part["kind"]), []).append(Site(grid, name, {"building": part["code"]}))
        road = Site(grid, f"{name}旁边", {"lat": part["lat"], "lng": part["lng"]})
        found.setdefault((grid, "road"), []).append(road)
    return found


def plan(scene: Scene, *, now: datetime, seed: int) -> list[Script]:
    """The scripts of the thirty days before ``now``, then those that leave work waiting for every post."""
    rng = Random(f"{seed}-{scene.district}")  # noqa: S311
    writer = Writer(scene, rng, now)
    scripts = list(writer.days())
    scripts += writer.waiting()
    for script in scripts:
        script.steps = [step for step in script.steps if step.at <= now]
    return [script for script in scripts if script.steps]


def rainy_days(rng: Random) -> set[int]:
    """Days counted back from today on which it rains."""
    return {rng.choice((1, 2)), *rng.sample(range(4, DAYS), RAINY - 1)}


class Writer:
    """Writes scripts one after the other; everything random comes from one source."""

    def __init__(self, scene: Scene, rng: Random, now: datetime) -> None:
        self.scene, self.rng, self.now = scene, rng, now
        self.count = 0
        self.rain = rainy_days(rng)
        self.grids = sorted(scene.grids)
        self.shares = list(accumulate(rng.gammavariate(4, 0.25) for _ in self.grids))

    def days(self) -> Iterator[Script]:
        """All that happens by itself, day by day."""
        total = round(CASES_A_GRID_AND_DAY * DAYS * len(self.scene.grids))
        begin = (self.now - timedelta(days=DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
        days = [begin + timedelta(days=n) for n in range(DAYS + 1)]
        wet = {n: DAYS - n in self.rain for n in range(DAYS + 1)}
        weights = [DAY_WEIGHTS[d.weekday()] * (rain_share() if wet[n] else 1.0) for n, d in enumerate(days)]
        weights[0] *= 1 - self._passed(self.now)
        weights[-1] *= self._passed(self.now)
        for n, day in enumerate(days):
            for _ in range(round(total * weights[n] / sum(weights))):
                at = self._moment(day)
                if at <= self.now:
                    yield self._life(self._grid(), pick_matter(self.rng, rainy=wet[n]), at)

    def _grid(self) -> str:
        return self.rng.choices(self.grids, cum_weights=self.shares)[0]

    def _passed(self, now: datetime) -> float:
        """Which share of a day's cases have come in by the hour of ``now``."""
        return sum(HOUR_WEIGHTS[: now.hour]) / sum(HOUR_WEIGHTS)

    def _moment(self, day: datetime) -> datetime:
        least, most = 0, len(HOUR_WEIGHTS)
        if day.date() == self.now.date():
            most = max(self.now.hour + 1, 7)
        elif day.date() == (self.now - timedelta(days=DAYS)).date():
            least = min(self.now.hour + 1, 20)
        hour = self.rng.choices(range(least, most), HOUR_WEIGHTS[least:most])[0]
        return day.replace(hour=hour, minute=self.rng.randrange(60), second=self.rng.randrange(60))

    def _open(self, grid: str, matter: Matter, at: datetime, *, by: str) -> Script:
        """A script with the report that opens it."""
        self.count += 1
        site = self._site(grid, matter)
        script = Script(self.count, matter, site, uuid7(at, bits=self.rng.getrandbits(80)))
        words = self.rng.choice(matter.words).format(at=site.name)
        facts: dict[str, Any] = {"words": words, "place": site.place, "kind": matter.kind}
        if by == "resident":
            facts["kind"] = ""
            if self.rng.random() < 0.3:
                facts["phone"] = f"100{self.rng.randrange(10**8):08d}"
        without = by == "resident" and self.rng.random() < 0.3
        script.add(at, by, "report", None if without else False, **facts)
        return script

    def _site(self, grid: str, matter: Matter) -> Site:
        """A fitting site of the grid; a home where the grid has none of the sort wanted."""
        for sort in (matter.where, "road", "home", "shop"):
            found = self.scene.sites.get((grid, sort))
            if found:
                return self.rng.choice(found)
        return Site(grid, "", {"area": grid})

    def _life(self, grid: str, matter: Matter, at: datetime) -> Script:
        staffed = self.scene.grids[grid]
        by = "resident" if not staffed or self.rng.random() < RESIDENTS else "worker"
        if by == "worker":
            at = in_field(at)
        script = self._open(grid, matter, at, by=by)
        if self.rng.random() < matter.alone or not staffed:
            self._by_itself(script, at, by)
        else:
            self._by_a_unit(script, at, "district" if self.rng.random() < TO_DISTRICT else self._own_desk())
        return script

    def _own_desk(self) -> str:
        """Who dispatches what does not go through the district centre."""
        return self.rng.choice(("community", "street"))

    def _by_itself(self, script: Script, at: datetime, by: str) -> None:
        """The grid worker, or the community where the grid has none, puts it right on the spot."""
        who = "worker" if self.scene.grids[script.site.grid] else "community"
        if by == "resident" and self.rng.random() < 0.012:
            reason = self.rng.choice(("和上午报的是同一件，那件在办。", "到现场看了，已经没有了。"))
            script.add(in_slot(at + self._minutes(20, 90)), "community", "decline", words=reason)
            return
        start = in_field(at)
        urgent = script.matter.urgent
        hours = min(self.rng.lognormvariate(0, SPREAD) * MEDIAN_HOURS * (0.75 if urgent else 1.1), 3.5 if urgent else 9)
        done, end = start + timedelta(hours=hours), field_end(start)
        if not urgent and self.rng.random() > SAME_DAY:
            done = in_field(end + timedelta(minutes=1)) + self._minutes(10, 240)
        elif done >= end:
            done = start + (end - start) * self.rng.uniform(0.25, 0.98)
        facts = {"words": self.rng.choice(script.matter.done)}
        if by == "resident":
            facts["kind"] = script.matter.kind
        done = script.add(done, who, "solve", True, **facts)
        closes = "community" if who == "worker" else "street"  # nobody closes work of his own
        script.add(in_slot(done + self._minutes(4, 75)), closes, "close")

    def _by_a_unit(self, script: Script, at: datetime, desk: str) -> None:
        """Handed up, dispatched, handled, checked and closed; now and then returned, urged or done again."""
        at, unit = self._to_unit(script, at, desk)
        hours = self.rng.lognormvariate(0, 1.0) * (10 if desk == "district" else 6)
        if hours > 24 and self.rng.random() < 0.3:
            script.add(self._later(script, at, 16), desk, "urge", words="群众又问了，请抓紧。")
        self._finish(script, self._later(script, at, hours), desk, unit)

    def _to_unit(self, script: Script, at: datetime, desk: str) -> tuple[datetime, str]:
        """From the report to a unit that has begun; gives when and which."""
        desk, at = self._to_desk(script, at, desk)
        units = [code for code in script.matter.units if code in self.scene.units] or sorted(self.scene.units)[:1]
        if self.rng.random() < 0.06 and len(self.scene.units) > 1:
            wrong = self.rng.choice(sorted(self.scene.units - set(units)) or units)
            at = script.add(self._later(script, at, self.rng.uniform(0.2, 3)), desk, "dispatch", unit=wrong)
            reason = "这段归属不在我们管护范围，请核对权属。"
            at = script.add(self._later(script, at, self.rng.uniform(1, 9)), f"unit:{wrong}", "return", words=reason)
        at = script.add(self._later(script, at, self.rng.uniform(0.1, 2.5)), desk, "dispatch", unit=units[0])
        unit = f"unit:{units[0]}"
        return script.add(self._later(script, at, self.rng.lognormvariate(0, 0.9) * 2.0), unit, "start"), unit

    def _finish(self, script: Script, at: datetime, desk: str, unit: str) -> None:
        """A unit has done it: looked at on the spot, now and then done again, and closed."""
        while True:
            at = script.add(at, unit, "finish", True, words=self.rng.choice(script.matter.done))
            at = at + self._minutes(20, 60) if script.matter.urgent else in_field(at + self._minutes(30, 420))
            if self.rng.random() < 0.94:
                break
            at = script.add(at, "worker", "check_fail", False, words="还没弄好，旁边又漏了。")
            at = self._later(script, at, self.rng.uniform(2, 12))
        at = script.add(at, "worker", "check_pass", True, words="看过了，弄好了。")
        script.add(self._later(script, at, self.rng.uniform(0.2, 5)), desk, "close")

    def _to_desk(self, script: Script, at: datetime, desk: str) -> tuple[str, datetime]:
        """From the report to a registered case at the desk of a level; gives desk and time."""
        rng = self.rng
        if self.scene.grids[script.site.grid]:
            at = script.add(in_field(at + self._minutes(5, 20)), "worker", "escalate", words="网格里办不了，请协调。")
        taken = at + self._minutes(5, 50)
        at = script.add(taken if script.matter.urgent else in_slot(taken), "community", "accept")
        at = script.add(
            self._later(script, at, rng.uniform(0.05, 0.6)), "community", "register", kind=script.matter.kind
        )
        for level in ("community", "street"):
            if desk == level:
                break
            at = script.add(
                self._later(script, at, rng.uniform(0.2, 2)), level, "escalate", words="要专业队伍，请上级派遣。"
            )
        return desk, at

    def _later(self, script: Script, at: datetime, hours: float) -> datetime:
        """So many working hours later; what is urgent waits for no slot and goes five times as fast."""
        return at + timedelta(hours=hours / 5) if script.matter.urgent else after_work(at, hours)

    def _minutes(self, least: float, most: float) -> timedelta:
        return timedelta(minutes=self.rng.uniform(least, most))

    def waiting(self) -> list[Script]:
        """A few cases in every grid of the first community, at each desk and a unit, that wait for their next act."""
        base = last_slot(self.now)
        first = sorted(self.scene.grids)[0][:12]
        staffed = [g for g in sorted(self.scene.grids) if g.startswith(first) and self.scene.grids[g]]
        by_name = {m.subject: m for m in reversed(MATTERS)}
        written: list[Script] = []

        def case(grid: str, subject: str, hours: float, then: Callable[[Script, datetime], object]) -> None:
            begun = base - timedelta(hours=hours)
            script = self._open(grid, by_name[subject], begun, by="resident")
            then(script, begun)
            written.append(script)

        def asked(script: Script, at: datetime) -> None:
            script.add(at + timedelta(minutes=20), "community", "verify")

        def up_to(desk: str) -> Callable[[Script, datetime], datetime]:
            def rise(script: Script, at: datetime) -> datetime:
                at = script.add(at + timedelta(minutes=10), "worker", "escalate", words="网格里办不了，请协调。")
                for level in ("community", "street", "district")[: ("community", "street", "district").index(desk)]:
                    if level == "community":
                        at = script.add(at + timedelta(minutes=5), level, "accept")
                        kind = script.matter.kind
                        at = script.add(at + timedelta(minutes=5), level, "register", kind=kind)
                    at = script.add(at + timedelta(minutes=8), level, "escalate", words="要专业队伍，请上级派遣。")
                return at

            return rise

        def sent(*verbs: str) -> Callable[[Script, datetime], None]:
            def go(script: Script, at: datetime) -> None:
                code = next(c for c in (*script.matter.units, *sorted(self.scene.units)) if c in self.scene.units)
                at = up_to("street")(script, at)
                at = script.add(at + timedelta(minutes=10), "street", "dispatch", unit=code)
                for verb in verbs:
                    words = {"words": script.matter.done[0]} if verb == "finish" else {}
                    shown = True if verb == "finish" else None
                    at = script.add(at + timedelta(minutes=25), f"unit:{code}", verb, shown, **words)

            return go

        for grid in staffed:
            case(grid, "stairwell", 0.3, lambda *_: None)
            case(grid, "wire", 1.5, asked)
            case(grid, "drain", 5.0, sent("start", "finish"))
        grid = staffed[0]
        for subject, hours in (("pothole", 1.2), ("branch", 0.9), ("cover", 0.6)):
            case(grid, subject, hours, up_to("community"))
        for subject, hours in (("leak", 2.0), ("lamp", 1.6)):
            case(grid, subject, hours, up_to("street"))
            case(grid, subject, hours + 1, up_to("district"))
        for verbs, hours in (((), 2.5), ((), 1.9), (("start",), 4.0)):
            case(grid, "drain", hours, sent(*verbs))
        case(grid, "stairwell", 2.2, sent())
        return written
