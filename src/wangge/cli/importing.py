"""``wangge import places|buildings|units|people``, ``wangge template``, ``wangge export``: ground and people."""

import csv
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from wangge.cli.imports import import_, rows_of
from wangge.cli.main import set_up, wangge
from wangge.cli.tables import Column, Fault, code, count, day, degrees, features_of, outline, read_rows, refuse, text
from wangge.core.ids import uuid7

Rows = list[tuple[int, dict[str, Any]]]


@dataclass(frozen=True)
class Table:
    """A kind of file: its columns, what else must be true of its rows, what is there already, and how it is written."""

    columns: Sequence[Column]
    check: Callable[[Rows, str], list[Fault]]
    present: Callable[[str], dict[Any, dict[str, Any]]]
    key: Callable[[dict[str, Any]], Any]
    write: Callable[..., Any]


def _check_places(rows: Rows, district: str) -> list[Fault]:
    from django.conf import settings

    from wangge.places.queries import codes_ever
    from wangge.places.rules import parent_of

    lengths = settings.CODE_LENGTHS
    in_force, ended = codes_ever(district)
    known = in_force | {row["code"] for _, row in rows}
    faults = []
    for line, row in rows:
        own = row["code"]
        if len(own) not in lengths.values() or not own.startswith(district):
            faults.append(Fault(line, "code", f"{own} has the length of no level or is not of district {district}"))
        elif own in ended:
            faults.append(Fault(line, "code", f"{own} has ended; a code is never used again"))
        elif len(own) > lengths["district"] and parent_of(own, lengths) not in known:
            faults.append(Fault(line, "code", f"the area above, {parent_of(own, lengths)}, is not there"))
    return faults


def _check_buildings(rows: Rows, district: str) -> list[Fault]:
    from wangge.places.queries import codes_ever, find_points

    in_force, _ = codes_ever(district)
    faults, pointed = [], [(line, row) for line, row in rows if row["lat"] is not None and row["lng"] is not None]
    for line, row in rows:
        if (row["lat"] is None) != (row["lng"] is None):
            faults.append(Fault(line, "lng", "latitude and longitude belong together"))
        if row["grid"] not in in_force:
            faults.append(Fault(line, "grid", f"{row['grid']} is no grid in force"))
    grids = find_points([r["lat"] for _, r in pointed], [r["lng"] for _, r in pointed], district=district)
    for (line, row), grid in zip(pointed, grids, strict=True):
        if grid is not None and grid != row["grid"]:
            faults.append(Fault(line, "grid", f"the point lies in {grid}, not in {row['grid']}"))
    return faults


def _check_units(rows: Rows, district: str) -> list[Fault]:
    from wangge.places.queries import codes_ever

    in_force, _ = codes_ever(district)
    return [Fault(line, "area", f"{r['area']} is no area in force") for line, r in rows if r["area"] not in in_force]


def _check_people(rows: Rows, district: str) -> list[Fault]:
    from wangge.core.refusals import Refused
    from wangge.orgs.actions import check_grant
    from wangge.orgs.queries import units_of
    from wangge.orgs.rules import Held

    units = {unit.code: unit.id for unit in units_of(district)}
    faults = []
    for line, row in rows:
        if row["unit"] and row["unit"] not in units:
            faults.append(Fault(line, "unit", f"there is no unit {row['unit']!r}"))
            continue
        try:
            held = Held(district, row["post"], row["area"], units.get(row["unit"]), row["starts_on"], row["ends_on"])
            check_grant(held)
        except Refused as refusal:
            faults.append(Fault(line, "post", refusal.say.en))
    return faults


def _unique(rows: Rows, table: Table) -> list[Fault]:
    seen: dict[Any, int] = {}
    faults = []
    for line, row in rows:
        first = seen.setdefault(table.key(row), line)
        if first != line:
            faults.append(Fault(line, table.columns[0].name, f"the same as in line {first}"))
    return faults


def _tables() -> dict[str, Table]:
    """The tables, once Django has been started."""
    from wangge.orgs.actions import set_people, set_units
    from wangge.orgs.queries import people_rows, unit_rows
    from wangge.places.actions import set_ground
    from wangge.places.queries import area_rows, building_rows

    return {
        "places": Table(
            PLACES, _check_places, area_rows, lambda r: r["code"], lambda rows, **rest: set_ground(rows, (), **rest)
        ),
        "buildings": Table(
            BUILDINGS, _check_buildings, building_rows, lambda r: r["code"],
            lambda rows, **rest: set_ground((), rows, **rest),
        ),
        "units": Table(UNITS, _check_units, unit_rows, lambda r: r["code"], set_units),
        "people": Table(
            PEOPLE, _check_people, people_rows,
            lambda r: (r["staff_no"], r["post"], r["area"], r["unit"], r["starts_on"]), set_people,
        ),
    }  # fmt: skip


PLACES = (
    Column("code", code, "211102005013005", required=True), Column("name", text(60), "第 5 网格", required=True),
    Column("name_en", text(80), "Grid 5"), Column("outline", outline, ""), Column("administered_by", text(60), ""),
    Column("households", count, "380"),
)  # fmt: skip
BUILDINGS = (
    Column("code", text(32), "211102005013001-09", required=True),
    Column("grid", code, "211102005013001", required=True),
    Column("name", text(80), "延风里 9 号楼 1 单元", required=True),
    Column("address", text(120), "延风路 20 号 延风里 9 号楼 1 单元", required=True),
    Column("lat", degrees(-90, 90), "41.1963"), Column("lng", degrees(-180, 180), "122.0570"),
)  # fmt: skip
UNITS = (
    Column("code", text(40), "water", required=True), Column("name", text(80), "自来水公司", required=True),
    Column("name_en", text(120), "Water works"), Column("area", code, "211102", required=True),
)  # fmt: skip
PEOPLE = (
    Column("staff_no", text(40), "W-0031", required=True), Column("name", text(40), "李明（虚构）", required=True),
    Column("phone", text(20), "13800000031"), Column("post", text(32), "grid_worker", required=True),
    Column("area", text(18), "211102005013003"), Column("unit", text(40), ""),
    Column("starts_on", day, "2026-11-23", required=True), Column("ends_on", day, ""),
)  # fmt: skip
COLUMNS = {"places": PLACES, "buildings": BUILDINGS, "units": UNITS, "people": PEOPLE}


def _import(name: str, file: Path, district: str | None, dry_run: bool) -> None:
    set_up()
    from django.conf import settings

    table, where = _tables()[name], district or settings.DISTRICT
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
_command("people", "People with their posts, one row a post (CSV, XLSX). All rows or none.")


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
