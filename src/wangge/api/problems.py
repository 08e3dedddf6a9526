"""Refusals and faults as problem documents (RFC 9457), in one place."""

import logging
import secrets
from typing import Any

import orjson
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from wangge.core.refusals import Refused, away
from wangge.core.words import Say

log = logging.getLogger("wangge.api")

UNREADABLE = Say(
    "提交的内容有几处读不懂，请按下面列出的字段改正。",
    "Some fields cannot be read. Please correct those that are listed.",
)


def language_of(request: HttpRequest) -> str:
    """``zh`` or ``en``: the reader's own choice (cookie ``wangge_language``), else what the browser asks for."""
    chosen = request.COOKIES.get("wangge_language") or request.headers.get("Accept-Language", "zh")
    return "en" if chosen.lower().startswith("en") else "zh"


def problem(
    request: HttpRequest, status: int, code: str, say: Say, facts: dict[str, Any] | None = None
) -> HttpResponse:
    """A problem document: type, title, status, code, detail in the reader's language, facts."""
    body = {
        "type": f"urn:wangge:problem:{code}",
        "title": code.replace("_", " "),
        "status": status,
        "code": code,
        "detail": say.to(language_of(request)),
        "facts": facts or {},
    }
    response = HttpResponse(orjson.dumps(body, default=str), status=status, content_type="application/problem+json")
    if facts and "retry_after" in facts:
        response["Retry-After"] = str(facts["retry_after"])
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A refusal as its problem document."""
    return problem(request, refusal.status, refusal.code, refusal.say, refusal.facts)


def _unreadable(request: HttpRequest, trouble: ValidationError) -> HttpResponse:
    fields = [
        {"field": ".".join(str(part) for part in error.get("loc", ())), "what": str(error.get("msg", ""))}
        for error in trouble.errors
    ]
    return problem(request, 422, "unreadable", UNREADABLE, {"fields": fields})


def _http_error(request: HttpRequest, trouble: HttpError) -> HttpResponse:
    if trouble.status_code == 400:
        say = Say("提交的内容不是正确的 JSON。请检查格式。", "The body is not valid JSON. Please check its form.")
        return problem(request, 400, "not_json", say)
    return problem(request, trouble.status_code, "refused", Say("请求没有被接受。", "The request was not accepted."))


def database_away(request: HttpRequest, trouble: Exception) -> HttpResponse:
    """The database is locked, full or gone: said as such, so that a phone sends again by itself."""
    log.error("the database cannot work: %s", trouble)
    return refused(request, away())


def fault(request: HttpRequest, trouble: Exception) -> HttpResponse:
    """A bug: logged under a number without any content, shown with the number."""
    number = secrets.token_hex(4)
    route = request.resolver_match and request.resolver_match.route
    log.error("fault %s at %s %s", number, request.method, route, exc_info=trouble)
    say = Say(
        f"系统出错了，您的内容没有丢，请稍后再试。编号 {number}，可报给管理员。",
        f"Something went wrong on our side; please try again later. Number {number}, for the administrator.",
    )
    return problem(request, 500, "fault", say, {"number": number})


def attach_to(api: NinjaAPI) -> None:
    """Let the API answer every refusal and fault in this way."""
    api.add_exception_handler(Refused, refused)  # type: ignore[arg-type]
    api.add_exception_handler(ValidationError, _unreadable)  # type: ignore[arg-type]
    api.add_exception_handler(HttpError, _http_error)  # type: ignore[arg-type]
    api.add_exception_handler(OperationalError, database_away)  # type: ignore[arg-type]
    api.add_exception_handler(Exception, fault)  # type: ignore[arg-type]
