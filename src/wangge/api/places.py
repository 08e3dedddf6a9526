"""Places: which grid is this, and who is responsible there now?"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import AwareDatetime

from wangge.api.answers.places import Area as AreaAnswer
from wangge.api.answers.places import Located
from wangge.api.auth import asking
from wangge.api.replies import hand_out
from wangge.core.refusals import Missing
from wangge.core.words import Say
from wangge.orgs.queries import responsible_at, today
from wangge.orgs.rules import POSTS
from wangge.places.queries import (
    Found,
    area_named,
    areas_below,
    find_point,
    find_words,
    households_in,
    level_names,
    lineage,
)
from wangge.places.rules import LEVELS, level_of

router = Router(tags=["places"])
OWN = Say("这里自己的人", "people of the area itself")
ABOVE = Say("下一级这时没有人在岗，由这一级负责", "nobody is on duty below, so this level is responsible")


def responsible(code: str, at: datetime | None = None, kind: str = "") -> dict[str, Any] | None:
    """Who is responsible for an area at a minute (now) for a kind (any), and why.

    It is its own people, else those of the narrowest above; of several those in charge of the kind.
    """
    area, people = responsible_at(lineage(code), at or timezone.now(), kind)
    if not area:
        return None
    answer = [
        {"id": str(r.person), "name": r.name, "post": r.post, "label": POSTS[r.post].say.pair(), "why": r.why.pair()}
        for r in people
    ]
    return {"area": area, "people": answer, "why": (OWN if area == code else ABOVE).pair()}


def found_answer(found: Found, at: datetime | None = None, kind: str = "") -> dict[str, Any]:
    """Codes of the four levels (null where not certain), how far the border is, candidates with their reasons."""
    names = level_names(found.grid, day=today(at) if at else None) if found.grid else dict.fromkeys(LEVELS[1:])
    return {
        **{level: area["code"] if area else None for level, area in reversed(names.items())},
        "names": {level: area["name"] if area else None for level, area in reversed(names.items())},
        "point": {"lat": found.lat, "lng": found.lng} if found.lat is not None else None,
        "distance_to_border_m": found.to_border,
        "candidates": [
            {"code": c.code, "name": c.name, "grid": c.grid or None, "score": c.score, "why": c.why.pair()}
            for c in found.candidates
        ],
        "responsible": responsible(found.grid, at, kind) if found.grid else None,
    }


@router.get(
    "/places/locate",
    response=Located,
    operation_id="locate",
    summary="The grid of a point, a code or an address in words, and who is responsible",
)
def locate(
    request: HttpRequest,
    lat: float | None = None,
    lng: float | None = None,
    datum: str = "wgs84",
    q: str | None = None,
    district: str | None = None,
    at: AwareDatetime | None = None,
    kind: str = "",
) -> HttpResponse:
    where = district or asking(request).district
    if lat is not None and lng is not None:
        found = find_point(lat, lng, datum=datum, district=where, day=today(at) if at else None)
        return hand_out(found_answer(found, at, kind))
    if not q:
        raise Missing(
            "place_missing",
            Say("请给出 lat 和 lng，或用 q 写地址、楼道码。", "Give lat and lng, or an address or a door code as q."),
        )
    return hand_out(found_answer(find_words(q, district=where), at, kind))


@router.get(
    "/places/areas/{code}",
    response=AreaAnswer,
    operation_id="read_area",
    summary="An area with its outline, what lies below, and who is responsible now",
)
def area(request: HttpRequest, code: str) -> HttpResponse:
    asking(request)
    found, lengths = area_named(code), settings.CODE_LENGTHS
    level = level_of(code, lengths)
    below = LEVELS[LEVELS.index(level) + 1] if level != LEVELS[-1] else None
    children = [a for a in areas_below(code) if below and len(a.code) == lengths[below]]
    answer = {
        "code": found.code,
        "name": found.name,
        "name_en": found.name_en or None,
        "level": level,
        "outline": found.outline,
        "valid_from": found.valid_from.isoformat(),
        "administered_by": found.administered_by or None,
        "households": households_in(code),
        "children": [{"code": a.code, "name": a.name} for a in children],
        "responsible": responsible(code),
    }
    return hand_out(answer)
