"""Ice and snow on the steps of a house entrance."""

from wangge.simulate.pictures.camera import Spot
from wangge.simulate.pictures.colours import Colour, ink, lit, near
from wangge.simulate.pictures.stage import Stage, between
from wangge.simulate.pictures.street import door, pipe, shade, window, yard
from wangge.simulate.pictures.water import grown

SNOW: Colour = (226, 232, 241)
SHADED: Colour = (186, 199, 220)


def ice(seed: int, *, after: bool, night: bool, rain: bool) -> Stage:
    """Steps under snow and a sheet of ice; after, scraped clear, with mats and grit, the snow heaped aside."""
    stage = yard("ice", seed, after=after, night=night, rain=rain, back=5.4, pitch=0.3, high=5.0)
    chance, side = stage.place, stage.place.choice((-1, 1))
    top = 0.48
    colour = chance.choice((ink("#5c6e76"), ink("#7c4a3a"), ink("#4f6a58")))
    window(stage, 5.4, (-side * 2.3 - 0.65, 1.3), (-side * 2.3 + 0.65, 2.5), bars=True)
    door(stage, 5.4, side * 0.2, wide=1.5, colour=colour, base=top)
    pipe(stage, side * 1.75, 5.4, 5.0)
    shade(stage)
    middle = side * 0.2
    _snowfield(stage, middle, after=after)
    stone = ink("#b3aea6")
    for k in range(3):
        y, z, half = 3.75 + k * 0.34, k * 0.16, 1.35
        back = 5.4
        stage.cast(
            [(middle + a, b, z + h) for a in (-half, half) for b in (y, back) for h in (0.0, 0.16)], strength=0.3
        )
        stage.box((middle, (y + back) / 2, z), (half * 2, back - y, 0.16), stone, rough=130)
        stage.panel(y, (middle - half, z), (middle + half, z + 0.16), lit(stone, 0.78), rough=130)
    if after:
        _cleared(stage, middle, side)
    else:
        _frozen(stage, middle, side)
    return stage


def _snowfield(stage: Stage, middle: float, *, after: bool) -> None:
    """Snow on the ground beside the way; before, on the way as well."""
    chance = stage.place
    shapes: list[list[Spot]] = []
    for x, y, r in ((-2.6, 4.4, 1.1), (2.7, 4.5, 1.1), (-3.0, 2.8, 1.3), (3.1, 2.9, 1.2)):
        shapes.append(stage.patch((middle + x, y, 0), r, chance=chance, wild=0.25, stretch=0.7))
    if not after:
        shapes.append(stage.patch((middle, 2.7, 0), 2.6, chance=stage.trouble, wild=0.16, stretch=0.52))
    for shape in shapes:
        for k in range(4):
            stage.face(grown(shape, 1.09 - k * 0.02), SHADED, alpha=80)
        stage.stain([(x, y + 0.02, 0.02) for x, y, _ in shape], SNOW, alpha=1.0, blur=0.09)
    if not after:
        for k in range(9):
            x, y = middle + (0.16 if k % 2 else -0.14) + stage.trouble.uniform(-0.06, 0.06), 1.6 + k * 0.24
            foot = stage.patch((x, y, 0.0), 0.085, chance=stage.trouble, wild=0.15, stretch=1.7)
            stage.stain(foot, (150, 166, 194), alpha=0.8, blur=0.02)


