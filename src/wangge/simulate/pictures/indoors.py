"""What goes wrong in a stairwell: adverts stuck on the walls, things piled on the stairs."""

from collections.abc import Callable
from math import cos, pi, sin

from wangge.simulate.pictures.camera import Camera, Spot
from wangge.simulate.pictures.colours import Colour, ink, lit, mix, near
from wangge.simulate.pictures.stage import Stage
from wangge.simulate.pictures.street import look
from wangge.simulate.pictures.things import Drawn, bag, carton, corners, in_order
from wangge.simulate.pictures.vehicles import bicycle

DADOS = tuple(ink(code) for code in ("#6f9a86", "#8aa4b8", "#a79a86", "#7d9c74", "#b08f78", "#8f95a0"))
PLASTERS = tuple(ink(code) for code in ("#ece6d6", "#e9ecea", "#efe7d2", "#e6e9dd", "#ede3d8", "#e8e8ea"))
TILES = tuple(ink(code) for code in ("#a59f95", "#b3aca0", "#98958f", "#ada79a", "#a89c90", "#9da0a0"))
DOORS = tuple(ink(code) for code in ("#7a3f33", "#4c5f6e", "#6a5140", "#4f6a58", "#8a4a34", "#565a60"))


def _room(name: str, seed: int, camera: Camera, back: float, *, after: bool, night: bool, rain: bool) -> Stage:
    """A landing: tiled floor, a back wall and a side wall painted darker to chest height."""
    stage = Stage(camera, name=name, seed=seed, after=after, night=night, rain=rain)
    stage.indoors, stage.wall_at = True, back
    stage.sun = (stage.place.choice((-0.6, 0.6)), 0.4)
    plaster, dado, tile = look(seed, PLASTERS), look(seed, DADOS), look(seed, TILES, 5)
    stage.wall_colour = plaster
    stage.floor((-4.2, 0.0), (4.2, back), tile, rough=110)
    for k in range(-7, 8):
        for n in range(int(back / 0.6) + 1):
            if stage.place.random() < 0.5:
                stage.floor(
                    (k * 0.6, n * 0.6),
                    (k * 0.6 + 0.6, min(back, n * 0.6 + 0.6)),
                    near(stage.place, tile, 0.05),
                    rough=110,
                )
    for k in range(-7, 8):
        stage.floor((k * 0.6, 0.05), (k * 0.6 + 0.01, back), lit(tile, 0.78))
    for n in range(1, int(back / 0.6) + 1):
        stage.floor((-4.2, n * 0.6), (4.2, n * 0.6 + 0.01), lit(tile, 0.78))
    stage.panel(back, (-4.2, 0), (4.2, 3.2), plaster, rough=80)
    stage.panel(back, (-4.2, 0), (4.2, 1.25), dado, rough=60)
    stage.panel(back, (-4.2, 1.25), (4.2, 1.29), lit(dado, 0.72))
    stage.panel(back, (-4.2, 0), (4.2, 0.12), lit(dado, 0.6))
    stage.fade(
        ((-4.2, back, 0), (4.2, back, 0)), ((-4.2, back - 0.45, 0), (4.2, back - 0.45, 0)), (40, 40, 44), alpha=0.5
    )
    return stage


def _daylight(stage: Stage, back: float) -> None:
    """Light from a window outside the picture, falling aslant on the wall."""
    if stage.night:
        stage.pool((0.0, back, 2.6), 3.6, (255, 214, 160), 0.6)
        return
    left = stage.place.uniform(-1.6, 0.4)
    stage.dim(((-5, 0, 0), (5, 0, 0), (5, back, 0), (-5, back, 0)), 205)
    for k in range(2):
        x = left + k * 0.62
        pane = ((x, back, 0.95), (x + 0.54, back, 0.8), (x + 0.74, back, 2.1), (x + 0.2, back, 2.25))
        stage.soft(stage.camera.dots(pane), (255, 246, 216), alpha=0.34, blur=16)


PAPERS = tuple(
    ink(code)
    for code in ("#f4efdf", "#f2d64a", "#e8583f", "#f7f3ea", "#7cc0d8", "#f4a9b4", "#bfe08a", "#f7f3ea", "#ef8f3a")
)


