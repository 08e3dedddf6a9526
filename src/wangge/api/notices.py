"""What the places and units of whoever asks were told."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from wangge.api.answers.fronts import Notices
from wangge.api.auth import asking
from wangge.api.cases import page_key, page_token
from wangge.api.replies import hand_out
from wangge.cases.queries import PAGE, check_limit
from wangge.notices.queries import notices_for

router = Router(tags=["reading"])


@router.get(
    "/notices",
    response=Notices,
    operation_id="list_notices",
    summary="What my places and units were told, newest first, and how many I left",
)
def notices(request: HttpRequest, next: str | None = None, limit: int = PAGE) -> HttpResponse:
    found, following = notices_for(asking(request), after=page_key(next), limit=check_limit(limit), at=timezone.now())
    return hand_out(found | {"next": page_token(following)})
