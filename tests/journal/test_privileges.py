"""The server's role owns nothing: it can only add to the journal, triggers or not."""

import os
import subprocess
from typing import Any
from uuid import uuid4

import pytest
from tests.conftest import new_database
from tests.early import ENGINE
from tests.serving import COMMAND

pytestmark = pytest.mark.both


def wangge(*words: str, **environ: str) -> Any:
    return subprocess.run([*COMMAND, *words], env=os.environ | environ, capture_output=True, text=True, check=False)


def test_migrate_as_the_owner_leaves_the_server_a_role_that_may_only_add():
    owner = new_database()
    if ENGINE == "sqlite":
        said = wangge("migrate", WANGGE_DATABASE=owner, WANGGE_OWNER_DATABASE=owner)
        assert (said.returncode, "is for PostgreSQL" in said.stderr) == (1, True)
        return
    import psycopg

    role = f"server_{uuid4().hex[:8]}"
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN")
    own = owner.replace("//wangge@", f"//{role}@")
    for _ in range(2):
        said = wangge("migrate", WANGGE_DATABASE=own, WANGGE_OWNER_DATABASE=owner)
        assert said.returncode == 0, said.stderr
        assert "the journal for adding only" in said.stdout
    made = wangge("account", "create", "first", "--name", "管理员", WANGGE_DATABASE=own)
    assert made.returncode == 0, made.stderr
    assert wangge("verify", WANGGE_DATABASE=own).returncode == 0
    with psycopg.connect(own, autocommit=True) as connection:
        assert connection.execute("SELECT count(*) FROM journal_entry").fetchone() == (1,)
        for statement in (
            "UPDATE journal_entry SET verb = 'x'", "DELETE FROM journal_entry", "TRUNCATE journal_entry",
            "DELETE FROM journal_receipt", "UPDATE journal_receipt SET status = 1", "DELETE FROM journal_content",
            "ALTER TABLE journal_entry DISABLE TRIGGER ALL", "DROP TABLE journal_entry",
        ):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
