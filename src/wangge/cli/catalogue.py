"""``wangge catalogue``: the catalogue loaded, written to a file, and taken in from one."""

from pathlib import Path

import click
from django.utils import timezone

from wangge.cli.main import Trouble, set_up, wangge
from wangge.core.refusals import Refused

MOST_SHOWN = 50


@wangge.group()
def catalogue() -> None:
    """Kinds and filing conditions: load what is shipped, export, import."""


@catalogue.command()
@click.option("--store", help="A SQLite store of its own, made when missing.")
@click.option("--district", help="District code; default WANGGE_DISTRICT.")
@click.option("--renew", is_flag=True, help="Give kinds that are there the shipped conditions, as a new edition.")
def load(store: str | None, district: str | None, renew: bool) -> None:
    """Put the shipped catalogue in place. What is there already stays as it is; again, nothing changes."""
    set_up(store)
    from django.conf import settings

    from wangge.catalogue.actions import load_shipped
    from wangge.catalogue.rules import read_shipped, shipped_tables

    try:
        shipped = read_shipped(shipped_tables())
    except Refused as refusal:
        raise Trouble(refusal.say.en) from None
    at = timezone.now()
    own = district or settings.DISTRICT
    found = load_shipped(shipped, district=own, key=f"load:{at:%Y%m%dT%H%M%S.%f}", at=at, renew=renew).body
    click.echo(f"{found['majors']} new majors, {found['kinds']} new kinds, {found['renewed']} kinds renewed in {own}")


@catalogue.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--store", help="A SQLite store of its own, made when missing.")
@click.option("--district", help="District code; default WANGGE_DISTRICT.")
def export(file: Path, store: str | None, district: str | None) -> None:
    """Write the whole catalogue of a district to FILE (.xlsx or .csv), a row for each condition."""
    set_up(store)
    from django.conf import settings

    from wangge.catalogue.actions import sheet_of
    from wangge.catalogue.rules import as_csv, as_xlsx

    write = {".xlsx": as_xlsx, ".csv": as_csv}.get(file.suffix.lower())
    if write is None:
        raise Trouble(f"{file.name}: name a file that ends in .xlsx or .csv.")
    rows = sheet_of(district or settings.DISTRICT)
    file.write_bytes(write(rows))
    click.echo(f"{len(rows) - 1} rows written to {file}")


@catalogue.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--store", help="A SQLite store of its own, made when missing.")
@click.option("--district", help="District code; default WANGGE_DISTRICT.")
@click.option("--dry-run", is_flag=True, help="Say what would change, row by row, and change nothing.")
def import_(file: Path, store: str | None, district: str | None, dry_run: bool) -> None:
    """Take FILE (.xlsx or .csv) in, all rows or none; kinds that it does not name stay as they are."""
    set_up(store)
    from django.conf import settings

    from wangge.catalogue.actions import counted, look_over, take_in

    own, body = district or settings.DISTRICT, file.read_bytes()
    try:
        plan = look_over(body, district=own)
    except Refused as refusal:
        raise Trouble(f"{file.name}: {refusal.say.en}") from None
    for one in plan.wanted[:MOST_SHOWN]:
        click.echo(f"line {one.line}: {one.kind.code} {one.kind.say.zh} {one.what} {', '.join(one.parts)}".rstrip())
    if len(plan.wanted) > MOST_SHOWN:
        click.echo(f"… and {len(plan.wanted) - MOST_SHOWN} more")
    if plan.faults:
        said = [f"line {f.line}, column {f.column}: {f.say.en}" for f in plan.faults[:MOST_SHOWN]]
        more = [f"… and {len(plan.faults) - MOST_SHOWN} more"] if len(plan.faults) > MOST_SHOWN else []
        what = f"{file.name}: {len(plan.faults)} cells are wrong, nothing was changed."
        raise Trouble("\n".join([what, *said, *more]))
    found = counted(plan)
    if not dry_run and plan.wanted:
        at = timezone.now()
        try:
            found = take_in(body, district=own, key=f"import:{at:%Y%m%dT%H%M%S.%f}", at=at).body
        except Refused as refusal:
            raise Trouble(f"{file.name}: {refusal.say.en}") from None
    would = "would be " if dry_run else ""
    click.echo(f"{would}{found['new']} new, {found['changed']} changed, {found['unchanged']} unchanged")
