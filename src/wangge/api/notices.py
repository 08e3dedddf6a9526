"""What the places and units of whoever asks were told."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from wangge.api.answers_fronts import Notices
from wangge.api.auth import asking
from wangge.api.cases import page_key, page_token
from wangge.cases.queries import PAGE, check_limit
from wangge.notices.queries import notices_for

router = Router(tags=["reading"])


@router.get(
    "/notices", response=Notices, summary="What my places and units were told, newest first, and how many I left"
)
def notices(request: HttpRequest, next: str | None = None, limit: int = PAGE) -> dict[str, Any]:
    found, following = notices_for(asking(request), after=page_key(next), limit=check_limit(limit), at=timezone.now())
    return found | {"next": page_token(following)}
