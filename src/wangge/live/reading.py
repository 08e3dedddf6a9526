"""What a line needs of the database: whether journals grew, who a token is, whether a case may be looked at.

Everything here waits for the database and is called in threads that keep their connection.
"""

import logging
from collections.abc import Callable, Collection
from typing import TypeVar
from uuid import UUID

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from wangge.cases.queries import case_for
from wangge.core.refusals import NotFound, NotSignedIn
from wangge.journal.queries import positions
from wangge.orgs.queries import signed_in
from wangge.orgs.rules import Actor

T = TypeVar("T")
log = logging.getLogger("wangge.live")


class Away(Exception):
    """The database does not answer now."""


def asked(work: Callable[..., T], *words: object) -> T:
    """What ``work`` says of the database. A connection that failed is hung up; raises ``Away``."""
    try:
        return work(*words)
    except (DatabaseError, InterfaceError) as trouble:
        log.warning("the database does not answer: %s", type(trouble).__name__)
        connection.close()
        raise Away from trouble


class Tail:
    """The ends of the journals as they were read last, by one thread.

    On SQLite ``PRAGMA data_version`` says without reading a page whether anybody has committed since.
    """

    def __init__(self) -> None:
        self._ends: dict[str, int] = {}
        self._version = -1

    def grown(self, districts: Collection[str]) -> set[str]:
        """Which of the districts grew since the last call; one that was not asked for then counts as grown."""
        version = self._version
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                version = cursor.execute("PRAGMA data_version").fetchone()[0]
            if version == self._version and self._ends.keys() == set(districts):
                return set()
        ends = positions(list(districts))
        found = {district for district, end in ends.items() if self._ends.get(district, -1) < end}
        self._ends, self._version = ends, version
        return found


def who(token: str) -> Actor | None:
    """The actor of a token now; None when it is nobody's."""
    try:
        return signed_in(token, at=timezone.now())
    except NotSignedIn:
        return None


def may_look(actor: Actor, case: UUID) -> bool:
    """Whether the actor may see the case."""
    try:
        case_for(actor, case)
    except NotFound:
        return False
    return True


def checked(token: str, case: UUID | None) -> tuple[Actor | None, bool]:
    """The actor of a token now, and whether the case may still be looked at."""
    actor = who(token)
    return actor, actor is not None and case is not None and may_look(actor, case)
