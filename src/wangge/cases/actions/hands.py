"""Whose hands a case goes through, and who is to check what was put right."""

from datetime import datetime

from django.conf import settings

from wangge.cases.models import Case
from wangge.cases.queries import standing
from wangge.cases.rules import Hand, checked_by, doubts_after, hands_after, hands_of, units_at_work
from wangge.catalogue.rules import Row
from wangge.orgs.queries import holders, today
from wangge.orgs.rules import Actor, Held


def pass_through(case: Case, row: Row, held: Held | None, actor: Actor, *, happened_at: datetime, at: datetime) -> None:
    """Keep whose hand a move was, settle doubts, and choose who checks; ``case`` is in its new state already.

    One statement where the case comes to be checked, none otherwise.
    """
    before: tuple[Hand, ...] = hands_of(case.hands)
    after = hands_after(before, row, held, actor.person, today(happened_at))
    if after != before:
        case.hands = [hand.plain() for hand in after]
    case.marks = doubts_after(row, case.marks)
    if row.end != "handled":
        case.checker = ""
    elif row.source != "handled":
        case.checker = _checker(case, at)


def _checker(case: Case, at: datetime) -> str:
    grid, community = (settings.CODE_LENGTHS[level] for level in ("grid", "community"))
    if len(case.area) != grid:
        return ""
    now = standing(case)
    found = holders(areas=[case.area], units=units_at_work(now.unit, now.parts, now.hands), day=today(at))
    posts = [(held.person_id, held.area, held.unit_id) for held in found]
    return checked_by(case.area, posts, now, grid=grid, community=community)
