"""``wangge migrate-store``: from one engine to the other, proved."""

import contextlib
import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from wangge.cli.main import Trouble, migrate_quietly, set_up, wangge
from wangge.cli.stores.copying import Watch, copy_all, table_digests, tables
from wangge.cli.stores.keys import refuse_wrong_key
from wangge.cli.stores.places import (
    Place,
    alone,
    opened,
    own_place,
    place_at,
    pointed_at,
    reach,
    rows_in_the_way,
    say,
    still,
)
from wangge.cli.stores.proof import Standing, pending, standing
from wangge.cli.verify import sampled, walked

SAMPLE = 500
"""About so many chains are walked when the proof is a sample."""


@wangge.command("migrate-store")
@click.option("--from", "source", metavar="ADDRESS", help="The store as it is; default WANGGE_DATABASE.")
@click.option("--to", "target", metavar="ADDRESS", help="An empty database; default WANGGE_TO_DATABASE.")
@click.option(
    "--verify",
    type=click.Choice(["sample", "full"]),
    default="sample",
    show_default=True,
    help="full walks every chain of the copy and compares every value of every table.",
)
@click.pass_context
def migrate_store(context: click.Context, source: str | None, target: str | None, verify: str) -> None:
    """Copy the whole store into an empty database, SQLite or PostgreSQL: all of it or nothing, proved at the end.

    Nothing may be at work in the store meanwhile. Files stay where they are.
    """
    set_up()
    one, two = _place(context, "source", "--from", source), _place(context, "target", "--to", target)
    if one.is_the_same_as(two):
        raise Trouble("--from and --to are the same database. Name an empty one as --to.")
    reach(one)
    reach(two)
    with alone(one, "copy"), alone(two, "copy"):
        move(one, two, full=verify == "full")
    say(
        "Done. Server and worker go on there with\n"
        f"  export WANGGE_DATABASE={shlex.quote(_address_said(two))}\n"
        "The files and all keys stay as they are. Keep the old database until a backup of the new one was restored "
        "for trial."
    )
    if two.vendor == "postgresql":
        say("Where another role owns the tables, WANGGE_OWNER_DATABASE=… wangge migrate lets the server's role in.")


def _place(context: click.Context, name: str, said: str, address: str | None) -> Place:
    from django.conf import settings

    if address is not None:
        typed = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        return place_at(address, said=said, typed=typed)
    if name == "source":
        return own_place()
    address = settings.HERE.text("TO_DATABASE")
    if not address:
        raise Trouble("Name the empty database: --to postgresql://role@/name, or WANGGE_TO_DATABASE.")
    return place_at(address, said="WANGGE_TO_DATABASE", typed=False)


def _address_said(place: Place) -> str:
    """The address without its password."""
    if place.vendor == "sqlite":
        return f"sqlite:///{place.file.resolve()}"
    own = place.settings
    host = own["HOST"]
    tail = f"?host={host}" if host.startswith("/") else ""
    where = "" if tail else host + (f":{own['PORT']}" if own["PORT"] else "")
    return f"postgresql://{own['USER']}@{where}/{own['NAME']}{tail}"


def move(source: Place, target: Place, *, full: bool) -> None:
    """Copy and prove. Raises ``Trouble`` when the target is not empty or the copy is not the same."""
    if source.vendor == "sqlite" and not source.file.is_file():
        raise Trouble(f"There is no {source.name}.")
    _refuse_rows(target)
    with pointed_at(source):
        missing = pending()
        if not missing:
            refuse_wrong_key()
    if missing:
        raise Trouble(f"{source.name} is not up to date: {len(missing)} migrations are missing. Run wangge migrate.")
    with _written(target) as place:
        with pointed_at(place):
            say(f"Making the tables of {target.name} …")
            migrate_quietly()
        with opened("source", source) as reading, still(reading):
            names = [model._meta.db_table for model in tables()]
            with pointed_at(source):
                before = standing(names)
            say(f"Copying {before.rows:,} rows of {len(names)} tables from {source.name} …")
            with opened("target", place) as writing:
                watch = Watch(before.rows, say)
                _copy(reading, writing, watch)
            say(f"{watch.done:,} rows in {watch.seconds:.1f} s, {watch.rate:,.0f} rows a second")
            _prove(source, place, before, names, full=full)
        _refuse_late(source, before)


