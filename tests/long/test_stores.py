"""Sixteen thousand lived cases: backed up under load, killed while they are copied, copied, served, restored."""

import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.conftest import NOW, PASSWORD, _hang_up, new_database
from tests.early import ENGINE
from tests.engine import address_of, postgresql
from tests.lived_store import PASSPHRASE, Store
from tests.long.test_kill import Person
from tests.serving import COMMAND, serving

from wangge.cli.stores import places
from wangge.simulate.days import live_days
from wangge.simulate.ground import CITY, lay_city, settle_people
from wangge.simulate.matters import MATTERS
from wangge.simulate.pictures import drain

pytestmark = [pytest.mark.long, pytest.mark.both]
LATER = NOW + timedelta(days=31)


@pytest.fixture
def other_engine(tmp_path: Path) -> Iterator[str]:
    """An empty database of the engine that this run is not about, on disk as it would be."""
    if ENGINE == "postgresql":
        yield f"sqlite:///{tmp_path / 'other.sqlite3'}"
        return
    with postgresql(durable=True) as server:
        import psycopg

        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("CREATE DATABASE wangge_other")
        yield address_of(server, "wangge_other")


@pytest.fixture
def store(own_database: str, tmp_path: Path, monkeypatch: Any) -> Store:
    """Thirty days of the drawn city."""
    from django.conf import settings

    files = tmp_path / "files"
    files.mkdir()
    monkeypatch.setattr(settings, "FILES", files)
    monkeypatch.setenv("WANGGE_FILES", str(files))
    lay_city(at=NOW, rostered_from=NOW)
    settle_people(at=NOW, password=PASSWORD, city=True)
    shown = {after: [drain(blocked=not after)] for after in (False, True)}
    pictures = {(m.subject, after): shown[after] for m in MATTERS for after in (False, True)}
    for _ in live_days(CITY, [CITY], pictures, now=LATER):
        pass
    _hang_up()
    return Store(own_database, files, tmp_path)


def place(address: str) -> Any:
    return places.place_at(address, said="", typed=False)


def printed(said: str, *words: str) -> None:
    for line in said.splitlines():
        if any(word in line for word in words):
            print("   ", line)


def test_a_larger_store_is_backed_up_moved_and_restored(store, other_engine, tmp_path):
    target, restored = other_engine, new_database()
    with serving(store.address, tmp_path / "site") as site:
        site.environ["WANGGE_BACKUP_PASSPHRASE"] = PASSPHRASE
        said = site.run("migrate-store", "--to", target)
        assert (said.returncode, "Others are connected" in said.stderr or "is using" in said.stderr) == (1, True)
        token = httpx.post(
            f"{site.url}/api/v1/session", json={"username": "community", "password": PASSWORD}, trust_env=False
        ).json()["token"]
        stop = threading.Event()
        people = [Person(site.url, token, stop) for _ in range(3)]
        for person in people:
            person.start()
        for _ in range(2):
            began = time.monotonic()
            said = site.run("backup", str(tmp_path / "place"))
            assert said.returncode == 0, said.stderr
            print(f"\n{ENGINE}: backup under load in {time.monotonic() - began:.1f} s")
            printed(said.stdout, "database:", "files:", "is done")
        stop.set()
        for person in people:
            person.join(15)
        assert [person.trouble for person in people if person.trouble] == []
        assert sum(len(person.acknowledged) for person in people) > 10
    code, told = store.wangge("backup", "place", "--check")
    assert code == 0, told
    began = time.monotonic()
    code, told = Store(restored, tmp_path / "elsewhere", tmp_path).wangge("restore", "place")
    assert (code, "0 faults" in told) == (0, True), told
    print(f"restored and verified in {time.monotonic() - began:.1f} s")
    printed(told, "rows in", "files,", "chains,", "chain ends")
    _killed(store, target)
    began = time.monotonic()
    code, told = store.wangge("migrate-store", "--to", target, "--verify", "full")
    assert (code, "0 faults" in told, "is the same" in told) == (0, True, True), told
    print(f"{ENGINE} to the other engine, copied and proved in {time.monotonic() - began:.1f} s")
    printed(told, "rows a second", "chains,", "chain ends", "Every value", "last position")
    with serving(target, tmp_path / "moved") as site:
        told = site.person("community").command(
            "/api/v1/reports", words="搬了家也照样报", place={"area": "211102005013003"}
        )
        assert told["case"]["id"]
        verified = site.run("verify")
        assert verified.returncode == 0, verified.stdout


def _killed(store: Store, target: str) -> None:
    """SIGKILL while rows are on their way: nothing of them is there."""
    import os

    environ = os.environ | {"WANGGE_DATABASE": store.address}
    child = subprocess.Popen(
        [*COMMAND, "migrate-store", "--to", target], env=environ, stdout=subprocess.PIPE, text=True, cwd=store.folder
    )
    assert child.stdout is not None
    for line in child.stdout:
        if line.startswith("Copying"):
            break
    time.sleep(1)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    for _ in range(200):
        if places.rows_in_the_way(place(target)) == {}:
            break
        time.sleep(0.05)
    assert places.rows_in_the_way(place(target)) == {}
