"""Changing the catalogue."""

from wangge.catalogue.actions.controls import end_control, set_control
from wangge.catalogue.actions.flows import FLOW_NAMES, set_flow_options
from wangge.catalogue.actions.kinds import CATALOGUE, KIND_NAMES, add_kind, chosen, set_kind_options, set_kinds
from wangge.catalogue.actions.routing import ROUTING_NAMES, draft_of, set_routing
from wangge.catalogue.actions.sheets import check_plan, counted, look_over, sheet_of, take_in
from wangge.catalogue.actions.shipped import load_shipped

__all__ = [
    "CATALOGUE",
    "FLOW_NAMES",
    "KIND_NAMES",
    "ROUTING_NAMES",
    "add_kind",
    "check_plan",
    "chosen",
    "counted",
    "draft_of",
    "end_control",
    "load_shipped",
    "look_over",
    "set_control",
    "set_flow_options",
    "set_kind_options",
    "set_kinds",
    "set_routing",
    "sheet_of",
    "take_in",
]
