"""Reporting: the residents' page and the grid worker's; one form, what is written is never lost."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from wangge.api import rates
from wangge.api.auth import resident
from wangge.api.uploads import take_file
from wangge.cases import actions
from wangge.catalogue.queries import kinds_in
from wangge.core.refusals import Refused
from wangge.orgs.rules import Actor
from wangge.pages.views.frame import kept_photos, resident_page, show, staff_page
from wangge.places.queries import building_named


@resident_page
def resident_report(request: HttpRequest) -> HttpResponse:
    """The residents' page: no account, no script needed. ``?b=CODE`` comes from the code on the stairwell."""
    actor = resident(request)
    if request.method == "POST":
        rates.REPORTS.check(request)
    return _report(request, actor, template="resident", channel="public")


@staff_page
def worker_report(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The grid worker's report, with the usual kinds at hand."""
    return _report(request, actor, template="report", channel="worker")


def _report(request: HttpRequest, actor: Actor, *, template: str, channel: str) -> HttpResponse:
    trouble: Refused | None = None
    kept = kept_photos(request)
    if request.method == "POST":
        try:
            for file in request.FILES.getlist("photos")[:9]:
                kept.append(str(take_file(actor, file).id))
            answer = _take_in(request, actor, kept, channel)
        except Refused as refusal:
            trouble = refusal
        else:
            body = answer.body
            if channel == "public":
                return HttpResponseRedirect(f"/t/{body['report']['code']}?new=1")
            return HttpResponseRedirect(f"/cases/{body['case']['id']}")
    building = building_named(request.POST.get("building") or request.GET.get("b", ""))
    return show(
        request,
        template,
        status=trouble.status if trouble else 200,
        trouble=trouble,
        given=request.POST,
        kept=kept,
        building=building,
        kinds=kinds_in(actor.district),
        key=request.POST.get("key") or uuid4(),
        actor=actor,
        tab="report",
    )


def _take_in(request: HttpRequest, actor: Actor, photos: list[str], channel: str) -> Any:
    given, at = request.POST, timezone.now()
    return actions.report(
        actor=actor,
        key=given.get("key", "")[:64] or str(uuid4()),
        words=given.get("words", ""),
        place=_place(given),
        photos=[UUID(photo) for photo in photos],
        kind=given.get("kind", ""),
        phone=given.get("phone", "").strip(),
        channel=channel,
        happened_at=at,
        at=at,
    )


def _place(given: Any) -> dict[str, Any] | None:
    """The most exact place that the form holds: the position taken, else the door code, else the words."""
    address = given.get("address", "").strip()
    if given.get("lat") and given.get("lng"):
        return {"lat": given["lat"], "lng": given["lng"], "datum": "wgs84", "address": address}
    if given.get("building"):
        return {"building": given["building"]}
    if address and building_named(address):
        return {"building": address}
    return {"address": address} if address else None