def _copy(reading: Any, writing: Any, watch: Watch) -> None:
    from django.db import Error as DjangosError
    from psycopg import Error as DriversError

    try:
        copy_all(reading, writing, watch)
    except (DjangosError, DriversError) as trouble:
        raise Trouble(
            f"The copy was refused after {watch.done:,} rows: {str(trouble).strip()}\n"
            "Nothing of it is there, and the store was not touched."
        ) from None


def _refuse_late(source: Place, before: Standing) -> None:
    """Raises ``Trouble`` when the store moved on as soon as it could: somebody works there who was not seen."""
    from wangge.journal.queries import all_districts, positions

    with pointed_at(source):
        now = positions(all_districts())
    moved = [name for name in now if now[name] != before.positions.get(name)]
    if moved:
        raise Trouble(
            f"The copy is whole, but the store moved on meanwhile: {moved[0]} from "
            f"{before.positions.get(moved[0], 0)} to {now[moved[0]]}. Stop whoever writes there, remove the copy, and "
            "begin again."
        )
    say("Nothing happened in the store meanwhile: its positions are those of before")


def _refuse_rows(target: Place) -> None:
    found = rows_in_the_way(target)
    if found:
        table = max(found, key=lambda name: found[name])
        raise Trouble(
            f"{target.name} is not empty: {sum(found.values()):,} rows, most of them in {table}. "
            "Nothing was changed. Name an empty database."
        )


@contextlib.contextmanager
def _written(target: Place) -> Iterator[Place]:
    """The target itself on PostgreSQL, where the copy is one transaction; a file beside it on SQLite, which gets its
    name once everything in it is proved."""
    if target.vendor == "postgresql":
        yield target
        return
    part = target.beside(target.file.with_name(f"{target.file.name}.part"))
    _remove(part.file)
    try:
        yield part
        _remove(target.file)
        os.replace(part.file, target.file)
    finally:
        _remove(part.file)


def _remove(file: Path) -> None:
    for end in ("", "-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)


def _prove(source: Place, copy: Place, before: Standing, names: list[str], *, full: bool) -> None:
    """Say in figures that the copy is the store. Raises ``Trouble`` when it is not."""
    with pointed_at(copy):
        after = standing(names)
        if full:
            say(f"Walking every chain of {copy.name} …")
            walk = walked(files=True)
        else:
            walk = sampled(every=max(after.chains // SAMPLE, 1))
        guards = guarding()
    faults = before.differences(after)
    if full:
        faults += _value_differences(source, copy)
    _say_counts(before, after)
    walk.say()
    say(f"{len(guards)} triggers keep the journal from being rewritten")
    if not guards:
        faults.append("no trigger keeps the journal from being rewritten")
    if faults or walk.faults:
        raise Trouble(
            "The copy is NOT the store:\n" + "\n".join(faults[:50]) + "\nThe store itself was not touched. Remove the "
            "copy, and report this."
        )


def _value_differences(source: Place, copy: Place) -> list[str]:
    found = []
    for alias, place in (("one", source), ("two", copy)):
        say(f"Reading every value of {place.name} …")
        with opened(alias, place) as connection:
            from django.db import transaction

            with transaction.atomic(using=alias) if place.vendor == "postgresql" else contextlib.nullcontext():
                found.append(table_digests(connection))
    one, two = found
    unlike = [table for table in one if one[table] != two[table]]
    if not unlike:
        say(f"Every value of {len(one)} tables is the same")
    return [f"values of {table} differ" for table in unlike]


def _say_counts(before: Standing, after: Standing) -> None:
    say(f"{'table':32} {'store':>12} {'copy':>12}")
    for table, number in before.counts.items():
        if number or after.counts[table]:
            say(f"{table:32} {number:>12,} {after.counts[table]:>12,}")
    for district, last in before.positions.items():
        say(f"{'last position of ' + district:32} {last:>12,} {after.positions.get(district, 0):>12,}")
    say(f"{before.chains:,} chain ends, SHA-256 {before.ends[:16]}… here and {after.ends[:16]}… there")


def guarding() -> list[str]:
    """The names of the triggers on the journal's tables of the default database."""
    from django.db import connection

    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'journal%'",
        "postgresql": "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE NOT tgisinternal AND tgenabled = 'O' AND relname LIKE 'journal%'",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        return sorted(row[0] for row in cursor.fetchall())