def _frozen(stage: Stage, middle: float, side: int) -> None:
    """Snow lying on each step, ice running down over them, icicles."""
    chance = stage.trouble
    for k in range(2, -1, -1):
        y, z = 3.75 + k * 0.34, k * 0.16 + 0.16
        deep = 0.34 if k < 2 else 0.85
        edge: list[Spot] = []
        for n in range(31):
            x = middle - 1.35 + n * 2.7 / 30
            edge.append((x, y - 0.02 + chance.uniform(-0.025, 0.035), z + 0.06 + chance.uniform(-0.012, 0.02)))
        back = [(middle + 1.35, y + deep, z + 0.06), (middle - 1.35, y + deep, z + 0.06)]
        stage.face([*edge, *back], SNOW)
        stage.stain(
            [(middle - 1.35, y + deep - 0.14, z + 0.06), (middle + 1.35, y + deep - 0.14, z + 0.06), *back],
            SHADED,
            alpha=0.75,
            blur=0.05,
        )
        low = [(x, yy, zz - 0.07 - chance.uniform(0.0, 0.045)) for x, yy, zz in edge]
        stage.face([*edge, *low[::-1]], SHADED)
    _glaze(stage, middle + side * 0.5)
    for k in range(3):
        y, z = 3.72 + k * 0.34, k * 0.16 + 0.16
        for _ in range(7):
            x = middle + side * 0.5 + chance.uniform(-0.5, 0.5)
            long = chance.uniform(0.05, 0.13)
            stage.face(((x - 0.016, y, z), (x + 0.016, y, z), (x, y, z - long)), ink("#cfe4f2"))
            stage.face(((x - 0.01, y, z), (x - 0.002, y, z), (x - 0.004, y, z - long * 0.8)), (255, 255, 255))


def _glaze(stage: Stage, x: float) -> None:
    """A tongue of clear ice from the landing down to the ground, with gleams."""
    chance, tint = stage.trouble, ink("#9fc3da")
    pool = stage.patch((x - 0.1, 3.28, 0.01), 0.95, chance=chance, wild=0.4, stretch=0.42)
    stage.stain(pool, lit(tint, 0.86), alpha=0.9, blur=0.03)
    with stage.inside(pool):
        for n in range(3):
            a = x - 0.7 + n * 0.5 + chance.uniform(-0.1, 0.1)
            gleam = (
                (a, 2.9, 0.01),
                (a + chance.uniform(0.06, 0.16), 2.9, 0.01),
                (a + 0.5, 3.7, 0.01),
                (a + 0.36, 3.7, 0.01),
            )
            stage.soft(stage.camera.dots(gleam), (250, 253, 255), alpha=0.6, blur=12)
    for k in range(2, -1, -1):
        y, z = 3.73 + k * 0.34, k * 0.16 + 0.225
        w, deep = 0.46 + (2 - k) * 0.1, 0.36 if k < 2 else 0.6
        ragged = [(chance.uniform(-0.07, 0.07), chance.uniform(-0.07, 0.07)) for _ in range(7)]
        sides = [(part / 6, *ragged[part]) for part in range(7)]
        top = [(x - w + a, y + deep * part, z) for part, a, _ in sides] + [
            (x + w + b, y + deep * part, z) for part, _, b in sides[::-1]
        ]
        stage.face(top, lit(tint, 1.1), alpha=228)
        first, last = top[0], top[-1]
        inner = [
            between(first, last, 0.12),
            between(first, last, 0.34),
            (x + w * 0.3, y + deep * 0.9, z),
            (x - w * 0.2, y + deep * 0.9, z),
        ]
        stage.soft(stage.camera.dots(inner), (250, 253, 255), alpha=0.75, blur=9)
        count = 22
        lip = [between(first, last, n / count) for n in range(count + 1)]
        drop = [
            (px, y - 0.014, z - 0.13 - chance.uniform(0.0, 0.1) * (1.0 if n % 2 else 0.3))
            for n, (px, _, _) in enumerate(lip)
        ]
        stage.face([*((px, y - 0.014, pz) for px, _, pz in lip), *drop[::-1]], lit(tint, 0.84), alpha=238)
        for n in range(1, count, 2):
            px, _, pz = drop[n]
            stage.line(
                ((px - 0.006, y - 0.016, z), (px, y - 0.016, pz + 0.02)),
                (240, 249, 255),
                wide=0.014,
                alpha=chance.randrange(110, 220),
            )
        stage.pen.line(stage.camera.dots(lip), fill=(250, 253, 255, 210), width=5)


