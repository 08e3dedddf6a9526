"""What must stand before Django reads its settings: a plugin, loaded by ``addopts`` in ``pyproject.toml``.

``WANGGE_TEST_ENGINE`` says which engine a run uses: ``sqlite`` (default) or ``postgresql``. The first process starts
the server; the workers of a parallel run find it in the environment. Servers of tests have ``tests.settings``.
"""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from tests.engine import address_of, postgresql

ROOT = str(Path(__file__).parent.parent)
ENGINE = os.environ.get("WANGGE_TEST_ENGINE", "sqlite")
FIRST = "WANGGE_TEST_SHARED" not in os.environ
SHARED = Path(os.environ.setdefault("WANGGE_TEST_SHARED", tempfile.mkdtemp(prefix="wangge-tests-")))
_server = contextlib.ExitStack()

if ENGINE == "postgresql" and FIRST:
    os.environ["WANGGE_TEST_SERVER"] = _server.enter_context(postgresql())


def server_address(name: str) -> str:
    """The address of a database on the PostgreSQL of this run."""
    return address_of(os.environ["WANGGE_TEST_SERVER"], name)


(SHARED / "var" / "static").mkdir(parents=True, exist_ok=True)
os.environ.update(
    DJANGO_SETTINGS_MODULE="tests.settings",
    PYTHONPATH=os.pathsep.join(filter(None, (ROOT, os.environ.get("PYTHONPATH")))),
    WANGGE_ENV_FILE="",
    WANGGE_VAR=str(SHARED / "var"),
    WANGGE_SECRET_KEY="tests-only-" + "s" * 40,
    WANGGE_FIELD_KEY="tests-only-" + "f" * 40,
    WANGGE_ANCHOR_KEY="tests-only-" + "a" * 40,
    WANGGE_DATABASE=f"sqlite:///{SHARED / 'unused'}" if ENGINE == "sqlite" else server_address("postgres"),
    WANGGE_PUBLIC_ADDRESS="http://127.0.0.1:8000",
    WANGGE_HOSTS="127.0.0.1,localhost,testserver",
)
for name in ("WANGGE_SMS_ADDRESS", "WANGGE_DISTRICT", "WANGGE_UNSEEN_MINUTES", "WANGGE_DEMO", "WANGGE_LIVE_ADDRESS"):
    os.environ.pop(name, None)


def pytest_unconfigure(config: pytest.Config) -> None:
    if FIRST:
        _server.close()
        shutil.rmtree(SHARED, ignore_errors=True)
