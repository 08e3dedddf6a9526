"""Four functions that each engine gets while rows are copied: ids, times, subjects and marks moved into the past."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION bench_moved(id uuid, n bigint, ms bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
    $$ SELECT (lpad(to_hex(('x' || substr(replace(id::text, '-', ''), 1, 12))::bit(48)::bigint - ms), 12, '0')
       || substr(replace(id::text, '-', ''), 13, 10) || lpad(to_hex(n), 10, '0'))::uuid $$""",
    """CREATE OR REPLACE FUNCTION bench_earlier(t timestamptz, ms bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS
    $$ SELECT t - ms * interval '1 millisecond' $$""",
    """CREATE OR REPLACE FUNCTION bench_subject(id uuid, n bigint, ms bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT 'case:' || bench_moved(id, n, ms)::text $$""",
    """CREATE OR REPLACE FUNCTION bench_marks(marks jsonb, n bigint, ms bigint) RETURNS jsonb LANGUAGE sql IMMUTABLE AS
    $$ SELECT CASE WHEN marks = '[]'::jsonb THEN marks ELSE
       (SELECT jsonb_agg(m || jsonb_build_object('id', bench_moved((m ->> 'id')::uuid, n, ms)))
        FROM jsonb_array_elements(marks) AS m) END $$""",
)


def moved(own: str | None, n: int, ms: int) -> str | None:
    """An id (UUIDv7, 32 signs) with its time so many milliseconds earlier and its last ten signs from ``n``."""
    return None if own is None else f"{int(own[:12], 16) - int(ms):012x}{own[12:22]}{n:010x}"


def earlier(at: str | None, ms: int) -> str | None:
    """A time as SQLite keeps it, so many milliseconds earlier."""
    return None if at is None else str(datetime.fromisoformat(at) - timedelta(milliseconds=int(ms)))


def marks(text: str, n: int, ms: int) -> str:
    """The content marks of an entry with the ids of the copied contents."""
    return json.dumps([m | {"id": str(UUID(moved(UUID(m["id"]).hex, n, ms)))} for m in json.loads(text)])


def install(connection: Any, cursor: Any) -> None:
    """Make the functions known: for good on PostgreSQL, for this connection on SQLite."""
    if connection.vendor == "postgresql":
        cursor.execute("SET synchronous_commit = off")
        for statement in POSTGRESQL:
            cursor.execute(statement)
        return
    own = connection.connection
    own.create_function("bench_moved", 3, moved, deterministic=True)
    own.create_function("bench_earlier", 2, earlier, deterministic=True)
    own.create_function("bench_marks", 3, marks, deterministic=True)
    own.create_function("bench_subject", 3, lambda i, n, ms: f"case:{UUID(moved(i, n, ms))}", deterministic=True)
