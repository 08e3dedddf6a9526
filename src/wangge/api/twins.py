"""Pictures of different cases that look the same: listed by the machine, judged by people."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from wangge.api.answers.twins import Twin, TwinList
from wangge.api.auth import asking
from wangge.api.cases import page_key, page_token
from wangge.api.replies import hand_out, reply
from wangge.api.schemas import JudgementIn
from wangge.cases import actions, queries
from wangge.cases.rules import NO_CONSEQUENCE, check_judge

router = Router(tags=["twins"])


@router.get(
    "/twins",
    response=TwinList,
    operation_id="list_twins",
    summary="Pictures of different cases that look the same, for whoever looks over both; nothing follows from it",
)
def listing(
    request: HttpRequest, judged: bool = False, next: str | None = None, limit: int = queries.PAGE
) -> HttpResponse:
    actor, after = asking(request), page_key(next)
    check_judge(actor)
    found, following = queries.twins_for(
        actor, judged=judged, before=UUID(after[1]) if after else None, limit=queries.check_limit(limit)
    )
    return hand_out({
        "items": queries.twin_answers(found), "next": page_token(("", following) if following else None),
        "note": NO_CONSEQUENCE.pair(),
    })  # fmt: skip


@router.post(
    "/twins/{twin_id}/judge",
    response=Twin,
    operation_id="judge_twin",
    summary="Say what a pair is: the same matter, another picture, or used again",
)
def judge(request: HttpRequest, twin_id: UUID, body: JudgementIn) -> HttpResponse:
    return reply(
        actions.judge_twin(
            actor=asking(request), twin_id=twin_id, state=body.state, words=body.words, key=body.key,
            at=timezone.now(),
        )
    )  # fmt: skip
