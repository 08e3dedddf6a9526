"""Reports: from people with an account and from residents without one."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from wangge.api import rates
from wangge.api.answers.fronts import AlikeCases, OfferedCases
from wangge.api.answers.reports import ContestAnswer, Rated, Receipt, ReportAnswer
from wangge.api.auth import asking, resident
from wangge.api.replies import hand_out, reply
from wangge.api.schemas import AlikeIn, ContestIn, PublicReportIn, RatingIn, ReportIn
from wangge.cases import actions, queries
from wangge.cases.rules import Telling, settle_time
from wangge.journal.actions import Answer
from wangge.orgs.rules import Actor
from wangge.places.queries import locate

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
        same_as=body.same_as,
        channel=channel,
        happened_at=settle_time(body.happened_at, sent_at=body.sent_at, at=at),
        at=at,
    )


def telling(actor: Actor, body: AlikeIn) -> Telling:
    """What somebody is about to report, as it is compared. Raises what the places turn down."""
    place = body.place.model_dump(exclude_none=True) if body.place else None
    found = locate(place, district=actor.district)
    at = body.happened_at or timezone.now()
    return queries.telling_from(found, district=actor.district, words=body.words, kind=body.kind or "", at=at)


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
    joined = {"joined": answer.body.get("joined", False), "said": answer.body.get("said")}
    return reply(Answer(answer.status, {"code": code, "url": tracking_url(code)} | joined, answer.replay))


@router.post(
    "/cases/alike",
    response=AlikeCases,
    operation_id="list_alike_cases",
    summary="Open cases that may be what I am about to report, the likest first",
)
def alike(request: HttpRequest, body: AlikeIn) -> HttpResponse:
    actor = asking(request)
    found = queries.alike_answers(actor, telling(actor, body), at=timezone.now())
    return hand_out({"items": found, "next": None})


@public_router.post(
    "/public/reports/alike",
    auth=None,
    response=OfferedCases,
    operation_id="offer_cases",
    summary="Likely open cases of what a resident is about to report: kind, distance, how many said so",
)
def offered(request: HttpRequest, body: AlikeIn) -> HttpResponse:
    rates.ALIKE.check(request)
    actor = resident(request)
    found = queries.offered_to_all(actor, telling(actor, body), at=timezone.now())
    return hand_out({"items": found, "next": None})


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
