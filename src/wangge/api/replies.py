"""Answers of actions as HTTP responses."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from wangge.journal.actions import Answer


class FastParser(Parser):
    """JSON bodies by orjson; an empty query parameter is as good as none."""

    def parse_body(self, request: HttpRequest) -> Any:
        return orjson.loads(request.body)

    def parse_querydict(self, given: Any, list_fields: list[str], request: HttpRequest) -> Any:
        return {k: v for k, v in super().parse_querydict(given, list_fields, request).items() if v != ""}


class FastRenderer(BaseRenderer):
    """JSON answers by orjson."""

    media_type = "application/json"

    def render(self, request: HttpRequest, value: Any, *, response_status: int) -> bytes:
        return orjson.dumps(value, default=str)


def hand_out(value: Any, status: int = 200) -> HttpResponse:
    """A JSON value as it is. Its form stands at the operation and describes only: the tests compare the two."""
    return HttpResponse(orjson.dumps(value), status=status, content_type="application/json")


def reply(answer: Answer) -> HttpResponse:
    """The answer with its status; an answer given before is marked ``Idempotent-Replay: true``."""
    response = hand_out(answer.body, answer.status)
    if answer.replay:
        response["Idempotent-Replay"] = "true"
    return response
