"""Open cases after a calendar has got a new version."""

from datetime import datetime
from uuid import UUID

from wangge.cases.actions.noting import note
from wangge.cases.actions.timing import keep_clocks
from wangge.cases.models import OPEN, Case
from wangge.cases.rules import clocks_of
from wangge.clock.queries import calendar_of
from wangge.core.ids import PUBLIC
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import digest


def follow_calendar(code: str, version: int, *, at: datetime) -> int:
    """Work out the due times of open cases anew by a version of a calendar, once. Returns how many were measured by it.

    Clocks that have ended keep the version they were judged by. Records ``case.recalculate`` with the due time that was
    and the one that is.
    """
    measured = 0
    rows = Case.objects.filter(OPEN).values_list("district", "id", "clocks")
    for district, case_id, clocks in list(rows.iterator(chunk_size=500)):
        if any(run["calendar"] == code and run["version"] != version and "ended_at" not in run for run in clocks):
            payload = {"calendar": code, "version": version, "case": str(case_id)}
            command = Command(
                district, PUBLIC, "", f"{code}-{version}-{case_id.hex}", digest("case.recalculate", payload), at, at
            )
            commit(command, lambda change, case_id=case_id: _follow(change, case_id, code, version))  # type: ignore[misc]
            measured += 1
    return measured


def _follow(change: Change, case_id: UUID, code: str, version: int) -> Answer:
    case = Case.objects.select_for_update().get(district=change.command.district, id=case_id)
    before = case.due_at
    keep_clocks(case, clocks_of(case.clocks).by(calendar_of(code, version)), at=change.command.recorded_at)
    facts = {"calendar": code, "version": version, "was": before.isoformat(), "now": case.due_at.isoformat()}
    note(change, case, "case.recalculate", facts)
    return Answer(200, facts)
