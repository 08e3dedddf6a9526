"""What a backup says of itself, and where backups stand in their place.

A place of backups is a folder: ``files/`` holds the kept files of all backups by their checksums, and every backup is a
folder named by its second, with ``manifest.json``, the database, the list of its files (in the form of ``sha256sum``)
and the sealed keys. A folder that ends with ``.part`` is no backup.
"""

import hashlib
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from wangge.cli.main import Trouble
from wangge.cli.stores.parts import PART, Sum
from wangge.cli.stores.proof import Standing

FORM = "wangge backup 1"
MANIFEST, LIST, KEYS, FILES = "manifest.json", "files.sha256", "keys.sealed", "files"
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
NAME = re.compile(r"\d{8}T\d{6}Z")


@dataclass(frozen=True)
class Manifest:
    """A backup in figures; ``parts`` are the sums of its own members, ``missing`` the files that the store itself had
    lost, ``keys`` ``sealed`` or ``left out``, ``field_key`` by which a key is known again without telling it."""

    name: str
    made_at: str
    version: str
    engine: str
    server: str
    standing: Standing
    parts: dict[str, Sum]
    files: int
    file_bytes: int
    missing: list[str]
    keys: str
    field_key: str

    def written(self) -> bytes:
        """The manifest as a file, with its own sum at the end."""
        plain = {"form": FORM} | asdict(self)
        return orjson.dumps(plain | {"sum": sum_of_plain(plain)}, option=orjson.OPT_INDENT_2) + b"\n"

    @property
    def database(self) -> str:
        """The member that holds the database."""
        return DATABASE[self.engine]


def sum_of_plain(plain: dict[str, Any]) -> str:
    """The SHA-256 of a manifest without its sum, keys in order."""
    return hashlib.sha256(orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup. Raises ``Trouble`` when there is none, or it was altered."""
    place = folder / MANIFEST
    try:
        plain = orjson.loads(place.read_bytes())
        own = plain.pop("sum")
        if sum_of_plain(plain) != own or plain.pop("form") != FORM:
            raise ValueError
        plain["standing"] = Standing(**plain["standing"])
        plain["parts"] = {name: Sum(**said) for name, said in plain["parts"].items()}
        return Manifest(**plain)
    except FileNotFoundError:
        raise Trouble(f"There is no backup in {folder}: no {MANIFEST}.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Trouble(f"{place} was altered or is damaged. Take another backup.") from None


def backup_name(at: datetime) -> str:
    """The name of a backup: its second in UTC, such as ``20261125T213000Z``."""
    return f"{at:%Y%m%dT%H%M%SZ}"


def backups_in(place: Path) -> list[Path]:
    """The whole backups of a place, the newest last."""
    if not place.is_dir():
        return []
    return sorted(p for p in place.iterdir() if NAME.fullmatch(p.name) and p.is_dir())


def backup_at(place: Path) -> Path:
    """A backup, or the newest one of a place of backups. Raises ``Trouble``."""
    if place.name.endswith(PART):
        raise Trouble(f"{place} was never finished: it is no backup. Take a whole one.")
    if (place / MANIFEST).exists():
        return place
    found = backups_in(place)
    if not found:
        raise Trouble(f"There is no backup in {place}.")
    return found[-1]


def file_lines(rows: list[tuple[str, str]]) -> bytes:
    """The list of files: checksum and path below the place, as ``sha256sum -c`` reads it from there."""
    return "".join(f"{sha256}  {FILES}/{stored}\n" for stored, sha256 in sorted(rows)).encode()


def files_of(folder: Path) -> list[tuple[str, str]]:
    """The files of a backup: path below ``files/`` and checksum. Raises ``Trouble`` for a list that cannot be read."""
    found = []
    for line in (folder / LIST).read_text("ascii", errors="replace").splitlines():
        said = re.fullmatch(rf"([0-9a-f]{{64}})  {FILES}/([0-9a-zA-Z./_-]+)", line)
        if not said or ".." in said[2]:
            raise Trouble(f"{folder / LIST} was altered or is damaged.")
        found.append((said[2], said[1]))
    return found
