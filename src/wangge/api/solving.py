"""Whether it is really solved: looking again, call-backs, figures."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from wangge.api.answers.cases import KeptAside
from wangge.api.answers.solving import CallBack, CallBackList, Recheck, RecheckFigures, RecheckList, SolvedFigures
from wangge.api.auth import asking
from wangge.api.cases import page_key, page_token
from wangge.api.replies import hand_out, reply
from wangge.api.schemas import CallBackIn, RecheckIn
from wangge.cases import actions, queries
from wangge.cases.rules import month_of, read_month, seed_of, settle_time
from wangge.orgs.queries import today

router = Router(tags=["solving"])


def month_said(month: str | None) -> date:
    """The month that was asked for, else the present one. Raises ``Missing`` (``month_unclear``)."""
    return read_month(month) if month else month_of(today(timezone.now()))


@router.get(
    "/rechecks",
    response=RecheckList,
    operation_id="list_rechecks",
    summary="Closed cases that I am asked to look at again; with all those below my desk",
)
def rechecks(
    request: HttpRequest,
    all: bool = False,
    state: str = "",
    home: str = "",
    next: str | None = None,
    limit: int = queries.PAGE,
) -> HttpResponse:
    actor, key = asking(request), page_key(next)
    rows = queries.rechecks_for(actor, mine=not all, state=state, home=home)
    found, last = queries.recheck_page(
        rows, after=UUID(key[1]) if key else None, limit=queries.check_limit(limit)
    )  # fmt: skip
    following = page_token(("", str(last))) if last else None
    return hand_out({"items": queries.recheck_answers(found, actor), "next": following})


@router.get(
    "/rechecks/figures",
    response=RecheckFigures,
    operation_id="read_recheck_figures",
    summary="What looking again found in a month, by grid; for desks",
)
def recheck_figures(request: HttpRequest, month: str | None = None) -> HttpResponse:
    actor, wanted = asking(request), month_said(month)
    queries.check_figures(actor, "unit")
    seed = seed_of(actor.district, wanted)
    items = queries.recheck_figures(actor, wanted)
    return hand_out({"month": f"{wanted:%Y-%m}", "seed": seed, "items": items, "next": None})


@router.post(
    "/rechecks/{recheck_id}/result",
    response={200: Recheck, 202: KeptAside},
    operation_id="look_again",
    summary="Say what was seen; 202 when somebody else had looked and it was kept as a remark",
)
def look_again(request: HttpRequest, recheck_id: UUID, body: RecheckIn) -> HttpResponse:
    at = timezone.now()
    return reply(
        actions.look_again(
            actor=asking(request), recheck_id=recheck_id, result=body.result, words=body.words, photos=body.photos,
            key=body.key, happened_at=settle_time(body.happened_at, sent_at=body.sent_at, at=at), at=at,
        )
    )  # fmt: skip


@router.get(
    "/call-backs",
    response=CallBackList,
    operation_id="list_call_backs",
    summary="Reporters whom I may ring up now, and what to say; for desks",
)
def call_backs(request: HttpRequest, next: str | None = None, limit: int = queries.PAGE) -> HttpResponse:
    actor, at = asking(request), timezone.now()
    found, following = queries.call_page(
        queries.calls_for(actor, at=at), after=page_key(next), limit=queries.check_limit(limit)
    )
    script: list[dict[str, Any]] = [say.pair() for say in queries.solving_in(actor.district).script]
    return hand_out({"script": script, "items": queries.call_answers(found), "next": page_token(following)})


@router.post(
    "/call-backs/{call_id}/answer",
    response=CallBack,
    operation_id="record_call_back",
    summary="Keep what a call brought",
)
def call_answered(request: HttpRequest, call_id: UUID, body: CallBackIn) -> HttpResponse:
    return reply(
        actions.record_call(actor=asking(request), call_id=call_id, at=timezone.now(), **body.model_dump())
    )  # fmt: skip


@router.get(
    "/solved",
    response=SolvedFigures,
    operation_id="read_solved_figures",
    summary="Solved, answered, satisfied in a month, by unit, kind or street; for desks",
)
def solved(request: HttpRequest, by: str = "unit", month: str | None = None) -> HttpResponse:
    actor, wanted = asking(request), month_said(month)
    items = queries.solved_figures(actor, by=by, month=wanted)
    return hand_out({"month": f"{wanted:%Y-%m}", "by": by, "items": items, "next": None})
