"""What happens to a file after it has come in."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from wangge.files.models import ERASED, MADE, PictureHash, Upload
from wangge.files.rules import SIZES, small_name
from wangge.journal.actions import Change, present_batch

UNFINISHED = timedelta(hours=24)


def attach(change: Change, uploads: Sequence[Upload], *, subject: str, shows: str = "other") -> None:
    """Let files that were read under lock belong to a subject, and keep what they show of it."""
    for upload in uploads:
        upload.subject, upload.shows, upload.happened_at = subject, shows, change.command.happened_at
        change.write(upload)


def carry_over(district: str, ids: Sequence[UUID], *, subject: str) -> None:
    """Let attached files belong to another subject: what was said with them has got a case of its own."""
    if ids:
        Upload.objects.filter(district=district, id__in=ids).exclude(subject="").update(subject=subject)


def keep_again(rows: Sequence[tuple[UUID, Upload, UUID, datetime]], *, district: str) -> None:
    """Pictures that are kept already, sent once more: (new id, picture, sender, when). The bytes stay one file.

    Only inside a batch.
    """
    batch = present_batch()
    assert batch is not None
    for own, kept, author, at in rows:
        upload = Upload(
            district=district, id=own, author=author, state="ready", kind=kept.kind, length=kept.length,
            sha256=kept.sha256, media_type=kept.media_type, width=kept.width, height=kept.height,
            stored=kept.stored, facts=kept.facts, created_at=at,
        )  # fmt: skip
        batch.take(upload, new=True)


def erase(upload: Upload) -> None:
    """Delete the bytes, what the picture said of itself and what it looks like, and every copy made of it."""
    mark_erased(upload.district, upload.id)
    drop_blob(upload.district, upload.id)


def mark_erased(district: str, upload_id: UUID) -> None:
    """Forget a picture and its copies, inside the transaction that decides it; ``drop_blob`` follows."""
    for copy in Upload.objects.filter(MADE, district=district, made_of=upload_id, state="ready"):
        mark_erased(district, copy.id)
    PictureHash.objects.filter(district=district, id=upload_id).delete()
    Upload.objects.filter(district=district, id=upload_id, state="ready").update(
        state="erased", sha256="", facts={}, width=None, height=None
    )


def drop_blob(district: str, upload_id: UUID) -> None:
    """Delete the bytes of an erased upload, and its smaller pictures, unless another upload has the same ones.

    After the commit: a transaction that is rolled back keeps its picture. What a crash leaves undone ``sweep`` does.
    """
    for copy in Upload.objects.filter(MADE, district=district, made_of=upload_id, state="erased").exclude(stored=""):
        drop_blob(district, copy.id)
    rows = Upload.objects.filter(district=district, id=upload_id, state="erased")
    stored = rows.values_list("stored", flat=True).first()
    if not stored:
        return
    if not Upload.objects.filter(sha256=Path(stored).stem, state="ready").exists():
        (Path(settings.FILES) / stored).unlink(missing_ok=True)
        for size in SIZES:
            (Path(settings.FILES) / small_name(stored, size)).unlink(missing_ok=True)
    rows.update(stored="")


def sweep(*, at: datetime) -> int:
    """Forget uploads that were begun a day ago and never finished. Returns how many.

    Bytes of erased uploads that a crash has left behind go as well.
    """
    for district, upload_id in list(Upload.objects.filter(ERASED).values_list("district", "id")):
        drop_blob(district, upload_id)
    old = Upload.objects.filter(state="receiving", created_at__lt=at - UNFINISHED)
    keys = list(old.values_list("district", "id"))
    for district, upload_id in keys:
        (Path(settings.FILES) / "partial" / str(upload_id)).unlink(missing_ok=True)
        Upload.objects.filter(district=district, id=upload_id, state="receiving").delete()
    return len(keys)