def stickers(seed: int, *, after: bool, night: bool, rain: bool) -> Stage:
    """A stairwell wall and a door plastered with adverts; after, scraped off and painted over."""
    side = 1 if seed % 2 else -1
    back = 2.75
    camera = Camera((-side * (0.25 + 0.12 * (seed % 3)), -0.1, 1.5), side * (0.08 + 0.05 * (seed % 4)), 0.07, 1900.0)
    stage = _room("stickers", seed, camera, back, after=after, night=night, rain=rain)
    _flat_door(stage, back, side * 0.98, look(seed, DOORS, 5))
    _meters(stage, back, -side * 1.32)
    _daylight(stage, back)
    chance = stage.trouble
    if after:
        for _ in range(2):
            x, z = -side * chance.uniform(-0.1, 0.7), chance.uniform(0.4, 1.5)
            stage.soft(
                stage.camera.dots(
                    [(x - 0.3, back, z), (x + 0.3, back, z), (x + 0.3, back, z + 0.4), (x - 0.3, back, z + 0.4)]
                ),
                (255, 255, 252),
                alpha=0.08,
                blur=20,
            )
        return stage
    spots = []
    for k in range(46):
        x, z = -side * chance.uniform(-0.22, 1.05), chance.uniform(0.3, 1.95)
        if -side * x > 0.85 and z > 1.2:
            z -= 0.9
        if k > 38:
            x, z = side * chance.uniform(0.68, 1.22), chance.uniform(0.5, 1.75)
        spots.append((x, z))
    for x, z in spots:
        _advert(stage, back - 0.004, x, z)
    for _ in range(9):
        x, z = -side * chance.uniform(0.1, 0.8), chance.uniform(0.3, 2.0)
        _stamp(stage, back - 0.005, x, z)
    litter = [(chance.uniform(-1, 1), back - chance.uniform(0.1, 0.6), 0.0) for _ in range(9)]
    for spot in litter:
        shape = stage.patch(spot, chance.uniform(0.03, 0.07), chance=chance, wild=0.6)
        stage.face(shape, lit(chance.choice(PAPERS), 0.85))
    return stage


def _flat_door(stage: Stage, y: float, x: float, colour: Colour) -> None:
    """A steel flat door with a spyhole, a handle and two red couplet strips."""
    w, h = 0.46, 2.05
    stage.panel(y, (x - w - 0.08, 0), (x + w + 0.08, h + 0.08), lit(colour, 0.6))
    stage.blend(
        ((x - w, y, 0.02), (x + w, y, 0.02), (x + w, y, h), (x - w, y, h)), lit(colour, 0.85), lit(colour, 1.1), steps=8
    )
    for z0, z1 in ((0.2, 0.85), (1.0, 1.85)):
        stage.panel(y, (x - w + 0.1, z0), (x + w - 0.1, z1), lit(colour, 0.72))
        stage.panel(y, (x - w + 0.115, z0 + 0.015), (x + w - 0.115, z1 - 0.015), lit(colour, 1.02))
    stage.face(
        [(px, y - 0.004, pz) for px, _, pz in stage.ring((x, y, 1.48), 0.022, plane="xz", steps=16)], ink("#d9c27a")
    )
    stage.box((x - w + 0.07, y - 0.03, 0.92), (0.05, 0.05, 0.22), ink("#cfc8b4"))
    stage.tube(((x - w + 0.07, y - 0.07, 1.03), (x - w + 0.2, y - 0.07, 1.03)), 0.014, ink("#e0dac8"))
    stage.panel(y - 0.003, (x - 0.1, 1.9), (x + 0.1, 1.98), ink("#e9e4d2"))


