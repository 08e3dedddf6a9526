"""The resident's page behind a tracking code: what happened, in plain sentences. No script."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from wangge.api import rates
from wangge.api.uploads import serve
from wangge.cases import actions, queries
from wangge.cases.rules import STARS, is_poor
from wangge.catalogue.queries import flow_for
from wangge.core.refusals import NotFound, Refused, not_found
from wangge.files.queries import attached
from wangge.journal.queries import entries_about
from wangge.journal.rules import Subject
from wangge.orgs.queries import holders, today, unit_names
from wangge.orgs.rules import public_actor
from wangge.pages.rules import step_times
from wangge.pages.views.frame import resident_page, show

SHOWN_VERBS = ("case.report", "case.finish", "case.solve")
"""Entries whose photos a resident sees: the own one, and the one after the work."""
YES_NO = {"yes": True, "no": False}
PRIVATE = {"Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex, nofollow"}


def _facts(code: str) -> dict[str, Any]:
    report, case = queries.tracked(code)
    reader = public_actor(case.district)
    entries = queries.entry_answers(entries_about(case.district, Subject("case", case.id)), reader)
    return {
        "report": report,
        "row": case,
        "case": queries.case_answer(case, reader, at=timezone.now()),
        "entries": entries,
    }


def _photos(facts: dict[str, Any]) -> list[dict[str, Any]]:
    own = str(facts["report"].id)
    photos = []
    for entry in facts["entries"]:
        mine = entry["verb"] == "case.report" and entry["facts"].get("report") == own
        if mine or entry["verb"] in SHOWN_VERBS[1:]:
            name = "track_before" if mine else "track_after"
            photos += [{"id": f["id"], "text": name, "at": entry["happened_at"]} for f in entry["files"]]
    return [p for p in photos if p["text"] == "track_before"][:1] + [p for p in photos if p["text"] == "track_after"][
        -1:
    ]


@resident_page
def track(request: HttpRequest, code: str, trouble: Refused | None = None) -> HttpResponse:
    """Four steps, who has it now, when it is promised, photos before and after; a way to disagree at its end."""
    rates.TRACKING.check(request)
    facts = _facts(code)
    row, case = facts["row"], facts["case"]
    flow = flow_for(row.district, row.flow, row.flow_version)
    state = flow.states[row.state]
    refusal = _last(facts, "case.decline", "case.void") if row.state in ("declined", "voided") else None
    answered = _last(facts, "case.close") if row.state == "closed" else None
    instead = refusal["facts"].get("instead") if refusal else None
    report, contestable = facts["report"], queries.contestable(row)
    poor = report.rated_at is not None and is_poor(report.solved, report.satisfied)
    times = step_times(
        [(e["verb"], e["now"], e["happened_at"]) for e in facts["entries"]]  # type: ignore[misc]
    )
    area = row.area
    worker = next(
        (g.person.name for g in holders(areas=[area], day=today(timezone.now())) if g.post == "grid_worker"), ""
    )
    response = show(
        request,
        "track",
        status=trouble.status if trouble else 200,
        trouble=trouble,
        given=request.POST,
        key=(request.POST.get("key") or uuid4()) if contestable else None,
        contested=bool(request.GET.get("contested")),
        rate_key=(request.POST.get("rate_key") or uuid4()) if row.ended_at and report.rated_at is None else None,
        rated=bool(request.GET.get("rated")),
        poor=poor,
        contest_words=request.POST.get("words", "") or (queries.opinion_of(report) if poor and contestable else ""),
        stars=STARS,
        case=case,
        state=state,
        steps=list(zip(("step_received", "step_sent", "step_done", "step_closed"), times, strict=True)),
        photos=_photos(facts),
        worker=worker,
        code=report.code,
        reported_at=report.happened_at,
        new=bool(request.GET.get("new")),
        reason=refusal["words"] or "" if refusal else None,
        instead=unit_names().get(UUID(instead), "") if instead else "",
        replied=answered["reply"] if answered else None,
    )
    for name, value in PRIVATE.items():
        response[name] = value
    return response


def _last(facts: dict[str, Any], *verbs: str) -> dict[str, Any] | None:
    """The last entry with one of the verbs: why it was not taken on, or with what answer it was closed."""
    return next((entry for entry in reversed(facts["entries"]) if entry["verb"] in verbs), None)


@require_POST
@resident_page
def contest(request: HttpRequest, code: str) -> HttpResponseBase:
    """The resident does not agree; a refusal comes back with the page and what was written."""
    rates.CONTESTS.check(request)
    given = request.POST
    try:
        actions.contest(
            code=code, words=given.get("words", ""), key=given.get("key", "")[:64] or str(uuid4()), at=timezone.now()
        )
    except NotFound:
        raise
    except Refused as refusal:
        return track(request, code, trouble=refusal)
    return HttpResponseRedirect(f"/t/{code}?contested=1")


@require_POST
@resident_page
def rate(request: HttpRequest, code: str) -> HttpResponseBase:
    """How it went; a refusal comes back with the page and what was chosen."""
    rates.RATINGS.check(request)
    given = request.POST
    stars = given.get("satisfied", "")
    try:
        actions.rate(
            code=code, solved=YES_NO.get(given.get("solved", "")), answered=YES_NO.get(given.get("answered", "")),
            satisfied=int(stars) if stars in "12345" and stars else None, words=given.get("opinion", ""),
            key=given.get("rate_key", "")[:64] or str(uuid4()), at=timezone.now(),
        )  # fmt: skip
    except NotFound:
        raise
    except Refused as refusal:
        return track(request, code, trouble=refusal)
    return HttpResponseRedirect(f"/t/{code}?rated=1")


@require_GET
@resident_page
def photo(request: HttpRequest, code: str, file_id: UUID) -> HttpResponseBase:
    """One of the photos that the tracking page shows, and no other."""
    facts = _facts(code)
    if str(file_id) not in {p["id"] for p in _photos(facts)}:
        raise not_found()
    response = serve(attached([facts["row"].district], file_id))
    for name, value in PRIVATE.items():
        response[name] = value
    return response


@resident_page
def find(request: HttpRequest) -> HttpResponse:
    """Ask for a code and go to its page."""
    code = request.GET.get("code", "").strip().upper().replace("-", "").replace(" ", "")
    trouble = None
    if code:
        rates.TRACKING.check(request)
        try:
            queries.tracked(code)
            return HttpResponseRedirect(f"/t/{code}")
        except NotFound as refusal:
            trouble = refusal
    return show(request, "find", trouble=trouble, asked=code, status=404 if trouble else 200)
