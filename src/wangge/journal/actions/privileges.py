"""What the server's role may do on PostgreSQL where another role owns the tables."""

from django.apps import apps
from django.db import connection, transaction

from wangge.journal.models import Anchor, Content, Entry, Receipt

TAKEN = {
    Entry: "UPDATE, DELETE, TRUNCATE",
    Receipt: "UPDATE, DELETE, TRUNCATE",
    Anchor: "UPDATE, DELETE, TRUNCATE",
    Content: "DELETE, TRUNCATE",
}
"""What nobody but the owner may do to the journal; the triggers refuse it a second time."""


def let_in(role: str) -> int:
    """Let a role read and write every table, but only add to the journal. Returns how many tables there are.

    Runs as the owner; doing it again changes nothing.
    """
    name = connection.ops.quote_name
    tables = [m._meta.db_table for m in apps.get_models(include_auto_created=True)]
    statements = [
        f"GRANT USAGE ON SCHEMA public TO {name(role)}",
        f"GRANT SELECT ON django_migrations TO {name(role)}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name(role)}",
        *(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name(table)} TO {name(role)}" for table in tables),
        *(f"REVOKE {acts} ON {name(m._meta.db_table)} FROM {name(role)}" for m, acts in TAKEN.items()),
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return len(tables)
