"""Many commands in one transaction: for imports and drills, where thousands of them come at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from wangge.journal import models
from wangge.journal.actions.entries import append

MOST_PARAMETERS = 500


class KeysKnown(Exception):
    """Some keys of the batch stand for commands carried out before; nothing of it was kept. ``keys`` names them."""

    def __init__(self, keys: list[str]) -> None:
        super().__init__(f"{len(keys)} keys were known already")
        self.keys = keys


@dataclass
class Batch:
    """What the commands of a batch leave to be written at its end, in their order."""

    contents: list[models.Content] = field(default_factory=list)
    receipts: dict[tuple[str, UUID, str], models.Receipt] = field(default_factory=dict)
    entries: list[models.Entry] = field(default_factory=list)

    def _write(self) -> None:
        known = _receipts_there(list(self.receipts))
        if known:
            raise KeysKnown(known)
        models.Content.objects.bulk_create(self.contents, batch_size=MOST_PARAMETERS)
        models.Receipt.objects.bulk_create(self.receipts.values(), batch_size=MOST_PARAMETERS)
        for district in sorted({entry.district for entry in self.entries}):
            append(district, [entry for entry in self.entries if entry.district == district])


_present: ContextVar[Batch | None] = ContextVar("batch", default=None)


def present_batch() -> Batch | None:
    """The batch that is open in this thread, if one is."""
    return _present.get()


@contextmanager
def batch() -> Iterator[Batch]:
    """Carry out the commands inside as one transaction, all or nothing.

    Each command is still one action with its entries and its receipt; a refused one leaves nothing behind and the
    others stand. Contents, receipts and entries are written together at the end, the counter of positions last of all.
    Commands do not see each other's contents and entries before that, only rows. Keep it below two seconds. Raises
    ``KeysKnown`` when a command was carried out before the batch: then nothing of the batch is kept.
    """
    made = Batch()
    with transaction.atomic():
        mark = _present.set(made)
        try:
            yield made
        finally:
            _present.reset(mark)
        made._write()


def _receipts_there(keys: list[tuple[str, UUID, str]]) -> list[str]:
    """Which of these commands (district, author, key) have a receipt already."""
    found: list[str] = []
    for start in range(0, len(keys), MOST_PARAMETERS):
        part = keys[start : start + MOST_PARAMETERS]
        rows = models.Receipt.objects.filter(
            district__in={d for d, _, _ in part}, author__in={a for _, a, _ in part}, key__in=[k for _, _, k in part]
        )
        wanted = set(part)
        found += [row[2] for row in rows.values_list("district", "author", "key") if row in wanted]
    return found
