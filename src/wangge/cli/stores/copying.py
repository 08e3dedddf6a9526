"""Every row of a store into another one, whichever engines the two have: all of it or nothing.

Rows travel in a plain form that both engines can read and write: UUIDs as 32 hexadecimal digits, times as text in UTC,
days as ISO text, JSON as text, bytes as bytes.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC
from graphlib import CycleError, TopologicalSorter
from typing import Any

from wangge.cli.main import Trouble
from wangge.core.fields import TokensField, tokens_of, vector_of

CHUNK = 2000
Plain = Callable[[Any], Any]
AS_THEY_ARE = {
    "AutoField", "BigAutoField", "BigIntegerField", "CharField", "FloatField", "GenericIPAddressField", "IntegerField",
    "PositiveBigIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField", "SlugField", "SmallAutoField",
    "SmallIntegerField", "TextField",
}  # fmt: skip

READ: dict[str, dict[str, Plain]] = {
    "sqlite": {"BooleanField": bool, "BinaryField": bytes},
    "postgresql": {
        "UUIDField": lambda v: v.hex,
        "DateTimeField": lambda v: str(v.astimezone(UTC).replace(tzinfo=None)),
        "DateField": lambda v: v.isoformat(),
        "BinaryField": bytes,
        "TokensField": tokens_of,
        "JSONField": lambda v: json.dumps(json.loads(v) if isinstance(v, str) else v),
    },
}
"""From what the engine's driver gives to the plain form."""
WRITE: dict[str, dict[str, Plain]] = {
    "sqlite": {}, "postgresql": {"DateTimeField": lambda v: f"{v}+00", "TokensField": vector_of},
}  # fmt: skip
"""From the plain form to what the engine's driver takes."""
KNOWN = AS_THEY_ARE | {
    "UUIDField",
    "DateTimeField",
    "DateField",
    "BinaryField",
    "BooleanField",
    "JSONField",
    "TokensField",
}


def tables() -> list[Any]:
    """Every model that has a table of its own, those first that others point to."""
    from django.apps import apps

    models = {m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy}
    order: TopologicalSorter[Any] = TopologicalSorter()
    for model in sorted(models, key=lambda m: m._meta.db_table):
        pointed = (field.related_model for field in model._meta.concrete_fields if field.remote_field)
        order.add(model, *(other for other in pointed if other in models and other is not model))
    try:
        return list(order.static_order())
    except CycleError:
        return sorted(models, key=lambda m: m._meta.db_table)


def kind_of(field: Any) -> str:
    """The kind of a column by Django's name; of a foreign key that of what it points to.

    Raises ``Trouble`` for a kind that cannot be copied yet.
    """
    while field.remote_field:
        field = field.target_field
    kind: str = "TokensField" if isinstance(field, TokensField) else field.get_internal_type()
    if kind not in KNOWN:
        raise Trouble(f"{field} is a {kind}, and there is no way yet to copy such a column between engines.")
    return kind


def _changed(row: Sequence[Any], changes: Sequence[tuple[int, Plain]]) -> list[Any]:
    out = list(row)
    for at, change in changes:
        if out[at] is not None:
            out[at] = change(out[at])
    return out


def _changes(model: Any, by_kind: dict[str, Plain]) -> list[tuple[int, Plain]]:
    kinds = [kind_of(field) for field in model._meta.concrete_fields]
    return [(at, by_kind[kind]) for at, kind in enumerate(kinds) if kind in by_kind]


def _columns(connection: Any, model: Any) -> str:
    return ", ".join(connection.ops.quote_name(field.column) for field in model._meta.concrete_fields)


def plain_rows(connection: Any, model: Any) -> Iterator[list[list[Any]]]:
    """The rows of a table in the plain form, some thousand at a time, in a stream."""
    changes = _changes(model, READ[connection.vendor])
    table, columns = connection.ops.quote_name(model._meta.db_table), _columns(connection, model)
    if connection.vendor == "sqlite":
        columns = ", ".join(f"+{name}" for name in columns.split(", "))  # as stored, past the driver's converters
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table}")  # noqa: S608
        while rows := cursor.fetchmany(CHUNK):
            yield [_changed(row, changes) for row in rows] if changes else [list(row) for row in rows]


