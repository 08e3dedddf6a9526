"""``wangge recut``: areas of a district are cut anew, after a look at who and what moves."""

import json
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from wangge.cli.main import Trouble, set_up, wangge
from wangge.core.ids import uuid7
from wangge.core.refusals import Refused

SHOWN = 40


@wangge.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--district", help="District code; default WANGGE_DISTRICT.")
@click.option("--dry-run", is_flag=True, help="Show what would move and change nothing.")
def recut(file: Path, district: str | None, dry_run: bool) -> None:
    """Carry out a list of steps (JSON: rename, move, merge, split); from today on, all or nothing.

    Ended codes keep their cases; people, buildings and open cases go along.
    """
    set_up()
    from django.conf import settings

    from wangge.places.actions import recut as carry_out
    from wangge.places.queries import recut_plan

    where = district or settings.DISTRICT
    try:
        steps = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
            raise Trouble(f'{file.name}: a list of steps is wanted, for example [{{"do": "rename", "code": …}}].')
        _show(recut_plan(where, steps), where)
        if not dry_run:
            carry_out(district=where, steps=steps, key=f"console-{uuid7()}", at=timezone.now())
    except json.JSONDecodeError as trouble:
        raise Trouble(f"{file.name}: not JSON at line {trouble.lineno}, column {trouble.colno}.") from None
    except Refused as refusal:
        raise Trouble(refusal.say.en) from None
    click.echo("Nothing was changed." if dry_run else "Done. People and open cases follow within seconds.")


def _show(plan: Any, district: str) -> None:
    """Who and what moves."""
    from wangge.cases.queries import open_in
    from wangge.orgs.queries import holders, today
    from wangge.places.queries import buildings_in

    ended = list(plan.follows)
    people = sorted({g.person.name for g in holders(areas=ended, day=today(timezone.now()))})
    for old, then in sorted(plan.follows.items())[:SHOWN]:
        click.echo(f"  {old} → {', '.join(then)}")
    if len(ended) > SHOWN:
        click.echo(f"  … and {len(ended) - SHOWN} more")
    for code, name in plan.renamed.items():
        click.echo(f"  {code} is called {name}")
    click.echo(
        f"{len(ended)} codes end, {len(plan.made)} are made, {len(plan.renamed)} renamed, {len(plan.reshaped)} get "
        f"another outline; {buildings_in(ended)} buildings, {open_in(district, ended)} open cases and "
        f"{len(people)} people move{': ' + ', '.join(people[:SHOWN]) if people else ''}."
    )
