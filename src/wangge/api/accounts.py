"""Accounts: made, reset and ended by a superior."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from wangge.api.answers.people import (
    AccountList,
    AccountMade,
    GrantGiven,
    GrantsEnded,
    HandedOver,
    PasswordSet,
    SessionsEnded,
)
from wangge.api.auth import asking
from wangge.api.replies import hand_out, reply
from wangge.api.schemas import AccountIn, GrantAdd, GrantIn, GrantsEnd, Keyed, Leave, PasswordReset
from wangge.cases.queries import PAGE, cases_held, check_limit
from wangge.core.refusals import Missing, NotFound, NotYours
from wangge.core.words import Say
from wangge.orgs import actions
from wangge.orgs.queries import account_for, accounts_below, today
from wangge.orgs.rules import Actor, Held, held_of

router = Router(tags=["accounts"])


def _held(actor: Actor, grant: GrantIn) -> Held:
    starts_on = grant.starts_on or today(timezone.now())
    return Held(actor.district, grant.post, grant.area, grant.unit, starts_on, grant.ends_on, grant.kinds)


@router.get("/accounts", response=AccountList, operation_id="list_accounts", summary="Accounts of people below me")
def listing(request: HttpRequest, next: str = "", limit: int = PAGE) -> HttpResponse:
    actor = asking(request)
    if not actor.may("account.reset"):
        raise NotYours(
            "not_yours",
            Say(
                "您的岗位不管账号。请找上级或系统管理员。", "Your post looks after no accounts. Please ask a superior."
            ),
        )
    most = check_limit(limit)
    found = accounts_below(actor, after=next, limit=most + 1)
    items = [
        {
            "username": account.username,
            "name": account.person.name,
            "must_change_password": account.must_change,
            "posts": sorted({grant.post for grant in account.person.grants.all()}),
        }
        for account in found[:most]
    ]
    return hand_out({"items": items, "next": items[-1]["username"] if len(found) > most else None})


@router.post(
    "/accounts",
    response={201: AccountMade},
    operation_id="make_account",
    summary="Make an account for somebody below me",
)
def create(request: HttpRequest, body: AccountIn) -> HttpResponse:
    actor = asking(request)
    return reply(
        actions.appoint(
            actor=actor,
            name=body.name,
            username=body.username,
            password=body.password,
            grants=[_held(actor, grant) for grant in body.grants],
            phone=body.phone,
            key=body.key,
            at=timezone.now(),
        )
    )


@router.post(
    "/accounts/{username}/reset",
    response=PasswordSet,
    operation_id="reset_password",
    summary="Set a new first password; all sessions end",
)
def reset(request: HttpRequest, username: str, body: PasswordReset) -> HttpResponse:
    return reply(
        actions.reset_password(
            actor=asking(request), username=username, password=body.password, key=body.key, at=timezone.now()
        )
    )


@router.post(
    "/accounts/{username}/grants",
    response={201: GrantGiven},
    operation_id="give_grant",
    summary="Give somebody below one more post",
)
def add_grant(request: HttpRequest, username: str, body: GrantAdd) -> HttpResponse:
    actor = asking(request)
    return reply(
        actions.give_grant(actor=actor, username=username, grant=_held(actor, body), key=body.key, at=timezone.now())
    )


@router.post(
    "/accounts/{username}/grants/end",
    response=GrantsEnded,
    operation_id="end_grants",
    summary="Let somebody's posts end with a day",
)
def end_grants(request: HttpRequest, username: str, body: GrantsEnd) -> HttpResponse:
    return reply(
        actions.end_grants(
            actor=asking(request), username=username, ends_on=body.ends_on, key=body.key, at=timezone.now()
        )
    )


@router.post(
    "/accounts/{username}/hand-over",
    response=HandedOver,
    operation_id="hand_over",
    summary="Somebody leaves: posts, shifts and open cases go to another",
)
def hand_over(request: HttpRequest, username: str, body: Leave) -> HttpResponse:
    actor, at = asking(request), timezone.now()
    leaver = account_for(actor, username, verb="account.create", at=at)
    answer = actions.hand_over(
        actor=actor, leaver=leaver.person_id, successor=_successor(actor, body.to, at), last_day=body.last_day,
        key=body.key, at=at,
    )  # fmt: skip
    grants = [held_of(leaver.person.district, facts) for facts in answer.body["grants"]]
    return reply(replace(answer, body=answer.body | {"cases": len(cases_held(leaver.person.district, grants))}))


def _successor(actor: Actor, username: str | None, at: datetime) -> UUID | None:
    """The person of somebody below who takes over. Raises ``Missing`` (``successor_unknown``), ``NotYours``."""
    if not username:
        return None
    try:
        return account_for(actor, username, verb="account.create", at=at).person_id
    except NotFound:
        raise Missing(
            "successor_unknown",
            Say("没有这个接手的账号。请先为接手的人建账号。", "There is no such successor. Make an account first."),
        ) from None


@router.post(
    "/accounts/{username}/sessions/end",
    response=SessionsEnded,
    operation_id="end_sessions",
    summary="End every session of somebody below me",
)
def end_sessions(request: HttpRequest, username: str, body: Keyed) -> HttpResponse:
    return reply(actions.end_sessions_of(actor=asking(request), username=username, key=body.key, at=timezone.now()))
