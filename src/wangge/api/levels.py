"""The handshake between an app that a phone has kept and a server that has moved on."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from wangge.api.problems import problem
from wangge.core.words import Say

LEVEL = 1
"""Rises when the API changes so that an app built before cannot work with it any more."""
OLDEST = 1
"""The oldest level of an app that is still answered."""
TOO_OLD = Say(
    "手机上的版本太旧了，请连着网点“更新”。没传的内容都还在，更新后自己会传。",
    "The version on this phone is too old. Press “Update” while online; what was not sent is still there and will go.",
)


class Handshake:
    """Middleware: 426 ``app_too_old`` for an app whose header ``X-Wangge-Level`` is below ``OLDEST``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        level = request.headers.get("X-Wangge-Level", "")
        if level.isdigit() and len(level) < 6 and int(level) < OLDEST and request.path.startswith("/api/"):
            return problem(request, 426, "app_too_old", TOO_OLD, {"level": int(level), "oldest": OLDEST})
        return self._get_response(request)
