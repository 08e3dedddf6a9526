"""``wangge import``: taking in what others have collected."""

import csv
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from django.utils import timezone

from wangge.cli.main import Trouble, set_up, wangge
from wangge.core.refusals import Refused

COLUMNS = ("msg_id", "title", "time", "detail")
TIME_FORMS = ("%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M", "%Y/%m/%d", "%Y-%m-%d")


@wangge.group(name="import")
def import_() -> None:
    """Take in files: a bad row is named by line, column and reason; the same file twice changes nothing."""


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--store", help="A SQLite store of its own, made when missing.")
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help='JSON {"msg_id": "their column", …} for files with other column names.')  # fmt: skip
@click.option("--district", help="District code; default WANGGE_DISTRICT.")
def reports(file: Path, store: str | None, mapping: Path | None, district: str | None) -> None:
    """Residents' messages (columns msg_id, title, time, detail; CSV or XLSX) become reports, each exactly once."""
    set_up(store)
    from django.conf import settings

    from wangge.cases import actions
    from wangge.orgs.rules import public_actor

    names = dict(zip(COLUMNS, COLUMNS, strict=True)) | (json.loads(mapping.read_text("utf-8")) if mapping else {})
    rows = list(rows_of(file))
    lacking = [names[c] for c in COLUMNS if rows and names[c] not in rows[0][1]]
    if lacking:
        raise Trouble(
            f"{file.name}: no column called {', '.join(lacking)}. There are: {', '.join(rows[0][1])}. "
            "Name yours with --mapping."
        )
    actor = public_actor(district or settings.DISTRICT)
    zone = ZoneInfo(settings.DISTRICT_ZONE)
    taken = again = 0
    bad: list[str] = []
    with click.progressbar(rows, label=f"Taking in {len(rows)} messages") as bar:
        for line, row in bar:
            try:
                number = str(row[names["msg_id"]]).strip()
                if not number:
                    raise ValueError(f"column {names['msg_id']}: empty")
                answer = actions.report(
                    actor=actor,
                    key=f"import:{number}"[:64],
                    words=_words(row, names),
                    place=None,
                    channel="import",
                    happened_at=_time(row[names["time"]], zone, names["time"]),
                    at=timezone.now(),
                )
            except Refused as refusal:
                bad.append(f"line {line}, column {names['detail']}: {refusal.say.en}")
            except ValueError as trouble:
                bad.append(f"line {line}, {trouble}")
            else:
                again += answer.replay
                taken += not answer.replay
    for sentence in bad:
        click.secho(sentence, fg="red", err=True)
    click.echo(f"{taken} new reports, {again} had come in before, {len(bad)} rows refused")
    if bad:
        raise Trouble("Put these rows right and import the file again; what came in stays and is not doubled.")


def rows_of(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line numbers and rows of a CSV (UTF-8 or GB 18030) or a spreadsheet's first sheet."""
    if file.suffix.lower() in (".xlsx", ".xls", ".ods"):
        from python_calamine import CalamineWorkbook

        try:
            sheet = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
        except Exception as trouble:  # the reader has a kind of its own for every way of being broken
            raise Trouble(f"{file.name}: no spreadsheet that can be read ({trouble}).") from None
        head = [str(cell).strip() for cell in sheet[0]] if sheet else []
        for line, cells in enumerate(sheet[1:], 2):
            yield line, dict(zip(head, cells, strict=False))
        return
    body = file.read_bytes()
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = body.decode("gb18030")
        except UnicodeDecodeError:
            raise Trouble(f"{file.name}: neither UTF-8 nor GB 18030. Save it as “CSV UTF-8”.") from None
    reader = csv.DictReader(text.splitlines(keepends=True))
    for row in reader:
        yield reader.line_num, row


def _words(row: dict[str, Any], names: dict[str, str]) -> str:
    title, detail = (str(row[names[column]] or "").strip() for column in ("title", "detail"))
    return detail if detail.startswith(title) else f"{title}\n{detail}"


def _time(value: Any, zone: ZoneInfo, column: str) -> datetime:
    if isinstance(value, datetime):
        return value.replace(tzinfo=value.tzinfo or zone)
    text = str(value).strip()
    for form in TIME_FORMS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=zone)
        except ValueError:
            continue
    raise ValueError(f"column {column}: {text!r} is no time such as 2026-11-23 16:04")
