"""``wangge anchor``: sign the ends of all chains that moved, and show the key."""

from datetime import datetime

import click
from django.utils import timezone

from wangge.cli.main import Trouble, set_up, wangge

NO_KEY = (
    "There is no signing key. Set WANGGE_ANCHOR_KEY to a long random text of its own, for example from: "
    "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
)


def anchor_all(at: datetime) -> int:
    """Make the anchors that are due in every district. Returns how many."""
    from wangge.journal.actions import anchor as make
    from wangge.journal.queries import all_districts
    from wangge.orgs.queries import today

    return sum(len(make(district, today=today(at), at=at)) for district in all_districts())


@wangge.group(invoke_without_command=True)
@click.pass_context
def anchor(context: click.Context) -> None:
    """Sign the chains of every district once a day, as the worker does; what was missed is made up."""
    if context.invoked_subcommand is not None:
        return
    set_up()
    from django.conf import settings

    if settings.ANCHOR_KEY is None:
        raise Trouble(NO_KEY)
    made = anchor_all(timezone.now())
    click.echo(f"{made} anchors made" if made else "Nothing to anchor: every day has its anchor.")


@anchor.command()
def key() -> None:
    """Print the public key and its fingerprint: publish both where a forger cannot change them."""
    set_up()
    from wangge.api.bundles import anchor_key

    found = anchor_key()
    if found is None:
        raise Trouble(NO_KEY)
    click.echo(f"public key   {found['key']}\nfingerprint  {found['fingerprint']}")
