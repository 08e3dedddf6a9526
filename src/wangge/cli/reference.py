"""``wangge docs``: the pages of ``docs/reference/`` that are made from the code."""

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import click

from wangge.cli.aloud import flow_page
from wangge.cli.main import set_up, wangge


def pages() -> dict[str, str]:
    """Name of each generated page and its text."""
    from wangge.api.main import api
    from wangge.catalogue.rules import FLOWS

    lines = [*_opening(), *chain.from_iterable([*flow_page(flow), ""] for flow in FLOWS.values()), *_who()]
    return {
        "flows.md": "\n".join(lines).replace("\n\n\n", "\n\n") + "\n",
        "openapi.json": json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n",
    }


def _opening() -> Iterator[str]:
    yield "# Flow tables 流程表"
    yield ""
    yield "Made by `make docs` from `wangge.catalogue.rules`. Every row reads: who may take a case from one state to"
    yield "another, what the act needs, where the case goes, and what the clock does. A district may switch rows"
    yield "off and change labels: `wangge flow show NAME --district CODE` prints its own table, in this form."
    yield ""


def _who() -> Iterator[str]:
    from wangge.catalogue.rules import RELATIONS

    yield ""
    yield "# Who"
    yield ""
    for name, say in RELATIONS.items():
        yield f"- `{name}`: {say.zh} · {say.en}"


@wangge.command("docs")
@click.option("--folder", default="docs/reference", show_default=True, type=click.Path(path_type=Path))
def docs(folder: Path) -> None:
    """Write the generated pages: the flow tables and the OpenAPI document."""
    set_up()
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
        click.echo(f"{folder / name}")
