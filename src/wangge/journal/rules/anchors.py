"""Anchors: once a day all chain ends that moved become one tree, and its root is signed. Pure.

The tree is the one of RFC 6962, section 2.1: a leaf is hashed behind a zero byte, two parts behind a one, and a tree of
n leaves is split at the largest power of two below n. Signatures are Ed25519 (RFC 8032). A proof for one subject is the
way from its leaf to the root: twenty hashes among a million.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from wangge.journal.rules.chain import GENESIS, canonical, stamp

LEAF, NODE = b"\x00", b"\x01"
EMPTY = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""
HASH_BYTES = 32
ANCHOR_DOMAIN = b"wangge anchor 1\n"
"""What stands before the signed bytes, so that a signature is never good for anything else."""


@dataclass(frozen=True)
class Anchor:
    """One line of the signed list of a district.

    ``day`` is the district's day that had ended when it was made; it covers the positions ``first`` to ``last`` and
    with them the ``count`` chain ends that moved since the anchor before it, whose ``id`` is ``previous``.
    ``key`` is the public key (32 bytes) that the signature is checked with.
    """

    district: str
    number: int
    day: date
    first: int
    last: int
    count: int
    root: bytes
    previous: bytes
    made_at: datetime
    key: bytes

    def plain(self) -> dict[str, Any]:
        """The JSON form that is signed and handed out."""
        return {
            "district": self.district,
            "number": self.number,
            "day": self.day.isoformat(),
            "first": self.first,
            "last": self.last,
            "count": self.count,
            "root": self.root.hex(),
            "previous": self.previous.hex(),
            "made_at": stamp(self.made_at),
            "key": self.key.hex(),
        }

    @property
    def signed_bytes(self) -> bytes:
        """What the signature is over."""
        return ANCHOR_DOMAIN + canonical(self.plain())

    @property
    def id(self) -> bytes:
        """What the next anchor of the district names as the one before it."""
        return hashlib.sha256(self.signed_bytes).digest()


def read_anchor(plain: Mapping[str, Any]) -> Anchor:
    """The anchor of a JSON form, other names in it left alone. Raises ``ValueError``, ``KeyError`` or ``TypeError``."""
    numbers = [plain[name] for name in ("number", "first", "last", "count")]
    if not all(type(value) is int for value in numbers):
        raise ValueError("number, first, last and count are whole numbers")
    return Anchor(
        str(plain["district"]),
        plain["number"],
        date.fromisoformat(plain["day"]),
        plain["first"],
        plain["last"],
        plain["count"],
        bytes.fromhex(plain["root"]),
        bytes.fromhex(plain["previous"]),
        datetime.fromisoformat(plain["made_at"]),
        bytes.fromhex(plain["key"]),
    )


def leaf(subject: str, seq: int, own: bytes) -> bytes:
    """The leaf of a chain end: nothing of it can be read from the tree, as the end's hash is known to its file only."""
    return hashlib.sha256(LEAF + canonical([subject, seq, own.hex()])).digest()


def _joined(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE + left + right).digest()


class Growing:
    """The root of a tree whose leaves come one by one; it keeps one hash for each bit of their number."""

    def __init__(self) -> None:
        self.count = 0
        self._full: list[tuple[int, bytes]] = []

    def add(self, own: bytes) -> None:
        """The next leaf."""
        size = 1
        while self._full and self._full[-1][0] == size:
            _, left = self._full.pop()
            own, size = _joined(left, own), size * 2
        self._full.append((size, own))
        self.count += 1

    @property
    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self._full:
            return EMPTY
        root = self._full[-1][1]
        for _, left in reversed(self._full[:-1]):
            root = _joined(left, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root of a tree of these leaves."""
    tree = Growing()
    for own in leaves:
        tree.add(own)
    return tree.root


def _split(count: int) -> int:
    """The largest power of two below ``count``."""
    return 1 << (count - 1).bit_length() - 1


def path_to(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes beside the way from a leaf up to the root, the lowest first."""
    first, count, found = 0, len(leaves), []
    while count > 1:
        half = _split(count)
        if index - first < half:
            found.append(root_of(leaves[n] for n in range(first + half, first + count)))
            count = half
        else:
            found.append(root_of(leaves[n] for n in range(first, first + half)))
            first, count = first + half, count - half
    return found[::-1]


def root_by_path(own: bytes, index: int, count: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a leaf at this place of so many reaches by the path; None when the path does not fit."""
    if not 0 <= index < count:
        return None
    turns = list(_turns(index, count))
    if len(turns) != len(path):
        return None
    for is_left, beside in zip(reversed(turns), path, strict=True):
        own = _joined(own, beside) if is_left else _joined(beside, own)
    return own


def _turns(index: int, count: int) -> Iterator[bool]:
    """From the root down: whether the way goes to the left."""
    while count > 1:
        half = _split(count)
        is_left = index < half
        index, count = (index, half) if is_left else (index - half, count - half)
        yield is_left


def day_due(last: date | None, *, today: date) -> date | None:
    """The day for which an anchor is to be made now, None when it is made already.

    A day that was missed is made up by the next one. A clock that has gone back a little waits; one that had run ahead
    by more than a day and was put right does not.
    """
    yesterday = date.fromordinal(today.toordinal() - 1)
    if last is not None and yesterday <= last <= today:
        return None
    return yesterday


def key_from(seed: bytes) -> Ed25519PrivateKey:
    """The signing key of 32 secret bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The public key, 32 bytes."""
    return key.public_key().public_bytes_raw()


def is_signed(key: bytes, signature: bytes, said: bytes) -> bool:
    """Whether the signature over these bytes is of this public key."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, said)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(key: bytes) -> str:
    """What people compare of a public key: the first half of its SHA-256, in eight groups of four."""
    text = hashlib.sha256(key).hexdigest()[:HASH_BYTES]
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


def list_faults(anchors: Sequence[tuple[Anchor, bytes]]) -> list[str]:
    """What is wrong with a district's list of ``(anchor, signature)`` from its first on; none when it is whole."""
    faults, previous, last, expected = [], GENESIS, 0, 1
    for anchor, signature in anchors:
        if anchor.number != expected:
            faults.append(f"expected anchor {expected}, found {anchor.number}")
        if anchor.previous != previous or anchor.first != last + 1:
            faults.append(f"anchor {anchor.number} does not follow on the one before it")
        if not is_signed(anchor.key, signature, anchor.signed_bytes):
            faults.append(f"anchor {anchor.number} was altered, or its signature was")
        previous, last, expected = anchor.id, anchor.last, anchor.number + 1
    return faults
