"""``wangge locate``: which grids are these?"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from wangge.cli.imports import rows_of
from wangge.cli.main import Trouble, set_up, wangge
from wangge.core.refusals import Refused

BATCH = 20_000
FOUND = ("grid", "community", "street", "score", "why")


@wangge.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--district", help="District code; default WANGGE_DISTRICT.")
@click.option("--datum", default="wgs84", show_default=True, type=click.Choice(["wgs84", "cgcs2000", "gcj02"]))
@click.option("--store", help="A SQLite store with the ground instead of the configured database.")
def locate(file: Path, district: str | None, datum: str, store: str | None) -> None:
    """Points (columns lat and lng) or addresses (column address) of a CSV or spreadsheet, with their grids, as CSV.

    A row that leads nowhere keeps its place in the answer, with empty columns and the reason.
    """
    set_up(store)
    from django.conf import settings

    rows = list(rows_of(file))
    columns = list(rows[0][1]) if rows else []
    if not ({"lat", "lng"} <= set(columns) or "address" in columns):
        raise Trouble(
            f"{file.name}: columns lat and lng, or a column address are wanted. There are: {', '.join(columns)}"
        )
    out = csv.DictWriter(sys.stdout, [*columns, *FOUND], lineterminator="\n", extrasaction="ignore")
    out.writeheader()
    where, located = district or settings.DISTRICT, 0
    for start in range(0, len(rows), BATCH):
        part = [row for _, row in rows[start : start + BATCH]]
        found = _by_points(part, where, datum) if {"lat", "lng"} <= set(columns) else _by_words(part, where)
        for row, answer in zip(part, found, strict=True):
            located += bool(answer["grid"])
            out.writerow(row | answer)
    click.echo(f"{located} of {len(rows)} located", err=True)


def _answer(grid: str, score: float | str = "", why: str = "") -> dict[str, Any]:
    from django.conf import settings

    lengths = settings.CODE_LENGTHS
    return {
        "grid": grid, "community": grid[: lengths["community"]], "street": grid[: lengths["street"]], "score": score,
        "why": why,
    }  # fmt: skip


def _by_points(rows: list[dict[str, Any]], district: str, datum: str) -> Iterator[dict[str, Any]]:
    from wangge.places.queries import find_points, read_point

    points: list[tuple[float, float]] = []
    refused: dict[int, str] = {}
    for number, row in enumerate(rows):
        try:
            points.append(read_point(row["lat"], row["lng"], datum))
        except Refused as refusal:
            refused[number] = refusal.say.en
            points.append((0.0, 0.0))
    found = find_points([p[0] for p in points], [p[1] for p in points], district=district)
    for number, grid in enumerate(found):
        yield _answer(grid or "", why=refused.get(number, "" if grid else "in no grid of the district"))


def _by_words(rows: list[dict[str, Any]], district: str) -> Iterator[dict[str, Any]]:
    from wangge.places.queries import find_words

    for row in rows:
        found = find_words(str(row["address"]), district=district)
        best = found.candidates[0] if found.candidates else None
        why = "nothing in it is known" if best is None else best.why.en if found.grid else f"not certain: {best.name}"
        yield _answer(found.grid, best.score if best else "", why)
