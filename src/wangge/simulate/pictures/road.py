"""What goes wrong in a road: a manhole cover, a drain."""

from collections.abc import Callable
from itertools import pairwise
from math import cos, pi, sin

from wangge.simulate.pictures.camera import Spot
from wangge.simulate.pictures.colours import Colour, ink, lit, mix, near
from wangge.simulate.pictures.stage import Stage
from wangge.simulate.pictures.street import LEAVES, crack, leaf, roadside
from wangge.simulate.pictures.water import grown, water

IRON = ink("#5c5f63")


def cover(seed: int, *, after: bool, night: bool, rain: bool) -> Stage:
    """A manhole in the road: its cover broken or gone; after, a whole one in a new collar."""
    stage = roadside("cover", seed, after=after, night=night, rain=rain)
    middle = (stage.place.uniform(-0.12, 0.12), 2.35, 0.0)
    r = 0.5
    collar = ink("#a8a59e")
    if after:
        stage.face(stage.ring(middle, r + 0.17), lit(collar, 1.08), rough=120)
    else:
        stage.face(stage.patch(middle, r + 0.16, chance=stage.trouble, wild=0.06), collar, rough=200)
        for k in range(7):
            a = 2 * pi * k / 7 + stage.trouble.uniform(-0.3, 0.3)
            far = stage.trouble.uniform(0.25, 0.55)
            crack(
                stage, (middle[0] + cos(a) * r, middle[1] + sin(a) * r, 0.0),
                (middle[0] + cos(a) * (r + far), middle[1] + sin(a) * (r + far), 0.0), chance=stage.trouble, wide=0.014,
            )  # fmt: skip
    stage.face(stage.ring(middle, r + 0.055, steps=64), lit(IRON, 0.75))
    stage.face(stage.ring((middle[0], middle[1] + 0.012, 0.0), r + 0.03, steps=64), lit(IRON, 1.1))
    stage.face(stage.ring(middle, r, steps=64), (26, 27, 30))
    if after:
        _lid(stage, middle, r - 0.015)
    else:
        _shaft(stage, middle, r)
        if seed % 3 == 2:
            _leaning(stage, middle, r)
        else:
            _half(stage, middle, r - 0.015)
    return stage


def _shaft(stage: Stage, middle: Spot, r: float) -> None:
    """The far wall of the shaft, darker the deeper, with a step iron."""
    x, y, _ = middle
    arc = [(x + r * cos(k * pi / 24), y + r * sin(k * pi / 24)) for k in range(25)]
    with stage.inside(stage.ring(middle, r - 0.01, steps=64)):
        for depth in range(9):
            tone = mix(ink("#7a716a"), (14, 15, 17), min(1.0, depth / 6))
            for (ax, ay), (bx, by) in pairwise(arc):
                strength = 0.75 + 0.4 * (ax - x + r) / (2 * r)
                z0, z1 = -depth * 0.09, -(depth + 1) * 0.09
                stage.face(((ax, ay, z0), (bx, by, z0), (bx, by, z1), (ax, ay, z1)), lit(tone, strength))
        stage.tube(((x - 0.1, y + r - 0.06, -0.24), (x + 0.12, y + r - 0.06, -0.24)), 0.014, ink("#7a5a42"))


def _lid(stage: Stage, middle: Spot, r: float) -> None:
    """A whole cover: rim, ring and rows of studs."""
    x, y, z = middle
    stage.face(stage.ring(middle, r, steps=64), lit(IRON, 1.12), rough=90)
    stage.face(stage.ring(middle, r - 0.035, steps=64), lit(IRON, 0.86), rough=90)
    stage.face(stage.ring(middle, r - 0.05, steps=64), lit(IRON, 1.04), rough=90)
    _studs(stage, middle, r, lambda px, py: True)
    stage.face(stage.ring(middle, 0.12), lit(IRON, 0.8))
    stage.face(stage.ring(middle, 0.105), lit(IRON, 1.12), rough=60)
    for side in (-1, 1):
        hole = (x + side * (r - 0.13), y, z)
        stage.face(stage.ring(hole, 0.03, steps=16), (24, 25, 28))


