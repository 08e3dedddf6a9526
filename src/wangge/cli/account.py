"""``wangge account``: the first administrator, and the way back in when nobody can log in."""

import secrets

import click
from django.utils import timezone

from wangge.cli.main import Trouble, set_up, wangge
from wangge.core.ids import uuid7
from wangge.core.refusals import Refused


@wangge.group()
def account() -> None:
    """Accounts made or reset from the machine's own console."""


@account.command()
@click.argument("username")
@click.option("--name", required=True, help="The person's name.")
@click.option("--post", default="administrator", show_default=True)
@click.option("--district", help="District code; default WANGGE_DISTRICT.")
@click.option("--area", help="Area code; default the district.")
def create(username: str, name: str, post: str, district: str | None, area: str | None) -> None:
    """Make an account; its first password is printed once and must be changed at first log-in."""
    set_up()
    from django.conf import settings

    from wangge.orgs.actions import appoint
    from wangge.orgs.queries import today
    from wangge.orgs.rules import Held

    where = district or settings.DISTRICT
    at, word = timezone.now(), secrets.token_urlsafe(12)
    try:
        appoint(
            actor=None,
            name=name,
            username=username,
            password=word,
            grants=[Held(where, post, area or where, None, today(at))],
            key=f"console-{uuid7()}",
            at=at,
        )
    except Refused as refusal:
        raise Trouble(refusal.say.en) from None
    _show(username, word)


@account.command()
@click.argument("username")
def reset(username: str) -> None:
    """Set a new first password, end all sessions, lift a lock."""
    set_up()
    from wangge.orgs.actions import reset_password

    word = secrets.token_urlsafe(12)
    try:
        reset_password(actor=None, username=username, password=word, key=f"console-{uuid7()}", at=timezone.now())
    except Refused as refusal:
        raise Trouble(refusal.say.en) from None
    _show(username, word)


def _show(username: str, word: str) -> None:
    click.echo(f"user name {username}\npassword  {word}\nIt must be changed at first log-in.")
