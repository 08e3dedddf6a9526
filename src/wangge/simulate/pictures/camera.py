"""A pinhole camera: where a point of the scene falls on the sheet. Metres in, sheet pixels out."""

from collections.abc import Iterable
from math import cos, sin
from typing import NamedTuple

WIDTH, HEIGHT = 1200, 900
"""The finished picture in pixels."""

SHEET = 2
"""The sheet is drawn this many times larger and reduced at the end, so that edges come out smooth."""

NEAR = 0.15
"""Nothing nearer to the eye than this many metres is drawn."""

Spot = tuple[float, float, float]
"""x to the right, y into the depth, z up, in metres."""

Dot = tuple[float, float]
"""A place on the sheet in its pixels, y downwards."""


class Camera(NamedTuple):
    """An eye in the scene. ``yaw`` turns right and ``pitch`` down, in radians; ``focal`` in sheet pixels."""

    eye: Spot
    yaw: float
    pitch: float
    focal: float = 2150.0

    def seen(self, spot: Spot) -> Spot:
        """The spot from the eye: right, up, away."""
        x, y, z = spot[0] - self.eye[0], spot[1] - self.eye[1], spot[2] - self.eye[2]
        across, ahead = x * cos(self.yaw) - y * sin(self.yaw), x * sin(self.yaw) + y * cos(self.yaw)
        return across, ahead * sin(self.pitch) + z * cos(self.pitch), ahead * cos(self.pitch) - z * sin(self.pitch)

    def dot(self, spot: Spot) -> Dot:
        """Where one spot falls; a spot behind the eye is drawn as if just before it."""
        return self._fall(self.seen(spot))

    def dots(self, spots: Iterable[Spot]) -> list[Dot]:
        """The outline of a flat face, cut off just before the eye; empty when all of it is behind."""
        seen = [self.seen(spot) for spot in spots]
        if all(away >= NEAR for _, _, away in seen):
            return [self._fall(one) for one in seen]
        kept: list[Dot] = []
        for here, there in zip(seen, seen[1:] + seen[:1], strict=True):
            if here[2] >= NEAR:
                kept.append(self._fall(here))
            if (here[2] >= NEAR) != (there[2] >= NEAR):
                part = (NEAR - here[2]) / (there[2] - here[2])
                across, up = (here[k] + part * (there[k] - here[k]) for k in (0, 1))
                kept.append(self._fall((across, up, NEAR)))
        return kept

    def size(self, metres: float, at: Spot) -> float:
        """How many sheet pixels a length has at that spot."""
        return metres * self.focal / max(self.seen(at)[2], NEAR)

    def unrolled(self, origin: Spot, along: Spot, up: Spot, scale: float) -> tuple[float, ...]:
        """Coefficients for ``Image.transform`` that lay a texture on a plane of the finished picture.

        ``along`` and ``up`` are one metre each; ``scale`` is pixels of the texture per metre.
        """
        base = self.seen(origin)
        columns = []
        for axis in (along, up):
            end = self.seen((origin[0] + axis[0], origin[1] + axis[1], origin[2] + axis[2]))
            columns.append(tuple(e - b for e, b in zip(end, base, strict=True)))
        focal, middle = self.focal / SHEET, (WIDTH / 2, HEIGHT / 2)
        rows = []
        for one in (*columns, base):
            rows.append((focal * one[0] + middle[0] * one[2], -focal * one[1] + middle[1] * one[2], one[2]))
        (a, d, g), (b, e, h), (c, f, i) = rows
        back = (
            (e * i - f * h, c * h - b * i, b * f - c * e),
            (f * g - d * i, a * i - c * g, c * d - a * f),
            (d * h - e * g, b * g - a * h, a * e - b * d),
        )
        last = back[2][2] or 1e-9
        return (
            *(k * scale / last for k in back[0]),
            *(k * scale / last for k in back[1]),
            back[2][0] / last,
            back[2][1] / last,
        )

    def _fall(self, seen: Spot) -> Dot:
        away = max(seen[2], NEAR)
        return WIDTH * SHEET / 2 + self.focal * seen[0] / away, HEIGHT * SHEET / 2 - self.focal * seen[1] / away
