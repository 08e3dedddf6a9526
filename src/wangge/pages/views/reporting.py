"""Reporting: the residents' page and the grid worker's; one form, what is written is never lost."""

from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from wangge.api import rates
from wangge.api.auth import resident
from wangge.api.uploads import take_file
from wangge.cases import actions, queries
from wangge.catalogue.queries import kinds_first
from wangge.core.refusals import Refused
from wangge.journal.queries import was_answered
from wangge.orgs.rules import Actor
from wangge.pages.emergency import Call, calls_for, for_script
from wangge.pages.views.frame import kept_photos, put_off, resident_page, show, staff_page
from wangge.pages.views.neighbours import care_of
from wangge.pages.views.shells import script_of
from wangge.places.queries import building_named, full_name, locate

MOST_FILES = 9


@resident_page
def resident_report(request: HttpRequest) -> HttpResponse:
    """The residents' page: no account, no script needed. ``?b=CODE`` comes from the code on the stairwell.

    Words that sound like an emergency are asked about once before they are sent, and so is whether it is the same as
    what others told of close by, unless it was urgent; nothing of the form is lost by it.
    """
    actor = resident(request)
    trouble: Refused | None = None
    kept = kept_photos(request)
    urgent: list[Call] = []
    offers: list[dict[str, Any]] = []
    if request.method == "POST":
        trouble = _keep_files(request, actor, kept, limited=True)
        urgent = [] if "urgent" in request.POST else calls_for(request.POST.get("words", ""))
        if not trouble and not urgent and not {"same_as", "urgent"} & set(request.POST):
            offers = _offers(request, actor)
        if not trouble and not urgent and not offers:
            try:
                rates.REPORTS.check(request)
                answer = _take_in(request, actor, kept, "public")
            except Refused as refusal:
                trouble = refusal
            else:
                joined = "&joined=1" if answer.body.get("joined") else ""
                return HttpResponseRedirect(f"/t/{answer.body['report']['code']}?new=1{joined}")
    building = building_named(request.POST.get("building") or request.GET.get("b", ""))
    care = care_of(building.grid, timezone.now()) if building else None
    page = partial(show, request, "resident", status=trouble.status if trouble else 200)
    response = page(
        trouble=trouble, given=request.POST, kept=kept, building=building, key=_key(request), actor=actor,
        urgent=urgent, offers=offers, calls=for_script(), script=script_of("resident"), most=MOST_FILES,
        worker=care.people[0].name if care and care.own else "",
        above=full_name(care.area) if care and care.area else "",
    )  # fmt: skip
    return put_off(response, trouble)


@staff_page
def worker_report(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The grid worker's report, with the usual kinds at hand."""
    trouble: Refused | None = None
    kept = kept_photos(request)
    if request.method == "POST":
        trouble = _keep_files(request, actor, kept)
        if not trouble:
            try:
                answer = _take_in(request, actor, kept, "worker")
            except Refused as refusal:
                trouble = refusal
            else:
                return HttpResponseRedirect(f"/cases/{answer.body['case']['id']}")
    building = building_named(request.POST.get("building") or request.GET.get("b", ""))
    return show(
        request, "report", status=trouble.status if trouble else 200, trouble=trouble, given=request.POST, kept=kept,
        building=building, kinds=kinds_first(actor.district), key=_key(request), actor=actor, tab="report",
    )  # fmt: skip


def _offers(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    """Likely cases of what the form tells; none where its place cannot be read, which the report itself will say.

    Nor is anybody asked about a report that was taken in already, when only the answer to it was lost.
    """
    given, at = request.POST, timezone.now()
    if was_answered(actor.district, actor.person, given.get("key", "")[:64]):
        return []
    try:
        rates.ALIKE.check(request)
        found = locate(_place(given), district=actor.district)
        words = given.get("words", "")
        told = queries.telling_from(found, district=actor.district, words=words, kind=given.get("kind", ""), at=at)
        return queries.offered_to_all(actor, told, at=at)
    except Refused:
        return []


def _chosen(given: Any) -> UUID | None:
    """The case that the sender says it is; None where it is another, or none was offered."""
    try:
        return UUID(given.get("same_as", ""))
    except ValueError:
        return None


def _key(request: HttpRequest) -> Any:
    return request.POST.get("key") or uuid4()


def _keep_files(request: HttpRequest, actor: Actor, kept: list[str], *, limited: bool = False) -> Refused | None:
    """Take in every file of the form that can be, adding their ids to ``kept``; the first refusal where one cannot."""
    trouble: Refused | None = None
    for file in request.FILES.getlist("photos")[: MOST_FILES - len(kept)]:
        try:
            if limited:
                rates.UPLOADS.check(request)
            kept.append(str(take_file(actor, file).id))
        except Refused as refusal:
            trouble = trouble or refusal
    return trouble


def _take_in(request: HttpRequest, actor: Actor, photos: list[str], channel: str) -> Any:
    given, at = request.POST, timezone.now()
    return actions.report(
        actor=actor,
        key=given.get("key", "")[:64] or str(uuid4()),
        words=given.get("words", ""),
        place=_place(given),
        photos=[UUID(photo) for photo in photos],
        kind=given.get("kind", ""),
        same_as=_chosen(given),
        phone=given.get("phone", "").strip(),
        channel=channel,
        happened_at=at,
        at=at,
    )


def _place(given: Any) -> dict[str, Any] | None:
    """The most exact place that the form holds: the door unless it is elsewhere, the position taken, else the words."""
    address = given.get("address", "").strip()
    if given.get("building") and not given.get("elsewhere"):
        return {"building": given["building"]}
    if given.get("lat") and given.get("lng"):
        return {"lat": given["lat"], "lng": given["lng"], "datum": "wgs84", "address": address}
    if address and building_named(address):
        return {"building": address}
    return {"address": address} if address else None
