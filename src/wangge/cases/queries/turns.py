"""Whose turn it is: the open cases whose next act is somebody's, and the queues into which they are split."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q
from django.db.models.lookups import In

from wangge.cases.models import DOUBTED, OPEN, Case, Request, Task, beginning
from wangge.cases.queries.reasons import WITH_UNIT, marked, unopened, with_marks
from wangge.cases.rules import (
    DOUBT_QUEUES,
    HANDLE,
    MOST_REFUSALS,
    QUEUES,
    STAGE_QUEUES,
    SUPERVISED,
    WITH_EVIDENCE,
    Decision,
    check_queue,
    decisions,
    states_of,
)
from wangge.core.asked import Asked
from wangge.orgs.rules import Actor, Held

NOBODY = UUID(int=0)
MOST_COUNTED = 1000
"""So many cases are counted, those due soonest."""
MOST_RANGES = 8
"""So many areas are asked for by a range each; an engine would not bear hundreds."""
NOTHING = Q(id__in=[])
"""No case at all. A count must not be filtered by it: Django then drops the statement with all its other counts."""


def inside(column: str, code: str) -> Q:
    """Rows whose code lies in an area: a range of the index (``:`` is the sign after ``9``)."""
    return Q(**{f"{column}__gte": code, f"{column}__lt": code + ":"})


def inside_any(column: str, codes: Iterable[str]) -> Q:
    """Rows whose code lies in one of some areas: ranges of the index for a few, for many one question for each length.

    Nothing where there are none.
    """
    every = set(codes)
    apart = sorted(code for code in every if not any(code[:n] in every for n in range(len(code))))
    if len(apart) <= MOST_RANGES:
        return reduce(or_, [inside(column, code) for code in apart] or [NOTHING])
    by_length: dict[int, list[str]] = {}
    for code in apart:
        by_length.setdefault(len(code), []).append(code)
    return reduce(or_, [Q(In(beginning(column, length), found)) for length, found in sorted(by_length.items())])


def below_desks(actor: Actor, verb: str, column: str) -> Q:
    """Rows with a district whose code in a column lies in one of the areas for which the actor has a verb."""
    held = [one for one in actor.with_verb(verb) if one.area]
    found = [
        Q(district=district) & inside_any(column, [one.area for one in held if one.district == district])
        for district in sorted({one.district for one in held})
    ]
    return reduce(or_, found or [NOTHING])


@dataclass(frozen=True)
class Turns:
    """Cases whose next act is the actor's by one of the posts; ``sort`` is ``unit``, ``task``, ``grid`` or ``desk``."""

    sort: str
    cases: Q

    def of(self, name: str) -> Q:
        """Those among them that stand in a stage's queue. A task is something to handle, whatever the stage."""
        if self.sort == "task":
            return self.cases if name == HANDLE else NOTHING
        states = states_of(name, grid=self.sort == "grid")
        return self.cases & Q(state__in=states) if states else NOTHING


def turns(actor: Actor) -> Iterator[Turns]:
    """What is the actor's turn, by sorts of posts, not yet narrowed to open cases. A statement for units, one for
    communities and two for grids, however many there are.

    Those at the own desk, except while a unit has them; those that a community checks for one of its grids; those in
    which the own unit has a task; for the district centre those that wait for a designation.
    """
    with_unit = Q(state__in=WITH_UNIT, unit__isnull=False)
    for district, posts in _posts(actor):
        here = Q(district=district)
        units, areas = {held.unit for held in posts if held.unit}, {held.area for held in posts if held.area}
        grids = {area for area in areas if len(area) == settings.CODE_LENGTHS["grid"]}
        if units:
            yield Turns("unit", with_unit & here & Q(unit__in=units))
            if with_tasks := [case for (case,) in _of_units(district, tuple(units))]:
                yield Turns("task", here & Q(id__in=with_tasks))
        if grids:
            before = ~with_unit & ~Q(state="handled") & Q(desk__in=grids)
            asked = Q(state="verifying", area__in=grids) | Q(state="handled", area__in=grids, checker="")
            if near := _of_grids(district, tuple(grids)):
                yield Turns("grid", here & Q(id__in=near) & (before | asked))
        if desks := areas - grids:
            yield Turns("desk", ~with_unit & here & at_desks(desks))
            if asked_to_check := _checks(district, desks):
                yield Turns("desk", here & Q(id__in=asked_to_check))
        if any(held.area == district and "case.designate" in held.verbs for held in posts):
            yield Turns("desk", here & Q(state="registered", refusals__gte=MOST_REFUSALS))


_at_grids = Asked(
    lambda district, grids: Case.objects.filter(OPEN, district=district, desk__in=grids).values_list("id")[
        :MOST_COUNTED
    ],
    like=("a district", ("a grid",)),
)
_in_grids = Asked(
    lambda district, grids: Case.objects.filter(
        OPEN, district=district, area__in=grids, state__in=("verifying", "handled")
    ).values_list("id")[:MOST_COUNTED],
    like=("a district", ("a grid",)),
)


def _of_grids(district: str, grids: tuple[str, ...]) -> list[UUID]:
    """Open cases at the desks of grids, or in them and waiting to be looked at, from an index each: of an OR of both
    SQLite would read all that is open in the district."""
    return list({own for (own,) in (*_at_grids(district, grids), *_in_grids(district, grids))})


def _posts(actor: Actor) -> Iterator[tuple[str, list[Held]]]:
    """The posts of the actor that see cases, by district."""
    held = actor.with_verb("case.see")
    for district in sorted({one.district for one in held}):
        yield district, [one for one in held if one.district == district]


def _communities(areas: Iterable[str]) -> list[str]:
    return sorted(area for area in areas if len(area) == settings.CODE_LENGTHS["community"])


