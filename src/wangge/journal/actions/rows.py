"""Rows by statements whose text stays the same, with the values that Django would have sent: a command's few rows, and
thousands by the quickest way that each engine has. Making its statements anew was half the work of a command.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models
from django.db.models import Model

Adapt = Callable[[Any], Any]
Values = tuple[Any, ...]
"""A row as its columns, in the order of the model's fields; the district comes first."""
FEW = 20
"""Up to so many rows are written by one ordinary statement."""
KEY = ("district", "id")


@dataclass(frozen=True)
class Shape:
    """What is needed to write rows of a model: its table, columns, attributes, and how a value of each is adapted."""

    table: str
    columns: tuple[str, ...]
    attributes: tuple[str, ...]
    adapts: tuple[tuple[int, Adapt], ...]

    @property
    def names(self) -> str:
        """The columns as SQL."""
        return ", ".join(f'"{column}"' for column in self.columns)

    def sent(self, values: Sequence[Any]) -> list[Any]:
        """The values of a row as the driver takes them."""
        row = list(values)
        for n, adapt in self.adapts:
            if row[n] is not None:
                row[n] = adapt(row[n])
        return row

    def of(self, row: Model) -> list[Any]:
        """The values of an object as the driver takes them."""
        return self.sent([getattr(row, name) for name in self.attributes])


@lru_cache(maxsize=200)
def shape(model: type[Model], vendor: str, *, without: str = "") -> Shape:
    """How rows of a model are written on an engine, all columns but the one ``without``."""
    fields = [f for f in model._meta.local_concrete_fields if f.name != without]
    adapts = ((n, _adapt(f, vendor)) for n, f in enumerate(fields))
    return Shape(
        model._meta.db_table, tuple(str(f.column) for f in fields), tuple(f.attname for f in fields),
        tuple((n, adapt) for n, adapt in adapts if adapt is not None),
    )  # fmt: skip


def insert_values(model: type[Model], rows: Sequence[Sequence[Any]]) -> None:
    """Write new rows, given as the values of all columns in their order. Raises ``IntegrityError`` as a save does."""
    if rows:
        how = shape(model, connections[DEFAULT_DB_ALIAS].vendor)
        write_rows(how, [how.sent(row) for row in rows])


def write_rows(how: Shape, rows: list[list[Any]], *, new: bool = True) -> None:
    """Write rows as the driver takes them. Raises ``DatabaseError`` when one that is not new is not there."""
    own = connections[DEFAULT_DB_ALIAS]
    with own.cursor() as cursor:
        if not new:
            sql, order = setting(how)
            values = [[row[n] for n in order] for row in rows]
            if len(values) == 1:
                cursor.execute(sql, values[0])
            else:
                cursor.executemany(sql, values)
            if cursor.rowcount != len(rows):
                raise DatabaseError(f"a row of {how.table} that was to be written is not there")
        elif len(rows) <= FEW:
            cursor.execute(_inserting(how, len(rows)), [value for row in rows for value in row])
        elif own.vendor == "postgresql":
            with own.wrap_database_errors, cursor.copy(f'COPY "{how.table}" ({how.names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(_inserting(how, 1), rows)


@lru_cache(maxsize=400)
def _inserting(how: Shape, count: int) -> str:
    marks = f"({', '.join(['%s'] * len(how.columns))})"
    return f'INSERT INTO "{how.table}" ({how.names}) VALUES {", ".join([marks] * count)}'  # noqa: S608


@lru_cache(maxsize=100)
def setting(how: Shape) -> tuple[str, list[int]]:
    """The statement that writes a row anew, and in which order it takes its values, those of the key last."""
    keys = [how.columns.index(name) for name in KEY]
    rest = [n for n in range(len(how.columns)) if n not in keys]
    written = ", ".join(f'"{how.columns[n]}" = %s' for n in rest)
    found = " AND ".join(f'"{how.table}"."{how.columns[n]}" = %s' for n in keys)
    return f'UPDATE "{how.table}" SET {written} WHERE {found}', [*rest, *keys]  # noqa: S608


def _adapt(field: Any, vendor: str) -> Adapt | None:
    """What Django's own adaption of a value of this field comes to; None where it goes as it is.

    Anything but the sorts that are known goes through Django's own.
    """
    if isinstance(field, models.JSONField):
        return _json
    if vendor == "sqlite":
        if isinstance(field, models.DateTimeField):
            return _naive
        if isinstance(field, models.UUIDField):
            return _hex
        if isinstance(field, models.DateField):
            return str
    if isinstance(field, (models.CharField, models.IntegerField, models.FloatField, models.BooleanField)):
        return None
    if isinstance(field, (models.BinaryField, models.DateField, models.UUIDField)):
        return None
    return lambda value: field.get_db_prep_save(value, connections[DEFAULT_DB_ALIAS])


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _hex(value: Any) -> str:
    return str(value.hex)


def _naive(moment: datetime) -> str:
    return str(moment.astimezone(UTC).replace(tzinfo=None))
