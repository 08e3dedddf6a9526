"""``wangge recheck draw``: the draw of a month, repeated from the journal. ``wangge callback draw``: that of calls."""

from datetime import date

import click

from wangge.cli.main import Trouble, set_up, wangge
from wangge.core.refusals import Refused


@wangge.group()
def recheck() -> None:
    """Looking again 抽查: which closed cases were drawn."""


@recheck.command("draw")
@click.option("--month", "said", required=True, help="Such as 2026-11.")
@click.option("--district", help="District code; default WANGGE_DISTRICT.")
def draw(said: str, district: str | None) -> None:
    """Print the draw of a month anew from the journal: number of the case, entry that closed it, number drawn, grid.

    Each number is the first eight bytes of SHA-256 over "DISTRICT MONTH CASE HASH", where HASH is that of the entry
    which closed the case; it is drawn when it is below the share of 2^64. Anybody who has the journal gets the same.
    """
    set_up()
    from django.conf import settings

    from wangge.cases.queries import case_by_id, drawn_in, recheck_of
    from wangge.cases.rules import seed_of

    here = district or settings.DISTRICT
    month = _month(said)
    click.echo(f"seed {seed_of(here, month)}")
    found = 0
    for entry, number in drawn_in(here, month):
        case, made = case_by_id(here, entry.subject_id), recheck_of(here, entry.subject_id, entry.seq)
        asked = made.grid if made else "-"
        click.echo(f"{case.number if case else entry.subject_id} {entry.seq} {number:020d} {asked}")
        found += 1
    click.echo(f"{found} drawn")


@wangge.group()
def callback() -> None:
    """Call-backs 回访: whose reporters are rung up."""


@callback.command("draw")
@click.option("--month", "said", required=True, help="Such as 2026-10; it must be over.")
@click.option("--district", help="District code; default WANGGE_DISTRICT.")
def draw_calls_again(said: str, district: str | None) -> None:
    """Print the draw of a month's call-backs anew: number of the case, and the unit or desk that had it last.

    A number is the first eight bytes of SHA-256 over "DISTRICT MONTH BEACON CASE", the beacon being the hash of the
    last entry that the district recorded in the month; of every unit the smallest are taken.
    """
    set_up()
    from django.conf import settings

    from wangge.cases.queries import draw_calls

    here = district or settings.DISTRICT
    beacon, options, ended, drawn = draw_calls(here, _month(said))
    click.echo(f"beacon {beacon or '-'} settings {options.edition} ended {ended}")
    for case, _, who in drawn:
        click.echo(f"{case.number} {who}")
    click.echo(f"{len(drawn)} drawn")


def _month(said: str) -> date:
    from wangge.cases.rules import read_month

    try:
        return read_month(said)
    except Refused as refusal:
        raise Trouble(f"{refusal.say.zh}\n{refusal.say.en}") from None
