"""On PostgreSQL the server's role may own nothing: every command that looks after a store works as the owner."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.acts import GRID
from tests.conftest import _hang_up, new_database
from tests.early import ENGINE
from tests.lived_store import lived_store
from tests.serving import serving

pytestmark = [pytest.mark.both]


def test_a_store_whose_server_owns_nothing(own_database: str, tmp_path: Path, actor: Any, monkeypatch: Any):
    store = lived_store(own_database, tmp_path, actor)
    _hang_up()
    if ENGINE == "sqlite":  # there are no roles: the one file is everybody's
        code, said = store.wangge("upgrade")
        assert (code, "up to date and well" in said) == (0, True), said
        return
    import psycopg

    role = f"server_{uuid4().hex[:8]}"
    with psycopg.connect(own_database, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN")

    def seen_by(owner: str) -> dict[str, str]:
        return {"WANGGE_DATABASE": owner.replace("//wangge@", f"//{role}@"), "WANGGE_OWNER_DATABASE": owner}

    own, moved, restored = seen_by(own_database), new_database(), new_database()
    assert store.wangge("migrate", **own)[0] == 0
    code, said = store.wangge("backup", "place", **own)
    assert code == 0, said
    file = f"sqlite:///{tmp_path / 'between.sqlite3'}"
    code, said = store.wangge("migrate-store", "--to", file, **own)
    assert code == 0, said
    code, said = store.wangge("migrate-store", "--from", file, "--to", moved, **own)
    assert code == 0, said
    code, said = store.wangge("restore", "place", **seen_by(restored))
    assert (code, f"tables are open to {role}" in said) == (0, True), said
    assert store.wangge("migrate", **seen_by(moved))[0] == 0
    code, said = store.wangge("upgrade", **seen_by(moved))
    assert (code, "up to date and well" in said) == (0, True), said
    for owner in (moved, restored):
        as_server = seen_by(owner)["WANGGE_DATABASE"]
        assert store.wangge("verify", WANGGE_DATABASE=as_server)[0] == 0
        with psycopg.connect(as_server, autocommit=True) as connection:
            for statement in ("UPDATE journal_entry SET verb = 'x'", "DROP TABLE journal_entry"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement)
    monkeypatch.setenv("WANGGE_FILES", str(store.files))
    with serving(seen_by(restored)["WANGGE_DATABASE"], tmp_path, live=True) as site:
        told = site.person("community").command("/api/v1/reports", words="路灯又灭了", place={"area": GRID})
        assert told["case"]["id"]
        said = site.run("migrate-store", "--to", f"sqlite:///{tmp_path / 'no.sqlite3'}")
        assert (said.returncode, "Others are connected" in said.stderr) == (1, True), said.stderr
    assert store.wangge("verify", **seen_by(restored))[0] == 0
