"""kill -9 of the server fifty times under load: nothing acknowledged is lost, nothing is double, chains are whole."""

import random
import threading
import time
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.conftest import PASSWORD
from tests.serving import serving

pytestmark = [pytest.mark.long, pytest.mark.both]
KILLS, PEOPLE = 50, 6
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


def test_fifty_kills_under_load(own_database, tmp_path):
    with serving(own_database, tmp_path) as site:
        port = site.url.rsplit(":", 1)[1]
        token = httpx.post(
            f"{site.url}/api/v1/session", json={"username": "community", "password": PASSWORD}, trust_env=False
        ).json()["token"]
        stop = threading.Event()
        people = [Person(site.url, token, stop) for _ in range(PEOPLE)]
        for person in people:
            person.start()
        choose = random.Random(7)
        for number in range(KILLS):
            time.sleep(choose.uniform(0.15, 0.6))
            site.kill("serve")
            if number % 5 == 0:
                site.kill("worker")
                site.start("worker")
            site.start("serve", "--port", port)
            site.wait_until_ready()
        time.sleep(0.5)
        done = [person for person in people if not person.trouble]
        assert done == people, [p.trouble for p in people]
        stop.set()
        for person in people:
            person.join(15)
        site.wait_until_ready()
        acknowledged = [one for person in people for one in person.acknowledged]
        sendings = sum(person.sendings for person in people)
        with httpx.Client(base_url=site.url, trust_env=False, headers={"Authorization": f"Bearer {token}"}) as http:
            for path, key, body, said in acknowledged:
                again = http.post(path, json=body)
                assert (again.json(), again.headers.get("Idempotent-Replay")) == (said, "true"), key
        verified = site.run("verify")
        assert verified.returncode == 0, verified.stdout
        _count_entries(acknowledged)
        print(f"\n{KILLS} kills, {len(acknowledged)} commands acknowledged in {sendings} sendings; {verified.stdout}")


def _count_entries(acknowledged: list[Any]) -> None:
    """Each acknowledged key stands in the journal exactly once, and no key stands there twice."""
    from collections import Counter

    from wangge.journal.models import Entry

    keys = Counter(Entry.objects.filter(verb__startswith="case.").values_list("actor", "key"))
    assert [k for k, n in keys.items() if n > 1] == []
    written = {key for _, key in keys}
    assert [key for _, key, _, _ in acknowledged if key not in written] == []