_to_check = Asked(
    lambda district, communities: Case.objects.filter(
        OPEN, district=district, checker__in=communities, state="handled"
    ).values_list("id")[:MOST_COUNTED],
    like=("a district", ("a community",)),
)
_of_units = Asked(
    lambda district, units: Task.objects.filter(district=district, unit__in=units, done_at=None).values_list("case"),
    like=("a district", (NOBODY,)),
)


def _checks(district: str, desks: Iterable[str]) -> list[UUID]:
    """Cases that communities check for their grids. A list, so that the desk's question keeps its own index."""
    if not (communities := _communities(desks)):
        return []
    return [own for (own,) in _to_check(district, tuple(communities))]


def at_desks(areas: Iterable[str]) -> Q:
    """Cases at one of some desks; a community's are also those of its grids."""
    codes = set(areas)
    communities = _communities(codes)
    return _any(
        [inside_any("desk", communities), *([Q(desk__in=others)] if (others := codes - {*communities}) else [])]
    )


def _any(parts: Iterable[Q]) -> Q:
    """One of them; nothing where there are none, and never nothing beside something."""
    return reduce(or_, [part for part in parts if part != NOTHING] or [NOTHING])


def mine(actor: Actor) -> Q:
    """Open cases whose next act is the actor's. Part of ``visible``. A statement for units, one for communities."""
    return _any(turn.cases for turn in turns(actor)) & OPEN


def queue(actor: Actor, name: str, *, at: datetime) -> Q:
    """The cases of a queue of ``rules.QUEUES``, as a filter on rows from ``with_marks``. Part of ``visible``.

    Raises ``Missing`` (``queue_unknown``). A statement for units, one for communities.
    """
    if check_queue(name) == "requests":
        return requests_for(actor)
    if name in DOUBT_QUEUES:
        return doubted(actor) & marked(name)
    return _narrowed(list(turns(actor)), name, at=at)


def _narrowed(found: list[Turns], name: str, *, at: datetime) -> Q:
    if name in STAGE_QUEUES:
        asked = _any(turn.of(name) for turn in found)
        return asked if asked == NOTHING else asked & OPEN
    look = Q(state="checking", unit=None, flow__in=WITH_EVIDENCE)
    narrow = {
        "look": look,
        "orders": marked(SUPERVISED),
        "late": Q(due_at__lt=at),
        "unseen": unopened(at),
        "mine": Q(),
    }[name]
    own = _any(turn.cases for turn in found)
    return own if own == NOTHING else own & OPEN & narrow


def requests_for(actor: Actor) -> Q:
    """Cases with an open request that waits for the actor's decision: those of a closed case are appeals.

    A statement for each decision that a post of the actor's makes; at most 1,000 requests each.
    """
    return _any(_asked(district, posts, decision) for district, posts in _posts(actor) for decision in decisions())


def doubted(actor: Actor) -> Q:
    """Ended cases of which somebody says that they are not solved: for the desk that had them last and all above it."""
    found = below_desks(actor, "case.uphold", "desk")
    return found if found == NOTHING else found & DOUBTED


def _asked(district: str, posts: Iterable[Held], decision: Decision) -> Q:
    """Requests of a district for a decision by those of these posts that make it. One statement, by which few are
    named: with a question inside a question the whole district would be gone through."""
    mine = [held for held in posts if f"case.{decision.verb}" in held.verbs]
    units = {held.unit for held in mine if held.unit is not None}
    areas = {held.area for held in mine if held.area and len(held.area) < settings.CODE_LENGTHS["grid"]}
    asked = Request.objects.filter(
        district=district, decided_at=None, state__in=decision.states, sort__in=decision.sorts
    )
    if decision.relation == "unit" and units:
        where, asked = Q(unit__in=units), asked.filter(asker__in=[str(unit) for unit in units])
    elif decision.relation == "desk" and areas:
        where = at_desks(areas)
    elif decision.relation == "top" and district in areas:
        where = Q()
    else:
        return NOTHING
    if not (cases := list(asked.values_list("case", flat=True)[:MOST_COUNTED])):
        return NOTHING
    return Q(district=district, state__in=decision.sources, id__in=cases) & where


def queue_counts(actor: Actor, *, at: datetime) -> dict[str, Any]:
    """How many cases stand in each queue: ``{"queues": {name: count}, "capped": bool}``.

    Of more than 1,000 the 1,000 that are due soonest are counted, and ``capped`` says so. Two statements, three for a
    desk, and one each for units and for communities, however many.
    """
    found = list(turns(actor))
    rows = with_marks(Case.objects.filter(_narrowed(found, "mine", at=at)))
    names = [name for name in QUEUES if name not in ("requests", "mine", *DOUBT_QUEUES)]
    narrowed = {name: _narrowed(found, name, at=at) for name in names}
    counts: Any = {name: Count("id", filter=q) for name, q in narrowed.items() if q != NOTHING}
    counted = dict.fromkeys((*names, *DOUBT_QUEUES), 0)
    counted |= rows.order_by("due_at", "id")[:MOST_COUNTED].aggregate(mine=Count("id"), **counts)
    doubts: Any = {name: Count("id", filter=marked(name)) for name in DOUBT_QUEUES}
    if actor.may("case.uphold"):
        counted |= with_marks(Case.objects.filter(doubted(actor)))[:MOST_COUNTED].aggregate(**doubts)
    counted["requests"] = Case.objects.filter(requests_for(actor))[:MOST_COUNTED].count()
    capped = counted["mine"] == MOST_COUNTED or counted["requests"] == MOST_COUNTED
    return {"queues": {name: counted[name] for name in QUEUES}, "capped": capped}
