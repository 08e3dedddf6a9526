"""``wangge docs``: the pages of ``docs/reference/`` that are made from the code."""

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import click

from wangge.cli.main import set_up, wangge

GOES = {
    "": "", "up": "one level up", "down": "a level down", "higher": "one level up, if there is one",
    "grade": "to the level of the grade, if that is higher", "sender": "back to who handed it over",
    "unit": "to the unit", "back": "from the unit to the desk",
}  # fmt: skip
"""Where a move takes a case, in words."""


def pages() -> dict[str, str]:
    """Name of each generated page and its text."""
    from wangge.api.main import api
    from wangge.catalogue.rules import FLOWS

    lines = [*_opening(), *chain.from_iterable([*flow_page(flow), ""] for flow in FLOWS.values()), *_who()]
    return {
        "flows.md": "\n".join(lines).replace("\n\n\n", "\n\n") + "\n",
        "openapi.json": json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n",
    }


def flow_page(flow: Any) -> Iterator[str]:
    """A flow table as a page of Markdown that can be read aloud, line by line."""
    from wangge.catalogue.rules import CLOCK, FACTS

    edition = f", edition {flow.edition}" if flow.edition else ""
    yield f"# Flow `{flow.name}` {flow.say.zh} {flow.say.en}, version {flow.version}{edition}"
    yield ""
    yield "## States 状态"
    yield ""
    yield "| State | 中文 | The resident reads | Quarters | End | Limit |"
    yield "|---|---|---|---|---|---|"
    for state in flow.state_list:
        end, limit = "yes" if state.end else "", flow.stage_limits.get(state.name, "")
        told = f"{state.told.zh} · {state.told.en}"
        yield f"| `{state.name}` | {state.say.zh} {state.say.en} | {told} | {state.quarter} | {end} | {limit} |"
    yield ""
    yield "Side marks: " + ", ".join(f"`{name}` {say.zh}" for name, say in flow.marks.items()) + "."
    yield ""
    yield "## Rows"
    yield ""
    yield "| Row | On the button | From | To | Who | Posts | Needs | May carry | Goes | Clock |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for row in flow.rows:
        posts = ", ".join(f"`{post.code}`" for post in row.posts())
        needs = ", ".join(FACTS[name].say.en.lower() for name in row.needs)
        may = ", ".join(FACTS[name].say.en.lower() for name in row.may)
        end = "same" if row.end == row.source else f"`{row.end}`"
        only = {"own": ["no unit has it"], "unit": ["a unit has it"]}.get(row.when, [])
        only += [f"kinds {row.kinds.replace(' ', ', ')}"] if row.kinds else []
        source = f"`{row.source}`" + (f" ({'; '.join(only)})" if only else "")
        yield (
            f"| `{row.name}` | {row.say.zh} {row.say.en} | {source} | {end} | {', '.join(row.by)} | {posts} "
            f"| {needs} | {may} | {GOES[row.moves]} | {CLOCK[row.clock].en} |"
        )


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
