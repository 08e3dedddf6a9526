"""The few rows of one command, by statements whose text stays the same; made up once for each model and length.

Values are those that Django would have sent. Making its statements anew was half the work of a command.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.models import Model

KEY = ("district", "id")


def insert_few(rows: Sequence[Model]) -> None:
    """Write a command's new rows of one model, one statement. Raises ``IntegrityError`` as a save does."""
    if not rows:
        return
    sql, fields = _inserting(type(rows[0]), len(rows))
    own = connections[DEFAULT_DB_ALIAS]
    with own.cursor() as cursor:
        cursor.execute(sql, [f.get_db_prep_save(getattr(row, f.attname), own) for row in rows for f in fields])
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def update_one(row: Model) -> None:
    """Write every column of a row that has a district and an id. Raises ``DatabaseError`` when it is not there."""
    sql, fields = _updating(type(row))
    own = connections[DEFAULT_DB_ALIAS]
    with own.cursor() as cursor:
        cursor.execute(sql, [f.get_db_prep_save(getattr(row, f.attname), own) for f in fields])
        if cursor.rowcount != 1:
            raise DatabaseError(f"a row of {row._meta.label} that was to be written is not there")


@lru_cache(maxsize=200)
def _inserting(model: type[Model], count: int) -> tuple[str, list[Any]]:
    """The statement that writes so many new rows, and the fields whose values it takes of each."""
    fields = list(model._meta.local_concrete_fields)
    names = ", ".join(f'"{f.column}"' for f in fields)
    marks = f"({', '.join(['%s'] * len(fields))})"
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES {", ".join([marks] * count)}', fields  # noqa: S608


@lru_cache(maxsize=100)
def _updating(model: type[Model]) -> tuple[str, list[Any]]:
    """The statement that writes a row anew, and the fields whose values it takes, those of its key last."""
    every = list(model._meta.local_concrete_fields)
    keys, rest = [f for f in every if f.name in KEY], [f for f in every if f.name not in KEY]
    written, found = (glue.join(f'"{f.column}" = %s' for f in of) for glue, of in ((", ", rest), (" AND ", keys)))
    return f'UPDATE "{model._meta.db_table}" SET {written} WHERE {found}', [*rest, *keys]  # noqa: S608
