"""Cases: the queue, one case, its entries and its moves."""

import base64
import binascii
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from wangge.api.answers.cases import Case as CaseAnswer
from wangge.api.answers.cases import CaseList, Contact, KeptAside, SuggestionList, ToldReports, WholeCase
from wangge.api.answers.clocks import Deadline
from wangge.api.answers.fronts import AlikeCases
from wangge.api.answers.history import History
from wangge.api.auth import asking
from wangge.api.replies import hand_out, reply
from wangge.api.schemas import ContactLook, MoveIn
from wangge.cases import actions, queries
from wangge.cases.models import Case
from wangge.cases.rules import settle_time
from wangge.core.refusals import Missing
from wangge.core.words import Say
from wangge.journal.queries import entries_about
from wangge.journal.rules import Subject
from wangge.orgs.rules import Actor

router = Router(tags=["cases"])

SORTS = ("newest", "due")


def page_key(token: str | None) -> tuple[str, str] | None:
    """The place in a list from its opaque text. Raises ``Missing`` (``page_unreadable``)."""
    if not token:
        return None
    try:
        moment, row_id = orjson.loads(base64.urlsafe_b64decode(token))
        return str(moment), str(UUID(row_id))
    except (ValueError, TypeError, binascii.Error, orjson.JSONDecodeError):
        raise Missing(
            "page_unreadable",
            Say("翻页位置无法识别。请从第一页开始。", "The page cannot be read. Start from the first page."),
        ) from None


def page_token(key: tuple[str, str] | None) -> str | None:
    """A place in a list as opaque text."""
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode() if key else None


def list_cases(
    actor: Actor, wanted: dict[str, Any], *, sort: str, page: str | None, limit: int
) -> tuple[list[dict[str, Any]], list[Case], str | None]:
    """A page of cases as JSON values with their opening words, the rows themselves, and the next page's token."""
    at = timezone.now()
    found, following = queries.list_page(
        actor, wanted, sort=sort, after=page_key(page), limit=queries.check_limit(limit), at=at
    )
    said, photos = queries.opening_words(found), queries.first_photos(found)
    items = []
    for case in found:
        words, address = said[case.id]
        also = {"words": words[:120], "address": address} | photos[case.id]
        items.append(queries.case_answer(case, actor, at=at) | also)
    return items, found, page_token(following)


@router.get(
    "/cases", response=CaseList, operation_id="list_cases", summary="Cases that I may see, newest first or by due time"
)
def listing(
    request: HttpRequest,
    area: str | None = None,
    state: str | None = None,
    kind: str | None = None,
    unit: str | None = None,
    mine: bool = False,
    open: bool = False,
    late: bool = False,
    unseen: bool = False,
    why: str | None = None,
    hands: str | None = None,
    raised_from: date | None = None,
    raised_to: date | None = None,
    ended_from: date | None = None,
    ended_to: date | None = None,
    on_time: bool | None = None,
    queue: str | None = None,
    q: str | None = None,
    sort: str = "newest",
    next: str | None = None,
    limit: int = queries.PAGE,
) -> HttpResponse:
    if sort not in SORTS:
        raise Missing(
            "sort_unknown", Say("排序只能是 newest 或 due。", "The order must be newest or due."), sorts=SORTS
        )
    wanted = {
        "area": area, "state": state, "kind": kind, "unit": unit, "mine": mine, "open": open, "late": late,
        "unseen": unseen, "q": q, "why": why, "hands": hands, "queue": queue,
        "raised_from": raised_from, "raised_to": raised_to,
        "ended_from": ended_from, "ended_to": ended_to, "on_time": on_time,
    }  # fmt: skip
    items, _, following = list_cases(asking(request), wanted, sort=sort, page=next, limit=limit)
    return hand_out({"items": items, "next": following})


def whole_case(actor: Actor, case: Case) -> dict[str, Any]:
    """A case with its opening words, the people whose turn it is, and its reports."""
    at = timezone.now()
    words, address = queries.opening_words([case])[case.id]
    reports = queries.reports_of(case)
    return (
        queries.case_answer(case, actor, at=at)
        | {
            "words": words,
            "address": address,
            "people": queries.people_of(case, at=at),
            "reports": queries.report_answers(reports, actor),
            "ratings": queries.rating_answers(reports, actor),
            "clocks": queries.clock_answers(case, at=at),
            "tasks": queries.task_answers(case, at=at),
            "photos": queries.photo_answers(case),
            "evidence": queries.evidence_answer(case),
        }
        | queries.merged_answers(case)
        | queries.beside_answers(case)
    )


