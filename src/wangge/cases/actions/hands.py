"""Whose hands a case goes through, who is to check what was put right, and when a rule closes it."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from wangge.cases.models import Case, Recheck
from wangge.cases.queries import standing
from wangge.cases.rules import (
    DOUBTS,
    Hand,
    checked_by,
    doubts_after,
    hands_after,
    hands_of,
    on_its_own,
    takes_up,
    units_at_work,
)
from wangge.catalogue.queries import present_kind
from wangge.catalogue.rules import Row
from wangge.orgs.queries import holders, today
from wangge.orgs.rules import Actor, Held


def pass_through(
    case: Case, row: Row, held: Held | None, actor: Actor, recorded: dict[str, Any], *, happened_at: datetime,
    at: datetime,
) -> None:  # fmt: skip
    """Keep whose hand a move was, settle doubts, choose who checks and when a rule closes it.

    ``case`` is in its new state already; ``recorded`` gets ``own`` where an area closes what nobody else has looked at.
    One statement where the case comes to be checked or is taken up again, none otherwise.
    """
    before: tuple[Hand, ...] = hands_of(case.through)
    after = hands_after(before, row, held, actor.person, today(happened_at))
    if after != before:
        case.through = [hand.plain() for hand in after]
    case.marks = doubts_after(row, case.marks)
    if not set(DOUBTS) & set(case.marks):
        case.doubted_at = None
    if row.end != "handled":
        case.checker = ""
    elif row.source != "handled":
        case.checker = _checker(case, at)
    if row.end != row.source:
        case.close_at = _close_at(case, at) if row.verb == "solve" else None
    if row.verb == "close" and row.source == "checking" and on_its_own(case.unit, after):
        recorded["own"] = True
    if takes_up(row):
        Recheck.objects.filter(district=case.district, case=case.id, state="open").update(state="dropped", done_at=at)


def _checker(case: Case, at: datetime) -> str:
    grid, community = (settings.CODE_LENGTHS[level] for level in ("grid", "community"))
    if len(case.area) != grid:
        return ""
    now = standing(case)
    found = holders(areas=[case.area], units=units_at_work(now.unit, now.parts, now.hands), day=today(at))
    posts = [(held.person_id, held.area, held.unit_id) for held in found]
    return checked_by(case.area, posts, now, grid=grid, community=community)


def _close_at(case: Case, at: datetime) -> datetime | None:
    """When the rule of its kind closes it; the evidence is looked at then."""
    kind = present_kind(case.district, case.kind)
    after = kind.closes_after if kind else None
    return at + timedelta(minutes=after) if after is not None else None
