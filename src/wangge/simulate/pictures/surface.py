"""What goes wrong with the asphalt itself: a pothole, a leaking pipe under it."""

from math import cos, pi, sin
from random import Random

from wangge.simulate.pictures.camera import Spot
from wangge.simulate.pictures.colours import ink, lit, near
from wangge.simulate.pictures.stage import Stage, between
from wangge.simulate.pictures.street import ASPHALTS, crack, look, roadside
from wangge.simulate.pictures.water import grown, water


def pothole(seed: int, *, after: bool, night: bool, rain: bool) -> Stage:
    """A hole broken out of the asphalt; after, a square of fresh asphalt with sealed edges."""
    stage = roadside("pothole", seed, after=after, night=night, rain=rain)
    middle = (stage.place.uniform(-0.15, 0.15), 2.42, 0.0)
    shape = stage.patch(middle, 0.72, chance=stage.place, wild=0.34, stretch=0.72)
    if after:
        _mended(stage, (middle[0] - 0.92, middle[1] - 0.6), (middle[0] + 0.92, middle[1] + 0.64))
        return stage
    road, chance = look(seed, ASPHALTS), stage.trouble
    jagged = [(x + chance.uniform(-0.03, 0.03), y + chance.uniform(-0.025, 0.025), z) for x, y, z in shape]
    for k in range(9):
        a = 2 * pi * k / 9 + chance.uniform(-0.3, 0.3)
        here = between(middle, jagged[int(k * 8) % 72], 0.95)
        far = chance.uniform(0.3, 0.75)
        crack(stage, here, (here[0] + cos(a) * far, here[1] + sin(a) * far * 0.8, 0.0), chance=chance, wide=0.016)
    stage.stain(grown(jagged, 1.12), (50, 51, 53), alpha=0.35, blur=0.06)
    stage.face(grown(jagged, 1.05), lit(road, 1.22), rough=255)
    depth = 0.13
    with stage.inside(jagged):
        stage.face(jagged, ink("#4c4742"), rough=255)
        for (ax, ay, _), (bx, by, _) in zip(jagged, [*jagged[1:], jagged[0]], strict=True):
            if ay > middle[1] - 0.2:
                strength = 0.62 + 0.5 * max(0.0, (ax - middle[0]) * (-1 if stage.sun[0] < 0 else 1) + 0.3)
                for top, low, tone in ((0.0, 0.5, lit(road, 0.72)), (0.5, 1.0, ink("#77695a"))):
                    stage.face(
                        (
                            (ax, ay, -depth * top),
                            (bx, by, -depth * top),
                            (bx, by, -depth * low),
                            (ax, ay, -depth * low),
                        ),
                        lit(tone, strength),
                    )
        bottom = [(x, y, -depth) for x, y, _ in grown(jagged, 0.97)]
        stage.face(bottom, ink("#5f574d"), rough=255)
        stage.stain(
            [(x + stage.sun[0] * 0.12, y - 0.03, z) for x, y, z in grown(bottom, 0.8)],
            ink("#857968"),
            alpha=0.6,
            blur=0.1,
        )
        if seed % 2 or rain:
            pool = [
                (x, y, -depth + 0.01)
                for x, y, _ in stage.patch((middle[0], middle[1] - 0.02, 0), 0.46, chance=chance, wild=0.3, stretch=0.6)
            ]
            water(stage, pool, wall=stage.wall_colour, muddy=0.6)
        for _ in range(46):
            x, y = middle[0] + chance.gauss(0, 0.36), middle[1] + chance.gauss(0, 0.22)
            _stone(stage, (x, y, -depth + 0.01), chance.uniform(0.014, 0.045), chance)
    dots = stage.camera.dots(jagged)
    stage.pen.line([*dots[36:], dots[0]], fill=(*lit(road, 1.4), 150), width=5, joint="curve")
    for _ in range(34):
        a, far = chance.uniform(0, 2 * pi), chance.uniform(0.8, 1.5)
        _stone(
            stage,
            (middle[0] + cos(a) * far * 0.85, middle[1] + sin(a) * far * 0.6, 0.01),
            chance.uniform(0.008, 0.028),
            chance,
        )
    return stage


def _stone(stage: Stage, at: Spot, r: float, chance: Random) -> None:
    """A piece of gravel: an angular block with a shadow."""
    x, y = stage.camera.dot(at)
    size = stage.camera.size(r, at)
    tone = near(chance, ink("#8a857c"), 0.2)
    around = [
        (cos(k * pi / 3 + chance.uniform(-0.3, 0.3)) * size * chance.uniform(0.8, 1.2), sin(k * pi / 3) * size * 0.75)
        for k in range(6)
    ]
    slant = size * 0.5 * (1 if stage.sun[0] > 0 else -1)
    stage.pen.polygon([(x + a + slant, y + b + size * 0.3) for a, b in around], fill=(30, 30, 32, 110))
    stage.pen.polygon([(x + a, y + b) for a, b in around], fill=lit(tone, 0.74))
    stage.pen.polygon(
        [(x + a * 0.75 - slant * 0.2, y + b * 0.65 - size * 0.22) for a, b in around], fill=lit(tone, 1.18)
    )


