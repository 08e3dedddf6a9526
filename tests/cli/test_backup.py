"""A backup holds everything, says when it does not, and comes back whole."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import _hang_up, drop, new_database
from tests.early import ENGINE
from tests.lived_store import PASSPHRASE, Store, lived_store

from wangge.cli.main import Trouble
from wangge.cli.stores import backing, dumping, keys, manifest, parts, places, proof

BOTH = pytest.mark.both
"""What an engine does in its own way; all else is the same on both and is tried on one."""
AT = datetime(2026, 11, 25, 21, 30, tzinfo=UTC)


@pytest.fixture
def store(own_database: str, tmp_path: Path, actor: Any, monkeypatch: Any) -> Any:
    """A lived store that this process looks after, too."""
    from django.conf import settings

    made = lived_store(own_database, tmp_path, actor)
    _hang_up()
    monkeypatch.setattr(settings, "FILES", made.files)
    monkeypatch.setattr(backing, "own_place", lambda: places.place_at(own_database, said="", typed=False))
    return made


@pytest.fixture
def taken(store: Store, tmp_path: Path) -> Path:
    """A backup of it."""
    return backing.take(tmp_path / "place", PASSPHRASE, at=AT).folder


def faults(folder: Path) -> str:
    """What a check says."""
    with pytest.raises(Trouble) as trouble:
        backing.checked(folder, files=True)
    return trouble.value.message


def changed(path: Path, at: int) -> None:
    body = bytearray(path.read_bytes())
    body[at % len(body)] ^= 1
    path.write_bytes(body)


@BOTH
def test_backed_up_while_it_runs_and_restored_elsewhere(store, tmp_path):
    place, target = tmp_path / "place", new_database()
    code, said = store.wangge("backup", str(place))
    assert code == 0, said
    assert "keys sealed" in said and PASSPHRASE not in said
    code, said = store.wangge("backup", str(place), "--check")
    assert (code, said.splitlines()[-1].endswith("is whole.")) == (0, True), said
    other = Store(target, tmp_path / "other" / "files", tmp_path)
    strange = {"WANGGE_FIELD_KEY": "another-" + "x" * 40}
    code, said = other.wangge("restore", str(place), **strange, WANGGE_BACKUP_PASSPHRASE="")
    assert (code, "is not the key of this backup" in said) == (1, True), said
    code, said = other.wangge("restore", str(place), "--settings-to", str(tmp_path / "own.env"), **strange)
    assert code == 0, said
    assert "0 faults" in said and "Restored and whole" in said
    assert (tmp_path / "own.env").stat().st_mode & 0o777 == 0o600
    assert "WANGGE_FIELD_KEY=tests-only-f" in (tmp_path / "own.env").read_text()
    code, said = other.wangge("verify")
    assert (code, "0 faults" in said) == (0, True), said
    code, said = other.wangge("restore", str(place))
    assert (code, "is not empty" in said) == (1, True), said
    drop(target)


@BOTH
def test_a_second_backup_copies_only_what_is_new(store, taken, capsys):
    again = backing.take(taken.parent, PASSPHRASE, at=AT.replace(hour=22)).folder
    assert "of them 0 new" in capsys.readouterr().out
    assert manifest.files_of(again) == manifest.files_of(taken) != []
    assert manifest.backup_at(taken.parent) == again
    backing.prune(taken.parent, 1)
    assert (taken.exists(), manifest.backups_in(taken.parent)) == (False, [again])
    backing.checked(again, files=True)


def test_files_that_only_old_backups_name_go_with_them(store, taken):
    stranger = taken.parent / "files" / "ab" / "cd" / "x.jpg"
    stranger.parent.mkdir(parents=True, exist_ok=True)
    stranger.write_bytes(b"old")
    backing.take(taken.parent, PASSPHRASE, at=AT.replace(hour=22))
    backing.prune(taken.parent, 1)
    assert not stranger.exists()
    assert manifest.files_of(manifest.backup_at(taken.parent))


@BOTH
@pytest.mark.parametrize("at", [100, -100, 70_001])
def test_one_byte_of_the_database_is_found(taken, at):
    database = next(p for p in taken.iterdir() if p.name.startswith("database"))
    changed(database, at)
    assert f"{database.name} was altered or is damaged" in faults(taken)


def test_a_database_that_fits_its_sum_and_lacks_rows_is_found(taken):
    """A forger, or a disk that lied twice, can make the sums fit; the rows are counted all the same."""
    plain = json.loads((taken / "manifest.json").read_bytes())
    plain["standing"]["counts"]["journal_entry"] += 1
    del plain["sum"]
    (taken / "manifest.json").write_text(json.dumps(plain | {"sum": manifest.sum_of_plain(plain)}))
    assert "rows of journal_entry" in faults(taken)


def test_missing_and_altered_files_and_members_are_named(taken):
    (one, _), (two, _) = manifest.files_of(taken)[:2]
    (taken.parent / "files" / one).unlink()
    changed(taken.parent / "files" / two, 7)
    said = faults(taken)
    assert f"files/{one} is missing" in said and f"files/{two} was altered" in said
    (taken / "keys.sealed").unlink()
    assert "keys.sealed is missing" in faults(taken)
    changed(taken / "files.sha256", 5)
    assert "files.sha256 was altered" in faults(taken)


def test_an_altered_manifest_and_a_half_backup_are_no_backup(taken):
    part = taken.with_name(taken.name + ".part")
    shutil.copytree(taken, part)
    with pytest.raises(Trouble, match="was never finished"):
        manifest.backup_at(part)
    assert manifest.backups_in(taken.parent) == [taken]
    changed(taken / "manifest.json", 200)
    with pytest.raises(Trouble, match="was altered or is damaged"):
        manifest.read_manifest(taken)
    with pytest.raises(Trouble, match="There is no backup"):
        manifest.backup_at(taken.parent.parent / "elsewhere")


def test_a_damaged_backup_is_not_restored(store, taken, tmp_path):
    changed(next(p for p in taken.iterdir() if p.name.startswith("database")), 5000)
    other = Store(new_database(), tmp_path / "other", tmp_path)
    code, said = other.wangge("restore", str(taken))
    assert (code, "is NOT whole" in said, (tmp_path / "other").exists()) == (1, True, False), said
    assert places.tables_in(places.place_at(other.address, said="", typed=False)) == []


def test_a_full_disk_leaves_no_backup_and_a_sentence(store, tmp_path, monkeypatch):
    import errno
    import os

    whole, room = os.fsync, {"left": 3}

    def full(handle: int) -> None:
        room["left"] -= 1
        if room["left"] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        whole(handle)

    monkeypatch.setattr(parts.os, "fsync", full)
    with pytest.raises(Trouble, match="There is no more room"):
        backing.take(tmp_path / "place", PASSPHRASE, at=AT)
    monkeypatch.setattr(parts.os, "fsync", whole)
    assert [p.name for p in (tmp_path / "place").iterdir() if p.name.startswith("2026")] == []
    backing.checked(backing.take(tmp_path / "place", PASSPHRASE, at=AT).folder, files=True)


def test_a_quota_ends_the_command_with_a_sentence(store, tmp_path):
    """The kernel's own limit on the length of a file stands in for a quota."""
    import os
    import resource
    import subprocess

    from tests.serving import COMMAND

    environ = os.environ | {
        "WANGGE_DATABASE": store.address, "WANGGE_FILES": str(store.files), "WANGGE_BACKUP_PASSPHRASE": PASSPHRASE,
    }  # fmt: skip
    done = subprocess.run(
        [*COMMAND, "backup", str(tmp_path / "place")], env=environ, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)),
    )  # fmt: skip
    assert (done.returncode, "There is no more room" in done.stderr) == (1, True), done.stderr
    assert manifest.backups_in(tmp_path / "place") == []


