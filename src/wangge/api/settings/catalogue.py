"""The catalogue as a file, and controlled hours."""

import io
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import File, Form, Router, UploadedFile

from wangge.api.answers.catalogue import ControlList, ControlSet, SheetPreview, SheetTaken
from wangge.api.auth import asking
from wangge.api.document import sheet
from wangge.api.replies import hand_out, reply
from wangge.api.schemas import Keyed
from wangge.api.settings.bodies import ControlMake
from wangge.catalogue.actions import counted, end_control, look_over, set_control, sheet_of, take_in
from wangge.catalogue.queries import control_rows
from wangge.catalogue.rules import as_csv, as_xlsx
from wangge.core.refusals import Missing
from wangge.core.words import Say
from wangge.orgs.rules import looks_after
from wangge.orgs.rules.setting import setter
from wangge.places.queries import area_names

router = Router()
VERB = "kind.set"
MOST_NAMED = 200
"""Rows and faults that a preview names."""
FORMS = {
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (as_csv, "text/csv"),
}


@router.get(
    "/settings/catalogue/file",
    **sheet(*(media for _, media in FORMS.values())),
    operation_id="export_catalogue",
    summary="The whole catalogue of my district as a table, XLSX or CSV",
)
def export(request: HttpRequest, form: str = "xlsx") -> HttpResponseBase:
    actor = asking(request)
    if form not in FORMS:
        raise Missing("form_unknown", Say("只能导出 xlsx 或 csv。", "The form is xlsx or csv."), forms=list(FORMS))
    write, media = FORMS[form]
    name = f"catalogue-{actor.district}.{form}"
    body = io.BytesIO(write(sheet_of(actor.district)))
    return FileResponse(body, as_attachment=True, filename=name, content_type=media)


@router.post(
    "/settings/catalogue/file/preview",
    response=SheetPreview,
    operation_id="preview_catalogue",
    summary="What taking a file in would change, row by row; nothing is written",
)
def preview(request: HttpRequest, file: UploadedFile = File(...)) -> HttpResponse:  # noqa: B008
    actor = asking(request)
    setter(actor, VERB, area=actor.district)
    plan = look_over(file.read(), district=actor.district)
    wanted = plan.wanted
    answer: dict[str, Any] = counted(plan) | {"wrong": len(plan.faults)}
    answer["rows"] = [
        {"line": one.line, "code": one.kind.code, "name": one.kind.say.pair(), "what": one.what,
         "parts": list(one.parts)}
        for one in wanted[:MOST_NAMED]
    ]  # fmt: skip
    answer["faults"] = [
        {"line": fault.line, "column": fault.column, "label": fault.say.pair()} for fault in plan.faults[:MOST_NAMED]
    ]
    answer["capped"] = len(wanted) > MOST_NAMED or len(plan.faults) > MOST_NAMED
    return hand_out(answer)


@router.post(
    "/settings/catalogue/file",
    response=SheetTaken,
    operation_id="import_catalogue",
    summary="Take a file in, all of it or nothing; running cases keep what they have",
)
def take(request: HttpRequest, file: UploadedFile = File(...), key: str = Form(..., max_length=64)) -> HttpResponse:  # noqa: B008
    actor = asking(request)
    held = setter(actor, VERB, area=actor.district)
    return reply(
        take_in(file.read(), district=actor.district, key=key, at=timezone.now(), author=actor.person, post=held.post)
    )


@router.get(
    "/settings/controls",
    response=ControlList,
    operation_id="list_controls",
    summary="Controlled hours: where and when chosen kinds are not filed, or are filed only then",
)
def controls(request: HttpRequest) -> HttpResponse:
    actor = asking(request)
    names = area_names()
    items = [
        {
            "id": str(row.id), "kinds": row.kinds.split(),
            "areas": [{"code": code, "name": names.get(code, code)} for code in row.areas], "days": row.days,
            "starts": _clock(row.starts), "ends": _clock(row.ends),
            "season": [row.season_first, row.season_last] if row.season_first else None, "effect": row.effect,
            "why": {"zh": row.why, "en": row.why_en}, "made_at": row.made_at.isoformat(),
        }
        for row in control_rows(actor.district)
    ]  # fmt: skip
    return hand_out({"items": items, "next": None, "mine": looks_after(actor, actor.district, VERB)})


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


@router.post(
    "/settings/controls",
    response={201: ControlSet},
    operation_id="make_control",
    summary="Make controlled hours; those instead of which they are end",
)
def make(request: HttpRequest, body: ControlMake) -> HttpResponse:
    return reply(
        set_control(
            actor=asking(request), said=body.said(), areas=area_names(), instead_of=body.instead_of, key=body.key,
            at=timezone.now(),
        )
    )  # fmt: skip


@router.post(
    "/settings/controls/{control_id}/end",
    response=ControlSet,
    operation_id="end_control",
    summary="End controlled hours",
)
def end(request: HttpRequest, control_id: UUID, body: Keyed) -> HttpResponse:
    return reply(end_control(actor=asking(request), control_id=control_id, key=body.key, at=timezone.now()))
