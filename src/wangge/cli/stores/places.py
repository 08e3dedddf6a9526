"""Where a store is: its address, another connection to it, and whether somebody is at work there."""

import contextlib
import fcntl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from wangge.cli.main import Trouble

TAKEN_BY_NOBODY = frozenset({"django_migrations", "django_content_type", "auth_permission"})
"""Tables that ``wangge migrate`` fills by itself; a store in which only they have rows is empty."""
_held: list[Any] = []


@dataclass(frozen=True)
class Place:
    """A database: Django's settings for it, without a pool, and where its address was given."""

    settings: dict[str, Any]

    @property
    def vendor(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return "sqlite" if self.settings["ENGINE"].endswith("sqlite3") else "postgresql"

    @property
    def file(self) -> Path:
        """The file of a SQLite database."""
        return Path(self.settings["NAME"])

    @property
    def name(self) -> str:
        """What it is called, without its password."""
        if self.vendor == "sqlite":
            return f"sqlite {self.settings['NAME']}"
        host = f" on {self.settings['HOST']}" if self.settings["HOST"] else ""
        return f"postgresql {self.settings['NAME']}{host}"

    def is_the_same_as(self, other: "Place") -> bool:
        """Whether both lead to one database."""
        if self.vendor != other.vendor:
            return False
        if self.vendor == "sqlite":
            return self.file.resolve() == other.file.resolve()
        return all(self.settings[name] == other.settings[name] for name in ("NAME", "HOST", "PORT"))

    def beside(self, file: Path) -> "Place":
        """A SQLite database in another file."""
        return Place(self.settings | {"NAME": str(file)})


def place_of(settings: dict[str, Any]) -> Place:
    """Django's settings as a place; a console needs one connection, not a pool."""
    options = {name: value for name, value in settings["OPTIONS"].items() if name != "pool"}
    return Place(settings | {"OPTIONS": options})


def place_at(address: str, *, said: str, typed: bool) -> Place:
    """The place of an address. Raises ``Trouble`` when a password was typed: everybody on the machine can read it."""
    from django.conf import settings

    if typed and urlsplit(address).password:
        raise Trouble(
            f"{said} holds a password, and whoever lists the processes of this machine can read it. Leave it out: put "
            "it into ~/.pgpass or PGPASSWORD, or give the whole address as WANGGE_DATABASE or WANGGE_TO_DATABASE."
        )
    return place_of(settings.HERE.database_at(address, said=said))


def own_place() -> Place:
    """The configured database, as its owner where ``WANGGE_OWNER_DATABASE`` names one."""
    from django.conf import settings

    return place_of(settings.OWNER_DATABASE or settings.DATABASES["default"])


def _whole(place: Place) -> dict[str, Any]:
    from django.db import connections

    whole: dict[str, Any] = connections.configure_settings({"default": dict(place.settings)})["default"]
    return whole


@contextlib.contextmanager
def pointed_at(place: Place) -> Iterator[None]:
    """Let the default connection be this database: every query and action works there."""
    with _in_the_place_of("default", _whole(place)):
        yield


@contextlib.contextmanager
def opened(alias: str, place: Place) -> Iterator[Any]:
    """A second connection to a database beside the default one."""
    from django.db import connections

    with _in_the_place_of(alias, _whole(place)):
        yield connections[alias]


@contextlib.contextmanager
def _in_the_place_of(alias: str, whole: dict[str, Any]) -> Iterator[None]:
    from django.db import connections

    known = connections.settings
    before = known.get(alias)
    _hang_up(alias, before)
    known[alias] = whole
    try:
        yield
    finally:
        _hang_up(alias, whole)
        if before is None:
            del known[alias]
        else:
            known[alias] = before


def _hang_up(alias: str, settings: dict[str, Any] | None) -> None:
    from django.db import connections

    if settings is None or not hasattr(connections._connections, alias):  # type: ignore[attr-defined]
        return
    connection = connections[alias]
    connection.close()
    if connection.vendor == "postgresql" and "pool" in settings["OPTIONS"]:
        connection.close_pool()  # type: ignore[attr-defined]
    del connections[alias]


def reach(place: Place) -> None:
    """Raises ``Trouble`` when the database does not answer, or keeps its text in another form than UTF-8."""
    from django.db import DatabaseError, connection

    if place.vendor == "sqlite":
        return
    try:
        with pointed_at(place), connection.cursor() as cursor:
            cursor.execute("SHOW server_encoding")
            encoding = cursor.fetchone()[0]
    except DatabaseError as trouble:
        raise Trouble(f"{place.name} does not answer: {str(trouble).strip()}") from None
    if encoding != "UTF8":
        raise Trouble(
            f"{place.name} keeps text as {encoding}. Make it with: createdb --encoding UTF8 --template template0"
        )


def rows_in_the_way(place: Place) -> dict[str, int]:
    """Tables of a database that have rows, those apart that ``wangge migrate`` fills by itself."""
    from django.db import connection

    if place.vendor == "sqlite" and not place.file.exists():
        return {}
    found: dict[str, int] = {}
    with pointed_at(place), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in TAKEN_BY_NOBODY:
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
                number = cursor.fetchone()[0]
                found |= {table: number} if number else {}
    return found


def tables_in(place: Place) -> list[str]:
    """The tables of a database, with or without rows."""
    from django.db import connection

    if place.vendor == "sqlite" and not place.file.exists():
        return []
    with pointed_at(place), connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


# --- who is at work


def _mark(file: Path) -> Path:
    return file.with_name(f"{file.name}.in-use")


def say_in_use() -> None:
    """Let the file of a SQLite store say, as long as this process lives, that somebody is at work in it.

    On PostgreSQL the server knows who is connected. Raises ``Trouble`` while somebody looks after the store alone.
    """
    from django.conf import settings

    place = place_of(settings.DATABASES["default"])
    if place.vendor != "sqlite" or not place.file.parent.is_dir():
        return
    mark = _mark(place.file).open("a")
    try:
        fcntl.flock(mark, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Trouble(f"{place.name} is being copied, restored or upgraded. Start again when that is done.") from None
    _held.append(mark)


@contextlib.contextmanager
def alone(place: Place, what: str) -> Iterator[None]:
    """Raises ``Trouble`` when a server, a worker or somebody else is at work in the database; keeps a SQLite store to
    this process. ``what`` is what is about to happen, for the sentence."""
    if place.vendor == "postgresql":
        _refuse_company(place, what)
        yield
        return
    if not place.file.parent.is_dir():
        raise Trouble(f"There is no folder {place.file.parent}. Make it first.")
    with _mark(place.file).open("a") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(f"A server, worker or live line is using {place.name}. Stop it, then {what}.") from None
        yield


def _refuse_company(place: Place, what: str) -> None:
    from django.db import connection

    with pointed_at(place), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid, usename, coalesce(nullif(application_name, ''), 'no name') FROM pg_stat_activity "
            "WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        others = cursor.fetchall()
    if others:
        said = ", ".join(f"{user} ({application}, {pid})" for pid, user, application in others[:5])
        more = f" and {len(others) - 5} more" if len(others) > 5 else ""
        raise Trouble(
            f"Others are connected to {place.name}: {said}{more}. Stop server, worker, live line and open consoles, "
            f"then {what}."
        )


@contextlib.contextmanager
def still(connection: Any) -> Iterator[None]:
    """One transaction in which nobody else can write a move: what is read in it is one state of the store.

    SQLite: the only writer's place is taken. PostgreSQL: one snapshot, and nobody gets a counter.
    """
    from django.db import OperationalError

    if connection.vendor == "sqlite":
        connection.ensure_connection()
        plain = connection.connection
        try:
            plain.execute("BEGIN IMMEDIATE")
        except Exception as trouble:
            raise Trouble(f"Somebody is writing into the store ({trouble}). Stop them and begin again.") from None
        try:
            yield
        finally:
            plain.rollback()
        return
    from django.db import transaction

    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SET LOCAL lock_timeout = '5s'")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("LOCK TABLE journal_counter IN SHARE MODE")
            yield
    except OperationalError as trouble:
        if "lock timeout" not in str(trouble):
            raise
        raise Trouble("Somebody is writing into the store. Stop them and begin again.") from None


def say(words: str) -> None:
    """One line for the person at the console."""
    click.echo(words)
