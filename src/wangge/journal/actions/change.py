"""One command, one transaction: the change, its entries and its receipt, all or nothing."""

import os
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Model

from wangge.core.ids import uuid7
from wangge.core.refusals import NotNow, Refused
from wangge.core.sealing import seal
from wangge.core.words import Say
from wangge.journal import models
from wangge.journal.actions.batch import Batch, M, present_batch, row_in_batch
from wangge.journal.actions.leaving import leave, parts_of
from wangge.journal.actions.rows import Values
from wangge.journal.rules import (
    SEALED_FIELDS,
    ContentMark,
    Head,
    Line,
    Subject,
    content_hash,
    line_hash,
    said_to_search,
)


@dataclass(frozen=True)
class Command:
    """Who asks for what, once.

    ``key`` is made by the sender and unique to the command; ``digest`` stands for its content;
    ``happened_at`` is the sender's time, already corrected, ``recorded_at`` ours.
    """

    district: str
    author: UUID
    post: str
    key: str
    digest: bytes
    happened_at: datetime
    recorded_at: datetime


@dataclass(frozen=True)
class Answer:
    """What the sender is told: an HTTP status and a JSON value. ``replay`` marks an answer given before."""

    status: int
    body: Any
    replay: bool = False


class Change:
    """Collects contents and entries of a command; they reach the database when the action has returned."""

    def __init__(self, command: Command) -> None:
        self.command = command
        self._contents: list[Values] = []
        self._sayings: list[Values] = []
        self._entries: list[Values] = []
        self._heads: dict[Subject, tuple[Head, Head]] = {}
        self._rows: dict[tuple[type[Model], UUID], tuple[Model, bool]] = {}

    def keep(self, subject: Subject, field: str, body: bytes) -> ContentMark:
        """Put words, a contact, a place or a file's mark aside as content. Gives the mark for the entry."""
        salt, row_id = os.urandom(16), uuid7()
        stored = seal(body, key=settings.FIELD_KEY, about=row_id.bytes) if field in SEALED_FIELDS else body
        self._contents.append((self.command.district, row_id, subject.kind, subject.id, field, stored, salt, None))
        if tokens := said_to_search(subject.kind, field, body):
            self._sayings.append((self.command.district, row_id, subject.kind, subject.id, tokens))
        return ContentMark(field, row_id, content_hash(salt, body))

    def hold(self, subject: Subject) -> None:
        """Keep others who record about the subject waiting until commit; for what must be planned on what is there."""
        _read_head(self.command.district, subject)

    def record(
        self,
        subject: Subject,
        verb: str,
        *,
        head: Head | None = None,
        was: str = "",
        now: str = "",
        facts: Mapping[str, Any] | None = None,
        content: tuple[ContentMark, ...] = (),
        happened_at: datetime | None = None,
    ) -> Head:
        """Write down that something happened to the subject; returns the new end of its chain.

        ``head`` is the present end where the subject's own row keeps it (a case, read under lock); the caller
        then saves the returned head in that row. Without it the journal keeps the head itself.
        """
        own_head = head is None
        if head is None:
            head = self._heads[subject][1] if subject in self._heads else _read_head(self.command.district, subject)
        line = Line(
            district=self.command.district,
            subject=subject,
            seq=head.seq + 1,
            verb=verb,
            actor=self.command.author,
            post=self.command.post,
            was=was,
            now=now,
            key=self.command.key,
            happened_at=happened_at or self.command.happened_at,
            recorded_at=self.command.recorded_at,
            facts=facts or {},
            content=content,
        )
        new = Head(line.seq, line_hash(head.hash, line))
        if own_head:
            self._heads[subject] = (self._heads.get(subject, (head, head))[0], new)
        self._entries.append(_row(line, head.hash, new.hash))
        return new

    def write(self, row: Model, *, new: bool = False) -> None:
        """Write a row of a room that has a district and an id, as it is then, at the end of the command.

        Until then only this object holds what is new: whoever wants to read it from the database reads the old one.
        """
        key = (type(row), row.id)  # type: ignore[attr-defined]
        self._rows[key] = (row, new or self._rows.get(key, (row, new))[1])

    def row(self, model: type[M], row_id: UUID) -> M | None:
        """A row as this command, or one of the open batch before it, has left it; None when none wrote it."""
        if (model, row_id) in self._rows:
            return self._rows[model, row_id][0]  # type: ignore[return-value]
        return row_in_batch(model, self.command.district, row_id)

    def _leave(self, batch: Batch) -> None:
        """Let a batch write everything at its end; heads alone are written at once, as the next command reads them."""
        self._write_heads()
        batch.contents += self._contents
        batch.sayings += self._sayings
        batch.entries += self._entries
        for written, made in self._rows.values():
            batch.take(written, new=made)

    def _write_heads(self) -> None:
        for subject, (old, new) in self._heads.items():
            _write_head(self.command.district, subject, old, new)

    def _close(self, answer: Answer) -> None:
        """Everything that the command leaves, in this order: heads, rows of rooms, contents and what they say, the
        receipt, at last the entries."""
        command = self.command
        receipt = models.Receipt(
            district=command.district,
            author=command.author,
            key=command.key,
            digest=command.digest,
            status=answer.status,
            answer=zlib.compress(orjson.dumps(answer.body), 1),
            recorded_at=command.recorded_at,
        )
        batch = present_batch()
        if batch is not None:
            self._leave(batch)
            batch.receipts[command.district, command.author, command.key] = receipt
            return
        self._write_heads()
        contents = [(models.Content, self._contents), (models.Saying, self._sayings)]
        parts = parts_of([*self._rows.values()], contents) + parts_of([(receipt, True)], [])
        leave(command.district, parts, self._entries)


