"""``wangge backup``: everything that cannot be made anew, written, read back, and only then called a backup."""

import contextlib
import fcntl
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click
from django.utils import timezone

from wangge import __version__
from wangge.cli.main import Trouble, set_up, wangge
from wangge.cli.stores import dumping
from wangge.cli.stores.keys import (
    FOR_SETTINGS,
    kept_settings,
    known_by,
    passphrase,
    refuse_wrong_key,
    seal_settings,
)
from wangge.cli.stores.manifest import (
    DATABASE,
    FILES,
    KEYS,
    LIST,
    MANIFEST,
    Manifest,
    backup_at,
    backup_name,
    backups_in,
    file_lines,
    files_of,
    read_manifest,
)
from wangge.cli.stores.parts import PART, Sum, copy_by_name, room, settle, sum_of_file, write
from wangge.cli.stores.places import own_place, pointed_at, reach, say
from wangge.cli.stores.proof import Standing, standing

PASSPHRASE_FILE = click.option(
    "--passphrase-file", type=click.Path(path_type=Path), help="File with the passphrase of the keys."
)


@wangge.command()
@click.argument("place", type=click.Path(path_type=Path))
@click.option(
    "--check", is_flag=True, help="Check the newest backup of PLACE, or the one that PLACE is; write nothing."
)
@PASSPHRASE_FILE
@click.option("--without-keys", is_flag=True, help="Leave the keys out; then keep them yourself, elsewhere.")
@click.option("--keep", type=click.IntRange(1), help="Remove all but so many backups of PLACE afterwards.")
def backup(place: Path, check: bool, passphrase_file: Path | None, without_keys: bool, keep: int | None) -> None:
    """Back up database, files and keys into the folder PLACE, while everything runs.

    Files that PLACE has already are not copied again. It is called done after it was read back.
    """
    set_up()
    if check:
        folder = backup_at(place)
        checked(folder, files=True)
        say(f"{folder} is whole.")
        return
    word = None if without_keys else passphrase(passphrase_file)
    if word is None and not without_keys:
        raise Trouble("The keys belong into a backup, sealed with a passphrase. " + FOR_SETTINGS)
    done = take(place, word, at=timezone.now())
    if keep is not None:
        prune(place, keep)
    if done.missing:
        raise Trouble(
            f"The backup is whole, but the store is not: {len(done.missing)} of its files are missing or altered, for "
            f"example {done.missing[0]}. See wangge verify, and look for them in older backups."
        )


@dataclass(frozen=True)
class Taken:
    """A finished backup and the files that the store itself had lost."""

    folder: Path
    missing: list[str]


@contextlib.contextmanager
def _alone_in(place: Path) -> Iterator[None]:
    """One backup at a time in a place."""
    with room(place):
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        (place / FILES).mkdir(exist_ok=True, mode=0o700)
        lock = (place / ".lock").open("a")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(f"Another backup is being written into {place}. Wait for it.") from None
        yield


def take(place: Path, word: str | None, *, at: datetime) -> Taken:
    """Write a backup into a place; without a passphrase the keys are left out. Raises ``Trouble``; then nothing of it
    stays but files that the next one would copy anyhow."""
    with _alone_in(place):
        for left in place.glob(f"*Z{PART}"):
            shutil.rmtree(left)
        folder = place / backup_name(at)
        part = folder.with_name(folder.name + PART)
        if folder.exists():
            raise Trouble(f"There is a backup {folder} already; one a second is enough.")
        try:
            with room(place):
                part.mkdir(mode=0o700)
                manifest = _write_all(place, part, folder.name, word, at)
                say("Reading it back …")
                checked(part, files=False)
                settle(part)
                part.rename(folder)
                settle(place)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    size = sum(said.bytes for said in manifest.parts.values())
    say(
        f"{folder} is done: {manifest.standing.rows:,} rows, {manifest.standing.chains:,} chains, database and lists "
        f"{size / 1e6:,.1f} MB, {manifest.files:,} files {manifest.file_bytes / 1e6:,.1f} MB, keys {manifest.keys}."
    )
    return Taken(folder, manifest.missing)


