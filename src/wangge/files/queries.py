"""Finding files. Who may see one is for the room above to say: a file is seen by whoever sees its subject."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from wangge.core.asked import Asked
from wangge.core.refusals import NotFound, not_found
from wangge.core.words import Say
from wangge.files.models import PictureHash, Upload
from wangge.files.rules import bands, nearest, neighbours, stored_name
from wangge.journal.actions import present_batch, row_in_batch


def _unused(district: str, ids: Sequence[UUID], author: UUID) -> QuerySet[Upload]:
    return Upload.objects.filter(district=district, id__in=ids, author=author, state="ready", subject="").order_by("id")


_own = Asked(_unused, like=("a district", (UUID(int=0),), UUID(int=1 << 64)))
_own_locked = Asked(
    lambda *values: _unused(*values).select_for_update(), like=("a district", (UUID(int=0),), UUID(int=1 << 64))
)


def uploads_of(
    *, district: str, author: UUID, ids: Sequence[UUID], lock: bool = False, taken: Collection[UUID] = ()
) -> list[Upload]:
    """The author's own finished files that belong to nothing yet; with ``lock`` nobody else takes them before commit.

    ``taken`` are those that the same command has used already. Raises ``NotFound`` (``file_unknown``), also when
    somebody was quicker.
    """
    kept = [u for own in ids if (u := row_in_batch(Upload, district, own)) and u.author == author and not u.subject]
    rest = set(ids) - {u.id for u in kept}
    found = kept
    if rest:
        found += (_own_locked if lock else _own)(district, tuple(rest), author)
    missing = set(ids) - {u.id for u in found} | set(taken)
    if missing:
        raise NotFound(
            "file_unknown",
            Say(
                "有照片没找到，或已经用过。请重新上传再提交。",
                "A photo was not found, or is used already. Upload it again and send.",
            ),
            files=sorted(str(i) for i in missing),
        )
    return found


def upload_for(*, district: str, author: UUID, upload_id: UUID) -> Upload:
    """An upload of the author's own, finished or not. Raises ``NotFound``."""
    found = Upload.objects.filter(district=district, id=upload_id, author=author).first()
    if found is None:
        raise not_found()
    return found


def attached(districts: Sequence[str], upload_id: UUID) -> Upload:
    """A kept file that belongs to something. Raises ``NotFound``; the caller asks who may see its subject."""
    found = Upload.objects.filter(district__in=list(districts), id=upload_id, state="ready").exclude(subject="").first()
    if found is None:
        raise not_found()
    return found


def kept_file(districts: Sequence[str], upload_id: UUID) -> Upload:
    """A kept file, attached or not. Raises ``NotFound``; the caller asks who may see it."""
    found = Upload.objects.filter(district__in=list(districts), id=upload_id, state="ready").first()
    if found is None:
        raise not_found()
    return found


def kept_files(district: str, ids: Iterable[UUID]) -> list[Upload]:
    """These kept files, those that are still there; for whoever has asked who may see them. One statement."""
    return list(Upload.objects.filter(district=district, id__in=list(ids), state="ready").order_by("id"))


def copies_of(district: str, ids: Sequence[UUID]) -> list[Upload]:
    """These copies, those that are still kept. One statement."""
    return list(Upload.objects.filter(district=district, id__in=ids, state="ready", made_of__isnull=False))


def files_about(district: str, subject: str) -> list[Upload]:
    """The kept files of a subject, the first sent first, with those of an open batch. One statement."""
    found = {u.id: u for u in Upload.objects.filter(district=district, subject=subject, state="ready")}
    batch = present_batch()
    for model, where, own in batch.rows if batch else ():
        row = row_in_batch(Upload, district, own) if model is Upload and where == district else None
        if row is not None and row.subject == subject:
            found[own] = row
    return sorted(found.values(), key=lambda upload: upload.id)


_photos = Asked(
    lambda district, subjects: Upload.objects.filter(
        district=district, subject__in=subjects, state="ready", kind="photo"
    ).order_by("subject", "id").values_list("subject", "id", "shows"),
    like=("a district", ("a subject",)),
)  # fmt: skip


def photos_of(district: str, kind: str, ids: Iterable[UUID]) -> dict[UUID, list[tuple[UUID, str]]]:
    """The kept photos of several subjects of a kind, the first sent first: by the subject's id their own ids and what
    they show (``before``, ``after``, ``other``). One statement, which reads no more than that."""
    subjects = {f"{kind}:{own}": own for own in ids}
    found: dict[UUID, list[tuple[UUID, str]]] = {}
    for subject, own, shows in _photos(district, tuple(subjects)):
        found.setdefault(subjects[subject], []).append((own, shows))
    return found


def blob_path(sha256: str, media_type: str) -> Path:
    """Where the bytes of this hash and type lie, whether they are there or not."""
    return Path(settings.FILES) / stored_name(sha256, media_type)


def blob_fault(sha256: str, media_type: str) -> str | None:
    """What is wrong with the bytes of a file that an entry vouches for; None when they are whole."""
    try:
        path = blob_path(sha256, media_type)
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, KeyError):
        return "is missing"
    return None if found == sha256 else "was altered"


def stored_files() -> Iterator[tuple[str, str]]:
    """Every kept file of the store once: its path below ``settings.FILES`` and its SHA-256."""
    rows = Upload.objects.filter(state="ready").exclude(stored="").order_by()
    yield from rows.values_list("stored", "sha256").distinct().iterator(chunk_size=2000)


def still_stored(stored: Iterable[str]) -> set[str]:
    """Those of these paths that the store still names."""
    wanted, found = list(stored), set()
    for first in range(0, len(wanted), 500):
        rows = Upload.objects.filter(state="ready", stored__in=wanted[first : first + 500])
        found |= set(rows.values_list("stored", flat=True))
    return found


MOST_LIKELY = 2000
"""So many rows are compared at most when twins of a picture are looked for: enough for two million pictures."""


def hashes_of(district: str, ids: Iterable[UUID]) -> dict[UUID, int]:
    """The hashes of these pictures, of those that have one. One statement."""
    rows = PictureHash.objects.filter(district=district, id__in=list(ids))
    return dict(rows.values_list("id", "value"))


def alike(district: str, value: int) -> list[tuple[UUID, int]]:
    """The pictures of a district that may be twins of a hash, with theirs, by any band's value or one bit beside it."""
    wanted = Q(pk__in=[])
    for n, band in enumerate(bands(value)):
        wanted |= Q(**{f"b{n}__in": neighbours(band)}, district=district)
    return list(PictureHash.objects.filter(wanted).values_list("id", "value")[:MOST_LIKELY])


def twins_of(upload: Upload, value: int, *, most: int) -> list[tuple[Upload, int]]:
    """Pictures that look the same and belong to something else, with in how many bits they differ; same bytes first.

    ``value`` is the picture's hash. Two statements.
    """
    likely = ((own, other) for own, other in alike(upload.district, value) if own != upload.id)
    distances = dict(nearest(value, likely, most=MOST_LIKELY))
    rows = Upload.objects.filter(district=upload.district, id__in=list(distances), state="ready")
    others = [row for row in rows if row.subject not in ("", upload.subject)]
    others.sort(key=lambda row: (row.sha256 != upload.sha256, distances[row.id], str(row.id)))
    return [(row, distances[row.id]) for row in others[:most]]


def open_blob(upload: Upload) -> BinaryIO:
    """The bytes. Raises ``NotFound`` when they are gone."""
    path = Path(settings.FILES) / upload.stored
    if not upload.stored or not path.exists():
        raise not_found()
    return path.open("rb")
