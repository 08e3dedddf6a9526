"""Smaller pictures: made once, when somebody first asks, and kept beside the kept one."""

from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image

from wangge.core.refusals import not_found
from wangge.files.actions.receive import store
from wangge.files.models import Upload
from wangge.files.rules import check_size, small_name

QUALITY = 75


def small_picture(upload: Upload, size: int) -> Path:
    """The file of a picture with a longest side of at most ``size`` pixels, never larger than the kept one.

    Raises ``Missing`` for a size that is not made or a sound, ``NotFound`` when the bytes are gone, ``DiskFull``.
    """
    check_size(upload.kind, size)
    kept = Path(settings.FILES) / upload.stored
    if not upload.stored or not kept.exists():
        raise not_found()
    if max(upload.width or 0, upload.height or 0) <= size:
        return kept
    small = Path(settings.FILES) / small_name(upload.stored, size)
    if not small.exists():
        whole = kept.read_bytes()
        made = _shrunk(whole, size, upload.media_type)
        store(small, made if len(made) < len(whole) else whole)
    return small


def _shrunk(body: bytes, size: int, media_type: str) -> bytes:
    out = BytesIO()
    with Image.open(BytesIO(body), formats=("JPEG", "PNG")) as picture:
        picture.thumbnail((size, size))
        if media_type == "image/png":
            picture.save(out, "PNG", optimize=True)
        else:
            picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
