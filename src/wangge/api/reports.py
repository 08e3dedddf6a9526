"""Reports: from people with an account and from residents without one."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from wangge.api import rates
from wangge.api.answers.reports import ContestAnswer, Rated, Receipt, ReportAnswer
from wangge.api.auth import asking, resident
from wangge.api.replies import reply
from wangge.api.schemas import ContestIn, PublicReportIn, RatingIn, ReportIn
from wangge.cases import actions
from wangge.cases.rules import settle_time
from wangge.journal.actions import Answer
from wangge.orgs.rules import Actor

router = Router(tags=["reports"])
public_router = Router(tags=["residents"])


def take_in(actor: Actor, body: ReportIn, *, channel: str, phone: str = "") -> Answer:
    """A report of either door, as the intake action takes it."""
    at = timezone.now()
    return actions.report(
        actor=actor,
        key=body.key,
        words=body.words,
        place=body.place.model_dump(exclude_none=True) if body.place else None,
        photos=body.photos,
        kind=body.kind or "",
        condition=body.condition or "",
        phone=phone,
        report_id=body.id,
        channel=channel,
        happened_at=settle_time(body.happened_at, sent_at=body.sent_at, at=at),
        at=at,
    )


def tracking_url(code: str) -> str:
    """Where a resident follows a report."""
    return f"{settings.PUBLIC_ADDRESS}/t/{code}"


@router.post(
    "/reports",
    response={201: ReportAnswer},
    operation_id="report",
    summary="Report something: 201 with the report's code and its case",
)
def report(request: HttpRequest, body: ReportIn) -> HttpResponse:
    return reply(take_in(asking(request), body, channel="worker"))


@public_router.post(
    "/public/reports",
    auth=None,
    response={201: Receipt},
    operation_id="public_report",
    summary="A resident reports without an account",
)
def public_report(request: HttpRequest, body: PublicReportIn) -> HttpResponse:
    rates.REPORTS.check(request)
    answer = take_in(resident(request), body, channel="public", phone=body.phone or "")
    code = answer.body["report"]["code"]
    return reply(Answer(answer.status, {"code": code, "url": tracking_url(code)}, answer.replay))


@public_router.post(
    "/public/reports/{code}/contest",
    auth=None,
    response=ContestAnswer,
    operation_id="contest",
    summary="A resident does not agree: the level above looks at it",
)
def contest(request: HttpRequest, code: str, body: ContestIn) -> HttpResponse:
    rates.CONTESTS.check(request)
    return reply(actions.contest(code=code, words=body.words, key=body.key, at=timezone.now()))


@public_router.post(
    "/public/reports/{code}/rating",
    auth=None,
    response=Rated,
    operation_id="rate",
    summary="A resident says how it went once the case has ended, one time",
)
def rate(request: HttpRequest, code: str, body: RatingIn) -> HttpResponse:
    rates.RATINGS.check(request)
    return reply(
        actions.rate(
            code=code, solved=body.solved, answered=body.answered, satisfied=body.satisfied, words=body.words,
            key=body.key, at=timezone.now(),
        )
    )  # fmt: skip
