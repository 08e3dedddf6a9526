"""Addresses of databases, with one host and with several."""

from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from tests.conftest import pointed_at

from wangge.site.surroundings import Surroundings


def place(address: str) -> dict:
    return Surroundings({"WANGGE_DATABASE": address}).database(Path("unused"))


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [
        ("postgresql://wangge:p%40ss@db/wangge", "db", ""),
        ("postgresql://wangge:p%40ss@db:6432/wangge", "db", "6432"),
        ("postgresql://wangge:p%40ss@[fd00::1]:6432/wangge", "fd00::1", "6432"),
        ("postgresql://wangge:p%40ss@pg1:5432,pg2:5433,pg3/wangge", "pg1,pg2,pg3", "5432,5433,5432"),
        ("postgresql://wangge:p%40ss@pg1,pg2/wangge", "pg1,pg2", ""),
        ("postgresql://wangge:p%40ss@/wangge?host=%2Frun%2Fa,%2Frun%2Fb&port=5432", "/run/a,/run/b", "5432"),
    ],
)
def test_hosts_are_read_from_an_address(address, host, port):
    found = place(address + ("&" if "?" in address else "?") + "target_session_attrs=read-write&sslmode=verify-full")
    assert (found["HOST"], found["PORT"]) == (host, port)
    assert (found["USER"], found["PASSWORD"], found["NAME"]) == ("wangge", "p@ss", "wangge")
    assert found["OPTIONS"]["target_session_attrs"] == "read-write"
    assert found["OPTIONS"]["sslmode"] == "verify-full"


@pytest.mark.both
def test_the_host_that_takes_writes_is_found_when_the_first_is_gone(own_database, tmp_path):
    if connection.vendor != "postgresql":
        return
    front, _, query = own_database.partition("?host=")
    both = f"{front}?host={quote(str(tmp_path), safe='')},{query}&target_session_attrs=read-write"
    with pointed_at(both), connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        assert cursor.fetchone() == ("off",)