def _write_all(place: Path, part: Path, name: str, word: str | None, at: datetime) -> Manifest:
    from django.conf import settings

    own, kept_here = own_place(), None if word is None else kept_settings()
    reach(own)
    if word is not None:
        with pointed_at(own):
            refuse_wrong_key()
    say(f"Backing up {own.name} …")
    began = time.monotonic()
    database = part / DATABASE[own.vendor]
    parts: dict[str, Sum] = {}
    parts[database.name], figures, stored, server = dumping.dump(own, database)
    seconds = time.monotonic() - began
    say(f"  database: {parts[database.name].bytes / 1e6:,.1f} MB in {seconds:.1f} s, {figures.rows:,} rows")
    kept, missing, length = _copy_files(place, stored)
    parts[LIST] = write(part / LIST, [file_lines(kept)])
    if word is not None and kept_here is not None:
        parts[KEYS] = write(part / KEYS, [seal_settings(kept_here, word, about=name)], mode=0o600)
        if figures.counts.get("journal_anchor") and settings.ANCHOR_KEY is None:
            say("  keys: WANGGE_ANCHOR_KEY is not set here, though this store is signed. It is NOT in the backup.")
    else:
        say("  keys: LEFT OUT. Without WANGGE_FIELD_KEY telephone numbers are lost for good: keep it elsewhere.")
    manifest = Manifest(
        name, at.isoformat(), __version__, own.vendor, server, figures, parts, len(kept), length, missing,
        "left out" if word is None else "sealed", known_by(settings.FIELD_KEY),
    )  # fmt: skip
    write(part / MANIFEST, [manifest.written()])
    return manifest


def _copy_files(place: Path, stored: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], list[str], int]:
    """Copy what the place lacks. Returns what the backup has, what the store has lost, and how many bytes it is."""
    from django.conf import settings

    from wangge.files.queries import still_stored

    began, copied, length, lost = time.monotonic(), 0, 0, []
    kept: list[tuple[str, str]] = []
    for own, sha256 in stored:
        target = place / FILES / own
        try:
            copied += copy_by_name(Path(settings.FILES) / own, target, sha256)
        except (FileNotFoundError, ValueError):
            lost.append(own)
            if not target.is_file() or sum_of_file(target).sha256 != sha256:
                continue
        kept.append((own, sha256))
        length += target.stat().st_size
    with pointed_at(own_place()):
        missing = sorted(set(lost) & still_stored(lost))
    seconds = max(time.monotonic() - began, 1e-6)
    say(f"  files: {len(kept):,}, of them {copied:,} new, in {seconds:.1f} s")
    return kept, missing, length


def checked(folder: Path, *, files: bool) -> Manifest:
    """Read a backup from its first byte to its last, its files too if wanted. Raises ``Trouble`` naming every fault."""
    manifest = read_manifest(folder)
    faults = []
    for name, said in manifest.parts.items():
        try:
            if sum_of_file(folder / name) != said:
                faults.append(f"{name} was altered or is damaged")
        except OSError:
            faults.append(f"{name} is missing")
    if not faults:
        faults += _database_faults(folder / manifest.database, manifest)
    if files and f"{LIST} is missing" not in faults and f"{LIST} was altered or is damaged" not in faults:
        faults += _file_faults(folder)
    if faults:
        more = f"\n… and {len(faults) - 50} more" if len(faults) > 50 else ""
        raise Trouble(f"{folder} is NOT whole:\n" + "\n".join(faults[:50]) + more + "\nTake another backup.")
    return manifest


def _database_faults(file: Path, manifest: Manifest) -> list[str]:
    """Whether the database in a backup holds what the manifest says: on SQLite all figures, on PostgreSQL the rows."""
    try:
        if manifest.engine == "postgresql":
            rows = dumping.rows_in_dump(file)
            found = Standing(rows, manifest.standing.positions, manifest.standing.chains, manifest.standing.ends, [])
        else:
            with pointed_at(dumping.reading_only(file)):
                found = standing()
    except Trouble as trouble:
        return [f"{file.name}: {trouble.message}"]
    return [f"{file.name}: {what}" for what in manifest.standing.differences(found)]


def _file_faults(folder: Path) -> list[str]:
    faults = []
    for stored, sha256 in files_of(folder):
        try:
            if sum_of_file(folder.parent / FILES / stored).sha256 != sha256:
                faults.append(f"{FILES}/{stored} was altered or is damaged")
        except OSError:
            faults.append(f"{FILES}/{stored} is missing")
    return faults


def prune(place: Path, keep: int) -> None:
    """Remove all but the newest backups of a place, and the files that none of the others names."""
    with _alone_in(place):
        found = backups_in(place)
        old, rest = found[:-keep], found[-keep:]
        if not old:
            return
        named = {stored for folder in rest for stored, _ in files_of(folder)}
        for folder in old:
            part = folder.with_name(folder.name + PART)
            folder.rename(part)
            shutil.rmtree(part)
        gone = 0
        for file in (place / FILES).rglob("*"):
            if file.is_file() and str(file.relative_to(place / FILES)) not in named:
                file.unlink()
                gone += 1
    say(f"{len(old)} older backups removed, and {gone:,} files that only they had; {len(rest)} stay.")
