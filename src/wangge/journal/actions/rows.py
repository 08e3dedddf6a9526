"""New rows by the thousand: the quickest way that each engine has, with the values that Django would have sent."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson
from django.db import connection, models
from django.db.models import Model

from wangge.journal.models import Content, Entry, Saying

Adapt = Callable[[Any], Any]
FEW = 20
"""Up to so many rows are written by one ordinary statement."""

Values = tuple[Any, ...]
"""A row of the journal as its columns, in the order of the model's fields; the district comes first."""
CONTENT = list(Content._meta.local_concrete_fields)
SAYING = list(Saying._meta.local_concrete_fields)
ENTRY = [f for f in Entry._meta.local_concrete_fields if f.name != "position"]


def insert(rows: Sequence[Model]) -> None:
    """Write new rows of one model: by COPY on PostgreSQL, by one prepared statement on SQLite."""
    if rows:
        fields = list(rows[0]._meta.local_concrete_fields)
        names = [f.attname for f in fields]
        insert_values(type(rows[0]), fields, [[getattr(row, name) for name in names] for row in rows])


def insert_values(model: type[Model], fields: Sequence[Any], rows: Sequence[Sequence[Any]]) -> None:
    """The same with the values of the fields in their order; a few rows go in one ordinary statement."""
    sent = prepared(fields, rows)
    table, names = model._meta.db_table, ", ".join(f'"{f.column}"' for f in fields)
    marks = f"({', '.join(['%s'] * len(fields))})"
    with connection.cursor() as cursor:
        if len(sent) <= FEW:
            every = ", ".join([marks] * len(sent))
            cursor.execute(f'INSERT INTO "{table}" ({names}) VALUES {every}', [v for row in sent for v in row])  # noqa: S608
        elif connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in sent:
                    copy.write_row(row)
        else:
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES {marks}', sent)  # noqa: S608


def prepared(fields: Sequence[Any], rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """The values as the driver takes them."""
    adapts = [(n, adapt) for n, f in enumerate(fields) if (adapt := _adapt(f, connection.vendor)) is not None]
    sent = [list(row) for row in rows]
    for row in sent:
        for n, adapt in adapts:
            if row[n] is not None:
                row[n] = adapt(row[n])
    return sent


@lru_cache(maxsize=1000)
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
            return lambda value: value.hex
        if isinstance(field, models.DateField):
            return str
    if isinstance(field, (models.CharField, models.IntegerField, models.FloatField, models.BooleanField)):
        return None
    if isinstance(field, (models.BinaryField, models.DateField, models.UUIDField)):
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _naive(moment: datetime) -> str:
    return str(moment.astimezone(UTC).replace(tzinfo=None))
