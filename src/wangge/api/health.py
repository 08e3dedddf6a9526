"""``/health``: ready only when the database answers and every migration is applied."""

import logging

import orjson
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

from wangge import __version__
from wangge.journal.queries import listener_lags

log = logging.getLogger("wangge.api")
_migrated: set[str] = set()


def health(request: HttpRequest) -> HttpResponse:
    """200 when ready, 503 when not, with the version and how many entries each listener still has to read."""
    body: dict[str, object] = {"version": __version__, "database": connection.vendor}
    try:
        ready = _is_migrated()
        body |= {"migrations": "applied" if ready else "missing", "listeners": listener_lags() if ready else {}}
    except DatabaseError as trouble:
        log.warning("health: the database does not answer: %s", type(trouble).__name__)
        ready = False
        body["database"] = "unreachable"
    body = {"status": "ready" if ready else "not ready"} | body
    response = HttpResponse(orjson.dumps(body), status=200 if ready else 503, content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response


def _is_migrated() -> bool:
    """Whether every migration is applied; once true for a database it stays true for the process."""
    name = str(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if name not in _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _migrated.add(name)
    return True
