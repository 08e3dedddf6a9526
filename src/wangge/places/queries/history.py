"""Areas through time: what was in force on a day, what followed what, and what a re-cutting would do."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q
from shapely.geometry import shape

from wangge.places.models import Area, AreaPast, Succession
from wangge.places.rules import Ground, Outlines, Plan, plan


def past_of(code: str) -> list[AreaPast]:
    """How an area was called and outlined before, the last first."""
    return list(AreaPast.objects.filter(code=code).order_by("-valid_from", "-id"))


def recut_plan(district: str, steps: Sequence[Mapping[str, Any]]) -> Plan:
    """What the steps would change, written nowhere. Raises ``Missing`` (``recut_unclear``)."""
    rows = list(Area.objects.filter(code__startswith=district).values_list("code", "name", "outline", "valid_to"))
    now = {
        code: Ground(name, shape(outline) if outline else None) for code, name, outline, ended in rows if ended is None
    }
    return plan(now, [code for code, *_ in rows], steps, settings.CODE_LENGTHS)


def areas_on(day: date, *, within: str) -> dict[str, str]:
    """Code and name of every area in force on a day."""
    in_force = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))
    found = dict(AreaPast.objects.filter(in_force, code__startswith=within).values_list("code", "name"))
    return found | dict(Area.objects.filter(in_force, code__startswith=within).values_list("code", "name"))


def followers_of(codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each code the codes that are in force in its place today; itself where it is still in force."""
    leads: dict[str, tuple[str, ...]] = {code: (code,) for code in codes}
    while True:
        asked = {code for then in leads.values() for code in then}
        after: dict[str, list[str]] = {}
        for old, new in Succession.objects.filter(old__in=asked).order_by("new").values_list("old", "new"):
            after.setdefault(old, []).append(new)
        if not after:
            return leads
        leads = {code: tuple(dict.fromkeys(n for t in then for n in after.get(t, [t]))) for code, then in leads.items()}


def present_code(then: Sequence[str], lat: float | None, lng: float | None) -> str:
    """Which of several followers has the point; the first where there is none to go by."""
    if len(then) == 1 or lat is None or lng is None:
        return then[0]
    outlines = Area.objects.filter(code__in=then, outline__isnull=False).values_list("code", "outline")
    return Outlines.of(list(outlines)).around(lat, lng) or then[0]