def test_the_store_itself_has_lost_a_file(store, taken, tmp_path):
    """The backup is made all the same, has the file from before, and says it."""
    (lost, _) = manifest.files_of(taken)[0]
    (store.files / lost).unlink()
    again = backing.take(taken.parent, PASSPHRASE, at=AT.replace(hour=22))
    assert again.missing == [lost]
    assert manifest.files_of(again.folder) == manifest.files_of(taken)
    elsewhere = backing.take(tmp_path / "elsewhere", PASSPHRASE, at=AT)
    assert lost not in dict(manifest.files_of(elsewhere.folder))
    backing.checked(elsewhere.folder, files=True)


def test_two_at_once_and_leftovers(store, tmp_path):
    place = tmp_path / "place"
    (place / "20200101T000000Z.part").mkdir(parents=True)
    with backing._alone_in(place), pytest.raises(Trouble, match="Another backup"):
        backing.take(place, PASSPHRASE, at=AT)
    backing.take(place, PASSPHRASE, at=AT)
    assert [p.name for p in place.iterdir() if p.name.endswith(".part")] == []
    with pytest.raises(Trouble, match="one a second is enough"):
        backing.take(place, PASSPHRASE, at=AT)


def test_keys_open_with_their_passphrase_and_their_backup_only():
    sealed = keys.seal_settings({"WANGGE_FIELD_KEY": "f" * 40}, PASSPHRASE, about="one")
    assert keys.unseal_settings(sealed, PASSPHRASE, about="one") == {"WANGGE_FIELD_KEY": "f" * 40}
    for word, about in (("a drain behind the theatre", "one"), (PASSPHRASE, "two")):
        with pytest.raises(Trouble, match="this passphrase is another one"):
            keys.unseal_settings(sealed, word, about=about)
    with pytest.raises(Trouble, match="altered or is damaged"):
        keys.unseal_settings(sealed[:-9], PASSPHRASE, about="one")
    assert b"ffff" not in sealed


