"""Changing the catalogue."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from wangge.catalogue.models import Kind
from wangge.catalogue.queries import kinds
from wangge.clock.rules import read_limit
from wangge.core.ids import PUBLIC
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import Subject, digest

CATALOGUE = Subject("catalogue", UUID(int=1))


def set_kinds(rows: Sequence[Mapping[str, Any]], *, district: str, key: str, at: datetime) -> None:
    """Put kinds in place or change them. Rows: code, name, name_en, limit, words, usual, order.

    Raises ``Missing`` as ``read_limit`` does for a limit that cannot be read.
    """
    for row in rows:
        read_limit(row["limit"])

    def act(change: Change) -> Answer:
        Kind.objects.bulk_create(
            [Kind(**row) for row in rows],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "name_en", "limit", "words", "usual", "order"],
        )
        change.record(CATALOGUE, "catalogue.set_kinds", facts={"kinds": [row["code"] for row in rows]})
        return Answer(200, {"kinds": len(rows)})

    commit(Command(district, PUBLIC, "", key, digest("catalogue.set_kinds", list(rows)), at, at), act)
    kinds.forget()
