"""Names on the map: the important ones first, and left out where they would cover another."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
from django.utils.html import escape
from shapely.affinity import rotate
from shapely.geometry import LineString, Polygon, box

from wangge.pages.sheet.paper import HEIGHT, WIDTH, number

PLACES = ((0, 0), (0, 1.0), (0, -1.6), (0, 1.8), (0.5, -0.8), (-0.5, 0.8), (0, -3.2), (0, 3.2), (-0.8, 0), (0.8, 0),
          (-0.8, 1.2), (0.8, 1.2), (-1.1, -1.6), (1.1, -1.6))  # fmt: skip
"""Where a name may stand beside the middle of its area: half widths to the right, heights of a sign down."""


def width_of(text: str, size: float) -> float:
    """About how wide a text is: a Chinese sign is as wide as high, others take a little more than half."""
    return sum(1.0 if ord(sign) > 0x2E80 else 0.58 for sign in text) * size


@dataclass
class Labels:
    """Texts of one set, for one size of screen; ``size`` is the height of a usual sign in units."""

    size: float
    taken: list[Polygon] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def _free(self, room: Polygon) -> bool:
        west, north, east, south = room.bounds
        if west < 4 or north < 4 or east > WIDTH - 4 or south > HEIGHT - 4:
            return False
        return not any(room.intersects(other) for other in self.taken)

    def area(self, text: str, shape: Any, css: str, *, scale: float = 1.0, inside: float = 0.7) -> bool:
        """A name in the middle of an area, or near it; where the area is too small for it, nothing."""
        size = self.size * scale
        wide = width_of(text, size)
        if shape.is_empty or wide * size > shape.area / inside:
            return False
        middle = middle_of(shape)
        for dx, dy in PLACES:
            x, y = middle.x + dx * wide * 0.5, middle.y + dy * size
            if shape.contains(shapely.Point(x, y)) and self._place(text, x, y, size, css):
                return True
        return False

    def spot(self, text: str, x: float, y: float, css: str, *, scale: float = 1.0) -> bool:
        """A name at a point."""
        return self._place(text, x, y, self.size * scale, css)

    def _place(self, text: str, x: float, y: float, size: float, css: str) -> bool:
        wide = width_of(text, size)
        room = box(x - wide / 2 - 3, y - size * 0.62, x + wide / 2 + 3, y + size * 0.62)
        if not self._free(room):
            return False
        self.taken.append(room)
        at = f'x="{number(x)}" y="{number(y + size * 0.36)}" font-size="{number(size)}"'
        self.texts.append(f'<text class="{css}" {at}>{escape(text)}</text>')
        return True

    def along(self, text: str, lines: Sequence[LineString], css: str, *, scale: float = 0.92, times: int = 1) -> None:
        """A name along a road, upright signs below one another where it runs up and down, as often as it has room."""
        size, put = self.size * scale, 0
        need = width_of(text, size) * 1.25 + size
        for line in sorted(lines, key=lambda part: -part.length):
            for share in (0.5, 0.3, 0.7, 0.15, 0.85) if times == 1 else (0.22, 0.75, 0.5, 0.35, 0.9):
                if put >= times or line.length < need * 1.1:
                    break
                middle = line.length * share
                if middle < need / 2 or middle > line.length - need / 2:
                    continue
                start, end = line.interpolate(middle - need / 2), line.interpolate(middle + need / 2)
                bend = line.interpolate(middle).distance(LineString([start, end]))
                if bend < size * 0.25 and self._lay(text, start, end, size, css):
                    put += 1

    def _lay(self, text: str, start: Any, end: Any, size: float, css: str) -> bool:
        if start.x > end.x:
            start, end = end, start
        angle = math.degrees(math.atan2(end.y - start.y, end.x - start.x))
        x, y, wide = (start.x + end.x) / 2, (start.y + end.y) / 2, width_of(text, size) * 1.1
        room = rotate(box(x - wide / 2, y - size * 0.55, x + wide / 2, y + size * 0.55), angle, origin=(x, y))
        if not self._free(room):
            return False
        self.taken.append(room)
        if abs(angle) > 50:
            self.texts.append(_upright(text, start, end, size, css))
        else:
            self.texts.append(
                f'<text class="{css}" font-size="{number(size)}" '
                f'transform="translate({number(x)} {number(y)})rotate({number(angle)})" y="{number(size * 0.36)}">'
                f"{escape(text)}</text>"
            )
        return True


def _upright(text: str, start: Any, end: Any, size: float, css: str) -> str:
    """Signs below one another along a steep line, each upright."""
    top, low = (start, end) if start.y < end.y else (end, start)
    long = math.hypot(low.x - top.x, low.y - top.y) or 1.0
    step, count = size * 1.12, len(text)
    dx, dy = (low.x - top.x) / long, (low.y - top.y) / long
    x, y = (top.x + low.x) / 2, (top.y + low.y) / 2
    xs = " ".join(number(x + (n - (count - 1) / 2) * step * dx) for n in range(count))
    ys = " ".join(number(y + (n - (count - 1) / 2) * step * dy + size * 0.36) for n in range(count))
    return f'<text class="{css}" font-size="{number(size)}" x="{xs}" y="{ys}">{escape(text)}</text>'


def middle_of(shape: Any) -> Any:
    """The point that is farthest from the edge of an area."""
    return shapely.get_point(shapely.maximum_inscribed_circle(shape, tolerance=2.0), 0)
