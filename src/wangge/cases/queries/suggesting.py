"""To which units a case may be dispatched, the likeliest first: by rules, by rulings, by what was put right before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count

from wangge.cases.models import ENDED, OPEN, Case, Precedent
from wangge.cases.queries.leading import leads_of, said_of
from wangge.cases.queries.timing import limit_of_case
from wangge.cases.rules import UNLED, Led, Suggestion, days_taken, gave_back, is_urgent, led, ranked
from wangge.catalogue.queries import routing_of
from wangge.catalogue.rules import Lead
from wangge.core.refusals import NotYours
from wangge.core.words import Say
from wangge.orgs.queries import today, unit_tree, units_of, units_on_duty
from wangge.orgs.rules import Actor

LOOKED_AT, MOST_RULINGS, MOST_SUGGESTED = 400, 50, 10


def check_desk(actor: Actor) -> None:
    """Raises ``NotYours`` for whoever holds no desk that dispatches."""
    if not actor.may("case.dispatch"):
        raise NotYours(
            "not_yours",
            Say("派给谁由各级中心来定。", "To whom a case goes is for the desks to decide."),
        )


def suggestions(case: Case, *, at: datetime) -> list[dict[str, Any]]:
    """Up to ten units, each with its reason in both languages: first those to which the routing rules lead, then by
    rulings for the kind in the street and by the last 400 cases of the kind that ended in the district.

    Six statements at most. Without a kind only rules for every kind speak.
    """
    found = leads_of(case, at=at)
    if not case.kind and not found:
        return []
    rulings, ruled_on = _rulings(case)
    handled, taken = _put_right(case)
    there = {unit.id: unit for unit in units_of(case.district)}
    ruled = {unit for lead in found for unit in (*lead.units, lead.match.rule.stand_in) if unit is not None}
    chosen = [unit for unit in dict.fromkeys((*rulings, *handled, *ruled)) if unit in there]
    counted = Case.objects.filter(OPEN, district=case.district, unit__in=chosen).values_list("unit")
    busy = dict(counted.annotate(n=Count("id")).order_by())
    on_duty = units_on_duty(chosen, at)
    by_rule = {one.unit: (rank, one) for rank, one in enumerate(_led(case, found, on_duty, busy))} if found else {}
    refused, edition = gave_back(case.clocks), routing_of(case.district).edition
    suited = [unit for unit in chosen if unit in by_rule or rulings[unit] or handled[unit]]
    order = ranked(
        Suggestion(
            unit, rulings[unit], ruled_on.get(unit), handled[unit],
            sum(taken[unit]) / len(taken[unit]) if taken.get(unit) else None, busy.get(unit, 0), str(unit) in refused,
            by_rule[unit][1] if unit in by_rule else None, by_rule[unit][0] if unit in by_rule else UNLED,
            on_duty.get(unit),
        )
        for unit in suited
    )  # fmt: skip
    return [
        {
            "unit": {"id": str(s.unit), "code": there[s.unit].code, "name": there[s.unit].name},
            "reason": s.reason.pair(),
            "rule": {"number": s.led.rule, "edition": edition, "stand_in": s.led.stand_in} if s.led else None,
            "on_duty": s.on_duty,
            "precedents": s.rulings,
            "handled": s.handled,
            "mean_days": round(s.days, 1) if s.days is not None else None,
            "open": s.open,
            "gave_back": s.gave_back,
        }
        for s in order[:MOST_SUGGESTED]
    ]


def _led(case: Case, found: Sequence[Lead], on_duty: Mapping[UUID, bool], busy: Mapping[UUID, int]) -> list[Led]:
    return led(
        found, tree=unit_tree(case.district), says=lambda rule: said_of(rule, case.district), on_duty=on_duty,
        busy=busy, urgent=is_urgent(limit_of_case(case)),
    )  # fmt: skip


def _rulings(case: Case) -> tuple[Counter[UUID], dict[UUID, date]]:
    """How often, and when last, the kind was given to each unit in the street by designation."""
    street = case.area[: settings.CODE_LENGTHS["street"]]
    rulings: Counter[UUID] = Counter()
    ruled_on: dict[UUID, date] = {}
    rows = Precedent.objects.filter(district=case.district, kind=case.kind, area=street).order_by("-made_at")
    for ruled, made_at in rows.values_list("unit", "made_at")[:MOST_RULINGS]:
        rulings[ruled] += 1
        ruled_on.setdefault(ruled, today(made_at))
    return rulings, ruled_on


def _put_right(case: Case) -> tuple[Counter[UUID], dict[UUID, list[float]]]:
    """How often each unit put the kind right lately, and in how many days each time."""
    taken: dict[UUID, list[float]] = {}
    handled: Counter[UUID] = Counter()
    ended = Case.objects.filter(ENDED, district=case.district, kind=case.kind).order_by("-ended_at")
    for state, unit, clocks in ended.values_list("state", "unit", "clocks")[:LOOKED_AT]:
        if state == "closed" and unit is not None:
            handled[unit] += 1
            days = days_taken(clocks, unit)
            taken.setdefault(unit, []).extend([] if days is None else [days])
    return handled, taken
