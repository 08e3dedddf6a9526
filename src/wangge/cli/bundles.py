"""Reading a case file that somebody holds, a ZIP or a folder, and saying what the check of it came to."""

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from wangge.cli.main import Trouble
from wangge.journal.rules import (
    ANCHORS,
    CASE,
    MANIFEST,
    Sum,
    Verdict,
    check_bundle,
    check_published,
    fingerprint,
)

MOST_MEMBERS, MOST_BYTES, MOST_JSON = 5_000, 4 * 2**30, 64 * 2**20
CHUNK = 2**20
UNREADABLE = (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error, ValueError)


class Unreadable(Trouble):
    """What was given is no case file at all (exit code 2)."""

    exit_code = 2


def told(bundle: Path, keys: tuple[str, ...], published: Path | None) -> None:
    """Check a bundle and say it. Raises ``Trouble`` when it is not whole, ``Unreadable`` when it is none."""
    texts, sums = members_of(bundle)
    verdict = check_bundle(texts, sums, keys=[read_key(key) for key in keys])
    if published is not None:
        check_published(verdict, _items(published))
    for fault in verdict.faults[:100]:
        click.secho(f"{fault.subject}{f' entry {fault.seq}' if fault.seq else ''}: {fault.what}", fg="red")
    for erasure in verdict.erasures:
        said = f": {erasure.decision}" if erasure.decision else ""
        click.echo(
            f"{erasure.field} of entry {erasure.entry} was erased on {erasure.at:%Y-%m-%d %H:%M} UTC by entry "
            f"{erasure.erased_by}, ground {erasure.ground}{said}"
        )
    click.echo(
        f"case {verdict.number}: {verdict.head.seq} entries, {verdict.contents} contents, {verdict.files} files, "
        f"{len(verdict.erasures)} erased by decision, {verdict.withheld} withheld, {len(verdict.faults)} faults"
    )
    _say_who(verdict, bool(keys))
    if verdict.faults:
        raise Trouble("This case file is not whole.")


def _say_who(verdict: Verdict, trusted: bool) -> None:
    trust = "a key that you gave" if trusted else "a key inside the file: compare it with the published one"
    if verdict.signed_by is not None:
        click.echo(f"signed by {fingerprint(verdict.signed_by)} ({trust})")
    else:
        click.echo("not signed: whoever made it can make another")
    for day in verdict.anchored:
        click.echo(f"anchored on {day.day} up to entry {day.seq} by {fingerprint(day.key)} ({trust})")
    reached = max((day.seq for day in verdict.anchored), default=0)
    if reached < verdict.head.seq:
        click.echo(f"entries {reached + 1} to {verdict.head.seq} are in no signed day of this file yet")


def _items(published: Path) -> list[Any]:
    try:
        said = json.loads(published.read_bytes())
        return list(said["items"] if isinstance(said, dict) else said)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as trouble:
        raise Unreadable(f"{published} is no list of anchors ({type(trouble).__name__}).") from None


def read_key(said: str) -> bytes | str:
    """A public key from 64 hexadecimal digits, a fingerprint from 32, or a file that holds one of them or PEM."""
    text = said
    if Path(said).is_file():
        raw = Path(said).read_bytes()[:10_000]
        if raw.startswith(b"-----BEGIN"):
            key = load_pem_public_key(raw)
            if isinstance(key, Ed25519PublicKey):
                return key.public_bytes_raw()
        text = raw.decode("utf-8", "replace")
        found = re.search(r'"key"\s*:\s*"([0-9a-f]{64})"', text)
        text = found.group(1) if found else text
    digits = re.sub(r"[\s:]", "", text).lower()
    if re.fullmatch(r"[0-9a-f]{64}", digits):
        return bytes.fromhex(digits)
    if re.fullmatch(r"[0-9a-f]{32}", digits):
        return " ".join(digits[n : n + 4] for n in range(0, 32, 4))
    raise Unreadable("A key is 32 or 64 hexadecimal digits, or a file with a public key. Type: wangge anchor key")


def members_of(bundle: Path) -> tuple[dict[str, bytes], dict[str, Sum]]:
    """The JSON members of a bundle, and what each of its members really is. Nothing is unpacked to the disk.

    Raises ``Unreadable`` for what is no ZIP, is too large, or holds a name twice or one that leads elsewhere.
    """
    texts: dict[str, bytes] = {}
    sums: dict[str, Sum] = {}
    left = MOST_BYTES
    try:
        for name, file in _opened(bundle):
            if name in sums or len(sums) >= MOST_MEMBERS:
                raise Unreadable(f"{bundle} holds {name!r} twice or too many members.")
            if name.startswith("/") or "\\" in name or ".." in name.split("/"):
                raise Unreadable(f"{bundle} holds a name that leads elsewhere: {name!r}.")
            keep = bytearray() if name in (MANIFEST, CASE, ANCHORS) else None
            digest, size = hashlib.sha256(), 0
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                size, left = size + len(chunk), left - len(chunk)
                if left < 0 or (keep is not None and size > MOST_JSON):
                    raise Unreadable(f"{bundle} is too large for a case file.")
                if keep is not None:
                    keep += chunk
            sums[name] = Sum(size, digest.hexdigest())
            if keep is not None:
                texts[name] = bytes(keep)
    except UNREADABLE as trouble:
        raise Unreadable(f"{bundle} cannot be read as a ZIP or folder ({type(trouble).__name__}).") from None
    if CASE not in texts:
        raise Unreadable(f"{bundle} is no case file: there is no {CASE} in it.")
    return texts, sums


def _opened(bundle: Path) -> Iterator[tuple[str, IO[bytes]]]:
    if bundle.is_dir():
        for path in sorted(bundle.rglob("*")):
            if path.is_file():
                with path.open("rb") as file:
                    yield path.relative_to(bundle).as_posix(), file
        return
    with zipfile.ZipFile(bundle) as archive:
        for member in archive.infolist():
            with archive.open(member) as opened:
                yield member.filename, opened
