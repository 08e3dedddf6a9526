"""The ground of a sheet as SVG, from the widest surfaces to the names."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from wangge.pages.sheet.paper import HEIGHT, WIDTH, Paper, path_of
from wangge.places.queries import Layer

METRES = {1: 26.0, 2: 15.0, 3: 9.0, 4: 5.0}
LEAST = {1: 5.0, 2: 2.4, 3: 1.1, 4: 0.6}
"""How wide a road of each rank is: in metres, and at least so many units."""
SURFACES = ("block", "park", "pitch", "square", "water")


@dataclass(frozen=True)
class Scene:
    """What is drawn: the area, its level, the outline of the district, the areas below with code, name and outline."""

    code: str
    level: str
    outline: BaseGeometry
    district: BaseGeometry
    below: Sequence[tuple[str, str, BaseGeometry]]


Drawn = Mapping[tuple[str, int], Sequence[tuple[str, Any]]]
"""Shapes in units with their names, by kind and rank."""


def shapes_on(layer: Layer, paper: Paper) -> Drawn:
    """What of a layer lies on the sheet."""
    drawn: dict[tuple[str, int], list[tuple[str, Any]]] = defaultdict(list)
    for number in layer.within(paper.box):
        kind, rank, name, shape = layer.features[number]
        drawn[kind, rank].append((name, paper.on(shape)))
    return dict(drawn)


def draw_ground(scene: Scene, drawn: Drawn, paper: Paper) -> str:
    """Surfaces, roads, houses and the outlines of areas."""
    parts = [f'<path class="land" d="{path_of([paper.on(scene.district)])}"/>']
    for kind in SURFACES:
        shapes = [s for (k, _), rows in drawn.items() if k == kind for _, s in rows]
        if shapes:
            parts.append(f'<path class="{kind}" d="{path_of(shapes)}"/>')
    parts += _roads(drawn, paper)
    for rank in (2, 3, 1):
        shapes = [shape for _, shape in drawn.get(("building", rank), ())]
        if shapes:
            parts.append(f'<path class="house r{rank}" d="{path_of(shapes)}"/>')
    return "".join(parts + _areas(scene, paper))


def _roads(drawn: Drawn, paper: Paper) -> list[str]:
    """First the edges of all roads, then their surfaces, so that crossings stay open; bridges with stronger edges."""
    edges, surfaces = [], []
    for rank in (4, 3, 2, 1):
        wide = max(METRES[rank] / paper.metres, LEAST[rank])
        lines = path_of([shape for _, shape in drawn.get(("road", rank), ())])
        over = path_of([shape for _, shape in drawn.get(("bridge", rank), ())])
        if lines:
            edges.append(f'<path class="edge" stroke-width="{wide + 1.4:.1f}" d="{lines}"/>')
            surfaces.append(f'<path class="road" stroke-width="{wide:.1f}" d="{lines}"/>')
        if over:
            edges.append(f'<path class="edge over" stroke-width="{wide + 2.4:.1f}" d="{over}"/>')
            surfaces.append(f'<path class="road over" stroke-width="{wide:.1f}" d="{over}"/>')
    rail = path_of([shape for _, shape in drawn.get(("railway", 1), ())])
    if rail:
        surfaces.append(f'<path class="rail" d="{rail}"/><path class="sleepers" d="{rail}"/>')
    return edges + surfaces


def _areas(scene: Scene, paper: Paper) -> list[str]:
    """What lies outside is paler; each area below is a link to its own sheet; the area itself stands out."""
    whole = paper.on(scene.outline)
    around = box(-30, -30, WIDTH + 30, HEIGHT + 30).difference(whole)
    parts = [f'<path class="beyond" d="{path_of([around])}"/>']
    for code, name, outline in scene.below:
        shape = path_of([paper.on(outline)])
        parts.append(
            f'<a href="/map?area={code}" tabindex="-1"><title>{escape(name)}</title>'
            f'<path class="area {scene.level}" d="{shape}"/></a>'
        )
    parts.append(f'<path class="own" d="{path_of([whole])}"/>')
    return parts
