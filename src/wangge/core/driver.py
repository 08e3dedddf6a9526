"""What is set of PostgreSQL's driver before the first connection is made. Both were a tenth of a command's own time."""

from datetime import UTC, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import BaseTzLoader, get_adapters_template
from psycopg import _queries

LONGEST, MOST_VALUES = 16_384, 400
"""Statements up to this many bytes and values are read for their places once and kept: those of a case are long."""


class Moment(BaseTzLoader):
    """``timestamptz`` of a connection whose zone is UTC, as Django sets it, by Python's compiled reader of times."""

    timezone = UTC

    def load(self, said: Any) -> datetime:  # as the driver names it
        try:
            return datetime.fromisoformat(str(said, "ascii"))
        except ValueError:  # before the year 1 and after 9999, which the driver refuses in words
            found: datetime = super().load(said)
            return found


def make_ready() -> None:
    """Let every connection made from now on work so."""
    get_adapters_template(True, UTC).register_loader("timestamptz", Moment)
    _queries.MAX_CACHED_STATEMENT_LENGTH, _queries.MAX_CACHED_STATEMENT_PARAMS = LONGEST, MOST_VALUES
