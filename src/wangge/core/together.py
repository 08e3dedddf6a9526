"""Several small questions in one statement."""

from collections.abc import Sequence
from typing import Any

from django.db import connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL


def ids_of(parts: Sequence[QuerySet[Any, Any]]) -> RawSQL:
    """The ids of all of these, each with its own order and limit, for ``id__in``.

    Each part is read from its own index. Django's ``union`` cannot have limits inside on SQLite.
    """
    statements: list[str] = []
    values: list[Any] = []
    for n, part in enumerate(parts):
        sql, given = part.values("id").query.get_compiler(connection=connections[part.db]).as_sql()
        statements.append(f"SELECT id FROM ({sql}) AS part_{n}")  # noqa: S608
        values += given
    return RawSQL(" UNION ALL ".join(statements), tuple(values))  # noqa: S611  # made of statements with values