def _mended(stage: Stage, low: tuple[float, float], high: tuple[float, float]) -> None:
    """A cut-out square of new asphalt, dark, its joint sealed."""
    (x0, y0), (x1, y1) = low, high
    corners = [(x0, y0, 0.0), (x1, y0 + 0.02, 0.0), (x1 - 0.02, y1, 0.0), (x0 + 0.02, y1, 0.0)]
    road = lit(look(stage.seed, ASPHALTS), 0.66)
    stage.face(grown(corners, 1.035), (46, 47, 50))
    stage.face(corners, road, rough=150)
    for k in range(3):
        y = y0 + (k + 0.5) * (y1 - y0) / 3
        stage.stain(
            ((x0 + 0.1, y - 0.06, 0), (x1 - 0.1, y - 0.06, 0), (x1 - 0.1, y + 0.06, 0), (x0 + 0.1, y + 0.06, 0)),
            lit(road, 1.12),
            alpha=0.4,
            blur=0.07,
        )


def leak(seed: int, *, after: bool, night: bool, rain: bool) -> Stage:
    """Water wells up through the road and runs to the kerb; after, the trench is closed and dry."""
    stage = roadside("leak", seed, after=after, night=night, rain=rain, kerb_at=3.3)
    chance = stage.trouble
    source = (stage.place.uniform(-0.35, 0.2), 2.05, 0.0)
    if after:
        _mended(stage, (source[0] - 0.62, 1.55), (source[0] + 0.62, 3.28))
        return stage
    side = stage.place.choice((-1, 1))
    stream = [
        (source[0] - 0.55, source[1] - 0.2), (source[0] - 0.1, source[1] - 0.42), (source[0] + 0.45, source[1] - 0.25),
        (source[0] + 0.8, 2.5), (source[0] + 1.7, 2.86), (5.0, 2.98), (5.0, 3.3), (source[0] - 1.0, 3.3),
        (source[0] - 0.85, 3.1), (source[0] - 0.35, 2.8), (source[0] - 0.75, 2.4),
    ]  # fmt: skip
    shape = _rounded([(source[0] + side * (x - source[0]), y, 0.0) for x, y in stream])
    water(stage, shape, wall=stage.wall_colour, muddy=0.12, deep=0.8)
    for k in range(4):
        a = chance.uniform(0, 2 * pi)
        crack(
            stage,
            source,
            (source[0] + cos(a + k * 1.6) * 0.75, source[1] + sin(a + k * 1.6) * 0.5, 0),
            chance=chance,
            colour=(34, 36, 38),
            wide=0.022,
        )
    for r, alpha in ((0.42, 60), (0.3, 90), (0.2, 130)):
        stage.face(stage.patch(source, r, chance=chance, wild=0.2, stretch=0.8), ink("#dfe9ec"), alpha=alpha)
    _spout(stage, source, chance)
    with stage.inside(shape):
        for _ in range(46):
            part = chance.random()
            x, y = source[0] + side * part * 3.4, 2.2 + min(0.85, part * 2.2) + chance.uniform(-0.2, 0.2)
            stage.line(
                ((x, y, 0), (x + side * 0.2, y + 0.06, 0)), (236, 242, 244), wide=0.012, alpha=chance.randrange(40, 130)
            )
    return stage


def _rounded(corners: list[Spot]) -> list[Spot]:
    """The outline with its corners cut three times."""
    for _ in range(3):
        corners = [
            between(a, b, part)
            for a, b in zip(corners, [*corners[1:], corners[0]], strict=True)
            for part in (0.25, 0.75)
        ]
    return corners


def _spout(stage: Stage, source: Spot, chance: Random) -> None:
    """Water thrown up by the pressure and falling back in drops."""
    x, y, _ = source
    high = chance.uniform(0.34, 0.46)
    for k in range(34):
        turn, far = 2 * pi * k / 34 + chance.uniform(-0.1, 0.1), chance.uniform(0.1, 0.42)
        top = high * chance.uniform(0.6, 1.0)
        path = []
        for n in range(9):
            part = n / 8 * chance.uniform(0.9, 1.0)
            path.append(
                stage.camera.dot(
                    (
                        x + cos(turn) * far * part,
                        y + sin(turn) * far * part * 0.7,
                        top * 4 * part * (1 - part) * 0.9 + 0.02,
                    )
                )
            )
        stage.pen.line(
            path[: chance.randrange(5, 10)],
            fill=(236, 244, 248, chance.randrange(70, 150)),
            width=chance.randrange(5, 15),
            joint="curve",
        )
    body = [(-0.09, 0), (-0.06, 0.5), (-0.07, 0.8), (-0.02, 1.0), (0.03, 0.97), (0.07, 0.75), (0.06, 0.45), (0.1, 0)]
    stage.soft([stage.camera.dot((x + a, y, b * high * 0.85)) for a, b in body], (240, 246, 249), alpha=0.85, blur=9)
    for _ in range(60):
        spot = (x + chance.gauss(0, 0.2), y + chance.gauss(0, 0.12), abs(chance.gauss(0.1, 0.17)))
        (px, py), r = stage.camera.dot(spot), stage.camera.size(chance.uniform(0.004, 0.012), spot)
        stage.pen.ellipse((px - r, py - r, px + r, py + r * 1.3), fill=(244, 249, 251, 200))
