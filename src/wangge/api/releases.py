"""Public or not: the desk's side with proposal, release and concealing, and the side of everybody."""

from io import BytesIO
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Router

from wangge.api import rates
from wangge.api.answers.releases import PublicCases, ReleaseProposal
from wangge.api.auth import asking
from wangge.api.document import whole_file
from wangge.api.replies import hand_out, reply
from wangge.api.schemas import ConcealIn, PreviewIn, ReleaseIn
from wangge.api.uploads import serve
from wangge.cases import actions, queries
from wangge.cases.actions import Chosen
from wangge.cases.rules import Stretch, releaser
from wangge.files.actions import covered, small_picture
from wangge.files.rules import check_size, read_shapes

router = Router(tags=["releases"])
public_router = Router(tags=["residents"])


@router.get(
    "/cases/{case_id}/release",
    response=ReleaseProposal,
    operation_id="read_release",
    summary="What may be released of a case with what seems personal in it, and what is public",
)
def read(request: HttpRequest, case_id: UUID) -> HttpResponse:
    actor = asking(request)
    case = queries.case_for(actor, case_id)
    releaser(actor, "release", queries.standing(case))
    return hand_out(queries.proposal(case))


@router.post(
    "/cases/{case_id}/release",
    response=ReleaseProposal,
    operation_id="release_case",
    summary="Let everybody see words and pictures of a case, as they were looked at",
)
def release(request: HttpRequest, case_id: UUID, body: ReleaseIn) -> HttpResponse:
    chosen = Chosen(
        text=str(body.text or ""),
        show_words=body.show_words,
        leave=tuple(Stretch(one.start, one.end) for one in body.leave),
        hide=tuple(Stretch(one.start, one.end) for one in body.hide),
        photos=tuple(photo.model_dump(mode="json") for photo in body.photos),
    )
    return reply(
        actions.release(actor=asking(request), case_id=case_id, chosen=chosen, key=body.key, at=timezone.now())
    )


@router.post(
    "/cases/{case_id}/conceal",
    response=ReleaseProposal,
    operation_id="conceal_case",
    summary="Take a case back from the public at once",
)
def conceal(request: HttpRequest, case_id: UUID, body: ConcealIn) -> HttpResponse:
    return reply(
        actions.conceal(
            actor=asking(request), case_id=case_id, words=body.words, key=body.key, at=timezone.now()
        )
    )  # fmt: skip


@router.post(
    "/cases/{case_id}/release/photos/{file_id}/preview",
    **whole_file(),
    operation_id="preview_release",
    summary="A picture as everybody would see it with these shapes; nothing is kept",
)
def preview(request: HttpRequest, case_id: UUID, file_id: UUID, body: PreviewIn) -> HttpResponseBase:
    actor = asking(request)
    case = queries.case_for(actor, case_id)
    releaser(actor, "release", queries.standing(case))
    picture = queries.picture_of(case, file_id)
    made = covered(picture, read_shapes([shape.model_dump() for shape in body.shapes]))
    answer = FileResponse(BytesIO(made), content_type="image/jpeg")
    answer["Cache-Control"] = "no-store"
    return answer


@public_router.get(
    "/public/cases",
    auth=None,
    response=PublicCases,
    operation_id="list_public_cases",
    summary="What was released around a point (lat,lng), or lately in this server's district",
)
def listing(request: HttpRequest, near: str = "", metres: int = 1500) -> HttpResponse:
    rates.PUBLIC.check(request)
    return hand_out({"items": queries.public_cases(near=near, metres=metres, at=timezone.now()), "next": None})


@public_router.get(
    "/public/files/{file_id}",
    auth=None,
    **whole_file(),
    operation_id="read_public_file",
    summary="A picture of a released case as everybody may see it",
)
def file(request: HttpRequest, file_id: UUID, size: int | None = None) -> HttpResponseBase:
    found = queries.public_file(file_id)
    if size is not None:
        check_size(found.kind, size)
    answer = serve(found, small_picture(found, size) if size is not None else None)
    answer["Cache-Control"] = "no-store"
    return answer
