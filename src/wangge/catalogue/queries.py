"""Reading the catalogue."""

from dataclasses import dataclass, replace
from datetime import datetime

from wangge.catalogue.models import FlowOptions, Kind, KindOptions
from wangge.catalogue.rules import FLOWS, Flow, Options, applied, read_options
from wangge.core.kept import Kept
from wangge.core.refusals import Missing, not_found
from wangge.core.words import Say

UNSORTED = "1 工作日"
"""The limit of a case whose kind nobody has named yet."""


@dataclass(frozen=True)
class KindFacts:
    """A kind as the other rooms use it; ``edition`` is the district's, 0 as the catalogue has it."""

    code: str
    say: Say
    flow: str
    limit: str
    usual: bool
    words: str
    order: int = 100
    used: bool = True
    edition: int = 0
    since: datetime | None = None
    closes_after: int | None = None
    why: str = ""


def _load() -> dict[str, KindFacts]:
    rows = Kind.objects.order_by("-usual", "order", "code")
    return {k.code: KindFacts(k.code, Say(k.name, k.name_en), k.flow, k.limit, k.usual, k.words, k.order) for k in rows}


kinds = Kept(_load)
"""All kinds of the catalogue by code, the usual ones first; for names, which no district changes."""


KindKey = tuple[str, str, int]


def _load_options() -> dict[KindKey, KindOptions]:
    return {(o.district, o.kind_id, o.edition): o for o in KindOptions.objects.order_by("edition")}


kind_options = Kept(_load_options)
"""What districts have made of kinds, by district, code and edition."""


def kind_for(district: str, code: str, edition: int) -> KindFacts | None:
    """A kind as an edition of a district has it; None where there is no such kind.

    An edition that another process has just made is looked for once more.
    """
    shipped = kinds().get(code)
    if shipped is None or not edition:
        return shipped
    key: KindKey = (district, code, edition)
    if key not in kind_options():
        kind_options.forget()
    own = kind_options().get(key)
    if own is None:
        return shipped
    return replace(
        shipped,
        limit=shipped.limit if own.limit is None else own.limit,
        usual=shipped.usual if own.usual is None else own.usual,
        words=shipped.words if own.words is None else own.words,
        used=own.used, edition=edition, since=own.made_at, closes_after=own.closes_after, why=own.why,
    )  # fmt: skip


def present_kind(district: str, code: str) -> KindFacts | None:
    """A kind as new cases of a district take it: its last edition."""
    last = max((key[2] for key in kind_options() if key[:2] == (district, code)), default=0)
    return kind_for(district, code, last)


def kinds_in(district: str, *, unused: bool = False) -> list[KindFacts]:
    """The kinds from which a district chooses, its usual ones first; with ``unused`` all of the catalogue."""
    last: dict[str, int] = {}
    for where, code, edition in kind_options():
        if where == district:
            last[code] = max(last.get(code, 0), edition)
    found = [kind for code in kinds() if (kind := kind_for(district, code, last.get(code, 0)))]
    return sorted((k for k in found if k.used or unused), key=lambda k: (not k.usual, k.order, k.code))


def kind_named(code: str, district: str) -> KindFacts:
    """The kind that a new case of a district takes. Raises ``Missing`` (``kind_unknown``, ``kind_not_used``)."""
    found = present_kind(district, code)
    if found is None:
        raise Missing(
            "kind_unknown",
            Say(
                "没有这个类别。请从类别列表里选，说不准可以不选，由中心来定。",
                "There is no such kind. Choose from the list, or leave it open and the centre decides.",
            ),
            kind=code,
        )
    if not found.used:
        raise Missing(
            "kind_not_used",
            Say(
                f"本区已停用“{found.say.zh}”这个类别。请从列表里另选一个。",
                f"This district does not use “{found.say.en}” any more. Choose another from the list.",
            ),
            kind=code,
        )
    return found


def limit_of(district: str, code: str, edition: int) -> str:
    """Within what time a case of this kind is to be put right, in words; one working day while the kind is open."""
    found = kind_for(district, code, edition)
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


def flow_editions(district: str, name: str) -> list[FlowOptions]:
    """The editions that a district has made of a flow, the last first."""
    return list(FlowOptions.objects.filter(district=district, flow=name).order_by("-edition"))


def kind_editions(district: str, code: str) -> list[KindOptions]:
    """The editions that a district has made of a kind, the last first."""
    return list(KindOptions.objects.filter(district=district, kind=code).order_by("-edition"))
