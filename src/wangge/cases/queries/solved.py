"""Is it solved? What reporters said of ended cases, by unit, kind or street, with counts and intervals."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Substr

from wangge.cases.models import Case, Report
from wangge.cases.queries.again import month_bounds
from wangge.cases.queries.beside import place_name
from wangge.cases.queries.calls import call_counts
from wangge.cases.queries.turns import below_desks
from wangge.cases.rules import mean_of, rate_of
from wangge.catalogue.queries import kinds
from wangge.core.refusals import Missing, NotYours
from wangge.core.words import Say
from wangge.orgs.rules import Actor
from wangge.places.queries import full_name

BY = ("unit", "kind", "street")
MOST_ROWS = 500


def check_figures(actor: Actor, by: str) -> None:
    """Raises ``NotYours`` for whoever is no desk, ``Missing`` (``by_unknown``)."""
    if not actor.may("case.supervise"):
        raise NotYours(
            "not_yours",
            Say(
                "这张表是各级中心用的。请看“案件”里该您办的。",
                "This table is for desks. Your own cases are under Cases.",
            ),
        )
    if by not in BY:
        raise Missing(
            "by_unknown",
            Say("只能按 unit、kind 或 street 分。", "It goes by unit, kind or street."),
            choices=list(BY),
        )


def solved_figures(actor: Actor, *, by: str, month: date) -> list[dict[str, Any]]:
    """Own ratings given in a month, and call-backs of cases that ended in it beside them where it goes by unit.

    Solved, answered and satisfied stand apart, each with its count, null where nobody answered: own ratings come from
    whoever wants to give one, call-backs are drawn. At most 500 rows, two statements. Raises as ``check_figures`` does.
    """
    check_figures(actor, by)
    ratings = _ratings(actor, by, month)
    calls = call_counts(actor, month) if by == "unit" else {}
    found = []
    for own in sorted(ratings.keys() | calls.keys())[:MOST_ROWS]:
        rated, call = ratings.get(own), calls.get(own)
        found.append(
            {
                "id": own,
                "name": _name(by, own),
                "ratings": {
                    "solved": rate_of(rated["yes"], rated["count"]) if rated else rate_of(0, 0),
                    "answered": rate_of(rated["told"], rated["count"]) if rated else rate_of(0, 0),
                    "satisfied": mean_of(rated["stars"], rated["count"]) if rated else mean_of(0, 0),
                },
                "calls": {
                    **{name: call[name] for name in ("drawn", "open", "reached", "unreached")},
                    "solved": rate_of(call["solved"], call["asked_solved"]),
                    "answered": rate_of(call["answered"], call["asked_answered"]),
                    "satisfied": mean_of(call["stars"], call["asked_stars"]),
                }
                if call
                else None,
            }
        )
    return found


def _ratings(actor: Actor, by: str, month: date) -> dict[str, dict[str, Any]]:
    since, until = month_bounds(month)
    areas = below_desks(actor, "case.supervise", "case_area")
    case = Case.objects.filter(district=OuterRef("district"), id=OuterRef("case"))
    rows = Report.objects.filter(district__in=actor.districts, rated_at__gte=since, rated_at__lt=until).annotate(
        case_area=Subquery(case.values("area")[:1])
    )
    if by == "unit":
        rows = rows.annotate(by=Subquery(case.values("unit")[:1]), desk=Subquery(case.values("desk")[:1]))
        names: tuple[str, ...] = ("by", "desk")
    elif by == "kind":
        rows, names = rows.annotate(by=Subquery(case.values("kind")[:1])), ("by",)
    else:
        rows, names = rows.annotate(by=Substr("case_area", 1, settings.CODE_LENGTHS["street"])), ("by",)
    counted = rows.filter(areas).values(*names).annotate(
        count=Count("id"), yes=Count("id", filter=Q(solved=True)), told=Count("id", filter=Q(answered=True)),
        stars=Sum("satisfied"),
    )  # fmt: skip
    found: dict[str, dict[str, Any]] = {}
    for row in counted.order_by(*names):
        own = str(row["by"] or row["desk"]) if by == "unit" else str(row["by"])
        kept = found.setdefault(own, dict.fromkeys(("count", "yes", "told", "stars"), 0))
        for name in kept:
            kept[name] += row[name]
    return found


def _name(by: str, own: str) -> dict[str, str]:
    if by == "kind":
        kind = kinds().get(own)
        return kind.say.pair() if kind else Say("未分类", "No kind").pair()
    name = full_name(own) if by == "street" else place_name(own)
    return Say(name, name).pair()
