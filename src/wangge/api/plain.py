"""No text of people holds a NUL, and PostgreSQL keeps none: such requests are turned down at the door."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from wangge.api.problems import UNREADABLE, problem


class PlainText:
    """Middleware: 422 ``unreadable`` for a NUL in address, query, form or JSON body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", "") or _in_body(request):
            return problem(request, 422, "unreadable", UNREADABLE)
        return self._get_response(request)


def _in_body(request: HttpRequest) -> bool:
    kind = request.content_type or ""
    if kind == "application/json":
        return b"\\u0000" in request.body
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data") and not request.path.startswith("/api/"):
        return any("\x00" in value for _, values in request.POST.lists() for value in values)
    return False
