"""Duty rosters: who is on shift when, and where nobody will be."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import AwareDatetime

from wangge.api.answers.people import HoleList, ShiftList
from wangge.api.auth import asking
from wangge.api.replies import hand_out
from wangge.cases.queries import PAGE, check_limit
from wangge.core.refusals import Missing, NotYours
from wangge.core.words import Say
from wangge.orgs.models import Duty
from wangge.orgs.queries import holes_in, shifts_within
from wangge.orgs.rules import HOLES, looks_after
from wangge.places.queries import area_rows

router = Router(tags=["rosters"])
LONGEST = timedelta(days=62)
DESK_VERB = "case.dispatch"


@router.get(
    "/rosters",
    response=ShiftList,
    operation_id="list_shifts",
    summary="Shifts of an area and what lies in it, by time",
)
def shifts(
    request: HttpRequest,
    area: str,
    begin: AwareDatetime | None = Query(None, alias="from"),  # noqa: B008
    end: AwareDatetime | None = Query(None, alias="to"),  # noqa: B008
    next: str = "",
    limit: int = PAGE,
) -> HttpResponse:
    if not looks_after(asking(request), area):
        raise NotYours(
            "not_yours",
            Say("只能看自己辖区里的排班。", "Only rosters inside your own area are yours to see."),
            area=area,
        )
    starts_at = begin or timezone.now()
    ends_at = end or starts_at + timedelta(days=14)
    if not timedelta(0) < ends_at - starts_at <= LONGEST:
        raise range_refused()
    most = check_limit(limit)
    found = shifts_within(area, starts_at=starts_at, ends_at=ends_at, after=after_mark(next), limit=most + 1)
    last = found[most - 1] if len(found) > most else None
    following = mark_of(last) if last else None
    return hand_out({"items": [shift_answer(duty) for duty in found[:most]], "next": following})


@router.get(
    "/rosters/holes",
    response=HoleList,
    operation_id="list_holes",
    summary="Where and when nobody of my areas will be responsible, before it happens",
)
def holes(request: HttpRequest, days: int = 14) -> HttpResponse:
    actor = asking(request)
    desks = [held for held in actor.with_verb(DESK_VERB) if held.area]
    if not desks:
        raise NotYours(
            "not_yours",
            Say(
                "这份清单给各级中心看。请找您的社区或街道。",
                "This list is for desks. Please ask your community or street.",
            ),
        )
    at = timezone.now()
    if not timedelta(0) < timedelta(days=min(days, 9999)) <= LONGEST:
        raise range_refused()
    items = []
    for district in sorted({held.district for held in desks}):
        areas = {
            code: row["name"]
            for code, row in area_rows(district).items()
            if not row["administered_by"] and looks_after(actor, code, DESK_VERB)
        }
        for code, hole in holes_in(district, areas, starts_at=at, ends_at=at + timedelta(days=days)):
            items.append(
                {
                    "area": {"code": code, "name": areas[code]},
                    "kind": hole.kind,
                    "label": HOLES[hole.kind].pair(),
                    "starts_at": hole.starts_at.isoformat(),
                    "ends_at": hole.ends_at.isoformat(),
                }
            )
    return hand_out({"items": items, "next": None})


def range_refused() -> Missing:
    """What is said of a stretch of time that is none, or too long."""
    return Missing(
        "range_unlikely",
        Say(
            "时间段要在 1 到 62 天之间，结束晚于开始。", "The stretch must be of 1 to 62 days and end after its start."
        ),
    )


def mark_of(duty: Duty) -> str:
    """What a client sends to get the page after a shift."""
    return f"{duty.starts_at.isoformat()}~{duty.id}"


def after_mark(token: str) -> tuple[datetime, UUID] | None:
    """The shift after which a page begins. Raises ``Missing`` (``next_unreadable``)."""
    if not token:
        return None
    try:
        starts_at, _, shift = token.replace(" ", "+").partition("~")
        moment = datetime.fromisoformat(starts_at)
        if moment.tzinfo is None:
            raise ValueError(token)
        return moment, UUID(shift)
    except ValueError:
        raise Missing(
            "next_unreadable", Say("翻页标记读不懂。请从第一页重新看。", "The page mark cannot be read. Begin again.")
        ) from None


def shift_answer(duty: Duty) -> dict[str, Any]:
    """A shift as JSON values."""
    stands_for = duty.instead_of
    return {
        "id": str(duty.id),
        "person": {"id": str(duty.person_id), "name": duty.person.name},
        "area": duty.area or None,
        "unit": duty.unit.code if duty.unit else None,
        "starts_at": duty.starts_at.isoformat(),
        "ends_at": duty.ends_at.isoformat(),
        "instead_of": {"id": str(stands_for.id), "name": stands_for.name} if stands_for else None,
    }
