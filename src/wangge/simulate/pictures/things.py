"""Things that stand about: bins, bags, boxes, litter, leaves."""

from collections.abc import Callable, Sequence
from math import cos, pi, sin
from random import Random

from wangge.simulate.pictures.camera import Spot
from wangge.simulate.pictures.colours import Colour, ink, lit, mix, near
from wangge.simulate.pictures.stage import Stage, turned

Drawn = tuple[float, Callable[[], None]]
"""How deep in the scene something stands, and how it is drawn."""


def in_order(things: Sequence[Drawn]) -> None:
    """Draws what is farther away first."""
    for _, drawn in sorted(things, key=lambda thing: -thing[0]):
        drawn()


def corners(at: Spot, size: Spot, turn: float = 0.0) -> list[Spot]:
    """The eight corners of a block, for the shadow it casts."""
    w, d, h = size[0] / 2, size[1] / 2, size[2]
    foot = [turned((a, b), turn, at) for a in (-w, w) for b in (-d, d)]
    return [(x, y, at[2] + z) for x, y in foot for z in (0.0, h)]


def bin_(stage: Stage, at: Spot, colour: Colour, *, open_: bool = False) -> None:
    """A wheeled bin with its lid, shut or thrown back; its sort is a white mark."""
    x, y, z = at
    stage.cast(corners(at, (0.6, 0.62, 1.05)))
    for side in (-0.22, 0.22):
        stage.face(stage.ring((x + side, y - 0.2, z + 0.09), 0.09, plane="xz"), (34, 35, 38))
    stage.box((x, y, z + 0.08), (0.5, 0.54, 0.88), colour, flare=1.18)
    front = y - 0.3
    for k in (-0.19, 0.19):
        stage.line(
            ((x + k, front + 0.02, z + 0.18), (x + k * 1.12, front - 0.01, z + 0.9)), lit(colour, 0.7), wide=0.02
        )
    stage.panel(front, (x - 0.12, z + 0.42), (x + 0.12, z + 0.7), ink("#f0efe8"))
    stage.panel(front, (x - 0.07, z + 0.5), (x + 0.07, z + 0.62), lit(colour, 0.9))
    stage.panel(front, (x - 0.09, z + 0.62), (x + 0.09, z + 0.65), lit(colour, 0.9))
    if open_:
        stage.face(
            (
                (x - 0.3, y - 0.32, z + 0.96),
                (x + 0.3, y - 0.32, z + 0.96),
                (x + 0.3, y + 0.3, z + 0.96),
                (x - 0.3, y + 0.3, z + 0.96),
            ),
            (30, 30, 32),
        )
        stage.face(
            (
                (x - 0.32, y + 0.3, z + 0.96),
                (x + 0.32, y + 0.3, z + 0.96),
                (x + 0.32, y + 0.46, z + 1.5),
                (x - 0.32, y + 0.46, z + 1.5),
            ),
            lit(colour, 0.72),
        )
    else:
        stage.box((x, y, z + 0.96), (0.66, 0.7, 0.07), lit(colour, 1.06))
        stage.box((x, y - 0.05, z + 1.03), (0.5, 0.4, 0.03), lit(colour, 1.1))


