"""Who is asking: a bearer token, or the session cookie together with ``X-CSRFToken``."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.utils import check_csrf

from wangge.api.problems import language_of
from wangge.core.refusals import NotSignedIn, NotYours
from wangge.core.words import Say
from wangge.orgs.queries import LOGGED_OUT, signed_in
from wangge.orgs.rules import Actor, public_actor

CHANGE_FIRST = Say("请先修改初始密码，再继续使用。", "Please change the first password before going on.")
OPEN_BEFORE_CHANGE = ("/api/v1/me", "/api/v1/session", "/api/v1/me/password")


def token_of(request: HttpRequest) -> tuple[str, bool]:
    """The token and whether it came as a cookie."""
    header = request.headers.get("Authorization", "")
    if header.lower().startswith("bearer "):
        return header[7:].strip(), False
    return request.COOKIES.get(settings.SESSION_COOKIE, ""), True


def actor_of(request: HttpRequest, *, at: datetime | None = None) -> Actor:
    """The actor of a request. Raises ``NotSignedIn``."""
    token, _ = token_of(request)
    if not token:
        raise NotSignedIn("not_signed_in", LOGGED_OUT)
    return signed_in(token, at=at or timezone.now(), language=language_of(request))


def signed(request: HttpRequest) -> Any:
    """Ninja's authentication: returns the actor, who is then ``request.auth``."""
    token, from_cookie = token_of(request)
    if not token:
        raise NotSignedIn("not_signed_in", LOGGED_OUT)
    if from_cookie and check_csrf(request):
        raise NotYours(
            "csrf", Say("页面已过期。请刷新后再试。", "The page is out of date. Please reload it and try again.")
        )
    actor = signed_in(token, at=timezone.now(), language=language_of(request))
    if actor.must_change and request.path not in OPEN_BEFORE_CHANGE:
        raise NotYours("password_change_due", CHANGE_FIRST)
    return actor


def asking(request: HttpRequest) -> Actor:
    """The signed-in actor of a request that ``signed`` has let through."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor


def resident(request: HttpRequest) -> Actor:
    """Somebody without account, on this server's own district page."""
    return public_actor(settings.DISTRICT, language_of(request))
