"""Which kinds have come where lately: counted by community, kept in the process for some minutes."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractHour

from wangge.cases.models import Case
from wangge.core.kept import Kept
from wangge.core.refusals import Missing, not_found
from wangge.core.words import Say
from wangge.orgs.queries import today
from wangge.orgs.rules import Actor
from wangge.places.queries import area_names

DAYS, SECONDS, HOURS = 30, 300, 2
"""How far back, how long it is kept, and within how many hours a time of day is about now."""


@dataclass(frozen=True)
class Lately:
    """How often a kind came in 30 days, and how often of these about the time of day that it is now."""

    count: int
    about_now: int

    @property
    def weight(self) -> int:
        """What it is sorted by: what comes about this time counts three times."""
        return self.count + 2 * self.about_now


def kinds_lately(actor: Actor, area: str, *, at: datetime) -> dict[str, Lately]:
    """How often each kind came in the community of an area in the last 30 days, which is also this season. One
    statement, or none while kept.

    Raises ``NotFound`` for what is no area of the actor's districts, ``Missing`` (``area_too_wide``) above a community.
    """
    length = settings.CODE_LENGTHS["community"]
    if area[: settings.CODE_LENGTHS["district"]] not in actor.districts or area not in area_names():
        raise not_found()
    if len(area) < length:
        raise Missing(
            "area_too_wide",
            Say("请给出社区或网格的编码。", "Give the code of a community or of a grid."),
            area=area,
        )
    now, found = at.astimezone(_zone()).hour, dict[str, Lately]()
    for kind, hour, count in _kept(area[:length], today(at))():
        apart = abs(hour - now)
        near = count if min(apart, 24 - apart) <= HOURS else 0
        before = found.get(kind, Lately(0, 0))
        found[kind] = Lately(before.count + count, before.about_now + near)
    return found


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.DISTRICT_ZONE)


@lru_cache(maxsize=2000)
def _kept(community: str, day: date) -> Kept[list[tuple[str, int, int]]]:
    since = datetime.combine(day - timedelta(days=DAYS), time(), _zone())
    return Kept(lambda: list(counted(community, since)), seconds=SECONDS)


def counted(community: str, since: datetime) -> QuerySet[Case, tuple[str, int, int]]:
    """Kinds and hours of the day with their numbers: each area of the community is a range of the index."""
    areas = [code for code in area_names() if code.startswith(community)]
    district = community[: settings.CODE_LENGTHS["district"]]
    rows = Case.objects.filter(district=district, area__in=areas, created_at__gte=since).exclude(kind="")
    return rows.values_list("kind", ExtractHour("created_at", tzinfo=_zone())).annotate(n=Count("*")).order_by()


def forget_lately() -> None:
    """Count anew at the next question."""
    _kept.cache_clear()
