"""Open cases of somebody who has left."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from wangge.cases.actions.noting import note
from wangge.cases.models import Case
from wangge.cases.queries import cases_held
from wangge.cases.rules import holder_relations
from wangge.core.ids import PUBLIC
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import digest
from wangge.orgs.rules import Held


def follow_hand_over(grants: Iterable[Held], *, successor: UUID, district: str, key: str, at: datetime) -> int:
    """Let each open case that stood with these posts be unseen again, for the successor, once. Returns how many.

    Each is a command of its own and records ``case.hand_over``, which notices hear like any other hand-over.
    """
    handed = 0
    for case in cases_held(district, grants):
        payload = {"case": str(case.id), "leave": key}
        command = Command(district, PUBLIC, "", f"{key}-{case.id}"[:64], digest("case.hand_over", payload), at, at)
        handed += not commit(command, lambda change, case=case: _hand(change, case, successor, at)).replay  # type: ignore[misc]
    return handed


def _hand(change: Change, found: Case, successor: UUID, at: datetime) -> Answer:
    case = Case.objects.select_for_update().get(district=found.district, id=found.id)
    if case.ended_at is not None:
        return Answer(200, {"handed": False})
    turn = holder_relations(case.state, case.unit, case.checker)
    places = {
        "unit": {"unit": str(case.unit)}, "grid": {"area": case.area}, "community": {"area": case.checker},
    }  # fmt: skip
    place = places.get(turn[0], {})
    facts: dict[str, Any] = {"to": str(successor), "handed": True} | (place or {"desk": case.desk})
    note(change, case, "case.hand_over", facts, handed_at=at, handed_seq=case.head_seq + 1, seen_at=None)
    return Answer(200, facts)
