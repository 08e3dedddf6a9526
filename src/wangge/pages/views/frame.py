"""What every page has: language, size, who is signed in, and how a refusal looks."""

import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from wangge.api.auth import actor_of
from wangge.api.live import live_origin
from wangge.api.problems import language_of
from wangge.core.refusals import NotSignedIn, Refused, away, not_found
from wangge.orgs.rules import Actor
from wangge.pages.texts import TEXTS

View = Callable[..., HttpResponseBase]
SIZES = ("normal", "elder", "largest")
"""标准, 大字 and 特大: 16, 22 and 30 pixels; the way there goes round."""
YEAR = 365 * 24 * 3600
log = logging.getLogger("wangge.pages")


def show(request: HttpRequest, template: str, *, status: int = 200, **values: Any) -> HttpResponse:
    """Draw a page in the reader's language and size."""
    size = SIZES.index(size_of(request))
    frame = {
        "language": language_of(request),
        "size": SIZES[size],
        "next_size": SIZES[(size + 1) % len(SIZES)],
        "site": settings.NAME,
        "demo": settings.DEMO,
        "here": request.get_full_path(),
    }
    response = render(request, f"pages/{template}.html", frame | values, status=status)
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
        f"connect-src 'self' {live_origin(request)}; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    response["Vary"] = "Cookie, Accept-Language"
    response["Cache-Control"] = "no-store"
    return response


def size_of(request: HttpRequest) -> str:
    """The size of text that the reader has chosen."""
    chosen = request.COOKIES.get("wangge_size", "")
    return chosen if chosen in SIZES else SIZES[0]


def resident_page(view: View) -> View:
    """A page for everybody: refusals are shown as a page."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **rest: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **rest)
        except Refused as refusal:
            return refusal_page(request, refusal)
        except OperationalError as trouble:
            return _database_away(request, trouble)

    return shown


def staff_page(view: View) -> View:
    """A page for people with an account: who is not signed in goes to the log-in and comes back here afterwards."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **rest: Any) -> HttpResponseBase:
        try:
            actor = actor_of(request)
            if actor.must_change and request.path != "/password":
                return redirect("/password")
            request.actor = actor  # type: ignore[attr-defined]
            return view(request, actor, *args, **rest)
        except NotSignedIn:
            return HttpResponseRedirect(f"/login?next={quote(request.get_full_path())}")
        except Refused as refusal:
            return refusal_page(request, refusal)
        except OperationalError as trouble:
            return _database_away(request, trouble)

    return shown


def _database_away(request: HttpRequest, trouble: OperationalError) -> HttpResponse:
    log.error("the database cannot work: %s", trouble)
    return refusal_page(request, away())


def refusal_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A refusal as a page with its sentence and a way on."""
    title = TEXTS["missing_title" if refusal.status == 404 else "refused_title"]
    return put_off(show(request, "message", status=refusal.status, title=title, words=refusal.say), refusal)


def busy_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Too many at once: the page says when to come again. A form that was sent is held in it, to be sent by one press.

    Nothing is read from the database. Files cannot be held in a page: it says so, and the browser's way back has them.
    """
    again: list[tuple[str, str]] = []
    files = False
    if request.method == "POST":
        with suppress(SuspiciousOperation, RequestDataTooBig, UnreadablePostError, MultiPartParserError):
            again = [(name, value) for name, values in request.POST.lists() for value in values]
            files = any(file.size for _, given in request.FILES.lists() for file in given)
    page = show(
        request, "busy", status=refusal.status, title=TEXTS["busy_title"], words=refusal.say, again=again, files=files,
        address=request.get_full_path(), posted=request.method == "POST",
    )  # fmt: skip
    return put_off(page, refusal)


def put_off(response: HttpResponse, refusal: Refused | None) -> HttpResponse:
    """The page, which says to machines too when to come again where the refusal does."""
    if refusal is not None and "retry_after" in refusal.facts:
        response["Retry-After"] = str(refusal.facts["retry_after"])
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page's form key is too old or foreign. The log hears of the page, never of a code in its address."""
    log.warning("form refused at %s: %s", request.resolver_match and request.resolver_match.route, reason)
    return show(request, "message", status=403, title=TEXTS["refused_title"], words=TEXTS["csrf"])


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such address."""
    from wangge.api.problems import refused

    if request.path.startswith("/api/"):
        return refused(request, not_found())
    return show(request, "message", status=404, title=TEXTS["missing_title"], words=not_found().say)


def fault(request: HttpRequest) -> HttpResponse:
    """A bug: the page gives a number, the log holds the rest."""
    number = secrets.token_hex(4)
    log.exception("fault %s at %s %s", number, request.method, request.resolver_match and request.resolver_match.route)
    return show(request, "message", status=500, title=TEXTS["fault_title"], words=TEXTS["fault_words"], number=number)


def back_to(request: HttpRequest, default: str = "/") -> str:
    """A safe address to go back to: one of our own pages."""
    wanted = request.POST.get("next") or request.GET.get("next") or default
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) or not wanted.startswith("/"):
        return default
    try:
        resolve(wanted.split("?")[0])
    except Resolver404:
        return default
    return wanted


def choose(request: HttpRequest) -> HttpResponse:
    """Keep the reader's language or text size in a cookie and go back."""
    response = HttpResponseRedirect(back_to(request))
    if request.GET.get("size") in SIZES:
        response.set_cookie("wangge_size", request.GET["size"], max_age=YEAR, samesite="Lax", secure=settings.SECURE)
    if request.GET.get("language") in ("zh", "en"):
        response.set_cookie(
            "wangge_language", request.GET["language"], max_age=YEAR, samesite="Lax", secure=settings.SECURE
        )
    return response


def who(request: HttpRequest) -> Actor | None:
    """The signed-in actor, or None."""
    try:
        return actor_of(request)
    except NotSignedIn:
        return None


def kept_photos(request: HttpRequest) -> list[str]:
    """Ids of photos that an earlier, refused sending of the same form has left with us."""
    return [text for text in request.POST.getlist("photo") if _is_id(text)][:9]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
