"""Which names a sheet has, in the order of their weight."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import shapely
from shapely.geometry import Polygon

from wangge.pages.sheet.draw import Drawn, Scene
from wangge.pages.sheet.labels import Labels
from wangge.pages.sheet.paper import Paper

SIGN = {"wide": 13.0, "slim": 33.0, "slender": 24.0}
"""Height of a sign in units on a desk, on a phone, and on a phone that shows a slender area larger."""
WAYS = {"district": 1, "street": 2, "community": 3, "grid": 3}
"""Down to which rank roads have their names, by the level of the sheet."""


def draw_names(
    scene: Scene, drawn: Drawn, paper: Paper, *, size: float, slender: bool, taken: Mapping[str, Iterable[Polygon]]
) -> str:
    """Two sets of names, for desk and phone, around the room that is taken already (by ``wide`` and ``slim``).

    ``size`` is 1 for usual and more for larger text.
    """
    parts = []
    for css in ("wide", "slim"):
        sign = SIGN["slender" if slender and css == "slim" else css]
        labels = Labels(sign * size, list(taken[css]))
        _fill(scene, drawn, paper, labels, slim=css == "slim")
        parts.append(f'<g class="{css} names" aria-hidden="true">{"".join(labels.texts)}</g>')
    return "".join(parts)


def _fill(scene: Scene, drawn: Drawn, paper: Paper, labels: Labels, *, slim: bool) -> None:
    close = scene.level in ("community", "grid")
    whole = paper.on(scene.outline)
    for _, name, outline in scene.below:
        shape = paper.on(outline)
        if scene.level == "community":
            names, css = (name, name.removeprefix("第 ").removesuffix(" 网格")), "sub"
        else:
            names, css = (name, name.removesuffix("街道").removesuffix("社区")), "place"
        if not labels.area(names[0], shape, css, scale=1.1):
            labels.area(names[1], shape, css, scale=1.1, inside=2.0)
    for name, shape in drawn.get(("water", 1), ()) if close or not slim else ():
        _on_water(name, shape, whole, labels)
    for name, shape in drawn.get(("park", 1), ()):
        if name and (close or not slim):
            labels.area(name, shape, "green", inside=1.1)
    if close or not slim:
        _ways(scene, drawn, whole, labels, times=1 if slim else 2)
        _landmarks(scene, drawn, whole, labels)
    if close and not slim:
        _houses(scene, drawn, labels)


def _ways(scene: Scene, drawn: Drawn, whole: Any, labels: Labels, *, times: int) -> None:
    """Main roads wherever they run; the others where they touch the area."""
    near = whole.buffer(25)
    for rank in range(1, WAYS[scene.level] + 1):
        roads: dict[str, list[Any]] = defaultdict(list)
        for name, shape in drawn.get(("road", rank), ()):
            seen = shape if rank == 1 else shape.intersection(near)
            if name:
                roads[name] += [p for p in getattr(seen, "geoms", [seen]) if p.geom_type == "LineString" and p.length]
        for name, lines in sorted(roads.items()):
            labels.along(name, lines, f"way r{rank}", times=times if rank == 1 else 1)


def _landmarks(scene: Scene, drawn: Drawn, whole: Any, labels: Labels) -> None:
    """Public buildings; on the sheet of a street only large ones that lie in it."""
    close = scene.level in ("community", "grid")
    for name, shape in drawn.get(("building", 1), ()):
        if not name or shape.is_empty or (not close and math.sqrt(shape.area) < 12):
            continue
        middle = shape.representative_point()
        if close or ("市" not in name and whole.contains(middle)):
            labels.spot(name, middle.x, middle.y, "house-name", scale=0.85)


def _houses(scene: Scene, drawn: Drawn, labels: Labels) -> None:
    """Estates by name; on the sheet of a grid each house with its number, and the shops."""
    estates: dict[str, list[Any]] = defaultdict(list)
    for name, shape in drawn.get(("building", 2), ()):
        estate, _, house = name.partition(" ")
        if shape.is_empty or not house:
            continue
        estates[estate].append(shape)
        if scene.level == "grid":
            middle = shape.representative_point()
            labels.spot(house.replace(" 号", "号"), middle.x, middle.y, "house-name", scale=0.8)
    for name, shape in drawn.get(("building", 3), ()) if scene.level == "grid" else ():
        if name and not shape.is_empty:
            middle = shape.representative_point()
            labels.spot(name, middle.x, middle.y + labels.size, "house-name", scale=0.8)
    for name, shapes in sorted(estates.items()):
        west, north, east, south = shapely.union_all(shapes).bounds
        for y in ((north + south) / 2, north - labels.size * 0.8, south + labels.size * 0.8):
            if labels.spot(name, (west + east) / 2, y, "estate"):
                break


def _on_water(name: str, shape: Any, whole: Any, labels: Labels) -> None:
    """The river's name, widely spaced, in the middle of what of it lies in the area."""
    inside = shape.intersection(whole)
    pieces = [p for p in getattr(inside, "geoms", [inside]) if p.geom_type == "Polygon" and p.area > 900]
    if pieces and name:
        spaced = "\u2002".join(name)
        labels.area(spaced, max(pieces, key=lambda p: p.area), "blue", inside=2.2)
