"""Watching: each step of each clock is told once, to whom it concerns; what stands still is left in peace."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.acts import move, photo, report, row, to_state, unit, whole
from tests.conftest import NOW

from wangge.cases import actions, queries
from wangge.cases.models import Case
from wangge.cases.rules import clocks_of
from wangge.journal.listeners import deliver
from wangge.journal.models import Reading
from wangge.journal.queries import entries_about
from wangge.journal.rules import Subject
from wangge.notices.listeners import WARNINGS
from wangge.notices.models import Notice

pytestmark = [pytest.mark.both, pytest.mark.django_db]
SECOND = timedelta(seconds=1)
STEPS = ("case.remind", "case.overdue", "case.raise")


def told(case: Any) -> list[tuple[str, str, int, str]]:
    found = entries_about("211102", Subject("case", UUID(case["id"])))
    return [
        (e.verb.removeprefix("case."), e.facts["clock"], e.facts["step"], e.facts["to"])
        for e in found
        if e.verb in STEPS
    ]


def watch_until_quiet(case: Any) -> None:
    while (at := row(case).look_at) is not None:
        assert actions.watch(at - SECOND) == 0, "nothing is told before its moment"
        assert actions.watch(at) > 0
        assert actions.watch(at) == 0, "and nothing twice"


def test_every_step_is_told_once_up_the_line_of_command(actor):
    case = to_state("handling", actor)
    before = row(case).look_at
    watch_until_quiet(case)
    drainage, desk = unit("drainage"), "211102005013"
    above = str(queries_parent(drainage)) or desk
    assert [t for t in told(case) if t[1] == "handle"] == [
        ("remind", "handle", 80, drainage), ("overdue", "handle", 100, drainage), ("raise", "handle", 150, drainage),
        ("raise", "handle", 200, above),
    ]  # fmt: skip
    assert [t for t in told(case) if t[1] == "whole"] == [
        ("remind", "whole", 80, desk), ("overdue", "whole", 100, desk), ("raise", "whole", 150, "211102005"),
        ("raise", "whole", 200, "211102"),
    ]  # fmt: skip
    assert before > NOW
    assert (row(case).due_at, row(case).state) == (Case.objects.get().due_at, "handling")
    assert whole(case)


def queries_parent(unit_id: str) -> str:
    from wangge.orgs.queries import unit_above

    return unit_above(UUID(unit_id))


def test_the_unit_above_is_told_last(actor):
    from wangge.orgs.models import Unit

    case = to_state("handling", actor)
    drainage = Unit.objects.get(id=unit("drainage"))
    drainage.parent = Unit.objects.exclude(id=drainage.id).first()
    drainage.save()
    watch_until_quiet(case)
    assert [t[3] for t in told(case) if t[1] == "handle"][-2:] == [str(drainage.id), str(drainage.parent_id)]


def test_all_responsible_units_escalate_separately(actor):
    """Each open clock goes its own way: here an order to the desk beside its closing; the whole has been put right."""
    case = to_state("checking", actor)
    move(actor("district"), case, "supervise", at=NOW + timedelta(minutes=1), sort="leader", words="请说明")
    watch_until_quiet(case)
    assert {(clock, to) for _, clock, step, to in told(case) if step == 200} == {
        ("close", "211102"), ("order", "211102"),
    }  # fmt: skip


def test_the_lead_and_each_helper_of_a_joint_case_escalate_along_their_own_line_of_command(actor):
    """Not only the first one's superiors hear of it."""
    case = to_state("dispatched", actor)
    move(actor("community"), case, "invite", units=["property", "sanitation"], words="一起办")
    watch_until_quiet(case)
    by_clock: dict[tuple[str, str], list[str]] = {}
    for entry in entries_about("211102", Subject("case", UUID(case["id"])), limit=1000):
        if entry.verb in STEPS:
            by_clock.setdefault((entry.facts["clock"], entry.facts["who"]), []).append(entry.facts["to"])
    for clock, code in (("handle", "drainage"), ("co", "property"), ("co", "sanitation")):
        own = unit(code)
        above = str(queries_parent(own)) or "211102005013"
        assert by_clock[clock, own] == [own, own, own, above], code


