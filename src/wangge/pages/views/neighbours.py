"""The page behind the code at a door: which grid this is, who looks after it now, and whom to call. No script."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from wangge.api import rates
from wangge.core.refusals import not_found
from wangge.orgs.queries import Responsible, centre_of, hours_of, responsible_at
from wangge.pages.views.frame import resident_page, show
from wangge.places.queries import building_named, full_name, lineage


@dataclass(frozen=True)
class Care:
    """Who looks after a grid at a moment: ``own`` when it is the grid's worker, else those of ``area`` above it."""

    area: str
    people: list[Responsible]
    own: bool


def care_of(grid: str, at: datetime) -> Care:
    """Who looks after a grid at a moment. Three statements."""
    area, people = responsible_at(lineage(grid), at)
    return Care(area, people, area == grid)


@require_GET
@resident_page
def my_worker(request: HttpRequest, code: str) -> HttpResponse:
    """My grid worker 我的网格员: names and hours, never a person's own number; the number is the centre's."""
    rates.TRACKING.check(request)
    building = building_named(code)
    if building is None:
        raise not_found()
    at, zone = timezone.now(), ZoneInfo(settings.DISTRICT_ZONE)
    care = care_of(building.grid, at)
    hours = hours_of(care.area, at) if care.people else {}
    shown = [
        (person.name, [f"{moment.astimezone(zone):%H:%M}" for moment in hours.get(person.person, ())])
        for person in care.people
    ]
    centre = centre_of([area for area in lineage(building.grid) if area != building.grid])
    response = show(
        request, "neighbours", building=building, grid=full_name(building.grid), people=shown, own=care.own,
        above=full_name(care.area) if care.area else "", centre=centre,
        centre_name=centre.name if centre else full_name(building.grid[: settings.CODE_LENGTHS["community"]]),
    )  # fmt: skip
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
