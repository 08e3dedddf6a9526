"""Files of rows that people keep in spreadsheets: what their columns hold, how a cell is read, what is wrong."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from wangge.cli.main import Trouble

MOST_SHOWN = 50


@dataclass(frozen=True)
class Column:
    """A column: its name, how a cell becomes a value (``ValueError`` says why not), an example, and if it is needed."""

    name: str
    read: Callable[[str], Any]
    example: str
    required: bool = False


@dataclass(frozen=True)
class Fault:
    """What is wrong, by line and column."""

    line: int
    column: str
    reason: str


def text(most: int) -> Callable[[str], str]:
    """Words of so many characters at most."""

    def read(cell: str) -> str:
        if len(cell) > most:
            raise ValueError(f"{len(cell)} characters, at most {most}")
        return cell

    return read


def code(cell: str) -> str:
    """Digits of an area code."""
    plain = cell.removesuffix(".0")
    if not plain.isdigit():
        raise ValueError(f"{cell!r} is no area code")
    return plain


def degrees(least: float, most: float) -> Callable[[str], float | None]:
    """A latitude or longitude; nothing where the cell is empty."""

    def read(cell: str) -> float | None:
        if not cell:
            return None
        try:
            value = float(cell)
        except ValueError:
            raise ValueError(f"{cell!r} is no number") from None
        if not least <= value <= most:
            raise ValueError(f"{cell} is not between {least:g} and {most:g}")
        return value

    return read


def count(cell: str) -> int | None:
    """A whole number from 0 on; nothing where the cell is empty."""
    plain = cell.removesuffix(".0")
    if plain and not plain.isdigit():
        raise ValueError(f"{cell!r} is no whole number")
    return int(plain) if plain else None


def day(cell: str) -> date | None:
    """A day such as 2026-11-23; nothing where the cell is empty."""
    if not cell:
        return None
    try:
        return datetime.fromisoformat(cell.replace("/", "-")).date()
    except ValueError:
        raise ValueError(f"{cell!r} is no day such as 2026-11-23") from None


def moment(cell: str) -> datetime:
    """A minute such as 2026-11-23 08:00, in the district's own zone unless an offset is written."""
    from django.conf import settings

    try:
        found = datetime.fromisoformat(cell.replace("/", "-"))
    except ValueError:
        raise ValueError(f"{cell!r} is no time such as 2026-11-23 08:00") from None
    zone = ZoneInfo(settings.DISTRICT_ZONE)
    return found.astimezone(zone) if found.tzinfo else found.replace(tzinfo=zone)


def one_of(usual: str, *others: str) -> Callable[[str], str]:
    """One of these words; the first where the cell is empty."""

    def read(cell: str) -> str:
        if cell and cell not in (usual, *others):
            raise ValueError(f"{cell!r} is none of {', '.join((usual, *others))}")
        return cell or usual

    return read


def words(cell: str) -> str:
    """Words parted by spaces, each once, in order."""
    return " ".join(sorted(set(cell.split())))


def outline(cell: str) -> Any:
    """A GeoJSON Polygon or MultiPolygon in WGS-84; nothing where the cell is empty."""
    if not cell:
        return None
    from shapely.errors import ShapelyError
    from shapely.geometry import mapping, shape

    try:
        found = shape(json.loads(cell))
    except (ValueError, TypeError, KeyError, AttributeError, ShapelyError):
        raise ValueError("is no GeoJSON geometry") from None
    if found.geom_type not in ("Polygon", "MultiPolygon") or found.is_empty or not found.is_valid:
        raise ValueError("is no valid Polygon or MultiPolygon")
    return json.loads(json.dumps(mapping(found)))


def read_rows(
    rows: Iterator[tuple[int, Mapping[str, Any]]], columns: Sequence[Column]
) -> tuple[list[tuple[int, dict[str, Any]]], list[Fault]]:
    """Lines with their values, and everything that is wrong. Raises ``Trouble`` when a needed column is not there."""
    read, faults = [], []
    for line, row in rows:
        lacking = [c.name for c in columns if c.required and c.name not in row]
        if lacking:
            raise Trouble(f"no column called {', '.join(lacking)}. There are: {', '.join(map(str, row))}.")
        values: dict[str, Any] = {}
        for column in columns:
            cell = row.get(column.name)
            said = cell if isinstance(cell, str) else "" if cell is None else _plain(cell)
            try:
                if column.required and not said.strip():
                    raise ValueError("is empty")
                values[column.name] = column.read(said.strip())
            except ValueError as trouble:
                faults.append(Fault(line, column.name, str(trouble)))
        if len(values) == len(columns):
            read.append((line, values))
    return read, faults


def _plain(cell: Any) -> str:
    """A cell of a spreadsheet as text: whole numbers without a point, geometries as JSON."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return json.dumps(cell) if isinstance(cell, dict) else str(cell)


def features_of(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Features of a GeoJSON file as rows: their properties and the geometry as ``outline``, numbered from 1."""
    try:
        features = json.loads(file.read_text(encoding="utf-8"))["features"]
        rows = [dict(f.get("properties") or {}) | {"outline": f.get("geometry")} for f in features]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Trouble(f"{file.name}: no GeoJSON FeatureCollection.") from None
    yield from enumerate(rows, 1)


def refuse(file: Path, faults: Sequence[Fault]) -> None:
    """Name every fault and end: nothing was changed. Does nothing when there is none."""
    if not faults:
        return
    said = [f"line {f.line}, column {f.column}: {f.reason}" for f in sorted(faults, key=lambda f: f.line)[:MOST_SHOWN]]
    more = f"\n… and {len(faults) - MOST_SHOWN} more" if len(faults) > MOST_SHOWN else ""
    raise Trouble(f"{file.name}: {len(faults)} cells are wrong, nothing was changed.\n" + "\n".join(said) + more)
