"""kill -9 of server, worker and database at random moments under load, and a disk that is full: nothing acknowledged is
lost, nothing is double, chains are whole, listeners catch up."""

import contextlib
import os
import random
import resource
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.conftest import PASSWORD, pointed_at
from tests.early import ENGINE
from tests.engine import Server, address_of, postgresql_server
from tests.serving import Site, serving

pytestmark = [pytest.mark.long, pytest.mark.both]
KILLS, PEOPLE = int(os.environ.get("KILLS", "200")), 6
CYCLE = ("accept", "remark", "register", "remark", "void")
FACTS: dict[str, dict[str, Any]] = {
    "register": {"kind": "E0504"},
    "void": {"words": "演练"},
    "remark": {"words": "看过"},
}


class Person(threading.Thread):
    """Reports and moves without end; sends again with the same key until an answer comes; keeps every answer."""

    def __init__(self, url: str, token: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.http = httpx.Client(
            base_url=url, timeout=10, trust_env=False, headers={"Authorization": f"Bearer {token}"}
        )
        self.stop = stop
        self.acknowledged: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = []
        self.sendings = 0
        self.trouble: str = ""

    def command(self, path: str, **facts: Any) -> dict[str, Any] | None:
        body = {"key": str(uuid4()), "happened_at": datetime.now(UTC).isoformat()} | facts
        while not self.stop.is_set():
            self.sendings += 1
            try:
                answer = self.http.post(path, json=body)
            except httpx.TransportError:
                time.sleep(0.02)
                continue
            if answer.status_code >= 500:
                time.sleep(0.02)
                continue
            if answer.status_code >= 400:
                self.trouble = f"{facts}: {answer.status_code} {answer.text}"
                return None
            said: dict[str, Any] = answer.json()
            self.acknowledged.append((path, body["key"], body, said))
            return said
        return None

    def run(self) -> None:
        while not self.stop.is_set() and not self.trouble:
            told = self.command("/api/v1/reports", words="压测：下水口堵了", place={"area": "211102005013003"})
            for verb in CYCLE:
                if told is None:
                    break
                case = told["case"]["id"]
                if self.command(f"/api/v1/cases/{case}/moves", verb=verb, **FACTS.get(verb, {})) is None:
                    break


@pytest.fixture
def crashing(own_database: str, django_db_blocker: Any) -> Iterator[tuple[str, Server | None]]:
    """A database with the ground whose server may be killed: on PostgreSQL a durable one of the test's own."""
    if ENGINE == "sqlite":
        yield own_database, None
        return
    with postgresql_server(durable=True) as server:
        address = address_of(server.address, "postgres")
        dump = subprocess.run(
            ["pg_dump", "--no-owner", "-d", own_database], check=True, capture_output=True
        ).stdout  # fmt: skip
        subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", address], input=dump, check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        with django_db_blocker.unblock(), pointed_at(address):
            yield address, server


@contextlib.contextmanager
def people_at_work(site: Site) -> Iterator[tuple[list[Person], httpx.Client]]:
    """Six people without rest; at the end none of them has been refused, and every answer comes again."""
    token = httpx.post(
        f"{site.url}/api/v1/session", json={"username": "community", "password": PASSWORD}, trust_env=False
    ).json()["token"]
    stop = threading.Event()
    people = [Person(site.url, token, stop) for _ in range(PEOPLE)]
    for person in people:
        person.start()
    with httpx.Client(
        base_url=site.url, trust_env=False, timeout=30, headers={"Authorization": f"Bearer {token}"}
    ) as http:
        yield people, http
        time.sleep(0.5)
        assert [p.trouble for p in people if p.trouble] == []
        stop.set()
        for person in people:
            person.join(15)
        site.wait_until_ready()
        for path, key, body, said in (one for person in people for one in person.acknowledged):
            again = http.post(path, json=body)
            assert (again.json(), again.headers.get("Idempotent-Replay")) == (said, "true"), key


def test_kills_under_load(crashing, tmp_path):
    address, database = crashing
    choose, victims = random.Random(7), ["serve", "worker", *(["database"] if database else [])]
    killed: Counter[str] = Counter()
    with serving(address, tmp_path) as site:
        port = site.url.rsplit(":", 1)[1]
        with people_at_work(site) as (people, http):
            for _ in range(KILLS):
                time.sleep(choose.uniform(0.15, 0.6))
                victim = choose.choice(victims)
                killed[victim] += 1
                if victim == "database" and database:
                    database.kill()
                    database.start()
                else:
                    site.kill(victim)
                    site.start(victim, *(("--port", port) if victim == "serve" else ()))
                if site.children["worker"].poll() is not None:  # a worker may end when its database does
                    site.start("worker")
                site.wait_until_ready()
            caught_up(http)
        verified = site.run("verify")
        assert verified.returncode == 0, verified.stdout + verified.stderr
        once(people)
        said = [one for person in people for one in person.acknowledged]
        print(f"\n{dict(killed)} killed, {len(said)} commands acknowledged in {sum(p.sendings for p in people)} "
              f"sendings; {verified.stdout}")  # fmt: skip


def caught_up(http: httpx.Client) -> None:
    """Every listener comes to the end of what was written, while more is being written."""
    end = None
    for _ in range(600):
        lags = http.get("/health").json()["listeners"]
        most = max(lags.values(), default=0)
        end = most if end is None else end
        if most < 50:
            return
        time.sleep(0.1)
    raise AssertionError(f"listeners do not catch up: {lags}")


@pytest.mark.skipif(ENGINE != "sqlite", reason="the limit is on files that the server itself writes")
def test_a_full_disk_loses_nothing(own_database, tmp_path):
    """No file may grow beyond some megabytes, as on a full disk: answers say so, and with room again all goes on."""
    with serving(own_database, tmp_path) as site:
        port = site.url.rsplit(":", 1)[1]
        with people_at_work(site) as (people, http):
            time.sleep(1)
            for _ in range(5):
                site.kill("serve")
                child = site.start("serve", "--port", port)
                site.wait_until_ready()
                least = sum(len(p.acknowledged) for p in people)
                resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
                for grandchild in children_of(child.pid):
                    resource.prlimit(grandchild, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
                told = http.post("/api/v1/reports", json={"key": str(uuid4()), "words": "x", "happened_at": now()})
                assert (told.status_code, told.json()["code"]) == (503, "away"), told.text
                assert "Retry-After" in told.headers
                for grandchild in children_of(child.pid):
                    resource.prlimit(grandchild, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
                for _ in range(200):
                    if sum(len(p.acknowledged) for p in people) > least + 10:
                        break
                    time.sleep(0.1)
        verified = site.run("verify")
        assert verified.returncode == 0, verified.stdout + verified.stderr
        once(people)


def now() -> str:
    return datetime.now(UTC).isoformat()


def children_of(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(word) for word in file.read().split()]


def once(people: list[Person]) -> None:
    """Each acknowledged key stands in the journal exactly once, and no key stands there twice."""
    from wangge.journal.models import Entry

    keys = Counter(Entry.objects.filter(verb__startswith="case.").values_list("actor", "key"))
    assert [k for k, n in keys.items() if n > 1] == []
    written = {key for _, key in keys}
    said = [one for person in people for one in person.acknowledged]
    assert [key for _, key, _, _ in said if key not in written] == []
