"""``wangge routing``: a district's routing rules as sentences and as a spreadsheet, tried on past cases, then set."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from wangge.cli.imports import rows_of
from wangge.cli.main import Trouble, set_up, wangge
from wangge.cli.tables import Column, count, day, one_of, read_rows, refuse, text
from wangge.core.ids import uuid7
from wangge.core.refusals import Refused

COLUMNS = (
    Column("number", count, "3"), Column("kinds", text(400), "C0118 E05"), Column("areas", text(400), "211103001"),
    Column("unit", text(40), "lighting", required=True), Column("local", one_of("no", "yes"), "no"),
    Column("stand_in", text(40), "emergency"), Column("hours", text(20), "18:00-08:00"),
    Column("season", text(20), "11-01~03-31"), Column("since", day, "2026-12-01"), Column("until", day, ""),
    Column("why", text(200), "三定方案第四条", required=True), Column("why_en", text(200), ""),
)  # fmt: skip
"""What a row of a spreadsheet of rules holds; ``number`` is empty for a new rule, columns of other names are left."""
MOST_SHOWN = 20
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DISTRICT = click.option("--district", help="District code; default WANGGE_DISTRICT.")


@wangge.group()
def routing() -> None:
    """Routing rules 派单规则: which unit is responsible for what, where and when."""


@routing.command()
@DISTRICT
@click.option("--csv", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write the rules to a CSV file.")
def show(district: str | None, file: Path | None) -> None:
    """Print the rules as sentences with what is the matter with them; with --csv write them as a spreadsheet."""
    here = _here(district)
    from wangge.catalogue.queries import last_routing, routing_from

    rules = sorted(routing_from(last_routing(here)).rules, key=lambda rule: rule.number)
    if file is not None:
        _write(file, (_row(here, rule) for rule in rules), [*(c.name for c in COLUMNS), "sentence"])
        click.echo(f"{len(rules)} rules written to {file}")
        return
    for line in _lines(here, rules):
        click.echo(line)
    click.echo(f"{len(rules)} rules of {here}, edition {routing_from(last_routing(here)).edition}")


@routing.command("try")
@click.argument("file", type=FILE)
@DISTRICT
@click.option("--moved", type=click.Path(dir_okay=False, path_type=Path), help="Write every moved case to a CSV file.")
def try_(file: Path, district: str | None, moved: Path | None) -> None:
    """Try the rules of a CSV or XLSX file on the cases of the last 90 days. Nothing is written."""
    here = _here(district)
    from wangge.cases.queries import TRIED_DAYS, trial_of
    from wangge.catalogue.queries import last_routing, routing_from
    from wangge.catalogue.rules import Routing

    at, draft = timezone.now(), _draft(file, here)
    trial = trial_of(here, routing_from(last_routing(here)), Routing(draft), at=at)
    rows = [_moved(here, one) for one in trial.moved]
    for row in rows[:MOST_SHOWN]:
        click.echo(f"  {row['number']}  {row['before'] or '–'} → {row['after'] or '–'}  really {row['really']}")
    if len(rows) > MOST_SHOWN:
        click.echo(f"  … and {len(rows) - MOST_SHOWN} more; --moved FILE writes them all")
    for number, tally in sorted(trial.rules.items()):
        click.echo(
            f"rule {number}: {tally.before} cases, {tally.right_before} rightly → {tally.after}, {tally.right_after}"
        )
    if moved is not None:
        _write(moved, rows, ["number", "kind", "area", "sent_at", "before", "after", "really", "case"])
    said = trial.summary(TRIED_DAYS)
    click.echo(f"{said.zh}\n{said.en}")


@routing.command("set")
@click.argument("file", type=FILE)
@DISTRICT
def set_(file: Path, district: str | None) -> None:
    """The rules of a CSV or XLSX file become the district's next edition: all of them or none."""
    here = _here(district)
    from wangge.catalogue.actions import set_routing

    at, rows = timezone.now(), _rows(file)
    _draft(file, here)
    answer = set_routing(district=here, said=[_said(row) for _, row in rows], key=f"routing-{uuid7()}", at=at)
    click.echo(f"Routing rules of {here}, edition {answer.body['edition']}: {answer.body['rules']} rules")


