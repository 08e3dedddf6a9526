"""Files in and out: multipart in one go, or resumable after tus 1.0.0 (core, creation, checksum)."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Router, UploadedFile

from wangge.api import rates
from wangge.api.answers.reports import UploadAnswer
from wangge.api.auth import asking, resident
from wangge.api.replies import hand_out
from wangge.cases.rules import settle_time
from wangge.core.refusals import Missing, Refused
from wangge.core.words import Say
from wangge.files import actions
from wangge.files.models import Upload
from wangge.files.queries import open_blob, upload_for
from wangge.files.rules import (
    ALGORITHMS,
    EXTENSIONS,
    MOST_BYTES,
    check_length,
    read_checksum,
    read_mark,
    read_metadata,
)
from wangge.orgs.rules import Actor

TUS = "1.0.0"
MARK = (
    "What the phone says of the file as it was made, a JSON object as text: source (camera or gallery), taken_at and "
    "sent_at by the phone's clock, lat, lng (WGS-84), accuracy_m, sha256 of these bytes. By tus it is `mark` in "
    "`Upload-Metadata`. Bytes of another checksum are refused with 460 and sent again."
)


def upload_answer(upload: Upload) -> dict[str, Any]:
    """What the sender needs to know of a finished file."""
    return {
        "id": str(upload.id),
        "kind": upload.kind,
        "media_type": upload.media_type,
        "bytes": upload.length,
        "sha256": upload.sha256,
        "width": upload.width,
        "height": upload.height,
    }


def take_mark(said: str) -> dict[str, str] | None:
    """The phone's mark of a file, its time put right like that of a command; a time nobody can believe is left out."""
    mark, at = read_mark(said), timezone.now()
    if mark is None:
        return None
    try:
        taken_at = settle_time(mark.taken_at, sent_at=mark.sent_at, at=at) if mark.taken_at else None
    except Refused:
        taken_at = None
    return mark.plain(taken_at)


def take_file(actor: Actor, file: Any, mark: str = "") -> Upload:
    """One file of a form, perhaps with the phone's mark of it, as the files room takes it."""
    check_length(file.size or 0)
    return actions.receive(
        district=actor.district, author=actor.person, body=file.read(), at=timezone.now(), mark=take_mark(mark)
    )


def serve(upload: Upload, smaller: Path | None = None) -> FileResponse:
    """The file, or a smaller picture of it, under its own safe type; nothing in it is ever run.

    The caller has asked who may see it.
    """
    response = FileResponse(smaller.open("rb") if smaller else open_blob(upload), content_type=upload.media_type)
    response["Content-Disposition"] = f'inline; filename="{upload.id}.{EXTENSIONS[upload.media_type]}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=86400, immutable"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _tus(status: int, **headers: object) -> HttpResponse:
    response = HttpResponse(status=status)
    response["Tus-Resumable"] = TUS
    response["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response[name.replace("_", "-")] = str(value)
    return response


def _wrong_version(request: HttpRequest) -> HttpResponse | None:
    if request.headers.get("Tus-Resumable") == TUS:
        return None
    return _tus(412, Tus_Version=TUS)


def _header_number(request: HttpRequest, name: str) -> int:
    text = request.headers.get(name, "")
    if not text.isdigit():
        raise Missing(
            "header_missing",
            Say(f"缺少请求头 {name}，或不是数字。", f"The header {name} is missing or no number."),
            header=name,
        )
    return int(text)


def _make_router(public: bool) -> Router:
    """The same operations for signed-in people and for residents without account."""
    auth: dict[str, Any] = {"auth": None} if public else {}
    router = Router(tags=["files"])
    name = "public_" if public else ""

    def who(request: HttpRequest) -> Actor:
        if not public:
            return asking(request)
        rates.UPLOADS.check(request)
        return resident(request)

    def own(request: HttpRequest, upload_id: UUID) -> Upload:
        actor = resident(request) if public else asking(request)
        return upload_for(district=actor.district, author=actor.person, upload_id=upload_id)

    @router.post("/uploads", response={201: UploadAnswer}, operation_id=f"{name}upload", summary="A whole file", **auth)
    def upload(
        request: HttpRequest,
        file: UploadedFile = File(...),  # noqa: B008
        mark: str = Form("", description=MARK),
    ) -> HttpResponse:
        return hand_out(upload_answer(take_file(who(request), file, mark)), 201)

    @router.api_operation(
        ["OPTIONS"],
        "/uploads/tus/",
        auth=None,
        response={204: None},
        operation_id=f"{name}tus_options",
        summary="tus: abilities",
    )
    def abilities(request: HttpRequest) -> HttpResponse:
        return _tus(
            204,
            Tus_Version=TUS,
            Tus_Extension="creation,checksum",
            Tus_Max_Size=MOST_BYTES,
            Tus_Checksum_Algorithm=",".join(ALGORITHMS),
        )

    @router.post(
        "/uploads/tus/",
        response={201: None, 412: None},
        operation_id=f"{name}tus_create",
        summary="tus: open a resumable upload",
        **auth,
    )
    def create(request: HttpRequest) -> HttpResponse:
        wrong = _wrong_version(request)
        if wrong:
            return wrong
        length = _header_number(request, "Upload-Length")
        actor = who(request)
        mark = take_mark(read_metadata(request.headers.get("Upload-Metadata", "")).get("mark", ""))
        begun = actions.begin(district=actor.district, author=actor.person, length=length, at=timezone.now(), mark=mark)
        return _tus(201, Location=f"{request.path}{begun.id}", Upload_Offset=0)

    @router.api_operation(
        ["HEAD"],
        "/uploads/tus/{upload_id}",
        response={200: None, 412: None},
        operation_id=f"{name}tus_head",
        summary="tus: how far",
        **auth,
    )
    def how_far(request: HttpRequest, upload_id: UUID) -> HttpResponse:
        wrong = _wrong_version(request)
        if wrong:
            return wrong
        found = own(request, upload_id)
        return _tus(200, Upload_Offset=actions.resume(found), Upload_Length=found.length)

    @router.patch(
        "/uploads/tus/{upload_id}",
        response={204: None, 412: None, 415: None},
        operation_id=f"{name}tus_patch",
        summary="tus: the next bytes",
        **auth,
    )
    def more(request: HttpRequest, upload_id: UUID) -> HttpResponse:
        wrong = _wrong_version(request)
        if wrong:
            return wrong
        if request.content_type != "application/offset+octet-stream":
            return _tus(415)
        header = request.headers.get("Upload-Checksum")
        reached = actions.append(
            own(request, upload_id),
            offset=_header_number(request, "Upload-Offset"),
            chunk=request.body,
            checksum=read_checksum(header) if header else None,
        )
        return _tus(204, Upload_Offset=reached)

    return router


router = _make_router(public=False)
public_router = _make_router(public=True)
