"""What goes wrong on pavements and in yards: rubbish, cars and bicycles in the way, a fallen branch."""

from functools import partial
from itertools import pairwise
from math import cos, pi, sin

from wangge.simulate.pictures.camera import Spot
from wangge.simulate.pictures.colours import Colour, ink, lit, near
from wangge.simulate.pictures.stage import Stage
from wangge.simulate.pictures.street import cooler, door, look, pipe, shade, window, yard
from wangge.simulate.pictures.things import Drawn, bag, bin_, carton, foliage, in_order, litter
from wangge.simulate.pictures.vehicles import bicycle, car

BINS = (ink("#3f7f5c"), ink("#3b6ea5"), ink("#6b6f73"))
BAGS = tuple(ink(code) for code in ("#3a3d42", "#e3e0d8", "#a9c3cf", "#43464c", "#d9b9b4", "#3a3d42", "#8fae8c"))


def rubbish(seed: int, *, after: bool, night: bool, rain: bool) -> Stage:
    """Bags, cartons and scraps around the bins; after, the bins shut and the ground washed."""
    stage = yard("rubbish", seed, after=after, night=night, rain=rain, back=5.2, pitch=0.24)
    side = stage.place.choice((-1, 1))
    if seed % 2:
        door(stage, 5.2, side * 2.0, colour=stage.place.choice((ink("#5c6e76"), ink("#7c4a3a"), ink("#4f6a58"))))
    else:
        window(stage, 5.2, (side * 2.0 - 0.7, 1.15), (side * 2.0 + 0.7, 2.4), bars=True)
    pipe(stage, -side * 2.3, 5.2, 5.0)
    shade(stage)
    left = -side * 1.5
    things: list[Drawn] = []
    for k, colour in enumerate(BINS):
        spot = (left + side * k * 0.82, 4.55, 0.0)
        things.append((4.55, partial(bin_, stage, spot, colour, open_=not after and k == 1)))
    if after:
        stage.stain(
            stage.patch((left + side * 0.9, 3.6, 0), 1.3, chance=stage.trouble, wild=0.3, stretch=0.5),
            (70, 72, 76),
            alpha=0.22,
            blur=0.15,
        )
        in_order(things)
        return stage
    chance = stage.trouble
    middle = left + side * 1.15
    stage.stain(
        stage.patch((middle, 3.5, 0), 1.25, chance=chance, wild=0.4, stretch=0.6), (56, 50, 42), alpha=0.55, blur=0.12
    )
    litter(stage, (middle, 3.2, 0), (0.95, 0.55), 60, chance=chance)
    heap = [
        (-0.75, 3.95, 0.34),
        (-0.1, 4.05, 0.4),
        (0.6, 3.95, 0.36),
        (-0.45, 3.5, 0.36),
        (0.3, 3.42, 0.4),
        (0.95, 3.5, 0.3),
        (0.0, 3.0, 0.27),
        (-0.9, 3.3, 0.26),
        (1.35, 4.0, 0.3),
    ]
    for x, y, size in heap:
        spot = (middle + x + chance.uniform(-0.1, 0.1), y + chance.uniform(-0.1, 0.1), 0.0)
        colour = near(chance, chance.choice(BAGS), 0.08)
        things.append((spot[1], partial(bag, stage, spot, size, colour, chance=chance)))
    spot = (left + side * 0.82, 4.5, 0.93)
    things.append((4.5, partial(bag, stage, spot, 0.27, BAGS[1], chance=chance)))
    for x, y, turn in ((-1.15, 3.6, 0.4), (1.05, 2.95, -0.5)):
        spot = (middle + side * x, y, 0.0)
        things.append((y, partial(carton, stage, spot, (0.52, 0.42, 0.38), turn=turn, chance=chance)))
    in_order(things)
    litter(stage, (middle, 2.75, 0), (0.9, 0.25), 14, chance=chance)
    return stage