def test_passphrases_come_from_a_file_or_the_environment(tmp_path, monkeypatch):
    monkeypatch.delenv("WANGGE_BACKUP_PASSPHRASE", raising=False)
    assert keys.passphrase(None) is None
    (tmp_path / "word").write_text("short\n")
    with pytest.raises(Trouble, match="at least 12"):
        keys.passphrase(tmp_path / "word")
    with pytest.raises(Trouble, match="cannot be read"):
        keys.passphrase(tmp_path / "no")
    (tmp_path / "word").write_text(PASSPHRASE + "\n")
    assert keys.passphrase(tmp_path / "word") == PASSPHRASE


def test_without_keys_it_is_said_what_that_means(store, tmp_path):
    code, said = store.wangge("backup", str(tmp_path / "place"), WANGGE_BACKUP_PASSPHRASE="")
    assert (code, "--without-keys" in said, (tmp_path / "place").exists()) == (1, True, False)
    backing.take(tmp_path / "place", None, at=AT)
    assert manifest.read_manifest(manifest.backup_at(tmp_path / "place")).keys == "left out"


def test_a_key_that_does_not_open_the_store_is_found_before_it_is_kept(store, tmp_path, monkeypatch):
    """A backup by cron with another environment would seal the wrong key, and nobody would know until it is needed."""
    from django.conf import settings

    with monkeypatch.context() as patch:
        patch.setattr(settings, "FIELD_KEY", b"x" * 32)
        with pytest.raises(Trouble, match="does not open the telephone numbers"):
            backing.take(tmp_path / "place", PASSPHRASE, at=AT)
    with monkeypatch.context() as patch:
        patch.setattr(settings.HERE, "_values", {"WANGGE_FIELD_KEY": "f" * 40})
        with pytest.raises(Trouble, match="WANGGE_SECRET_KEY: not set here"):
            backing.take(tmp_path / "place", PASSPHRASE, at=AT)
    assert manifest.backups_in(tmp_path / "place") == []


def test_settings_that_are_kept_hold_no_passphrase_and_no_database():
    from wangge.site.surroundings import Surroundings

    given = {
        "WANGGE_DATABASE": "postgresql://a:b@c/d", "WANGGE_FIELD_KEY": "f",
        "WANGGE_BACKUP_PASSPHRASE": "x", "PATH": "/",
    }  # fmt: skip
    assert Surroundings(given).kept() == {"WANGGE_FIELD_KEY": "f"}


@BOTH
def test_another_engine_and_a_newer_store_are_refused(store, taken):
    from wangge.cli.stores.restoring import refuse_target

    said = manifest.read_manifest(taken)
    own = places.place_at(new_database(), said="", typed=False)
    from dataclasses import replace

    other = "sqlite" if ENGINE == "postgresql" else "postgresql"
    with pytest.raises(Trouble, match="migrate-store leads to"):
        refuse_target(replace(said, engine=other), own)
    newer = proof.Standing(**(said.standing.plain() | {"migrations": ["cases.9999_later"]}))
    with pytest.raises(Trouble, match=r"cases.9999_later is unknown here"):
        refuse_target(replace(said, standing=newer), own)


def test_a_log_that_another_database_left_is_not_played_into_the_restored_one(store, taken, tmp_path):
    from dataclasses import replace

    from wangge.cli.stores.restoring import refuse_target

    target = places.place_at(f"sqlite:///{tmp_path / 'new.sqlite3'}", said="", typed=False)
    (tmp_path / "new.sqlite3-wal").write_bytes(b"old")
    with pytest.raises(Trouble, match="was here before"):
        refuse_target(replace(manifest.read_manifest(taken), engine="sqlite"), target)


def test_no_program_of_postgresql_is_a_sentence(monkeypatch):
    monkeypatch.setattr(dumping.shutil, "which", lambda name: None)
    with pytest.raises(Trouble, match="postgresql-client-99"):
        dumping.program_for("pg_dump", 99)
