"""One life's statements as the server sends them, counted, and sent again by the plain driver with nothing around them.

``python -m bench.load.raw statements CAST`` prints them by call; ``replay CAST CONNECTIONS SECONDS ROUND`` lives a
second and CPU. ``CAST`` is the file that ``bench.load.ground cast`` made. The life is lived in this
process through the real addresses; ids, keys, numbers and codes that it made are made anew for every replay.
"""

import contextlib
import json
import os
import re
import resource
import sys
import threading
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wangge.site.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from bench.lives import driver  # noqa: E402
from bench.load.lifecycle import User  # noqa: E402
from wangge.core.ids import uuid7  # noqa: E402

Statement = tuple[str, list[Any], bool]
"""SQL, values, and whether it stood in a transaction."""
BORN = re.compile(r'INSERT INTO "?(\w+)"?')
NUMBER = re.compile(r"^\d{6}-\d{8}-\d{6}$")


CLIENT = Client(SERVER_NAME="127.0.0.1")
"""One for all: each has middleware of its own, and whitenoise reads every static file for it."""


class InProcess:
    """A caller that lives in the process and keeps the statements of each call."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, list[Statement]]] = []
        self._client = CLIENT

    async def call(self, name: str, method: str, path: str, token: str, body: Any = None, *, end: float = 0) -> bytes:
        """The answer's body."""
        kept: list[Statement] = []

        def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.split()[0] not in ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"):
                kept.append((sql, list(params or []), connection.in_atomic_block))
            return execute(sql, params, many, context)

        headers = {"authorization": f"Bearer {token}"}
        with connection.execute_wrapper(keep):
            if method == "GET":
                answer = self._client.get(path, headers=headers)
            else:
                answer = self._client.post(path, json.dumps(body), content_type="application/json", headers=headers)
        if answer.status_code >= 300:
            raise SystemExit(f"{name}: {answer.status_code} {answer.content.decode()}")
        self.calls.append((name, kept))
        body: bytes = answer.content
        return body


def at_once(life: Coroutine[Any, Any, None]) -> None:
    """Run a life whose calls never wait: without a loop, in which each life would have a connection of its own."""
    with contextlib.suppress(StopIteration):
        life.send(None)


def recorded(user: User, warm: int = 1) -> list[tuple[str, list[Statement]]]:
    """The statements of a life by call, after so many lives that fill what the process keeps."""
    for _ in range(warm):
        at_once(user.life(InProcess()))  # type: ignore[arg-type]
    caller = InProcess()
    at_once(user.life(caller))  # type: ignore[arg-type]
    return caller.calls


class Replay:
    """The statements of one life sent again; what was born in it is born anew each time."""

    def __init__(self, calls: list[tuple[str, list[Statement]]], run: str) -> None:
        self._calls, self._run, self._count = calls, run, 0
        self._born: set[UUID] = set()
        self._words: set[str] = set()
        for _, statements in calls:
            for sql, values, _ in statements:
                if BORN.search(sql):
                    fresh = {v for v in values if isinstance(v, UUID) and v.int >> 80 > (int(time.time()) - 600) * 1000}
                    self._born |= fresh
                    self._words |= {v for v in values if isinstance(v, str) and (v.startswith(run) or NUMBER.match(v))}
                    if "cases_report" in sql:
                        self._words |= {v for v in values if isinstance(v, str) and re.fullmatch(r"[0-9A-Z]{12}", v)}

    def once(self, cursor: Any) -> None:
        """One life: one transaction a command, reads by themselves."""
        self._count += 1
        fresh: dict[Any, Any] = {born: uuid7() for born in self._born}
        fresh |= {w: (uuid4().hex[:12].upper() if "-" not in w else uuid4().hex[:24]) for w in self._words}
        for _, statements in self._calls:
            inside = False
            for sql, values, atomic in statements:
                if atomic and not inside:
                    cursor.execute("BEGIN")
                elif inside and not atomic:
                    cursor.execute("COMMIT")
                inside = atomic
                cursor.execute(sql, [fresh.get(v, v) if isinstance(v, (UUID, str)) else v for v in values])
                if cursor.description is not None:
                    cursor.fetchall()
            if inside:
                cursor.execute("COMMIT")


def replay(cast: dict[str, Any], connections: int, seconds: float, first: int) -> dict[str, float]:
    """Lives a second of so many connections, each with a life of its own."""
    done, ready, end = [0] * connections, threading.Barrier(connections + 1), [0.0]
    start, run = cast["lives"] + 10 + 3 * first, f"{cast['run']}r{first}"
    recordings = [recorded(User(n, cast, run=run, first=start)) for n in range(connections)]
    connection.close()

    def one(n: int) -> None:
        own = driver()
        cursor, life = own.cursor(), Replay(recordings[n], run)
        life.once(cursor)
        ready.wait()
        while time.monotonic() < end[0]:
            life.once(cursor)
            done[n] += 1
        own.close()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(connections)]
    end[0] = time.monotonic() + 3600
    for thread in threads:
        thread.start()
    ready.wait()
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
    end[0] = began + seconds
    for thread in threads:
        thread.join()
    after, took = resource.getrusage(resource.RUSAGE_SELF), time.monotonic() - began
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"lives_a_second": sum(done) / took, "cpu_ms": 1000 * cpu / max(1, sum(done)), "lives": sum(done)}


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    if sys.argv[1] == "statements":
        calls = recorded(User(0, given, run=f"{given['run']}s", first=given["lives"]), warm=2)
        print(json.dumps({name: [sql for sql, _, _ in statements] for name, statements in calls}))
    else:
        print(json.dumps(replay(given, int(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5]))))
