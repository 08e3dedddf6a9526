"""The year before the thirty days: whole lives in batches, a day after the other; can be stopped and taken up again."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from wangge.cases import actions as cases
from wangge.cases.queries import counted
from wangge.files.actions import keep_again
from wangge.journal.actions import batch, commit, first_answer, pass_over
from wangge.journal.queries import positions
from wangge.orgs.queries import staff_in_hand
from wangge.places.queries import Located, locate
from wangge.simulate.days import SEED, Album, Cast, Pictures, drill_command, drill_record, lived
from wangge.simulate.months import REAL, DayWriter, Figures, Year
from wangge.simulate.scripts import DAYS, Script

LIVES_A_BATCH = 500


@dataclass(frozen=True)
class Reached:
    """How far the year is: cases written of all, the day that is reached, and seconds of work so far."""

    done: int
    cases: int
    day: date
    seconds: float


def year_lived(district: str) -> bool:
    """Whether the year of a district has come to its end."""
    return first_answer(drill_command(district, "year-end", datetime.now(ZoneInfo("UTC")), "drill.end")) is not None


def live_year(
    district: str, pictures: Pictures, *, now: datetime, scale: float = 1.0, rest: float = 0.0
) -> Iterator[Reached]:
    """Live through the months before the thirty days, so that all cases of the district come to ``REAL`` times scale.

    The first call fixes seed, time and numbers, a later one goes on where that one was interrupted. ``rest`` is how
    long to leave the database to others after each batch, as a share of its time.
    """
    begun = _begin(district, now, scale)
    now = datetime.fromisoformat(begun["now"]).astimezone(ZoneInfo(settings.DISTRICT_ZONE))
    until = datetime.fromisoformat(begun["until"]).astimezone(ZoneInfo(settings.DISTRICT_ZONE))
    year = Year(until=until, now=now, figures=Figures(**begun["figures"]), seed=begun["seed"])
    stage = _Stage(district, Cast(district, [district], now), Album(district, pictures, now=now))
    total, done, worked = sum(d.figures.cases for d in year.days), 0, 0.0
    with staff_in_hand(district):
        for day in year.days:
            if _is_done(district, f"year-{day.day}"):
                done += day.figures.cases
                continue
            scripts = list(DayWriter(stage.cast.scene, year, day).lives())
            for start in range(0, max(len(scripts), 1), LIVES_A_BATCH):
                part, began = scripts[start : start + LIVES_A_BATCH], time.monotonic()
                last = start + LIVES_A_BATCH >= len(scripts)
                stage.play(day.day, part, key=f"year-{day.day}" + ("" if last else f"-{start}"), first=start)
                done, took = done + len(part), time.monotonic() - began
                worked += took
                yield Reached(done, total, day.day, worked)
                time.sleep(rest * took)
    facts = {"cases": total}
    commit(drill_command(district, "year-end", now, "drill.end"), lambda c: drill_record(c, "drill.end", facts))


def _begin(district: str, now: datetime, scale: float) -> dict[str, Any]:
    """What was fixed when the year was begun; what is there already counts towards the figures."""
    until = now - timedelta(days=DAYS + 1) if lived(district) else now - timedelta(hours=1)
    there = counted(district, at=now)
    wanted = REAL.times(scale).without(
        Figures(there.cases, there.passed, there.in_hand, there.overdue, there.pooled, there.at_streets, there.at_grids)
    )
    facts = {"seed": SEED, "now": now.isoformat(), "until": until.isoformat(), "scale": str(scale),
             "figures": vars(wanted)}  # fmt: skip
    command = drill_command(district, "year-begin", now, "drill.begin")
    found: dict[str, Any] = commit(command, lambda change: drill_record(change, "drill.begin", facts)).body
    return found


def _is_done(district: str, key: str) -> bool:
    return first_answer(drill_command(district, key, datetime.now(ZoneInfo("UTC")), "drill.go_on")) is not None


class _Stage:
    """Writes whole lives down: finds who acts and where it is, and lets the actions of a drill do the rest."""

    def __init__(self, district: str, cast: Cast, album: Album) -> None:
        self.district, self.cast, self.album = district, cast, album
        self._found: dict[str, Located] = {}

    def play(self, day: date, scripts: Sequence[Script], *, key: str, first: int) -> None:
        """A part of a day in one transaction; nothing when it was done before."""
        at = max((s.steps[-1].at for s in scripts), default=self.cast.now)
        command = drill_command(self.district, key, at, "drill.go_on")
        if first_answer(command):
            return
        before = positions([self.district])[self.district]
        with batch():
            days = sorted({step.at.date() for s in scripts for step in s.steps[:1]})
            numbers = {d: self._numbers(d, scripts) for d in days}
            for n, script in enumerate(scripts):
                numbers[script.steps[0].at.date()] += 1
                self._live(script, f"year-{day}-{first + n}", numbers[script.steps[0].at.date()])
            commit(command, lambda change: drill_record(change, "drill.go_on", {"cases": len(scripts)}))
        pass_over(self.district, first=before, last=positions([self.district])[self.district])

    def _numbers(self, day: date, scripts: Sequence[Script]) -> int:
        """The number before the first of those that a day's cases get."""
        mine = sum(s.steps[0].at.date() == day for s in scripts)
        return cases.take_numbers(self.district, day, mine) - mine

    def _live(self, script: Script, key: str, count: int) -> None:
        told, grid = script.steps[0], script.site.grid
        photos = self._photos(script)
        saying = cases.Saying(
            words=told.facts["words"], found=self._place(told.facts["place"]), kind=told.facts["kind"],
            photos=photos[0],
            phone=told.facts.get("phone", ""), report_id=script.report,
            channel="public" if told.who == "resident" else "worker",
        )  # fmt: skip
        case = cases.begin_life(self.cast.actor(told.who, grid), saying, key=f"{key}-0", count=count, at=told.at)
        for n, step in enumerate(script.steps[1:], 1):
            if step.at <= self.cast.now:
                actor = self.cast.actor(step.who, grid)
                facts = {**step.facts, "photos": photos[n]} if photos[n] else step.facts
                cases.go_on_living(case, actor, step.verb, facts, key=f"{key}-{n}", at=step.at)

    def _photos(self, script: Script) -> list[list[UUID]]:
        """The pictures of every step, sent by who makes it."""
        found: list[list[UUID]] = []
        sent = []
        for place, step in enumerate(script.steps):
            photo = self.album.photo(script, place)
            found.append([photo[0]] if photo else [])
            if photo:
                sent.append((*photo, self.cast.actor(step.who, script.site.grid).person, step.at))
        keep_again(sent, district=self.district)
        return found

    def _place(self, said: Any) -> Located:
        key = str(said)
        if key not in self._found:
            self._found[key] = locate(said, district=self.district)
        return self._found[key]