@router.get(
    "/cases/{case_id}",
    response=WholeCase,
    operation_id="read_case",
    summary="One case; looking at it marks it as seen when it is my turn",
)
def one(request: HttpRequest, case_id: UUID) -> HttpResponse:
    actor = asking(request)
    case = queries.case_for(actor, case_id)
    if queries.wants_look(case, actor) and actions.see(actor=actor, case_id=case_id, at=timezone.now()):
        case = queries.case_for(actor, case_id)
    return hand_out(whole_case(actor, case))


@router.get(
    "/cases/{case_id}/deadline",
    response=Deadline,
    operation_id="explain_deadline",
    summary="How each due time came about, stretch by stretch",
)
def deadline(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = queries.case_for(asking(request), case_id)
    clocks = queries.deadline_answer(case, at=timezone.now())
    return hand_out({"case": str(case.id), "number": case.number, "clocks": clocks})


@router.get(
    "/cases/{case_id}/suggestions",
    response=SuggestionList,
    operation_id="suggest_units",
    summary="Units to dispatch to, the likeliest first, each with its reason",
)
def suggested(request: HttpRequest, case_id: UUID) -> HttpResponse:
    actor = asking(request)
    case = queries.case_for(actor, case_id)
    queries.check_desk(actor)
    return hand_out({"items": queries.suggestions(case, at=timezone.now()), "next": None})


@router.get(
    "/cases/{case_id}/candidates",
    response=AlikeCases,
    operation_id="list_candidates",
    summary="Open cases that may be the same as this one, the likest first, each with its reason",
)
def candidates(request: HttpRequest, case_id: UUID) -> HttpResponse:
    actor = asking(request)
    case = queries.case_for(actor, case_id)
    queries.check_merger(actor)
    return hand_out({"items": queries.candidate_answers(actor, case, at=timezone.now()), "next": None})


@router.get(
    "/cases/{case_id}/reports",
    response=ToldReports,
    operation_id="list_case_reports",
    summary="The reports of a case, the first one first, with what each of them said",
)
def told(request: HttpRequest, case_id: UUID, next: str | None = None, limit: int = queries.PAGE) -> HttpResponse:
    actor = asking(request)
    case = queries.case_for(actor, case_id)
    most = queries.check_limit(limit)
    found = queries.reports_of(case, after=page_key(next), limit=most + 1)
    shown = found[:most]
    following = (shown[-1].created_at.isoformat(), str(shown[-1].id)) if len(found) > most else None
    return hand_out({"items": queries.told_answers(case, shown, actor), "next": page_token(following)})


@router.get(
    "/cases/{case_id}/entries",
    response=History,
    operation_id="list_case_entries",
    summary="The history of a case, oldest first",
)
def entries(request: HttpRequest, case_id: UUID, next: str | None = None, limit: int = queries.PAGE) -> HttpResponse:
    actor = asking(request)
    case = queries.case_for(actor, case_id)
    if next is not None and not next.isdigit():
        page_key(next)
    most = queries.check_limit(limit)
    found = entries_about(case.district, Subject("case", case_id), after=int(next or 0), limit=most + 1)
    shown = found[:most]
    following = str(shown[-1].seq) if len(found) > most else None
    return hand_out({"items": queries.entry_answers(shown, actor), "next": following})


@router.post(
    "/cases/{case_id}/moves",
    response={200: CaseAnswer, 202: KeptAside},
    operation_id="make_move",
    summary="Make a move; 202 when it came too late and was kept as a remark",
)
def make_move(request: HttpRequest, case_id: UUID, body: MoveIn) -> HttpResponse:
    at = timezone.now()
    return reply(
        actions.move(
            actor=asking(request),
            case_id=case_id,
            verb=body.verb,
            facts=body.facts(),
            then=[(step.verb, step.facts()) for step in body.then],
            key=body.key,
            happened_at=settle_time(body.happened_at, sent_at=body.sent_at, at=at),
            at=at,
        )
    )


@router.post(
    "/cases/{case_id}/contact",
    response=Contact,
    operation_id="open_contact",
    summary="Open the reporter's number; the look is recorded with its reason",
)
def contact(request: HttpRequest, case_id: UUID, body: ContactLook) -> HttpResponse:
    return reply(
        actions.look_at_contact(
            actor=asking(request),
            case_id=case_id,
            reason=body.reason,
            report=body.report,
            key=body.key,
            at=timezone.now(),
        )
    )
