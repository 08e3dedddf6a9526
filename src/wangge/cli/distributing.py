"""``wangge distribute``: the large tables over several machines."""

import click

from wangge.cli.main import Trouble, set_up, wangge


@wangge.command()
def distribute() -> None:
    """Spread the large tables by district over the machines of a Citus cluster; after every wangge migrate.

    Works as the owner that WANGGE_OWNER_DATABASE names, as the server must own no table there."""
    set_up()
    from django.conf import settings
    from django.db import connections

    from wangge.journal.actions import can_distribute, distribute, let_in

    own, owner = dict(settings.DATABASES["default"]), settings.OWNER_DATABASE
    if owner:
        connections["default"].settings_dict.update(owner)
    if not can_distribute():
        click.echo("This database does not spread tables over machines (no Citus in it): nothing was done.")
        return
    if not owner:
        raise Trouble(
            "Citus refuses the triggers that keep the journal append-only, so privileges must: the server may own no "
            "table.\nName the owner in WANGGE_OWNER_DATABASE and another role in WANGGE_DATABASE, then do this again."
        )
    count = distribute(lambda table: click.echo(f"  {table}"))
    click.echo(f"{count} tables spread by district; {let_in(own['USER'])} tables are open to {own['USER']}.")
