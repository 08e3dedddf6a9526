"""Databases for tests.

A template database with the demo's ground is made once a run. Ordinary tests work in a copy of it inside a
transaction that is rolled back; tests that commit, use threads or processes take ``own_database``, a copy of their own,
and no ``django_db`` mark. Nothing is ever flushed: the journal's tables refuse it.
"""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from tests.early import ENGINE, SHARED, server_address

PASSWORD = "riverside-lamp-42"
NOW = datetime(2025, 3, 5, 8, 0, tzinfo=UTC)
"""The moment at which the ground is laid and people take up their posts."""


def _admin(statement: str) -> None:
    import psycopg

    with psycopg.connect(server_address("postgres"), autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def new_database() -> str:
    """A fresh empty database; its address."""
    name = f"wangge_{uuid4().hex}"
    if ENGINE == "sqlite":
        return f"sqlite:///{SHARED / name}.sqlite3"
    _admin(f"CREATE DATABASE {name}")
    return server_address(name)


def copy_of(template: str) -> str:
    """A copy of a database that nobody is connected to; its address."""
    name = f"wangge_{uuid4().hex}"
    if ENGINE == "sqlite":
        target = SHARED / f"{name}.sqlite3"
        shutil.copyfile(template.removeprefix("sqlite:///"), target)
        return f"sqlite:///{target}"
    _admin(f"CREATE DATABASE {name} TEMPLATE {_name_in(template)} STRATEGY file_copy")
    return server_address(name)


def _name_in(address: str) -> str:
    return address.partition("?")[0].rsplit("/", 1)[1]


def drop(address: str) -> None:
    if ENGINE == "sqlite":
        for end in ("", "-wal", "-shm"):
            Path(address.removeprefix("sqlite:///") + end).unlink(missing_ok=True)
    else:
        _admin(f"DROP DATABASE IF EXISTS {_name_in(address)} WITH (FORCE)")


@contextlib.contextmanager
def pointed_at(address: str) -> Iterator[None]:
    """Let Django's default connection be the database at the address."""
    from django.db import connections

    from wangge.site.surroundings import Surroundings

    place = Surroundings({"WANGGE_DATABASE": address, "WANGGE_POOL": "40"}).database(Path("unused"))
    settings = connections["default"].settings_dict
    before = {name: settings[name] for name in place}
    _hang_up()
    settings.update(place)
    if ENGINE == "sqlite":
        settings["OPTIONS"] = place["OPTIONS"] | {
            "init_command": place["OPTIONS"]["init_command"].replace("synchronous=FULL", "synchronous=OFF")
        }
    try:
        yield
    finally:
        _hang_up()
        settings.update(before)


@pytest.fixture(scope="session", autouse=True)
def own_files() -> None:
    """Files go by their content, and processes of a parallel run have databases of their own: each has its own folder,
    so that none erases what another one keeps."""
    from django.conf import settings

    own = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    settings.FILES, settings.MODELS = SHARED / "var" / f"files-{own}", SHARED / "var" / f"models-{own}"


def _hang_up() -> None:
    from django.db import connections

    connection = connections["default"]
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()


@pytest.fixture(scope="session")
def template(django_db_blocker: Any) -> str:
    """The address of a migrated database with the ground and the people of the demo; made by whoever comes first."""
    made = SHARED / f"template-{ENGINE}"
    with (SHARED / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            address = new_database()
            with django_db_blocker.unblock(), pointed_at(address):
                _lay_ground()
                call_command("collectstatic", verbosity=0, interactive=False)
            made.write_text(address)
    return made.read_text()


def _lay_ground() -> None:
    from django.db import connection

    from wangge.simulate.ground import lay_ground, settle_people

    call_command("migrate", verbosity=0, interactive=False)
    lay_ground(at=NOW)
    settle_people(at=NOW, password=PASSWORD)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@pytest.fixture(scope="session")
def django_db_setup(template: str, django_db_blocker: Any) -> Iterator[None]:
    """Ordinary tests share one copy a process; each of them is rolled back."""
    with django_db_blocker.unblock():
        address = copy_of(template)
        with pointed_at(address):
            yield
        drop(address)


@pytest.fixture
def own_database(template: str, django_db_blocker: Any, django_db_setup: None) -> Iterator[str]:
    """A database of the test's own in which it may commit; gives its address."""
    with django_db_blocker.unblock():
        address = copy_of(template)
        with pointed_at(address):
            yield address
        drop(address)


@pytest.fixture(autouse=True)
def fresh_process() -> None:
    """What the process keeps of small tables and counts of callers belongs to the test before."""
    from wangge.api import rates
    from wangge.cases.queries import forget_lately
    from wangge.catalogue.queries import controls, flow_tables, kind_options, kinds, majors, routings
    from wangge.clock.queries import calendars
    from wangge.learning.queries import forget_models, forget_words
    from wangge.orgs.queries import unit_names, unit_trees, units_by_id
    from wangge.orgs.queries.people import _grants
    from wangge.places.queries import area_names

    small = (
        *(kinds, kind_options, majors, controls, flow_tables, routings),
        *(unit_names, unit_trees, units_by_id, area_names, calendars),
    )
    for kept in small:
        kept.forget()
    _grants.cache_clear()
    forget_lately()
    forget_words()
    forget_models()
    for rate in (
        rates.REPORTS,
        rates.UPLOADS,
        rates.TRACKING,
        rates.PUBLIC,
        rates.SIGN_IN,
        rates.CONTESTS,
        rates.RATINGS,
        rates.SUGGESTIONS,
        rates.ALIKE,
    ):
        rate.forget()


def actor_named(username: str) -> Any:
    """The actor of a user name of the demo, with the grants in force at ``NOW``."""
    from wangge.orgs.models import Account
    from wangge.orgs.queries import grants_on, today
    from wangge.orgs.rules import Actor, scope_version

    account = Account.objects.select_related("person").get(username=username)
    held = grants_on(account.person_id, today(NOW))
    return Actor(
        account.person_id, account.person.name, "211102", held, scope_version(account.person.scope, held),
        account=account.pk, districts=("211102",),
    )  # fmt: skip


@pytest.fixture
def actor() -> Callable[[str], Any]:
    """Gives the actor of a user name of the demo, with the grants in force at ``NOW``."""
    return actor_named
