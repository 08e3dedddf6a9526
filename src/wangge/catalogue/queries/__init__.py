"""Reading the catalogue."""

from wangge.catalogue.queries.controls import (
    blocked,
    control_of,
    control_row,
    control_rows,
    controls,
    controls_in,
    local_minute,
)
from wangge.catalogue.queries.finding import find_kinds, index_of
from wangge.catalogue.queries.flows import flow_editions, flow_for, flow_tables, last_edition, present_flow
from wangge.catalogue.queries.kinds import (
    UNSORTED,
    KindFacts,
    condition_for,
    kind_editions,
    kind_for,
    kind_named,
    kind_options,
    kinds,
    kinds_first,
    kinds_in,
    limit_of,
    majors,
    present_kind,
)
from wangge.catalogue.queries.routing import last_routing, routing_editions, routing_from, routing_of, routings

__all__ = [
    "UNSORTED",
    "KindFacts",
    "blocked",
    "condition_for",
    "control_of",
    "control_row",
    "control_rows",
    "controls",
    "controls_in",
    "find_kinds",
    "flow_editions",
    "flow_for",
    "flow_tables",
    "index_of",
    "kind_editions",
    "kind_for",
    "kind_named",
    "kind_options",
    "kinds",
    "kinds_first",
    "kinds_in",
    "last_edition",
    "last_routing",
    "limit_of",
    "local_minute",
    "majors",
    "present_flow",
    "present_kind",
    "routing_editions",
    "routing_from",
    "routing_of",
    "routings",
]