def _studs(stage: Stage, middle: Spot, r: float, there: Callable[[float, float], bool]) -> None:
    x, y, z = middle
    step, s = 0.078, 0.024
    for i in range(-7, 8):
        for j in range(-7, 8):
            px, py = i * step, j * step
            away = (px * px + py * py) ** 0.5
            if 0.15 < away < r - 0.09 and there(px, py):
                a, b = x + px, y + py
                stage.face(
                    ((a - s, b - s - 0.008, z), (a + s, b - s - 0.008, z), (a + s, b + s, z), (a - s, b + s, z)),
                    lit(IRON, 0.66),
                )
                stage.face(
                    ((a - s, b - s + 0.006, z), (a + s, b - s + 0.006, z), (a + s, b + s, z), (a - s, b + s, z)),
                    lit(IRON, 1.28),
                )


def _half(stage: Stage, middle: Spot, r: float) -> None:
    """What is left of a broken cover: one side with a jagged edge that has thickness."""
    side = 1 if stage.seed % 2 else -1
    x, y, z = middle
    edge = []
    for k in range(9):
        part = -1 + k / 4
        edge.append((side * (0.02 + stage.trouble.uniform(-0.075, 0.075)), part * r * 0.99))
    edge[0], edge[-1] = (side * 0.06, -r * 0.985), (side * -0.05, r * 0.99)

    def there(px: float, py: float) -> bool:
        return side * px < -0.12

    rim = []
    start, stop = (pi - 1.45, pi + 1.5) if side > 0 else (-1.5, 1.45)
    for k in range(33):
        a = start + (stop - start) * k / 32
        rim.append((r * cos(a), r * sin(a)))
    plate = [(x + px, y + py, z) for px, py in edge + rim[::-1]]
    for (ax, ay), (bx, by) in pairwise(edge):
        stage.face(
            ((x + ax, y + ay, z), (x + bx, y + by, z), (x + bx, y + by, z - 0.06), (x + ax, y + ay, z - 0.06)),
            lit(IRON, 0.62 if side > 0 else 0.7),
        )
    stage.face(plate, lit(IRON, 1.0), rough=90)
    _studs(stage, middle, r, there)
    for (ax, ay), (bx, by) in pairwise(edge):
        stage.line(((x + ax, y + ay, z), (x + bx, y + by, z)), ink("#a9a6a0"), wide=0.014)


def _leaning(stage: Stage, middle: Spot, r: float) -> None:
    """The cover lies beside the hole, over its rim."""
    side = 1 if stage.place.random() < 0.5 else -1
    x, y = middle[0] + side * 0.72, middle[1] - 0.12
    stage.cast(stage.ring((x, y, 0.1), r, steps=24) + stage.ring((x, y, 0.0), r, steps=24), strength=0.5)
    stage.face(stage.ring((x, y - 0.005, 0.02), r, steps=64), lit(IRON, 0.6))
    stage.face(stage.ring((x, y, 0.05), r, steps=64), lit(IRON, 0.7))
    _lid(stage, (x, y, 0.08), r)


def drain(seed: int, *, after: bool, night: bool, rain: bool) -> Stage:
    """A grate at the kerb: under water and leaves; after, swept clean and dry."""
    stage = roadside("drain", seed, after=after, night=night, rain=rain, kerb_at=3.05)
    x, low, high, half = stage.place.uniform(-0.15, 0.15), 2.3, 2.98, 0.58
    shape = stage.patch((x, 2.26, 0.0), 1.3, chance=stage.trouble, wild=0.22, stretch=0.6)
    shape = [(px, min(py, 3.05), z) for px, py, z in shape]
    if after:
        stage.stain(grown(shape, 0.85), (52, 54, 56), alpha=0.2, blur=0.25)
    stage.face(
        (
            (x - half - 0.08, low - 0.08, 0),
            (x + half + 0.08, low - 0.08, 0),
            (x + half + 0.08, high + 0.05, 0),
            (x - half - 0.08, high + 0.05, 0),
        ),
        ink("#a29f98"),
        rough=180,
    )
    _grate(stage, x, low, high, half)
    if after:
        return stage
    water(stage, shape, wall=stage.wall_colour, muddy=0.3, deep=0.84)
    for k in range(9):
        px = x - half + 0.1 + k * (2 * half - 0.2) / 8
        stage.line(((px, low + 0.05, 0), (px, high - 0.05, 0)), (40, 44, 46), wide=0.03, alpha=70)
    heap = stage.trouble
    for _ in range(130):
        away, turn = abs(heap.gauss(0, 0.62)), heap.uniform(0, 2 * pi)
        spot = (x + cos(turn) * away * 0.95, min(3.02, 2.6 + sin(turn) * away * 0.5), 0.0)
        leaf(stage, spot, heap.uniform(0.045, 0.085), near(heap, heap.choice(LEAVES), 0.16), chance=heap)
    _paper(stage, (x + heap.uniform(-0.35, 0.35), 2.5, 0.01), 0.15, ink("#e2ddd0"))
    _bottle(stage, (x + heap.choice((-0.75, 0.7)), 2.15, 0.03), turn=heap.uniform(0.2, 1.2))
    return stage


