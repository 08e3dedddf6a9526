"""``wangge search``: what a search in words knows."""

import time

import click

from wangge.cli.main import database_name, set_up, wangge

EVERY = 2.0
"""So many seconds lie between two lines of progress."""


@wangge.group()
def search() -> None:
    """What the search in words knows of the cases."""


@search.command()
@click.option("--anew", is_flag=True, help="Write what is there already again, after a change of what is searched.")
@click.option("--store", help="A SQLite store to work on instead of the configured database.")
def reindex(anew: bool, store: str | None) -> None:
    """Let the search find what was said before it had its index. May be stopped and started again at any time; the
    server may run meanwhile. Erased contents are not found, nor telephone numbers."""
    set_up(store)
    from wangge.journal.actions import index_sayings
    from wangge.journal.queries import all_districts

    click.echo(f"Reading what was said in {database_name()} …")
    told, every, all_written = time.monotonic(), 0, 0
    for district in all_districts():
        looked = written = 0
        for looked, written in index_sayings(district, anew=anew):
            if time.monotonic() - told > EVERY:
                told = time.monotonic()
                click.echo(f"  {district}: {looked:,} contents read, {written:,} written")
        every, all_written = every + looked, all_written + written
    click.echo(f"{every:,} contents read, {all_written:,} written; the others were there or say nothing to a search.")
