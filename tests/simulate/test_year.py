"""A year at a small scale: figures by counting, chains, taken up again; lives in bulk are those of everybody."""

from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from tests.conftest import NOW
from tests.simulate.test_days import whole

from wangge.cases import actions
from wangge.cases.models import Case, Report
from wangge.cases.queries import counted
from wangge.files.models import Upload
from wangge.journal.actions import batch
from wangge.journal.models import Content, Entry, Reading
from wangge.orgs.models import Grant
from wangge.simulate import year as drill
from wangge.simulate.days import Album, Cast
from wangge.simulate.matters import LONG, MATTERS
from wangge.simulate.months import REAL, DayWriter, Year
from wangge.simulate.pictures import drain

pytestmark = [pytest.mark.both, pytest.mark.django_db]
DISTRICT = "211102"
SCALE = 0.002


@pytest.fixture(scope="module")
def pictures() -> dict[tuple[str, bool], list[bytes]]:
    shown = {after: [drain(blocked=not after)] for after in (False, True)}
    return {(m.subject, after): shown[after] for m in (*MATTERS, *(m for _, m in LONG)) for after in (False, True)}


@pytest.fixture(autouse=True)
def ground(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "FILES", tmp_path)
    monkeypatch.setattr(drill, "LIVES_A_BATCH", 40)
    Grant.objects.update(starts_on=NOW.date() - timedelta(days=drill.MONTHS_BEFORE))


def live(pictures: Any, stop: int = 0) -> list[Any]:
    found = []
    for reached in drill.live_year(DISTRICT, pictures, now=NOW, scale=SCALE):
        found.append(reached)
        if stop and len(found) == stop:
            break
    return found


def test_the_figures_come_out_by_counting_however_often_it_is_stopped(pictures):
    first = live(pictures, stop=90)
    assert not drill.year_lived(DISTRICT)
    half = Case.objects.count()
    last = live(pictures)[-1]
    assert drill.year_lived(DISTRICT)
    assert 0 < half < last.done == last.cases == first[-1].cases == Case.objects.count() == Report.objects.count()
    assert live(pictures) == []
    wanted, found = REAL.times(SCALE), counted(DISTRICT, at=NOW)
    assert {name: getattr(found, name) for name in vars(wanted)} == vars(wanted)
    assert found.closed == wanted.closed
    whole()
    entries = Entry.objects.filter(subject_kind="case")
    assert entries.values("key").distinct().count() == entries.count()
    assert Case.objects.filter(number__contains="-000001").exists()
    assert Upload.objects.filter(subject__startswith="case:").exists()


def test_listeners_hear_nothing_of_a_past_that_was_written_down(pictures):
    Reading.objects.create(listener="up.to.date", district=DISTRICT, position=0)
    Reading.objects.create(listener="behind", district=DISTRICT, position=-5)
    begun = Entry.objects.filter(district=DISTRICT).count()
    Reading.objects.filter(listener="up.to.date").update(position=begun + 1)
    live(pictures, stop=3)
    end = Entry.objects.filter(district=DISTRICT).count()
    assert Reading.objects.get(listener="up.to.date").position == end
    assert Reading.objects.get(listener="behind").position == -5


def rows_of(case: Case) -> dict[str, Any]:
    """All that is kept of a case, without what chance and the way of writing it have made."""
    loose = {"id", "number", "head_hash", "words", "place", "contact", "code", "case", "home", "asks"}
    row = {f.attname: getattr(case, f.attname) for f in Case._meta.concrete_fields if f.attname not in loose}
    told = Report.objects.get(case=case.id)
    report = {f.attname: getattr(told, f.attname) for f in Report._meta.concrete_fields if f.attname not in loose}
    entries = [
        {f: getattr(e, f) for f in ("seq", "verb", "actor", "post", "was", "now", "happened_at", "recorded_at")}
        | {"facts": {k: v for k, v in e.facts.items() if k not in ("number", "report", "request")}}
        | {"content": [mark["field"] for mark in e.content]}
        for e in Entry.objects.filter(subject_kind="case", subject_id=case.id).order_by("seq")
    ]
    contents = [
        (c.field, bytes(c.body)) for c in Content.objects.filter(subject_id=case.id).order_by("id") if c.field != "file"
    ]
    files = Upload.objects.filter(subject=f"case:{case.id}").order_by("created_at", "id")
    shown = [(u.shows, u.sha256, u.author, u.happened_at) for u in files]
    sealed = [field for field, _ in contents if field == "contact"]
    plain = sorted((field, body) for field, body in contents if field != "contact")
    row.pop("look_at", None) if row["ended_at"] else None
    return {"case": row, "report": report, "entries": entries, "contents": plain, "sealed": sealed, "files": shown}


def test_a_life_in_bulk_leaves_what_everybodys_moves_leave(pictures):
    """Thirty lives of every sort, lived once in bulk and once step by step by the ordinary actions."""
    year = Year(until=NOW - timedelta(hours=1), now=NOW, figures=REAL.times(0.02), seed=3)
    album = Album.of(DISTRICT, pictures, now=NOW)
    stage = drill.Stage(DISTRICT, year, album)
    chosen = []
    for sort in ("in_hand", "overdue", "pooled", "at_streets", "at_grids", "passed"):
        day = next(d for d in year.days if getattr(d.figures, sort))
        writer = DayWriter(stage.cast.scene, year, day)
        writer.rng = Random(sort)
        chosen += [writer._one(sort, writer._grid(), year.moments[day.day]) for _ in range(2)]
    writer = DayWriter(stage.cast.scene, year, year.days[40])
    chosen += [writer._one("closed", writer._grid(), year.moments[year.days[40].day]) for _ in range(18)]
    stage._write(chosen, year.days[0].day, key="bulk", first=0)
    bulk = {r.id: rows_of(Case.objects.get(id=r.case)) for r in Report.objects.all()}
    assert len(bulk) == 30
    Upload.objects.filter(subject__startswith="case:").update(subject="kept apart")
    for script in chosen:
        one = step_by_step(script, stage.cast, album, now=year.now)
        assert rows_of(one) == bulk[script.report], script.matter.kind


def step_by_step(script: Any, cast: Cast, album: Album, *, now: Any) -> Case:
    """A script by the ordinary actions, one transaction each, its pictures uploaded before."""
    from wangge.core.ids import uuid7
    from wangge.files.actions import keep_again

    case_id = None
    for place, step in enumerate(s for s in script.steps if s.at <= now):
        actor = cast.actor(step.who, script.site.grid)
        photo = album.photo(script, place)
        photos = []
        if photo:
            own = uuid7(step.at)
            with batch():
                keep_again([(own, photo[1], actor.person, step.at)], district=DISTRICT)
            photos = [own]
        if case_id is None:
            answer = actions.report(
                actor=actor, key=f"one-{script.report}", words=step.facts["words"], place=step.facts["place"],
                photos=photos, kind=step.facts["kind"], phone=step.facts.get("phone", ""),
                channel="public" if step.who == "resident" else "worker", happened_at=step.at, at=step.at,
            )  # fmt: skip
            case_id = UUID(answer.body["case"]["id"])
        else:
            facts = dict(step.facts) | ({"photos": [str(p) for p in photos]} if photos else {})
            actions.move(
                actor=actor, case_id=case_id, verb=step.verb, facts=facts, key=f"one-{script.report}-{place}",
                happened_at=step.at, at=step.at,
            )  # fmt: skip
    return Case.objects.get(id=case_id)