def _here(district: str | None) -> str:
    set_up()
    from django.conf import settings

    return str(district or settings.DISTRICT)


def _rows(file: Path) -> list[tuple[int, dict[str, Any]]]:
    """Lines with their values. Raises ``Trouble`` naming every cell that cannot be read."""
    rows, faults = read_rows(rows_of(file), COLUMNS)
    refuse(file, faults)
    return rows


def _said(row: dict[str, Any]) -> dict[str, Any]:
    """A row as the catalogue takes it."""
    plain = {name: value for name, value in row.items() if not name.startswith("why")}
    plain |= {name: row[name].isoformat() if row[name] else "" for name in ("since", "until")}
    return plain | {"local": row["local"] == "yes", "why": {"zh": row["why"], "en": row["why_en"]}}


def _draft(file: Path, district: str) -> list[Any]:
    """The rules of a file. Raises ``Trouble`` naming the line of the first that is refused."""
    from wangge.catalogue.actions import draft_of
    from wangge.catalogue.queries import last_routing

    rows = _rows(file)
    try:
        return draft_of(
            district, [_said(row) for _, row in rows], last=last_routing(district), at=timezone.now()
        )  # fmt: skip
    except Refused as refusal:
        place = refusal.facts.get("rule")
        line = f" line {rows[place - 1][0]}:" if place else ""
        raise Trouble(f"{file.name}:{line} {refusal.say.zh}\n{refusal.say.en}\nNothing was changed.") from None


def _lines(district: str, rules: list[Any]) -> Iterator[str]:
    from wangge.cases.queries import said_of, times_overruled
    from wangge.cases.rules import OFTEN
    from wangge.catalogue.queries import kinds
    from wangge.catalogue.rules import TROUBLES, conflicts, troubles
    from wangge.orgs.queries import today, unit_tree
    from wangge.places.queries import areas_on

    at = timezone.now()
    areas, overruled = set(areas_on(today(at), within=district)), times_overruled(district, rules, at=at)
    for rule in rules:
        yield f"{rule.number:>4}  {said_of(rule, district).zh}。{rule.why.zh}"
        for code in troubles(rule, day=today(at), tree=unit_tree(district), areas=areas, kinds=list(kinds())):
            yield f"      ! {TROUBLES[code].zh} {TROUBLES[code].en}"
        if overruled.get(rule.number, 0) >= OFTEN:
            yield f"      ! 30 天里 {overruled[rule.number]} 件另派 often overruled"
    for one in conflicts(rules, day=today(at)):
        yield f"   !  规则 {one.wins} 与 {one.loses} 冲突，按 {one.wins} rules {one.wins} and {one.loses} conflict"


def _row(district: str, rule: Any) -> dict[str, Any]:
    from wangge.cases.queries import said_of
    from wangge.orgs.queries import unit_tree

    units, plain = unit_tree(district).units, rule.plain()
    names = {name: units[unit].code if unit in units else str(unit)
             for name, unit in (("unit", rule.unit), ("stand_in", rule.stand_in)) if unit}  # fmt: skip
    return plain | {
        "kinds": " ".join(rule.kinds), "areas": " ".join(rule.areas), "local": "yes" if rule.local else "no",
        "why": rule.why.zh, "why_en": rule.why.en, "sentence": said_of(rule, district).zh, **names,
    }  # fmt: skip


def _moved(district: str, one: Any) -> dict[str, Any]:
    from wangge.orgs.queries import unit_tree
    from wangge.places.queries import full_name

    def units(lead: Any) -> str:
        return " ".join(unit_tree(district).name(unit).zh for unit in lead.units) if lead else ""

    past = one.past
    return {
        "number": past.number, "kind": past.kind, "area": full_name(past.area), "sent_at": past.at.isoformat(),
        "before": units(one.before), "after": units(one.after), "really": unit_tree(district).name(past.unit).zh,
        "case": str(past.id),
    }  # fmt: skip


def _write(file: Path, rows: Any, columns: list[str]) -> None:
    """A CSV that spreadsheets open with its Chinese whole."""
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
