"""What came of cases: the closed ones with their opening words, for whoever learns from them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from wangge.cases.models import ENDED, Case
from wangge.journal.queries import content_of

CLOSED = "closed"
A_BATCH = 500
MOST_COUNTED = 100_000


@dataclass(frozen=True)
class ClosedCase:
    """A case that was put right: what was first said of it, its kind at the end, and the unit that ended it, if any."""

    id: UUID
    words: str
    kind: str
    unit: UUID | None
    area: str
    created_at: datetime
    ended_at: datetime


def count_closed(district: str, *, since: datetime | None = None) -> int:
    """How many cases of a known kind were closed in a district, all or from a moment on, at most 100,000: beyond that
    nobody learns from more. One statement."""
    rows = Case.objects.filter(ENDED, district=district, state=CLOSED).exclude(kind="").exclude(words=None)
    return (rows if since is None else rows.filter(ended_at__gt=since))[:MOST_COUNTED].count()


def closed_cases(district: str, *, most: int) -> Iterator[list[ClosedCase]]:
    """Closed cases of a known kind, the last first, in batches; two statements each.

    At most ``most`` are looked at. Those whose words are erased or were never said are left out of their batch.
    """
    rows = Case.objects.filter(ENDED, district=district, state=CLOSED).exclude(kind="").exclude(words=None)
    rows = rows.order_by("-ended_at", "-id")
    after: Q = Q()
    while most > 0:
        found = list(
            rows.filter(after).values_list("id", "words", "kind", "unit", "area", "created_at", "ended_at")[
                : min(A_BATCH, most)
            ]
        )
        if not found:
            return
        said = content_of(district, [words for _, words, *_ in found if words])
        yield [
            ClosedCase(case, body.decode(), kind, unit, area, created_at, ended_at)
            for case, words, kind, unit, area, created_at, ended_at in found
            if words and ended_at and (body := said.get(words))
        ]
        most -= len(found)
        last, ended = found[-1][0], found[-1][6]
        after = Q(ended_at__lt=ended) | Q(ended_at=ended, id__lt=last)


def outcomes_of(district: str, cases: Iterable[UUID]) -> dict[UUID, tuple[str, UUID | None, datetime]]:
    """Kind, unit and end of those of these cases that are closed. One statement; for a bounded number."""
    rows = Case.objects.filter(ENDED, district=district, id__in=list(cases), state=CLOSED)
    return {
        case: (kind, unit, ended_at)
        for case, kind, unit, ended_at in rows.values_list("id", "kind", "unit", "ended_at")
        if ended_at is not None
    }
