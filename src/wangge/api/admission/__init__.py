"""Admission: so many requests of a process are at work at once; the others wait a little or are told when to come.

It stands before everything that touches the database. Reports and moves go before lists, and are the last to be sent
away (docs/decisions/0026-excess-waits-at-the-door.md).
"""

import random
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from wangge.api.admission.gate import Gate, Turned
from wangge.api.admission.rules import FREE, busy, limits, sort_of
from wangge.api.problems import refused
from wangge.core.refusals import Away

__all__ = ["Admission"]


class Admission:
    """Middleware: 503 ``busy`` with ``Retry-After`` for whoever finds no place in time. Off without ``AT_WORK``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if settings.AT_WORK < 1:
            raise MiddlewareNotUsed
        self._get_response = get_response
        self.gate = Gate(limits(settings.AT_WORK, waiting=settings.WAITING, patience=settings.PATIENCE))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sort = sort_of(request.method or "GET", request.path)
        if sort == FREE:
            return self._get_response(request)
        try:
            with self.gate.place(sort, random.random()):  # noqa: S311
                return self._get_response(request)
        except Turned as turned:
            return sent_away(request, sort, turned.seconds)


def sent_away(request: HttpRequest, sort: str, seconds: int) -> HttpResponse:
    """The refusal as a problem document, or as a page that keeps what was typed."""
    refusal = Away("busy", busy(sort, seconds), retry_after=seconds)
    if request.path.startswith("/api/"):
        return refused(request, refusal)
    page: Callable[[HttpRequest, Away], HttpResponse] = import_string(settings.BUSY_PAGE)
    return page(request, refusal)
