"""From the sheet to the finished picture: grain, weather, light, the plate, JPEG."""

from functools import cache
from io import BytesIO
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from wangge.simulate.pictures.camera import HEIGHT, SHEET, WIDTH
from wangge.simulate.pictures.colours import Colour
from wangge.simulate.pictures.plate import marked
from wangge.simulate.pictures.stage import Stage

TILE = 1400
PER_METRE = 130.0

QUALITIES = (82, 77, 70, 60, 45)
MOST_BYTES = 200_000
"""A picture that comes out larger is encoded again, somewhat coarser."""


def finished(stage: Stage) -> bytes:
    """The picture as JPEG bytes without any metadata."""
    picture = _grained(stage, stage.sheet.reduce(SHEET))
    if stage.rain and not stage.indoors:
        picture = _mirrored(stage, picture)
    picture = _lit(stage, picture)
    if stage.rain and not stage.indoors:
        _rained(stage, picture)
    marked(picture)
    for quality in QUALITIES:
        out = BytesIO()
        picture.save(out, "JPEG", quality=quality)
        if out.tell() < MOST_BYTES:
            break
    return out.getvalue()


@cache
def _tile() -> Image.Image:
    """Stone as grey steps around 128: blotches, lumps and fine grains. Made once."""
    chance = Random("grain")  # noqa: S311
    whole = Image.new("L", (TILE, TILE), 128)
    for size, part in ((40, 0.5), (700, 0.3), (TILE, 0.3)):
        layer = Image.frombytes("L", (size, size), chance.randbytes(size * size))
        whole = Image.blend(whole, layer.resize((TILE, TILE), Image.Resampling.BICUBIC), part)
    return whole.point([round(128 + (step - 128) * 0.42) for step in range(256)])


def _grained(stage: Stage, picture: Image.Image) -> Image.Image:
    """Grain laid on the ground in perspective and on the wall upright, where the stage is rough."""
    shift = stage.seed % 5 * 0.3
    origin = (stage.camera.eye[0] - 5.4 - shift, stage.camera.eye[1] + 0.2 - shift, stage.ground)
    grain = _tile().transform(
        (WIDTH, HEIGHT), Image.Transform.PERSPECTIVE,
        stage.camera.unrolled(origin, (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), PER_METRE),
        Image.Resampling.BILINEAR, fillcolor=128,
    )  # fmt: skip
    if stage.wall_at is not None:
        foot = [
            (x / SHEET, y / SHEET) for x, y in (stage.camera.dot((k, stage.wall_at, stage.ground)) for k in (9, -9))
        ]
        upright = Image.new("L", (WIDTH, HEIGHT))
        ImageDraw.Draw(upright).polygon([(-WIDTH, 0), (2 * WIDTH, 0), *foot], fill=255)
        grain.paste(_tile().crop((90, 70, 90 + WIDTH, 70 + HEIGHT)), (0, 0), upright)
    grain = Image.composite(grain, Image.new("L", grain.size, 128), stage.rough)
    return ImageChops.add(picture, Image.merge("RGB", (grain, grain, grain)), 1, -128)


def _light(stage: Stage) -> tuple[Colour, Colour, Colour]:
    """What white becomes at the top, at the bottom, and where the shade is."""
    if stage.night:
        return (74, 84, 128), (66, 72, 108), (44, 50, 84)
    if stage.dusk:
        return (150, 138, 164), (104, 100, 126), (84, 80, 106)
    if stage.rain:
        return (208, 216, 226), (186, 194, 204), (158, 166, 180)
    if stage.indoors:
        return (255, 248, 236), (232, 222, 208), (150, 146, 150)
    return (255, 250, 240), (246, 238, 226), (168, 174, 196)


