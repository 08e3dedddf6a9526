"""Short ways to say what people of the demo do, through the real actions."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from tests.conftest import NOW

from wangge.cases import actions, queries
from wangge.cases.models import Case, Report
from wangge.files.actions import receive
from wangge.journal.actions import Answer
from wangge.journal.models import Content, Counter, Entry, Receipt
from wangge.journal.queries import chain_faults, chain_of, content_faults, entries_about, position_faults
from wangge.journal.rules import Head, Subject
from wangge.orgs.queries import today, units_of
from wangge.orgs.rules import Actor, Held, public_actor
from wangge.simulate.pictures import drain

DOOR = "211102005013001-01"
GRID = "211102005013001"
WORDS = "饭店后面的下水口又堵了，一下雨就往外冒。"
RESIDENT = public_actor("211102")


def report(who: Actor = RESIDENT, *, at: datetime = NOW, **other: Any) -> Answer:
    """Somebody reports the blocked drain at the first door of the first grid."""
    facts: dict[str, Any] = {
        "words": WORDS, "place": {"building": DOOR}, "channel": "public" if who.is_public else "worker",
        "key": str(uuid4()), "happened_at": at, "at": at,
    }  # fmt: skip
    return actions.report(actor=who, **(facts | other))


def move(who: Actor, case: Any, verb: str, *, at: datetime = NOW, key: str = "", **facts: Any) -> Answer:
    """A move on a case (its id or its answer); ``happened_at`` may be given among the facts."""
    case_id = case if isinstance(case, UUID) else UUID(case["id"])
    happened_at, then = facts.pop("happened_at", at), facts.pop("then", ())
    return actions.move(
        actor=who, case_id=case_id, verb=verb, facts=facts, then=then, key=key or str(uuid4()),
        happened_at=happened_at, at=at,
    )  # fmt: skip


def photo(who: Actor, *, seed: int = 1) -> str:
    """A finished upload of the actor's own; its id."""
    kept = receive(district=who.district, author=who.person, body=drain(blocked=False, seed=seed), at=NOW)
    return str(kept.id)


def handler(code: str) -> Actor:
    """Somebody who handles for the unit of this code."""
    post = "outside_handler" if code == "property" else "unit_handler"
    held = Held("211102", post, "", UUID(unit(code)), today(NOW))
    person = uuid5(NAMESPACE_OID, code)
    return Actor(person, code, "211102", (held,), districts=("211102",))


def to_state(state: str, actor: Callable[[str], Actor], *, at: datetime = NOW, **told: Any) -> dict[str, Any]:
    """A case of the resident's, brought to a state by the usual way; its last answer."""
    worker, clerk, unit = actor("worker"), actor("community"), actor("unit")
    case: dict[str, Any] = report(at=at, **told).body["case"]
    if state == "reported":
        return case
    if state == "declined":
        return move(clerk, case, "decline", at=at, words="不在受理范围").body
    if state == "voided":
        return move(clerk, case, "void", at=at, words="重复").body
    way = (
        ("verifying", clerk, "accept", {}),
        ("registered", clerk, "register", {"kind": "E0504"}),
        ("dispatched", clerk, "dispatch", {"unit": str(unit.grants[0].unit)}),
        ("handling", unit, "start", {}),
        ("handled", unit, "finish", {"photos": [photo]}),
        ("checking", worker, "check_pass", {}),
        ("closed", clerk, "close", {}),
    )
    for n, (reached, who, verb, facts) in enumerate(way, 1):
        if "photos" in facts:
            facts = {"photos": [photo(who)]}
        case = move(who, case, verb, at=at + timedelta(seconds=n), **facts).body
        assert case["state"] == reached
        if reached == state:
            return case
    raise AssertionError(state)


def row(case: Any) -> Case:
    found = queries.case_by_id("211102", UUID(case["id"]))
    assert found is not None
    return found


def verbs(case: Any) -> list[str]:
    return [e.verb.removeprefix("case.") for e in entries_about("211102", Subject("case", UUID(case["id"])))]


def whole(case: Any) -> bool:
    """The chain, its contents and the district's positions are whole."""
    found = row(case)
    chain = chain_of("211102", Subject("case", found.id))
    faults = chain_faults(chain, Head(found.head_seq, bytes(found.head_hash)))
    return not faults and not content_faults("211102", chain)[0] and not position_faults("211102")


def unit(code: str) -> str:
    return str(next(u.id for u in units_of("211102") if u.code == code))


def written() -> list[int]:
    """How many rows there are, and the positions given out: to be compared before and after a refusal."""
    counts = [model.objects.count() for model in (Case, Report, Entry, Content, Receipt)]
    return counts + list(Counter.objects.values_list("position", flat=True))
