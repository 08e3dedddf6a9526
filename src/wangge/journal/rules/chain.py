"""What an entry is made of, how it is hashed and chained, and how a whole chain is checked. Pure."""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from wangge.core.refusals import Missing
from wangge.core.words import Say

GENESIS = bytes(32)
"""What the first entry of a subject is chained to."""
SEALED_FIELDS = frozenset({"contact"})
"""Content that is encrypted where it lies; the other fields are plain text."""


@dataclass(frozen=True)
class Subject:
    """What an entry is about: ``case:0192…``. The kind is a room's word, the id a UUID."""

    kind: str
    id: UUID

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True)
class Head:
    """The end of a subject's chain: how many entries, and the hash of the last."""

    seq: int = 0
    hash: bytes = GENESIS


@dataclass(frozen=True)
class ContentMark:
    """What an entry says of content that lies elsewhere: which field, which row, and its salted hash."""

    field: str
    id: UUID
    hash: bytes

    def plain(self) -> dict[str, str]:
        """The JSON form kept in the entry."""
        return {"field": self.field, "id": str(self.id), "hash": self.hash.hex()}

    @classmethod
    def read(cls, plain: Mapping[str, str]) -> "ContentMark":
        """The mark of a JSON form. Raises ``KeyError`` and ``ValueError`` when it is none."""
        return cls(plain["field"], UUID(plain["id"]), bytes.fromhex(plain["hash"]))


@dataclass(frozen=True)
class Line:
    """One entry before it has a position: everything that the hash covers."""

    district: str
    subject: Subject
    seq: int
    verb: str
    actor: UUID
    post: str
    was: str
    now: str
    key: str
    happened_at: datetime
    recorded_at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    content: tuple[ContentMark, ...] = ()


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces, the same on every engine. Floats are refused: they do not travel well."""
    _no_floats(value)
    return _sorted(value)


_sorted_json = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def _sorted(value: Any) -> bytes:
    return _sorted_json(value).encode()


def _no_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("A number with a fraction must be written as text before it is hashed.")
    if isinstance(value, Mapping):
        for part in value.values():
            _no_floats(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _no_floats(part)


def stamp(moment: datetime) -> str:
    """A time as the hash sees it: UTC, microseconds, ``Z``."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def line_plain(line: Line) -> dict[str, Any]:
    """A line as plain JSON: all that its hash covers."""
    return {
        "district": line.district,
        "subject": str(line.subject),
        "seq": line.seq,
        "verb": line.verb,
        "actor": str(line.actor),
        "post": line.post,
        "was": line.was,
        "now": line.now,
        "key": line.key,
        "happened_at": stamp(line.happened_at),
        "recorded_at": stamp(line.recorded_at),
        "facts": dict(line.facts),
        "content": [mark.plain() for mark in line.content],
    }


def line_hash(previous: bytes, line: Line) -> bytes:
    """SHA-256 over the previous hash and the canonical form of the line. The position is not part of it."""
    _no_floats(line.facts)  # all else of a line is text and whole numbers
    return hashlib.sha256(previous + _sorted(line_plain(line))).digest()


def content_hash(salt: bytes, body: bytes) -> bytes:
    """The salted hash that an entry keeps of its content: without the salt a short text cannot be guessed from it."""
    return hashlib.sha256(salt + body).digest()


def digest(verb: str, payload: Any) -> bytes:
    """What a command asked for, so that the same key with another content is noticed. Floats become text first."""
    return hashlib.sha256(canonical([verb, _floats_as_text(payload)])).digest()


def _floats_as_text(value: Any) -> Any:
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping):
        return {str(k): _floats_as_text(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_floats_as_text(v) for v in value]
    return value


@dataclass(frozen=True)
class Fault:
    """Something wrong in a chain: where, and what in a sentence."""

    subject: str
    seq: int
    what: str


def check_chain(chain: Iterable[tuple[Line, bytes, bytes]], head: Head | None = None) -> list[Fault]:
    """Walk one subject's entries ``(line, previous, hash)`` in order of seq. Returns the faults, none when whole.

    ``head``, when given, is what the subject's own row says of its end: a chain cut at the end is noticed by it.
    """
    faults = []
    expected = Head()
    subject = ""
    for line, previous, own in chain:
        subject = str(line.subject)
        if line.seq != expected.seq + 1:
            faults.append(Fault(subject, line.seq, f"expected entry {expected.seq + 1}, found {line.seq}"))
        if previous != expected.hash:
            faults.append(Fault(subject, line.seq, "does not follow on the entry before it"))
        if line_hash(previous, line) != own:
            faults.append(Fault(subject, line.seq, "was altered"))
        expected = Head(line.seq, own)
    if head is not None and (head.seq, head.hash) != (expected.seq, expected.hash):
        faults.append(Fault(subject, expected.seq, f"the subject says its last entry is {head.seq}"))
    return faults


def position_token(positions: Mapping[str, int], scope: str) -> str:
    """A reader's position as opaque text: how far in each district, and the version of what the reader may see."""
    return base64.urlsafe_b64encode(canonical({"p": dict(positions), "s": scope})).decode().rstrip("=")


def read_position(token: str) -> tuple[dict[str, int], str]:
    """The parts of ``position_token``. Raises ``Missing`` when the text is not one."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        return {str(k): int(v) for k, v in parts["p"].items()}, str(parts["s"])
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise Missing(
            "position_unreadable",
            Say(
                "读取位置无法识别。请去掉 since 参数，重新取一次快照。",
                "The position cannot be read. Leave out since and take a new snapshot.",
            ),
        ) from None
