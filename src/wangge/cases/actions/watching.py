"""Watching 盯时限: what comes near its due time or is past it is told, step by step, up the line of command."""

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings

from wangge.cases.actions.beside import mark
from wangge.cases.actions.noting import note
from wangge.cases.actions.timing import keep_clocks
from wangge.cases.models import OPEN, Case
from wangge.cases.rules import POOLED, STEPS, Reached, clocks_of, next_look, reached, standing_still, told_to, with_told
from wangge.clock.queries import calendar_of
from wangge.core.ids import PUBLIC
from wangge.core.refusals import NotNow
from wangge.core.words import Say
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import digest
from wangge.orgs.queries import unit_above

BATCH = 500


def watch(at: datetime, *, limit: int = BATCH) -> int:
    """Look at the cases whose moment has come, the longest waiting first. Returns how many entries were made.

    Records ``case.remind`` at 80 % of a limit, ``case.overdue`` when it has passed, ``case.raise`` at 150 % and 200 %,
    each with ``{clock, who, step, to}`` and once; and ``case.go_on`` when the review date of a pooling has come. Clocks
    that stand still are told nothing. Many workers may watch at once.
    """
    made = 0
    due = Case.objects.filter(OPEN, look_at__lte=at).order_by("look_at").values_list("district", "id")
    for district, case_id in list(due[:limit]):
        made += _look(district, case_id, at)
    return made


def _look(district: str, case_id: UUID, at: datetime) -> int:
    case, made = Case.objects.get(district=district, id=case_id), 0
    if _pooling_is_over(case, at):
        made += _once(case, f"pooled-{case.id.hex}-{case.head_seq}", "case.go_on", at, _end_pooling)
        case.refresh_from_db()
    clocks = clocks_of(case.clocks)
    for found in reached(clocks, at, calendar_of):
        run = clocks.runs[found.clock]
        said = f"{run.name} {run.who} {run.since.isoformat()} {found.step} {found.at.isoformat()}"
        key = f"watch-{case.id.hex}-{sha256(said.encode()).hexdigest()[:20]}"
        made += _once(case, key, f"case.{STEPS[found.step].verb}", at, lambda c, k, f=found: _tell(c, k, f))  # type: ignore[misc]
    _look_again(case, at)
    return made


def _once(case: Case, key: str, verb: str, at: datetime, act: Any) -> bool:
    """Carry out what the system does to a case, once. False when it was done before, or is not so any more."""
    command = Command(case.district, PUBLIC, "", key, digest(verb, {"case": str(case.id)}), at, at)
    try:
        return not commit(command, lambda change: act(change, _locked(case))).replay
    except NotNow:
        return False


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update().get(district=case.district, id=case.id)


def _changed() -> NotNow:
    return NotNow("moved_on", Say("案子已经往前走了。", "The case has moved on."))


def _tell(change: Change, case: Case, found: Reached) -> Answer:
    at, clocks = change.command.recorded_at, clocks_of(case.clocks)
    if found not in reached(clocks, at, calendar_of):
        raise _changed()
    run, step = clocks.runs[found.clock], STEPS[found.step]
    to = told_to(step, run.who, desk=case.desk, above_unit=_above(run.who), lengths=settings.CODE_LENGTHS)
    keep_clocks(case, with_told(clocks, found.clock, found.step), at=at)
    facts = {"clock": run.name, "who": run.who, "step": step.percent, "to": to}
    note(change, case, f"case.{step.verb}", facts)
    return Answer(200, facts)


def _above(who: str) -> str:
    return unit_above(UUID(who)) if len(who) > settings.CODE_LENGTHS["grid"] else ""


def _pooling_is_over(case: Case, at: datetime) -> bool:
    return POOLED in case.marks and not any(standing_still(r, at) for r in clocks_of(case.clocks).runs if r.open)


def _end_pooling(change: Change, case: Case) -> Answer:
    """The mark goes, and whoever's turn it is must look again."""
    at = change.command.recorded_at
    if not _pooling_is_over(case, at):
        raise _changed()
    mark(case, POOLED, on=False)
    keep_clocks(case, clocks_of(case.clocks), at=at)
    facts: dict[str, Any] = {"ends": [POOLED], "handed": True, "unit": str(case.unit), "desk": case.desk}
    note(change, case, "case.go_on", facts, handed_at=at, handed_seq=case.head_seq + 1, seen_at=None)
    return Answer(200, facts)


def _look_again(case: Case, at: datetime) -> None:
    """Where nothing was told, because a clock stands still or it was told before, the next look moves on quietly."""
    clocks = clocks_of(case.clocks)
    for found in reached(clocks, at, calendar_of):
        clocks = with_told(clocks, found.clock, found.step)
    rows = Case.objects.filter(district=case.district, id=case.id, head_seq=case.head_seq)
    rows.update(clocks=clocks.plain(), look_at=next_look(clocks, at, calendar_of))
