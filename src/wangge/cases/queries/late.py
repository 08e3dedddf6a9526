"""The chief's table 督办台: what is late or soon, by who has it and by reason."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Case as Choice
from django.db.models import CharField, Count, F, Q, When, Window
from django.db.models.functions import Cast, RowNumber

from wangge.cases.models import OPEN, Case
from wangge.cases.queries.access import visible
from wangge.cases.queries.answer import case_answer, entry_answers, opening_words
from wangge.cases.queries.beside import place_name
from wangge.cases.queries.days import ended_by_week
from wangge.cases.queries.reasons import REASONS, WITH_UNIT, reason, with_marks
from wangge.core.asked import rows_of
from wangge.journal.queries import last_entries
from wangge.orgs.rules import Actor

MOST_PLACES, MOST_LINES, LINES_EACH, NEAREST = 500, 120, 3, 3
SAYS_NOTHING = ("case.see", "case.remind", "case.overdue", "case.raise", "case.look_at_contact", "case.recalculate")
"""Entries that are no last word."""
LAST = 12
"""So many entries from the end are read for the last word: a case that is late has some that say nothing."""


def late_table(actor: Actor, *, at: datetime) -> dict[str, Any]:
    """Totals by reason, one row for each who has something on the table, and the cases that matter most.

    At most 500 places and 120 cases, three of a place; ``nearest`` are the next three due where nothing is late.
    ``weeks`` of a place are the cases that it had last and that ended, eight weeks back, late ones apart.
    As many statements for one place as for five hundred.
    """
    rows = with_marks(Case.objects.filter(visible(actor), OPEN))
    listed: Any = rows.filter(Q(*(reason(name, at=at) for name in REASONS), _connector=Q.OR)).annotate(hands=_hands())
    counts = {f"n_{name}": Count("id", filter=reason(name, at=at)) for name in REASONS}
    groups = list(
        listed.values("hands").annotate(**counts).order_by("-n_late", "-n_soon", "-n_returned", "hands")[:MOST_PLACES]
    )
    totals = listed.aggregate(**counts)
    nth = Window(RowNumber(), partition_by=[F("hands")], order_by=["due_at", "id"])
    cases = rows_of(listed.annotate(nth=nth).filter(nth__lte=LINES_EACH).order_by("due_at", "id")[:MOST_LINES])
    nearest = [] if totals["n_late"] else rows_of(rows.filter(due_at__gte=at).order_by("due_at", "id")[:NEAREST])
    lines = _lines([*cases, *nearest], actor, at)
    weeks = ended_by_week(Case.objects.filter(visible(actor)), [group["hands"] for group in groups], at=at)
    by_place: dict[str, list[dict[str, Any]]] = {}
    for case in cases:
        by_place.setdefault(_place_of(case), []).append(lines[case.id])
    return {
        "reasons": [{"code": name, "label": say.pair(), "count": totals[f"n_{name}"]} for name, say in REASONS.items()],
        "places": [_place(group, by_place, weeks[group["hands"]]) for group in groups],
        "nearest": [lines[case.id] for case in nearest],
    }


def _hands() -> Choice:
    """Whose turn it is: the unit while it handles, else the desk."""
    unit = When(state__in=WITH_UNIT, then=Cast("unit", CharField()))
    return Choice(unit, default=F("desk"), output_field=CharField())


def _place(
    group: dict[str, Any], by_place: dict[str, list[dict[str, Any]]], weeks: list[dict[str, Any]]
) -> dict[str, Any]:
    """A unit or desk with its figures. SQLite writes an id without hyphens."""
    said = group["hands"]
    who = str(UUID(said)) if len(said) > settings.CODE_LENGTHS["grid"] else said
    return {
        "id": who,
        "name": place_name(who),
        "counts": {name: group[f"n_{name}"] for name in REASONS},
        "weeks": weeks,
        "cases": by_place.get(who, []),
    }


def _place_of(case: Case) -> str:
    return str(case.unit) if case.state in WITH_UNIT else case.desk


def _lines(cases: Sequence[Case], actor: Actor, at: datetime) -> dict[UUID, dict[str, Any]]:
    """Each case in short, with whose hands it is in, since when, and the last word."""
    said, last = opening_words(cases), _last_words(cases, actor)
    return {
        case.id: {name: value for name, value in case_answer(case, actor, at=at).items() if name != "allowed"}
        | {
            "words": said[case.id][0][:120],
            "hands": {"id": _place_of(case), "name": place_name(_place_of(case))},
            "since": case.handed_at.isoformat(),
            "returns": case.returns,
            "last": last.get(case.id),
        }
        for case in cases
    }


def _last_words(cases: Sequence[Case], actor: Actor) -> dict[UUID, dict[str, Any]]:
    """The last thing that people did with each case. Three statements a district."""
    ends: dict[str, list[tuple[UUID, int]]] = {}
    for case in cases:
        ends.setdefault(case.district, []).append((case.id, case.head_seq - LAST))
    entries = [
        entry
        for district, pairs in ends.items()
        for entry in last_entries(district, "case", pairs)
        if entry.verb not in SAYS_NOTHING
    ]
    last = list({entry.subject_id: entry for entry in entries}.values())
    return {entry.subject_id: answer for entry, answer in zip(last, entry_answers(last, actor), strict=True)}
