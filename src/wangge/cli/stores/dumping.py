"""The database as one file, and back: SQLite by its online backup, PostgreSQL by pg_dump and pg_restore."""

import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wangge.cli.main import Trouble
from wangge.cli.stores.parts import BLOCK, Sum, blocks_of, settle, sum_of_file, write
from wangge.cli.stores.places import Place, opened, pointed_at
from wangge.cli.stores.proof import OWN_OF_DJANGO, Standing, standing

FAILED = "failed_"
"""How the schema begins in which an upgrade that failed is put aside; it is no part of the store."""
NEVER_TOLD = {"pool", "server_side_binding", "prepare_threshold"}


def reading_only(file: Path) -> Place:
    """A SQLite file that is looked at and left as it is, byte for byte."""
    return Place(
        {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": f"{file.resolve().as_uri()}?mode=ro&immutable=1",
            "OPTIONS": {"init_command": "PRAGMA query_only=ON;", "timeout": 20},
        }
    )


def dump(place: Place, file: Path) -> tuple[Sum, Standing, list[tuple[str, str]], str]:
    """Write the database as it is at one moment. Returns the sum of the file, the store in figures and the kept files
    (path, SHA-256) of that very moment, and what the engine calls itself. Others may work on meanwhile."""
    return _dump_sqlite(place, file) if place.vendor == "sqlite" else _dump_postgresql(place, file)


def _dump_sqlite(place: Place, file: Path) -> tuple[Sum, Standing, list[tuple[str, str]], str]:
    from wangge.files.queries import stored_files

    if not place.file.is_file():
        raise Trouble(f"There is no {place.name}.")
    with (
        contextlib.closing(sqlite3.connect(f"{place.file.resolve().as_uri()}?mode=ro", uri=True)) as source,
        contextlib.closing(sqlite3.connect(file)) as target,
    ):
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    settle(file)
    with pointed_at(reading_only(file)):
        return sum_of_file(file), standing(), sorted(stored_files()), f"SQLite {sqlite3.sqlite_version}"


def _dump_postgresql(place: Place, file: Path) -> tuple[Sum, Standing, list[tuple[str, str]], str]:
    from django.db import connection, transaction

    from wangge.files.queries import stored_files

    with pointed_at(place), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute(
                "SELECT pg_export_snapshot(), current_setting('server_version'), current_setting('server_version_num')"
            )
            snapshot, server, number = cursor.fetchone()
        program = program_for("pg_dump", int(number) // 10000)
        with _heard([str(program), "--format=custom", "--compress=1", "--no-password", f"--snapshot={snapshot}",
                     f"--exclude-schema={FAILED}*", f"--dbname={_conninfo(place)}"], place) as pipe:  # fmt: skip
            written = write(file, pipe)
        figures = standing()
        return written, figures, sorted(stored_files()), f"PostgreSQL {server}"


def restore(file: Path, engine: str, target: Place) -> None:
    """Make the database of a dump in an empty one: all of it or nothing. Raises ``Trouble``."""
    if engine == "sqlite":
        write(target.file, blocks_of(file), mode=0o600)
        settle(target.file.parent)
        return
    with opened("target", target) as connection:
        major = connection.pg_version // 10000
    words = [str(program_for("pg_restore", major)), "--no-owner", "--no-privileges", "--exit-on-error", "--no-password",
             "--single-transaction", f"--dbname={_conninfo(target)}", str(file)]  # fmt: skip
    with _heard(words, target) as pipe:
        for _ in pipe:
            pass


def rows_in_dump(file: Path) -> dict[str, int]:
    """How many rows of every table a dump of PostgreSQL holds, read from its first byte to its last.

    Raises ``Trouble`` when it cannot be read.
    """
    words = [str(program_for("pg_restore", 0)), "--data-only", "--file=-", str(file)]
    counts: dict[str, int] = {}
    table, rest = "", b""
    with _heard(words, None) as pipe:
        for block in pipe:
            *lines, rest = (rest + block).split(b"\n")
            for line in lines:
                if table:
                    if line == b"\\.":
                        table = ""
                    else:
                        counts[table] += 1
                elif line.startswith(b"COPY "):
                    table = re.sub(r'^COPY (?:"?\w+"?\.)?"?(\w+)"? .*$', r"\1", line.decode(errors="replace"))
                    counts[table] = 0
    counts.pop(OWN_OF_DJANGO, None)
    return counts


# --- PostgreSQL's own programs


def program_for(name: str, major: int) -> Path:
    """A program of PostgreSQL that is at least as new as the server, the oldest such one. Raises ``Trouble``."""
    found = [p for p in Path("/usr/lib/postgresql").glob(f"*/bin/{name}") if p.parts[-3].isdigit()]
    by_age = sorted((int(p.parts[-3]), p) for p in found)
    for age, path in by_age:
        if age >= major:
            return path
    elsewhere = shutil.which(name)
    if elsewhere:
        said = subprocess.run([elsewhere, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
        version = re.search(r"(\d+)(?:\.\d+)?", said)
        if version and int(version[1]) >= major:
            return Path(elsewhere)
    raise Trouble(
        f"There is no {name} of PostgreSQL {major or ''} or newer here. Type: sudo apt-get install "
        f"postgresql-client{f'-{major}' if major else ''}"
    )


def _conninfo(place: Place) -> str:
    """The address for PostgreSQL's programs, without the password."""
    from psycopg.conninfo import make_conninfo

    own = place.settings
    said: dict[str, Any] = {"dbname": own["NAME"], "user": own["USER"], "host": own["HOST"], "port": own["PORT"]}
    extra = {name: value for name, value in own["OPTIONS"].items() if name not in NEVER_TOLD}
    return make_conninfo("", **{name: value for name, value in (said | extra).items() if value})


@contextlib.contextmanager
def _heard(words: list[str], place: Place | None) -> Iterator[Iterator[bytes]]:
    """What a program says, in blocks; its password goes by the environment. Raises ``Trouble`` with its own words."""
    env = dict(os.environ) | {"LC_ALL": "C.UTF-8"}
    if place is not None and place.settings["PASSWORD"]:
        env["PGPASSWORD"] = place.settings["PASSWORD"]
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said, env=env)  # noqa: S603
        assert child.stdout is not None
        out = child.stdout

        def blocks() -> Iterator[bytes]:
            while block := out.read(BLOCK):
                yield block
            if child.wait():
                said.seek(0)
                reason = said.read().decode(errors="replace").strip() or f"exit code {child.returncode}"
                raise Trouble(f"{Path(words[0]).name} could not: {reason[-1500:]}")

        try:
            yield blocks()
        finally:
            if child.poll() is None:
                child.kill()
            out.close()
            child.wait()
