"""What waits for whoever asks, in queues, and what is close to where somebody stands."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from wangge.api.answers_fronts import NearCases, Queues
from wangge.api.auth import asking
from wangge.cases import queries

router = Router(tags=["cases"])


@router.get("/cases/counts", response=Queues, summary="How many cases wait for me, by what is asked of me")
def counts(request: HttpRequest) -> dict[str, Any]:
    return queries.queue_counts(asking(request), at=timezone.now())


@router.get("/cases/near", response=NearCases, summary="Open cases close to a point, so that nothing is reported twice")
def near(
    request: HttpRequest, lat: float, lng: float, datum: str = "wgs84", kind: str = "", metres: int = 30, days: int = 7
) -> dict[str, Any]:
    found = queries.cases_near(
        asking(request), lat, lng, datum=datum, metres=metres, days=days, kind=kind, at=timezone.now()
    )
    return {"items": found, "next": None}
