"""Entries get their positions and reach the table."""

from django.db import connection

from wangge.journal import models

ROWS = 50
"""How many entries one statement writes."""
_COLUMNS = [f for f in models.Entry._meta.local_concrete_fields if f.name != "position"]


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
            for start in range(0, len(rows), ROWS):
                part = [[*row, first + start + n] for n, row in enumerate(rows[start : start + ROWS])]
                cursor.execute(_insert(len(part)), [value for row in part for value in row])


def _open_counter(district: str) -> None:
    models.Counter.objects.bulk_create([models.Counter(district=district)], ignore_conflicts=True)


def _names() -> str:
    return ", ".join(f'"{f.column}"' for f in _COLUMNS)


def _postgresql_insert() -> str:
    casts = ", ".join(f"%s::{f.db_type(connection)}" for f in _COLUMNS)
    taken = "UPDATE journal_counter SET position = position + 1 WHERE district = %s RETURNING position"
    rest = f"INSERT INTO journal_entry ({_names()}, position) SELECT {casts}, taken.position FROM taken"  # noqa: S608
    return f"WITH taken AS ({taken}) {rest}"


def _insert(rows: int) -> str:
    marks = ", ".join("%s" for _ in range(len(_COLUMNS) + 1))
    values = ", ".join(f"({marks})" for _ in range(rows))
    return f"INSERT INTO journal_entry ({_names()}, position) VALUES {values}"  # noqa: S608