def _lit(stage: Stage, picture: Image.Image) -> Image.Image:
    """The light of the hour laid over everything, then the lamps of the scene."""
    size = stage.shade.size
    high, low, shade = _light(stage)
    ramp = Image.linear_gradient("L").resize(size)
    light = Image.composite(Image.new("RGB", size, low), Image.new("RGB", size, high), ramp)
    mask = stage.shade.filter(ImageFilter.GaussianBlur(2.5 if not stage.rain else 12))
    light = Image.composite(light, Image.new("RGB", size, shade), mask)
    rim = Image.radial_gradient("L").resize(size).point([round(255 - max(0, k - 120) * 0.32) for k in range(256)])
    light = ImageChops.multiply(light, Image.merge("RGB", (rim, rim, rim)))
    for pool in _pools(stage, size):
        light = ImageChops.add(light, pool)
    picture = ImageChops.multiply(picture, light.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC))
    halo = Image.new("RGB", size)
    for (x, y), radius, colour, strength in stage.glows:
        halo = ImageChops.add(halo, _spot(size, (x / SHEET / 4, y / SHEET / 4), radius / SHEET / 4, colour, strength))
    if not (stage.night or stage.dusk):
        picture = picture.point(_curve(1.09) + _curve(1.07) + _curve(1.03))
    if stage.glows:
        picture = ImageChops.screen(picture, halo.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC))
    return picture


@cache
def _curve(gain: float) -> list[int]:
    """Exposure of one channel: brighter, with soft lights that do not burn out."""
    return [
        round(255 * min(1.0, 1 - (1 - k / 255) ** (gain * 1.06)) * 0.4 + min(255, k * gain) * 0.6) for k in range(256)
    ]


def _pools(stage: Stage, size: tuple[int, int]) -> list[Image.Image]:
    """Light that lamps throw on what is around them; at night without a lamp, that of a torch."""
    if stage.night and not stage.pools:
        w, h = size
        return [_spot(size, (w * 0.5, h * 0.58), w * 0.56, (255, 210, 156), 0.6)]
    return [
        _spot(size, (x / SHEET / 4, y / SHEET / 4), radius / SHEET / 4, colour, strength)
        for (x, y), radius, colour, strength in stage.pools
    ]


def _spot(
    size: tuple[int, int], at: tuple[float, float], radius: float, colour: Colour, strength: float
) -> Image.Image:
    """A round light on black that fades evenly to its rim."""
    fade = Image.radial_gradient("L").point([round(max(0.0, 1 - k / 180) ** 2 * 255 * strength) for k in range(256)])
    r = max(1, round(radius * 1.42))
    layer = Image.new("RGB", size)
    layer.paste(colour, (round(at[0]) - r, round(at[1]) - r), fade.resize((2 * r, 2 * r)))
    return layer


def _mirrored(stage: Stage, picture: Image.Image) -> Image.Image:
    """Wet ground: darker, with the upper part of the picture hanging in it."""
    edge = round(stage.camera.dot((0.0, stage.wall_at or 30.0, stage.ground))[1] / SHEET)
    edge = max(60, min(HEIGHT - 60, edge))
    above = picture.crop((0, 0, WIDTH, edge)).transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((150, 60))
    below = above.filter(ImageFilter.BoxBlur((1, 5))).resize((WIDTH, HEIGHT - edge), Image.Resampling.BICUBIC)
    ground = picture.crop((0, edge, WIDTH, HEIGHT))
    wet = Image.blend(ground.point([round(k * 0.84) for k in range(256)] * 3), below, 0.24)
    mask = stage.rough.crop((0, edge, WIDTH, HEIGHT)).point([min(255, k * 4) for k in range(256)])
    picture.paste(wet, (0, edge), mask)
    return picture


def _rained(stage: Stage, picture: Image.Image) -> None:
    """Streaks in the air and rings on the ground."""
    chance = Random(f"rain {stage.seed}")  # noqa: S311
    pen = ImageDraw.Draw(picture, "RGBA")
    for _ in range(170):
        x, y, long = chance.randrange(-40, WIDTH), chance.randrange(-60, HEIGHT), chance.randrange(26, 74)
        pen.line((x, y, x + long * 0.16, y + long), fill=(232, 238, 244, chance.randrange(28, 84)), width=1)
    for _ in range(60):
        x, y = chance.randrange(WIDTH), chance.randrange(HEIGHT // 2, HEIGHT)
        r = 3 + (y - HEIGHT // 2) / HEIGHT * 22
        pen.ellipse((x - r, y - r * 0.4, x + r, y + r * 0.4), outline=(226, 234, 240, 90))
