"""What hangs above the ground: a street lamp that stays dark, a charging cable out of a window."""

from collections.abc import Sequence
from math import pi

from wangge.simulate.pictures.camera import Camera, Spot
from wangge.simulate.pictures.colours import Colour, ink, lit, mix
from wangge.simulate.pictures.stage import Stage
from wangge.simulate.pictures.street import cooler, door, kerb, look, pavement, pipe, shade, wall, window, yard
from wangge.simulate.pictures.things import foliage
from wangge.simulate.pictures.vehicles import scooter
from wangge.simulate.pictures.yard import GREENS

SKIES = (
    (ink("#2b3a63"), ink("#e0a07a")), (ink("#33406b"), ink("#d98f8a")), (ink("#24365a"), ink("#c9a98c")),
    (ink("#3a3f66"), ink("#e8b184")), (ink("#28405f"), ink("#b9a0a8")), (ink("#2f3358"), ink("#dd9a6c")),
)  # fmt: skip


def lamp(seed: int, *, after: bool, night: bool, rain: bool) -> Stage:
    """A street at dusk: the lamp's head hangs dark; after, it shines on the path."""
    stage = Stage(Camera((0.0, -0.4, 1.6), 0.0, 0.0), name="lamp", seed=seed, after=after, night=night, rain=rain)
    chance = stage.place
    side = chance.choice((-1, 1))
    stage.camera = Camera(
        (-side * chance.uniform(0.2, 0.7), -0.5, chance.uniform(1.5, 1.8)),
        side * chance.uniform(0.02, 0.12),
        -0.11,
        1760.0,
    )
    stage.dusk, stage.wall_at = not night, 9.0
    stage.sun = (0.4 * side, 0.3)
    high, low = look(seed, SKIES)
    for k in range(110):
        stage.pen.rectangle((0, k * 10, 2400, k * 10 + 10), fill=lit(mix(high, low, min(1.0, k / 92)), 1.5))
    _houses(stage, side)
    stage.floor((-14, 0.2), (14, 3.4), ink("#7d7f84"), rough=190)
    pavement(stage, 3.54, 9.0, 0.14)
    kerb(stage, 3.4, 3.54, 0.14)
    stage.ground = 0.14
    stage.wall_colour = wall(stage, 9.0, base=0.14, height=2.5)
    stage.box((0, 9.06, 2.5), (24, 0.24, 0.09), ink("#b9b2a4"))
    for k in range(5):
        x = -side * (0.9 + k * 0.75)
        foliage(stage, (x, 8.6, 0.46), (0.32, 0.14, 0.16), 150, GREENS, chance=chance, size=0.08)
    _bench(stage, (-side * 1.35, 7.6, 0.14))
    _post(stage, side * 1.05, 4.7, side)
    return stage


def _houses(stage: Stage, side: int) -> None:
    """Blocks of flats behind, some windows lit."""
    chance = stage.place
    tone = lit(stage.wall_colour, 0.62)
    for n, (x, wide, high, y) in enumerate(
        (
            (-side * 6.5, 9.0, 9.5, 26.0),
            (side * 5.5, 8.0, 12.5, 30.0),
            (-side * 16.0, 8.0, 14.0, 34.0),
            (side * 16.0, 10.0, 9.0, 28.0),
        )
    ):
        colour = mix(tone, (120, 128, 150), 0.2 + 0.12 * n)
        stage.box((x, y, 0), (wide, 6, high), colour)
        front = y - 3
        for row in range(int(high / 2.6)):
            for k in range(int(wide / 2.0)):
                left, z = x - wide / 2 + 0.55 + k * 2.0, 1.2 + row * 2.6
                shining = chance.random() < 0.42
                glass = (
                    chance.choice(((255, 222, 160), (255, 238, 200), (255, 210, 140))) if shining else ink("#46506a")
                )
                stage.panel(front, (left, z), (left + 1.1, z + 1.35), glass)
                stage.panel(front, (left + 0.52, z), (left + 0.58, z + 1.35), lit(colour, 0.8))
                if shining and z > 4:
                    stage.glow((left + 0.55, front, z + 0.7), 1.7, (120, 90, 46), 0.5)