def bag(stage: Stage, at: Spot, size: float, colour: Colour, *, chance: Random) -> None:
    """A tied rubbish bag: a sagging dome, folds running to the knot, a gleam."""
    x, y, z = at
    stage.cast(
        [(x + size * 0.9 * cos(k), y + size * 0.5 * sin(k), z + h) for k in (0, 1.5, 3, 4.5) for h in (0, size * 0.9)],
        strength=0.5,
        blur=0.05,
    )
    lean, fat = chance.uniform(-0.12, 0.12), chance.uniform(0.92, 1.1)

    def shaped(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        return [stage.camera.dot((x + (a * fat + b * lean) * size, y, z + b * size)) for a, b in points]

    body = [
        (-0.95, 0.0), (-1.06, 0.22), (-1.02, 0.5), (-0.82, 0.82), (-0.5, 1.08), (-0.2, 1.2), (-0.1, 1.3), (-0.22, 1.55),
        (-0.05, 1.45),
        (0.03, 1.6), (0.1, 1.44), (0.26, 1.52), (0.11, 1.29), (0.24, 1.18), (0.56, 1.02), (0.86, 0.76),
        (1.04, 0.42), (1.04, 0.16), (0.92, -0.02), (0.5, -0.1), (-0.4, -0.1),
    ]  # fmt: skip
    wobble = [(a + chance.uniform(-0.03, 0.03), b + chance.uniform(-0.03, 0.03)) for a, b in body]
    stage.flat(shaped(wobble), lit(colour, 0.72))
    side = -1 if stage.sun[0] > 0 else 1
    stage.flat(
        shaped([(a * 0.86 + side * 0.08, b * 0.86 + 0.1) for a, b in wobble[:6] + wobble[13:]]), lit(colour, 0.95)
    )
    stage.flat(shaped([(a * 0.5 + side * 0.3, b * 0.5 + 0.36) for a, b in wobble[:6] + wobble[13:]]), lit(colour, 1.14))
    for k in range(6):
        a = -0.75 + k * 0.3 + chance.uniform(-0.08, 0.08)
        fold = shaped([(a * 0.12, 1.26), (a * 0.6, 1.0), (a * 0.95, 0.62 + chance.uniform(-0.1, 0.2)), (a * 1.05, 0.3)])
        stage.pen.line(
            fold,
            fill=(*lit(colour, 0.62 if k % 2 else 1.4), 170),
            width=max(2, round(stage.camera.size(0.012, at))),
            joint="curve",
        )
    gleam = shaped([(side * 0.62, 0.62), (side * 0.5, 0.86), (side * 0.36, 0.94), (side * 0.5, 0.7)])
    stage.flat(gleam, mix(colour, (255, 255, 255), 0.5))


def carton(stage: Stage, at: Spot, size: Spot, *, turn: float, chance: Random, open_: bool = True) -> None:
    """A cardboard box with tape, perhaps with its flaps up."""
    tone = near(chance, ink("#c09563"), 0.08)
    stage.cast(corners(at, size, turn), strength=0.45)
    w, d, h = size
    z = at[2]
    if open_:
        for a, b in (((-w / 2, d / 2), (w / 2, d / 2)), ((w / 2, -d / 2), (w / 2, d / 2))):
            p, q = turned(a, turn, at), turned(b, turn, at)
            out = turned(((a[0] + b[0]) * 0.3, (a[1] + b[1]) * 0.3), turn, (0, 0))
            stage.face(
                (
                    (*p, z + h),
                    (*q, z + h),
                    (q[0] + out[0], q[1] + out[1], z + h + 0.1),
                    (p[0] + out[0], p[1] + out[1], z + h + 0.1),
                ),
                lit(tone, 0.9),
            )
    stage.box(at, size, tone, turn=turn)
    top = [(*turned(p, turn, at), z + h) for p in ((-w / 2, -d / 2), (w / 2, -d / 2), (w / 2, d / 2), (-w / 2, d / 2))]
    if open_:
        stage.face(top, lit(tone, 0.45))
        a, b = turned((-w / 2, -d / 2), turn, at), turned((w / 2, -d / 2), turn, at)
        out = turned((0, -d * 0.45), turn, (0, 0))
        stage.face(
            (
                (*a, z + h),
                (*b, z + h),
                (b[0] + out[0], b[1] + out[1], z + h - 0.06),
                (a[0] + out[0], a[1] + out[1], z + h - 0.06),
            ),
            lit(tone, 1.16),
        )
    else:
        strip = [
            (*turned(p, turn, at), z + h) for p in ((-w / 2, -0.03), (w / 2, -0.03), (w / 2, 0.03), (-w / 2, 0.03))
        ]
        stage.face(strip, ink("#e0cfa8"))
    mark = [
        (*turned((a, -d / 2 - 0.002), turn, at), z + b)
        for a, b in ((w * 0.1, h * 0.2), (w * 0.36, h * 0.2), (w * 0.36, h * 0.55), (w * 0.1, h * 0.55))
    ]
    stage.face(mark, lit(tone, 0.8))


def litter(stage: Stage, middle: Spot, spread: tuple[float, float], count: int, *, chance: Random) -> None:
    """Scraps of paper and packaging on the ground."""
    tones = tuple(
        ink(c) for c in ("#e9e5da", "#c9493c", "#d8b34a", "#e9e5da", "#7fa6b8", "#9a8358", "#5f8a54", "#f2f0ea")
    )
    for _ in range(count):
        x, y = middle[0] + chance.gauss(0, spread[0]), middle[1] + chance.gauss(0, spread[1])
        if y < 1.2:
            continue
        turn, w, h = chance.uniform(0, pi), chance.uniform(0.03, 0.1), chance.uniform(0.03, 0.07)
        plan = [turned(p, turn, (x, y)) for p in ((-w, -h), (w, -h), (w * 0.9, h), (-w * 1.1, h * 0.8))]
        stage.face([(a + 0.02, b - 0.015, 0.0) for a, b in plan], (32, 32, 34), alpha=80)
        tone = chance.choice(tones)
        stage.face([(a, b, 0.0) for a, b in plan], lit(tone, 0.92))
        stage.face([(*plan[0], 0.0), (*plan[1], 0.0), (*plan[2], chance.uniform(0, 0.06))], lit(tone, 1.06))


def foliage(
    stage: Stage, middle: Spot, spread: Spot, count: int, tones: Sequence[Colour], *, chance: Random, size: float = 0.06
) -> None:
    """A cloud of leaves: those below and away from the sun are darker."""
    spots = [(chance.gauss(0, 1), chance.gauss(0, 1), chance.gauss(0, 1)) for _ in range(count)]
    for a, b, c in sorted(spots, key=lambda p: -p[1]):
        spot = (middle[0] + a * spread[0], middle[1] + b * spread[1], max(0.02, middle[2] + c * spread[2]))
        x, y = stage.camera.dot(spot)
        r, turn = stage.camera.size(size * chance.uniform(0.6, 1.2), spot), chance.uniform(0, pi)
        strength = 0.94 + 0.13 * c - 0.08 * a * (1 if stage.sun[0] > 0 else -1)
        tone = lit(chance.choice(tones), max(0.6, min(1.3, strength)))
        ux, uy = cos(turn) * r, sin(turn) * r * 0.7
        stage.pen.polygon(
            ((x - ux, y - uy), (x - uy * 0.5, y + ux * 0.4), (x + ux, y + uy), (x + uy * 0.5, y - ux * 0.4)), fill=tone
        )
