"""Log-in, log-out, who am I, my sessions, my password."""

from typing import Any
from uuid import UUID

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from ninja import Router

from wangge.api import rates
from wangge.api.answers.people import Me, PasswordSet, SessionList, SignedIn
from wangge.api.auth import asking
from wangge.api.live import live_address
from wangge.api.replies import hand_out, reply
from wangge.api.schemas import PasswordChange, SignIn
from wangge.core.refusals import NotSignedIn, NotYours
from wangge.core.words import Say
from wangge.journal.queries import positions
from wangge.journal.rules import position_token
from wangge.orgs.actions import change_password, end_session, open_session
from wangge.orgs.queries import has_left, sessions_of
from wangge.orgs.rules import POSTS, Actor

router = Router(tags=["session"])


def sign_in(request: HttpRequest, username: str, password: str) -> tuple[str, bool]:
    """Check name and password and open a session: the token, and whether the password must be changed first.

    Raises ``NotSignedIn`` (``wrong_password``), ``NotYours`` (``account_locked``), ``TooMany``.
    """
    rates.SIGN_IN.check(request)
    account = authenticate(request, username=username, password=password)
    if account is None or has_left(account.pk, at=timezone.now()):  # type: ignore[attr-defined]
        if not AxesProxyHandler.is_allowed(request, {"username": username}):
            raise NotYours(
                "account_locked",
                Say(
                    "密码错了十次，账号已锁一小时。可请上级重设密码，立即可用。",
                    "Ten wrong passwords: the account is locked for an hour. A superior can reset it at once.",
                ),
            )
        raise NotSignedIn(
            "wrong_password",
            Say(
                "用户名或密码不对。请再试一次；忘了可请上级重设。",
                "User name or password is not right. Try again, or ask a superior to reset it.",
            ),
        )
    device = request.headers.get("User-Agent", "")
    return open_session(account, device=device, at=timezone.now()), account.must_change  # type: ignore[arg-type, attr-defined]


def set_cookie(response: HttpResponse, token: str) -> None:
    """Keep the token in a cookie that scripts cannot read."""
    response.set_cookie(
        settings.SESSION_COOKIE,
        token,
        max_age=settings.SESSION_HOURS * 3600,
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )


@router.post(
    "/session",
    auth=None,
    response=SignedIn,
    operation_id="sign_in",
    summary="Log in: a bearer token, and the same as a cookie",
)
def begin(request: HttpRequest, body: SignIn) -> HttpResponse:
    token, must_change = sign_in(request, body.username, body.password)
    response = hand_out({"token": token, "must_change_password": must_change, "csrf": get_token(request)})
    set_cookie(response, token)
    return response


@router.delete("/session", response={204: None}, operation_id="sign_out", summary="Log out")
def end(request: HttpRequest) -> HttpResponse:
    actor = asking(request)
    if actor.session is not None:
        end_session(actor=actor, session=actor.session, at=timezone.now())
    response = HttpResponse(status=204)
    response.delete_cookie(settings.SESSION_COOKIE)
    return response


def about(actor: Actor) -> dict[str, Any]:
    """The person, the posts in force, and the position from which to ask for news."""
    return {
        "id": str(actor.person),
        "name": actor.name,
        "district": actor.district,
        "must_change_password": actor.must_change,
        "grants": [
            {
                "post": held.post,
                "label": POSTS[held.post].say.pair(),
                "area": held.area or None,
                "unit": str(held.unit) if held.unit else None,
                "starts_on": held.starts_on.isoformat(),
                "ends_on": held.ends_on.isoformat() if held.ends_on else None,
            }
            for held in actor.grants
        ],
        "verbs": sorted({verb for held in actor.grants for verb in held.verbs}),
        "position": position_token(positions(list(actor.districts)), actor.scope),
    }


@router.get(
    "/me",
    response=Me,
    operation_id="who_am_i",
    summary="Who am I, which posts do I hold, where does my feed stand, where is the live line",
)
def me(request: HttpRequest) -> HttpResponse:
    return hand_out(about(asking(request)) | {"live": live_address(request)})


@router.post(
    "/me/password",
    response=PasswordSet,
    operation_id="change_password",
    summary="Change the own password; other sessions end",
)
def new_password(request: HttpRequest, body: PasswordChange) -> HttpResponse:
    return reply(change_password(actor=asking(request), old=body.old, new=body.new, key=body.key, at=timezone.now()))


@router.get("/me/sessions", response=SessionList, operation_id="list_sessions", summary="Signed-in devices")
def sessions(request: HttpRequest) -> HttpResponse:
    actor = asking(request)
    items = [
        {
            "id": str(s.id),
            "device": s.device,
            "created_at": s.created_at.isoformat(),
            "expires_at": s.expires_at.isoformat(),
            "this": s.id == actor.session,
        }
        for s in sessions_of(actor.account or 0, at=timezone.now())
    ]
    return hand_out({"items": items, "next": None})


@router.delete(
    "/me/sessions/{session_id}", response={204: None}, operation_id="end_session", summary="End one of my sessions"
)
def close_session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    end_session(actor=asking(request), session=session_id, at=timezone.now())
    return HttpResponse(status=204)
