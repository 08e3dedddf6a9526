"""Whose turn it is: the open cases whose next act is somebody's, and the queues into which they are split."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q

from wangge.cases.models import DOUBTED, OPEN, Case, Request, Task
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
from wangge.orgs.rules import Actor, Held

MOST_COUNTED = 1000
"""So many cases are counted, those due soonest."""
NOTHING = Q(id__in=[])
"""No case at all. A count must not be filtered by it: Django then drops the statement with all its other counts."""


def inside(column: str, code: str) -> Q:
    """Rows whose code lies in an area: a range of the index (``:`` is the sign after ``9``)."""
    return Q(**{f"{column}__gte": code, f"{column}__lt": code + ":"})


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
    """What is the actor's turn, post by post, not yet narrowed to open cases. A statement for each unit or community.

    Those at the own desk, except while a unit has them; those that a community checks for one of its grids; those in
    which the own unit has a task; for the district centre those that wait for a designation.
    """
    with_unit = Q(state__in=WITH_UNIT, unit__isnull=False)
    for held in actor.with_verb("case.see"):
        here = Q(district=held.district)
        if held.unit is not None:
            tasks = Task.objects.filter(district=held.district, unit=held.unit, done_at=None).values_list("case")
            yield Turns("unit", with_unit & here & Q(unit=held.unit))
            if with_tasks := [case for (case,) in tasks]:
                yield Turns("task", here & Q(id__in=with_tasks))
        elif len(held.area) == settings.CODE_LENGTHS["grid"]:
            before = ~with_unit & ~Q(state="handled") & Q(desk=held.area)
            asked = Q(state="verifying", area=held.area) | Q(state="handled", area=held.area, checker="")
            yield Turns("grid", here & (before | asked))
        elif held.area:
            yield Turns("desk", ~with_unit & here & at_desk(held))
            if asked_to_check := _checks(held):
                yield Turns("desk", here & Q(id__in=asked_to_check))
            if held.area == held.district and "case.designate" in held.verbs:
                yield Turns("desk", here & Q(state="registered", refusals__gte=MOST_REFUSALS))


def _checks(held: Held) -> list[UUID]:
    """Cases that a community checks for one of its grids. A list, so that the desk's question keeps its own index."""
    if len(held.area) != settings.CODE_LENGTHS["community"]:
        return []
    rows = Case.objects.filter(OPEN, district=held.district, checker=held.area, state="handled")
    return list(rows.values_list("id", flat=True)[:MOST_COUNTED])


def at_desk(held: Held) -> Q:
    """Cases at the desk of a post; a community's are also those of its grids."""
    if len(held.area) == settings.CODE_LENGTHS["community"]:
        return inside("desk", held.area)
    return Q(desk=held.area)


def _any(parts: Iterable[Q]) -> Q:
    """One of them; nothing where there are none, and never nothing beside something."""
    return reduce(or_, [part for part in parts if part != NOTHING] or [NOTHING])


def mine(actor: Actor) -> Q:
    """Open cases whose next act is the actor's. Part of ``visible``. A statement for each of the actor's units."""
    return _any(turn.cases for turn in turns(actor)) & OPEN


def queue(actor: Actor, name: str, *, at: datetime) -> Q:
    """The cases of a queue of ``rules.QUEUES``, as a filter on rows from ``with_marks``. Part of ``visible``.

    Raises ``Missing`` (``queue_unknown``). A statement for each of the actor's units.
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

    One statement, none for posts that decide nothing. The open requests are few and come first: asked for as part of
    the question of the cases they would be looked for among all that ever were.
    """
    may = [
        (held, decision)
        for held in actor.with_verb("case.see")
        for decision in decisions()
        if f"case.{decision.verb}" in held.verbs
    ]
    if not may:
        return NOTHING
    states = {state for _, decision in may for state in decision.states}
    rows = Request.objects.filter(district__in=actor.districts, state__in=sorted(states))
    waiting = [Waiting(*row) for row in rows.values_list("district", "case", "sort", "state", "asker")]
    return _any(_asked(held, decision, waiting) for held, decision in may)


def doubted(actor: Actor) -> Q:
    """Ended cases of which somebody says that they are not solved: for the desk that had them last and all above it."""
    posts = [held for held in actor.with_verb("case.uphold") if held.area]
    found = _any(Q(district=held.district) & inside("desk", held.area) for held in posts)
    return found if found == NOTHING else found & DOUBTED


class Waiting(NamedTuple):
    """An open request: where, of which case, of what sort, in which state, and who asks."""

    district: str
    case: UUID
    sort: str
    state: str
    asker: str


def _asked(held: Held, decision: Decision, waiting: Iterable[Waiting]) -> Q:
    asked = [
        w for w in waiting
        if w.district == held.district and w.state in decision.states and w.sort in decision.sorts
    ]  # fmt: skip
    if decision.relation == "unit" and held.unit is not None:
        where, asked = Q(unit=held.unit), [w for w in asked if w.asker == str(held.unit)]
    elif decision.relation == "desk" and held.area and len(held.area) < settings.CODE_LENGTHS["grid"]:
        where = at_desk(held)
    elif decision.relation == "top" and held.area == held.district:
        where = Q()
    else:
        return NOTHING
    if not asked:
        return NOTHING
    return Q(district=held.district, state__in=decision.sources, id__in=[w.case for w in asked]) & where


def queue_counts(actor: Actor, *, at: datetime) -> dict[str, Any]:
    """How many cases stand in each queue: ``{"queues": {name: count}, "capped": bool}``.

    Of more than 1,000 the 1,000 that are due soonest are counted, and ``capped`` says so. Two statements, three for a
    desk, and one for each of the actor's units.
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
