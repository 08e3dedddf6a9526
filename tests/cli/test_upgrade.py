"""An upgrade takes a backup first, looks at what came of it, and knows the way back."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import _hang_up
from tests.early import ENGINE
from tests.lived_store import lived_store

from wangge.cli.stores import places, proof

BOTH = pytest.mark.both

MODELS = """
from django.db import models

class Later(models.Model):
    class Meta:
        app_label = "later"
"""
MIGRATION = """
from django.db import migrations, models

class Migration(migrations.Migration):
    initial = True
    operations = [migrations.CreateModel("Later", [("id", models.BigAutoField(primary_key=True))])]
"""
FAILS = """
from django.db import migrations

def fail(apps, editor):
    {what}

class Migration(migrations.Migration):
    dependencies = [("later", "0001_initial")]
    operations = [migrations.RunPython(fail)]
"""


@pytest.fixture
def store(own_database: str, tmp_path: Path, actor: Any) -> Any:
    made = lived_store(own_database, tmp_path, actor)
    _hang_up()
    return made


@pytest.fixture
def later(tmp_path: Path) -> Any:
    """Makes a later version, with two more migrations of which the second does ``what``; gives its environment."""
    import os

    def made(what: str) -> dict[str, str]:
        room = tmp_path / "newer" / "later"
        (room / "migrations").mkdir(parents=True, exist_ok=True)
        for file, body in (
            ("__init__.py", ""), ("models.py", MODELS), ("migrations/__init__.py", ""),
            ("migrations/0001_initial.py", MIGRATION), ("migrations/0002_more.py", FAILS.format(what=what)),
        ):  # fmt: skip
            (room / file).write_text(body)
        (room.parent / "later_settings.py").write_text(
            "from wangge.site.settings import *\nINSTALLED_APPS = [*INSTALLED_APPS, 'later']\n"
        )
        path = os.pathsep.join((str(room.parent), os.environ["PYTHONPATH"]))
        return {"DJANGO_SETTINGS_MODULE": "later_settings", "PYTHONPATH": path}

    return made


def standing_of(address: str) -> proof.Standing:
    with places.pointed_at(places.place_at(address, said="", typed=False)):
        return proof.standing()


@BOTH
def test_first_said_then_done_then_well(store, later, tmp_path):
    newer, before = later("pass"), standing_of(store.address)
    code, said = store.wangge("upgrade", "--dry-run", "--backup-to", "place", **newer)
    assert code == 0, said
    assert "later.0002_more" in said and "Nothing was changed" in said and "wangge restore" in said
    assert standing_of(store.address) == before
    code, said = store.wangge("upgrade", **newer)
    assert (code, "Say where the backup goes" in said) == (1, True)
    code, said = store.wangge("upgrade", "--backup-to", "place", **newer)
    assert (code, said.splitlines()[-1].startswith("Upgraded and well")) == (0, True), said
    after = standing_of(store.address)
    assert (after.ends, after.positions) == (before.ends, before.positions)
    assert set(after.migrations) - set(before.migrations) == {"later.0001_initial", "later.0002_more"}
    code, said = store.wangge("upgrade", "--backup-to", "place", **newer)
    assert (code, "is up to date and well" in said) == (0, True)
    code, said = store.wangge("upgrade", "--backup-to", "place")
    assert (code, "made by a newer wangge" in said) == (1, True)


@BOTH
def test_one_that_fails_says_the_way_back_and_the_way_leads_back(store, later):
    newer, before = later("raise ValueError('no such street')"), standing_of(store.address)
    code, said = store.wangge("upgrade", "--backup-to", "place", **newer)
    assert (code, "FAILED: ValueError: no such street" in said, "The way back" in said) == (1, True, True), said
    assert "later.0001_initial" in standing_of(store.address).migrations
    told = said[said.index("The way back") :].splitlines()
    aside, restore = (line.strip() for line in told if line.startswith("  "))
    done = subprocess.run(aside, shell=True, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    code, said = store.wangge(*restore.removeprefix("wangge ").split())
    assert (code, "Restored and whole" in said) == (0, True), said
    assert standing_of(store.address) == before


def test_one_that_fails_is_put_back_by_itself(store, later):
    newer, before = later("raise ValueError('no such street')"), standing_of(store.address)
    code, said = store.wangge("upgrade", "--backup-to", "place", "--roll-back", **newer)
    assert (code, "is as it was before" in said) == (1, True), said
    assert standing_of(store.address) == before
    if ENGINE == "sqlite":
        assert list(Path(store.address.removeprefix("sqlite:///")).parent.glob("*.failed_*"))


def test_a_backup_named_by_hand_must_be_of_this_very_state(store, later, actor):
    newer = later("pass")
    assert store.wangge("backup", "place")[0] == 0
    assert store.wangge("account", "create", "another", "--name", "另一个")[0] == 0
    code, said = store.wangge("upgrade", "--backup", "place", **newer)
    assert (code, "is not the store as it is now" in said) == (1, True), said


def test_a_migration_that_loses_history_is_found(store, later):
    """Nothing of the journal may go, whatever a migration is allowed to do."""
    what = {
        "sqlite": "editor.execute('DROP TRIGGER journal_receipt_no_update'); "
        "editor.execute('DELETE FROM journal_head')",
        "postgresql": "editor.execute('DELETE FROM journal_head')",
    }[ENGINE]
    code, said = store.wangge("upgrade", "--backup-to", "place", "--roll-back", **later(what))
    assert (code, "FAILED" in said, "is as it was before" in said) == (1, True, True), said
