"""Where a picture is made unreadable: boxes, ellipses and strokes of a finger, in shares of its size. Pure.

Nothing of what lay below can be worked out again: a shape is filled with at most ``BLOCKS`` × ``BLOCKS`` flat blocks of
few colours, whatever its size, which is far less than a face or the signs of a plate need.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wangge.core.refusals import Missing
from wangge.core.words import Say

SHAPES = ("box", "ellipse", "stroke")
MOST_SHAPES = 60
BLOCKS = 4
"""How many blocks lie across the longer side of a shape."""
MARGIN = 0.08
"""By this share of its size a shape is drawn larger on every side."""
SMALLEST = 0.002
THINNEST, WIDEST = 0.01, 0.5


@dataclass(frozen=True)
class Shape:
    """One shape: its kind and the box around it, all from 0 to 1; of a stroke also its points and its width.

    The width is a share of the picture's shorter side.
    """

    kind: str
    x: float
    y: float
    w: float
    h: float
    points: tuple[tuple[float, float], ...] = ()
    width: float = 0.0


def read_shapes(given: Sequence[Mapping[str, Any]]) -> list[Shape]:
    """Shapes as they were sent, moved inside the picture. Raises ``Missing`` (``shape_unreadable``)."""
    if len(given) > MOST_SHAPES:
        raise _unreadable()
    return [_read(one) for one in given]


def _read(one: Mapping[str, Any]) -> Shape:
    kind, points = one.get("shape"), one.get("points") or ()
    try:
        if kind == "stroke" and points:
            return _stroke([(_inside(x), _inside(y)) for x, y in points], float(one.get("width") or THINNEST))
        if kind in ("box", "ellipse"):
            x, y, w, h = (float(one[name]) for name in ("x", "y", "w", "h"))
            left, top, right, bottom = _inside(x), _inside(y), _inside(x + w), _inside(y + h)
            if right - left >= SMALLEST and bottom - top >= SMALLEST:
                return Shape(kind, left, top, right - left, bottom - top)
    except (KeyError, TypeError, ValueError):
        raise _unreadable() from None
    raise _unreadable()


def _inside(value: Any) -> float:
    number = float(value)
    if number != number:
        raise ValueError(value)
    return min(max(number, 0.0), 1.0)


def _stroke(points: list[tuple[float, float]], width: float) -> Shape:
    wide = min(max(width, THINNEST), WIDEST)
    left, right = min(x for x, _ in points) - wide / 2, max(x for x, _ in points) + wide / 2
    top, bottom = min(y for _, y in points) - wide / 2, max(y for _, y in points) + wide / 2
    left, top, right, bottom = _inside(left), _inside(top), _inside(right), _inside(bottom)
    return Shape("stroke", left, top, right - left, bottom - top, tuple(points), wide)


def _unreadable() -> Missing:
    return Missing(
        "shape_unreadable",
        Say(
            "遮挡的位置读不懂。请删掉这一块重新画。",
            "A shape cannot be read. Take it away and draw it again.",
        ),
    )


def in_pixels(shape: Shape, width: int, height: int) -> tuple[int, int, int, int]:
    """The box around a shape in pixels, a little larger than drawn: left, top, right, bottom; one pixel at least."""
    more_x, more_y = shape.w * MARGIN, shape.h * MARGIN
    left, top = int(_inside(shape.x - more_x) * width), int(_inside(shape.y - more_y) * height)
    right = max(round(_inside(shape.x + shape.w + more_x) * width), left + 1)
    bottom = max(round(_inside(shape.y + shape.h + more_y) * height), top + 1)
    return left, top, min(right, max(width, left + 1)), min(bottom, max(height, top + 1))


def blocks_of(width: int, height: int) -> tuple[int, int]:
    """Into how many blocks a box of so many pixels is drawn, across and down."""
    longer = max(width, height)
    return max(round(BLOCKS * width / longer), 1), max(round(BLOCKS * height / longer), 1)


def shapes_plain(shapes: Iterable[Shape]) -> list[dict[str, Any]]:
    """Shapes as JSON values, as they were sent."""
    return [
        {"shape": s.kind, "points": [list(point) for point in s.points], "width": s.width}
        if s.kind == "stroke"
        else {"shape": s.kind, "x": s.x, "y": s.y, "w": s.w, "h": s.h}
        for s in shapes
    ]
