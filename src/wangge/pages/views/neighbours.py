"""The page behind the code at a door: which grid this is, who looks after it now, and whom to call. No script."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from wangge.api import rates
from wangge.core.refusals import not_found
from wangge.orgs.queries import centre_of, hours_of, responsible_at
from wangge.pages.views.frame import resident_page, show
from wangge.places.queries import building_named, full_name, lineage


@require_GET
@resident_page
def my_worker(request: HttpRequest, code: str) -> HttpResponse:
    """My grid worker 我的网格员: names and hours, never a person's own number; the number is the centre's."""
    rates.TRACKING.check(request)
    building = building_named(code)
    if building is None:
        raise not_found()
    at, zone, areas = timezone.now(), ZoneInfo(settings.DISTRICT_ZONE), lineage(building.grid)
    area, people = responsible_at(areas, at)
    hours = hours_of(area, at) if people else {}
    shown = [
        (person.name, [f"{moment.astimezone(zone):%H:%M}" for moment in hours.get(person.person, ())])
        for person in people
    ]
    centre = centre_of([a for a in areas if a != building.grid])
    response = show(
        request, "neighbours", building=building, grid=full_name(building.grid), people=shown,
        own=area == building.grid,
        above=full_name(area) if area else "", centre=centre,
        centre_name=centre.name if centre else full_name(building.grid[: settings.CODE_LENGTHS["community"]]),
    )  # fmt: skip
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
