"""Many rows from a few: copies of real rows made by the engine itself, in one statement a table."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model


def copy_rows(
    cursor: Any,
    model: type[Model],
    changed: Mapping[str, str],
    source: str,
    where: str,
    values: tuple[Any, ...] = (),
    *,
    joined: str = "",
) -> int:
    """Insert a copy of each row ``p`` of the model that ``source`` joins it to; gives how many there are.

    ``changed`` are columns and the SQL that makes their new values from ``p`` and the tables of ``source``; every
    other column is copied. ``source``, ``where`` and what is ``joined`` to both are SQL; ``values`` stand in ``where``.
    """
    columns = [f.column for f in model._meta.concrete_fields if f.column and f.attname != "pk"]
    made = ", ".join(changed.get(name, f'p."{name}"') for name in columns).replace("%", "%%")
    names = ", ".join(f'"{name}"' for name in columns)
    table = model._meta.db_table
    read = f"{source} JOIN {table} AS p ON TRUE {joined}"
    cursor.execute(f"INSERT INTO {table} ({names}) SELECT {made} FROM {read} WHERE {where}", list(values))
    return int(cursor.rowcount)
