"""What the rules need to know of a case, and who may see it. Pure."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wangge.cases.rules.joint import Part
from wangge.cases.rules.requests import Ask
from wangge.cases.rules.solving import Hand
from wangge.orgs.rules import Actor, above


@dataclass(frozen=True)
class Standing:
    """What the rules need to know of a case.

    ``asks`` are its open requests, ``late`` units that ended late on it, ``reports`` how many belong to it, ``tellers``
    the people who made one of them beside the first; ``before`` is the state that a merged case had. ``hands`` are
    whose work it is; ``checker`` is the community that checks instead of the grid's worker, if one does.
    """

    district: str
    state: str
    kind: str
    area: str
    located: bool
    desk: str
    unit: UUID | None
    reporter: UUID
    sender: str = ""
    seen: bool = False
    parts: tuple[Part, ...] = ()
    refusals: int = 0
    designated: bool = False
    marks: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    late: frozenset[UUID] = frozenset()
    hands: tuple[Hand, ...] = ()
    checker: str = ""
    reports: int = 1
    tellers: frozenset[UUID] = frozenset()
    before: str = ""

    def alike(self, actor: Actor) -> tuple[Any, ...]:
        """All that the rules know of a case when the actor asks: of who told it only whether the actor did."""
        known = (value for name, value in self.__dict__.items() if name not in ("reporter", "tellers"))
        return (self.told_by(actor), *known)

    def told_by(self, actor: Actor) -> bool:
        """Whether one of its reports is the actor's own."""
        return not actor.is_public and (self.reporter == actor.person or actor.person in self.tellers)


def may_see(actor: Actor, case: Standing) -> bool:
    """Whether the actor may see the case at all: by area, by unit, or because it is the actor's own report.

    A unit that has or had a task beside the lead sees it as well.

    The same rule as a filter on rows is ``cases.queries.visible``; a test holds the two together.
    """
    if case.told_by(actor):
        return True
    return any(
        (held.unit is not None and (held.unit == case.unit or any(held.unit == part.unit for part in case.parts)))
        or (held.area != "" and (above(held.area, case.area) or above(held.area, case.desk)))
        for held in actor.with_verb("case.see")
        if held.district == case.district
    )
