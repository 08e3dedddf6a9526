"""The chief's table."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from wangge.api.answers.late import LateTable
from wangge.api.auth import asking
from wangge.api.replies import hand_out
from wangge.cases import queries
from wangge.core.refusals import NotYours
from wangge.core.words import Say
from wangge.orgs.rules import Actor

router = Router(tags=["cases"])


def table_for(actor: Actor) -> dict[str, Any]:
    """The table of a desk. Raises ``NotYours`` for everybody else."""
    if not actor.may("case.supervise"):
        raise NotYours(
            "not_yours",
            Say(
                "督办台是各级中心用的。请看“案件”里该您办的。",
                "This table is for desks. Your own cases are under Cases.",
            ),
        )
    return queries.late_table(actor, at=timezone.now())


@router.get(
    "/late",
    response=LateTable,
    operation_id="read_late_table",
    summary="What is late or soon, by who has it and by reason; for desks",
)
def late(request: HttpRequest) -> HttpResponse:
    return hand_out(table_for(asking(request)))
