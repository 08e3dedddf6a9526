"""Clocks in the row of a case, with what is shown and looked for by them."""

from datetime import datetime

from wangge.cases.models import Case
from wangge.cases.rules import POOLED, Clocks, next_look, standing_still
from wangge.clock.queries import calendar_of


def keep_clocks(case: Case, clocks: Clocks, *, at: datetime) -> None:
    """Put clocks into the row of a case, with what is shown of them and when they are to be looked at next."""
    shown = clocks.promise
    case.clocks, case.clock_from = clocks.plain(), shown.since
    case.due_at, case.provisional = clocks.due_at, shown.provisional
    case.look_at = next_look(clocks, at, calendar_of)
    if POOLED in case.marks and not any(standing_still(run, at) for run in clocks.runs if run.open):
        case.look_at = at
