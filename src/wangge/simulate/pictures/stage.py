"""The stage: one scene with its eye and its sun, and the strokes that everything is drawn with."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from math import cos, hypot, pi, sin
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from wangge.simulate.pictures.camera import HEIGHT, SHEET, WIDTH, Camera, Dot, Spot
from wangge.simulate.pictures.colours import Colour, lit, mix

INK: Colour = (38, 40, 44)


class Stage:
    """A sheet, a camera and the light of the hour.

    ``place`` and ``trouble`` are two streams of chance: the place draws the same numbers before and after.
    ``rough`` remembers how grainy each part of the picture is, ``shade`` where the light is taken away.
    """

    def __init__(self, camera: Camera, *, name: str, seed: int, after: bool, night: bool, rain: bool) -> None:
        self.camera, self.after, self.night, self.rain, self.seed = camera, after, night, rain, seed
        self.place = Random(f"{name} {seed} place")  # noqa: S311
        self.trouble = Random(f"{name} {seed} {after}")  # noqa: S311
        self._draw_on(
            Image.new("RGB", (WIDTH * SHEET, HEIGHT * SHEET), (200, 208, 214)), Image.new("L", (WIDTH, HEIGHT))
        )
        self.shade = Image.new("L", (WIDTH // 4, HEIGHT // 4), 255)
        self.shade_pen = ImageDraw.Draw(self.shade)
        self.glows: list[tuple[Dot, float, Colour, float]] = []
        self.pools: list[tuple[Dot, float, Colour, float]] = []
        self.wall_at: float | None = None
        self.wall_colour: Colour = (200, 196, 188)
        self.indoors = False
        self.dusk = False
        self.ground = 0.0
        sun = Random(f"{name} {seed} sun")  # noqa: S311
        self.sun = (sun.uniform(0.45, 0.95) * sun.choice((1, 1, -1)), sun.uniform(0.3, 0.5))

    # --- flat strokes

    def flat(self, dots: Sequence[Dot], colour: Colour, *, alpha: int = 255, rough: int = 0) -> None:
        """A filled outline on the sheet. ``rough`` (0 to 255) is how much grain it will show."""
        if len(dots) < 3:
            return
        self.pen.polygon(dots, fill=(*colour, alpha))
        if alpha > 180 or rough:
            self._rough_pen.polygon([(x / SHEET, y / SHEET) for x, y in dots], fill=rough)

    def face(self, spots: Sequence[Spot], colour: Colour, *, alpha: int = 255, rough: int = 0) -> None:
        """A filled flat face in the scene."""
        self.flat(self.camera.dots(spots), colour, alpha=alpha, rough=rough)

    def floor(self, low: Dot, high: Dot, colour: Colour, *, z: float = 0.0, alpha: int = 255, rough: int = 0) -> None:
        """A lying rectangle from its near left to its far right corner."""
        (x0, y0), (x1, y1) = low, high
        self.face(((x0, y0, z), (x1, y0, z), (x1, y1, z), (x0, y1, z)), colour, alpha=alpha, rough=rough)

    def panel(self, y: float, low: Dot, high: Dot, colour: Colour, *, alpha: int = 255, rough: int = 0) -> None:
        """An upright rectangle facing us at depth ``y``, from (x, z) low to (x, z) high."""
        (x0, z0), (x1, z1) = low, high
        self.face(((x0, y, z0), (x1, y, z0), (x1, y, z1), (x0, y, z1)), colour, alpha=alpha, rough=rough)

    def smooth(self, spots: Sequence[Spot]) -> None:
        """Takes nearly all grain away, as water does."""
        self._rough_pen.polygon([(x / SHEET, y / SHEET) for x, y in self.camera.dots(spots)], fill=34)

    def line(self, spots: Sequence[Spot], colour: Colour, *, wide: float, alpha: int = 255) -> None:
        """A thin line in the scene, ``wide`` in metres where it begins."""
        dots = self.camera.dots(spots) if len(spots) > 2 else [self.camera.dot(spot) for spot in spots]
        if dots:
            width = max(1, round(self.camera.size(wide, spots[0])))
            self.pen.line(dots, fill=(*colour, alpha), width=width, joint="curve")

    def tube(self, path: Sequence[Spot], radius: float, colour: Colour, *, end: float | None = None) -> None:
        """A round bar along a path, lit along one side; ``end`` is the radius at the far end when it tapers."""
        steps = len(path) - 1
        for n, (one, other) in enumerate(pairwise(path)):
            radii = [radius + ((radius if end is None else end) - radius) * (n + k) / steps for k in (0, 1)]
            self._rod(one, other, (radii[0], radii[1]), colour)

    def _rod(self, one: Spot, other: Spot, radii: tuple[float, float], colour: Colour) -> None:
        (x0, y0), (x1, y1) = self.camera.dot(one), self.camera.dot(other)
        long = hypot(x1 - x0, y1 - y0) or 1.0
        nx, ny = (y1 - y0) / long, -(x1 - x0) / long
        if nx * self.sun[0] + ny * 0.6 > 0:
            nx, ny = -nx, -ny
        w0, w1 = self.camera.size(radii[0], one), self.camera.size(radii[1], other)
        for low, high, strength in ((-1.0, 1.0, 0.72), (-1.0, 0.45, 0.95), (-0.85, -0.3, 1.16)):
            band = [
                (x0 - nx * low * w0, y0 - ny * low * w0), (x1 - nx * low * w1, y1 - ny * low * w1),
                (x1 - nx * high * w1, y1 - ny * high * w1), (x0 - nx * high * w0, y0 - ny * high * w0),
            ]  # fmt: skip
            if low == -1.0 and high == 1.0:
                for (x, y), w in (((x0, y0), w0), ((x1, y1), w1)):
                    self.pen.ellipse((x - w, y - w, x + w, y + w), fill=lit(colour, 0.82))
                self.flat(band, lit(colour, strength))
            elif max(w0, w1) > 2:
                self.pen.polygon(band, fill=lit(colour, strength))

    # --- bodies

    def box(
        self, low: Spot, size: Spot, colour: Colour, *, turn: float = 0.0, flare: float = 1.0, rough: int = 0
    ) -> None:
        """A block standing with the middle of its foot at ``low``; ``turn`` in radians about the vertical.

        ``flare`` is how much wider it is at the top than at the foot.
        """
        w, d, h = size[0] / 2, size[1] / 2, size[2]
        plan = ((-w, -d), (w, -d), (w, d), (-w, d))
        foot = [turned(p, turn, low) for p in plan]
        head = [turned((x * flare, y * flare), turn, low) for x, y in plan]
        eye = self.camera.eye
        for k in range(4):
            (ax, ay), (bx, by) = foot[k], foot[(k + 1) % 4]
            nx, ny = by - ay, ax - bx
            if (eye[0] - ax) * nx + (eye[1] - ay) * ny <= 0:
                continue
            self.face(
                (
                    (ax, ay, low[2]), (bx, by, low[2]),
                    (*head[(k + 1) % 4], low[2] + h), (*head[k], low[2] + h),
                ),
                lit(colour, self.facing(nx, ny)), rough=rough,
            )  # fmt: skip
        if eye[2] > low[2] + h:
            self.face([(x, y, low[2] + h) for x, y in head], lit(colour, 1.14), rough=rough)

    def facing(self, nx: float, ny: float) -> float:
        """How much light an upright face with that outward normal gets."""
        long = hypot(nx, ny) or 1.0
        towards = -(nx * self.sun[0] + ny * self.sun[1]) / long / (hypot(*self.sun) or 1.0)
        return 0.84 + 0.2 * towards

    def ring(
        self, middle: Spot, radius: float, *, steps: int = 40, plane: str = "xy", stretch: float = 1.0
    ) -> list[Spot]:
        """The spots of a circle: lying (``xy``), facing us (``xz``) or seen edge-on (``yz``)."""
        x, y, z = middle
        spots = []
        for k in range(steps):
            a, b = radius * cos(2 * pi * k / steps), radius * sin(2 * pi * k / steps) * stretch
            spots.append({"xy": (x + a, y + b, z), "xz": (x + a, y, z + b), "yz": (x, y + a, z + b)}[plane])
        return spots

    def patch(
        self, middle: Spot, radius: float, *, chance: Random, wild: float = 0.25, stretch: float = 1.0
    ) -> list[Spot]:
        """An uneven lying outline such as a puddle or a hole."""
        waves = [(k, chance.uniform(0, 2 * pi), chance.uniform(0.3, 1.0) * wild / k) for k in (1, 2, 3, 5, 7)]
        spots = []
        for n in range(72):
            angle = 2 * pi * n / 72
            r = radius * (1 + sum(size * sin(k * angle + start) for k, start, size in waves))
            spots.append((middle[0] + r * cos(angle), middle[1] + r * stretch * sin(angle), middle[2]))
        return spots

    # --- shadows and light

    def soft(self, dots: Sequence[Dot], colour: Colour, *, alpha: float, blur: float) -> None:
        """An outline with soft edges; ``alpha`` 0 to 1, ``blur`` in sheet pixels."""
        if len(dots) < 3:
            return
        room, scale = blur * 2.2, 8 if blur > 24 else 4
        left = max(0, int(min(x for x, _ in dots) - room)) // scale * scale
        top = max(0, int(min(y for _, y in dots) - room)) // scale * scale
        right = min(WIDTH * SHEET, int(max(x for x, _ in dots) + room))
        bottom = min(HEIGHT * SHEET, int(max(y for _, y in dots) + room))
        if right - left < scale or bottom - top < scale:
            return
        mask = Image.new("L", ((right - left) // scale + 1, (bottom - top) // scale + 1))
        ImageDraw.Draw(mask).polygon(
            [((x - left) / scale, (y - top) / scale) for x, y in dots], fill=round(255 * alpha)
        )
        mask = mask.filter(ImageFilter.BoxBlur(blur / scale / 1.6)).filter(ImageFilter.BoxBlur(blur / scale / 2))
        mask = mask.resize((mask.width * scale, mask.height * scale), Image.Resampling.BILINEAR)
        self.sheet.paste(colour, (left, top), mask)

    def stain(self, spots: Sequence[Spot], colour: Colour, *, alpha: float, blur: float) -> None:
        """A soft patch lying in the scene, ``blur`` in metres."""
        self.soft(self.camera.dots(spots), colour, alpha=alpha, blur=self.camera.size(blur, spots[0]))

    def fade(self, dark: tuple[Spot, Spot], light: tuple[Spot, Spot], colour: Colour, *, alpha: float) -> None:
        """A strip that is ``alpha`` strong along its ``dark`` edge and gone at its ``light`` one, as in a corner."""
        steps = 7
        for k in range(1, steps + 1):
            rim = (between(dark[1], light[1], k / steps), between(dark[0], light[0], k / steps))
            self.face((*dark, *rim), colour, alpha=round(255 * alpha / steps))

    def cast(self, spots: Sequence[Spot], *, strength: float = 0.42, blur: float = 0.03) -> None:
        """The shadow that a body with these corners throws on the ground and, where there is one, the wall."""
        sx, sy = self.sun
        if self.indoors or self.rain or self.night:
            sx, sy, strength, blur = sx * 0.2, abs(sy) * 0.3, strength * 0.75, blur * 2.6 + 0.03
        base = self.ground
        lying = outline([(x + (z - base) * sx, y + (z - base) * sy) for x, y, z in spots])
        if self.wall_at is not None:
            wall = self.wall_at
            if sy > 0:
                upright = outline([(x + (wall - y) / sy * sx, z - (wall - y) / sy) for x, y, z in spots])
                upright = trimmed(upright, lambda p: p[1] - base)
                if upright:
                    self.stain([(x, wall, z) for x, z in upright], INK, alpha=strength * 0.8, blur=blur)
            lying = trimmed(lying, lambda p: wall - p[1])
        if len(lying) > 2:
            self.stain([(x, y, base) for x, y in lying], INK, alpha=strength, blur=blur)

    def dim(self, spots: Sequence[Spot], light: int) -> None:
        """Takes light away from an area of the scene, for the shade of things outside the picture."""
        dots = self.camera.dots(spots)
        if len(dots) > 2:
            self.shade_pen.polygon([(x / SHEET / 4, y / SHEET / 4) for x, y in dots], fill=light)

    def glow(self, spot: Spot, radius: float, colour: Colour, strength: float = 1.0) -> None:
        """A light that shines in the finished picture: ``radius`` in metres, ``strength`` 0 to 1."""
        self.glows.append((self.camera.dot(spot), self.camera.size(radius, spot), colour, strength))

    @contextmanager
    def inside(self, spots: Sequence[Spot]) -> Iterator[None]:
        """What is drawn meanwhile shows only inside this outline: a hole, a puddle's mirror, a window."""
        dots = self.camera.dots(spots)
        left, top = (max(0, int(min(p[k] for p in dots))) for k in (0, 1))
        right, bottom = (min(size, int(max(p[k] for p in dots)) + 1) for k, size in enumerate(self.sheet.size))
        right, bottom = max(right, left + 1), max(bottom, top + 1)
        under, rough = self.sheet, self.rough
        self._draw_on(Image.new("RGB", under.size, None), Image.new("L", rough.size, None))
        self.sheet.paste(under.crop((left, top, right, bottom)), (left, top))
        yield
        drawn = self.sheet.crop((left, top, right, bottom))
        self._draw_on(under, rough)
        mask = Image.new("L", drawn.size)
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in dots], fill=255)
        under.paste(drawn, (left, top), mask)

    def _draw_on(self, sheet: Image.Image, rough: Image.Image) -> None:
        self.sheet, self.pen = sheet, ImageDraw.Draw(sheet, "RGBA")
        self.rough, self._rough_pen = rough, ImageDraw.Draw(rough)

    def pool(self, spot: Spot, radius: float, colour: Colour, strength: float = 1.0) -> None:
        """Light that falls on what is around the spot, as ``glow``."""
        self.pools.append((self.camera.dot(spot), self.camera.size(radius, spot), colour, strength))

    def ball(self, middle: Spot, radius: float, colour: Colour, *, flat: float = 1.0) -> None:
        """A round body: dark rim, body, a lit side and a small gleam."""
        x, y = self.camera.dot(middle)
        r = self.camera.size(radius, middle)
        side = -0.28 if self.sun[0] > 0 else 0.28
        for part, strength in ((1.0, 0.72), (0.86, 0.9), (0.6, 1.04), (0.3, 1.16)):
            cx, cy, s = x + side * r * (1 - part) * 1.3, y - 0.5 * r * (1 - part) * flat, r * part
            box = (cx - s, cy - s * flat, cx + s, cy + s * flat)
            self.pen.ellipse(box, fill=lit(colour, strength))
        self._rough_pen.ellipse([k / SHEET for k in (x - r, y - r * flat, x + r, y + r * flat)], fill=0)

    def blend(self, spots: Sequence[Spot], low: Colour, high: Colour, *, steps: int = 12, rough: int = 0) -> None:
        """A four-cornered face whose colour runs from its first edge (``low``) to the opposite one (``high``)."""
        a, b, c, d = spots
        for k in range(steps):
            one, two = k / steps, (k + 1) / steps
            self.face(
                (between(a, d, one), between(b, c, one), between(b, c, two), between(a, d, two)),
                mix(low, high, (k + 0.5) / steps), rough=rough,
            )  # fmt: skip


