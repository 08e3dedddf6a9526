"""A flow table as a page that can be read aloud, for the reference and for the console."""

from collections.abc import Iterator
from typing import Any

GOES = {
    "": "", "up": "one level up", "down": "a level down", "higher": "one level up, if there is one",
    "grade": "to the level of the grade, if that is higher", "sender": "back to who handed it over",
    "unit": "to the unit", "back": "from the unit to the desk",
}  # fmt: skip
"""Where a move takes a case, in words."""


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
