"""What waits for whoever asks: the queues with their counts."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from wangge.api.answers_fronts import Queues
from wangge.api.auth import asking
from wangge.cases import queries

router = Router(tags=["cases"])


@router.get("/cases/counts", response=Queues, summary="How many cases wait for me, by what is asked of me")
def counts(request: HttpRequest) -> dict[str, Any]:
    return queries.queue_counts(asking(request), at=timezone.now())
