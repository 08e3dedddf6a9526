"""The resident's page behind a tracking code: what happened, in plain sentences. No script."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
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
from wangge.files.actions import small_picture
from wangge.files.queries import attached
from wangge.journal.queries import Entry, ends_about
from wangge.journal.rules import Subject
from wangge.orgs.queries import centre_of, duty_number, holders, today, unit_names
from wangge.orgs.rules import public_actor
from wangge.pages.rules import step_times
from wangge.pages.telling import Course, grouped, headline, step_words
from wangge.pages.views.frame import put_off, resident_page, show
from wangge.places.queries import lineage

TELLS, SHOWN_VERBS = ("case.report", "case.join"), ("case.finish", "case.solve")
"""Entries whose photos a resident sees: the own one, and the one after the work."""
YES_NO = {"yes": True, "no": False}
PRIVATE = {"Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex, nofollow"}
SHOWN_SIZE = 640
"""Longest side in pixels of the photos on the page; the link behind each opens it as it was kept."""
STEPS = ("step_received", "step_sent", "step_done", "step_closed")


def _ends(case: queries.Case) -> list[Entry]:
    """How the history of a case begins and ends, however long it is."""
    return ends_about(case.district, Subject("case", case.id), last=case.head_seq)


def _facts(code: str) -> dict[str, Any]:
    report, case = queries.tracked(code)
    reader = public_actor(case.district)
    entries = queries.entry_answers(_ends(case), reader)
    home = entries
    if report.home != report.case:
        opened = queries.case_by_id(case.district, report.home)
        home = queries.entry_answers(_ends(opened), reader) if opened else []
    return {
        "report": report,
        "row": case,
        "case": queries.case_answer(case, reader, at=timezone.now()),
        "entries": entries,
        "home": home,
    }


def _photos(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """The resident's first picture and the last one after the work; every sound that the resident sent.

    Their own they find where they first told of it, the work where it was done.
    """
    own = str(facts["report"].id)
    shown: dict[str, list[dict[str, Any]]] = {"track_before": [], "track_after": [], "track_voice": []}
    after = [entry for entry in facts["entries"] if entry["verb"] in SHOWN_VERBS]
    for entry in [*(e for e in facts["home"] if e["verb"] in TELLS), *after]:
        mine = entry["verb"] in TELLS and entry["facts"].get("report") == own
        if mine or entry["verb"] in SHOWN_VERBS:
            for file in entry["files"]:
                name = "track_before" if mine else "track_after"
                if file["type"].startswith("audio/"):
                    name = "track_voice" if mine else ""
                if name:
                    shown[name].append({"id": file["id"], "text": name, "at": entry["happened_at"]})
    return shown["track_before"][:1] + shown["track_after"][-1:] + shown["track_voice"]


def _course(facts: dict[str, Any]) -> Course:
    row, entries = facts["row"], facts["entries"]
    flow = flow_for(row.district, row.flow, row.flow_version)
    looks = [e for e in entries if e["verb"] == "case.verify" and e["was"] == "verifying"]
    times = step_times([(e["verb"], e["now"], datetime.fromisoformat(e["happened_at"])) for e in entries])
    times[0] = facts["report"].happened_at
    return Course(
        state=row.state,
        told=flow.states[row.state].told,
        owner=facts["case"]["owner"]["name"],
        unit=unit_names().get(row.unit, "") if row.unit else "",
        due=datetime.fromisoformat(facts["case"]["due_at"]) if facts["case"]["due_at"] else None,
        ended=row.ended_at is not None,
        times=(times[0], times[1], times[2], times[3]),
        looked=(looks[-1]["actor"]["name"], datetime.fromisoformat(looks[-1]["happened_at"])) if looks else None,
    )


@resident_page
def track(request: HttpRequest, code: str, trouble: Refused | None = None) -> HttpResponseBase:
    """How far it is in one sentence, photos, whether it is right now, four steps, who has it; a way to disagree."""
    rates.TRACKING.check(request)
    facts = _facts(code)
    at, zone = timezone.now(), ZoneInfo(settings.DISTRICT_ZONE)
    row, report, course = facts["row"], facts["report"], _course(facts)
    contestable = queries.contestable(row)
    poor = report.rated_at is not None and is_poor(report.solved, report.satisfied)
    refusal = _last(facts, "case.decline", "case.void") if row.state in ("declined", "voided") else None
    instead = refusal["facts"].get("instead") if refusal else None
    centre = centre_of(lineage(row.area))
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
        case=facts["case"],
        headline=headline(course, at, zone),
        steps=list(zip(STEPS, course.times, step_words(course, at, zone), strict=True)),
        photos=_photos(facts),
        worker=_worker_of(row.area),
        centre=centre,
        with_phone=duty_number(row.unit) if row.unit else centre.phone if centre else "",
        code=report.code,
        code_groups=grouped(report.code),
        reported_at=report.happened_at,
        new=bool(request.GET.get("new")),
        joined=bool(request.GET.get("joined")),
        others=row.reports - 1,
        reason=refusal["words"] or "" if refusal else None,
        instead=unit_names().get(UUID(instead), "") if instead else "",
        replied=next((e["reply"] for e in reversed(facts["entries"]) if e["reply"]), None),
    )
    return _private(put_off(response, trouble))


def _worker_of(area: str) -> str:
    """Who is grid worker of the area today; empty where nobody is."""
    grants = holders(areas=[area], day=today(timezone.now()))
    return next((grant.person.name for grant in grants if grant.post == "grid_worker"), "")


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """The page or file under headers that keep it out of search engines and its address from other sites."""
    for name, value in PRIVATE.items():
        response[name] = value
    return response


def _last(facts: dict[str, Any], *verbs: str) -> dict[str, Any] | None:
    """The last entry with one of the verbs: why it was not taken on."""
    return next((entry for entry in reversed(facts["entries"]) if entry["verb"] in verbs), None)


@require_POST
@resident_page
def contest(request: HttpRequest, code: str) -> HttpResponseBase:
    """The resident does not agree; a refusal comes back with the page and what was written."""
    given = request.POST
    try:
        rates.CONTESTS.check(request)
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
    given = request.POST
    stars = given.get("satisfied", "")
    try:
        rates.RATINGS.check(request)
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
    """One of the photos and sounds that the tracking page shows, and no other; ``?small=1`` as the page shows it."""
    facts = _facts(code)
    if str(file_id) not in {p["id"] for p in _photos(facts)}:
        raise not_found()
    found = attached([facts["row"].district], file_id)
    smaller = small_picture(found, SHOWN_SIZE) if "small" in request.GET and found.kind == "photo" else None
    return _private(serve(found, smaller))


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
