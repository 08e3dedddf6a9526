"""Drawn pictures for the demo: a drain before and after, so that nobody's photo is needed."""

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw


def drain(*, blocked: bool, seed: int = 1) -> bytes:
    """A street drain as JPEG bytes, 1200 × 900; blocked it stands under water and leaves."""
    draw_from = Random(seed)  # noqa: S311
    picture = Image.new("RGB", (1200, 900), "#c9c6c0")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 1200, 210), fill="#d9d5cd")
    for x in range(0, 1200, 150):
        pen.line((x, 0, x + 25, 210), fill="#b3afa6", width=6)
    for _ in range(900):
        x, y = draw_from.randrange(1200), draw_from.randrange(215, 900)
        pen.point((x, y), fill="#a9a69f")
    if blocked:
        pen.ellipse((140, 330, 1060, 860), fill="#7f95a1", outline="#6f8794", width=8)
    pen.polygon(((400, 420), (800, 400), (860, 690), (430, 720)), fill="#4a4d50", outline="#33363a")
    for step in range(8):
        x = 425 + step * 48
        pen.line((x, 435, x + 28, 700), fill="#1f2225", width=20)
    if blocked:
        for _ in range(70):
            x, y = draw_from.randrange(330, 900), draw_from.randrange(390, 740)
            color = draw_from.choice(["#8a6a2f", "#a5752a", "#6f7d3a", "#b98a3d"])
            pen.ellipse((x, y, x + draw_from.randrange(25, 60), y + draw_from.randrange(10, 26)), fill=color)
    out = BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()
