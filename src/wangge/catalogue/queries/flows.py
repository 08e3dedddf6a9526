"""Flow tables in the editions of the districts."""

from wangge.catalogue.models import FlowOptions
from wangge.catalogue.rules import FLOWS, Flow, Options, applied, read_options
from wangge.core.kept import Kept
from wangge.core.refusals import not_found

Key = tuple[str, str, int]


def _load_flows() -> dict[Key, Flow | Options]:
    """Every edition of every district; the tables as shipped stand under the empty district."""
    found: dict[Key, Flow | Options] = {("", name, 0): flow for name, flow in FLOWS.items()}
    for row in FlowOptions.objects.order_by("edition"):
        said = {"off": row.off, "labels": row.labels, "stage_limits": row.stage_limits}
        found[row.district, row.flow, row.edition] = read_options(said)
    return found


flow_tables = Kept(_load_flows)
"""Editions by district, flow and number. Those with options become a table when somebody first asks for them."""


def flow_for(district: str, name: str, edition: int) -> Flow:
    """The table that a case plays, with the options of its edition. Raises ``NotFound``.

    An edition that another process has just made is looked for once more.
    """
    key: Key = (district if edition else "", name, edition)
    if key not in flow_tables():
        flow_tables.forget()
    found = flow_tables().get(key)
    if found is None:
        raise not_found()
    if isinstance(found, Options):
        found = flow_tables()[key] = applied(FLOWS[name], found, edition)
    return found


def present_flow(district: str, name: str) -> Flow:
    """The table with which new cases of a district begin: its last edition. Raises ``NotFound``."""
    return flow_for(district, name, last_edition(district, name))


def last_edition(district: str, name: str) -> int:
    """The number of a district's last edition of a flow; 0 while it has made none."""
    return max((key[2] for key in flow_tables() if key[:2] == (district, name)), default=0)


def flow_editions(district: str, name: str) -> list[FlowOptions]:
    """The editions that a district has made of a flow, the last first."""
    return list(FlowOptions.objects.filter(district=district, flow=name).order_by("-edition"))
