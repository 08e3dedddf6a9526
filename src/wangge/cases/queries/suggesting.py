"""To which units a case may be dispatched, the likeliest first, from rulings and from what was put right before."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count

from wangge.cases.models import ENDED, OPEN, Case, Precedent
from wangge.cases.rules import Suggestion, days_taken, gave_back, ranked
from wangge.core.refusals import NotYours
from wangge.core.words import Say
from wangge.orgs.queries import today, units_of
from wangge.orgs.rules import Actor

LOOKED_AT, MOST_RULINGS, MOST_SUGGESTED = 400, 50, 10


def check_desk(actor: Actor) -> None:
    """Raises ``NotYours`` for whoever holds no desk that dispatches."""
    if not actor.may("case.dispatch"):
        raise NotYours(
            "not_yours",
            Say("派给谁由各级中心来定。", "To whom a case goes is for the desks to decide."),
        )


def suggestions(case: Case) -> list[dict[str, Any]]:
    """Up to ten units for a case of a known kind, each with its reason in both languages. Four statements.

    From the rulings for the kind in the street, and the last 400 cases of the kind that ended in the district.
    """
    if not case.kind:
        return []
    street = case.area[: settings.CODE_LENGTHS["street"]]
    rulings: Counter[UUID] = Counter()
    ruled_on: dict[UUID, date] = {}
    rows = Precedent.objects.filter(district=case.district, kind=case.kind, area=street).order_by("-made_at")
    for ruled, made_at in rows.values_list("unit", "made_at")[:MOST_RULINGS]:
        rulings[ruled] += 1
        ruled_on.setdefault(ruled, today(made_at))
    taken: dict[UUID, list[float]] = {}
    handled: Counter[UUID] = Counter()
    ended = Case.objects.filter(ENDED, district=case.district, kind=case.kind).order_by("-ended_at")
    for state, unit, clocks in ended.values_list("state", "unit", "clocks")[:LOOKED_AT]:
        if state == "closed" and unit is not None:
            handled[unit] += 1
            days = days_taken(clocks, unit)
            taken.setdefault(unit, []).extend([] if days is None else [days])
    there = {unit.id: unit for unit in units_of(case.district)}
    chosen = [unit for unit in rulings | handled if unit in there]
    counted = Case.objects.filter(OPEN, district=case.district, unit__in=chosen).values_list("unit")
    busy = dict(counted.annotate(n=Count("id")).order_by())
    refused = gave_back(case.clocks)
    found = ranked(
        Suggestion(
            unit, rulings[unit], ruled_on.get(unit), handled[unit],
            sum(taken[unit]) / len(taken[unit]) if taken.get(unit) else None, busy.get(unit, 0), str(unit) in refused,
        )
        for unit in chosen
    )  # fmt: skip
    return [
        {
            "unit": {"id": str(s.unit), "code": there[s.unit].code, "name": there[s.unit].name},
            "reason": s.reason.pair(),
            "precedents": s.rulings,
            "handled": s.handled,
            "mean_days": round(s.days, 1) if s.days is not None else None,
            "open": s.open,
            "gave_back": s.gave_back,
        }
        for s in found[:MOST_SUGGESTED]
    ]