def _cleared(stage: Stage, middle: float, side: int) -> None:
    """Mats on the steps, grit on the way, a heap of snow with the shovel in it."""
    chance, mat = stage.trouble, stage.place.choice((ink("#a8342c"), ink("#4f7a4c"), ink("#4a4e55")))
    for k in range(3):
        y, z = 3.75 + k * 0.34, k * 0.16 + 0.16
        deep = 0.3 if k < 2 else 0.9
        stage.floor((middle - 0.75, y + 0.03), (middle + 0.75, y + deep), lit(mat, 0.75), z=z + 0.004)
        stage.floor((middle - 0.73, y + 0.045), (middle + 0.73, y + deep), mat, z=z + 0.012, rough=120)
        for n in range(18):
            x = middle - 0.69 + n * 0.081
            stage.line(
                ((x, y + 0.06, z + 0.012), (x, y + deep - 0.03, z + 0.012)), lit(mat, 1.22), wide=0.012, alpha=140
            )
    for _ in range(260):
        x, y = middle + chance.gauss(0, 0.6), chance.uniform(1.5, 3.65)
        px, py = stage.camera.dot((x, y, 0.0))
        r = stage.camera.size(chance.uniform(0.004, 0.01), (x, y, 0.0))
        stage.pen.ellipse((px - r, py - r * 0.7, px + r, py + r * 0.7), fill=near(chance, ink("#7d6a4f"), 0.2))
    for x, y, size in ((-side * 1.95, 3.7, 0.55), (side * 2.0, 3.95, 0.5)):
        _heap(stage, (middle + x, y, 0.0), size)
    x, y = middle - side * 1.75, 3.6
    stage.tube(((x, y, 0.3), (x - side * 0.14, y + 0.12, 1.45)), 0.02, ink("#b98a55"))
    stage.tube(((x - side * 0.22, y + 0.12, 1.45), (x - side * 0.06, y + 0.12, 1.47)), 0.022, ink("#b98a55"))
    blade = ((x - 0.17, y, 0.42), (x + 0.2, y - 0.02, 0.4), (x + 0.18, y - 0.08, 0.06), (x - 0.2, y - 0.06, 0.08))
    stage.face(blade, ink("#3b6ea5"))
    stage.line((blade[0], blade[1]), ink("#274a72"), wide=0.03)


def _heap(stage: Stage, at: Spot, size: float) -> None:
    """A heap of shovelled snow: its shaded side, its lit side, lumps."""
    x, y, z = at
    chance = stage.trouble
    stage.cast([(x - size, y, 0), (x + size, y, 0), (x, y, size * 0.8)], strength=0.35, blur=0.1)
    ridge = [
        (-1.15, 0.0),
        (-0.95, 0.2),
        (-0.7, 0.38),
        (-0.42, 0.62),
        (-0.1, 0.76),
        (0.2, 0.7),
        (0.5, 0.48),
        (0.8, 0.3),
        (1.0, 0.12),
        (1.15, 0.0),
        (0.6, -0.14),
        (-0.5, -0.14),
    ]
    ridge = [(a + chance.uniform(-0.05, 0.05), b + chance.uniform(-0.04, 0.04)) for a, b in ridge]
    lean = -0.16 if stage.sun[0] > 0 else 0.16
    for part, shift, tone, blur in (
        (1.0, 0.0, SHADED, 5.0),
        (0.78, 0.6, lit(SHADED, 1.1), 16.0),
        (0.52, 1.0, SNOW, 18.0),
    ):
        shape = [
            stage.camera.dot((x + (a * part + lean * shift) * size, y, z + (b * part + 0.14 * shift) * size))
            for a, b in ridge
        ]
        stage.soft(shape, tone, alpha=0.97, blur=blur)
    for _ in range(16):
        a, b = chance.uniform(-1.1, 1.1), chance.uniform(-0.1, 0.12)
        stage.ball((x + a * size, y - 0.12, z + max(0.02, b * size)), chance.uniform(0.02, 0.06), SNOW)
