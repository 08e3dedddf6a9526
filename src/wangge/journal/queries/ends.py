"""The ends of all chains in one digest: two stores with the same digest end in the same histories."""

import hashlib
from collections.abc import Iterator
from uuid import UUID

from wangge.journal.models import Counter, Entry
from wangge.journal.queries.reading import BATCH

End = tuple[str, str, UUID, int, bytes]


def all_ends() -> Iterator[End]:
    """The last entry of every chain, ``(district, kind, subject, seq, hash)``, read in a stream.

    By district, kind and subject, each in the order of its bytes, whatever engine and collation: kinds are put in order
    here, UUIDs are ordered by both engines by their bytes.
    """
    for district in sorted(Counter.objects.values_list("district", flat=True)):
        entries = Entry.objects.filter(district=district).order_by()
        for kind in sorted(entries.values_list("subject_kind", flat=True).distinct()):
            rows = entries.filter(subject_kind=kind).order_by("subject_id", "seq")
            last: tuple[UUID, int, bytes] | None = None
            for subject, seq, own in rows.values_list("subject_id", "seq", "hash").iterator(chunk_size=BATCH):
                if last is not None and last[0] != subject:
                    yield district, kind, *last
                last = (subject, seq, bytes(own))
            if last is not None:
                yield district, kind, *last


def ends_digest() -> tuple[int, str]:
    """How many chains there are, and the SHA-256 (hexadecimal) over a line for each end."""
    count, digest = 0, hashlib.sha256()
    for district, kind, subject, seq, own in all_ends():
        digest.update(f"{district} {kind}:{subject} {seq} {own.hex()}\n".encode())
        count += 1
    return count, digest.hexdigest()
