"""Cases by their days: when they came in, when they came to an end, in time or late, and who had them last."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case as Choice
from django.db.models import CharField, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce

from wangge.cases.models import ENDED, Case
from wangge.cases.rules import MERGED
from wangge.core.ids import uuid7
from wangge.orgs.queries import today

WEEKS = 8
"""So many weeks are looked back, the present one among them."""


def ended_on(first: date | None, last: date | None) -> Q:
    """Cases that ended on these days of the district's zone, both of them included; None leaves an end open.

    A merged case has not ended in this sense: its matter ends once, with the case that it was merged into.
    """
    found = ENDED & ~Q(state=MERGED)
    if first:
        found &= Q(ended_at__gte=_morning(first))
    if last:
        found &= Q(ended_at__lt=_morning(last + timedelta(days=1)))
    return found


def raised_on(first: date | None, last: date | None) -> Q:
    """Cases that came in on these days of the district's zone, both of them included. Their ids hold the time."""
    found = Q()
    if first:
        found &= Q(id__gte=uuid7(_morning(first), bits=0))
    if last:
        found &= Q(id__lt=uuid7(_morning(last + timedelta(days=1)), bits=0))
    return found


def last_in_hands(who: str) -> Q:
    """Ended cases that a unit (its id) or, where none had them, a desk (its code) had last."""
    if len(who) <= settings.CODE_LENGTHS["grid"]:
        return ENDED & Q(unit=None, desk=who)
    try:
        return ENDED & Q(unit=UUID(who))
    except ValueError:
        return Q(pk__in=[])


def weeks_back(at: datetime) -> list[date]:
    """The Mondays of the last eight weeks, the earliest first, this week's last."""
    monday = today(at) - timedelta(days=today(at).weekday())
    return [monday - timedelta(weeks=n) for n in reversed(range(WEEKS))]


def ended_by_week(rows: QuerySet[Case], hands: Sequence[str], *, at: datetime) -> dict[str, list[dict[str, Any]]]:
    """For each of ``hands``, as the engine writes them, how many cases ended in each week and how many of them late.

    One statement on the index of ends, however many there are.
    """
    mondays = weeks_back(at)
    found = {who: [{"from": day.isoformat(), "late": 0, "ended": 0} for day in mondays] for who in hands}
    for who, week, n, late in counted_by_week(rows, hands, mondays):
        found[who][week] |= {"late": late, "ended": n}
    return found


def counted_by_week(
    rows: QuerySet[Case], hands: Sequence[str], mondays: Sequence[date]
) -> QuerySet[Case, tuple[str, int, int, int]]:
    """Who had them last, which of the weeks, how many ended, how many of them late. Weeks in which none did are left
    out."""
    weeks = [When(ended_at__lt=_morning(day), then=Value(n)) for n, day in enumerate(mondays[1:])]
    return (
        rows.filter(ended_on(mondays[0], None))
        .annotate(hands=Coalesce(Cast("unit", CharField()), F("desk"), output_field=CharField()))
        .filter(hands__in=list(hands))
        .annotate(week=Choice(*weeks, default=Value(len(mondays) - 1), output_field=IntegerField()))
        .values_list("hands", "week")
        .annotate(n=Count("*"), late=Count("id", filter=Q(on_time=False)))
        .order_by()
    )


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(settings.DISTRICT_ZONE))
