"""A store goes from one engine to the other: everything of it or nothing, and proved."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import copy_of, drop, new_database
from tests.early import ENGINE
from tests.lived_store import lived_store

BOTH = pytest.mark.both


@pytest.fixture
def store(own_database: str, tmp_path: Path, actor: Any) -> Any:
    return lived_store(own_database, tmp_path, actor)


def one(said: str, words: str) -> str:
    """The one line with these words."""
    (found,) = (line for line in said.splitlines() if words in line)
    return found


def hang_up() -> None:
    """Our own connection is company, too."""
    from tests.conftest import _hang_up

    _hang_up()


@BOTH
def test_there_and_back_again_everything_is_the_same(store, tmp_path):
    hang_up()
    other = f"sqlite:///{tmp_path / 'other.sqlite3'}"
    back = new_database()
    code, said = store.wangge("migrate-store", "--to", other, "--verify", "full")
    assert code == 0, said
    assert one(said, "Every value of")
    assert one(said, "0 faults")
    assert one(said, "rows a second")
    code, said = store.wangge(
        "migrate-store", "--from", other, "--to", back, "--verify", "full", WANGGE_DATABASE="sqlite:///unused"
    )
    assert code == 0, said
    assert one(said, "Every value of") and one(said, "0 faults")
    code, said = store.wangge("verify", WANGGE_DATABASE=back)
    assert code == 0, said
    made = store.wangge("account", "create", "first", "--name", "管理员", WANGGE_DATABASE=back)
    assert made[0] == 0, made
    _refuses_rewriting(back)
    _refuses_rewriting(other)
    drop(back)


def _refuses_rewriting(address: str) -> None:
    from django.db import DatabaseError, connection

    from wangge.cli.stores import places

    place = places.place_at(address, said="", typed=False)
    with places.pointed_at(place):
        for statement in ("UPDATE journal_entry SET verb = 'x'", "DELETE FROM journal_anchor"):
            with pytest.raises(DatabaseError), connection.cursor() as cursor:
                cursor.execute(statement)


def test_a_target_with_rows_is_left_alone(store, template):
    hang_up()
    full = copy_of(template)
    code, said = store.wangge("migrate-store", "--to", full)
    assert (code, "is not empty" in said, "Nothing was changed" in said) == (1, True, True)
    drop(full)


def test_the_same_database_a_missing_one_and_one_without_an_address(store, tmp_path):
    hang_up()
    assert "are the same database" in store.wangge("migrate-store", "--to", store.address)[1]
    assert "Name the empty database" in store.wangge("migrate-store")[1]
    missing = store.wangge("migrate-store", "--from", f"sqlite:///{tmp_path / 'no.sqlite3'}", "--to", new_database())
    assert (missing[0], "There is no sqlite" in missing[1]) == (1, True)


def test_a_server_that_does_not_answer_is_a_sentence(tmp_path):
    from wangge.cli.main import Trouble
    from wangge.cli.stores import places

    with pytest.raises(Trouble, match=r"postgresql x on .* does not answer"):
        places.reach(places.place_at(f"postgresql://wangge@/x?host={tmp_path}", said="", typed=False))


def test_a_password_is_not_typed(store):
    code, said = store.wangge("migrate-store", "--to", "postgresql://wangge:secret-word@localhost/x")
    assert (code, "holds a password" in said, "secret-word" in said) == (1, True, False)


@BOTH
def test_a_store_at_work_is_not_copied(store, tmp_path):
    """On PostgreSQL a connection is company; on SQLite the mark that server, worker and live lines hold."""
    import fcntl

    from django.db import connection

    target = f"sqlite:///{tmp_path / 'other.sqlite3'}"
    if ENGINE == "postgresql":
        connection.ensure_connection()
        code, said = store.wangge("migrate-store", "--to", target)
        assert (code, "Others are connected" in said) == (1, True), said
    else:
        with Path(store.address.removeprefix("sqlite:///") + ".in-use").open("a") as mark:
            fcntl.flock(mark, fcntl.LOCK_SH)
            code, said = store.wangge("migrate-store", "--to", target)
        assert (code, "is using" in said) == (1, True), said
    assert not (tmp_path / "other.sqlite3").exists()


@pytest.mark.parametrize("way", ["there", "back"])
def test_a_copy_that_is_interrupted_leaves_nothing(store, tmp_path, monkeypatch, way):
    """``back`` is to the engine of the run, ``there`` to a SQLite file."""
    from wangge.cli.stores import copying, moving, places

    hang_up()
    source = places.place_at(store.address, said="", typed=False)
    address = new_database() if way == "back" else f"sqlite:///{tmp_path / 'other.sqlite3'}"
    target = places.place_at(address, said="", typed=False)

    def enough(watch: Any, table: str, rows: int) -> None:
        watch.done += rows
        if table == "journal_entry":
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(copying.Watch, "add", enough)
        with pytest.raises(KeyboardInterrupt):
            moving.move(source, target, full=False)
    assert places.rows_in_the_way(target) == {}
    moving.move(source, target, full=False)
    assert places.rows_in_the_way(target)["journal_entry"] > 10


def test_a_copy_that_lacks_something_is_found(store, tmp_path, monkeypatch, capsys):
    from wangge.cli.main import Trouble
    from wangge.cli.stores import moving, places

    hang_up()
    source = places.place_at(store.address, said="", typed=False)
    target = places.place_at(f"sqlite:///{tmp_path / 'other.sqlite3'}", said="", typed=False)
    whole = moving.copy_all

    def altered(reading: Any, writing: Any, watch: Any) -> None:
        whole(reading, writing, watch)
        with writing.cursor() as cursor:
            cursor.execute("DELETE FROM files_upload")
            cursor.execute("UPDATE cases_case SET state = 'lost'")

    monkeypatch.setattr(moving, "copy_all", altered)
    with pytest.raises(Trouble) as trouble:
        moving.move(source, target, full=True)
    assert "rows of files_upload" in trouble.value.message
    assert "values of cases_case differ" in trouble.value.message
    assert not target.file.exists()
    assert "journal_entry" in capsys.readouterr().out


def test_a_store_that_moved_on_as_soon_as_it_could_is_said(store, tmp_path, monkeypatch):
    from django.db import connection

    from wangge.cli.main import Trouble
    from wangge.cli.stores import moving, places

    hang_up()
    source = places.place_at(store.address, said="", typed=False)
    target = places.place_at(f"sqlite:///{tmp_path / 'other.sqlite3'}", said="", typed=False)
    late = moving._refuse_late

    def moved(place: Any, before: Any) -> None:
        with places.pointed_at(place), connection.cursor() as cursor:
            cursor.execute("UPDATE journal_counter SET position = position + 1 WHERE district = '211102'")
        late(place, before)

    monkeypatch.setattr(moving, "_refuse_late", moved)
    with pytest.raises(Trouble, match="the store moved on meanwhile: 211102"):
        moving.move(source, target, full=False)
    assert not target.file.exists()


@BOTH
def test_nobody_writes_while_it_is_copied(store):
    """Whoever tries meanwhile waits and is refused; what was copied is one state."""
    from wangge.cli.stores import places

    place = places.place_at(store.address, said="", typed=False)
    hang_up()
    with places.opened("source", place) as reading, places.still(reading):
        if place.vendor == "sqlite":
            with sqlite3.connect(place.file, timeout=0) as other, pytest.raises(sqlite3.OperationalError):
                other.execute("UPDATE journal_counter SET position = position + 1")
        else:
            import psycopg

            with psycopg.connect(store.address) as other, pytest.raises(psycopg.errors.LockNotAvailable):
                other.execute("SET lock_timeout = '10ms'")
                other.execute("UPDATE journal_counter SET position = position + 1")
