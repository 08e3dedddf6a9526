"""Copies for everybody: parts of a picture made unreadable for good; and where a detector thinks that faces are."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from PIL import Image, ImageDraw, ImageFilter

from wangge.core.refusals import not_found
from wangge.files.actions.receive import store
from wangge.files.models import Upload
from wangge.files.rules import EXTENSIONS, Shape, blocks_of, in_pixels
from wangge.journal.actions import Change

LONGEST, QUALITY, COLOURS = 1280, 80, 8
"""Longest side in pixels and quality of what everybody sees; each block has one of so many tones of each colour."""


def covered(upload: Upload, shapes: Sequence[Shape]) -> bytes:
    """A picture as JPEG bytes with the shapes made unreadable, without anything but its pixels; nothing is kept.

    Raises ``NotFound`` when the bytes are gone.
    """
    path = Path(settings.FILES) / upload.stored
    if not upload.stored or not path.exists():
        raise not_found()
    with Image.open(path, formats=("JPEG", "PNG")) as kept:
        picture = kept.convert("RGB")
    picture.thumbnail((LONGEST, LONGEST))
    for shape in shapes:
        _cover(picture, shape)
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _cover(picture: Image.Image, shape: Shape) -> None:
    """Fill a shape with a few flat blocks of few colours, their edges softened."""
    left, top, right, bottom = in_pixels(shape, *picture.size)
    wide, high = right - left, bottom - top
    few = picture.crop((left, top, right, bottom)).resize(blocks_of(wide, high), Image.Resampling.BOX)
    step = 256 // COLOURS
    few = few.point([value // step * step + step // 2 for value in range(256)] * 3)
    filled = few.resize((wide, high), Image.Resampling.NEAREST)
    filled = filled.filter(ImageFilter.GaussianBlur(max(wide, high) / 24))
    mask = Image.new("L", (wide, high), 0)
    pen = ImageDraw.Draw(mask)
    if shape.kind == "ellipse":
        pen.ellipse((0, 0, wide - 1, high - 1), fill=255)
    elif shape.kind == "stroke":
        thick = max(round(shape.width * min(picture.size)), 2)
        points = [(x * picture.width - left, y * picture.height - top) for x, y in shape.points]
        pen.line(points, fill=255, width=thick, joint="curve")
        for x, y in points:
            pen.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=255)
    else:
        pen.rectangle((0, 0, wide, high), fill=255)
    picture.paste(filled, (left, top), mask)


def copy_for_all(change: Change, upload: Upload, shapes: Sequence[Shape], *, subject: str, at: datetime) -> Upload:
    """Keep a copy of a picture with the shapes made unreadable; it belongs to ``subject``, and goes with its origin."""
    body = covered(upload, shapes)
    sha256 = hashlib.sha256(body).hexdigest()
    with Image.open(BytesIO(body)) as made:
        width, height = made.size
    copy = Upload(
        district=upload.district, author=change.command.author, state="ready", kind="photo", length=len(body),
        sha256=sha256, media_type="image/jpeg", width=width, height=height, subject=subject, shows=upload.shows,
        stored=f"{sha256[:2]}/{sha256[2:4]}/{sha256}.{EXTENSIONS['image/jpeg']}", made_of=upload.id,
        happened_at=upload.happened_at, created_at=at,
    )  # fmt: skip
    store(Path(settings.FILES) / copy.stored, body)
    change.write(copy, new=True)
    return copy


DETECTED = (
    "haarcascade_frontalface_default.xml",
    "haarcascade_profileface.xml",
    "haarcascade_license_plate_rus_16stages.xml",
)


def can_detect() -> bool:
    """Whether this machine has a detector: the optional part ``faces``."""
    return find_spec("cv2") is not None


@cache
def _detectors() -> list[Any]:
    import cv2

    return [cv2.CascadeClassifier(str(Path(cv2.data.haarcascades) / name)) for name in DETECTED]


def proposed(upload: Upload) -> list[Shape]:
    """Where faces and plates may be, as boxes; none without a detector. Only proposals: it misses and it errs."""
    path = Path(settings.FILES) / upload.stored
    if not can_detect() or not upload.stored or not path.exists():
        return []
    import cv2

    grey = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if grey is None:
        return []
    high, wide = grey.shape
    scale = min(1.0, 1000 / max(high, wide))
    small = cv2.resize(grey, (round(wide * scale), round(high * scale)))
    least = max(small.shape[1] // 40, 20)
    found: list[Shape] = []
    for detector in _detectors():
        for x, y, w, h in detector.detectMultiScale(
            small, scaleFactor=1.1, minNeighbors=5, minSize=(least, least // 2)
        ):
            kind = "ellipse" if w < 1.5 * h else "box"
            found.append(Shape(kind, x / small.shape[1], y / small.shape[0], w / small.shape[1], h / small.shape[0]))
    return found
