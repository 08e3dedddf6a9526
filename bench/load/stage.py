"""A database filled to a size, and the server and the worker of an installation before it."""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.engine import address_of, postgresql

from bench.__main__ import DURABLE, environment, python, server_cpu

PORT = int(os.environ.get("BENCH_PORT", "8765"))
SETTINGS = DURABLE | {
    "shared_buffers": "2GB", "max_wal_size": "8GB", "checkpoint_timeout": "15min", "random_page_cost": "1.1",
}  # fmt: skip


@dataclass
class Stage:
    """Where the load runs: the database's address, its server's process, and what processes of ours are told."""

    engine: str
    address: str
    postgresql: int | None
    environ: dict[str, str]

    def say(self, *words: str) -> Any:
        """What a module of the kit prints last, as JSON."""
        return json.loads(python(self.environ, *words).splitlines()[-1])

    def database_cpu(self) -> float:
        """Seconds of CPU of the database server; 0 on SQLite, which works inside ours."""
        return server_cpu(self.postgresql)


@contextmanager
def stage(engine: str, cases: int, keep: Path | None) -> Iterator[Stage]:
    """The database of a size, laid and filled where it is not there yet. Kept in the folder when one is given."""
    with tempfile.TemporaryDirectory(prefix="wangge-load-") as name:
        folder = (keep or Path(name)).resolve()
        Path(name).chmod(0o711)  # PostgreSQL runs as somebody else where we are root
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "var").mkdir(exist_ok=True)
        if engine == "sqlite":
            file = folder / f"load-{cases}.sqlite3"
            stage = Stage(engine, f"sqlite:///{file}", None, _environ(f"sqlite:///{file}", folder))
            if not file.exists():
                part = file.with_suffix(".part")
                part.unlink(missing_ok=True)
                own = Stage(engine, "", None, _environ(f"sqlite:///{part}", folder))
                _fill(own, cases)
                part.rename(file)
            yield stage
            return
        with postgresql(durable=True, settings=SETTINGS, keep=folder / "pg") as server:
            pid = int((folder / "pg" / "db" / "postmaster.pid").read_text().split()[0])
            wanted = f"load_{cases}"
            there = _databases(server)
            if wanted not in there:
                part = address_of(server, f"{wanted}_part")
                _sql(server, f'DROP DATABASE IF EXISTS "{wanted}_part"', f'CREATE DATABASE "{wanted}_part"')
                _fill(Stage(engine, part, pid, _environ(part, folder)), cases)
                _sql(server, f'ALTER DATABASE "{wanted}_part" RENAME TO "{wanted}"')
            address = address_of(server, wanted)
            yield Stage(engine, address, pid, _environ(address, folder))


def _fill(stage: Stage, cases: int) -> None:
    print(f"Laying the city and living some of its days on {stage.engine} …", flush=True)
    print(stage.say("bench.load.ground", "lay"), flush=True)
    print(f"Filling it to {cases:,} cases …", flush=True)
    print(stage.say("bench.load.ground", "fill", str(cases)), flush=True)


def _environ(address: str, folder: Path) -> dict[str, str]:
    return environment(address, folder / "var") | {"WANGGE_DISTRICT": "211103", "WANGGE_HOSTS": "127.0.0.1,localhost"}


def _databases(server: str) -> set[str]:
    import psycopg

    with psycopg.connect(server, autocommit=True) as own:
        return {name for (name,) in own.execute("SELECT datname FROM pg_database").fetchall()}


def _sql(server: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as own:
        for statement in statements:
            own.execute(statement)  # type: ignore[call-overload]


@dataclass
class Served:
    """A running server and worker."""

    server: int
    worker: int | None

    def cpu(self) -> tuple[float, float]:
        """Seconds of CPU of the server's processes and of the worker so far."""
        return server_cpu(self.server), server_cpu(self.worker)


@contextmanager
def served(stage: Stage, workers: int, threads: int | None, *, worker: bool = True) -> Iterator[Served]:
    """``wangge serve`` and ``wangge worker`` until the end of the block, ready when this returns."""
    words = ["serve", "--port", str(PORT), "--workers", str(workers)]
    words += ["--threads", str(threads)] if threads else []
    begin = [sys.executable, "-c", "from wangge.site.main import main; main()"]
    children = [subprocess.Popen([*begin, *words], env=stage.environ)]
    try:
        _ready()
        if worker:
            children.append(subprocess.Popen([*begin, "worker"], env=stage.environ))
            _quiet(children[1].pid)
        yield Served(children[0].pid, children[1].pid if worker else None)
    finally:
        for child in reversed(children):
            child.terminate()
        for child in children:
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                child.kill()


def _ready() -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server did not become ready.")


def _quiet(pid: int, patience: float = 90) -> None:
    """Wait until the worker has read what was there before the load: it uses little CPU for two seconds."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        before = server_cpu(pid)
        time.sleep(2)
        if server_cpu(pid) - before < 0.3:
            return
