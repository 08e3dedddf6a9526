"""Is there a case of this already? Open ones close to a point, the nearest first."""

import math
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q

from wangge.cases.models import OPEN, Case
from wangge.cases.queries.access import standing, visible
from wangge.cases.queries.answer import moment, opening_words
from wangge.cases.queries.pictures import first_photos
from wangge.cases.queries.turns import inside_any
from wangge.cases.rules import check_near, may_see
from wangge.catalogue.queries import flow_for, kind_name
from wangge.orgs.rules import Actor, above
from wangge.places.queries import read_point
from wangge.places.rules import METRES_A_DEGREE, metres_between

MOST_NEAR, WORDS = 5, 120


def neighbourhood(actor: Actor) -> Q:
    """What somebody may learn of before reporting: what the actor sees, and for a grid worker the own community."""
    found = visible(actor)
    grids = [held for held in actor.with_verb("report.make") if len(held.area) == settings.CODE_LENGTHS["grid"]]
    for district in sorted({held.district for held in grids}):
        codes = [held.area[: settings.CODE_LENGTHS["community"]] for held in grids if held.district == district]
        found |= Q(district=district) & inside_any("area", codes)
    return found


def in_neighbourhood(actor: Actor, case: Case) -> bool:
    """Whether a grid worker may learn of a case because it lies in the own community; as ``neighbourhood`` says."""
    grid, community = settings.CODE_LENGTHS["grid"], settings.CODE_LENGTHS["community"]
    return any(
        len(held.area) == grid and held.district == case.district and above(held.area[:community], case.area)
        for held in actor.with_verb("report.make")
    )


def cases_near(
    actor: Actor, lat: Any, lng: Any, *, datum: str, metres: int, days: int, kind: str, at: datetime
) -> list[dict[str, Any]]:
    """Up to five open cases around a point that were raised in the last days, the nearest first. Three statements.

    Of a case that the actor may not open (``mine`` false) the picture is not told. Raises ``Missing`` for a point,
    datum, distance or number of days that cannot be.
    """
    check_near(metres, days)
    north, east = read_point(lat, lng, datum)
    narrow = math.cos(math.radians(north))
    tall = metres / METRES_A_DEGREE
    wide = min(tall / max(narrow, 0.01), 180.0)
    rows = Case.objects.filter(
        neighbourhood(actor), OPEN, district__in=actor.districts, created_at__gte=at - timedelta(days=days),
        lat__gte=north - tall, lat__lte=north + tall, lng__gte=east - wide, lng__lte=east + wide,
    )  # fmt: skip
    if kind:
        rows = rows.filter(kind=kind)
    up, along = F("lat") - north, (F("lng") - east) * narrow
    found = [
        (metres_between(north, east, case.lat or 0.0, case.lng or 0.0), case)
        for case in rows.order_by(up * up + along * along, "id")[:MOST_NEAR]
    ]
    close = [(distance, case) for distance, case in found if distance <= metres]
    cases = [case for _, case in close]
    said, photos = opening_words(cases), first_photos(cases)
    return [near_answer(case, actor, distance, said[case.id][0], photos[case.id]["photo"]) for distance, case in close]


def near_answer(case: Case, actor: Actor, distance: float | None, words: str, photo: str | None) -> dict[str, Any]:
    """What is told of a case that may be meant: ``distance`` in metres, ``photo`` only to whoever may open it."""
    own = may_see(actor, standing(case))
    state = flow_for(case.district, case.flow, case.flow_version).states[case.state]
    return {
        "id": str(case.id), "number": case.number,
        "kind": kind_name(case.kind),
        "state": case.state, "state_label": state.say.pair(), "quarter": state.quarter,
        "distance_m": None if distance is None else round(distance, 1), "happened_at": moment(case.happened_at),
        "words": words[:WORDS],
        "photo": photo if own else None, "mine": own, "report_count": case.reports,
    }  # fmt: skip
