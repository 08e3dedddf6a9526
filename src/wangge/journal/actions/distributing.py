"""Tables spread over several machines by district, where the database can do that (Citus); elsewhere nothing."""

from collections.abc import Callable

from django.apps import apps
from django.db import connection, transaction
from django.db.models import CompositePrimaryKey, Model

from wangge.journal.models import Counter

SHARD = "district"
"""The column by which rows are spread: the district that took the matter in, fixed at intake."""
FIRST = Counter
"""The table beside which all others are laid, so that a transaction of one district stays on one machine."""


def spread_models() -> list[type[Model]]:
    """The large tables: the counter of a district, and all whose key begins with the district, in the order of names.

    All others are small and stay on the coordinator: no statement joins one of them with a large one.
    """
    large = [
        model
        for model in apps.get_models()
        if isinstance(model._meta.pk, CompositePrimaryKey) and model._meta.pk.field_names[0] == SHARD
    ]
    return [FIRST, *sorted((m for m in large if m is not FIRST), key=lambda m: m._meta.db_table)]


def can_distribute() -> bool:
    """Whether the database spreads tables: PostgreSQL with Citus in it."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_proc WHERE proname = 'create_distributed_table')")
        return bool(cursor.fetchone()[0])


def distribute(told: Callable[[str], None] = lambda _: None) -> int | None:
    """Spread the large tables by district, and drop the triggers that Citus refuses. Gives how many were spread now.

    None where the database cannot spread tables. What is spread already is left, so it may be done again after every
    migration; all or nothing. Runs as the owner of the tables, on the coordinator. In place of the triggers stand the
    privileges of ``let_in``: they need a server's role that owns nothing.
    """
    if not can_distribute():
        return None
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT logicalrel::text FROM pg_dist_partition")
        there = {name.rpartition(".")[2].strip('"') for (name,) in cursor.fetchall()}
        models = [model for model in spread_models() if model._meta.db_table not in there]
        for model in models:
            table = model._meta.db_table
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal ORDER BY tgname",
                [table],
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)} ON {connection.ops.quote_name(table)}")
            beside = "" if model is FIRST else f", colocate_with => '{FIRST._meta.db_table}'"
            cursor.execute(f"SELECT create_distributed_table(%s, %s{beside})", [table, SHARD])
            told(table)
    return len(models)
