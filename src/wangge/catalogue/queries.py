"""Reading the catalogue."""

from dataclasses import dataclass

from wangge.catalogue.models import Kind
from wangge.catalogue.rules import FLOWS, Flow
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


def flow_named(name: str) -> Flow:
    """The flow table of a name. Raises ``NotFound``."""
    if name not in FLOWS:
        raise not_found()
    return FLOWS[name]
