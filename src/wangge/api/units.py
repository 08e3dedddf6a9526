"""Units in their line of command, and the joint offices in which they act together."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from wangge.api.answers.people import OfficeList, UnitList
from wangge.api.auth import asking
from wangge.api.replies import hand_out
from wangge.orgs.queries import all_units, offices_of
from wangge.orgs.rules import UNIT_KINDS

router = Router(tags=["units"])


@router.get(
    "/units",
    response=UnitList,
    operation_id="list_units",
    summary="The units of my district: kind, area, the unit above, joint offices",
)
def unit_list(request: HttpRequest, kind: str = "") -> HttpResponse:
    items = [
        {
            "id": str(unit.id),
            "code": unit.code,
            "name": {"zh": unit.name, "en": unit.name_en or unit.name},
            "area": unit.area,
            "kind": unit.kind,
            "kind_label": UNIT_KINDS[unit.kind].pair(),
            "parent": unit.parent.code if unit.parent else None,
            "phone": unit.phone or None,
            "offices": sorted(office.code for office in unit.offices.all()),
        }
        for unit in all_units(asking(request).district)
        if kind in ("", unit.kind)
    ]
    return hand_out({"items": items, "next": None})


@router.get(
    "/offices",
    response=OfficeList,
    operation_id="list_offices",
    summary="The joint offices of my district with their units",
)
def office_list(request: HttpRequest) -> HttpResponse:
    items = [
        {
            "code": office.code,
            "name": {"zh": office.name, "en": office.name_en or office.name},
            "area": office.area,
            "units": [
                {"id": str(unit.id), "code": unit.code, "name": unit.name, "kind": unit.kind}
                for unit in sorted(office.units.all(), key=lambda unit: unit.code)
            ],
        }
        for office in offices_of(asking(request).district)
    ]
    return hand_out({"items": items, "next": None})