def between(one: Spot, other: Spot, part: float) -> Spot:
    """The spot that lies ``part`` of the way from one to the other."""
    return one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part, one[2] + (other[2] - one[2]) * part


def turned(flat: Dot, turn: float, about: Sequence[float]) -> Dot:
    """A point of a thing's own ground plan, turned and put where the thing stands."""
    x, y = flat
    return about[0] + x * cos(turn) - y * sin(turn), about[1] + x * sin(turn) + y * cos(turn)


def outline(points: Sequence[Dot]) -> list[Dot]:
    """The convex outline around points."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return []
    halves: list[list[Dot]] = []
    for run in (ordered, ordered[::-1]):
        half: list[Dot] = []
        for p in run:
            while len(half) > 1 and _bend(half[-2], half[-1], p) <= 0:
                half.pop()
            half.append(p)
        halves.append(half[:-1])
    return halves[0] + halves[1]


def _bend(a: Dot, b: Dot, c: Dot) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def trimmed(points: Sequence[Dot], inside: Callable[[Dot], float]) -> list[Dot]:
    """The part of an outline where ``inside`` is not negative; it must be linear in the point."""
    kept: list[Dot] = []
    for here, there in zip(points, [*points[1:], *points[:1]], strict=True):
        h, t = inside(here), inside(there)
        if h >= 0:
            kept.append(here)
        if (h >= 0) != (t >= 0):
            part = h / (h - t)
            kept.append((here[0] + (there[0] - here[0]) * part, here[1] + (there[1] - here[1]) * part))
    return kept
