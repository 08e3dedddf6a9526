"""A calendar is published: open cases get their due times anew, and it is recorded; ended ones keep theirs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.acts import move, photo, report, row, to_state, unit, verbs, whole
from tests.conftest import NOW

from wangge.cases.queries import deadline_answer
from wangge.cases.rules import clocks_of
from wangge.clock.actions import publish_calendar
from wangge.clock.rules import USUAL_WEEK, say_slots
from wangge.journal.listeners import deliver
from wangge.journal.queries import entries_about
from wangge.journal.rules import Subject
from wangge.site.wiring import LISTENERS

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def publish(dates: dict[str, Any], *, owner: str, key: str = "c", slots: str = "") -> None:
    week = [slots or say_slots(day) for day in USUAL_WEEK]
    version = {"name": "本区日历", "valid_from": "2025-01-01", "week": week, "dates": dates, "published": [2025]}
    publish_calendar(code="OWN", owner=owner, zone="Asia/Shanghai", version=version, district="211102", key=key, at=NOW)
    while deliver(LISTENERS):
        pass


def holiday(day: str) -> dict[str, Any]:
    return {day: {"slots": "", "zh": "停水抢修日", "en": "closed"}}


def test_publishing_moves_open_cases_only_and_records_what_was_and_what_is(actor):
    publish({}, owner="211102")
    open_case, done = to_state("dispatched", actor), to_state("closed", actor)
    before = [row(c).due_at for c in (open_case, done)]
    ended = [deadline_answer(row(done), at=NOW)]
    publish(holiday("2025-03-06"), owner="211102", key="d")
    assert row(open_case).due_at == before[0] + timedelta(days=1)
    assert row(done).due_at == before[1]
    assert [deadline_answer(row(done), at=NOW)] == ended, "an ended clock recomputes to the same answer"
    last = entries_about("211102", Subject("case", row(open_case).id))[-1]
    assert (last.verb, last.facts["version"]) == ("case.recalculate", 2)
    assert datetime.fromisoformat(last.facts["was"]) == before[0]
    assert verbs(done).count("recalculate") == 0
    assert {r.version for r in clocks_of(row(open_case).clocks).runs if r.open} == {2}
    publish(holiday("2025-03-06"), owner="211102", key="e")
    assert verbs(open_case).count("recalculate") == 1
    assert whole(open_case)


def test_a_unit_with_hours_of_its_own_is_measured_by_them(actor):
    publish({}, owner="drainage", slots="00:00-24:00")
    case = to_state("registered", actor)
    sent = move(actor("community"), case, "dispatch", unit=unit("drainage"), at=NOW + timedelta(hours=3)).body
    assert sent["due_at"] == (NOW + timedelta(hours=27)).isoformat()
    other = to_state("registered", actor)
    sent = move(actor("community"), other, "dispatch", unit=unit("municipal"), at=NOW + timedelta(hours=3)).body
    assert sent["due_at"] == datetime(2025, 3, 6, 10, 0, tzinfo=UTC).isoformat()


def test_a_move_takes_as_many_statements_with_forty_versions_as_with_none(actor):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        case = to_state("dispatched", actor)
        drainage = actor("unit")
        shot = photo(drainage)
        with CaptureQueriesContext(
            connection,
        ) as told:
            move(drainage, case, "finish", photos=[shot])
        return len(told)

    report()
    to_state("dispatched", actor)
    few = cost()
    for n in range(40):
        publish(holiday(f"2025-05-{n % 28 + 1:02d}"), owner="211102", key=f"v{n}")
    to_state("dispatched", actor)
    assert cost() == few
