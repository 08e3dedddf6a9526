"""The queue, and a case with its history and the moves that are allowed."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from wangge.api.cases import list_cases, whole_case
from wangge.api.uploads import serve, take_file
from wangge.cases import actions, queries
from wangge.cases.models import Case
from wangge.catalogue.queries import flow_for, kinds_in
from wangge.catalogue.rules import CHOICES
from wangge.core.refusals import Refused
from wangge.core.words import Say
from wangge.journal.queries import ends_about, positions
from wangge.journal.rules import Subject, position_token
from wangge.orgs.queries import offices_of, units_of
from wangge.orgs.rules import Actor
from wangge.pages.saying import labels_of, settled
from wangge.pages.texts import TEXTS
from wangge.pages.views.frame import kept_photos, show, staff_page
from wangge.places.queries import areas_below, full_name

TABS: dict[str, tuple[str, dict[str, Any], str]] = {
    "mine": ("mine", {"mine": True}, "due"),
    "open": ("open", {"open": True}, "due"),
    "late": ("late", {"late": True}, "due"),
    "unseen": ("unseen_tab", {"unseen": True}, "due"),
    "done": ("done", {"state": "closed,declined,voided,merged"}, "newest"),
}
"""Tab of the queue: its text, what it asks for, its order."""
HISTORY = 200
FIELDS = (
    "words", "reply", "unit", "instead", "kind", "condition", "area", "result", "outcome", "grade", "limit_minutes",
    "sort", "review_on", "limit", "request", "into", "report",
)  # fmt: skip
"""Facts that a form of the page gives as text."""
SIDE_VERBS = (
    "remark", "urge", "void", "decline", "reopen", "contest", "ask", "support", "refuse", "wait", "go_on", "supervise",
    "merge", "unmerge", "split",
)  # fmt: skip
"""Never the one act that a page puts first."""


@staff_page
def queue(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The cases in front of the actor, the one due soonest first."""
    tab = request.GET.get("tab", "mine" if actor.may("case.remark") else "open")
    words, area = request.GET.get("q", "").strip(), request.GET.get("area", "").strip()
    _, wanted, sort = TABS.get(tab, TABS["mine"])
    if words:
        wanted, sort = {"q": words}, "newest"
    if area:
        wanted = wanted | {"area": area}
    why, hands = request.GET.get("why", ""), request.GET.get("hands", "")
    if why:
        wanted, sort = {"why": why, "hands": hands}, "due"
    position = position_token(positions(list(actor.districts)), actor.scope)
    items, _, following = list_cases(actor, dict(wanted), sort=sort, page=request.GET.get("next"), limit=50)
    return show(
        request, "queue", actor=actor, items=items, next=following, tab="queue", chosen=tab, q=words,
        tabs=[(name, TEXTS[text]) for name, (text, _, _) in TABS.items()], position=position,
        paged=bool(request.GET.get("next")), area=area, area_name=full_name(area) if area else "",
        why=queries.REASONS.get(why), hands=queries.place_name(hands) if hands else "",
        narrowed=f"&{urlencode({'why': why, 'hands': hands})}" if why else "",
    )  # fmt: skip


@staff_page
def case(request: HttpRequest, actor: Actor, case_id: UUID, trouble: Refused | None = None) -> HttpResponse:
    """A case. Opening it marks it as seen when it is the actor's turn."""
    found = queries.case_for(actor, case_id)
    if queries.wants_look(found, actor) and actions.see(actor=actor, case_id=case_id, at=timezone.now()):
        found = queries.case_for(actor, case_id)
    facts = whole_case(actor, found)
    chain = ends_about(found.district, Subject("case", case_id), last=found.head_seq, most=HISTORY)
    history = queries.entry_answers(chain, actor)
    flow = flow_for(found.district, found.flow, found.flow_version)
    moves = [_with_fields(move, request) | {"choices": _choices(move, found, facts)} for move in facts["allowed"]]
    verbs = {move["verb"] for move in moves}
    primary = next((m for m in moves if m["verb"] not in SIDE_VERBS), None)
    return show(
        request,
        "case",
        status=trouble.status if trouble else 200,
        actor=actor,
        case=facts,
        history=[entry | {"also": settled(entry["facts"])} for entry in reversed(history)],
        left_out=found.head_seq - len(history),
        labels=labels_of(flow),
        files=[f | {"by": e} for e in history for f in e["files"]],
        contact=next((e["contact"] for e in history if e["contact"]), None),
        primary=primary,
        others=[m for m in moves if m is not primary],
        units=units_of(found.district),
        advice=_advice(found, moves),
        kinds=kinds_in(found.district),
        areas=_areas(found.desk, found.area),
        grids=[a for a in areas_below(found.desk) if len(a.code) == settings.CODE_LENGTHS["grid"]],
        trouble=trouble,
        given=request.POST,
        chosen=request.POST.getlist("units"),
        marks=[flow.marks[mark] for mark in facts["marks"]],
        candidates=queries.candidate_answers(actor, found, at=timezone.now()) if "merge" in verbs else [],
        told=queries.told_answers(found, queries.reports_of(found), actor) if found.reports > 1 else [],
        channel=f"channel_{found.channel}",
        has_contact=any(report["has_contact"] for report in facts["reports"]),
        note=TEXTS["kept_aside"] if request.GET.get("kept") else None,
        tab="queue",
    )


