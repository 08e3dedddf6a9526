"""``wangge docs``: the pages of ``docs/reference/`` that are made from the code."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from wangge.cli.main import set_up, wangge


def pages() -> dict[str, str]:
    """Name of each generated page and its text."""
    from wangge.api.main import api
    from wangge.catalogue.rules import FLOWS

    return {
        "flows.md": "\n".join(line for flow in FLOWS.values() for line in _flow(flow)) + "\n",
        "openapi.json": json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n",
    }


def _flow(flow: object) -> Iterator[str]:
    from wangge.catalogue.rules import CLOCK, FACTS, RELATIONS, Flow
    from wangge.orgs.rules import POSTS

    assert isinstance(flow, Flow)
    yield f"# Flow `{flow.name}` {flow.say.zh}, version {flow.version}"
    yield ""
    yield "Made by `make docs` from `wangge.catalogue.rules`. Every row reads: who may take a case from one state to"
    yield "another, what the act needs, and what the clock does."
    yield ""
    yield "## States 状态"
    yield ""
    yield "| State | 中文 | The resident reads | Quarters | End |"
    yield "|---|---|---|---|---|"
    for state in flow.state_list:
        end = "yes" if state.end else ""
        yield f"| `{state.name}` | {state.say.zh} | {state.told.zh} · {state.told.en} | {state.quarter} | {end} |"
    yield ""
    yield "Side marks: " + ", ".join(f"`{name}` {say.zh}" for name, say in flow.marks.items()) + "."
    yield ""
    yield "## Rows"
    yield ""
    yield "| Verb | On the button | From | To | Who | Posts | Needs | May carry | Clock |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for row in flow.rows:
        posts = ", ".join(f"`{p.code}`" for p in POSTS.values() if f"case.{row.verb}" in p.verbs)
        needs = ", ".join(FACTS[name].say.en.lower() for name in row.needs)
        may = ", ".join(FACTS[name].say.en.lower() for name in row.may)
        end = "same" if row.end == row.source else f"`{row.end}`"
        only = {"own": " (no unit has it)", "unit": " (a unit has it)"}.get(row.when, "")
        yield (
            f"| `{row.verb}` | {row.say.zh} | `{row.source}`{only} | {end} | {', '.join(row.by)} | {posts} "
            f"| {needs} | {may} | {CLOCK[row.clock].en} |"
        )
    yield ""
    yield "## Who"
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
