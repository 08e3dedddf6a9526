"""Tasks beside the lead as the API hands them out, who must still look at theirs, and which nobody has looked at."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from wangge.cases.models import Case, Task
from wangge.cases.queries.access import standing
from wangge.cases.queries.timing import calendar_of_run
from wangge.cases.rules import ROLES, TASK_STATES, Part, clocks_of, holds_now, open_parts, unseen_late
from wangge.journal.queries import content_of
from wangge.orgs.queries import unit_names
from wangge.orgs.rules import Actor
from wangge.places.queries import full_name


def task_answers(case: Case, *, at: datetime) -> list[dict[str, Any]]:
    """The tasks of a case, the first given first: whose, what for, until when, and what came of it.

    Two statements for a case that has any, none for the others.
    """
    if not case.parts:
        return []
    order = [said["task"] for said in case.parts]
    rows = Task.objects.filter(district=case.district, case=case.id)
    tasks = sorted(rows, key=lambda task: order.index(str(task.id)))
    bodies = content_of(case.district, {c for task in tasks for c in (task.asked, task.said) if c})
    runs = {(run.name, run.who, run.since): run for run in clocks_of(case.clocks).runs}
    found = []
    for task in tasks:
        run = runs.get((task.role, str(task.unit), task.given_at))
        due_at = run.due_at if run else None
        found.append(
            {
                "id": str(task.id),
                "unit": {"id": str(task.unit), "name": unit_names().get(task.unit, "")},
                "role": task.role,
                "role_label": ROLES[task.role].pair(),
                "state": task.state,
                "state_label": TASK_STATES[task.state].pair(),
                "since": task.given_at.isoformat(),
                "given_by": {"id": task.given_by, "name": full_name(task.given_by)},
                "due_at": due_at.isoformat() if due_at else None,
                "light": run.light(at, calendar_of_run(run)).value if run else None,
                "on_time": run.on_time if run else None,
                "seen_at": task.seen_at.isoformat() if task.seen_at else None,
                "unseen": is_task_unseen(task, at=at),
                "done_at": task.done_at.isoformat() if task.done_at else None,
                "asked": _words(bodies, task.asked),
                "words": _words(bodies, task.said),
                "arrival": _arrival(task),
            }
        )
    return found


def _words(bodies: dict[UUID, bytes | None], content: UUID | None) -> str | None:
    body = bodies.get(content) if content else None
    return body.decode() if body is not None else None


def _arrival(task: Task) -> dict[str, Any] | None:
    if task.happened_at is None:
        return None
    return {
        "lat": task.lat, "lng": task.lng, "metres": task.metres, "happened_at": task.happened_at.isoformat(),
    }  # fmt: skip


def is_task_unseen(task: Task, *, at: datetime) -> bool:
    """Whether nobody of the unit has opened the case in time since the task was given."""
    return unseen_late(
        handed_at=task.given_at,
        seen_at=task.seen_at,
        ended=task.done_at is not None,
        minutes=settings.UNSEEN_MINUTES,
        at=at,
    )


def unseen_parts(case: Case, actor: Actor) -> list[Part]:
    """Open tasks of the actor's units that nobody of them has looked at. No statement."""
    if not case.parts:
        return []
    units = [held.unit for held in actor.with_verb("case.see") if held.unit is not None]
    return [part for part in open_parts(standing(case).parts, units=units) if not part.seen]


def wants_look(case: Case, actor: Actor) -> bool:
    """Whether a look of the actor's is waited for: as that of whoever has the case, or of a unit with a task."""
    turn = case.seen_at is None and holds_now(actor, standing(case), settings.CODE_LENGTHS)
    return turn or bool(unseen_parts(case, actor))


def tasks_left_unseen(district: str, *, at: datetime) -> QuerySet[Task]:
    """Open tasks of a district that were given too long ago and looked at by nobody of the unit, the oldest first."""
    before = at - timedelta(minutes=settings.UNSEEN_MINUTES)
    rows = Task.objects.filter(district=district, seen_at=None, done_at=None, given_at__lte=before)
    return rows.order_by("given_at")


def task_by_id(district: str, task: UUID) -> Task | None:
    """A task without anybody asking: for the sender of notices, never for an answer to a person."""
    return Task.objects.filter(district=district, id=task).first()
