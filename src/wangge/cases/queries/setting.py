"""What open cases mean for a change of the settings."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from wangge.cases.models import OPEN, Case, Task
from wangge.cases.rules import clocks_of
from wangge.clock.rules import Calendar

MOST_SHOWN = 20


def open_at_unit(unit: UUID) -> int:
    """How many open cases and open tasks of other cases a unit has. Two statements."""
    cases = Case.objects.filter(OPEN, unit=unit).count()
    return cases + Task.objects.filter(unit=unit, done_at=None).exclude(case__in=_cases_at(unit)).count()


def _cases_at(unit: UUID) -> Any:
    return Case.objects.filter(OPEN, unit=unit).values("id")


def moved_by(calendar: Calendar) -> dict[str, Any]:
    """What a calendar's next version would mean for open cases: ``{measured, moved, cases: [{number, was, now}]}``.

    ``measured`` are those with an open clock of that calendar, ``moved`` those whose due time would be another; the
    first of these are named. Due times that stand still have none. Nothing is written.
    """
    measured, moved = 0, []
    for number, due_at, plain in _open_cases():
        clocks = clocks_of(plain)
        if any(run.open and run.calendar == calendar.code for run in clocks.runs):
            measured += 1
            now = clocks.by(calendar).due_at
            if now != due_at:
                moved.append({"number": number, "was": due_at.isoformat(), "now": now.isoformat()})
    return {"measured": measured, "moved": len(moved), "cases": moved[:MOST_SHOWN]}


def _open_cases() -> Iterator[tuple[Any, ...]]:
    rows = Case.objects.filter(OPEN).order_by("due_at", "id").values_list("number", "due_at", "clocks")
    return rows.iterator(chunk_size=500)


def open_of_kind(district: str, kind: str) -> int:
    """How many open cases of a district are of a kind."""
    return Case.objects.filter(OPEN, district=district, kind=kind).count()


def open_in_flow(district: str, flow: str) -> int:
    """How many open cases of a district play a flow."""
    return Case.objects.filter(OPEN, district=district, flow=flow).count()