def _meters(stage: Stage, y: float, x: float) -> None:
    """A grey meter box on the wall with its conduit."""
    stage.tube(((x, y - 0.03, 1.95), (x, y - 0.03, 3.2)), 0.025, ink("#d8d6ce"))
    stage.cast(corners((x, y - 0.07, 1.45), (0.5, 0.12, 0.55)), strength=0.5)
    stage.box((x, y - 0.07, 1.45), (0.5, 0.12, 0.55), ink("#b9bdbc"))
    for k in (-0.12, 0.12):
        stage.panel(y - 0.133, (x + k - 0.09, 1.68), (x + k + 0.09, 1.9), ink("#4d5659"))
        stage.panel(y - 0.135, (x + k - 0.07, 1.78), (x + k + 0.07, 1.84), ink("#c9d4c6"))


PIECES = (
    (0.02, 0.76, 0.36, 0.84), (0.02, 0.54, 0.36, 0.62), (0.04, 0.3, 0.34, 0.38), (0.15, 0.3, 0.22, 0.88),
    (0.02, 0.3, 0.09, 0.8), (0.29, 0.3, 0.36, 0.8), (0.02, 0.42, 0.2, 0.5), (0.2, 0.64, 0.36, 0.72),
)  # fmt: skip
"""Bars of which the headlines' signs are put together: they look written and say nothing."""


