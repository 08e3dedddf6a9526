"""Thirty days lived through: scripts carried out by the real actions, a batch at a time; can be taken up again.

What a drill did says so: its entries ``drill.begin``, ``drill.go_on`` and ``drill.end`` stand around and between them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from wangge.cases import actions as cases
from wangge.cases.queries import cases_of_reports
from wangge.core.ids import PUBLIC, uuid7
from wangge.files.actions import keep_again, receive
from wangge.files.models import Upload
from wangge.journal.actions import Answer, Change, Command, batch, commit, first_answer
from wangge.journal.rules import Subject, digest
from wangge.orgs.queries import holders, today, units_of
from wangge.orgs.rules import Actor, Held, public_actor
from wangge.places.queries import areas_below, building_rows, component_rows
from wangge.simulate.matters import LONG, MATTERS
from wangge.simulate.scripts import DAYS, Scene, Script, plan, sites_of

SEED = 2111
BEFORE = datetime(2000, 1, 1, tzinfo=UTC)
DRILL = Subject("drill", UUID(int=4))
COMMANDS_A_BATCH = 1200
Pictures = Mapping[tuple[str, bool], Sequence[bytes]]


@dataclass(frozen=True)
class Progress:
    """How far a district's days are: steps carried out of all, cases they belong to, and the time that is reached."""

    done: int
    steps: int
    cases: int
    reached: datetime


def lived(district: str) -> bool:
    """Whether the days of a district have come to their end."""
    return first_answer(drill_command(district, "drill-end", BEFORE, "drill.end")) is not None


def live_days(district: str, within: Sequence[str], pictures: Pictures, *, now: datetime) -> Iterator[Progress]:
    """Live through the thirty days before ``now`` in these areas of a district; tells how far it is after each batch.

    ``pictures`` are JPEG bytes by subject and whether they show the place put right. The first call fixes seed and end;
    a later one goes on where that one was interrupted, and yields nothing when it had come to its end.
    """
    begun = commit(
        drill_command(district, "drill-begin", now, "drill.begin"),
        lambda change: drill_record(change, "drill.begin", {"seed": SEED, "until": now.isoformat()}),
    ).body
    now = datetime.fromisoformat(begun["until"]).astimezone(ZoneInfo(settings.DISTRICT_ZONE))
    if lived(district):
        return
    cast = Cast(district, within, now)
    scripts = {script.number: script for script in plan(cast.scene, now=now, seed=begun["seed"])}
    steps = sorted((step.at, n, place) for n, script in scripts.items() for place, step in enumerate(script.steps))
    stage = _Stage(district, cast, scripts, pictures, now)
    for start in range(0, len(steps), COMMANDS_A_BATCH):
        part = steps[start : start + COMMANDS_A_BATCH]
        stage.play([(number, place) for _, number, place in part], mark=start, at=part[-1][0])
        yield Progress(start + len(part), len(steps), len(scripts), part[-1][0])
    facts = {"cases": len(scripts), "steps": len(steps)}
    commit(
        drill_command(district, "drill-end", now, "drill.end"), lambda change: drill_record(change, "drill.end", facts)
    )


def drill_command(district: str, key: str, at: datetime, verb: str) -> Command:
    """A command of a drill; its key stands for it, whatever it leaves."""
    return Command(district, PUBLIC, "", key, digest(verb, {"key": key}), at, at)


def drill_record(change: Change, verb: str, facts: dict[str, Any]) -> Answer:
    """Write down that a drill began, went on or ended; the facts are its answer as well."""
    change.record(DRILL, verb, facts=facts)
    return Answer(200, facts)


class Cast:
    """Who is there to act, and where: actors by role and place, and the scene for the plan."""

    def __init__(self, district: str, within: Sequence[str], now: datetime) -> None:
        lengths = settings.CODE_LENGTHS
        codes = sorted({a.code for code in within for a in areas_below(code)} | {district})
        above = {code[:n] for code in codes for n in lengths.values() if lengths["district"] <= n <= len(code)}
        units = {unit.id: unit.code for unit in units_of(district)}
        self.people: dict[str, list[Actor]] = {}
        actors: dict[UUID, Actor] = {}
        for grant in holders(areas=above, units=units, day=today(now)):
            held = Held(grant.district, grant.post, grant.area, grant.unit_id, grant.starts_on, grant.ends_on)
            before = actors.get(grant.person_id)
            grants = (*before.grants, held) if before else (held,)
            person = grant.person
            actors[person.id] = Actor(person.id, person.name, district, grants, districts=(district,))
        for actor in actors.values():
            for held in actor.grants:
                role = f"unit:{units[held.unit]}" if held.unit else f"{held.post}@{held.area}"
                self.people.setdefault(role, []).append(actor)
        self.now = now
        self.public = public_actor(district)
        grids = [code for code in codes if len(code) == lengths["grid"]]
        self.scene = Scene(
            district=district,
            grids={grid: f"grid_worker@{grid}" in self.people for grid in grids},
            sites=sites_of(
                [row for code in within for row in building_rows(code).values()],
                [row for code in within for row in component_rows(code)],
            ),
            units=frozenset(code for code in units.values() if f"unit:{code}" in self.people),
        )

    def actor(self, who: str, grid: str) -> Actor:
        """Who plays a role at a grid: its worker, the desk above it, a unit's handler or chief, or a resident."""
        lengths = settings.CODE_LENGTHS
        if who == "resident":
            return self.public
        if who.startswith("chief:"):
            of_unit = self.people[who.replace("chief:", "unit:")]
            return next((actor for actor in of_unit if actor.may("case.support")), of_unit[-1])
        role = {
            "worker": f"grid_worker@{grid}",
            "community": f"community_clerk@{grid[: lengths['community']]}",
            "street": f"street_chief@{grid[: lengths['street']]}",
            "district": f"district_duty_officer@{grid[: lengths['district']]}",
        }.get(who, who)
        return self.people[role][-1]


