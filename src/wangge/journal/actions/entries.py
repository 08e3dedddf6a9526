"""Entries get their positions and reach the table."""

from django.db import connection

from wangge.journal import models
from wangge.journal.actions.rows import ENTRY, Values, insert_values, prepared

_POSITION = models.Entry._meta.get_field("position")


def append(district: str, rows: list[Values]) -> None:
    """Give the entries their positions and write them: the counter is taken here and nowhere earlier.

    On PostgreSQL counter and entry are one statement, so that the district's row is held only until commit.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) == 1:
            only = prepared(ENTRY, rows)[0]
            cursor.execute(_postgresql_insert(), [district, *only])
            if cursor.rowcount == 0:
                _open_counter(district)
                cursor.execute(_postgresql_insert(), [district, *only])
        elif rows:
            cursor.execute(
                "INSERT INTO journal_counter (district, position) VALUES (%s, %s) ON CONFLICT (district) "
                "DO UPDATE SET position = journal_counter.position + excluded.position RETURNING position",
                [district, len(rows)],
            )
            first = cursor.fetchone()[0] - len(rows) + 1
            insert_values(models.Entry, [*ENTRY, _POSITION], [[*row, first + n] for n, row in enumerate(rows)])


def _open_counter(district: str) -> None:
    models.Counter.objects.bulk_create([models.Counter(district=district)], ignore_conflicts=True)


def _names() -> str:
    return ", ".join(f'"{f.column}"' for f in ENTRY)


def _postgresql_insert() -> str:
    casts = ", ".join(f"%s::{f.db_type(connection)}" for f in ENTRY)
    taken = "UPDATE journal_counter SET position = position + 1 WHERE district = %s RETURNING position"
    rest = f"INSERT INTO journal_entry ({_names()}, position) SELECT {casts}, taken.position FROM taken"  # noqa: S608
    return f"WITH taken AS ({taken}) {rest}"
