"""Parts of a backup: written with their checksum, read back, and never half there."""

import contextlib
import errno
import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wangge.cli.main import Trouble

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
BLOCK = 1 << 20
PART = ".part"


@dataclass(frozen=True)
class Sum:
    """How long a file is, and its SHA-256 in hexadecimal digits."""

    bytes: int
    sha256: str


@contextlib.contextmanager
def room(where: Path) -> Iterator[None]:
    """A full disk, a quota or a folder that may not be written becomes a sentence."""
    try:
        yield
    except OSError as trouble:
        if trouble.errno in FULL:
            raise Trouble(
                f"There is no more room at {where} ({trouble.strerror}). What was begun is removed, nothing else was "
                "changed. Make room, or name another place."
            ) from None
        raise Trouble(f"{trouble.filename or where}: {trouble.strerror}.") from None
    except sqlite3.Error as trouble:
        if "full" not in str(trouble) and "I/O" not in str(trouble):
            raise
        raise Trouble(
            f"There is no more room at {where} ({trouble}). What was begun is removed, nothing else was changed. Make "
            "room, or name another place."
        ) from None


def sum_of_file(path: Path) -> Sum:
    """Read a file from the disk. Raises ``OSError``."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Sum(file.tell(), digest)


def blocks_of(path: Path) -> Iterator[bytes]:
    """A file in blocks of a mebibyte."""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def write(path: Path, blocks: Iterable[bytes], *, mode: int = 0o644) -> Sum:
    """Write a file whole or not at all, by way of ``.part``; on disk when this returns. Raises ``OSError``."""
    part, digest, length = path.with_name(path.name + PART), hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
            for block in blocks:
                file.write(block)
                digest.update(block)
                length += len(block)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return Sum(length, digest.hexdigest())


def settle(path: Path) -> None:
    """Let a file or folder be on the disk before what follows."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def copy_by_name(source: Path, target: Path, sha256: str) -> bool:
    """Copy a file whose checksum is known, unless it is there with the same length; read it back.

    Returns whether it was copied. Raises ``ValueError`` when the source or the copy is not what the checksum says,
    and ``OSError``.
    """
    if target.is_file() and target.stat().st_size == source.stat().st_size:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    if write(target, blocks_of(source)).sha256 != sha256:
        target.unlink()
        raise ValueError("was altered")
    if sum_of_file(target).sha256 != sha256:
        target.unlink()
        raise ValueError("could not be read back")
    return True