def test_notes_photos_and_looks_never_move_the_next_look(actor):
    case = to_state("dispatched", actor)
    before = row(case).look_at
    for n, name in enumerate(("worker", "community", "unit", "chief", "district")):
        at = NOW + timedelta(hours=n)
        actions.see(actor=actor(name), case_id=UUID(case["id"]), at=at)
        move(actor(name), case, "remark", at=at, words="看", photos=[photo(actor(name))])
    move(actor("district"), case, "urge", at=NOW + timedelta(hours=9), words="抓紧")
    assert row(case).look_at == before


def test_one_notice_for_each_step_and_each_has_its_place(actor):
    case = to_state("handling", actor)
    watch_until_quiet(case)
    for _ in range(2):
        while deliver([WARNINGS]):
            pass
        Reading.objects.update(position=0)
    found = list(Notice.objects.filter(channel="screen").order_by("entry").values_list("entry", "place"))
    entries = [e for e in entries_about("211102", Subject("case", row(case).id)) if e.verb in STEPS]
    assert found == [(e.seq, e.facts["to"]) for e in entries]


def test_what_was_missed_is_told_when_the_watch_comes_back_and_a_move_in_between_loses_nothing(actor):
    case = to_state("dispatched", actor)
    late = NOW + timedelta(days=9)
    move(actor("unit"), case, "start", at=late)
    assert actions.watch(late) == 6
    assert [t[:3] for t in told(case)] == [
        ("overdue", "whole", 100), ("raise", "whole", 150), ("raise", "whole", 200), ("overdue", "handle", 100),
        ("raise", "handle", 150), ("raise", "handle", 200),
    ]  # fmt: skip
    assert row(case).look_at is None


def test_an_extension_begins_the_steps_anew(actor):
    case = to_state("handling", actor)
    first = row(case).look_at
    actions.watch(first)
    move(actor("chief"), case, "ask", at=first, sort="extension", words="等料")
    move(actor("community"), case, "grant", at=first, words="同意")
    assert clocks_of(row(case).clocks).promise.told == 0
    assert row(case).look_at > first
    assert actions.watch(first) == 0
    watch_until_quiet(case)
    assert [t[2] for t in told(case) if t[1] == "handle"] == [80, 80, 100, 150, 200]


def test_a_limit_that_comes_back_is_not_told_again_and_is_not_looked_at_for_ever(actor):
    case = to_state("verifying", actor)
    at = NOW + timedelta(days=9)
    actions.watch(at)
    before = told(case)
    for kind in ("C0103", "E0504"):
        found = row(case)
        clocks = clocks_of(found.clocks).of_kind("3 工作日" if kind == "C0103" else "1 工作日", calendar())
        found.clocks, found.look_at = clocks.plain(), at
        found.save()
    assert actions.watch(at) == 0
    assert (told(case), row(case).look_at) == (before, None)


def calendar() -> Any:
    from wangge.clock.queries import calendar_of

    return calendar_of


def test_many_are_watched_in_bounded_rounds_by_their_index(actor):
    for n in range(5):
        report(at=NOW + timedelta(seconds=n))
    at = NOW + timedelta(minutes=50)
    assert [actions.watch(at, limit=2) for _ in range(4)] == [2, 2, 1, 0]
    with CaptureQueriesContext(connection) as captured:
        assert actions.watch(at) == 0
    assert len([q for q in captured if q["sql"].split()[0] == "SELECT"]) == 1
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        rows = Case.objects.filter(ended_at=None, look_at__lte=at).order_by("look_at").values_list("district", "id")
        sql, values = rows[:500].query.sql_with_params()
        cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + sql, values)
        plan = "\n".join(str(line) for line in cursor.fetchall())
    assert ("cases_case_look" if connection.vendor == "sqlite" else "Index Scan") in plan


def test_the_waiting_room_of_a_desk_is_told_that_nobody_took_a_case(actor):
    case = report(at=NOW).body["case"]
    watch_until_quiet(case)
    accept = [t for t in told(case) if t[1] == "accept"]
    grid = "211102005013001"
    assert [(t[2], t[3]) for t in accept] == [(80, grid), (100, grid), (150, grid[:12]), (200, "211102")]
    assert queries.case_by_id("211102", UUID(case["id"])).look_at is None
