"""How a district's cases stand, by counting them."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q
from django.db.models.functions import Length

from wangge.cases.models import ENDED, OPEN, Case, Request


@dataclass(frozen=True)
class Counted:
    """Cases of a district: all, closed; of those that went through the district centre, closed, pooled 挂账, overdue,
    and otherwise in hand; of the others those in hand at a street, and at a community or grid.

    What is pooled or overdue is told once, as the first of these.
    """

    cases: int
    closed: int
    passed: int
    passed_closed: int
    pooled: int
    overdue: int
    in_hand: int
    at_streets: int
    at_grids: int


def counted(district: str, *, at: datetime) -> Counted:
    """Count the cases of a district as they stand at a moment. One statement, over all of them."""
    pooled_ones = Request.objects.filter(district=district, sort="pool", state="granted").values("case")
    rows = Case.objects.filter(district=district).annotate(level=Length("desk"))
    passed, pooled, late = Q(desk=district), Q(id__in=pooled_ones), Q(due_at__lt=at)
    street = settings.CODE_LENGTHS["street"]
    found = rows.aggregate(
        cases=Count("id"),
        closed=Count("id", filter=ENDED),
        passed=Count("id", filter=passed),
        passed_closed=Count("id", filter=passed & ENDED),
        pooled=Count("id", filter=passed & OPEN & pooled),
        overdue=Count("id", filter=passed & OPEN & ~pooled & late),
        in_hand=Count("id", filter=passed & OPEN & ~pooled & ~late),
        at_streets=Count("id", filter=OPEN & Q(level=street)),
        at_grids=Count("id", filter=OPEN & Q(level__gt=street)),
    )
    return Counted(**found)
