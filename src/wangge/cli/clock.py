"""``wangge clock due``: when is it due, and why then? ``wangge import calendar``: holidays and working hours."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from wangge.cli.imports import import_, rows_of
from wangge.cli.main import Trouble, set_up, wangge
from wangge.cli.tables import MOST_SHOWN, Column, Fault, day, read_rows, refuse, text
from wangge.clock import rules
from wangge.clock.rules import CHINA, Slots, Special, StopLike, Version
from wangge.core.ids import uuid7
from wangge.core.refusals import Refused
from wangge.core.words import Say


@wangge.group()
def clock() -> None:
    """Working hours and due times."""


@clock.command("due")
@click.option("--calendar", "code", default=CHINA, show_default=True, help="Code of the calendar; CN is built in.")
@click.option("--start", required=True, help="When the clock starts, such as 2026-02-12T10:00:00+08:00.")
@click.option("--limit", "words", required=True, help='Such as "5 工作日", "4 working hours", "30 自然日", "立即".')
@click.option("--stop", "stops", multiple=True, metavar="ISO/ISO[/REASON]",
              help="Time that does not count; nothing after the first / while it lasts.")  # fmt: skip
@click.option("--version", type=int, help="An earlier version of the calendar; for CN the last published year.")
def due_at(code: str, start: str, words: str, stops: Sequence[str], version: int | None) -> None:
    """The due time alone on the first line, then every stretch that counts or is stopped, with its reason."""
    try:
        begin, limit = _moment("--start", start), rules.read_limit(words)
        found = rules.due(begin, limit, _calendar(code, version), [_stop(said) for said in stops])
    except Refused as refusal:
        raise Trouble(f"{refusal.say.zh}\n{refusal.say.en}") from None
    click.echo(found.at.isoformat(timespec="seconds") if found.at else "none")
    for piece in found.segments:
        if piece.kind != rules.FREE:
            until = piece.until.isoformat(timespec="seconds") if piece.until else "…"
            why = piece.why.zh if piece.why.zh == piece.why.en else f"{piece.why.zh} {piece.why.en}"
            click.echo(f"{piece.since.isoformat(timespec='seconds')} {until} {piece.kind} {why}")
    if found.at is None:
        click.echo("停表还没有结束，现在没有到期时间。\nThe stop lasts; there is no due time while it does.", err=True)
    if found.provisional:
        click.echo(
            "暂定：经过的年份还没有公布放假安排，公布后可能变动。\n"
            "Provisional: a year on the way has no published holidays yet; it may move when they are.",
            err=True,
        )


def _calendar(code: str, version: int | None) -> rules.Calendar:
    """The built-in calendar works without a database, unless one was published under its code."""
    set_up()
    from django.db import DatabaseError

    from wangge.clock.queries import calendar_of

    try:
        return calendar_of(code, version)
    except DatabaseError:
        if code != CHINA:
            raise Trouble(f"The database, which would know calendar {code}, does not answer. CN is built in.") from None
    if version is not None and version not in rules.VERSIONS:
        raise Trouble(f"CN has the versions {rules.VERSIONS[0]} to {rules.VERSIONS[-1]}, not {version}.")
    return rules.china() if version is None else rules.china(version)


def _moment(name: str, said: str) -> datetime:
    """A moment with its offset, cut to its second."""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise Trouble(
            f"{name}：“{said}”不是时间。请写例如 2026-02-12T10:00:00+08:00。\n"
            f"{name}: {said!r} is no time. Write one such as 2026-02-12T10:00:00+08:00."
        ) from None
    if moment.tzinfo is None:
        raise Trouble(
            f"{name}：“{said}”没有写与世界时的差。请在末尾加上，例如 {said}+08:00。\n"
            f"{name}: {said!r} has no offset from UTC. Add it at the end: {said}+08:00."
        )
    return moment


def _stop(said: str) -> StopLike:
    since, slash, rest = said.partition("/")
    until, _, reason = rest.partition("/")
    if not slash:
        raise Trouble(
            f"--stop：“{said}”要写开始和结束，中间用 / 隔开。\n"
            f"--stop: {said!r} wants its beginning and its end with a / between them."
        )
    return _moment("--stop", since), _moment("--stop", until) if until else None, reason or "停表"


# --- calendars from files


def kind(cell: str) -> str:
    """Whether a date is free or worked."""
    found = {"holiday": "holiday", "放假": "holiday", "workday": "workday", "上班": "workday"}.get(cell.casefold())
    if found is None:
        raise ValueError(f"{cell!r} is neither holiday (放假) nor workday (上班)")
    return found


def slots(cell: str) -> Slots | None:
    """Slots of a date; nothing where the cell is empty."""
    try:
        return rules.read_slots(cell) or None
    except Refused as refusal:
        raise ValueError(refusal.say.en) from None


DATES = (
    Column("date", day, "2027-01-01", required=True), Column("kind", kind, "holiday", required=True),
    Column("name", text(40), "元旦"), Column("name_en", text(60), "New Year's Day"), Column("slots", slots, ""),
)  # fmt: skip
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass
class Said:
    """What a file and the options say of a calendar; empty is not said."""

    code: str = ""
    name: str = ""
    owner: str = ""
    zone: str = ""
    valid_from: date | None = None
    week: tuple[Slots, ...] | None = None
    published: list[int] = field(default_factory=list)
    dates: dict[date, Special] = field(default_factory=dict)


@import_.command("calendar")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--code", help="Code of the calendar; a new one begins from CN.")
@click.option("--name", help="What this version is called, such as 盘锦市 2027 年工作日历.")
@click.option("--owner", help="Code of the unit or area that it belongs to; cannot change later.")
@click.option("--zone", help="Time zone; default Asia/Shanghai; cannot change later.")
@click.option("--from", "begins", help="From which day it holds; default the first day that the file speaks of.")
@click.option("--slots", "hours", help='Hours of Monday to Friday, such as "08:30-12:00 13:00-17:30".')
@click.option("--published", type=int, multiple=True, help="A year whose arrangement is complete in the file.")
@click.option("--district", help="District code; default WANGGE_DISTRICT.")
@click.option("--dry-run", is_flag=True, help="Show the difference and change nothing.")
def calendar(
    file: Path, code: str | None, name: str | None, owner: str | None, zone: str | None, begins: str | None,
    hours: str | None, published: Sequence[int], district: str | None, dry_run: bool,
) -> None:  # fmt: skip
    """Holidays, make-up working days and hours (CSV, XLSX, JSON) become a new version; what is not said stays.

    A year counts as published when its 1 January and its 1 October are free in the file, or with --published.
    """
    set_up()
    from django.conf import settings

    from wangge.clock.actions import publish_calendar
    from wangge.clock.queries import calendars

    try:
        said = _read_json(file) if file.suffix.lower() == ".json" else Said(dates=_dates(file, rows_of(file)))
        said.code, said.name = code or said.code, name or said.name
        said.owner, said.zone = owner or said.owner, zone or said.zone
        said.valid_from = day(begins) if begins else said.valid_from
        said.week = (rules.read_slots(hours),) * 5 + ((), ()) if hours else said.week
        if not said.code:
            raise Trouble("Say with --code which calendar this is; CN for the mainland as a whole.")
        present = calendars().get(said.code)
        base = (present or rules.china()).versions[-1]
        complete = [*said.published, *published, *_complete(said.dates)]
        version = rules.renewed(base, dates=said.dates, published=complete, week=said.week, name=said.name,
                                valid_from=said.valid_from)  # fmt: skip
        version = rules.read_version(0, rules.plain(version))
        _show(base, version)
        if not dry_run and not (present is not None and rules.same(base, version)):
            answer = publish_calendar(
                code=said.code,
                owner=said.owner or (present.owner if present else ""),
                zone=said.zone or (present or rules.china()).zone.key,
                version=rules.plain(version),
                district=district or settings.DISTRICT,
                key=f"import-{uuid7()}",
                at=timezone.now(),
            )
            click.echo(f"Calendar {said.code}, version {answer.body['version']}, from {version.valid_from} on")
    except Refused as refusal:
        raise Trouble(f"{file.name}: {refusal.say.zh}\n{refusal.say.en}") from None
    except ValueError as trouble:
        raise Trouble(f"{file.name}: {trouble}") from None
    _count(base, version, said.dates, written=not dry_run)


@clock.command()
def template() -> None:
    """An example of a file for ``wangge import calendar``, as CSV with its columns."""
    click.echo(",".join(c.name for c in DATES))
    click.echo(",".join(c.example for c in DATES))
    click.echo("2027-01-03,workday,元旦调休上班,make-up working day,08:00-12:00 14:00-18:00")


def _read_json(file: Path) -> Said:
    try:
        body: dict[str, Any] = json.loads(file.read_text("utf-8-sig"))
        week = body.get("week")
        return Said(
            body.get("code", ""), body.get("name", ""), body.get("owner", ""), body.get("zone", ""),
            day(body.get("valid_from", "")),
            None if week is None else tuple(rules.read_slots(week.get(name, "")) for name in WEEKDAYS),
            [int(year) for year in body.get("published", [])],
            _dates(file, enumerate(body.get("dates", []), 1)),
        )  # fmt: skip
    except (ValueError, TypeError, AttributeError) as trouble:
        raise Trouble(
            f"{file.name}: no calendar as JSON ({trouble}). "
            'Such as {"code": "PJ", "week": {"mon": "08:30-12:00 13:00-17:30", …}, "published": [2027], '
            '"dates": [{"date": "2027-01-01", "kind": "holiday", "name": "元旦"}]}.'
        ) from None


def _dates(file: Path, rows: Iterable[tuple[int, dict[str, Any]]]) -> dict[date, Special]:
    read, faults = read_rows(iter(rows), DATES)
    found: dict[date, Special] = {}
    lines: dict[date, int] = {}
    for line, row in read:
        on, own = row["date"], row["slots"]
        if row["kind"] == "holiday":
            name = row["name"] or "放假"
            special = Special((), Say(name, row["name_en"] or row["name"] or "holiday"))
            if own:
                faults.append(Fault(line, "slots", "a holiday has no slots; write workday, or leave them out"))
        else:
            name = row["name"] or "调休上班"
            special = Special(own, Say(name, row["name_en"] or row["name"] or "make-up working day"))
        if lines.setdefault(on, line) != line:
            faults.append(Fault(line, "date", f"the same as in line {lines[on]}"))
        found[on] = special
    refuse(file, faults)
    return found


def _complete(dates: dict[date, Special]) -> list[int]:
    """Years whose first and last festival, 元旦 and 国庆, are both free in the file."""
    free = {on for on, special in dates.items() if special.slots == ()}
    return [year for year in {on.year for on in free} if {date(year, 1, 1), date(year, 10, 1)} <= free]


def _show(base: Version, version: Version) -> None:
    before, after = rules.plain(base), rules.plain(version)
    lines = [f"  {name}: {before[name]} → {after[name]}" for name in ("name", "week") if before[name] != after[name]]
    lines += [f"  published {year}" for year in sorted(version.published - base.published)]
    for on in sorted({*base.dates, *version.dates}):
        old, new = base.dates.get(on), version.dates.get(on)
        if old != new and (there := new or old) is not None:
            word = "new" if old is None else "gone" if new is None else "changed"
            lines.append(f"  {word:8} {on} {there.why.zh}")
    for line in lines[:MOST_SHOWN]:
        click.echo(line)
    if len(lines) > MOST_SHOWN:
        click.echo(f"  … and {len(lines) - MOST_SHOWN} more")


def _count(base: Version, version: Version, said: dict[date, Special], *, written: bool) -> None:
    new = sum(on not in base.dates for on in said)
    same = sum(base.dates.get(on) == version.dates[on] for on in said)
    end = "" if written else ", nothing written"
    click.echo(f"{new} new, {len(said) - new - same} changed, {same} as they are{end}")
