"""Flow tables: which verb takes a case from which state to which, by whom, and what it needs. Pure."""

from wangge.catalogue.rules.appeals import APPEALS
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

FLOWS: dict[str, Flow] = {flow.name: flow for flow in (MATTERS, APPEALS, GOVERNANCE)}

__all__ = [
    "APPEALS",
    "CHOICES",
    "CLOCK",
    "DIFFERENCES",
    "FACTS",
    "FLOWS",
    "GOVERNANCE",
    "GRADES",
    "GRADE_LEVELS",
    "MATTERS",
    "OUTCOMES",
    "RELATIONS",
    "RESULTS",
    "SORTS",
    "STAY",
    "Difference",
    "Fact",
    "Flow",
    "Options",
    "Row",
    "State",
    "applied",
    "check_closing",
    "differences",
    "read_options",
    "read_words",
    "with_options",
]
