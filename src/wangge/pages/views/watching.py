"""The chief's table, and how a due time came about. Drawn by the server, without script."""

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from wangge.api.late import table_for
from wangge.cases import queries
from wangge.catalogue.rules import MATTERS
from wangge.clock.queries import calendar_of
from wangge.clock.rules import UNITS, Unit
from wangge.orgs.rules import Actor
from wangge.pages import bands
from wangge.pages.views.frame import show, staff_page

MOST_CLOCKS, MOST_LINES = 20, 60
NIGHT_AND_DAY = ((0, 86400),)


@require_GET
@staff_page
def late(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is late or soon, by who has it and by reason; every figure leads to its cases."""
    table = table_for(actor)
    places = [place | {"figures": _figures(place, table["reasons"])} for place in table["places"]]
    told = [reason for reason in table["reasons"] if reason["count"]]
    return show(
        request, "late", actor=actor, tab="late", counts={r["code"]: r["count"] for r in told},
        nearest=table["nearest"], labels={(row.verb, row.source): row.say for row in MATTERS.rows},
        reasons=[r for r in told if r["code"] not in (*queries.STILL, "late", "soon")],
        still=[r for r in told if r["code"] in queries.STILL],
        places=[place for place in places if place["cases"]], more=[place for place in places if not place["cases"]],
    )  # fmt: skip


def _figures(place: dict[str, Any], reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [r | {"count": place["counts"][r["code"]]} for r in reasons if place["counts"][r["code"]]]


@require_GET
@staff_page
def deadline(request: HttpRequest, actor: Actor, case_id: UUID) -> HttpResponse:
    """Each clock with the sentence that matters, its days, its stretches, and what it was worked out by."""
    found, at = queries.case_for(actor, case_id), timezone.now()
    clocks = queries.deadline_answer(found, at=at)
    whole = [clock for clock in clocks if clock["name"] == "whole"]
    handling = [clock for clock in clocks if clock["name"] == "handle" and not clock["ended_at"]]
    main = [*whole, *handling][-1]
    others = [clock for clock in clocks if clock is not main][-MOST_CLOCKS:]
    return show(
        request, "deadline", actor=actor, tab="queue", case=queries.case_answer(found, actor, at=at),
        main=_drawn(main, at), others=[_drawn(clock, at) for clock in others],
    )  # fmt: skip


def _drawn(clock: dict[str, Any], at: datetime) -> dict[str, Any]:
    """A clock with its band and its ledger."""
    zone, unit = ZoneInfo(clock["zone"]), UNITS[clock["unit"]]
    ended, due = _there(clock["ended_at"], zone), _there(clock["due_at"], zone)
    now = ended or at.astimezone(zone)
    found = bands.stretches(clock["segments"], now)
    calendar = calendar_of(clock["calendar"]["code"], clock["calendar"]["version"])

    def slots_of(day: date) -> Any:
        return NIGHT_AND_DAY if unit.always else calendar.day(day).slots

    marks = {"start": _there(clock["since"], zone), "end" if ended else "now": now, "due": due}
    hours, rows = bands.band(found, slots_of, marks)
    lines = bands.ledger(found)
    amounts = {
        kind: sum(line.amount for line in lines if line.kind == kind) for kind in (bands.DONE, bands.TODO, bands.STOP)
    }
    labels = {bands.DONE: "done", bands.TODO: "unused" if ended else "todo", bands.STOP: "stop", "well": "well"}
    return clock | {
        "late": due is not None and now.replace(microsecond=0) > due,
        "hours": [f"{second // 3600:02d}:{second % 3600 // 60:02d}" for second in hours],
        "rows": [_row(row, labels) for row in rows],
        "lines": [_line(line, unit, now, clock) | {"label": labels[line.kind]} for line in lines[-MOST_LINES:]],
        "left_out": max(len(lines) - MOST_LINES, 0),
        "key": [(kind, labels[kind]) for kind in labels if kind == "well" or any(row.seconds[kind] for row in rows)],
        "used": bands.amount_words(amounts[bands.DONE], unit),
        "left": bands.amount_words(amounts[bands.TODO], unit),
        "held": bands.amount_words(amounts[bands.STOP], unit) if amounts[bands.STOP] else None,
    }


def _there(said: str | None, zone: ZoneInfo) -> datetime | None:
    return datetime.fromisoformat(said).astimezone(zone) if said else None


def _row(row: bands.Row, labels: dict[str, str]) -> dict[str, Any]:
    return {
        "first": bands.day_words(row.first), "last": bands.day_words(row.last), "days": row.days,
        "wells": row.wells, "boxes": row.boxes,
        "marks": [{"name": name, "clock": f"{moment:%H:%M}", "left": left} for name, moment, left in row.marks],
        "said": [(labels[kind], bands.span_words(seconds)) for kind, seconds in row.seconds.items() if seconds],
    }  # fmt: skip


def _line(line: bands.Stretch, unit: Unit, now: datetime, clock: dict[str, Any]) -> dict[str, Any]:
    lasts = line.kind == bands.STOP and clock["stopped"] and line.until >= now
    return {
        "since": line.since, "until": line.until, "kind": line.kind, "why": line.why, "lasts": lasts,
        "amount": bands.amount_words(line.amount, unit),
    }  # fmt: skip
