"""Bytes come in, in one go or in parts; when all are there the file is examined, made anew and kept."""

import errno
import hashlib
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from PIL import Image, ImageOps

from wangge.core.refusals import Missing, NotNow, Refused
from wangge.core.words import Say
from wangge.files.models import PictureHash, Upload
from wangge.files.rules import (
    HIGH,
    JPEG_QUALITY,
    LONGEST_SIDE,
    MOST_PIXELS,
    WIDE,
    Checksum,
    bands,
    check_length,
    difference_hash,
    recognise,
    signed,
    stored_name,
    wav_is_whole,
)

log = logging.getLogger("wangge.files")

BROKEN = Say(
    "照片打不开，可能没传完整。请重新拍一张或再发一次。",
    "The picture cannot be opened; it may be incomplete. Take it again or send it once more.",
)


class DiskFull(Refused):
    """No room on the server (507). What was acknowledged before is safe."""

    status = 507


class ChecksumMismatch(Refused):
    """A part arrived damaged (460, as the tus protocol says). Nothing of it was kept."""

    status = 460


def _partial(upload_id: UUID) -> Path:
    return Path(settings.FILES) / "partial" / str(upload_id)


@contextmanager
def _room_on_disk() -> Iterator[None]:
    try:
        yield
    except OSError as trouble:
        if trouble.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise DiskFull(
            "disk_full",
            Say(
                "服务器空间不够，这个文件没存上，其他内容都在。请稍后再发，并告诉管理员。",
                "The server has no room for this file; nothing else is lost. Try later, and tell the administrator.",
            ),
        ) from None


def begin(*, district: str, author: UUID, length: int, at: datetime, mark: Mapping[str, str] | None = None) -> Upload:
    """Open an upload of so many bytes, with the phone's mark of it if there is one (``rules.Mark.plain``).

    Raises ``Missing`` and ``TooLarge``.
    """
    check_length(length)
    upload = Upload(district=district, author=author, length=length, created_at=at, facts=_marked(mark))
    with _room_on_disk():
        path = _partial(upload.id)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    upload.save(force_insert=True)
    return upload


def offset_of(upload: Upload) -> int:
    """How many bytes are here. The file's own size is the truth; a finished upload is complete."""
    if upload.state == "ready":
        return upload.length
    path = _partial(upload.id)
    return path.stat().st_size if path.exists() else 0


def resume(upload: Upload) -> int:
    """Where an upload goes on: how many bytes are here.

    When the server died after the last part was on disk and before it was examined, that is made up for now. Raises
    what ``_finish`` says of the whole file.
    """
    here = offset_of(upload)
    if upload.state == "receiving" and here == upload.length:
        _complete(upload)
    return here


def append(upload: Upload, *, offset: int, chunk: bytes, checksum: Checksum | None = None) -> int:
    """Add bytes at the end and finish when all are there. Returns the new offset.

    Raises ``NotNow`` (``offset_wrong``, with the right one), ``ChecksumMismatch``, ``DiskFull``, and what ``_finish``
    says of the whole file.
    """
    here = offset_of(upload)
    if upload.state != "receiving" or offset != here or here + len(chunk) > upload.length:
        raise NotNow(
            "offset_wrong",
            Say(
                f"续传位置不对，服务器已有 {here} 字节。请从这里接着传。",
                f"The server has {here} bytes; please go on from there.",
            ),
            offset=here,
        )
    if checksum is not None and not checksum.fits(chunk):
        raise ChecksumMismatch(
            "checksum_mismatch",
            Say("这一段传坏了，请重发这一段。", "This part was damaged on its way; please send it again."),
        )
    path = _partial(upload.id)
    with _room_on_disk():
        try:
            with path.open("r+b") as file:
                file.seek(here)
                file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            os.truncate(path, here)
            raise
    if here + len(chunk) == upload.length:
        _complete(upload)
    return here + len(chunk)


def receive(*, district: str, author: UUID, body: bytes, at: datetime, mark: Mapping[str, str] | None = None) -> Upload:
    """A whole file in one request, perhaps with the phone's mark of it. Nothing is left behind when it is refused."""
    check_length(len(body))
    upload = Upload(district=district, author=author, length=len(body), created_at=at, facts=_marked(mark))
    look = _examine(upload, body)
    with transaction.atomic():
        upload.save(force_insert=True)
        _remember(upload, look)
    return upload


def _complete(upload: Upload) -> None:
    """All bytes are on disk: examine and keep them. Whoever comes second finds it done."""
    path = _partial(upload.id)
    try:
        body = path.read_bytes()
    except FileNotFoundError:
        upload.refresh_from_db()
        return
    _finish(upload, body)
    path.unlink(missing_ok=True)


def _marked(mark: Mapping[str, str] | None) -> dict[str, Any]:
    return {"mark": dict(mark)} if mark else {}


