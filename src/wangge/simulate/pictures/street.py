"""Grounds, walls, kerbs: what every scene stands on. The seed chooses among six looks."""

from collections.abc import Sequence
from itertools import pairwise
from math import cos, pi, sin
from random import Random
from typing import TypeVar

from wangge.simulate.pictures.camera import Camera, Spot
from wangge.simulate.pictures.colours import Colour, ink, lit, mix, near
from wangge.simulate.pictures.stage import Stage

WALLS: tuple[tuple[str, Colour, Colour], ...] = (
    ("brick", ink("#b9967a"), ink("#cdbfae")),
    ("render", ink("#dfd2b4"), ink("#8e8a80")),
    ("tile", ink("#d9ddd6"), ink("#b9beb8")),
    ("brick", ink("#a9604a"), ink("#c5b3a4")),
    ("render", ink("#d8b27a"), ink("#8c7a66")),
    ("tile", ink("#b9c4c8"), ink("#98a3a8")),
)
"""How a wall is made, its colour, the colour of its joints or its skirting."""

PAVINGS = (ink("#b5ada0"), ink("#a9a7a3"), ink("#b89a86"), ink("#a3a59c"), ink("#bcb4a4"), ink("#9f9a94"))
ASPHALTS = tuple(ink(code) for code in ("#949493", "#85878a", "#9b9790", "#808489", "#928f88", "#979b9e"))


T = TypeVar("T")


