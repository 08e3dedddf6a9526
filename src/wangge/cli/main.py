"""The command line: ``wangge …``. Each command says what it does while it does it."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from wangge import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def wangge() -> None:
    """wangge 网格: city and community management by grids."""


def set_up(store: str | None = None) -> None:
    """Start Django. ``store`` is a SQLite file to work on instead of the configured database, made when missing."""
    if store:
        os.environ["WANGGE_DATABASE"] = f"sqlite:///{Path(store).resolve()}"
    import django

    django.setup()
    if store:
        migrate_quietly()


def migrate_quietly() -> None:
    """Bring the database up to date without a word."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def database_name() -> str:
    """What the configured database is called, without its password."""
    from django.conf import settings

    place = settings.DATABASES["default"]
    return f"{place['ENGINE'].rsplit('.', 1)[1]} {place['NAME']}"


class Trouble(click.ClickException):
    """Something the person at the console can put right."""

    def show(self, file: Any = None) -> None:
        click.secho(self.message, fg="red", err=True)


def check_secrets() -> None:
    """Outside the demo nothing is served with secrets that everybody knows. Raises ``Trouble``."""
    from django.conf import settings

    weak: Sequence[str] = settings.HERE.weak_secrets()
    if weak and not settings.DEMO:
        raise Trouble(
            f"{', '.join(weak)}: missing, default or shorter than 32 characters, so the server does not start.\n"
            "Set each to a long random value of its own, for example from: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )


@wangge.command()
def migrate() -> None:
    """Bring the database up to date; as its owner where WANGGE_OWNER_DATABASE names one."""
    set_up()
    from django.conf import settings
    from django.db import connections

    own, owner = dict(settings.DATABASES["default"]), settings.OWNER_DATABASE
    if owner and not own["ENGINE"].endswith("postgresql"):
        raise Trouble("WANGGE_OWNER_DATABASE is for PostgreSQL. Leave it out, or name a PostgreSQL in WANGGE_DATABASE.")
    click.echo(f"Bringing {database_name()} up to date …")
    if owner:
        connections["default"].settings_dict.update(owner)
    migrate_quietly()
    if owner:
        from wangge.journal.actions import let_in

        click.echo(f"{let_in(own['USER'])} tables are open to {own['USER']}, the journal for adding only.")
    click.echo("Done.")


from wangge.cli import (  # noqa: E402
    account,  # noqa: F401
    anchoring,  # noqa: F401
    casefile,  # noqa: F401
    catalogue,  # noqa: F401
    clock,  # noqa: F401
    demo,  # noqa: F401
    distributing,  # noqa: F401
    flow,  # noqa: F401
    importing,  # noqa: F401
    imports,  # noqa: F401
    learning,  # noqa: F401
    live,  # noqa: F401
    locating,  # noqa: F401
    play,  # noqa: F401
    recheck,  # noqa: F401
    recutting,  # noqa: F401
    reference,  # noqa: F401
    rosters,  # noqa: F401
    routing,  # noqa: F401
    searching,  # noqa: F401
    serve,  # noqa: F401
    simulating,  # noqa: F401
    stores,  # noqa: F401
    verify,  # noqa: F401
)