def _bench(stage: Stage, at: Spot) -> None:
    x, y, z = at
    wood = ink("#9a6f48")
    stage.cast(
        [(x + a, y + b, z + c) for a in (-0.75, 0.75) for b in (-0.2, 0.25) for c in (0, 0.45)], strength=0.5, blur=0.08
    )
    for k in (-0.6, 0.6):
        stage.box((x + k, y, z), (0.07, 0.4, 0.42), ink("#4a4d52"))
        stage.tube(((x + k, y + 0.2, z + 0.4), (x + k, y + 0.3, z + 0.85)), 0.03, ink("#4a4d52"))
    for k in range(3):
        stage.box((x, y - 0.14 + k * 0.15, z + 0.42), (1.5, 0.12, 0.04), wood)
    for k in range(2):
        stage.face(
            (
                (x - 0.75, y + 0.24, z + 0.56 + k * 0.17),
                (x + 0.75, y + 0.24, z + 0.56 + k * 0.17),
                (x + 0.75, y + 0.27, z + 0.68 + k * 0.17),
                (x - 0.75, y + 0.27, z + 0.68 + k * 0.17),
            ),
            wood,
        )


def _post(stage: Stage, x: float, y: float, side: int) -> None:
    """The lamp post with its arm; the head hangs broken, or shines."""
    iron, z = ink("#5a6168"), 0.14
    stage.box((x, y, z), (0.34, 0.34, 0.32), lit(iron, 0.9), flare=0.8)
    stage.tube(((x, y, z + 0.3), (x, y, 3.55)), 0.075, iron, end=0.055)
    for h in (0.9, 2.9):
        stage.tube(((x, y, h), (x, y, h + 0.07)), 0.085, lit(iron, 1.1))
    arm = [(x, y, 3.5), (x - side * 0.12, y, 3.72), (x - side * 0.45, y, 3.86), (x - side * 0.85, y, 3.84)]
    stage.tube(arm, 0.042, iron)
    end = arm[-1]
    if stage.after:
        _head(stage, end, side)
        stage.pool((end[0] - side * 0.2, y, 1.9), 4.4, (255, 196, 132), 0.36)
        stage.pool((end[0], y - 0.2, 0.14), 2.6, (255, 196, 132), 0.6)
        stage.glow((end[0] - side * 0.22, y, 3.74), 1.7, (255, 214, 150), 0.75)
        stage.glow((end[0] - side * 0.22, y, 3.74), 0.55, (255, 244, 220), 1.0)
        cone = [
            (end[0] - side * 0.05, y, 3.7),
            (end[0] - side * 0.4, y, 3.7),
            (end[0] - side * 1.7, y, 0.14),
            (end[0] + side * 1.2, y, 0.14),
        ]
        stage.soft(stage.camera.dots(cone), (255, 232, 184), alpha=0.2, blur=60)
        return
    _head(stage, end, side)
    chance = stage.trouble
    for _ in range(26):
        spot = (end[0] - side * 0.1 + chance.gauss(0, 0.3), y + chance.gauss(0, 0.25), z)
        px, py = stage.camera.dot(spot)
        r = stage.camera.size(chance.uniform(0.012, 0.04), spot)
        stage.pen.polygon(
            ((px - r, py), (px, py - r * 0.5), (px + r * 1.1, py + r * 0.1), (px, py + r * 0.4)), fill=(222, 232, 244)
        )


