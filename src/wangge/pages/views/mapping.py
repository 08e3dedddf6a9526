"""The map page: an area with what lies below, who is responsible, and the open cases in it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from wangge.api.map import SKETCH
from wangge.api.places import responsible
from wangge.api.problems import language_of
from wangge.cases import queries as cases
from wangge.core.refusals import not_found
from wangge.orgs.rules import Actor
from wangge.pages.sheet import (
    HEIGHT,
    WIDTH,
    Drawn,
    Paper,
    Scene,
    by_area,
    draw_ground,
    draw_marks,
    draw_names,
    gather,
    rooms,
    shapes_on,
)
from wangge.pages.texts import TEXTS
from wangge.pages.views.frame import show, staff_page
from wangge.places.queries import (
    area_named,
    area_names,
    codes_ever,
    edition,
    ground_layer,
    households_in,
    level_below,
    lineage,
    outlines,
)
from wangge.places.rules import LEVELS, MOST_ZOOM, class_of, level_of

SIZES = {"elder": 1.3}
"""How much larger names are where the reader has chosen larger text."""
NAMES = {"district": "level_district", "street": "level_street", "community": "level_community", "grid": "level_grid"}
"""The text of each level; the style sheet knows the drawing by it."""
CELL = 72
"""Width in units of the cells in which cases are put together."""
SLENDER = 0.7
"""An area narrower than this share of its sheet is shown larger on a phone, its surroundings cut off."""


@require_GET
@gzip_page
@staff_page
def sheet(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The sheet of an area, by default the one that the reader's own post is for."""
    code = area_named(request.GET.get("area") or _own(actor)).code
    lengths, at, language = settings.CODE_LENGTHS, timezone.now(), language_of(request)
    if len(code) < lengths["district"]:
        raise not_found()
    level = level_of(code, lengths)
    below = level_below(level)
    district = code[: lengths["district"]]
    counts = cases.counts_below(actor, code, length=lengths[below], at=at)
    ground, drawing = _ground(district, edition(district), code), {}
    if ground is not None:
        words = {n: TEXTS[n].to(language) for n in ("open", "late", "no_kind")} | {"language": language}
        size = SIZES.get(request.COOKIES.get("wangge_size", ""), 1.0)
        drawing = _drawing(ground, actor, counts, at, size=size, words=words)
    names = area_names()
    children = [
        {"code": c, "name": names.get(c, c), "open": counts.get(c, (0, 0))[0], "late": counts.get(c, (0, 0))[1]}
        for c in sorted(codes_ever(code)[0])
        if level != LEVELS[-1] and len(c) == lengths[below]
    ]
    return show(
        request, "map", actor=actor, tab="map", name=names.get(code, code), code=code, level=NAMES[level],
        below=NAMES[below], above=[(c, names.get(c, c)) for c in reversed(lineage(code)[1:])], children=children,
        households=households_in(code), people=responsible(code, at), width=WIDTH, height=HEIGHT, note=SKETCH,
        open=sum(n for n, _ in counts.values()), late=sum(n for _, n in counts.values()), **drawing,
    )  # fmt: skip


def _own(actor: Actor) -> str:
    return next((held.area for held in actor.grants if held.area), actor.district)


@dataclass(frozen=True)
class _Ground:
    """The ground of a sheet, drawn, and what of it has names."""

    scene: Scene
    paper: Paper
    shapes: Drawn
    svg: str


@lru_cache(maxsize=48)
def _ground(district: str, now: str, code: str) -> _Ground | None:
    """The ground of an area, drawn once per edition; None where nobody has drawn its outline."""
    lengths, known = settings.CODE_LENGTHS, outlines(district, now)
    if code not in known:
        return None
    level = level_of(code, lengths)
    length = lengths[level_below(level)]
    below = [(c, n, o) for c, (n, o) in sorted(known.items()) if len(c) == length and c.startswith(code) and c != code]
    paper = Paper.around(known[code][1])
    zoom = math.ceil(paper.zoom) + (level != "district")
    scene = Scene(code, level, known[code][1], known.get(district, known[code])[1], below)
    shapes = shapes_on(ground_layer(district, now, class_of(max(0, min(zoom, MOST_ZOOM)))), paper)
    return _Ground(scene, paper, shapes, draw_ground(scene, shapes, paper))


def _drawing(
    ground: _Ground,
    actor: Actor,
    counts: Mapping[str, tuple[int, int]],
    at: datetime,
    *,
    size: float,
    words: Mapping[str, str],
) -> dict[str, Any]:
    """The drawn parts of a page: wide areas have one number for each area below, narrow ones their cases."""
    scene, paper = ground.scene, ground.paper
    if scene.level in ("district", "street"):
        put = by_area(scene, counts, paper)
    else:
        cell = paper.degrees(CELL)
        put = gather(cases.cases_in_box(actor, paper.box, cell=cell, at=at, within=scene.code), paper)
    west, _, east, _ = paper.on(scene.outline).bounds
    slender = east - west < SLENDER * WIDTH
    taken = {"wide": rooms(put, "wide"), "slim": rooms(put, "slender" if slender else "slim")}
    names = draw_names(scene, ground.shapes, paper, size=size, slender=slender, taken=taken)
    return {
        "ground": mark_safe(ground.svg + names),  # noqa: S308
        "marks": mark_safe(draw_marks(put, scene.code, words)),  # noqa: S308
        "slender": slender,
    }
