"""How a district has solving verified."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from wangge.api.answers.solving import SolvingChosen, SolvingSettings
from wangge.api.auth import asking
from wangge.api.replies import hand_out, reply
from wangge.api.settings.bodies import SolvingIn
from wangge.cases.actions import set_solving
from wangge.cases.queries import solving_in
from wangge.orgs.rules import looks_after

router = Router()


@router.get(
    "/settings/solving",
    response=SolvingSettings,
    operation_id="read_solving_settings",
    summary="How many cases are looked at again or rung up about, and with which sentences",
)
def present(request: HttpRequest) -> HttpResponse:
    actor = asking(request)
    now = solving_in(actor.district)
    return hand_out(
        {
            "edition": now.edition, "recheck": now.recheck, "share": now.share, "least": now.least,
            "script": [say.pair() for say in now.script],
            "mine": looks_after(actor, actor.district, "solving.set"),
        }
    )  # fmt: skip


@router.post(
    "/settings/solving",
    response=SolvingChosen,
    operation_id="choose_solving",
    summary="Give my district another edition of these settings",
)
def choose(request: HttpRequest, body: SolvingIn) -> HttpResponse:
    return reply(set_solving(actor=asking(request), at=timezone.now(), **body.model_dump()))