def _head(stage: Stage, at: Spot, side: int) -> None:
    """The lamp's head: level on its arm, or hanging down by its cables with the glass broken."""
    x, y, z = at

    def put(points: Sequence[tuple[float, float]], low: float) -> list[Spot]:
        return [(x - side * a * 1.5, y - 0.01, z + low + b * 1.5) for a, b in points]

    case = ink("#79828a")
    if stage.after:
        stage.face(put(((-0.06, 0.06), (0.1, 0.11), (0.5, 0.05), (0.54, -0.03), (-0.04, -0.05)), 0.0), case)
        glass = ((0.0, -0.05), (0.5, -0.03), (0.42, -0.12), (0.08, -0.14))
        stage.face(put(glass, 0.0), (255, 250, 230))
        return
    for colour, bend in ((ink("#1c1e22"), 0.06), (ink("#c04a3a"), -0.06)):
        stage.tube(put(((0.0, 0.0), (bend, -0.08), (0.0, -0.17)), 0.0), 0.012, colour)
    body = ((0.07, 0.02), (-0.05, 0.05), (-0.17, -0.16), (-0.2, -0.5), (-0.1, -0.55), (0.02, -0.1))
    stage.face(put(body, -0.24), case)
    stage.face(put(((-0.05, 0.05), (-0.17, -0.16), (-0.2, -0.5), (-0.15, -0.3)), -0.24), lit(case, 1.2))
    broken = (
        (0.03, -0.06),
        (-0.1, -0.53),
        (0.02, -0.48),
        (0.08, -0.38),
        (0.0, -0.31),
        (0.1, -0.26),
        (0.05, -0.2),
        (0.13, -0.13),
    )
    stage.face(put(broken, -0.24), ink("#c9d8e6"))
    stage.face(
        put(((0.02, -0.1), (-0.06, -0.44), (0.0, -0.44), (-0.02, -0.32), (0.04, -0.24), (0.03, -0.16)), -0.24),
        ink("#23272e"),
    )


CABLES = tuple(ink(code) for code in ("#e0692f", "#d8472f", "#e88a2a", "#e0692f", "#f0f0ea", "#d8472f"))
COATS = tuple(ink(code) for code in ("#b5342d", "#2f6fa8", "#e2e0d8", "#3f8a72", "#3b3f46", "#c98a2e"))


def wire(seed: int, *, after: bool, night: bool, rain: bool) -> Stage:
    """Cables from a window down to electric scooters; after, the scooters stand at a charging post."""
    stage = yard(
        "wire", seed, after=after, night=night, rain=rain, back=6.0, pitch=0.015, step_back=0.5, high=7.0, focal=2080.0
    )
    side = stage.place.choice((-1, 1))
    for x in (-2.1, 0.55):
        for z in (1.0, 3.35):
            window(stage, 6.0, (side * x - 0.72, z), (side * x + 0.72, z + 1.35), bars=z < 2)
    cooler(stage, side * -0.75, 6.0, 3.3)
    door(stage, 6.0, side * 2.35, wide=1.2, colour=stage.place.choice((ink("#5c6e76"), ink("#7c4a3a"), ink("#4f6a58"))))
    pipe(stage, side * -3.3, 6.0, 6.8)
    shade(stage)
    spots = [((-side * 1.1, 4.9, 0.0), 0.25), ((side * 0.95, 4.75, 0.0), 0.2)]
    if side > 0:
        spots = [(at, pi - turn) for at, turn in spots]
    coats = (look(seed, COATS), look(seed + 2, COATS))
    if after:
        a, b = sorted((-side * 2.05, side * 2.0))
        stage.floor((a, 4.25), (b, 4.31), ink("#e9e7df"), alpha=230, rough=110)
        for x in (a, (a + b) / 2, b):
            stage.floor((x - 0.03, 4.25), (x + 0.03, 5.7), ink("#e9e7df"), alpha=230, rough=110)
        _charger(stage, (-side * 0.1, 5.82, 0.0))
    for (at, turn), coat in zip(spots, coats, strict=True):
        scooter(stage, at, turn, coat)
    if after:
        for (at, _), k in zip(spots, (-1, 1), strict=True):
            _hang(
                stage,
                (-side * 0.1 + k * side * 0.12, 5.66, 1.0),
                (at[0], at[1] - 0.1, 0.6),
                0.25,
                ink("#2b2e33"),
                0.016,
            )
        return stage
    cable = look(seed, CABLES)
    start = (side * -1.9, 5.94, 3.36)
    board = (-side * 0.12, 5.2, 0.98)
    _hang(stage, start, board, 0.75, cable, 0.03)
    _hang(
        stage,
        (side * 0.95, 5.94, 3.36),
        (spots[0][0][0] + side * 0.1, spots[0][0][1], 0.66),
        0.6,
        look(seed + 1, CABLES),
        0.03,
    )
    stage.box((board[0], board[1], board[2] - 0.16), (0.12, 0.08, 0.42), ink("#f1efe9"))
    for k in range(4):
        stage.panel(
            board[1] - 0.045,
            (board[0] - 0.03, board[2] - 0.1 + k * 0.09),
            (board[0] + 0.03, board[2] - 0.05 + k * 0.09),
            ink("#4a4d52"),
        )
    _hang(stage, (board[0], board[1], board[2] - 0.1), (spots[1][0][0], spots[1][0][1] - 0.1, 0.62), 0.3, cable, 0.022)
    stage.stain(
        stage.patch((board[0], 5.1, 0.0), 0.3, chance=stage.trouble, stretch=0.4), (40, 40, 44), alpha=0.25, blur=0.1
    )
    return stage


