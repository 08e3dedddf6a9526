"""Bicycles, electric scooters and cars."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import cos, pi, sin

from wangge.simulate.pictures.camera import Spot
from wangge.simulate.pictures.colours import Colour, ink, lit
from wangge.simulate.pictures.stage import Stage, outline, turned


def bicycle(stage: Stage, at: Spot, turn: float, colour: Colour, *, fallen: bool = False) -> None:
    """A shared bicycle with basket; ``turn`` 0 stands broadside, front to the right; ``fallen`` lies on its side."""

    def put(x: float, z: float, y: float = 0.0) -> Spot:
        if fallen:
            y, z = z * 0.94, 0.06 + z * 0.16 - y * 0.6
        px, py = turned((x, y), turn, at)
        return px, py, at[2] + z

    stage.cast(
        [
            put(x, z, y)
            for x, z, y in (
                (-0.85, 0.0, 0), (-0.85, 0.55, 0), (0.85, 0.0, 0), (0.85, 0.55, 0),
                (0.4, 1.05, 0.25), (0.4, 1.05, -0.25), (-0.3, 0.95, 0),
            )
        ],
        strength=0.26, blur=0.05,
    )  # fmt: skip
    dark, steel = ink("#2b2d30"), ink("#b9bdbf")
    for x in (-0.52, 0.54):
        rim = [put(x + 0.32 * cos(k * pi / 18), 0.33 + 0.32 * sin(k * pi / 18)) for k in range(37)]
        for k in range(9):
            stage.line((put(x, 0.33), rim[k * 4]), steel, wide=0.006, alpha=170)
        stage.pen.line(
            stage.camera.dots(rim), fill=dark, width=max(3, round(stage.camera.size(0.045, rim[0]))), joint="curve"
        )
        inner = [put(x + 0.285 * cos(k * pi / 18), 0.33 + 0.285 * sin(k * pi / 18)) for k in range(37)]
        stage.pen.line(
            stage.camera.dots(inner),
            fill=lit(steel, 0.9),
            width=max(2, round(stage.camera.size(0.014, rim[0]))),
            joint="curve",
        )
        guard = [put(x + 0.38 * cos(k * pi / 18), 0.33 + 0.38 * sin(k * pi / 18)) for k in range(3, 17)]
        stage.pen.line(
            stage.camera.dots(guard),
            fill=lit(colour, 0.95),
            width=max(3, round(stage.camera.size(0.04, rim[0]))),
            joint="curve",
        )
    stage.tube((put(-0.52, 0.33), put(-0.05, 0.3)), 0.02, lit(colour, 0.8))
    stage.tube((put(-0.52, 0.33), put(-0.24, 0.72)), 0.017, colour)
    stage.tube((put(-0.05, 0.3), put(-0.28, 0.82)), 0.025, colour)
    stage.tube((put(-0.05, 0.3), put(0.2, 0.42), put(0.38, 0.78)), 0.032, colour)
    stage.tube((put(0.54, 0.33), put(0.36, 0.86), put(0.33, 1.0)), 0.022, colour)
    stage.tube((put(0.33, 1.0, -0.27), put(0.36, 1.0), put(0.33, 1.0, 0.27)), 0.016, dark)
    stage.tube((put(0.28, 1.0, -0.3), put(0.34, 1.0, -0.22)), 0.024, dark)
    stage.tube((put(-0.28, 0.82), put(-0.3, 0.9)), 0.018, steel)
    stage.face([put(-0.42, 0.9, -0.08), put(-0.12, 0.92, -0.03), put(-0.12, 0.92, 0.03), put(-0.42, 0.9, 0.08)], dark)
    stage.face(
        [put(-0.42, 0.9, -0.08), put(-0.12, 0.92, -0.03), put(-0.14, 0.87, -0.03), put(-0.4, 0.84, -0.07)],
        lit(dark, 1.5),
    )
    basket = [(0.42, 0.72), (0.72, 0.76), (0.78, 0.98), (0.4, 0.96)]
    for side in (0.14, -0.14):
        stage.face([put(a, b, side) for a, b in basket], lit(colour, 0.78 if side > 0 else 1.0))
    for k in range(1, 5):
        stage.line((put(0.42 + k * 0.06, 0.73, -0.14), put(0.4 + k * 0.076, 0.96, -0.14)), lit(colour, 0.7), wide=0.01)
    stage.line((put(-0.05, 0.3), put(0.06, 0.18, -0.08)), dark, wide=0.03)
    stage.face(_disc(put, (-0.05, 0.3), 0.09), lit(dark, 1.3))


def _disc(put: Callable[..., Spot], middle: tuple[float, float], r: float, y: float = -0.03) -> list[Spot]:
    """A disc in the upright plane of a thing that ``put`` places."""
    return [put(middle[0] + r * cos(k * pi / 10), middle[1] + r * sin(k * pi / 10), y) for k in range(20)]


def scooter(stage: Stage, at: Spot, turn: float, colour: Colour) -> None:
    """An electric scooter: two thick wheels, footboard, seat, front shield, a box behind."""

    def put(x: float, z: float, y: float = 0.0) -> Spot:
        px, py = turned((x, y), turn, at)
        return px, py, at[2] + z

    def solid(profile: Sequence[tuple[float, float]], half: float, tone: Colour) -> None:
        for side in (half, -half):
            stage.face([put(a, b, side) for a, b in profile], lit(tone, 0.7 if side > 0 else 1.0))
        for (ax, az), (bx, bz) in zip(profile, [*profile[1:], profile[0]], strict=True):
            if bx < ax or (abs(bx - ax) > abs(bz - az) * 1.5 and bx < ax):
                stage.face(
                    [put(ax, az, half), put(bx, bz, half), put(bx, bz, -half), put(ax, az, -half)], lit(tone, 1.18)
                )
        stage.face([put(a, b, -half) for a, b in profile], lit(tone, 1.0))

    stage.cast(
        [put(x, z, y) for x in (-0.75, 0.75) for z in (0.0, 0.75) for y in (-0.16, 0.16)] + [put(0.42, 1.1)],
        strength=0.42,
        blur=0.04,
    )
    dark = ink("#2a2c2f")
    for x in (-0.55, 0.6):
        stage.face([put(a, b, 0.05) for a, b in _circle(x, 0.24, 0.24)], dark)
        stage.face([put(a, b, -0.05) for a, b in _circle(x, 0.24, 0.24)], lit(dark, 1.25))
        stage.face([put(a, b, -0.055) for a, b in _circle(x, 0.24, 0.15)], ink("#a9adaf"))
        stage.face([put(a, b, -0.056) for a, b in _circle(x, 0.24, 0.07)], lit(dark, 1.6))
    solid(
        [(-0.7, 0.42), (-0.2, 0.3), (0.3, 0.3), (0.3, 0.36), (-0.1, 0.38), (-0.16, 0.66), (-0.72, 0.68)], 0.13, colour
    )
    solid([(-0.72, 0.68), (-0.1, 0.66), (-0.08, 0.72), (-0.3, 0.78), (-0.7, 0.77)], 0.13, dark)
    stage.tube((put(0.6, 0.24, -0.08), put(0.5, 0.6, -0.06)), 0.025, ink("#8f9496"))
    solid([(0.28, 0.34), (0.4, 0.34), (0.56, 0.62), (0.48, 0.96), (0.42, 0.96), (0.42, 0.6)], 0.17, colour)
    solid([(0.5, 0.44), (0.74, 0.44), (0.8, 0.5), (0.6, 0.54)], 0.06, lit(colour, 0.9))
    stage.tube((put(0.44, 0.96), put(0.4, 1.06)), 0.03, dark)
    stage.tube((put(0.36, 1.06, 0.3), put(0.42, 1.06), put(0.36, 1.06, -0.3)), 0.02, dark)
    stage.face([put(a, b, -0.172) for a, b in _circle(0.53, 0.8, 0.06)], ink("#f3eccf"))
    stage.tube((put(0.4, 1.06, -0.2), put(0.44, 1.2, -0.26)), 0.008, dark)
    stage.face([put(a, b, -0.26) for a, b in _circle(0.44, 1.22, 0.05)], lit(dark, 1.6))
    solid([(-0.96, 0.74), (-0.66, 0.74), (-0.66, 1.0), (-0.96, 1.0)], 0.16, lit(dark, 1.2))
    stage.face(
        [put(a, b, -0.135) for a, b in ((-0.72, 0.5), (-0.64, 0.5), (-0.64, 0.58), (-0.74, 0.58))], ink("#c0392f")
    )


def _circle(x: float, z: float, r: float) -> list[tuple[float, float]]:
    return [(x + r * cos(k * pi / 14), z + r * sin(k * pi / 14)) for k in range(28)]


BODY = ((2.2, 0.32), (2.22, 0.55), (2.1, 0.74), (1.1, 0.92), (-1.75, 0.96), (-2.1, 0.9), (-2.2, 0.6), (-2.15, 0.32))
CABIN = ((1.12, 0.92), (0.42, 1.42), (-0.95, 1.46), (-1.72, 0.95))


def car(stage: Stage, at: Spot, turn: float, colour: Colour) -> None:
    """A saloon car 4.4 m long; ``turn`` 0 shows its side, the front to the right. Only what faces the eye is drawn."""

    def put(x: float, z: float, y: float) -> Spot:
        px, py = turned((x, y), turn, at)
        return px, py, at[2] + z

    half, roof = 0.86, 0.66
    base = [put(x, 0.0, y) for x in (-2.15, 2.15) for y in (-half, half)]
    tall = [put(x, z, y * 0.8) for x, z in ((0.42, 1.42), (-0.95, 1.46)) for y in (-half, half)]
    middle = [put(x, 0.8, y) for x in (-2.1, 2.1) for y in (-half, half)]
    stage.cast(base + middle + tall, strength=0.5, blur=0.06)
    stage.stain(
        [put(x, 0.0, y) for x, y in outline([(x, y) for x in (-2.2, 2.2) for y in (-half - 0.05, half)])],
        (18, 19, 22),
        alpha=0.75,
        blur=0.06,
    )
    eye = stage.camera.eye
    near_side = -1 if (eye[0] - at[0]) * sin(turn) - (eye[1] - at[1]) * cos(turn) > 0 else 1
    sheet: list[tuple[float, list[Spot], Colour]] = []
    closed = [*BODY, BODY[0]]
    for (ax, az), (bx, bz) in pairwise(closed):
        face = [put(ax, az, -half), put(ax, az, half), put(bx, bz, half), put(bx, bz, -half)]
        strength = 1.14 if abs(bx - ax) > abs(bz - az) else 0.86
        sheet.append((_away(stage, face), face, lit(colour, strength)))
    for _, face, tone in sorted(sheet, key=lambda one: -one[0]):
        stage.face(face, tone)
    _front(stage, put, half)
    side = near_side * half
    stage.face([put(x, z, side) for x, z in BODY], colour)
    stage.face([put(x, z, side) for x, z in ((2.2, 0.32), (2.2, 0.5), (-2.18, 0.5), (-2.15, 0.32))], lit(colour, 0.74))
    stage.face(
        [put(x, z, side) for x, z in ((2.0, 0.75), (1.05, 0.88), (-1.9, 0.9), (-1.9, 0.84), (1.0, 0.82))],
        lit(colour, 1.22),
        alpha=170,
    )
    glass = ink("#33414b")
    for (ax, az), (bx, bz) in pairwise(CABIN):
        wa, wb = (half - 0.06 if az < 1.0 else roof), (half - 0.06 if bz < 1.0 else roof)
        face = [put(ax, az, -wa), put(ax, az, wa), put(bx, bz, wb), put(bx, bz, -wb)]
        top = az > 1.3 and bz > 1.3
        stage.face(face, lit(colour, 1.2) if top else glass)
        if not top:
            stage.face(
                [put(ax, az, -wa * 0.9), put(ax, az, -wa * 0.2), put(bx, bz, wb * 0.5), put(bx, bz, -wb * 0.3)],
                (255, 255, 255),
                alpha=30,
            )
    top_side, low_side = near_side * roof, near_side * (half - 0.06)
    stage.face([put(x, z, top_side if z > 1.3 else low_side) for x, z in CABIN], lit(colour, 0.92))
    for pane in (
        ((0.98, 0.95), (0.38, 1.36), (-0.22, 1.39), (-0.22, 0.95)),
        ((-0.3, 0.95), (-0.3, 1.39), (-0.9, 1.39), (-1.5, 0.97)),
    ):
        shape = [put(x, z, near_side * (half - 0.055 + (roof - half + 0.06) * (z - 0.93) / 0.5)) for x, z in pane]
        stage.face(shape, glass)
        stage.face([shape[0], shape[1], shape[2]], (255, 255, 255), alpha=26)
    for x in (-0.26, 0.95, -1.42):
        stage.line((put(x, 0.92, side), put(x, 0.42, side)), lit(colour, 0.6), wide=0.014)
    for x in (-0.05, -1.15):
        stage.line((put(x, 0.8, side * 1.005), put(x - 0.16, 0.8, side * 1.005)), lit(colour, 0.55), wide=0.03)
    stage.face(
        [put(x, z, side * 1.1) for x, z in ((0.9, 0.94), (1.06, 0.96), (1.04, 1.07), (0.9, 1.06))], lit(colour, 0.85)
    )
    for x in (-1.36, 1.4):
        stage.face([put(a, b, side) for a, b in _circle(x, 0.34, 0.4) if b > 0.2], (20, 21, 24))
        stage.face([put(a, b, side) for a, b in _circle(x, 0.31, 0.31)], (34, 35, 38))
        stage.face([put(a, b, side * 1.004) for a, b in _circle(x, 0.31, 0.2)], ink("#b4b8bb"))
        for k in range(5):
            a = k * 2 * pi / 5
            stage.line(
                (put(x, 0.31, side * 1.006), put(x + 0.19 * cos(a), 0.31 + 0.19 * sin(a), side * 1.006)),
                ink("#6d7276"),
                wide=0.045,
            )
        stage.face([put(a, b, side * 1.008) for a, b in _circle(x, 0.31, 0.05)], ink("#d5d8da"))


def _front(stage: Stage, put: Callable[..., Spot], half: float) -> None:
    """Lamps, grille and an empty number plate on whichever end shows."""
    nose, tail = stage.camera.seen(put(2.2, 0.5, 0))[2], stage.camera.seen(put(-2.2, 0.5, 0))[2]
    end, lamp = (2.225, ink("#eef1ee")) if nose < tail else (-2.205, ink("#b8352c"))
    for a, b in ((-0.8, -0.48), (0.48, 0.8)):
        stage.face([put(end, z, y) for y, z in ((a, 0.58), (b, 0.58), (b, 0.72), (a, 0.72))], lamp)
    stage.face([put(end, z, y) for y, z in ((-0.4, 0.56), (0.4, 0.56), (0.4, 0.7), (-0.4, 0.7))], ink("#2c2f33"))
    stage.face([put(end, z, y) for y, z in ((-0.24, 0.38), (0.24, 0.38), (0.24, 0.51), (-0.24, 0.51))], ink("#2f5fa8"))


def _away(stage: Stage, face: Sequence[Spot]) -> float:
    return sum(stage.camera.seen(spot)[2] for spot in face) / len(face)
