"""Entries get their positions and reach the table."""

from functools import lru_cache

from django.db import connection

from wangge.journal import models
from wangge.journal.actions.rows import Values, insert_values, shape


def append(district: str, rows: list[Values]) -> None:
    """Give entries their positions and write them: the counter is taken here and nowhere earlier.

    ``rows`` are the values of all columns but the position. On PostgreSQL counter and entry are one statement, so that
    the district's row is held only until commit.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) == 1:
            sql, given = _one(), [district, *shape(models.Entry, "postgresql", without="position").sent(rows[0])]
            cursor.execute(sql, given)
            if cursor.rowcount == 0:
                _open_counter(district)
                cursor.execute(sql, given)
        elif rows:
            cursor.execute(
                "INSERT INTO journal_counter (district, position) VALUES (%s, %s) ON CONFLICT (district) "
                "DO UPDATE SET position = journal_counter.position + excluded.position RETURNING position",
                [district, len(rows)],
            )
            first = cursor.fetchone()[0] - len(rows) + 1
            insert_values(models.Entry, [(row[0], first + n, *row[1:]) for n, row in enumerate(rows)])


def _open_counter(district: str) -> None:
    models.Counter.objects.bulk_create([models.Counter(district=district)], ignore_conflicts=True)


@lru_cache(maxsize=1)
def _one() -> str:
    """The statement that takes the district's next position and writes an entry with it."""
    fields = [f for f in models.Entry._meta.local_concrete_fields if f.name != "position"]
    names = ", ".join(f'"{f.column}"' for f in fields)
    casts = ", ".join(f"%s::{f.db_type(connection)}" for f in fields)
    taken = "UPDATE journal_counter SET position = position + 1 WHERE district = %s RETURNING position"
    rest = f"INSERT INTO journal_entry ({names}, position) SELECT {casts}, taken.position FROM taken"  # noqa: S608
    return f"WITH taken AS ({taken}) {rest}"
