"""Cases on a sheet: the quarter sign in a plate with a tip, or a number where several lie close."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import escape
from shapely.geometry import Point, Polygon, box

from wangge.pages.rules import sign_cells
from wangge.pages.sheet.draw import Scene
from wangge.pages.sheet.labels import middle_of
from wangge.pages.sheet.paper import HEIGHT, WIDTH, Paper, number

NEAR = 62.0
"""Signs nearer than so many units become one."""
PIN = {"wide": 1.0, "slim": 2.3, "slender": 1.8}
"""How large a sign is on a desk, on a phone, and where a slender area is shown larger; as in the style sheet."""
ASIDE = ((0, 0), (0, 45), (0, -45), (45, 0), (-45, 0), (70, 0), (-70, 0), (0, 80), (0, -80))
PLATE = (
    '<path class="plate" d="M-13-34h26a4 4 0 0 1 4 4v22a4 4 0 0 1-4 4h-8l-5 5-5-5h-8a4 4 0 0 1-4-4v-22'
    'a4 4 0 0 1 4-4z"/>'
)


def gather(signs: Sequence[Mapping[str, Any]], paper: Paper) -> list[dict[str, Any]]:
    """Signs of the cases with their places in units; what lies too near becomes one."""
    put: list[dict[str, Any]] = []
    for sign in signs:
        x, y = paper.point(sign["lat"], sign["lng"])
        if not (8 < x < WIDTH - 8 and 8 < y < HEIGHT):
            continue
        near = next((p for p in put if abs(p["x"] - x) < NEAR and abs(p["y"] - y) < NEAR), None)
        if near is None:
            put.append(dict(sign) | {"x": x, "y": y})
            continue
        near |= {
            "count": near["count"] + sign["count"], "overdue": near["overdue"] + sign["overdue"], "case": None,
            "within": _shared(near["within"], sign["within"]),
        }  # fmt: skip
    return put


def by_area(scene: Scene, counts: Mapping[str, tuple[int, int]], paper: Paper) -> list[dict[str, Any]]:
    """One number in the middle of each area below that has open cases, or beside it where another stands near."""
    put: list[dict[str, Any]] = []
    for code, _, outline in scene.below:
        count, overdue = counts.get(code, (0, 0))
        if count:
            shape, taken = paper.on(outline), rooms(put, "slim")
            middle = middle_of(shape)
            sign = {"count": count, "overdue": overdue, "case": None, "within": code}
            tries = [sign | {"x": middle.x + dx, "y": middle.y + dy} for dx, dy in ASIDE]
            put.append(next((t for t in tries if _fits(t, shape, taken)), tries[0]))
    return put


def _fits(sign: Mapping[str, Any], shape: Any, taken: Sequence[Polygon]) -> bool:
    room = rooms([sign], "slim")[0]
    inside = shape.contains(Point(sign["x"], sign["y"])) and room.bounds[1] > 0
    return inside and not any(room.intersects(other) for other in taken)


def rooms(put: Sequence[Mapping[str, Any]], screen: str) -> list[Polygon]:
    """The room that signs take on a screen."""
    k = PIN[screen]
    return [box(p["x"] - 18 * k, p["y"] - 35 * k, p["x"] + 20 * k, p["y"] + 1) for p in put]


def draw_marks(put: Sequence[Mapping[str, Any]], code: str, words: Mapping[str, str]) -> str:
    """The signs, the ones that lie lower in front. ``words`` name what a number stands for."""
    return "".join(_mark(sign, code, words) for sign in sorted(put, key=lambda p: p["y"]))


def _shared(one: str, other: str) -> str:
    return next((one[:n] for n in range(min(len(one), len(other)), 0, -1) if one[:n] == other[:n]), "")


def _mark(sign: Mapping[str, Any], code: str, words: Mapping[str, str]) -> str:
    at = f'transform="translate({number(sign["x"])} {number(sign["y"])})"'
    late = " late" if sign["overdue"] else ""
    alarm = '<path class="alarm" d="M14-41l8 14H6z"/>' if sign["overdue"] else ""
    case = sign["case"]
    if case is not None:
        kind = case["kind"]["name"][words["language"]] if case["kind"] else words["no_kind"]
        said = f"{kind} {case['state_label'][words['language']]} {case['number']}" + (
            f" {words['late']}" if late else ""
        )
        inner = f'<g transform="translate(-12-31)">{sign_cells(case["quarter"])}</g>'
        address = f"/cases/{case['id']}"
    else:
        said = f"{sign['count']} {words['open']}" + (f" {sign['overdue']} {words['late']}" if late else "")
        inner = f'<text y="-13" font-size="{17 if sign["count"] < 100 else 14}">{sign["count"]}</text>'
        address = _deeper(sign["within"], code)
    return (
        f'<a class="mark{late}" href="{address}" aria-label="{escape(said)}"><title>{escape(said)}</title>'
        f'<g {at}><g class="pin">{PLATE}{inner}{alarm}</g></g></a>'
    )


def _deeper(within: str, code: str) -> str:
    """The sheet of the narrowest area that has them all, or their list where this sheet is that area's own."""
    narrow = next((within[:n] for n in (15, 12, 9, 6) if len(within) >= n), code)
    return f"/map?area={narrow}" if len(narrow) > len(code) else f"/queue?tab=open&amp;area={narrow}"
