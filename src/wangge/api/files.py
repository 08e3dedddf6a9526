"""Files out: a picture or sound as it was kept, or a picture made smaller. Nothing of them ever changes."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router

from wangge.api.auth import asking
from wangge.api.document import whole_file
from wangge.api.uploads import serve
from wangge.cases.queries import file_for
from wangge.files.actions import small_picture
from wangge.files.rules import check_size

router = Router(tags=["files"])
FOR_EVER = "private, max-age=31536000, immutable"


@router.get(
    "/files/{file_id}",
    **whole_file(),
    operation_id="read_file",
    summary="A file of a case that I may see, or my own not sent yet; a picture also smaller",
)
def one(request: HttpRequest, file_id: UUID, size: int | None = None) -> HttpResponseBase:
    found = file_for(asking(request), file_id)
    if size is not None:
        check_size(found.kind, size)
    tag = f'"{found.sha256[:24]}-{size or "whole"}"'
    if tag in request.headers.get("If-None-Match", ""):
        answer: HttpResponseBase = HttpResponse(status=304)
    else:
        answer = serve(found, small_picture(found, size) if size is not None else None)
    answer["ETag"], answer["Cache-Control"], answer["Vary"] = tag, FOR_EVER, "Authorization, Cookie"
    return answer
