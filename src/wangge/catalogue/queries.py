"""Reading the catalogue."""

from dataclasses import dataclass

from wangge.catalogue.models import FlowOptions, Kind
from wangge.catalogue.rules import FLOWS, Flow, Options, applied, read_options
from wangge.core.kept import Kept
from wangge.core.refusals import Missing, not_found
from wangge.core.words import Say

UNSORTED = "1 工作日"
"""The limit of a case whose kind nobody has named yet."""


@dataclass(frozen=True)
class KindFacts:
    """A kind as the other rooms use it."""

    code: str
    say: Say
    flow: str
    limit: str
    usual: bool
    words: str


def _load() -> dict[str, KindFacts]:
    rows = Kind.objects.order_by("-usual", "order", "code")
    return {k.code: KindFacts(k.code, Say(k.name, k.name_en), k.flow, k.limit, k.usual, k.words) for k in rows}


kinds = Kept(_load)
"""All kinds by code, the usual ones first."""


def kind_named(code: str) -> KindFacts:
    """The kind of a code. Raises ``Missing`` (``kind_unknown``)."""
    found = kinds().get(code)
    if found is None:
        raise Missing(
            "kind_unknown",
            Say(
                "没有这个类别。请从类别列表里选，说不准可以不选，由中心来定。",
                "There is no such kind. Choose from the list, or leave it open and the centre decides.",
            ),
            kind=code,
        )
    return found


def limit_of(code: str) -> str:
    """Within what time a case of this kind is to be put right, in words; one working day while the kind is open."""
    found = kinds().get(code)
    return found.limit if found else UNSORTED


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
