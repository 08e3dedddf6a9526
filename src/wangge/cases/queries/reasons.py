"""Why an open case wants a superior's eye: one filter a reason, for the figure and for the list behind it alike."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from wangge.cases.models import OPEN, Case
from wangge.core.refusals import Missing
from wangge.core.words import Say

SOON = timedelta(hours=4)
"""How near a due time is to stand on the table."""
WITH_UNIT = ("dispatched", "handling")
REASONS: dict[str, Say] = {
    "late": Say("超期", "Overdue"),
    "soon": Say("4 小时内到期", "Due within 4 hours"),
    "handling": Say("处置超期", "Late in handling"),
    "returned": Say("退回两次以上", "Given back twice or more"),
    "untaken": Say("没人接", "Taken by nobody"),
    "pooled": Say("挂账", "Pooled"),
    "waiting": Say("等待居民", "Waiting for the resident"),
}
"""Why a case stands on the table. The last two stand still: they are shown apart, and none of them is late."""
STILL = ("pooled", "waiting")


def unopened(at: datetime) -> Q:
    """Open cases that were handed over too long ago and have been opened by nobody since; as ``rules.unseen_late``."""
    before = at - timedelta(minutes=settings.UNSEEN_MINUTES)
    return Q(seen_at=None, handed_at__lte=before) & OPEN


def with_marks(rows: QuerySet[Case]) -> QuerySet[Case]:
    """Rows whose side marks can be asked for on both engines."""
    return rows.annotate(marks_said=Cast("marks", TextField()))


def marked(name: str) -> Q:
    """Cases with a side mark, as a filter on rows from ``with_marks``."""
    return Q(marks_said__contains=f'"{name}"')


def reason(name: str, *, at: datetime) -> Q:
    """The open cases of a reason, as a filter on rows from ``with_marks``. Raises ``Missing`` (``reason_unknown``)."""
    running = OPEN & ~marked("pooled") & ~marked("suspended")
    filters = {
        "late": running & Q(due_at__lt=at),
        "soon": running & Q(due_at__gte=at, due_at__lt=at + SOON),
        "handling": running & Q(due_at__lt=at, state__in=WITH_UNIT),
        "returned": OPEN & Q(returns__gte=2),
        "untaken": running & unopened(at),
        "pooled": OPEN & marked("pooled"),
        "waiting": OPEN & marked("suspended"),
    }
    if name not in filters:
        raise Missing(
            "reason_unknown",
            Say(
                "没有这个筛选。请从督办台的数字点进来。",
                "There is no such filter. Please come by a figure of the table.",
            ),
            choices=list(filters),
        )
    return filters[name]


def in_hands(who: str) -> Q:
    """Open cases whose turn it is at a unit (its id) or at a desk (its code)."""
    if len(who) <= settings.CODE_LENGTHS["grid"]:
        return OPEN & Q(desk=who) & ~Q(state__in=WITH_UNIT)
    try:
        return OPEN & Q(unit=UUID(who), state__in=WITH_UNIT)
    except ValueError:
        return Q(pk__in=[])