def _finish(upload: Upload, body: bytes) -> None:
    """Examine all bytes of a resumable upload; a file that is no good is marked as refused and its bytes dropped.

    Of one that is not what the phone took every byte is asked for once more, from the first on.
    """
    try:
        look = _examine(upload, body)
    except ChecksumMismatch:
        os.truncate(_partial(upload.id), 0)
        raise
    except Refused as refusal:
        if not isinstance(refusal, DiskFull):
            upload.state = "refused"
            upload.save(force_update=True)
            _partial(upload.id).unlink(missing_ok=True)
        raise
    with transaction.atomic():
        upload.save(force_update=True)
        _remember(upload, look)


def _remember(upload: Upload, look: int | None) -> None:
    """Keep what the picture looks like, so that the same one is found again."""
    if look is not None:
        parts = {f"b{n}": band for n, band in enumerate(bands(look))}
        row = PictureHash(district=upload.district, id=upload.id, value=signed(look), **parts)
        PictureHash.objects.bulk_create([row], ignore_conflicts=True)


def _examine(upload: Upload, body: bytes) -> int | None:
    """Find out what it is, make it anew and store it; of a picture, what it looks like."""
    look = None
    _as_taken(upload, body)
    guess = recognise(body[:64])
    check_length(len(body), guess.kind)
    if guess.kind == "photo":
        body, look = _made_anew(upload, body)
    else:
        if guess.media_type == "audio/wav" and not wav_is_whole(body[:12], len(body)):
            raise Missing(
                "sound_broken", Say("录音没传完整。请再发一次。", "The sound is incomplete. Please send it again.")
            )
        upload.media_type = guess.media_type
    upload.kind = guess.kind
    upload.sha256 = hashlib.sha256(body).hexdigest()
    upload.stored = stored_name(upload.sha256, upload.media_type)
    store(Path(settings.FILES) / upload.stored, body)
    upload.state = "ready"
    return look


def _as_taken(upload: Upload, body: bytes) -> None:
    """Raises ``ChecksumMismatch`` (``mark_mismatch``) where the bytes are not those that the phone's mark is of."""
    wanted = upload.facts.get("mark", {}).get("sha256")
    if wanted and hashlib.sha256(body).hexdigest() != wanted:
        raise ChecksumMismatch(
            "mark_mismatch",
            Say(
                "收到的照片和拍下时不一样，没有保存。请再传一次，原片还在手机里。",
                "What arrived is not the photo that was taken and was not kept. Send it again, the phone has it still.",
            ),
            offset=0,
        )


def _made_anew(upload: Upload, body: bytes) -> tuple[bytes, int | None]:
    """The picture decoded, turned upright, and encoded without anything but its pixels; and its hash."""
    try:
        with Image.open(BytesIO(body), formats=("JPEG", "PNG", "WEBP", "GIF")) as sent:
            if sent.width * sent.height > MOST_PIXELS:
                raise Missing(
                    "too_many_pixels",
                    Say(
                        "照片尺寸太大（超过 5000 万像素）。请在手机上调小后再发。",
                        "The picture has more than 50 million pixels. Please make it smaller.",
                    ),
                )
            upload.facts = _facts_of(sent) | upload.facts
            picture = ImageOps.exif_transpose(sent)
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
            picture = picture.convert("RGBA" if clear else "RGB")
            clean = Image.new(picture.mode, picture.size)
            clean.paste(picture)
            look = difference_hash(list(picture.convert("L").resize((WIDE, HIGH), Image.Resampling.LANCZOS).tobytes()))
    except Refused:
        raise
    except Exception as trouble:  # decoders raise whatever a damaged file leads them to
        log.info("a picture was turned down: %s", type(trouble).__name__)
        raise Missing("picture_broken", BROKEN) from None
    out = BytesIO()
    if clear:
        clean.save(out, "PNG")
    else:
        clean.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    upload.media_type = "image/png" if clear else "image/jpeg"
    upload.width, upload.height = clean.size
    return out.getvalue(), look


_TAKEN, _MAKER, _MODEL, _GPS, _EXIF = 36867, 271, 272, 34853, 34665


def _facts_of(picture: Image.Image) -> dict[str, Any]:
    """What the picture says of itself; whatever cannot be read is left out."""
    facts: dict[str, Any] = {}
    try:
        tags = picture.getexif()
        taken = tags.get_ifd(_EXIF).get(_TAKEN)
        device = " ".join(str(tags[t]).strip("\x00 ") for t in (_MAKER, _MODEL) if t in tags)
        gps = tags.get_ifd(_GPS)
        if taken:
            facts["taken_at"] = str(taken)[:25]
        if device:
            facts["device"] = device[:80]
        if 2 in gps and 4 in gps:
            facts["lat"] = f"{_degrees(gps[2]) * (-1 if gps.get(1) == 'S' else 1):.6f}"
            facts["lng"] = f"{_degrees(gps[4]) * (-1 if gps.get(3) == 'W' else 1):.6f}"
    except (ValueError, TypeError, KeyError, ZeroDivisionError, SyntaxError):
        return facts
    return facts


def _degrees(parts: tuple[float, float, float]) -> float:
    return float(parts[0]) + float(parts[1]) / 60 + float(parts[2]) / 3600


def store(path: Path, body: bytes) -> None:
    """Write the file whole or not at all: a temporary file, fsync, rename."""
    if path.exists():
        return
    with _room_on_disk():
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
        try:
            with temporary.open("wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
