"""Verified solving 解决要核实: nobody judges work of his own, and who has it judged instead. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from wangge.cases.rules.joint import CO, OBJECTED, WITHDRAWN, Part
from wangge.catalogue.rules import Row
from wangge.core.refusals import NotNow, NotYours
from wangge.core.words import Say
from wangge.orgs.rules import Actor, Held

if TYPE_CHECKING:
    from wangge.cases.rules.standing import Standing

WORK, CHECK, CLOSE = "work", "check", "close"
JUDGES = frozenset({"check_pass", "check_fail", "close", "uphold"})
"""Verbs that say whether work is good."""
UNSOLVED, NOT_RIGHT = "unsolved", "not_right"
DOUBTS = (UNSOLVED, NOT_RIGHT)
"""Marks of what has ended and somebody says is not solved: the reporter, or whoever looked again."""
AT_ONES_OWN = frozenset({"solve", "start", "finish"})
"""Verbs by which an area puts something right itself."""
TAKES_UP = frozenset({"reopen", "contest"})
FOR_A_UNIT = frozenset({"unit", "helper", "called"})


@dataclass(frozen=True)
class Hand:
    """Whose hand a case went through since it was last taken up, as the row of the case keeps it.

    ``did`` is ``work``, ``check`` or ``close``; ``unit`` whose work it was, or ``area`` of the post by which it was
    done. ``first`` and ``last`` are the days of the acts, so that a post held at that time counts later on.
    """

    person: UUID
    did: str
    unit: UUID | None
    area: str
    first: date
    last: date

    def plain(self) -> dict[str, Any]:
        """JSON values for the row."""
        return {
            "person": str(self.person), "did": self.did, "unit": str(self.unit) if self.unit else "",
            "area": self.area, "first": self.first.isoformat(), "last": self.last.isoformat(),
        }  # fmt: skip


def hands_of(plain: Iterable[Mapping[str, Any]]) -> tuple[Hand, ...]:
    """The hands that a row holds."""
    return tuple(
        Hand(
            UUID(said["person"]), said["did"], UUID(said["unit"]) if said["unit"] else None, said["area"],
            date.fromisoformat(said["first"]), date.fromisoformat(said["last"]),
        )
        for said in plain
    )  # fmt: skip


def _did(row: Row, held: Held) -> str:
    """What the hand did by a move: every move that is made for a unit counts as that unit's work."""
    if (held.unit is not None and FOR_A_UNIT & set(row.by)) or row.verb in AT_ONES_OWN:
        return WORK
    return {"check_pass": CHECK, "close": CLOSE, "decline": CLOSE}.get(row.verb, "")


def hands_after(hands: tuple[Hand, ...], row: Row, held: Held | None, person: UUID, day: date) -> tuple[Hand, ...]:
    """The hands after a move; ``held`` is None for whoever needs no post. What is taken up again begins anew, and work
    done after a check wants another one."""
    if row.verb in TAKES_UP:
        return ()
    did = _did(row, held) if held else ""
    if not did or held is None:
        return hands
    new = Hand(person, did, held.unit, "" if held.unit else held.area, day, day)
    kept = []
    for hand in hands:
        if (hand.person, hand.did, hand.unit, hand.area) == (new.person, new.did, new.unit, new.area):
            new = replace(new, first=min(hand.first, day), last=max(hand.last, day))
        elif hand.did == WORK or did != WORK:
            kept.append(hand)
    return (*kept, new)


def takes_up(row: Row) -> bool:
    """Whether the move takes up again what has ended."""
    return row.verb in TAKES_UP


def units_at_work(unit: UUID | None, parts: Iterable[Part], hands: Iterable[Hand]) -> frozenset[UUID]:
    """The units whose work it is: the lead, helpers that did not get out of it, and all that acted on it."""
    helping = (part.unit for part in parts if part.role == CO and part.state not in (WITHDRAWN, OBJECTED))
    acted = (hand.unit for hand in hands if hand.did == WORK)
    return frozenset(found for found in (unit, *helping, *acted) if found is not None)


def people_at_work(hands: Iterable[Hand], *, judging: str, state: str, person: UUID) -> frozenset[UUID]:
    """The people who cannot judge it by the verb in the state, because it is their own work.

    What a desk or grid worker put right may be closed by them once another person has looked at it. Whoever closed it
    does not say either that it stays closed.
    """
    found = list(hands)
    looked = any(hand.did == CHECK and hand.person != person for hand in found)
    exempt = looked and judging in ("close", "check_fail") and state != "handled"
    return frozenset(
        hand.person
        for hand in found
        if (hand.did == WORK and not (exempt and hand.unit is None)) or (hand.did == CLOSE and judging == "uphold")
    )


def own_work(actor: Actor, row: Row, case: "Standing") -> NotYours | None:
    """Why the actor cannot judge this work, although the post could: ``own_work`` with a sentence, else None."""
    if row.verb not in JUDGES:
        return None
    people = people_at_work(case.hands, judging=row.verb, state=case.state, person=actor.person)
    if actor.person in people:
        return NotYours(
            "own_work",
            Say(
                "这件案子您自己经手过，不能由您自己核查或结案。请同一中心的另一位同事来看，或请上一级看。",
                "You had a hand in this case yourself, so you cannot check or close it. Ask a colleague of the desk, "
                "or the level above.",
            ),
        )
    units = units_at_work(case.unit, case.parts, case.hands)
    if any(held.unit in units for held in actor.grants) or any(
        hand.did == WORK and hand.unit is not None and hand.unit == held.unit and _overlaps(held, hand)
        for held in actor.formerly
        for hand in case.hands
    ):
        return NotYours(
            "own_work",
            Say(
                "这件案子是您所在的单位办的，本单位的人不能核查或结案。请本社区的网格员或其他同事来看。",
                "Your unit handled this case, and nobody of the unit can check or close it. Ask the grid worker or "
                "another colleague of the community.",
            ),
        )
    return None


def _overlaps(held: Held, hand: Hand) -> bool:
    return held.starts_on <= hand.last and (held.ends_on is None or hand.first <= held.ends_on)


def checked_by(
    area: str, holders: Iterable[tuple[UUID, str, UUID | None]], case: "Standing", *, grid: int, community: int
) -> str:
    """Where a case that is put right gets its check: empty for the worker of its grid, else its community's code.

    ``holders`` are person, area and unit of the posts held in the grid and in the units at work; ``grid`` and
    ``community`` are lengths of codes. The community checks where nobody works in the grid but those whose own work it
    is. Empty as well where the grid is not known: the desk that holds the case checks then.
    """
    if len(area) != grid:
        return ""
    found = list(holders)
    at_work = people_at_work(case.hands, judging="check_pass", state="handled", person=UUID(int=0))
    own = at_work | {person for person, _, unit in found if unit is not None}
    workers = {person for person, where, _ in found if where == area}
    return "" if workers - own else area[:community]


def undoubted(row: Row, case: "Standing") -> NotNow | None:
    """Why nothing needs to be upheld: nobody says that it is not solved."""
    if row.verb != "uphold" or any(doubt in case.marks for doubt in DOUBTS):
        return None
    return NotNow(
        "not_doubted",
        Say(
            "没有人说这件事没解决，不用说明。要再办，请点“重新办理”。",
            "Nobody says that this is not solved, so nothing needs upholding. To take it up again, reopen it.",
        ),
    )


def doubts_after(row: Row, marks: Collection[str]) -> list[str]:
    """The marks after a move: doubts are settled when it is taken up again or upheld."""
    settled = row.verb == "uphold" or row.verb in TAKES_UP
    return [mark for mark in marks if not (settled and mark in DOUBTS)]
