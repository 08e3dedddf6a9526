"""What a command leaves behind, written at its end: on PostgreSQL in one statement, elsewhere in one for each table.

In either the district's counter is taken after everything else has been written, and held only until commit.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.models import Model

from wangge.journal import models
from wangge.journal.actions.distributing import can_distribute
from wangge.journal.actions.entries import append
from wangge.journal.actions.rows import FEW, Shape, Values, setting, shape, write_rows


@dataclass
class Part:
    """Rows of a table, new ones or ones that are there, as the driver takes them."""

    how: Shape
    new: bool
    rows: list[list[Any]] = field(default_factory=list)


def parts_of(rows: Iterable[tuple[Model, bool]], values: Iterable[tuple[type[Model], list[Values]]]) -> list[Part]:
    """Objects with whether they are new, then rows of other tables as the values of their columns: by table.

    The objects are from now on as if they had been saved.
    """
    vendor = connections[DEFAULT_DB_ALIAS].vendor
    found: dict[tuple[Shape, bool], Part] = {}
    for row, new in rows:
        how = shape(type(row), vendor)
        found.setdefault((how, new), Part(how, new)).rows.append(how.of(row))
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    for model, more in values:
        if more:
            how = shape(model, vendor)
            found.setdefault((how, True), Part(how, True)).rows.extend(how.sent(row) for row in more)
    return list(found.values())


def write_parts(parts: Iterable[Part]) -> None:
    """Write each by a statement of its own, thousands of rows by the quickest way. Raises as ``leave`` does."""
    for part in parts:
        write_rows(part.how, part.rows, new=part.new)


def leave(district: str, parts: list[Part], entries: list[Values]) -> None:
    """Write all of it. Raises ``IntegrityError`` as a save does, ``DatabaseError`` when a row is not there any more."""
    rows = sum(len(part.rows) for part in parts)
    few = 0 < len(entries) <= FEW and rows <= FEW
    if connection.vendor != "postgresql" or not few or is_spread(str(connection.settings_dict["NAME"])):
        write_parts(parts)
        append(district, entries)
        return
    how = shape(models.Entry, "postgresql", without="position")
    form = tuple((part.how, part.new, len(part.rows)) for part in parts)
    sent: list[Any] = []
    for part in parts:
        order = None if part.new else setting(part.how)[1]
        for row in part.rows:
            sent += row if order is None else [row[n] for n in order]
    sent += [len(entries), district, rows]
    for entry in entries:
        sent += how.sent(entry)
    with connection.cursor() as cursor:
        cursor.execute(_statement(form, len(entries)), sent)
        written, entered = cursor.fetchone()
    if written != rows:
        raise DatabaseError("a row that was to be written is not there")
    if entered == 0:
        append(district, entries)


@lru_cache(maxsize=4)
def is_spread(store: str) -> bool:
    """Whether tables are spread over machines, where one statement does not write to several of them."""
    return can_distribute()


@lru_cache(maxsize=500)
def _statement(form: tuple[tuple[Shape, bool, int], ...], entries: int) -> str:
    """Every part by itself, then the counter, which waits for all of them, then the entries with their positions."""
    steps: list[str] = []
    names: list[str] = []
    for how, new, count in form:
        marks = f"({', '.join(['%s'] * len(how.columns))})"
        texts = (
            [f'INSERT INTO "{how.table}" ({how.names}) VALUES {", ".join([marks] * count)}']  # noqa: S608
            if new
            else [setting(how)[0]] * count
        )
        for text in texts:
            names.append(f"part_{len(names)}")
            steps.append(f"{names[-1]} AS ({text} RETURNING 1)")
    written = " + ".join([f"(SELECT count(*) FROM {name})" for name in names] or ["0"])  # noqa: S608
    steps.append(
        "taken AS (UPDATE journal_counter SET position = position + %s::int "  # noqa: S608
        f"WHERE district = %s AND {written} = %s::int RETURNING position)"
    )
    fields = [f for f in models.Entry._meta.local_concrete_fields if f.name != "position"]
    casts = ", ".join(f"%s::{f.db_type(connection)}" for f in fields)
    each = [f"SELECT {casts}, position - {entries - n - 1} FROM taken" for n in range(entries)]  # noqa: S608
    columns = ", ".join(f'"{f.column}"' for f in fields)
    steps.append(f"entered AS (INSERT INTO journal_entry ({columns}, position) {' UNION ALL '.join(each)} RETURNING 1)")
    return f"WITH {', '.join(steps)} SELECT {written}, (SELECT count(*) FROM entered)"  # noqa: S608