def _advert(stage: Stage, y: float, x: float, z: float) -> None:
    """A stuck advert: a frame, a thick headline and a row of figures that nobody can read."""
    chance = stage.trouble
    w, h = chance.choice(((0.15, 0.1), (0.1, 0.14), (0.2, 0.13), (0.13, 0.09)))
    turn, paper = chance.uniform(-0.2, 0.2), chance.choice(PAPERS)
    dark = chance.choice((ink("#b32a22"), ink("#2b3350"), ink("#1f2024"), ink("#b32a22")))

    def put(a: float, b: float) -> Spot:
        return x + a * cos(turn) * w - b * sin(turn) * h, y, z + a * sin(turn) * w + b * cos(turn) * h

    stage.face(
        [(px + 0.008, y, pz - 0.01) for px, _, pz in (put(-1, -1), put(1, -1), put(1, 1), put(-1, 1))],
        (30, 30, 34),
        alpha=90,
    )
    torn = chance.random() < 0.3
    edge = (
        [(-1, -1), (0.3, -1), (0.55, -0.5), (1, -0.4), (1, 1), (-1, 1)]
        if torn
        else [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    )
    stage.face([put(a, b) for a, b in edge], paper)
    stage.face([put(a, b) for a, b in ((-1, 0.25), (1, 0.3), (1, 1), (-1, 1))], lit(paper, 1.06))
    count = chance.randrange(3, 5)
    for k in range(count):
        left = -0.82 + k * 1.64 / count
        for a, b, c, d in chance.sample(PIECES, 4):
            stage.face([put(left + a, b), put(left + c, b), put(left + c, d), put(left + a, d)], dark)
    for row in range(2):
        b = -0.05 - row * 0.3
        stage.face(
            [put(-0.8, b), put(chance.uniform(0.3, 0.8), b), put(0.5, b + 0.1), put(-0.8, b + 0.1)],
            mix(paper, dark, 0.6),
        )
    if not torn:
        for k in range(9):
            left = -0.84 + k * 0.19
            stage.face(
                [put(left, -0.86), put(left + 0.12, -0.86), put(left + 0.12, -0.56), put(left, -0.56)],
                mix(paper, dark, 0.85),
            )


def _stamp(stage: Stage, y: float, x: float, z: float) -> None:
    """Six figures sprayed through a stencil: too few for anybody's telephone."""
    chance = stage.trouble
    tone = chance.choice((ink("#9a2d28"), ink("#22252c"), ink("#2e4a8a")))
    slope = chance.uniform(-0.15, 0.15)
    for k in range(6):
        left, low, number = x - 0.24 + k * 0.085, z + slope * k * 0.08, chance.randrange(10)
        for bit, (ax, az, bx, bz) in enumerate(BARS):
            if SHOWN[number] >> bit & 1:
                ends = [stage.camera.dot((left + px * 0.05, y, low + pz * 0.05)) for px, pz in ((ax, az), (bx, bz))]
                stage.pen.line(ends, fill=(*tone, 215), width=8)


BARS = ((0, 2, 1, 2), (1, 2, 1, 1), (1, 1, 1, 0), (0, 0, 1, 0), (0, 1, 0, 0), (0, 2, 0, 1), (0, 1, 1, 1))
SHOWN = (0b0111111, 0b0000110, 0b1011011, 0b1001111, 0b1100110, 0b1101101, 0b1111101, 0b0000111, 0b1111111, 0b1101111)
"""The seven bars of a figure, and which of them each figure shows."""


def stairwell(seed: int, *, after: bool, night: bool, rain: bool) -> Stage:
    """Cartons, a bicycle, a chair on landing and stairs; after, the way is free and the exit sign shows."""
    side = 1 if seed % 2 else -1
    back = 5.0
    camera = Camera((side * (0.1 + 0.1 * (seed % 3)), -0.2, 1.7), -side * (0.02 + 0.03 * (seed % 4)), 0.17, 1850.0)
    stage = _room("stairwell", seed, camera, back, after=after, night=night, rain=rain)
    _flat_door(stage, back, side * 1.75, look(seed, DOORS, 5))
    _exit(stage, back, side * 0.72)
    _daylight(stage, back)
    _flight(stage, back, side)
    chance = stage.trouble
    if after:
        stage.stain(
            stage.patch((side * 0.9, 3.2, 0), 0.9, chance=chance, stretch=0.6), (255, 252, 244), alpha=0.14, blur=0.2
        )
        return stage
    things: list[Drawn] = []

    def add(at: Spot, draw: Callable[[Spot], None]) -> None:
        things.append((at[1], lambda: draw(at)))

    add((side * 1.55, 4.55, 0.0), lambda at: carton(stage, at, (0.7, 0.5, 0.5), turn=0.06, chance=chance, open_=False))
    add(
        (side * 1.52, 4.52, 0.5),
        lambda at: carton(stage, at, (0.6, 0.45, 0.42), turn=-0.12, chance=chance, open_=False),
    )
    add((side * 1.5, 4.5, 0.92), lambda at: carton(stage, at, (0.45, 0.4, 0.3), turn=0.25, chance=chance))
    add((side * 0.75, 4.5, 0.0), lambda at: _chair(stage, at, side * 0.4))
    add((side * 1.05, 3.9, 0.0), lambda at: bag(stage, at, 0.3, ink("#d8d3c4"), chance=chance))
    add(
        (side * 1.42, 3.55, 0.0), lambda at: bicycle(stage, at, (0.25 if side > 0 else pi - 0.25), look(seed, DOORS, 5))
    )
    add((side * 0.62, 3.35, 0.0), lambda at: carton(stage, at, (0.5, 0.4, 0.36), turn=0.4, chance=chance))
    add((side * 1.0, 2.9, 0.0), lambda at: bag(stage, at, 0.24, ink("#43464c"), chance=chance))
    add(
        (-side * 0.62, 3.32, 0.16),
        lambda at: carton(stage, at, (0.46, 0.24, 0.3), turn=0.05, chance=chance, open_=False),
    )
    add((-side * 1.2, 3.62, 0.32), lambda at: bag(stage, at, 0.24, ink("#a9c3cf"), chance=chance))
    add(
        (-side * 0.7, 3.9, 0.48),
        lambda at: carton(stage, at, (0.5, 0.24, 0.34), turn=-0.08, chance=chance, open_=False),
    )
    in_order(things)
    return stage


def _flight(stage: Stage, back: float, side: int) -> None:
    """Stairs that rise away from us beside the landing, with a rail."""
    stone = lit(look(stage.seed, TILES, 5), 1.08)
    x0, x1 = sorted((-side * 0.25, -side * 1.75))
    for k in range(8):
        y, z = 3.15 + k * 0.28, k * 0.16
        stage.panel(y, (x0, z), (x1, z + 0.16), lit(stone, 0.72), rough=100)
        stage.panel(y, (x0, z + 0.13), (x1, z + 0.16), lit(stone, 0.6))
        stage.floor((x0, y), (x1, y + 0.28), lit(stone, 1.06), z=z + 0.16, rough=100)
        stage.floor((x0, y), (x1, y + 0.035), ink("#5d5a56"), z=z + 0.16)
    inner = -side * 0.25
    profile = [(3.15, 0.0)]
    for k in range(8):
        profile += [(3.15 + k * 0.28, k * 0.16 + 0.16), (3.43 + k * 0.28, k * 0.16 + 0.16)]
    stage.face([(inner, y, z) for y, z in profile] + [(inner, 5.39, 0.0)], lit(look(stage.seed, DADOS), 0.92), rough=60)
    away = inner + side * 0.5
    stage.fade(((inner, 3.1, 0), (inner, back, 0)), ((away, 3.2, 0), (away, back, 0)), (40, 40, 44), alpha=0.5)
    iron = ink("#3f4a52")
    for k in range(8):
        y, z = 3.29 + k * 0.28, k * 0.16 + 0.16
        stage.tube(((inner - side * 0.05, y, z), (inner - side * 0.05, y, z + 0.85)), 0.014, iron)
    stage.tube(
        ((inner - side * 0.05, 3.15, 0.95), (inner - side * 0.05, 5.3, 0.95 + 0.16 * 2.15 / 0.28)),
        0.035,
        ink("#8a5a38"),
    )
    stage.tube(((inner - side * 0.05, 3.15, 0.0), (inner - side * 0.05, 3.15, 1.0)), 0.035, iron)


def _exit(stage: Stage, y: float, x: float) -> None:
    """The green sign of a running person and an arrow."""
    z = 2.0
    stage.panel(y - 0.01, (x - 0.3, z), (x + 0.3, z + 0.24), ink("#e9f3ea"))
    stage.panel(y - 0.012, (x - 0.28, z + 0.02), (x + 0.28, z + 0.22), ink("#1f9a58"))
    white = (246, 252, 246)

    def put(a: float, b: float) -> Spot:
        return x - 0.12 + a, y - 0.014, z + b

    px, py = stage.camera.dot(put(0.03, 0.185))
    r = stage.camera.size(0.018, put(0, 0))
    stage.pen.ellipse((px - r, py - r, px + r, py + r), fill=white)
    for path in (
        ((0.02, 0.165), (-0.01, 0.105)),
        ((-0.01, 0.105), (0.035, 0.08), (0.02, 0.035)),
        ((-0.01, 0.105), (-0.035, 0.07), (-0.08, 0.065)),
        ((0.02, 0.15), (0.06, 0.125)),
        ((0.015, 0.155), (-0.04, 0.15), (-0.055, 0.12)),
    ):
        stage.pen.line(
            [stage.camera.dot(put(a, b)) for a, b in path], fill=white, width=max(3, round(r * 0.9)), joint="curve"
        )
    stage.face(
        [
            put(a, b)
            for a, b in ((0.14, 0.1), (0.25, 0.1), (0.25, 0.07), (0.33, 0.12), (0.25, 0.17), (0.25, 0.14), (0.14, 0.14))
        ],
        white,
    )
    stage.glow((x, y, z + 0.12), 0.5, (40, 120, 70), 0.3)


def _chair(stage: Stage, at: Spot, turn: float) -> None:
    """An old wooden chair."""
    x, y, z = at
    wood = ink("#8f6238")

    def put(a: float, b: float, c: float) -> Spot:
        return x + a * cos(turn) - b * sin(turn), y + a * sin(turn) + b * cos(turn), z + c

    stage.cast([put(a, b, c) for a in (-0.2, 0.2) for b in (-0.2, 0.2) for c in (0, 0.46)], strength=0.4)
    for a, b, high in ((-0.19, 0.19, 0.92), (0.19, 0.19, 0.92)):
        stage.tube((put(a, b, 0), put(a, b * 1.15, high)), 0.022, wood)
    for c in (0.6, 0.74, 0.88):
        stage.tube((put(-0.19, 0.21, c), put(0.19, 0.21, c)), 0.025, lit(wood, 1.05))
    stage.box((x, y, z + 0.42), (0.44, 0.44, 0.045), lit(wood, 1.1), turn=turn)
    for a in (-0.19, 0.19):
        stage.tube((put(a, -0.19, 0), put(a, -0.19, 0.42)), 0.022, wood)
