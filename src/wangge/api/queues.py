"""What waits for whoever asks, in queues, and what is close to where somebody stands."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from wangge.api.answers.fronts import NearCases, Queues
from wangge.api.auth import asking
from wangge.api.replies import hand_out
from wangge.cases import queries

router = Router(tags=["cases"])


@router.get(
    "/cases/counts",
    response=Queues,
    operation_id="count_queues",
    summary="How many cases wait for me, by what is asked of me",
)
def counts(request: HttpRequest) -> HttpResponse:
    actor, at = asking(request), timezone.now()
    beside = {"rechecks": queries.rechecks_waiting(actor), "calls": queries.calls_waiting(actor, at=at)}
    return hand_out(queries.queue_counts(actor, at=at) | beside)


@router.get(
    "/cases/near",
    response=NearCases,
    operation_id="list_near_cases",
    summary="Open cases close to a point, so that nothing is reported twice",
)
def near(
    request: HttpRequest, lat: float, lng: float, datum: str = "wgs84", kind: str = "", metres: int = 30, days: int = 7
) -> HttpResponse:
    found = queries.cases_near(
        asking(request), lat, lng, datum=datum, metres=metres, days=days, kind=kind, at=timezone.now()
    )
    return hand_out({"items": found, "next": None})
