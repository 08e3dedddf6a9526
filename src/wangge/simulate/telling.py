"""Drawn incidents told one after the other by the real reporting, as offered; what came together is compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from wangge.cases import actions
from wangge.cases.queries import alike, telling_from
from wangge.core.refusals import Missing
from wangge.orgs.rules import Actor, public_actor
from wangge.places.queries import Located, locate
from wangge.simulate.incidents import Agreement, Saying, agreement


@dataclass(frozen=True)
class Told:
    """What became of the sayings: how many cases there are, how well they agree with the incidents, how often the
    right case was the first that was offered where there was one already, and how often it was among the first five."""

    cases: int
    agreement: Agreement
    first: float
    among_five: float


def tell_all(sayings: Sequence[Saying], *, district: str) -> Told:
    """Tell everything in its order. Everybody is offered what may be the same and takes the first likely one."""
    who = public_actor(district)
    found: list[str] = []
    known: dict[int, set[str]] = {}
    asked = first = among = 0
    for number, saying in enumerate(sayings):
        place, located = _located(saying, district)
        telling = telling_from(located, district=district, words=saying.words, kind=saying.kind, at=saying.at)
        offers = alike(who, telling, at=saying.at)[:5]
        right = known.setdefault(saying.incident, set())
        if right:
            asked += 1
            first += bool(offers) and str(offers[0][1].id) in right
            among += any(str(case.id) in right for _, case in offers)
        chosen = offers[0][1].id if offers and offers[0][0].same else None
        case = _report(who, saying, place, chosen, number)
        right.add(case)
        found.append(case)
    compared = agreement([saying.incident for saying in sayings], found)
    return Told(len(set(found)), compared, first / asked if asked else 1.0, among / asked if asked else 1.0)


def _located(saying: Saying, district: str) -> tuple[dict[str, Any], Located]:
    """The place as it is said; the door where the point lies in no grid."""
    said: dict[str, Any] = {"address": saying.address}
    if saying.lat is not None:
        said = {"lat": saying.lat, "lng": saying.lng}
    try:
        return said, locate(said, district=district)
    except Missing:
        said = {"building": saying.code}
        return said, locate(said, district=district)


def _report(who: Actor, saying: Saying, place: dict[str, Any], chosen: Any, number: int) -> str:
    at = saying.at
    answer = actions.report(
        actor=who, key=str(uuid5(NAMESPACE_OID, f"{saying.incident}-{number}-{at.isoformat()}")),
        words=saying.words, place=place, kind=saying.kind, same_as=chosen, channel="public", happened_at=at, at=at,
    )  # fmt: skip
    return str(answer.body["case"]["id"])
