"""What words are likely to be about, and how good that guess is."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from wangge.api import rates
from wangge.api.answers.learning import LearnedAnswer, Suggested
from wangge.api.auth import asking
from wangge.api.replies import hand_out
from wangge.api.schemas import SuggestIn
from wangge.cases.queries import case_for, check_desk
from wangge.core.refusals import NotYours, Refused
from wangge.core.words import Say
from wangge.learning import queries
from wangge.places.queries import locate

router = Router(tags=["suggestions"])


def _area(place: dict[str, Any], district: str) -> str:
    """The area of a place; empty where it leads nowhere yet, as somebody is still typing."""
    try:
        return locate(place, district=district).area if place else ""
    except Refused:
        return ""


@router.post(
    "/suggest",
    response=Suggested,
    operation_id="suggest_kind",
    summary="Which kind these words are likely to be about; nothing is kept",
)
def suggest(request: HttpRequest, body: SuggestIn) -> HttpResponse:
    actor = asking(request)
    if not actor.may("report.make"):
        raise NotYours(
            "not_yours",
            Say("您的岗位不能上报，用不到类别建议。", "Your post does not report, so there is nothing to suggest."),
        )
    rates.SUGGESTIONS.check(request)
    place = body.place.model_dump(exclude_none=True) if body.place else {}
    area = _area(place, actor.district)
    found = queries.suggest(actor.district, body.words, area=area, at=timezone.now())
    return hand_out(queries.suggestion_answer(found))


@router.get(
    "/cases/{case_id}/suggestion",
    response=Suggested,
    operation_id="read_suggestion",
    summary="Which kind and which unit a case is likely to lead to; for desks",
)
def for_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    actor = asking(request)
    case = case_for(actor, case_id)
    check_desk(actor)
    return hand_out(queries.suggestion_for(case, at=timezone.now()))


@router.get(
    "/learning/card",
    response=LearnedAnswer,
    operation_id="read_model_card",
    summary="How good my district's suggestions are, and whether to learn again",
)
def card(request: HttpRequest) -> HttpResponse:
    actor = asking(request)
    if not (actor.may("case.supervise") or actor.may("kind.set")):
        raise NotYours(
            "not_yours",
            Say("这一页给各级中心和系统管理员看。", "This page is for desks and administrators."),
        )
    return hand_out(queries.card_answer(actor.district, at=timezone.now()))
