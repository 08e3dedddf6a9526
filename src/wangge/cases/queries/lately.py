"""Which kinds have come where lately: counted by community, kept in the process for some minutes."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, QuerySet

from wangge.cases.models import Case
from wangge.core.kept import Kept
from wangge.core.refusals import Missing, not_found
from wangge.core.words import Say
from wangge.orgs.queries import today
from wangge.orgs.rules import Actor
from wangge.places.queries import area_names

DAYS, SECONDS = 30, 300


def kinds_lately(actor: Actor, area: str, *, at: datetime) -> dict[str, int]:
    """How often each kind came in the community of an area in the last 30 days. One statement, or none while kept.

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
    return _kept(area[:length], today(at))()


@lru_cache(maxsize=2000)
def _kept(community: str, day: date) -> Kept[dict[str, int]]:
    since = datetime.combine(day - timedelta(days=DAYS), time(), ZoneInfo(settings.DISTRICT_ZONE))
    return Kept(lambda: dict(counted(community, since)), seconds=SECONDS)


def counted(community: str, since: datetime) -> QuerySet[Case, tuple[str, int]]:
    """Kinds with their numbers: each area of the community is a range of the index."""
    areas = [code for code in area_names() if code.startswith(community)]
    district = community[: settings.CODE_LENGTHS["district"]]
    rows = Case.objects.filter(district=district, area__in=areas, created_at__gte=since).exclude(kind="")
    return rows.values_list("kind").annotate(n=Count("*")).order_by()


def forget_lately() -> None:
    """Count anew at the next question."""
    _kept.cache_clear()
