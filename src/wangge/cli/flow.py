"""``wangge flow show`` and ``wangge flow set``: a district's flow tables, read aloud and changed without code."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from wangge.cli.aloud import flow_page
from wangge.cli.main import Trouble, set_up, wangge
from wangge.core.ids import uuid7
from wangge.core.refusals import Refused


@wangge.group()
def flow() -> None:
    """Flow tables 流程: who may take a case from where to where."""


@flow.command()
@click.argument("name")
@click.option("--district", help="District code; default the table as shipped.")
def show(name: str, district: str | None) -> None:
    """Print a flow table (matters, appeals, governance) in the form of docs/reference/flows.md."""
    set_up()
    for line in flow_page(_table(name, district)):
        click.echo(line)


@flow.command("set")
@click.argument("name")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--district", help="District code; default WANGGE_DISTRICT.")
@click.option("--dry-run", is_flag=True, help="Show the difference and change nothing.")
def set_(name: str, file: Path, district: str | None, dry_run: bool) -> None:
    """Options as JSON become the district's next edition; what the file does not name is as shipped.

    Such as {"off": ["urge@reported"], "labels": {"accept@reported": {"zh": "收下", "en": "Take on"}}, "stage_limits":
    {"reported": "2 工作时"}}. Running cases keep the edition under which they were registered.
    """
    set_up()
    from django.conf import settings

    from wangge.catalogue.actions import set_flow_options
    from wangge.catalogue.rules import FLOWS, read_options, with_options

    here = district or settings.DISTRICT
    before = _table(name, here)
    try:
        said = json.loads(file.read_text("utf-8-sig"))
    except ValueError as trouble:
        raise Trouble(f"{file.name}: no JSON ({trouble}).") from None
    try:
        after = with_options(FLOWS[name], read_options(said))
        lines = list(_changes(before, after))
        for line in lines:
            click.echo(f"  {line}")
        if dry_run:
            click.echo(f"{len(lines)} changes, nothing written")
            return
        answer = set_flow_options(district=here, flow=name, said=said, key=f"flow-{uuid7()}", at=timezone.now())
    except Refused as refusal:
        raise Trouble(f"{file.name}: {refusal.say.zh}\n{refusal.say.en}") from None
    click.echo(f"Flow {name} of {here}, edition {answer.body['edition']}: {len(lines)} changes")


def _table(name: str, district: str | None) -> Any:
    from wangge.catalogue.queries import present_flow
    from wangge.catalogue.rules import FLOWS

    if name not in FLOWS:
        raise Trouble(f"There is no flow called {name}. There are: {', '.join(FLOWS)}.")
    return present_flow(district, name) if district else FLOWS[name]


def _changes(before: Any, after: Any) -> Iterator[str]:
    """What differs between two editions of one table, a line each."""
    from wangge.catalogue.rules import differences

    for found in differences(before, after):
        was, now = found.was, found.now
        if found.what == "label" and was and now:
            yield f"label    {found.name} {was.zh} → {now.zh} · {was.en} → {now.en}"
        elif found.what == "limit":
            yield f"limit    {found.name} {was.zh if was else 'none'} → {now.zh if now else 'none'}"
        elif found.what == "off" and was:
            yield f"off      {found.name} {was.zh}"
        elif now:
            yield f"on again {found.name} {now.zh}"