def _grate(stage: Stage, x: float, low: float, high: float, half: float) -> None:
    stage.face(
        ((x - half, low, 0), (x + half, low, 0), (x + half, high, 0), (x - half, high, 0)), lit(IRON, 0.85), rough=80
    )
    pit = [
        (x - half + 0.05, low + 0.05, 0.0),
        (x + half - 0.05, low + 0.05, 0.0),
        (x + half - 0.05, high - 0.05, 0.0),
        (x - half + 0.05, high - 0.05, 0.0),
    ]
    stage.face(pit, (22, 23, 26))
    with stage.inside(pit):
        stage.blend(
            (
                (x - half, high - 0.05, 0),
                (x + half, high - 0.05, 0),
                (x + half, high - 0.05, -0.3),
                (x - half, high - 0.05, -0.3),
            ),
            ink("#6b655e"),
            (24, 25, 27),
            steps=6,
        )
    count = 11
    for k in range(count):
        px = x - half + 0.05 + (k + 0.5) * (2 * half - 0.1) / count
        w = 0.026
        stage.face(
            (
                (px - w, low + 0.05, -0.03),
                (px - w, high - 0.05, -0.03),
                (px - w, high - 0.05, 0),
                (px - w, low + 0.05, 0),
            ),
            lit(IRON, 0.6),
        )
        stage.face(
            ((px - w, low + 0.03, 0), (px + w, low + 0.03, 0), (px + w, high - 0.03, 0), (px - w, high - 0.03, 0)),
            lit(IRON, 1.16),
            rough=60,
        )
        stage.line(((px - w * 0.5, low + 0.04, 0), (px - w * 0.5, high - 0.04, 0)), lit(IRON, 1.5), wide=0.006)
    middle = (low + high) / 2
    stage.face(
        (
            (x - half + 0.03, middle - 0.03, 0),
            (x + half - 0.03, middle - 0.03, 0),
            (x + half - 0.03, middle + 0.03, 0),
            (x - half + 0.03, middle + 0.03, 0),
        ),
        lit(IRON, 1.08),
        rough=60,
    )


def _paper(stage: Stage, at: Spot, size: float, colour: Colour) -> None:
    x, y, z = at
    turn = stage.trouble.uniform(-0.5, 0.5)
    dx, dy = cos(turn) * size, sin(turn) * size
    stage.face(
        (
            (x - dx, y - dy, z),
            (x + dx * 0.1, y + dy - 0.08, z + 0.02),
            (x + dx * 0.1 - dy, y + dx * 0.8, z + 0.03),
            (x - dx - dy, y + dx * 0.6, z),
        ),
        lit(colour, 0.86),
    )
    stage.face(
        (
            (x + dx * 0.1, y + dy - 0.08, z + 0.02),
            (x + dx, y + dy, z),
            (x + dx - dy, y + dx * 0.7, z),
            (x + dx * 0.1 - dy, y + dx * 0.8, z + 0.03),
        ),
        lit(colour, 1.04),
    )


def _bottle(stage: Stage, at: Spot, *, turn: float) -> None:
    x, y, z = at
    ux, uy = cos(turn), sin(turn)
    glass = ink("#8fb3ad")
    stage.tube(((x, y, z), (x + ux * 0.2, y + uy * 0.2, z)), 0.04, glass)
    stage.tube(((x + ux * 0.2, y + uy * 0.2, z), (x + ux * 0.27, y + uy * 0.27, z)), 0.036, glass, end=0.016)
    stage.tube(((x + ux * 0.27, y + uy * 0.27, z), (x + ux * 0.31, y + uy * 0.31, z)), 0.018, ink("#b8483e"))
