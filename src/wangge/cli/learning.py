"""``wangge learn``: learn kinds and units from a district's own closed cases."""

from typing import Any

import click
from django.utils import timezone

from wangge.cli.main import Trouble, database_name, set_up, wangge
from wangge.core.refusals import Refused

STAGES = {"read": "Reading closed cases", "fit": "Learning", "weigh": "Testing on the last tenth"}


@wangge.command()
@click.option("--district", help="Code of the district; else the one of WANGGE_DISTRICT.")
@click.option("--dry-run", is_flag=True, help="Print the card and keep nothing.")
@click.option("--force", is_flag=True, help="Use the new model even where it is less right than the one in use.")
def learn(district: str | None, dry_run: bool, force: bool) -> None:
    """Learn from the closed cases which kind and which unit words lead to. Nothing leaves the machine.

    It can be stopped at any moment; what is in use then stays in use.
    """
    set_up()
    from django.conf import settings

    from wangge.learning import actions, queries

    own = district or settings.DISTRICT
    click.echo(f"Closed cases of {own} in {database_name()} …")
    try:
        with Bars() as bars:
            card = actions.learn(own, at=timezone.now(), dry_run=dry_run, force=force, tell=bars.tell)
    except Refused as refusal:
        raise Trouble(f"{refusal.say.zh}\n{refusal.say.en}") from None
    except KeyboardInterrupt:
        raise Trouble("\nStopped. Nothing was kept; what was in use stays in use.") from None
    for line in queries.card_in_words(card):
        click.echo(line)
    before = card["compared"]
    if before:
        click.echo(f"Model in use, on the same test: {before['top1']:.1%} first")
    if dry_run:
        click.echo("Dry run: nothing was kept.")
    elif card["active"]:
        click.echo(f"In use from now on: {card['id']}")
    else:
        raise Trouble(
            "The new model is less right than the one in use, which stays. It is kept beside it; --force uses it."
        )


class Bars:
    """One progress bar after the other, each with its count and the time left."""

    def __init__(self) -> None:
        self._stage, self._done = "", 0
        self._bar: Any = None

    def __enter__(self) -> "Bars":
        return self

    def __exit__(self, *trouble: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()

    def tell(self, progress: Any) -> None:
        """Show how far it is."""
        if progress.stage != self._stage:
            if self._bar is not None:
                self._bar.render_finish()
            self._stage, self._done = progress.stage, 0
            self._bar = click.progressbar(length=progress.all, label=STAGES[progress.stage], show_pos=True)
            self._bar.render_progress()
        self._bar.update(progress.done - self._done)
        self._done = progress.done
