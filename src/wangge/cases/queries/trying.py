"""Routing rules beside what happened: how often each was overruled, which rules rulings propose, the dry run."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max

from wangge.cases.models import PUT_RIGHT, Case, Overruling, Precedent
from wangge.cases.queries.leading import local
from wangge.cases.rules import OFTEN_DAYS, PROPOSED, PROPOSED_DAYS, Overruled, Past, Trial, sent_at, tried
from wangge.cases.rules import times_overruled as _times
from wangge.catalogue.rules import Routing, RoutingRule, leads
from wangge.orgs.queries import today, unit_tree

TRIED_DAYS, MOST_TRIED, MOST_OVERRULED, MOST_PROPOSED = 90, 5_000, 5_000, 50
"""How far a dry run looks back and at how many cases at most; how many overrulings and proposals are looked at."""


def times_overruled(district: str, rules: Iterable[RoutingRule], *, at: datetime) -> dict[int, int]:
    """In how many cases of the last 30 days each rule was overruled, since it reads as it does. One statement."""
    rows = Overruling.objects.filter(district=district, made_at__gt=at - timedelta(days=OFTEN_DAYS))
    told = rows.order_by("-made_at").values_list("rule", "edition", "case")[:MOST_OVERRULED]
    return _times((Overruled(*row) for row in told), rules)


@dataclass(frozen=True)
class Proposal:
    """A rule that designations propose: this kind in this street to this unit, as was ruled so often, and last when."""

    kind: str
    area: str
    unit: UUID
    rulings: int
    last_at: datetime


def proposals(district: str, routing: Routing, *, at: datetime) -> list[Proposal]:
    """What was designated three times or more within a year and no rule says yet, the most frequent first.

    One statement.
    """
    rows = Precedent.objects.filter(district=district, made_at__gt=at - timedelta(days=PROPOSED_DAYS))
    grouped = rows.exclude(kind="").values("kind", "area", "unit").annotate(
        rulings=Count("case", distinct=True), last_at=Max("made_at")
    )  # fmt: skip
    tree, found = unit_tree(district), []
    for row in grouped.filter(rulings__gte=PROPOSED).order_by("-rulings", "kind", "area", "unit")[:MOST_PROPOSED]:
        proposal = Proposal(**row)
        if len(proposal.area) < settings.CODE_LENGTHS["street"] or not tree.open(proposal.unit):
            continue
        now = leads(routing.matches(proposal.kind, proposal.area, local(at), day=today(at)), proposal.area, tree)
        if not now or proposal.unit not in now[0].units:
            found.append(proposal)
    return found


def put_right(district: str, *, at: datetime) -> Any:
    """Cases that a unit put right within the last 90 days, the last first, at most 5,000, as rows of values."""
    rows = Case.objects.filter(
        PUT_RIGHT, district=district, state="closed", ended_at__gt=at - timedelta(days=TRIED_DAYS)
    )
    order = rows.order_by("-ended_at")
    return order.values_list("id", "number", "kind", "area", "unit", "clocks", "created_at", "ended_at")[:MOST_TRIED]


def _past_cases(district: str, at: datetime) -> Iterator[Past]:
    for case, number, kind, area, unit, clocks, created_at, ended_at in put_right(district, at=at).iterator(500):
        yield Past(case, number, kind, area, unit, local(sent_at(clocks, unit) or created_at), ended_at)


def trial_of(district: str, present: Routing, draft: Routing, *, at: datetime) -> Trial:
    """What changed rules would have done with the past cases beside the present ones. One statement, read in parts."""
    day = today(at)
    return tried(_past_cases(district, at), present.coming(day), draft.coming(day), unit_tree(district))