def _advice(case: Case, moves: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first suggestion where a move asks for a unit."""
    asked = any("unit" in move["needs"]["properties"] for move in moves)
    return queries.suggestions(case, at=timezone.now())[:1] if asked else []


def _choices(move: dict[str, Any], case: Case, facts: dict[str, Any]) -> list[tuple[str, str]]:
    """Units that a form offers to tick, by what is sent: those with an open task, or all units and joint offices."""
    if "units" not in move["needs"]["properties"]:
        return []
    if move["verb"] == "withdraw":
        there = {task["unit"]["id"]: task["unit"]["name"] for task in facts["tasks"] if task["state"] == "open"}
        return list(there.items())
    offices = [(office.code, office.name) for office in offices_of(case.district)]
    return offices + [(str(unit.id), unit.name) for unit in units_of(case.district) if unit.id != case.unit]


def _with_fields(move: dict[str, Any], request: HttpRequest) -> dict[str, Any]:
    """A move with its form's fields (name, required, choices; required ones first), its key, and photos sent before."""
    required = move["needs"]["required"]
    names = [*required, *(name for name in move["needs"]["properties"] if name not in required)]
    again = request.POST.get("verb") == move["verb"]
    choices = move["needs"]["properties"].get("condition", {}).get("oneOf", ())
    return move | {
        "conditions": [(choice["const"], Say(choice["title"], choice["title_en"])) for choice in choices],
        "fields": [(name, name in required, CHOICES.get(name, {})) for name in names],
        "key": request.POST.get("key") if again else uuid4(),
        "kept": getattr(request, "kept", []) if again else [],
    }


def _areas(desk: str, area: str) -> list[tuple[str, str]]:
    """Where a case can be handed down to: the levels between the desk and the place, or all below when it has none."""
    lengths = settings.CODE_LENGTHS.values()
    if len(area) > len(desk):
        return [(area[:n], full_name(area[:n])) for n in sorted(lengths) if len(desk) < n <= len(area)]
    return [(a.code, full_name(a.code)) for a in areas_below(desk) if len(a.code) > len(desk)]


@require_POST
@staff_page
def move(request: HttpRequest, actor: Actor, case_id: UUID) -> HttpResponseBase:
    """Make a move from the page; a refusal comes back with the case and what was written."""
    given, at = request.POST, timezone.now()
    facts: dict[str, Any] = {n: given[n] for n in FIELDS if given.get(n)}
    if given.getlist("units"):
        facts["units"] = given.getlist("units")
    if given.get("place"):
        facts["place"] = {"area": given["place"]}
    elif given.get("lat") and given.get("lng"):
        facts["place"] = {"lat": given["lat"], "lng": given["lng"]}
    request.kept = kept = kept_photos(request)  # type: ignore[attr-defined]
    try:
        kept += [str(take_file(actor, file).id) for file in request.FILES.getlist("photos")[:9]]
        answer = actions.move(
            actor=actor,
            case_id=case_id,
            verb=given.get("verb", ""),
            facts=facts | ({"photos": kept} if kept else {}),
            key=given.get("key", "")[:64] or str(uuid4()),
            happened_at=at,
            at=at,
        )
    except Refused as refusal:
        return case(request, case_id, trouble=refusal)
    return HttpResponseRedirect(f"/cases/{case_id}" + ("?kept=1" if answer.status == 202 else ""))


@require_POST
@staff_page
def contact(request: HttpRequest, actor: Actor, case_id: UUID) -> HttpResponseBase:
    """Open the reporter's number once, with a reason that is recorded."""
    try:
        answer = actions.look_at_contact(
            actor=actor,
            case_id=case_id,
            reason=request.POST.get("reason", ""),
            key=request.POST.get("key") or str(uuid4()),
            at=timezone.now(),
        )
    except Refused as refusal:
        return case(request, case_id, trouble=refusal)
    phone = answer.body["phone"] or ""
    return show(request, "contact", actor=actor, phone=phone, case_id=case_id, tab="queue")


@require_GET
@staff_page
def file(request: HttpRequest, actor: Actor, file_id: UUID) -> HttpResponseBase:
    """A picture or sound of a case that the actor may see."""
    return serve(queries.file_for(actor, file_id))
