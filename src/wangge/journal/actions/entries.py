"""Entries get their positions and reach the table."""

from django.db import connection

from wangge.journal import models
from wangge.journal.actions.rows import Values, insert_values


def append(district: str, rows: list[Values]) -> None:
    """Give entries their positions and write them: the counter is taken here and nowhere earlier.

    ``rows`` are the values of all columns but the position.
    """
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_counter (district, position) VALUES (%s, %s) ON CONFLICT (district) "
            "DO UPDATE SET position = journal_counter.position + excluded.position RETURNING position",
            [district, len(rows)],
        )
        first = cursor.fetchone()[0] - len(rows) + 1
        insert_values(models.Entry, [(row[0], first + n, *row[1:]) for n, row in enumerate(rows)])
