"""``wangge import places|buildings|units|offices|people|rosters``, ``wangge template``, ``wangge export``."""

import csv
import json
import sys
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from wangge.cli.imports import import_, rows_of
from wangge.cli.lists import COLUMNS, Rows, Table, tables
from wangge.cli.main import set_up, wangge
from wangge.cli.tables import Fault, features_of, read_rows, refuse
from wangge.core.ids import uuid7


def _unique(rows: Rows, table: Table) -> list[Fault]:
    seen: dict[Any, int] = {}
    faults = []
    for line, row in rows:
        first = seen.setdefault(table.key(row), line)
        if first != line:
            faults.append(Fault(line, table.columns[0].name, f"the same as in line {first}"))
    return faults


def _import(name: str, file: Path, district: str | None, dry_run: bool) -> None:
    set_up()
    from django.conf import settings

    table, where = tables()[name], district or settings.DISTRICT
    source = list(features_of(file) if file.suffix == ".geojson" else rows_of(file))
    rows, faults = read_rows(iter(source), table.columns)
    present = table.present(where)
    _keep_what_is_not_said(rows, present, table, set(source[0][1]) if source else set())
    refuse(file, faults + _unique(rows, table) + table.check(rows, where))
    new = [row for _, row in rows if table.key(row) not in present]
    changed = [row for _, row in rows if table.key(row) in present and _differs(present[table.key(row)], row)]
    for row in new[:20]:
        click.echo(f"  new      {_shown(row, table)}")
    for row in changed[:20]:
        before = present[table.key(row)]
        what = ", ".join(_difference(name, before[name], row[name]) for name in row if before[name] != row[name])
        click.echo(f"  changed  {_shown(row, table)}  {what}")
    if not dry_run and (new or changed):
        table.write(new + changed, district=where, key=f"import-{uuid7()}", at=timezone.now())
    same = len(rows) - len(new) - len(changed)
    click.echo(f"{len(new)} new, {len(changed)} changed, {same} as they are" + (", nothing written" if dry_run else ""))


def _keep_what_is_not_said(rows: Rows, present: dict[Any, dict[str, Any]], table: Table, said: set[str]) -> None:
    """A column that the file does not have leaves what is there."""
    for _, row in rows:
        before = present.get(table.key(row))
        if before is not None:
            row |= {c.name: before[c.name] for c in table.columns if c.name not in said}


UNSHOWN = ("outline", "phone")
"""Columns whose change is named without the values: too long, or nobody's business at a console."""


def _difference(name: str, before: Any, after: Any) -> str:
    return name if name in UNSHOWN else f"{name}: {before} → {after}"


def _differs(before: dict[str, Any], row: dict[str, Any]) -> bool:
    return any(before.get(name) != value for name, value in row.items())


def _shown(row: dict[str, Any], table: Table) -> str:
    return " ".join(str(row[c.name]) for c in table.columns[:2])


def _command(name: str, about: str) -> None:
    @import_.command(name, help=about)
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--district", help="District code; default WANGGE_DISTRICT.")
    @click.option("--dry-run", is_flag=True, help="Show the difference and change nothing.")
    def run(file: Path, district: str | None, dry_run: bool) -> None:
        _import(name, file, district, dry_run)


_command("places", "Areas with names and outlines (CSV, XLSX, GeoJSON). All rows or none.")
_command("buildings", "Buildings and stairwells with their door codes (CSV, XLSX). All rows or none.")
_command("units", "Departments, centres and outside bodies (CSV, XLSX). All rows or none.")
_command("offices", "Joint offices with their units (CSV, XLSX). All rows or none.")
_command("people", "People with their posts, one row a post (CSV, XLSX). All rows or none.")
_command("rosters", "Shifts of people for areas or units (CSV, XLSX); times are the district's own. All rows or none.")


@wangge.command()
@click.argument("name", type=click.Choice(sorted(COLUMNS)))
def template(name: str) -> None:
    """An example of a file for ``wangge import``, as CSV with its columns."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([c.name for c in COLUMNS[name]])
    writer.writerow([c.example for c in COLUMNS[name]])


@wangge.command()
@click.option("--within", help="Code of the area; default the district.")
@click.option("--level", type=click.Choice(["street", "community", "grid"]), default="grid", show_default=True)
def export(within: str | None, level: str) -> None:
    """Outlines in force as GeoJSON; read back by ``wangge import places``."""
    set_up()
    from django.conf import settings

    from wangge.places.queries import area_rows

    length = settings.CODE_LENGTHS[level]
    found = [row for row in area_rows(within or settings.DISTRICT).values() if len(row["code"]) == length]
    features = [
        {"type": "Feature", "properties": {k: v for k, v in row.items() if k != "outline"}, "geometry": row["outline"]}
        for row in found
    ]
    click.echo(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False))