def _hang(stage: Stage, start: Spot, end: Spot, sag: float, colour: Colour, radius: float) -> None:
    """A cable that hangs between two spots, with its shadow on the wall."""
    path = []
    for k in range(15):
        part = k / 14
        x, y, z = (a + (b - a) * part for a, b in zip(start, end, strict=True))
        path.append((x, y, max(0.03, z - sag * 4 * part * (1 - part))))
    if stage.wall_at is not None and not stage.rain and not stage.night:
        sx = stage.sun[0]
        dots = [
            stage.camera.dot(
                (x + (stage.wall_at - y) * sx * 0.8 + 0.05, stage.wall_at, z - (stage.wall_at - y) * 0.8 - 0.05)
            )
            for x, y, z in path
            if z - (stage.wall_at - y) * 0.8 > 0.1
        ]
        if len(dots) > 1:
            stage.pen.line(
                dots, fill=(44, 46, 54, 90), width=max(2, round(stage.camera.size(radius * 2, start))), joint="curve"
            )
    dots = [stage.camera.dot(spot) for spot in path]
    width = max(3, round(stage.camera.size(radius * 2, path[7])))
    stage.pen.line(dots, fill=lit(colour, 0.72), width=width, joint="curve")
    stage.pen.line(
        [(x - 1, y - width * 0.18) for x, y in dots],
        fill=lit(colour, 1.08),
        width=max(2, round(width * 0.55)),
        joint="curve",
    )


def _charger(stage: Stage, at: Spot) -> None:
    """A charging post with two sockets and a green light."""
    x, y, z = at
    stage.cast([(x + a, y - 0.1, h) for a in (-0.2, 0.2) for h in (0, 1.5)])
    stage.box((x, y, z), (0.36, 0.22, 1.45), ink("#e6ebe6"))
    stage.box((x, y, 1.45), (0.44, 0.3, 0.07), ink("#2f8a5a"))
    front = y - 0.112
    stage.panel(front, (x - 0.18, 0.0), (x + 0.18, 0.16), ink("#5b6166"))
    stage.panel(front, (x - 0.18, 1.02), (x + 0.18, 1.4), ink("#2f8a5a"))
    bolt = [(0.02, 1.37), (-0.09, 1.18), (-0.01, 1.18), (-0.03, 1.05), (0.09, 1.25), (0.01, 1.25)]
    stage.face([(x + a, front - 0.005, b) for a, b in bolt], ink("#f6f4d8"))
    for k in (-0.09, 0.09):
        stage.panel(front, (x + k - 0.06, 0.72), (x + k + 0.06, 0.92), ink("#3c4146"))
        stage.panel(front - 0.003, (x + k - 0.025, 0.94), (x + k + 0.025, 0.975), (96, 240, 140))
        stage.glow((x + k, front, 0.96), 0.14, (60, 220, 120), 0.7)
