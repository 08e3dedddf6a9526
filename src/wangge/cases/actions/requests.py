"""Requests for more time, for pooling, and against a late mark; waiting for a resident."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from wangge.cases import rules
from wangge.cases.actions.beside import Step, mark
from wangge.cases.actions.timing import keep_clocks
from wangge.cases.models import Case, Request
from wangge.cases.rules import MERGED, POOLED, SUSPENDED, Ask, Clocks, Turn, clocks_of
from wangge.clock.queries import calendar_of
from wangge.core.ids import uuid7
from wangge.journal.actions import Change
from wangge.orgs.queries import today


def ask(change: Change, case: Case, step: Step) -> dict[str, Any]:
    """A unit asks. Where its chief does, the first level is done at once. Raises what the rules of its sort refuse."""
    at, happened_at = change.command.recorded_at, change.command.happened_at
    sort, asker = rules.sort_of(step.row, step.facts), str(step.held.unit)
    rules.asked_twice(step.was, sort, asker)
    clocks, review_on = clocks_of(case.clocks), None
    if sort == "extension":
        rules.check_extension(clocks, asker, at=happened_at, calendar_of=calendar_of)
    elif sort == "pool":
        review_on = rules.review_date(step.facts, today(at))
        rules.check_pooled_once(_asked_before(case, "pool", state="granted"))
    else:
        rules.check_appeal(_asked_before(case, "appeal", asker=asker))
    by_chief = sort != "appeal" and any(g.unit == step.held.unit for g in step.actor.with_verb("case.support"))
    request = Request(
        district=case.district, id=uuid7(at), case=case.id, sort=sort, asker=asker, review_on=review_on,
        words=step.words, asked_by=step.actor.person, asked_at=at, state="supported" if by_chief else "asked",
        supported_by=step.actor.person if by_chief else None, supported_at=at if by_chief else None,
    )  # fmt: skip
    change.write(request, new=True)
    case.asks = [*case.asks, Ask(str(request.id), sort, asker, request.state).plain()]
    said = {"sort": sort, "request": str(request.id), "asker": asker, "state": request.state}
    return said | ({"review_on": review_on.isoformat()} if review_on else {})


def _asked_before(case: Case, sort: str, **where: str) -> bool:
    rows = Request.objects.filter(district=case.district, case=case.id, sort=sort, **where)
    return rows.exclude(state="withdrawn").exists()


def decide_request(change: Change, case: Case, step: Step) -> dict[str, Any]:
    """Support, grant or refuse the request that is meant; what was granted takes effect."""
    at, verb = change.command.recorded_at, step.row.verb
    chosen = rules.chosen(step.row, step.held, step.was, step.facts)
    request = _request(change, chosen.id)
    said: dict[str, Any] = {"sort": chosen.sort, "request": chosen.id, "asker": chosen.asker}
    if verb == "grant":
        said |= _GRANTED[chosen.sort](case, request, at)
    request.state = rules.decided(chosen, verb).state
    if verb == "support":
        request.supported_by, request.supported_at = step.actor.person, at
    else:
        request.decided_by, request.decided_at, request.reply = step.actor.person, at, step.words
    change.write(request)
    kept = [rules.decided(chosen, verb)] if verb == "support" else []
    case.asks = [a.plain() for a in (*(a for a in step.was.asks if a.id != chosen.id), *kept)]
    return said


def _request(change: Change, request_id: str) -> Request:
    kept = change.row(Request, UUID(request_id))
    return kept or Request.objects.get(district=change.command.district, id=request_id)


def _extend(case: Case, request: Request, at: datetime) -> dict[str, Any]:
    clocks = clocks_of(case.clocks)
    rules.check_extended_twice(rules.unit_run(clocks, request.asker))
    keep_clocks(case, rules.extended_for(clocks, request.asker, calendar_of), at=at)
    return {"due_at": case.due_at.isoformat()}


def _pool(case: Case, request: Request, at: datetime) -> dict[str, Any]:
    rules.check_pooled_once(_asked_before(case, "pool", state="granted"))
    rules.check_review_ahead(request.review_on or date.min, today(at))
    until = datetime.combine(request.review_on or date.min, time(), ZoneInfo(settings.DISTRICT_ZONE))
    keep_clocks(case, clocks_of(case.clocks).held(at, rules.POOLING, calendar_of, until=until), at=at)
    mark(case, POOLED, on=True)
    return {"review_on": str(request.review_on)}


def _let_off(case: Case, request: Request, at: datetime) -> dict[str, Any]:
    keep_clocks(case, rules.let_off(clocks_of(case.clocks), request.asker), at=at)
    return {"exempt": request.asker}


_GRANTED = {"extension": _extend, "pool": _pool, "appeal": _let_off}


def let_lapse(change: Change, case: Case) -> None:
    """Requests that the case has left behind are withdrawn; with its end its side marks go, unless it was merged."""
    if case.ended_at is not None and case.state != MERGED:
        case.marks = []
    if not case.asks:
        return
    asks = [Ask(**said) for said in case.asks]
    left = rules.left_standing(asks, state=case.state, clocks=clocks_of(case.clocks))
    for gone in (a for a in asks if a not in left):
        request = _request(change, gone.id)
        request.state, request.decided_at = "withdrawn", change.command.recorded_at
        change.write(request)
    case.asks = [a.plain() for a in left]


def wait(change: Change, case: Case, step: Step) -> dict[str, Any]:
    """Every clock stands still from when it happened on: the next word is the resident's."""
    since = max(change.command.happened_at, case.happened_at)
    clocks = clocks_of(case.clocks)
    rules.check_waiting(clocks, at=since, calendar_of=calendar_of)
    keep_clocks(case, clocks.held(since, rules.WAITING, calendar_of), at=change.command.recorded_at)
    mark(case, SUSPENDED, on=True)
    return {}


def go_on(change: Change, case: Case, step: Step) -> dict[str, Any]:
    """Every clock runs again: the resident has answered, or it can be done before the review date."""
    since = max(change.command.happened_at, case.happened_at)
    said = {"ends": [m for m in case.marks if m in (POOLED, SUSPENDED)]}
    keep_clocks(case, clocks_of(case.clocks).gone_on(since, calendar_of), at=change.command.recorded_at)
    mark(case, POOLED, on=False)
    mark(case, SUSPENDED, on=False)
    return said


def waited_for(case: Case, was: Turn, now: Turn, *, at: datetime) -> Clocks:
    """The clocks of a case before a move: whoever carries on what was waiting ends the waiting."""
    clocks = clocks_of(case.clocks)
    if SUSPENDED not in case.marks or was == now:
        return clocks
    mark(case, SUSPENDED, on=False)
    return clocks.gone_on(at, calendar_of)