PAINTS = tuple(ink(code) for code in ("#c8ccd0", "#a83a34", "#3c5f8f", "#e6e2d8", "#5b6468", "#b98f4e"))
SHARED = tuple(ink(code) for code in ("#2f7fc0", "#e2b62c", "#46a47c"))


def parking(seed: int, *, after: bool, night: bool, rain: bool) -> Stage:
    """A car, or shared bicycles, across the guiding strip of a pavement; after, the way is free."""
    stage = yard(
        "parking", seed, after=after, night=night, rain=rain, back=7.4, pitch=0.19, step_back=0.8 if seed % 2 else 0.0
    )
    for x in (-3.2, 0.2, 3.4):
        window(stage, 7.4, (x - 0.75, 1.3), (x + 0.75, 2.8), bars=seed % 3 == 0)
    cooler(stage, 1.75, 7.4, 2.6)
    _guiding(stage, 3.5)
    shade(stage)
    things: list[Drawn] = []
    if seed % 2:
        if after:
            for k in range(6):
                things.append((2.4, partial(_bollard, stage, (-3.4 + k * 1.3, 2.45, 0.0))))
        else:
            at = (stage.trouble.uniform(-0.2, 0.3), 4.0, 0.0)
            turn = stage.trouble.choice((0.16, -0.14, pi - 0.15, pi + 0.14))
            things.append((4.0, partial(car, stage, at, turn, look(seed // 2, PAINTS))))
    else:
        colour = look(seed // 2, SHARED)
        _bay(stage, 6.1)
        if after:
            for k in range(6):
                spot = (-1.9 + k * 0.72, 6.25, 0.0)
                things.append((6.25 - k * 0.01, partial(bicycle, stage, spot, pi / 2 - 0.45, colour)))
        else:
            spots = [(-1.5, 3.9, 0.35), (-0.3, 4.25, 2.7), (0.35, 3.35, -0.3), (1.5, 3.95, 0.5), (-1.0, 3.0, 2.9)]
            for k, (x, y, turn) in enumerate(spots):
                place = (x + stage.trouble.uniform(-0.1, 0.1), y, 0.0)
                things.append((y, partial(bicycle, stage, place, turn, colour, fallen=k == 2)))
    in_order(things)
    return stage


def _guiding(stage: Stage, y: float) -> None:
    """The yellow strip that blind people follow: raised bars, stone by stone."""
    tone = ink("#d9b24a")
    for k in range(-14, 15):
        x = k * 0.4
        stage.floor((x, y), (x + 0.4, y + 0.4), near(stage.place, tone, 0.06), rough=110)
        for n in range(4):
            low = y + 0.05 + n * 0.09
            stage.floor((x + 0.03, low), (x + 0.37, low + 0.045), lit(tone, 0.8))
            stage.floor((x + 0.03, low + 0.012), (x + 0.37, low + 0.045), lit(tone, 1.14))
        stage.line(((x, y, 0), (x, y + 0.4, 0)), lit(tone, 0.66), wide=0.014)


def _bollard(stage: Stage, at: Spot) -> None:
    x, y, _ = at
    stage.cast([(x - 0.07, y, 0), (x + 0.07, y, 0), (x - 0.07, y, 0.85), (x + 0.07, y, 0.85)])
    stage.tube(((x, y, 0.02), (x, y, 0.82)), 0.065, ink("#4c5257"))
    for z in (0.55, 0.7):
        stage.tube(((x, y, z), (x, y, z + 0.07)), 0.067, ink("#e3c04a"))
    stage.ball((x, y, 0.86), 0.075, ink("#5a6167"))


def _bay(stage: Stage, y: float) -> None:
    """White lines on the ground where bicycles belong."""
    for low, high in (
        ((-2.4, y - 0.75), (2.4, y - 0.68)),
        ((-2.4, y - 0.75), (-2.33, y + 1.0)),
        ((2.33, y - 0.75), (2.4, y + 1.0)),
    ):
        stage.floor(low, high, ink("#e9e7df"), alpha=225, rough=110)


GREENS = tuple(ink(code) for code in ("#5f7f3a", "#6f8f45", "#4f6f35", "#86a052", "#738c3c"))
AUTUMN = tuple(ink(code) for code in ("#b98a3d", "#a5752a", "#8f8a3a", "#c29a3a", "#7d7a35"))


def branch(seed: int, *, after: bool, night: bool, rain: bool) -> Stage:
    """A limb torn off and lying across the path; after, the path is free and the wound is cut clean."""
    stage = yard("branch", seed, after=after, night=night, rain=rain, back=7.0, pitch=0.17)
    for x in (-3.4, -0.5, 3.1):
        window(stage, 7.0, (x - 0.7, 1.3), (x + 0.7, 2.75), bars=seed % 2 == 0)
    side = stage.place.choice((-1, 1))
    pipe(stage, 1.1, 7.0, 5.0)
    shade(stage)
    x, y = -side * 1.55, 4.6
    tones = GREENS if seed % 3 else AUTUMN
    _trunk(stage, x, y, side)
    if after:
        for _ in range(26):
            spot = (x + stage.trouble.gauss(0, 0.6), y + stage.trouble.gauss(0, 0.3), 0.0)
            stage.stain(stage.patch(spot, 0.02, chance=stage.trouble), ink("#d2b88a"), alpha=0.5, blur=0.012)
    else:
        _limb(stage, x, side, tones)
    foliage(stage, (x - side * 0.3, y + 0.1, 3.75), (1.0, 0.4, 0.26), 420, tones, chance=stage.place, size=0.12)
    return stage


def _trunk(stage: Stage, x: float, y: float, side: int) -> None:
    bark = ink("#76644f")
    stage.floor((x - 0.55, y - 0.5), (x + 0.55, y + 0.5), ink("#8d8a82"), rough=90)
    stage.floor((x - 0.45, y - 0.42), (x + 0.45, y + 0.42), ink("#5b4a38"), rough=255)
    stage.cast([(x - 0.17, y, 0), (x + 0.17, y, 0), (x + 0.13, y, 3.6), (x - 0.13, y, 3.6)], strength=0.45)
    stage.tube(((x, y, 0.0), (x + side * 0.02, y, 0.12)), 0.26, bark, end=0.19)
    stage.tube(((x, y, 0.1), (x + side * 0.03, y, 1.6), (x, y, 2.6), (x - side * 0.12, y, 4.4)), 0.19, bark, end=0.11)
    for _ in range(44):
        z, a = stage.place.uniform(0.05, 3.9), stage.place.uniform(-0.13, 0.13)
        stage.line(
            ((x + a, y - 0.15, z), (x + a * 1.05, y - 0.15, z + stage.place.uniform(0.1, 0.4))),
            lit(bark, stage.place.choice((0.62, 0.72, 1.2))),
            wide=0.014,
            alpha=170,
        )
    stage.tube(((x, y, 2.7), (x - side * 0.7, y + 0.1, 3.5), (x - side * 1.1, y + 0.2, 4.4)), 0.1, bark, end=0.05)
    stump = (x + side * 0.42, y - 0.1, 2.62)
    stage.tube(((x, y - 0.02, 2.3), stump), 0.1, bark, end=0.085)
    wood = ink("#dcc08e")
    sx, sy, sz = stump
    if stage.after:
        stage.face([(sx + 0.02 * side, py, pz) for _, py, pz in stage.ring(stump, 0.085, plane="yz")], wood)
        disc = [
            (sx + side * 0.03 + a * 0.5, sy - 0.02, pz)
            for a, pz in [(0.09 * cos(k * pi / 12), sz + 0.1 * sin(k * pi / 12)) for k in range(24)]
        ]
        stage.face(disc, wood)
        stage.face([((px - sx) * 0.5 + sx, py, (pz - sz) * 0.5 + sz) for px, py, pz in disc], lit(wood, 0.84))
    else:
        for k in range(7):
            low = (sx + side * 0.0, sy - 0.03, sz - 0.1 + k * 0.032)
            far = stage.trouble.uniform(0.08, 0.34)
            stage.tube(
                (low, (sx + side * far, sy - 0.03, low[2] + far * 0.25 - 0.08)),
                0.026,
                near(stage.trouble, wood, 0.14),
                end=0.003,
            )


def _limb(stage: Stage, x: float, side: int, tones: tuple[Colour, ...]) -> None:
    """The limb on the ground: its torn end by the tree, twigs and leaves across the path."""
    chance, bark = stage.trouble, ink("#6f5d49")
    start = (x + side * 0.75, 4.25, 0.16)
    path: list[Spot] = [start, (x + side * 1.3, 3.95, 0.34), (x + side * 1.95, 3.75, 0.32), (x + side * 2.6, 3.6, 0.16)]
    twigs: list[list[Spot]] = []
    for k in range(11):
        part = 0.3 + 0.7 * k / 10
        n = min(2, int(part * 3))
        a, b, f = path[n], path[n + 1], part * 3 - n
        foot = (a[0] + (b[0] - a[0]) * f, a[1] + (b[1] - a[1]) * f, a[2] + (b[2] - a[2]) * f)
        turn = chance.uniform(-1.2, 1.2)
        far = chance.uniform(0.4, 0.8)
        end = (
            foot[0] + side * cos(turn) * far,
            foot[1] + sin(turn) * far * 0.9,
            max(0.05, foot[2] + chance.uniform(-0.2, 0.55)),
        )
        twigs.append([foot, ((foot[0] + end[0]) / 2, (foot[1] + end[1]) / 2, (foot[2] + end[2]) / 2 + 0.08), end])
    for one in (path, *twigs):
        for a, b in pairwise(one):
            stage.cast(
                [a, b, (a[0] + 0.05, a[1] + 0.05, a[2]), (b[0] + 0.05, b[1] + 0.04, b[2])], strength=0.4, blur=0.05
            )
    for twig in twigs:
        ex, ey, _ = twig[-1]
        stage.stain(
            stage.patch((ex + stage.sun[0] * 0.2, ey, 0), 0.42, chance=chance, wild=0.4, stretch=0.6),
            (36, 40, 36),
            alpha=0.32,
            blur=0.1,
        )
    for twig in sorted(twigs, key=lambda t: -t[-1][1]):
        if twig[-1][1] > 3.8:
            _leafy(stage, twig, tones)
    stage.tube(path, 0.12, bark, end=0.05)
    wood = ink("#dcc08e")
    for k in range(6):
        stage.tube(
            (start, (start[0] - side * chance.uniform(0.1, 0.34), start[1] + 0.05, 0.08 + k * 0.035)),
            0.03,
            near(chance, wood, 0.12),
            end=0.004,
        )
    for twig in sorted(twigs, key=lambda t: -t[-1][1]):
        if twig[-1][1] <= 3.8:
            _leafy(stage, twig, tones)
    foliage(stage, (x + side * 2.0, 3.2, 0.01), (1.1, 0.5, 0.0), 90, tones, chance=chance, size=0.06)


def _leafy(stage: Stage, twig: list[Spot], tones: tuple[Colour, ...]) -> None:
    stage.tube(twig, 0.035, ink("#6f5d49"), end=0.012)
    for part, count in ((0.6, 26), (1.0, 60)):
        a, b = twig[0], twig[-1]
        spot = (a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part, a[2] + (b[2] - a[2]) * part + 0.04)
        foliage(stage, spot, (0.24, 0.16, 0.12), count, tones, chance=stage.trouble, size=0.085)
