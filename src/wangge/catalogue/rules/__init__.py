"""Flow tables, filing conditions, controlled hours, and what a case of a kind has to show. Pure."""

from wangge.catalogue.rules.appeals import APPEALS
from wangge.catalogue.rules.conditions import (
    MOST_CONDITIONS,
    Condition,
    Evidence,
    choose,
    conditions_of,
    read_conditions,
)
from wangge.catalogue.rules.controls import (
    EFFECTS,
    Control,
    blocked_by,
    check_controls,
    read_control,
    say_blocked,
)
from wangge.catalogue.rules.evidence import (
    CLOSES,
    REGISTERS,
    SHOWS_WORK,
    Lack,
    Picture,
    check_evidence,
    check_same_hours,
    lacking_to_close,
    lacking_to_register,
)
from wangge.catalogue.rules.flow import (
    CHOICES,
    CLOCK,
    FACTS,
    GRADE_LEVELS,
    GRADES,
    OUTCOMES,
    RELATIONS,
    RESULTS,
    SORTS,
    STAY,
    Fact,
    Flow,
    Row,
    State,
)
from wangge.catalogue.rules.governance import GOVERNANCE
from wangge.catalogue.rules.matters import MATTERS
from wangge.catalogue.rules.options import (
    DIFFERENCES,
    Difference,
    Options,
    applied,
    check_closing,
    differences,
    read_options,
    read_words,
    with_options,
)
from wangge.catalogue.rules.routing import (
    TROUBLES,
    Conflict,
    Lead,
    Match,
    Routing,
    RoutingRule,
    conflicts,
    kept_rule,
    leads,
    troubles,
    units_for,
)
from wangge.catalogue.rules.search import Entry, Hit, Index
from wangge.catalogue.rules.sheet import (
    FLOW_OF,
    Fault,
    Kept,
    Plan,
    Taken,
    as_csv,
    as_xlsx,
    lines_of,
    plan_of,
    table_of,
)
from wangge.catalogue.rules.shipped import Shipped, ShippedKind, read_shipped, shipped_tables
from wangge.catalogue.rules.written import FIELDS, check_rules, read_rules, sentence

FLOWS: dict[str, Flow] = {flow.name: flow for flow in (MATTERS, APPEALS, GOVERNANCE)}

__all__ = [
    "APPEALS", "CHOICES", "CLOCK", "CLOSES", "DIFFERENCES", "EFFECTS", "FACTS", "FIELDS", "FLOWS", "FLOW_OF",
    "GOVERNANCE", "GRADES", "GRADE_LEVELS", "MATTERS", "MOST_CONDITIONS", "OUTCOMES", "REGISTERS", "RELATIONS",
    "RESULTS", "SHOWS_WORK", "SORTS", "STAY", "TROUBLES", "Condition", "Conflict", "Control", "Difference", "Entry",
    "Evidence", "Fact", "Fault", "Flow", "Hit", "Index", "Kept", "Lack", "Lead", "Match", "Options", "Picture", "Plan",
    "Routing", "RoutingRule", "Row", "Shipped", "ShippedKind", "State", "Taken", "applied", "as_csv", "as_xlsx",
    "blocked_by", "check_closing", "check_controls", "check_evidence", "check_rules", "check_same_hours", "choose",
    "conditions_of", "conflicts", "differences", "kept_rule", "lacking_to_close", "lacking_to_register", "leads",
    "lines_of", "plan_of", "read_conditions", "read_control", "read_options", "read_rules", "read_shipped",
    "read_words", "say_blocked", "sentence", "shipped_tables", "table_of", "troubles", "units_for", "with_options",
]  # fmt: skip
