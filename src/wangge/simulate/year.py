"""The year before the thirty days: whole lives in batches, a day after the other; can be stopped and taken up again."""

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from multiprocessing import get_context
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from wangge.cases import actions as cases
from wangge.cases.queries import counted
from wangge.files.actions import keep_again
from wangge.files.models import Upload
from wangge.journal.actions import batch, commit, first_answer, gather, pass_over
from wangge.orgs.queries import Staff, staff_in_hand
from wangge.places.queries import Located, find_points, locate, located_codes
from wangge.simulate import beside
from wangge.simulate.days import SEED, Album, Cast, Pictures, drill_command, drill_record, lived
from wangge.simulate.months import REAL, Day, DayWriter, Figures, Year
from wangge.simulate.scripts import DAYS, Scene, Script

LIVES_A_BATCH = 500
MONTHS_BEFORE = 460
"""Since how many days before now there must be people."""


@dataclass(frozen=True)
class Reached:
    """How far the year is: cases written of all, and the day that is reached."""

    done: int
    cases: int
    day: date


def year_lived(district: str) -> bool:
    """Whether the year of a district has come to its end."""
    return _is_done(district, "year-end", "drill.end")


def live_year(
    district: str, pictures: Pictures, *, now: datetime, scale: float = 1.0, processes: int = 1, rest: float = 0.0
) -> Iterator[Reached]:
    """Live through the months before the thirty days, so that all cases of the district come to ``REAL`` times scale.

    The first call fixes seed, time and numbers, a later one goes on where that one was interrupted. ``rest`` is how
    long to leave the database to others after each batch, as a share of the time it took.
    """
    begun = _begin(district, now, scale)
    year = _year_of(begun)
    total = done = sum(d.figures.cases for d in year.days)
    open_days = [d for d in year.days if not _is_done(district, _key_of(d.day))]
    done -= sum(d.figures.cases for d in open_days)
    album = Album.of(district, pictures, now=year.now) if open_days else Album({})
    if processes > 1 and open_days:
        shown = {key: [u.id for u in uploads] for key, uploads in album.shown.items()}
        with ProcessPoolExecutor(
            processes, mp_context=get_context("spawn"), initializer=beside.prepare, initargs=(district, begun, shown)
        ) as pool:
            try:
                for day, count in zip(open_days, pool.map(beside.play, open_days), strict=True):
                    done += count
                    yield Reached(done, total, day.day)
            finally:
                pool.shutdown(cancel_futures=True)
    else:
        stage = Stage(district, year, album)
        for day in open_days:
            for count in stage.play(day, rest=rest):
                done += count
                yield Reached(done, total, day.day)
    command = drill_command(district, "year-end", year.now, "drill.end")
    commit(command, lambda change: drill_record(change, "drill.end", {"cases": total}))


def stage_of(district: str, begun: dict[str, Any], shown: Mapping[tuple[str, bool], Sequence[UUID]]) -> "Stage":
    """What writes the days of a year that was begun, with the pictures by their ids; for a process beside others."""
    rows = Upload.objects.in_bulk([(district, own) for ids in shown.values() for own in ids])
    album = Album({key: [rows[district, own] for own in ids] for key, ids in shown.items()})
    return Stage(district, _year_of(begun), album)


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


def _year_of(begun: dict[str, Any]) -> Year:
    zone = ZoneInfo(settings.DISTRICT_ZONE)
    now, until = (datetime.fromisoformat(begun[name]).astimezone(zone) for name in ("now", "until"))
    return Year(until=until, now=now, figures=Figures(**begun["figures"]), seed=begun["seed"])


def _key_of(day: date, start: int | None = None) -> str:
    """The key of a part of a day; the last part's is the day's own."""
    return f"year-{day}" + ("" if start is None else f"-{start}")


def _is_done(district: str, key: str, verb: str = "drill.go_on") -> bool:
    return first_answer(drill_command(district, key, datetime.now(UTC), verb)) is not None


class Stage:
    """Writes whole lives down: finds who acts and where it is, and lets the actions of a drill do the rest."""

    def __init__(self, district: str, year: Year, album: Album) -> None:
        self.district, self.year, self.album = district, year, album
        self.cast = Cast(district, [district], year.now)
        self._staff = Staff(district)
        self._known = _places(district, self.cast.scene)

    def play(self, day: Day, *, rest: float = 0.0) -> Iterator[int]:
        """Write the lives of a day in parts, each once; gives how many a part had."""
        scripts = list(DayWriter(self.cast.scene, self.year, day).lives())
        for start in range(0, max(len(scripts), 1), LIVES_A_BATCH):
            part, began = scripts[start : start + LIVES_A_BATCH], time.monotonic()
            last = start + LIVES_A_BATCH >= len(scripts)
            self._write(part, day.day, key=_key_of(day.day, None if last else start), first=start)
            yield len(part)
            time.sleep(rest * (time.monotonic() - began))

    def _write(self, scripts: Sequence[Script], day: date, *, key: str, first: int) -> None:
        at = max((s.steps[-1].at for s in scripts), default=self.year.now)
        command = drill_command(self.district, key, at, "drill.go_on")
        if first_answer(command):
            return
        numbers = self._numbers(scripts)
        with staff_in_hand(self._staff), gather() as gathered:
            for n, (script, number) in enumerate(zip(scripts, numbers, strict=True)):
                self._live(script, f"year-{day}-{first + n}", number)
        with transaction.atomic():
            with batch(gathered):
                commit(command, lambda change: drill_record(change, "drill.go_on", {"cases": len(scripts)}))
            pass_over(self.district, len(gathered.entries))

    def _numbers(self, scripts: Sequence[Script]) -> list[int]:
        """The number of every case among those of its day. What is taken and not used leaves a gap."""
        days = [script.steps[0].at.date() for script in scripts]
        taken = {d: count(cases.take_numbers(self.district, d, days.count(d)) - days.count(d) + 1) for d in set(days)}
        return [next(taken[d]) for d in days]

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
            if step.at <= self.year.now:
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
        key = said.get("building") or _key(said)
        if key not in self._known:
            self._known[key] = locate(said, district=self.district)
        return self._known[key]


def _key(said: Mapping[str, Any]) -> str:
    return f"{said.get('lat')},{said.get('lng')},{said.get('area')}"


def _places(district: str, scene: Scene) -> dict[str, Located]:
    """Every place where something may happen, found once."""
    found = located_codes(district)
    points = [site.place for sites in scene.sites.values() for site in sites if "lat" in site.place]
    grids = find_points([p["lat"] for p in points], [p["lng"] for p in points], district=district)
    for place, grid in zip(points, grids, strict=True):
        if grid is not None:
            found[_key(place)] = Located(grid, place["lat"], place["lng"])
    return found
