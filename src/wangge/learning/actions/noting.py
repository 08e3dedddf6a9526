"""Writing down what was suggested, what was chosen and what came of it: readers of the journal call these."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from wangge.cases.queries import outcomes_of
from wangge.learning.models import Suggestion
from wangge.learning.queries import suggest

Told = tuple[UUID, str, str, datetime]


def offer(district: str, reports: Iterable[Told]) -> None:
    """Write down what is suggested for cases (id, words, area, time); of one that has a suggestion it stays."""
    Suggestion.objects.bulk_create(
        [_row(district, case, suggest(district, words, area=area, at=at), at) for case, words, area, at in reports],
        ignore_conflicts=True,
    )


def _row(district: str, case: UUID, told: Mapping[str, Any], at: datetime) -> Suggestion:
    found = told["kinds"]
    return Suggestion(
        district=district,
        case=case,
        offered={
            "kinds": [{"code": k["code"], "share": k["share"]} for k in found],
            "units": [{"id": u["id"], "share": u["share"]} for u in told["units"]],
        },
        by=told["by"],
        model=UUID(told["model"]) if told["model"] else None,
        first=found[0]["code"] if found else "",
        abstained=told["abstains"],
        offered_at=at,
    )


def note_choices(district: str, choices: Mapping[UUID, tuple[str, datetime]]) -> None:
    """Write down which kind people gave cases. One statement for each kind and minute among them."""
    groups: dict[tuple[str, datetime], list[UUID]] = {}
    for case, choice in choices.items():
        groups.setdefault(choice, []).append(case)
    for (kind, at), cases in groups.items():
        Suggestion.objects.filter(district=district, case__in=cases).update(chosen=kind, chosen_at=at)


def note_outcomes(district: str, cases: Iterable[UUID]) -> None:
    """Write down what cases turned out to be, as far as they are closed now."""
    for case, (kind, unit, ended_at) in outcomes_of(district, cases).items():
        Suggestion.objects.filter(district=district, case=case).update(outcome=kind, unit=unit, ended_at=ended_at)