def look(seed: int, choices: Sequence[T], step: int = 1) -> T:
    """One of the choices by the seed; another ``step`` combines them otherwise."""
    return choices[(seed * step + seed // 6) % len(choices)]


def roadside(name: str, seed: int, *, after: bool, night: bool, rain: bool, kerb_at: float = 3.7) -> Stage:
    """Road before us, a kerb, a pavement, a wall: seen from a standing person's height, looking down."""
    chance = Random(f"{name} {seed} eye")  # noqa: S311
    side = chance.choice((-1, 1))
    camera = Camera(
        (-side * chance.uniform(0.35, 0.8), chance.uniform(-0.1, 0.15), chance.uniform(1.75, 2.05)),
        side * chance.uniform(0.12, 0.3), chance.uniform(0.54, 0.6), chance.uniform(2050.0, 2300.0),
    )  # fmt: skip
    stage = Stage(camera, name=name, seed=seed, after=after, night=night, rain=rain)
    stage.wall_at = kerb_at + 1.6
    road = look(seed, ASPHALTS)
    stage.blend(
        ((-9.0, 0.0, 0.0), (9.0, 0.0, 0.0), (9.0, kerb_at, 0.0), (-9.0, kerb_at, 0.0)),
        lit(road, 0.97),
        lit(road, 1.07),
        rough=190,
    )
    for _ in range(5):
        spot = (stage.place.uniform(-2.5, 2.5), stage.place.uniform(0.8, 3.4), 0.0)
        shape = stage.patch(spot, stage.place.uniform(0.15, 0.5), chance=stage.place, wild=0.5, stretch=0.7)
        stage.stain(shape, lit(road, stage.place.choice((0.8, 1.15))), alpha=0.3, blur=0.1)
    if seed % 2:
        crack(
            stage,
            (stage.place.uniform(-2, -1), 1.0, 0.0),
            (stage.place.uniform(1.0, 2.0), 3.2, 0.0),
            chance=stage.place,
        )
    if seed % 3 == 0:
        for k in range(-4, 4):
            stage.face(
                ((k * 1.6, 0.62, 0), (k * 1.6 + 1.0, 0.62, 0), (k * 1.6 + 1.0, 0.74, 0), (k * 1.6, 0.74, 0)),
                ink("#d8d4c6"),
                alpha=225,
                rough=190,
            )
    pavement(stage, kerb_at + 0.14, stage.wall_at, 0.14)
    kerb(stage, kerb_at, kerb_at + 0.14, 0.14)
    stage.wall_colour = wall(stage, stage.wall_at, base=0.14, height=2.4)
    shade(stage)
    return stage


def shade(stage: Stage, *, reach: float = 4.0) -> None:
    """The shade of what stands outside the picture: leaves of a tree, or the edge of a roof."""
    chance = stage.place
    if stage.rain or stage.night:
        return
    if stage.seed % 3 != 1:
        mx, my = chance.choice((-1, 1)) * chance.uniform(1.2, 2.2), chance.uniform(1.4, 3.2)
        for _ in range(60):
            spot = (mx + chance.gauss(0, 0.9), my + chance.gauss(0, 0.7), 0.0)
            stage.dim(
                stage.patch(spot, chance.uniform(0.08, 0.26), chance=chance, wild=0.5, stretch=0.7),
                chance.randrange(40, 130),
            )
    if stage.seed % 3 != 0:
        side = chance.choice((-1, 1))
        x, lean, back = side * chance.uniform(1.0, 1.6), chance.uniform(-0.12, 0.12), stage.wall_at or 30.0
        foot = x + lean * back
        stage.dim(((x, 0, 0), (foot, back, 0), (side * 14, back, 0), (side * 14, 0, 0)), 70)
        if stage.wall_at is not None:
            stage.dim(((foot, back, 0), (foot - side * 0.4, back, 4), (side * 14, back, 4), (side * 14, back, 0)), 70)


def kerb(stage: Stage, front: float, back: float, height: float) -> None:
    """A row of kerb stones with its shade on the road."""
    stone = ink("#cfcac0")
    stage.fade(((-9, front, 0), (9, front, 0)), ((-9, front - 0.2, 0), (9, front - 0.2, 0)), (40, 42, 46), alpha=0.42)
    for k in range(-9, 9):
        tone = near(stage.place, stone, 0.04)
        stage.face(
            ((k, front, 0), (k + 1, front, 0), (k + 1, front, height), (k, front, height)), lit(tone, 0.82), rough=120
        )
        stage.face(
            ((k, front, height), (k + 1, front, height), (k + 1, back, height), (k, back, height)),
            lit(tone, 1.06),
            rough=120,
        )
        stage.line(((k, front, 0), (k, front, height)), lit(stone, 0.6), wide=0.012)
        stage.line(((k, front, height), (k, back, height)), lit(stone, 0.7), wide=0.01)


def pavement(
    stage: Stage, front: float, back: float, height: float = 0.0, *, size: float = 0.4, blind: bool = False
) -> None:
    """Paving stones in rows, some a little darker; ``blind`` adds the yellow guiding strip."""
    tone = look(stage.seed, PAVINGS, 5)
    stage.face(((-12, front, height), (12, front, height), (12, back, height), (-12, back, height)), tone, rough=130)
    rows = max(1, round((back - front) / size))
    step = (back - front) / rows
    reach = 8.0
    wide = size * look(stage.seed, (1.0, 2.0, 1.0, 1.5, 2.0, 1.0))
    for row in range(rows):
        y = front + row * step
        shift = (row % 2) * wide / 2 if wide > size else 0.0
        for k in range(int(-reach / wide), int(reach / wide)):
            x = k * wide + shift
            if stage.place.random() < 0.42:
                stage.face(
                    ((x, y, height), (x + wide, y, height), (x + wide, y + step, height), (x, y + step, height)),
                    near(stage.place, tone, 0.09),
                    rough=130,
                )
        stage.line(((-12, y, height), (12, y, height)), lit(tone, 0.76), wide=0.012)
        for k in range(int(-reach / wide), int(reach / wide)):
            x = k * wide + shift
            stage.line(((x, y, height), (x, y + step, height)), lit(tone, 0.76), wide=0.012)


def crack(
    stage: Stage, start: Spot, end: Spot, *, chance: Random, colour: Colour = (58, 60, 62), wide: float = 0.012
) -> None:
    """A crack that wanders from one spot to another."""
    spots = [start]
    for k in range(1, 10):
        part = k / 9
        spots.append((
            start[0] + (end[0] - start[0]) * part + chance.uniform(-0.09, 0.09),
            start[1] + (end[1] - start[1]) * part + chance.uniform(-0.07, 0.07), start[2],
        ))  # fmt: skip
    for a, b in pairwise(spots):
        stage.line((a, b), colour, wide=wide * chance.uniform(0.5, 1.3), alpha=200)


def wall(
    stage: Stage, y: float, *, base: float = 0.0, height: float = 3.0, left: float = -9.0, right: float = 9.0
) -> Colour:
    """A wall of the seed's kind across the back. Returns its colour."""
    made, tone, second = look(stage.seed, WALLS)
    stage.face(((left, y, base), (right, y, base), (right, y, height), (left, y, height)), tone, rough=110)
    if made == "brick":
        _bricks(stage, y, base, height, tone, second, (0.25, 0.085))
    elif made == "tile":
        _bricks(stage, y, base, height, tone, second, (0.3, 0.3))
    else:
        for _ in range(7):
            x, z = stage.place.uniform(-4, 4), stage.place.uniform(base, height)
            stage.stain(
                [(x + k[0] * 0.6, y, z + k[2]) for k in stage.ring((0, 0, 0), 0.35, plane="xz", steps=12)],
                lit(tone, stage.place.choice((0.9, 1.07))), alpha=0.5, blur=0.2,
            )  # fmt: skip
        stage.face(
            ((left, y, base), (right, y, base), (right, y, base + 0.42), (left, y, base + 0.42)), second, rough=140
        )
    foot = ((left, y, base), (right, y, base))
    stage.fade(foot, ((left, y, base + 0.34), (right, y, base + 0.34)), (60, 56, 52), alpha=0.45)
    stage.fade(foot, ((left, y - 0.36, base), (right, y - 0.36, base)), (50, 50, 54), alpha=0.45)
    return tone


def _bricks(
    stage: Stage, y: float, base: float, height: float, tone: Colour, joint: Colour, size: tuple[float, float]
) -> None:
    wide, high = size
    half = min(7.0, y + 1.0)
    for row in range(int((height - base) / high) + 1):
        z = base + row * high
        shift = wide / 2 * (row % 2) if high < 0.2 else 0.0
        for k in range(int(-half / wide), int(half / wide)):
            if stage.place.random() < 0.4:
                x = k * wide + shift
                stage.face(
                    ((x, y, z), (x + wide, y, z), (x + wide, y, z + high), (x, y, z + high)),
                    near(stage.place, tone, 0.1),
                    rough=110,
                )
        stage.line(((-half, y, z), (half, y, z)), joint, wide=0.01, alpha=150)
        for k in range(int(-half / wide), int(half / wide)):
            x = k * wide + shift
            stage.line(((x, y, z), (x, y, min(height, z + high))), joint, wide=0.01, alpha=150)


def leaf(stage: Stage, spot: Spot, size: float, colour: Colour, *, chance: Random) -> None:
    """A fallen leaf: two sides and a rib."""
    turn, curl = chance.uniform(0, 2 * pi), chance.uniform(0.0, 0.35) * size
    ux, uy = cos(turn) * size, sin(turn) * size
    vx, vy = -uy * 0.4, ux * 0.4
    x, y, z = spot
    tip, foot = (x + ux, y + uy, z + curl), (x - ux, y - uy, z)
    one = [
        foot,
        (x - ux * 0.4 + vx * 0.8, y - uy * 0.4 + vy * 0.8, z),
        (x + ux * 0.3 + vx, y + uy * 0.3 + vy, z + curl),
        tip,
    ]
    other = [
        foot,
        (x - ux * 0.4 - vx * 0.8, y - uy * 0.4 - vy * 0.8, z),
        (x + ux * 0.3 - vx, y + uy * 0.3 - vy, z),
        tip,
    ]
    stage.face([(a + size * 0.2, b - size * 0.1, z) for a, b, _ in [*one, *other[::-1]]], (34, 34, 36), alpha=70)
    stage.face(one, lit(colour, 1.1))
    stage.face(other, lit(colour, 0.88))
    stage.line((foot, tip), mix(colour, (60, 44, 20), 0.5), wide=size * 0.1)


LEAVES: tuple[Colour, ...] = tuple(
    ink(code) for code in ("#8a6a2f", "#a5752a", "#6f7d3a", "#b98a3d", "#c29a3a", "#7c5426", "#93762f")
)


def yard(
    name: str,
    seed: int,
    *,
    after: bool,
    night: bool,
    rain: bool,
    back: float = 6.4,
    pitch: float = 0.2,
    focal: float = 1920.0,
    step_back: float = 0.0,
    high: float = 5.5,
) -> Stage:
    """A paved yard before a house wall, seen by somebody who stands in it."""
    chance = Random(f"{name} {seed} eye")  # noqa: S311
    side = chance.choice((-1, 1))
    camera = Camera(
        (-side * chance.uniform(0.3, 1.0), chance.uniform(-0.35, 0.0) - step_back, chance.uniform(1.75, 2.1)),
        side * chance.uniform(0.05, 0.17), pitch + chance.uniform(-0.02, 0.03), focal * chance.uniform(0.96, 1.04),
    )  # fmt: skip
    stage = Stage(camera, name=name, seed=seed, after=after, night=night, rain=rain)
    stage.wall_at = back
    pavement(stage, 0.6 - step_back, back)
    stage.wall_colour = wall(stage, back, height=high)
    return stage


def window(
    stage: Stage,
    y: float,
    low: tuple[float, float],
    high: tuple[float, float],
    *,
    bars: bool = False,
    glass: Colour | None = None,
) -> None:
    """A window in the wall at depth ``y``: frame, two wings, the sky in the panes, a sill; perhaps ``bars``."""
    (x0, z0), (x1, z1) = low, high
    stage.panel(y, (x0 - 0.06, z0 - 0.04), (x1 + 0.06, z1 + 0.06), lit(stage.wall_colour, 0.78))
    stage.panel(y, (x0, z0), (x1, z1), ink("#e7e5de"))
    middle = (x0 + x1) / 2
    pane = glass or ink("#7f96a3")
    for a, b in ((x0 + 0.05, middle - 0.025), (middle + 0.025, x1 - 0.05)):
        stage.blend(
            ((a, y, z0 + 0.06), (b, y, z0 + 0.06), (b, y, z1 - 0.06), (a, y, z1 - 0.06)),
            lit(pane, 0.72),
            lit(pane, 1.15),
            steps=7,
        )
        if glass is None:
            w = (b - a) * 0.3
            stage.face(
                (
                    (a, y, z0 + 0.2),
                    (a + w, y, z0 + 0.06),
                    (b, y, z1 - 0.3),
                    (b, y, z1 - 0.06),
                    (b - w * 0.6, y, z1 - 0.06),
                ),
                (255, 255, 255),
                alpha=36,
            )
    stage.panel(y, (x0, z1 - 0.14), (x1, z1), (30, 32, 40), alpha=46)
    stage.box(((x0 + x1) / 2, y - 0.06, z0 - 0.07), (x1 - x0 + 0.2, 0.12, 0.06), ink("#d9d4c8"))
    if bars:
        for k in range(int((x1 - x0) / 0.13) + 1):
            stage.line(((x0 + k * 0.13, y - 0.05, z0), (x0 + k * 0.13, y - 0.05, z1)), ink("#8f9497"), wide=0.018)
        for z in (z0 + 0.1, (z0 + z1) / 2, z1 - 0.1):
            stage.line(((x0, y - 0.05, z), (x1, y - 0.05, z)), ink("#a2a7a9"), wide=0.022)


def door(
    stage: Stage,
    y: float,
    x: float,
    *,
    wide: float = 1.3,
    high: float = 2.15,
    colour: Colour = (92, 110, 118),
    base: float = 0.0,
) -> None:
    """A steel double door with a lit top light and a handle."""
    stage.panel(y, (x - wide / 2 - 0.09, base), (x + wide / 2 + 0.09, base + high + 0.5), lit(colour, 1.35))
    stage.panel(y, (x - wide / 2, base), (x + wide / 2, base + high + 0.42), lit(colour, 0.5))
    stage.panel(y, (x - wide / 2, base + high + 0.05), (x + wide / 2, base + high + 0.4), ink("#8fa3ac"))
    for side in (-1, 1):
        a, b = sorted((x + side * 0.01, x + side * wide / 2))
        stage.blend(
            ((a, y, base), (b, y, base), (b, y, base + high), (a, y, base + high)),
            lit(colour, 0.85),
            lit(colour, 1.05),
            steps=6,
        )
        for z0, z1 in ((0.15, 0.85), (1.0, 1.9)):
            stage.panel(y, (a + 0.1, base + z0), (b - 0.1, base + z1), lit(colour, 0.78))
            stage.panel(y, (a + 0.115, base + z0), (b - 0.1, base + z1 - 0.02), lit(colour, 1.0))
    stage.tube(((x - 0.07, y - 0.04, base + 0.95), (x - 0.07, y - 0.04, base + 1.2)), 0.016, ink("#d8d3c4"))
    stage.panel(y, (x - wide / 2, base + high - 0.08), (x + wide / 2, base + high), (20, 22, 26), alpha=60)


def pipe(stage: Stage, x: float, y: float, high: float, *, base: float = 0.0) -> None:
    """A rain pipe down the wall."""
    stage.cast(
        [(x - 0.05, y - 0.1, base), (x + 0.05, y - 0.1, base), (x + 0.05, y - 0.1, high), (x - 0.05, y - 0.1, high)],
        strength=0.3,
    )
    stage.tube(((x, y - 0.08, base + 0.12), (x, y - 0.08, high)), 0.05, ink("#c6c8c4"))
    for z in (base + 0.7, base + 2.4):
        stage.tube(((x, y - 0.08, z), (x, y - 0.08, z + 0.05)), 0.062, ink("#9ea19d"))


def cooler(stage: Stage, x: float, y: float, z: float) -> None:
    """The outer box of an air conditioner on its brackets."""
    stage.cast([(x + a, y - b, z + c) for a in (-0.4, 0.4) for b in (0.02, 0.32) for c in (0, 0.55)], strength=0.35)
    stage.box((x, y - 0.17, z), (0.8, 0.3, 0.55), ink("#dcdcd6"))
    face = y - 0.325
    stage.face(
        [(px, face, pz) for px, _, pz in stage.ring((x - 0.12, face, z + 0.275), 0.23, plane="xz")], ink("#6f7473")
    )
    for r in (0.2, 0.14, 0.08):
        dots = stage.camera.dots(stage.ring((x - 0.12, face, z + 0.275), r, plane="xz"))
        stage.pen.line([*dots, dots[0]], fill=ink("#b8bbb8"), width=3)
