"""Log-in, log-out, password, my devices."""

from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.api.session import about, set_cookie, sign_in
from wangge.core.refusals import Refused
from wangge.orgs.actions import change_password, end_session
from wangge.orgs.queries import sessions_of
from wangge.orgs.rules import Actor
from wangge.pages.views.frame import back_to, resident_page, show, staff_page, who
from wangge.places.queries import full_name


@resident_page
def login(request: HttpRequest) -> HttpResponse:
    """Ask for name and password; a wrong one is said above the form, the name stays."""
    trouble = None
    if request.method == "POST":
        try:
            token, must_change = sign_in(request, request.POST.get("username", ""), request.POST.get("password", ""))
        except Refused as refusal:
            trouble = refusal
        else:
            response = HttpResponseRedirect("/password" if must_change else back_to(request, "/queue"))
            set_cookie(response, token)
            return response
    status = trouble.status if trouble else 200
    return show(
        request, "login", status=status, trouble=trouble, username=request.POST.get("username", ""),
        next=back_to(request, "/queue"),
    )  # fmt: skip


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End this session."""
    actor = who(request)
    if actor is not None and actor.session is not None:
        end_session(actor=actor, session=actor.session, at=timezone.now())
    response = HttpResponseRedirect("/login")
    response.delete_cookie(settings.SESSION_COOKIE)
    return response


@staff_page
def password(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Change the own password; at first log-in nothing else is open."""
    trouble = None
    if request.method == "POST":
        try:
            change_password(
                actor=actor,
                old=request.POST.get("old", ""),
                new=request.POST.get("new", ""),
                key=request.POST.get("key") or str(uuid4()),
                at=timezone.now(),
            )
            return HttpResponseRedirect("/queue")
        except Refused as refusal:
            trouble = refusal
    return show(
        request, "password", status=trouble.status if trouble else 200, trouble=trouble, actor=actor, key=uuid4()
    )


@staff_page
def me(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who I am, which posts I hold, where I am signed in."""
    facts = about(actor)
    for grant in facts["grants"]:
        grant["where"] = full_name(grant["area"]) if grant["area"] else ""
    return show(
        request, "me", actor=actor, facts=facts, tab="me", sessions=sessions_of(actor.account or 0, at=timezone.now())
    )


@require_POST
@staff_page
def close_session(request: HttpRequest, actor: Actor, session_id: UUID) -> HttpResponse:
    """Sign one of my devices out."""
    end_session(actor=actor, session=session_id, at=timezone.now())
    return HttpResponseRedirect("/login" if session_id == actor.session else "/me")
