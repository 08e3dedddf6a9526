"""No room, no database: said as such, nothing half-written, and the same command goes through later."""

import os
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from tests.acts import DOOR, written

from wangge.site.surroundings import Surroundings

V = "/api/v1"


def sent() -> dict[str, Any]:
    return {
        "key": str(uuid4()),
        "happened_at": timezone.now().isoformat(),
        "words": "堵" * 4000,
        "place": {"building": DOOR},
    }


def test_a_disk_that_fills_up_loses_nothing_that_was_acknowledged(own_database):
    """SQLite's own limit of pages stands for the disk: its trouble is the same."""
    client, acknowledged = Client(), []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + 20}")
    for _ in range(30):
        command = sent()
        before = written()
        answer = client.post(f"{V}/public/reports", command, content_type="application/json")
        if answer.status_code != 201:
            break
        acknowledged.append((command, answer.json()))
    assert acknowledged, "the limit was too low to begin with"
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "away", "15")
    assert written() == before
    page = client.post("/", {"words": "堵" * 4000, "building": DOOR, "key": "k", "same_as": ""})
    assert (page.status_code, "没有保存" in page.content.decode()) == (503, True)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1000000")
    again = client.post(f"{V}/public/reports", command, content_type="application/json")
    assert (again.status_code, "Idempotent-Replay" in again.headers) == (201, False)
    for kept, said in acknowledged:
        assert client.post(f"{V}/public/reports", kept, content_type="application/json").json() == said


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/t/ABCDEFGHJKMN", "/queue"])
def test_a_database_that_is_away_is_said_on_every_page(path, monkeypatch, calls):
    client = Client()
    client.cookies["wangge_session"] = calls("worker").token

    def gone(*_: Any, **__: Any) -> Any:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("wangge.orgs.queries.people._session.first", gone)
    monkeypatch.setattr("wangge.cases.queries.access.Report.objects.filter", gone)
    monkeypatch.setattr("wangge.pages.views.reporting.building_named", gone)
    answer = client.get(path)
    assert (answer.status_code, "没有保存" in answer.content.decode()) == (503, True)


def test_health_says_that_the_database_is_away(tmp_path, monkeypatch, own_database):
    assert Client().get("/health").status_code == 200
    place = Surroundings({"WANGGE_DATABASE": f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.sqlite3'}"})
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "NAME", place.database(tmp_path)["NAME"])
    answer = Client().get("/health")
    assert (answer.status_code, answer.json()["status"], answer.json()["database"]) == (503, "not ready", "unreachable")
    connection.close()
    assert not os.path.exists(tmp_path / "no")