class _Stage:
    """Carries steps out: finds who acts, gives them their picture, and calls the action."""

    def __init__(
        self, district: str, cast: Cast, scripts: Mapping[int, Script], pictures: Pictures, now: datetime
    ) -> None:
        self.district, self.cast, self.scripts = district, cast, scripts
        self.cases: dict[int, UUID] = {}
        self.album = Album.of(district, pictures, now=now)

    def play(self, steps: Sequence[tuple[int, int]], *, mark: int, at: datetime) -> None:
        """Carry out a batch; when that was done before, only find its cases."""
        command = drill_command(self.district, f"drill-{mark}", at, "drill.go_on")
        if first_answer(command):
            reports = {self.scripts[n].report: n for n, place in steps if place == 0}
            self.cases |= {reports[r]: case for r, case in cases_of_reports(self.district, reports).items()}
            return
        with batch():
            self._act([(self.scripts[n], place) for n, place in steps])
            commit(command, lambda change: drill_record(change, "drill.go_on", {"steps": mark + len(steps)}))

    def _act(self, plays: Sequence[tuple[Script, int]]) -> None:
        sent, photos = [], []
        for script, place in plays:
            step = script.steps[place]
            photo = self.album.photo(script, place)
            photos.append([photo[0]] if photo else [])
            if photo:
                sent.append((*photo, self.cast.actor(step.who, script.site.grid).person, step.at))
        keep_again(sent, district=self.district)
        for (script, place), photo_ids in zip(plays, photos, strict=True):
            self._carry_out(script, place, photo_ids)

    def _carry_out(self, script: Script, place: int, photos: list[UUID]) -> None:
        step, key = script.steps[place], f"drill-{script.number}-{place}"
        actor = self.cast.actor(step.who, script.site.grid)
        if step.verb == "report":
            answer = cases.report(
                actor=actor, key=key, words=step.facts["words"], place=step.facts["place"], photos=photos,
                kind=step.facts["kind"], phone=step.facts.get("phone", ""), report_id=script.report,
                channel="public" if step.who == "resident" else "worker", happened_at=step.at, at=step.at,
            )  # fmt: skip
            self.cases[script.number] = UUID(answer.body["case"]["id"])
            return
        facts = dict(step.facts) | ({"photos": [str(p) for p in photos]} if photos else {})
        cases.move(
            actor=actor, case_id=self.cases[script.number], verb=step.verb, facts=facts, key=key,
            happened_at=step.at, at=step.at,
        )  # fmt: skip


class Album:
    """The drawn pictures as files of a district, each kept once, and which of them a step shows."""

    def __init__(self, shown: Mapping[tuple[str, bool], Sequence[Upload]]) -> None:
        self.shown = shown

    @classmethod
    def of(cls, district: str, pictures: Pictures, *, now: datetime) -> "Album":
        """Take the pictures in as of the day before the thirty days."""
        at = now - timedelta(days=DAYS + 1)
        wanted = {(m.subject, after) for m in (*MATTERS, *(m for _, m in LONG)) for after in (False, True)}
        return cls({
            key: [receive(district=district, author=PUBLIC, body=body, at=at) for body in pictures[key]]
            for key in sorted(wanted)
        })  # fmt: skip

    def photo(self, script: Script, place: int) -> tuple[UUID, Upload] | None:
        """A new id and the picture of a step, if it has one; the same place before and after goes with the script."""
        step = script.steps[place]
        if step.picture is None:
            return None
        variants = self.shown[step.picture]
        rng = Random(f"{script.number}-{place}-{script.report}")  # noqa: S311
        return uuid7(step.at, bits=rng.getrandbits(80)), variants[script.number % len(variants)]
