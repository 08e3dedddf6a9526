"""What entries say in words: what a move is called, and what it settled."""

from typing import Any
from uuid import UUID

from wangge.cases import queries
from wangge.catalogue.queries import kinds
from wangge.catalogue.rules import CHOICES, FLOWS, SORTS, Flow
from wangge.core.words import Say
from wangge.orgs.queries import unit_names
from wangge.places.queries import full_name


def labels_of(flow: Flow) -> dict[tuple[str, str], Say]:
    """What each move is called, by verb and state; those of other flows for what happened before a case went over."""
    return {(row.verb, row.source): row.say for table in (*FLOWS.values(), flow) for row in table.rows}


def settled(facts: dict[str, Any]) -> list[Say]:
    """What an entry settled, in words: the finding, the kind, the unit, the flow, the desk."""
    found = kinds().get(facts.get("kind", ""))
    also: list[Say] = []
    also += [choices[facts[name]] for name, choices in CHOICES.items() if facts.get(name) in choices]
    if found:
        also.append(found.say)
    if facts.get("sort") in SORTS:
        also.append(SORTS[facts["sort"]])
    if facts.get("clock") in queries.CLOCK_NAMES:
        clock, to = queries.CLOCK_NAMES[facts["clock"]], queries.place_name(facts["to"])
        also += [Say(f"{clock.zh} {facts['step']}%", f"{clock.en} {facts['step']}%"), Say(to, to)]
    for unit in (facts.get("unit"), facts.get("instead")):
        if unit:
            name = unit_names().get(UUID(unit), "")
            also.append(Say(name, name))
    if facts.get("flow") in FLOWS:
        also.append(FLOWS[facts["flow"]].say)
    for task in (*facts.get("tasks", ()), *facts.get("withdrawn", ())):
        name = unit_names().get(UUID(task["unit"]), "")
        also.append(Say(name, name))
    if facts.get("metres") is not None:
        also.append(Say(f"离案件地点 {facts['metres']} 米", f"{facts['metres']} metres from the case"))
    if facts.get("refusals"):
        also.append(Say(f"第 {facts['refusals']} 次退回", f"came back {facts['refusals']} ×"))
    if facts.get("number") and not facts.get("channel"):
        also.append(Say(facts["number"], facts["number"]))
    if facts.get("desk"):
        also.append(Say(full_name(facts["desk"]), full_name(facts["desk"])))
    return also
