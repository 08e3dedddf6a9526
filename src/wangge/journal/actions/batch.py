"""Many commands in one transaction: for imports and drills, where thousands of them come at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from wangge.journal import models
from wangge.journal.actions.entries import append
from wangge.journal.actions.leaving import parts_of, write_parts
from wangge.journal.actions.rows import Values

MOST_PARAMETERS = 500
M = TypeVar("M", bound=Model)


class KeysKnown(Exception):
    """Some keys of the batch stand for commands carried out before; nothing of it was kept. ``keys`` names them."""

    def __init__(self, keys: list[str]) -> None:
        super().__init__(f"{len(keys)} keys were known already")
        self.keys = keys


@dataclass
class Batch:
    """What the commands of a batch leave to be written at its end, in their order."""

    contents: list[Values] = field(default_factory=list)
    sayings: list[Values] = field(default_factory=list)
    receipts: dict[tuple[str, UUID, str], models.Receipt] = field(default_factory=dict)
    entries: list[Values] = field(default_factory=list)
    rows: dict[tuple[type[Model], str, UUID], Model] = field(default_factory=dict)
    made: set[tuple[type[Model], str, UUID]] = field(default_factory=set)

    def take(self, row: Model, *, new: bool) -> None:
        """Remember a row of a room, as it is now, for the end."""
        key = (type(row), row.district, row.id)  # type: ignore[attr-defined]
        self.rows[key] = _twin(row)
        if new:
            self.made.add(key)

    def _write(self) -> None:
        known = _receipts_there(list(self.receipts))
        if known:
            raise KeysKnown(known)
        rows = [(row, key in self.made) for key, row in self.rows.items()]
        receipts = [(receipt, True) for receipt in self.receipts.values()]
        write_parts(parts_of(rows, [(models.Content, self.contents), (models.Saying, self.sayings)]))
        write_parts(parts_of(receipts, []))
        for district in sorted({entry[0] for entry in self.entries}):
            append(district, [entry for entry in self.entries if entry[0] == district])


_present: ContextVar[Batch | None] = ContextVar("batch", default=None)


def _twin(row: M) -> M:
    """A row of the same values; a change to one leaves the other as it is."""
    twin = type(row).__new__(type(row))
    twin.__dict__.update(row.__dict__)
    return twin


def present_batch() -> Batch | None:
    """The batch that is open in this thread, if one is."""
    return _present.get()


def row_in_batch(model: type[M], district: str, row_id: UUID) -> M | None:
    """A row as the commands of the open batch have left it, to be changed by the next; None when none wrote it."""
    made = _present.get()
    row = made.rows.get((model, district, row_id)) if made is not None else None
    return _twin(row) if row is not None else None  # type: ignore[return-value]


@contextmanager
def gather() -> Iterator[Batch]:
    """Collect what commands of their own making leave, outside of any transaction; ``batch(gathered)`` writes it.

    For drills, which plan what nobody else touches: the database is held only while it is written.
    """
    made = Batch()
    mark = _present.set(made)
    try:
        yield made
    finally:
        _present.reset(mark)


@contextmanager
def batch(gathered: Batch | None = None) -> Iterator[Batch]:
    """Carry out the commands inside as one transaction, all or nothing; after those of ``gathered``, if there are any.

    Each command is still one action with its entries and its receipt; a refused one leaves nothing behind and the
    others stand. What they leave is written together at the end, the counter of positions last of all; before that a
    command finds the rows that another of the batch wrote by ``row_in_batch`` only. Keep it below two seconds. Raises
    ``KeysKnown`` when a command was carried out before the batch: then nothing of the batch is kept.
    """
    made = gathered or Batch()
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
