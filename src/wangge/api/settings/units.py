"""Units and joint offices set by hand."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from wangge.api.answers.settings import OfficeSet, UnitChanged, UnitEnded, UnitMade, UnitSettingsList, WholeUnit
from wangge.api.auth import asking
from wangge.api.replies import hand_out, reply
from wangge.api.settings.bodies import EndsOn, OfficeIn, UnitChange, UnitMake
from wangge.cases.queries import PAGE, check_limit, open_at_unit
from wangge.orgs import actions
from wangge.orgs.queries import today, unit_answer, unit_for, units_found
from wangge.orgs.rules import looks_after

router = Router()


@router.get(
    "/settings/units",
    response=UnitSettingsList,
    operation_id="list_unit_settings",
    summary="Units of my district by code, with search",
)
def unit_list(
    request: HttpRequest, q: str = "", area: str = "", kind: str = "", ended: bool = False, next: str = "",
    limit: int = PAGE,
) -> HttpResponse:  # fmt: skip
    most = check_limit(limit)
    items = units_found(
        asking(request), q=q, area=area, kind=kind, ended=ended, after=next, limit=most + 1, day=today(timezone.now())
    )
    return hand_out({"items": items[:most], "next": items[most - 1]["code"] if len(items) > most else None})


@router.post(
    "/settings/units", response={201: UnitMade}, operation_id="make_unit", summary="Make a unit inside my area"
)
def make(request: HttpRequest, body: UnitMake) -> HttpResponse:
    return reply(actions.make_unit(actor=asking(request), at=timezone.now(), **body.model_dump()))


@router.get(
    "/settings/units/{unit}",
    response=WholeUnit,
    operation_id="read_unit_settings",
    summary="One unit, with what it has open",
)
def one_unit(request: HttpRequest, unit: UUID) -> HttpResponse:
    actor = asking(request)
    found = unit_for(actor, unit, day=today(timezone.now()))
    mine = found.ended_on is None and looks_after(actor, found.area, "unit.set")
    return hand_out(unit_answer(found) | {"open_cases": open_at_unit(unit), "mine": mine})


@router.post(
    "/settings/units/{unit}",
    response=UnitChanged,
    operation_id="change_unit",
    summary="Rename a unit, change phone, area or unit above",
)
def change(request: HttpRequest, unit: UUID, body: UnitChange) -> HttpResponse:
    said = body.model_dump(exclude_unset=True, exclude={"key"})
    return reply(actions.change_unit(actor=asking(request), unit=unit, said=said, key=body.key, at=timezone.now()))


@router.post(
    "/settings/units/{unit}/end",
    response=UnitEnded,
    operation_id="end_unit",
    summary="End a unit that has nothing open, with a day",
)
def end(request: HttpRequest, unit: UUID, body: EndsOn) -> HttpResponse:
    return reply(
        actions.end_unit(
            actor=asking(request), unit=unit, ends_on=body.ends_on, open_cases=open_at_unit, key=body.key,
            at=timezone.now(),
        )
    )  # fmt: skip


@router.post(
    "/settings/offices/{code}",
    response=OfficeSet,
    operation_id="set_office",
    summary="Make a joint office or change its units",
)
def office(request: HttpRequest, code: str, body: OfficeIn) -> HttpResponse:
    return reply(actions.set_office(actor=asking(request), code=code, at=timezone.now(), **body.model_dump()))
