"""Entries get their positions and reach the table."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

from wangge.journal import models

ROWS = 50
"""How many rows one statement writes."""
_COLUMNS = [f for f in models.Entry._meta.local_concrete_fields if f.name != "position"]
_POSITION = models.Entry._meta.get_field("position")


def append(district: str, entries: list[models.Entry]) -> None:
    """Give the entries their positions and write them: the counter is taken here and nowhere earlier.

    On PostgreSQL counter and entry are one statement, so that the district's row is held only until commit.
    """
    rows = [[f.get_db_prep_save(getattr(entry, f.attname), connection) for f in _COLUMNS] for entry in entries]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) == 1:
            cursor.execute(_postgresql_insert(), [district, *rows[0]])
            if cursor.rowcount == 0:
                _open_counter(district)
                cursor.execute(_postgresql_insert(), [district, *rows[0]])
        elif rows:
            cursor.execute(
                "INSERT INTO journal_counter (district, position) VALUES (%s, %s) ON CONFLICT (district) "
                "DO UPDATE SET position = journal_counter.position + excluded.position RETURNING position",
                [district, len(rows)],
            )
            first = cursor.fetchone()[0] - len(rows) + 1
            _insert(models.Entry, [*_COLUMNS, _POSITION], [[*row, first + n] for n, row in enumerate(rows)])


def _open_counter(district: str) -> None:
    models.Counter.objects.bulk_create([models.Counter(district=district)], ignore_conflicts=True)


def _names() -> str:
    return ", ".join(f'"{f.column}"' for f in _COLUMNS)


def _postgresql_insert() -> str:
    casts = ", ".join(f"%s::{f.db_type(connection)}" for f in _COLUMNS)
    taken = "UPDATE journal_counter SET position = position + 1 WHERE district = %s RETURNING position"
    rest = f"INSERT INTO journal_entry ({_names()}, position) SELECT {casts}, taken.position FROM taken"  # noqa: S608
    return f"WITH taken AS ({taken}) {rest}"


def insert(rows: Sequence[Model]) -> None:
    """Write new rows of one model, many a statement: ``bulk_create`` without what takes its time with thousands."""
    if rows:
        fields = list(rows[0]._meta.local_concrete_fields)
        values = [[f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields] for row in rows]
        _insert(type(rows[0]), fields, values)


def _insert(model: type[Model], fields: Sequence[Any], rows: Sequence[Sequence[Any]]) -> None:
    names = ", ".join(f'"{f.column}"' for f in fields)
    marks = f"({', '.join('%s' for _ in fields)})"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS):
            part = rows[start : start + ROWS]
            statement = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES {", ".join([marks] * len(part))}'  # noqa: S608
            cursor.execute(statement, [value for row in part for value in row])
