"""What is public nearby: released cases in residents' words, with covered pictures. No script."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from wangge.api import rates
from wangge.api.problems import language_of
from wangge.cases.queries import public_cases
from wangge.pages.views.frame import resident_page, show
from wangge.places.queries import building_named

AROUND_M = 1500


@require_GET
@resident_page
def nearby(request: HttpRequest) -> HttpResponse:
    """附近公开的事: around the door whose code is given as ``b``, else the latest of the district."""
    rates.PUBLIC.check(request)
    building = building_named(request.GET.get("b", "")) if request.GET.get("b") else None
    near = f"{building.lat},{building.lng}" if building and building.lat is not None else ""
    found = public_cases(near=near, metres=AROUND_M, at=timezone.now())
    language = language_of(request)
    return show(
        request, "public", building=building if near else None, items=[_shown(item, language) for item in found]
    )


def _shown(item: dict[str, Any], language: str) -> dict[str, Any]:
    """An item in the reader's language."""
    own = "en" if language.startswith("en") else "zh"
    return item | {
        "kind": item["kind"][own] if item["kind"] else "", "told": item["told"][own],
        "reported_on": date.fromisoformat(item["reported_on"]), "several": item["reports"] > 1,
    }  # fmt: skip
