"""By which calendar and within what limits a case is measured, and its clocks as the API hands them out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from wangge.cases.models import Case
from wangge.cases.queries.beside import place_name
from wangge.cases.rules import (
    ARRIVE,
    AWAITING_CHECK,
    AWAITING_DISPATCH,
    CO,
    HANDLE,
    MERGING,
    POOLING,
    STAGE_LIMITS,
    STAGES,
    WAITING,
    Turn,
    clocks_of,
    stage_of,
)
from wangge.catalogue.queries import limit_of
from wangge.catalogue.rules import Flow
from wangge.clock.queries import calendar_for, calendar_of
from wangge.clock.rules import STOPPED, Calendar, Run, Segment, explained
from wangge.core.words import Say
from wangge.orgs.queries import units_by_id
from wangge.places.queries import lineage

CLOCK_NAMES: dict[str, Say] = {
    "whole": Say("全程", "The whole matter"),
    "accept": Say("受理", "Taking on"),
    "verify": Say("核实", "Looking on the spot"),
    "register": Say("立案", "Registering"),
    "dispatch": Say("派遣", "Dispatching"),
    "handle": Say("处置", "Handling"),
    "check": Say("核查", "Checking"),
    "close": Say("结案", "Closing"),
    CO: Say("协办", "Helping"),
    ARRIVE: Say("到场", "Arriving"),
    "order": Say("答复督办", "Answering the order"),
}

NIGHT_AND_DAY = ((0, 86400),)

STOPS = {
    WAITING: "waiting for the resident", POOLING: "pooled", AWAITING_CHECK: "done, waiting to be looked at",
    AWAITING_DISPATCH: "given back, waiting to be dispatched", MERGING: "merged into another case",
}  # fmt: skip
"""What the reasons of stops are in English."""


def turn_of(case: Case) -> Turn:
    """Whose turn it is."""
    return Turn(case.state, case.desk, str(case.unit) if case.unit else "")


def limit_of_case(case: Case) -> str:
    """Within what time a case is to be put right, in words: by its condition, else its kind, as it was when the case
    got it."""
    return limit_of(case.district, case.kind, case.kind_edition, case.condition)


def limits_for(limit: str, flow: Flow) -> Mapping[str, str]:
    """Limits in words by stage: the district's for its flow, else the usual ones; ``limit`` is that of handling."""
    own = {STAGES[state]: limit for state, limit in flow.stage_limits.items() if state in STAGES}
    return STAGE_LIMITS | own | {HANDLE: limit}


def calendar_for_turn(turn: Turn, area: str) -> Calendar:
    """The calendar of the unit that handles, else of the narrowest area that has one. No statement: kept."""
    return calendar_for_unit(UUID(turn.unit) if turn.stage == HANDLE and turn.unit else None, area)


def calendar_for_unit(unit: UUID | None, area: str) -> Calendar:
    """The calendar of a unit where it has one, else of the narrowest area that has one. No statement: kept."""
    code = units_by_id().get(unit) if unit else None
    return calendar_for([*([code] if code else []), *lineage(area)])


def calendar_of_run(run: Run) -> Calendar:
    """The very version of the calendar that a clock was worked out with."""
    return calendar_of(run.calendar, run.version)


def stage_answer(case: Case) -> dict[str, Any] | None:
    """The clock of the present stage in short: what it measures and until when; None for a case that has ended."""
    run = stage_of(case.clocks)
    if run is None:
        return None
    due = run.due_at.isoformat() if run.due_at else None
    return {"name": run.name, "label": CLOCK_NAMES[run.name].pair(), "due_at": due, "provisional": run.provisional}


def clock_answers(case: Case, *, at: datetime) -> list[dict[str, Any]]:
    """The clocks of a case, the first to begin first, with their lights. No statement."""
    return [clock_answer(run, at=at) for run in clocks_of(case.clocks).runs]


def clock_answer(run: Run, *, at: datetime) -> dict[str, Any]:
    """One clock: what it measures, for whom, its limit, due time, light and end."""
    return {
        "name": run.name,
        "label": CLOCK_NAMES[run.name].pair(),
        "who": {"id": run.who, "name": place_name(run.who)} if run.who else None,
        "limit": run.whole_limit.say.pair(),
        "since": run.since.isoformat(),
        "due_at": run.due_at.isoformat() if run.due_at else None,
        "provisional": run.provisional,
        "stopped": run.stopped,
        "extensions": run.extensions,
        "light": run.light(at, calendar_of_run(run)).value,
        "ended_at": run.ended_at.isoformat() if run.ended_at else None,
        "on_time": run.on_time,
        "exempt": run.exempt or None,
    }


def deadline_answer(case: Case, *, at: datetime) -> list[dict[str, Any]]:
    """How each due time came about: every counted, stopped and free stretch, its reason, and the calendar's version."""
    return [_explained(run, at) for run in clocks_of(case.clocks).runs]


def _why(segment: Segment) -> dict[str, str]:
    """The reason of a stretch; those of stops are kept in Chinese."""
    if segment.kind != STOPPED:
        return segment.why.pair()
    return {"zh": segment.why.zh, "en": ", ".join(STOPS.get(part, part) for part in segment.why.zh.split("、"))}


def _explained(run: Run, at: datetime) -> dict[str, Any]:
    calendar = calendar_of_run(run)
    found = explained(run, calendar)
    segments = [
        {
            "from": s.since.isoformat(), "to": s.until.isoformat() if s.until else None, "kind": s.kind,
            "why": _why(s), "amount": f"{float(s.amount):.4f}",
        }
        for s in found.segments
    ]  # fmt: skip
    freely = explained(replace(run, stops=()), calendar).at if run.stops else None
    return clock_answer(run, at=at) | {
        "unit": run.whole_limit.unit.code,
        "without_stops": freely.isoformat() if freely else None,
        "calendar": {"code": calendar.code, "version": calendar.version, "name": calendar.versions[-1].name},
        "zone": str(calendar.zone),
        "segments": segments,
        "days": _days(run, calendar, at),
    }


def _days(run: Run, calendar: Calendar, at: datetime) -> list[dict[str, Any]]:
    """The hours in which the clock may run, from the day it began to the last that matters; days alike are one line."""
    moments = [moment.astimezone(calendar.zone) for moment in (run.since, run.due_at, run.ended_at or at) if moment]
    first, last = min(moments).date(), max(moments).date()
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    always = run.whole_limit.unit.always
    found = []
    for slots, group in groupby(every, key=lambda day: NIGHT_AND_DAY if always else calendar.day(day).slots):
        same = list(group)
        hours = [{"from": _hour(opens), "to": _hour(closes)} for opens, closes in slots]
        found.append({"first": same[0].isoformat(), "last": same[-1].isoformat(), "hours": hours})
    return found


def _hour(second: int) -> str:
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}"
