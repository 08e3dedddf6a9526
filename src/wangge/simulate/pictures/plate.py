"""The plate in the corner that says 演示: drawn from its own strokes, since a server may have no Chinese font."""

from functools import cache

from PIL import Image, ImageDraw

from wangge.simulate.pictures.camera import HEIGHT, WIDTH

PLATE = (WIDTH - 164, HEIGHT - 96, WIDTH - 28, HEIGHT - 28)
"""Where the plate is in every picture: left, top, right, bottom."""

PAPER, SEAL = (250, 245, 233), (176, 44, 36)

STROKES = (
    # 演
    (((10, 12), (24, 22)), ((4, 37), (18, 47)), ((5, 92), (15, 76), (24, 58))),
    (((62, 3), (67, 13)), ((38, 31), (38, 18), (93, 18), (91, 31))),
    (((46, 34), (85, 34)), ((42, 46), (42, 77), (89, 77), (89, 46), (42, 46)), ((42, 61), (89, 61))),
    (((65, 34), (65, 77)), ((55, 82), (36, 96)), ((77, 82), (95, 96))),
    # 示
    (((126, 13), (180, 13)), ((108, 40), (198, 40)), ((153, 40), (153, 93), (139, 86))),
    (((131, 55), (110, 80)), ((175, 55), (196, 79))),
)
"""Both characters on a field of 100 by 100 each, one step of 8 between them."""


def marked(picture: Image.Image) -> None:
    """Puts the plate on the finished picture."""
    plate, mask = _plate()
    picture.paste(plate, PLATE[:2], mask)


@cache
def _plate() -> tuple[Image.Image, Image.Image]:
    wide, high, fine = PLATE[2] - PLATE[0], PLATE[3] - PLATE[1], 4
    plate = Image.new("RGB", (wide * fine, high * fine), PAPER)
    mask = Image.new("L", plate.size)
    frame = (0, 0, plate.width - 1, plate.height - 1)
    ImageDraw.Draw(mask).rounded_rectangle(frame, radius=10 * fine, fill=255)
    pen = ImageDraw.Draw(plate)
    pen.rounded_rectangle(
        [frame[0] + 14, frame[1] + 14, frame[2] - 14, frame[3] - 14], radius=30, outline=SEAL, width=6
    )
    scale = 0.46 * fine
    left, top = (plate.width - 206 * scale) / 2, (plate.height - 100 * scale) / 2
    for stroke in (stroke for group in STROKES for stroke in group):
        path = [(left + x * scale, top + y * scale) for x, y in stroke]
        pen.line(path, fill=SEAL, width=14, joint="curve")
        for x, y in path:
            pen.ellipse((x - 7, y - 7, x + 7, y + 7), fill=SEAL)
    return plate.reduce(fine), mask.reduce(fine)
