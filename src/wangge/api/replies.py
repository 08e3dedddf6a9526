"""Answers of actions as HTTP responses."""

import gzip
import hashlib
from functools import lru_cache
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


def lasting(request: HttpRequest, value: Any) -> HttpResponse:
    """A JSON value that seldom changes: 304 to whoever has it, compressed for whoever can read that."""
    body = orjson.dumps(value)
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    if tag in request.headers.get("If-None-Match", ""):
        answer = HttpResponse(status=304)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        answer = HttpResponse(_packed(body), content_type="application/json")
        answer["Content-Encoding"] = "gzip"
    else:
        answer = HttpResponse(body, content_type="application/json")
    answer["ETag"], answer["Cache-Control"] = tag, "private, no-cache"
    answer["Vary"] = "Accept-Encoding, Authorization, Cookie"
    return answer


@lru_cache(maxsize=32)
def _packed(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)


def reply(answer: Answer) -> HttpResponse:
    """The answer with its status; an answer given before is marked ``Idempotent-Replay: true``."""
    response = hand_out(answer.body, answer.status)
    if answer.replay:
        response["Idempotent-Replay"] = "true"
    return response