class Watch:
    """Tells how far the copy is: rows of all and rows a second, at every table and every few seconds."""

    def __init__(self, total: int, say: Callable[[str], None], *, every: float = 5.0) -> None:
        self.total, self.done = total, 0
        self._say, self._every = say, every
        self._began = self._last = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self._began

    @property
    def rate(self) -> float:
        """Rows a second so far."""
        return self.done / max(self.seconds, 1e-6)

    def add(self, table: str, rows: int) -> None:
        """So many more rows are over."""
        self.done += rows
        if time.monotonic() - self._last >= self._every:
            self._last = time.monotonic()
            part = 100 * self.done / max(self.total, 1)
            self._say(f"  {self.done:,} of {self.total:,} rows ({part:.0f} %), {self.rate:,.0f} a second, at {table}")


def copy_all(source: Any, target: Any, watch: Watch) -> None:
    """Every table into a migrated, empty database, in one transaction of the target; sequences are set after.

    Both are Django's connections, the source in a transaction that shows one state (``places.still``). The triggers of
    the journal refuse changing and deleting, so they stand while rows are added.
    """
    from django.core.management.color import no_style
    from django.db import transaction

    models = tables()
    if target.vendor == "sqlite":
        target.disable_constraint_checking()
    with transaction.atomic(using=target.alias):
        with target.cursor() as cursor:
            if target.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for table in ("auth_permission", "django_content_type"):
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608
        for model in models:
            write = _write_postgresql if target.vendor == "postgresql" else _write_sqlite
            try:
                write(source, target, model, watch)
            except UnicodeError as trouble:
                raise Trouble(f"Table {model._meta.db_table} holds a text that is none: {trouble}") from None
        with target.cursor() as cursor:
            for statement in target.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)
        if target.vendor == "sqlite":
            target.check_constraints()
    if target.vendor == "postgresql":
        with target.cursor() as cursor:
            cursor.execute("ANALYZE")


def _write_postgresql(source: Any, target: Any, model: Any, watch: Watch) -> None:
    changes, table = _changes(model, WRITE["postgresql"]), model._meta.db_table
    into = f"COPY {target.ops.quote_name(table)} ({_columns(target, model)}) FROM STDIN"
    with target.cursor() as cursor, cursor.copy(into) as copy:
        for rows in plain_rows(source, model):
            for row in rows:
                copy.write_row(_changed(row, changes) if changes else row)
            watch.add(table, len(rows))


def _write_sqlite(source: Any, target: Any, model: Any, watch: Watch) -> None:
    table = model._meta.db_table
    places = ", ".join("?" for _ in model._meta.concrete_fields)
    into = f"INSERT INTO {target.ops.quote_name(table)} ({_columns(target, model)}) VALUES ({places})"  # noqa: S608
    for rows in plain_rows(source, model):
        target.connection.executemany(into, rows)
        watch.add(table, len(rows))


def table_digests(connection: Any) -> dict[str, str]:
    """A digest of every table over the plain form of its rows, whatever their order: the sum of the rows' SHA-256.

    Tokens are left out: they are made of contents, and an engine may keep fewer places of one than were said.
    """
    found = {}
    for model in tables():
        if any(kind_of(f) == "TokensField" for f in model._meta.concrete_fields):
            continue
        json_at = [at for at, f in enumerate(model._meta.concrete_fields) if kind_of(f) == "JSONField"]
        total = 0
        for rows in plain_rows(connection, model):
            for row in rows:
                for at in json_at:
                    if row[at] is not None:
                        row[at] = json.dumps(json.loads(row[at]), sort_keys=True)
                total += int.from_bytes(hashlib.sha256(repr(row).encode()).digest())
        found[model._meta.db_table] = f"{total % 2**256:064x}"
    return found
