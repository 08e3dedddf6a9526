"""Shifts set by hand."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import AwareDatetime

from wangge.api.answers.people import ShiftList
from wangge.api.answers.settings import ShiftCancelled, ShiftChanged, ShiftMade, WeekCopied
from wangge.api.auth import asking
from wangge.api.replies import hand_out, reply
from wangge.api.rosters import LONGEST, after_mark, mark_of, range_refused, shift_answer
from wangge.api.schemas import Keyed
from wangge.api.settings.bodies import ShiftChange, ShiftMake, StandIn, WeekCopy
from wangge.cases.queries import PAGE, check_limit
from wangge.orgs import actions
from wangge.orgs.queries import names_of, shifts_within, today, unit_for
from wangge.orgs.rules.setting import setter

router = Router()


@router.get(
    "/settings/shifts",
    response=ShiftList,
    operation_id="list_shift_settings",
    summary="Shifts that I may set, of an area or a unit, by time",
)
def shift_list(
    request: HttpRequest,
    area: str = "",
    unit: UUID | None = None,
    begin: AwareDatetime | None = Query(None, alias="from"),  # noqa: B008
    end: AwareDatetime | None = Query(None, alias="to"),  # noqa: B008
    next: str = "",
    limit: int = PAGE,
) -> HttpResponse:
    actor = asking(request)
    where = unit_for(actor, unit, day=today(timezone.now())).area if unit else area
    setter(actor, "duty.set", area=where, unit=unit)
    starts_at = begin or timezone.now()
    ends_at = end or starts_at + timedelta(days=14)
    if not timedelta(0) < ends_at - starts_at <= LONGEST:
        raise range_refused()
    most = check_limit(limit)
    found = shifts_within(area, unit=unit, starts_at=starts_at, ends_at=ends_at, after=after_mark(next), limit=most + 1)
    following = mark_of(found[most - 1]) if len(found) > most else None
    return hand_out({"items": [shift_answer(duty) for duty in found[:most]], "next": following})


@router.post(
    "/settings/shifts",
    response={201: ShiftMade},
    operation_id="make_shift",
    summary="Put somebody on shift for an area or a unit",
)
def make(request: HttpRequest, body: ShiftMake) -> HttpResponse:
    return reply(actions.make_shift(actor=asking(request), at=timezone.now(), **body.model_dump()))


@router.post(
    "/settings/shifts/copy-week",
    response=WeekCopied,
    operation_id="copy_week",
    summary="Copy a week of an area to a later week",
)
def copy_week(request: HttpRequest, body: WeekCopy) -> HttpResponse:
    answer = actions.copy_week(actor=asking(request), at=timezone.now(), **body.model_dump())
    names = names_of(UUID(row["person"]) for row in answer.body["skipped"])
    skipped = [
        row | {"person": {"id": row["person"], "name": names.get(UUID(row["person"]), "")}}
        for row in answer.body["skipped"]
    ]
    return reply(replace(answer, body=answer.body | {"skipped": skipped}))


@router.post(
    "/settings/shifts/{shift}", response=ShiftChanged, operation_id="change_shift", summary="Give a shift other times"
)
def change(request: HttpRequest, shift: UUID, body: ShiftChange) -> HttpResponse:
    return reply(actions.change_shift(actor=asking(request), shift=shift, at=timezone.now(), **body.model_dump()))


@router.post(
    "/settings/shifts/{shift}/cancel",
    response=ShiftCancelled,
    operation_id="cancel_shift",
    summary="Take a shift away, or end it now",
)
def cancel(request: HttpRequest, shift: UUID, body: Keyed) -> HttpResponse:
    return reply(actions.cancel_shift(actor=asking(request), shift=shift, key=body.key, at=timezone.now()))


@router.post(
    "/settings/shifts/{shift}/stand-in",
    response={201: ShiftMade},
    operation_id="stand_in",
    summary="Let somebody stand in for a shift",
)
def stand_in(request: HttpRequest, shift: UUID, body: StandIn) -> HttpResponse:
    return reply(actions.stand_in(actor=asking(request), shift=shift, at=timezone.now(), **body.model_dump()))
