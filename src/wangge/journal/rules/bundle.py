"""The case file as a bundle 案卷包: its form, and how every part of it is checked against the chain. Pure.

A bundle holds ``case.json`` (entries with their hashes, contents with their salts), the files under ``files/`` by their
own SHA-256, ``anchors.json``, pages to read, and ``manifest.json``, which names size and SHA-256 of every other member
and is signed. The JSON members are in canonical form to the byte. What an entry says is bound by its hash, a content by
its salted hash in the entry, a file by the SHA-256 in its content, everything else by the manifest.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wangge.journal.rules.anchors import public_bytes
from wangge.journal.rules.chain import (
    ContentMark,
    Line,
    Subject,
    canonical,
    line_plain,
    stamp,
)

FORM = "wangge-case/1"
MANIFEST_FORM = "wangge-manifest/1"
ANCHORS_FORM = "wangge-anchors/1"
MANIFEST_DOMAIN = b"wangge manifest 1\n"
MANIFEST, CASE, ANCHORS = "manifest.json", "case.json", "anchors.json"
PAPERS = ("page.html", "page.en.html", "README.txt", "verify_case.py")
FILES = "files/"
ERASE = "content.erase"
MAY_BE_WITHHELD = frozenset({"contact", "opinion"})
"""Fields that an exporter without the right gets as a hash alone."""
BROKEN = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError)
"""What reading a member that somebody has written may raise."""


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are written alike: ``==`` takes ``true`` for 1."""
    return canonical(one) == canonical(other)


@dataclass(frozen=True)
class Kept:
    """A content as it goes into a bundle: its body and salt, or none of them when it is withheld or erased."""

    id: UUID
    field: str
    state: str
    salt: bytes = b""
    body: bytes = b""

    def plain(self) -> dict[str, str]:
        """The JSON form: text where the body is UTF-8, else base64."""
        said = {"id": str(self.id), "field": self.field, "state": self.state}
        if self.state != "kept":
            return said
        try:
            return said | {"salt": self.salt.hex(), "text": self.body.decode()}
        except UnicodeDecodeError:
            return said | {"salt": self.salt.hex(), "base64": base64.b64encode(self.body).decode()}


def read_kept(plain: Mapping[str, Any]) -> Kept:
    """The content of a JSON form. Raises one of ``BROKEN`` when it is written in any other way."""
    salt, body = bytes.fromhex(plain.get("salt", "")), plain.get("text", "").encode()
    if "base64" in plain:
        body = base64.b64decode(plain["base64"])
    kept = Kept(UUID(plain["id"]), plain["field"], plain["state"], salt, body)
    if kept.state not in ("kept", "withheld", "erased") or not same(kept.plain(), plain):
        raise ValueError("a content is written in another way")
    return kept


def entry_plain(line: Line, previous: bytes, own: bytes) -> dict[str, Any]:
    """An entry as JSON: everything that its hash covers, the hash before it and its own."""
    return line_plain(line) | {"previous": previous.hex(), "hash": own.hex()}


def read_entry(plain: Mapping[str, Any]) -> tuple[Line, bytes, bytes]:
    """The entry of a JSON form. Raises one of ``BROKEN`` when it is written in any other way."""
    kind, _, subject = plain["subject"].partition(":")
    marks = tuple(ContentMark.read(mark) for mark in plain["content"])
    line = Line(
        plain["district"],
        Subject(kind, UUID(subject)),
        plain["seq"],
        plain["verb"],
        UUID(plain["actor"]),
        plain["post"],
        plain["was"],
        plain["now"],
        plain["key"],
        datetime.fromisoformat(plain["happened_at"]),
        datetime.fromisoformat(plain["recorded_at"]),
        plain["facts"],
        marks,
    )
    previous, own = bytes.fromhex(plain["previous"]), bytes.fromhex(plain["hash"])
    if not same(entry_plain(line, previous, own), plain):
        raise ValueError("an entry is written in another way")
    return line, previous, own


def case_plain(number: str, entries: Sequence[tuple[Line, bytes, bytes]], contents: Iterable[Kept]) -> dict[str, Any]:
    """``case.json``: made when its last entry, the one of this very export, was recorded."""
    last, _, own = entries[-1]
    return {
        "form": FORM,
        "made_at": stamp(last.recorded_at),
        "district": last.district,
        "subject": str(last.subject),
        "number": number,
        "head": {"seq": last.seq, "hash": own.hex()},
        "entries": [entry_plain(*entry) for entry in entries],
        "contents": [kept.plain() for kept in contents],
    }


def manifest_message(members: Mapping[str, Mapping[str, Any]]) -> bytes:
    """What the installation signs of a bundle."""
    return MANIFEST_DOMAIN + canonical(members)


@dataclass(frozen=True)
class Sum:
    """What a member really is: how long, and its SHA-256."""

    bytes: int
    sha256: str

    def plain(self) -> dict[str, Any]:
        """The JSON form in the manifest."""
        return {"bytes": self.bytes, "sha256": self.sha256}


def sum_of(body: bytes) -> Sum:
    """The sum of these bytes."""
    return Sum(len(body), hashlib.sha256(body).hexdigest())


def read_member(body: bytes, form: str) -> dict[str, Any]:
    """A JSON member that is written in canonical form to the byte. Raises one of ``BROKEN``."""
    value = json.loads(body)
    if not isinstance(value, dict) or value["form"] != form or canonical(value) != body:
        raise ValueError("is not written as a bundle is")
    return value


def manifest_plain(members: Mapping[str, Sum], key: bytes | None, signature: bytes) -> dict[str, Any]:
    """``manifest.json``; without a key it is not signed and says so."""
    return {
        "form": MANIFEST_FORM,
        "members": {name: found.plain() for name, found in members.items()},
        "key": key.hex() if key is not None else None,
        "signature": signature.hex() if key is not None else None,
    }


def anchor_plain(item: Mapping[str, Any], *, seq: int, index: int, path: Sequence[bytes]) -> dict[str, Any]:
    """An anchor of the list with the proof that it holds one chain's end."""
    return dict(item) | {"proof": {"seq": seq, "index": index, "path": [part.hex() for part in path]}}


def erasures_in(entries: Iterable[tuple[Line, bytes, bytes]]) -> dict[UUID, Line]:
    """The entries by which contents of the same subject were erased, by content."""
    return {UUID(str(line.facts["content"])): line for line, _, _ in entries if line.verb == ERASE}


def signed_manifest(members: Mapping[str, Sum], key: Ed25519PrivateKey | None) -> bytes:
    """``manifest.json`` as it goes into the bundle, signed where the installation has a key."""
    if key is None:
        return canonical(manifest_plain(members, None, b""))
    said = manifest_message({name: found.plain() for name, found in members.items()})
    return canonical(manifest_plain(members, public_bytes(key), key.sign(said)))


def anchors_member(anchors: Sequence[Mapping[str, Any]]) -> bytes:
    """``anchors.json``: the days that hold an end of this chain, each with its proof."""
    return canonical({"form": ANCHORS_FORM, "anchors": list(anchors)})
