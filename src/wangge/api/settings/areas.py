"""Areas: what lies below, who is responsible there, what they are called."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from wangge.api.answers.settings import AreaRenamed, WholeArea
from wangge.api.auth import asking
from wangge.api.replies import hand_out, reply
from wangge.api.settings.bodies import AreaName
from wangge.core.refusals import not_found
from wangge.orgs.queries import responsible_in
from wangge.orgs.rules import POSTS, Actor, looks_after
from wangge.orgs.rules.setting import read_name, setter
from wangge.places.actions import rename_area
from wangge.places.queries import area_named, areas_below, households_in, lineage, past_of
from wangge.places.rules import LEVELS, level_of, parent_of

router = Router()
VERB = "area.set"


def _above(code: str) -> str:
    """The area from which this one is named: the level above, the district from itself."""
    return parent_of(code, settings.CODE_LENGTHS)


def _answers(actor: Actor, areas: Sequence[Any], at: datetime) -> list[dict[str, Any]]:
    found = responsible_in([lineage(area.code) for area in areas], at)
    return [
        {
            "code": area.code,
            "name": area.name,
            "name_en": area.name_en or None,
            "valid_from": area.valid_from.isoformat(),
            "administered_by": area.administered_by or None,
            "households": area.households,
            "responsible": {
                "area": where,
                "people": [
                    {"id": str(r.person), "name": r.name, "post": r.post, "label": POSTS[r.post].say.pair(),
                     "why": r.why.pair()}
                    for r in people
                ],
            } if where else None,
            "mine": looks_after(actor, _above(area.code), VERB),
        }
        for area, (where, people) in zip(areas, found, strict=True)
    ]  # fmt: skip


def _mine(actor: Actor, code: str) -> Any:
    """An area of the actor's district. Raises ``NotFound``."""
    found = area_named(code)
    if not any(code.startswith(district) for district in actor.districts):
        raise not_found()
    return found


@router.get(
    "/settings/areas/{code}",
    response=WholeArea,
    operation_id="read_area_settings",
    summary="An area, its children and who is responsible there",
)
def one_area(request: HttpRequest, code: str) -> HttpResponse:
    actor, lengths = asking(request), settings.CODE_LENGTHS
    found = _mine(actor, code)
    level = level_of(code, lengths)
    below = LEVELS[LEVELS.index(level) + 1] if level != LEVELS[-1] else None
    children = [area for area in areas_below(code) if below and len(area.code) == lengths[below]]
    own, *rest = _answers(actor, [found, *children], timezone.now())
    past = [
        {"name": p.name, "valid_from": p.valid_from.isoformat(), "valid_to": p.valid_to.isoformat()}
        for p in past_of(code)
    ]
    return hand_out(own | {"households": households_in(code), "past": past, "children": rest})


@router.post(
    "/settings/areas/{code}",
    response=AreaRenamed,
    operation_id="rename_area",
    summary="Give an area another name from today on",
)
def rename(request: HttpRequest, code: str, body: AreaName) -> HttpResponse:
    actor = asking(request)
    _mine(actor, code)
    held = setter(actor, VERB, area=_above(code))
    name_en = read_name(body.name_en, most=80) if body.name_en.strip() else ""
    return reply(
        rename_area(
            code, name=read_name(body.name, most=60), name_en=name_en, district=held.district, author=actor.person,
            post=held.post, key=body.key, at=timezone.now(),
        )
    )  # fmt: skip
