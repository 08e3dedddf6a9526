"""Open cases after a re-cutting."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from wangge.cases.actions.noting import note
from wangge.cases.models import OPEN, Case
from wangge.core.ids import PUBLIC
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import digest
from wangge.orgs.rules import above
from wangge.places.queries import present_code


def follow_recut(follows: Mapping[str, Sequence[str]], *, district: str, key: str, at: datetime) -> int:
    """Give each open case of an ended area the area and the desk that took its place, once. Returns how many.

    Each is a command of its own and records ``case.recut``; who has the case does not change with it.
    """
    ended = list(follows)
    rows = Case.objects.filter(OPEN, district=district)
    moved = 0
    for case in (rows.filter(area__in=ended) | rows.filter(desk__in=ended)).order_by("id"):
        payload = {"case": str(case.id), "recut": key}
        command = Command(district, PUBLIC, "", f"{key}-{case.id}"[:64], digest("case.recut", payload), at, at)
        moved += not commit(command, lambda change, case=case: _follow(change, case, follows)).replay  # type: ignore[misc]
    return moved


def _follow(change: Change, found: Case, follows: Mapping[str, Sequence[str]]) -> Answer:
    case = Case.objects.select_for_update().get(district=found.district, id=found.id)
    area = present_code(follows.get(case.area, (case.area,)), case.lat, case.lng)
    desks = follows.get(case.desk, (case.desk,))
    desk = next((d for d in desks if above(d, area)), desks[0])
    facts: dict[str, Any] = {"area": area, "desk": desk}
    sender = follows.get(case.sender, (case.sender,))[0]
    note(change, case, "case.recut", facts, area=area, desk=desk, sender=sender)
    return Answer(200, facts)