def commit(command: Command, act: Callable[[Change], Answer]) -> Answer:
    """Run ``act`` in one transaction with its entries and its receipt.

    The act comes first; only when it is refused, or runs into a unique constraint, is the key looked up, in a
    new statement: the same command gets its first answer again. Raises ``NotNow`` (``key_reused``) when the
    key already stands for another command, else whatever ``act`` raised. Inside a ``batch`` its transaction is the
    batch's, and a key that comes twice in it is looked up first.
    """
    if present_batch() is not None:
        first = _answer_in_batch(command)
        if first is not None:
            return first
    try:
        with transaction.atomic():
            change = Change(command)
            answer = act(change)
            change._close(answer)
            return answer
    except (IntegrityError, Refused):
        first = first_answer(command)
        if first is None:
            raise
        return first


def enter(command: Command, act: Callable[[Change], None]) -> None:
    """Run ``act`` as a command of the open batch that has no receipt of its own, as the batch's does for all of them.

    For drills that write down whole lives: nobody will send such a command again.
    """
    batch = present_batch()
    if batch is None:
        raise RuntimeError("enter() wants an open batch")
    change = Change(command)
    act(change)
    change._leave(batch)


def first_answer(command: Command) -> Answer | None:
    """The answer once given to this key, or None. Raises ``NotNow`` when the key stands for another command."""
    row = models.Receipt.objects.filter(district=command.district, author=command.author, key=command.key).first()
    return _replay(command, row) if row is not None else None


def _answer_in_batch(command: Command) -> Answer | None:
    batch = present_batch()
    row = batch.receipts.get((command.district, command.author, command.key)) if batch else None
    return _replay(command, row) if row is not None else None


def _replay(command: Command, row: models.Receipt) -> Answer:
    if bytes(row.digest) != command.digest:
        raise NotNow(
            "key_reused",
            Say(
                "这个提交编号已经用在另一件事上了。请重新打开页面再提交，会得到新的编号。",
                "This key already stands for another command. Open the page again and send with a new key.",
            ),
            key=command.key,
        )
    return Answer(row.status, orjson.loads(zlib.decompress(bytes(row.answer))), replay=True)


def _row(line: Line, previous: bytes, own: bytes) -> Values:
    """The values of an entry without its position."""
    return (
        line.district, line.subject.kind, line.subject.id, line.seq, line.verb, line.actor, line.post, line.was,
        line.now, line.key, line.happened_at, line.recorded_at, dict(line.facts),
        [mark.plain() for mark in line.content], previous, own,
    )  # fmt: skip


def _read_head(district: str, subject: Subject) -> Head:
    row = (
        models.Head.objects.select_for_update()
        .filter(district=district, subject_kind=subject.kind, subject_id=subject.id)
        .values_list("seq", "hash")
        .first()
    )
    return Head(row[0], bytes(row[1])) if row else Head()


def _write_head(district: str, subject: Subject, old: Head, new: Head) -> None:
    row = models.Head(district=district, subject_kind=subject.kind, subject_id=subject.id, seq=new.seq, hash=new.hash)
    row.save(force_insert=old.seq == 0, force_update=old.seq > 0)
