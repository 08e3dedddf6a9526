"""One process of the load: threads that dispatch and recall cases of their own, by actions or by the same SQL.

``python -m bench.lives VARIANT THREADS SECONDS FIRST`` with ``WANGGE_DATABASE`` set; prints one line of JSON.
``FIRST`` is the number of the first case that this process may use, so that processes do not meet.
"""

import json
import os
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import django
import orjson

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from wangge.cases import actions  # noqa: E402
from wangge.cases.models import Case  # noqa: E402
from wangge.core.ids import uuid7  # noqa: E402
from wangge.orgs.models import Account  # noqa: E402
from wangge.orgs.queries import grants_on, today, units_of  # noqa: E402
from wangge.orgs.rules import Actor  # noqa: E402

DISTRICT = "211102"
EACH = 50
"""Cases of a thread's own, used in turn."""
Statement = tuple[str, list[Any]]
SEQ, KEY = 2, 8
"""How far behind the subject kind an entry has its seq and its key."""


def actor(username: str) -> Actor:
    """Somebody of the demo."""
    account = Account.objects.select_related("person").get(username=username)
    held = grants_on(account.person_id, today(timezone.now()))
    return Actor(account.person_id, account.person.name, DISTRICT, held, account=account.pk, districts=(DISTRICT,))


def moves_of(case: UUID, desk: Actor, team: str) -> Iterator[tuple[str, Callable[[], Any]]]:
    """The two moves of a turn: dispatched, and recalled with a reason. It may be gone round for ever."""
    for verb, facts in (("dispatch", {"unit": team}), ("recall", {"words": "派错了，收回。"})):
        at = timezone.now()
        yield (
            verb,
            lambda verb=verb, facts=facts, at=at: actions.move(  # type: ignore[misc]
                actor=desk, case_id=case, verb=verb, facts=facts, key=str(uuid4()), happened_at=at, at=at
            ),
        )


def recorded(act: Callable[[], Any]) -> list[Statement]:
    """The statements of a move with their values, without those of the transaction."""
    kept: list[Statement] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.split()[0] not in ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"):
            kept.append((sql, list(params or [])))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        act()
    return kept


class Raw:
    """The recorded statements of a turn sent again with other values where a key must be new, by the driver alone."""

    def __init__(self, turn: list[list[Statement]]) -> None:
        self._turn = turn
        self._entry = [max(n for n, v in enumerate(statements[-1][1]) if v == "case") for statements in turn]
        """Where in the values of each move's last statement its entry has its subject kind."""
        self._spent = int(time.time()) % 1_000_000 * 1000
        self._sqlite = connection.vendor == "sqlite"

    def _fresh(self, move: int) -> dict[Any, Any]:
        """The command's key and the ids of its contents, each with another one in its place."""
        values = self._turn[move][-1][1][self._entry[move] :]
        marks = [mark for v in values if isinstance(v, str) and v.startswith("[{") for mark in orjson.loads(v)]
        ids = [UUID(mark["id"]) for mark in marks if "id" in mark]
        return {values[KEY]: str(uuid4())} | {self._id(own): self._id(uuid7()) for own in ids}

    def once(self, cursor: Any) -> int:
        """One turn, one transaction a move. Returns how many moves; seqs begin at the clock's second."""
        for move, statements in enumerate(self._turn):
            self._spent += 1
            cursor.execute("BEGIN IMMEDIATE" if self._sqlite else "BEGIN")
            position, fresh = None, self._fresh(move)
            for n, (sql, given) in enumerate(statements):
                values = [fresh.get(v, v) if isinstance(v, (str, UUID)) else v for v in given]
                if n == len(statements) - 1:
                    values[self._entry[move] + SEQ] = self._spent
                    if position is not None:
                        values[1] = position
                cursor.execute(sql.replace("%s", "?") if self._sqlite else sql, values)
                if sql.startswith("SELECT"):
                    cursor.fetchall()
                elif self._sqlite and "RETURNING" in sql:
                    position = cursor.fetchone()[0]
            cursor.execute("COMMIT")
        return len(self._turn)

    def _id(self, value: UUID) -> Any:
        return value.hex if self._sqlite else value


def driver() -> Any:
    """A connection of the plain driver with the settings of Django's."""
    place = connection.settings_dict
    if connection.vendor == "sqlite":
        import sqlite3

        made = sqlite3.connect(place["NAME"], timeout=20, isolation_level=None)
        for statement in place["OPTIONS"]["init_command"].split(";"):
            made.execute(statement)
        return made
    import psycopg

    address = {"dbname": place["NAME"], "user": place["USER"], "host": place["HOST"], "port": place["PORT"] or None}
    return psycopg.connect(**address, autocommit=True, prepare_threshold=3)


def run(variant: str, threads: int, seconds: float, first: int) -> dict[str, Any]:
    """Let the threads work for so long; moves and the CPU that this process used."""
    desk = actor("community")
    team = str(next(u.id for u in units_of(DISTRICT) if u.code == "drainage"))
    mine = list(Case.objects.order_by("number").values_list("id", flat=True)[first : first + threads * EACH])
    done = [0] * threads
    ready, end = threading.Barrier(threads + 1), [0.0]

    def by_actions(n: int) -> None:
        cases = mine[n * EACH : (n + 1) * EACH]
        connection.ensure_connection()
        ready.wait()
        while time.monotonic() < end[0]:
            for _, act in moves_of(cases[done[n] // 2 % EACH], desk, team):
                act()
                done[n] += 1
        connection.close()

    def by_driver(n: int) -> None:
        cases = mine[n * EACH : (n + 1) * EACH]
        turns = [[recorded(act) for _, act in moves_of(case, desk, team)] for case in cases]
        connection.close()
        own = driver()
        cursor, raws = own.cursor(), [Raw(turn) for turn in turns]
        ready.wait()
        while time.monotonic() < end[0]:
            done[n] += raws[done[n] // 2 % EACH].once(cursor)
        own.close()

    def work(n: int) -> None:
        try:
            {"actions": by_actions, "raw": by_driver}[variant](n)
        except BaseException:
            ready.abort()  # nobody waits for whoever cannot begin
            raise

    started = [threading.Thread(target=work, args=(n,)) for n in range(threads)]
    for thread in started:
        thread.start()
    end[0] = time.monotonic() + 3600
    ready.wait()
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
    end[0] = began + seconds
    for thread in started:
        thread.join()
    after, took = resource.getrusage(resource.RUSAGE_SELF), time.monotonic() - began
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"moves": sum(done), "seconds": took, "cpu": cpu}


def statements() -> dict[str, list[str]]:
    """Verb and the statements of its move, as sent."""
    case = Case.objects.order_by("number").values_list("id", flat=True)[0]
    team = str(next(u.id for u in units_of(DISTRICT) if u.code == "drainage"))
    with transaction.atomic():
        found = {verb: [sql for sql, _ in recorded(act)] for verb, act in moves_of(case, actor("community"), team)}
        transaction.set_rollback(True)
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wangge.site.settings")
    if sys.argv[1] == "statements":
        print(json.dumps(statements()))
    else:
        print(json.dumps(run(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))))
