"""Flow tables as a district makes them: rows off, labels, limits of stages, and what would be refused."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from wangge.api.answers.choices import FlowChosen, FlowPreview, FlowSettingsList, WholeFlow
from wangge.api.auth import asking
from wangge.api.replies import hand_out, reply
from wangge.api.settings.bodies import FlowChoice, FlowSet
from wangge.api.settings.kinds import limit_answer
from wangge.cases.queries import open_in_flow
from wangge.cases.rules import STAGE_LIMITS, STAGES
from wangge.catalogue.actions import set_flow_options
from wangge.catalogue.queries import flow_editions, present_flow
from wangge.catalogue.rules import FLOWS, Flow, differences, read_options, with_options
from wangge.core.refusals import Refused, not_found
from wangge.orgs.rules import looks_after
from wangge.orgs.rules.setting import setter

router = Router()
VERB = "flow.set"


def _shipped(name: str) -> Flow:
    """A flow as it is shipped. Raises ``NotFound``."""
    if name not in FLOWS:
        raise not_found()
    return FLOWS[name]


def _tried(flow: Flow, said: Mapping[str, Any]) -> tuple[Flow | None, dict[str, Any] | None]:
    """The table with options, or why they are refused."""
    try:
        return with_options(flow, read_options(said)), None
    except Refused as refusal:
        return None, {"code": refusal.code, "detail": refusal.say.pair()}


def _named(district: str, name: str) -> dict[str, Any]:
    last = next(iter(flow_editions(district, name)), None)
    return {
        "name": name, "label": FLOWS[name].say.pair(), "edition": last.edition if last else 0,
        "since": last.made_at if last else None,
    }  # fmt: skip


@router.get(
    "/settings/flows",
    response=FlowSettingsList,
    operation_id="list_flow_settings",
    summary="The flows of my district with their editions",
)
def flow_list(request: HttpRequest) -> HttpResponse:
    actor = asking(request)
    items = [_named(actor.district, name) for name in FLOWS]
    return hand_out({"items": items, "next": None, "mine": looks_after(actor, actor.district, VERB)})


@router.get(
    "/settings/flows/{name}",
    response=WholeFlow,
    operation_id="read_flow_settings",
    summary="One flow with what may be set in it",
)
def one_flow(request: HttpRequest, name: str) -> HttpResponse:
    actor, shipped = asking(request), _shipped(name)
    present, editions = present_flow(actor.district, name), flow_editions(actor.district, name)
    on = {row.name: row for row in present.rows}
    off = [row.name for row in shipped.rows if row.name not in on]
    return hand_out(_named(actor.district, name) | {
        "rows": [
            {
                "name": row.name, "verb": row.verb, "source": row.source, "end": row.end,
                "posts": [post.code for post in row.posts()], "on": row.name in on,
                "label": on.get(row.name, row).say.pair(), "shipped": row.say.pair(),
                "kept": _tried(shipped, {"off": [*off, row.name]})[1] if row.name in on else None,
            }
            for row in shipped.rows
        ],
        "states": [_stage(state.name, shipped, present) for state in shipped.state_list],
        "editions": [
            {"edition": e.edition, "since": e.made_at, "off": e.off, "labels": e.labels,
             "stage_limits": e.stage_limits}
            for e in editions
        ],
        "open_cases": open_in_flow(actor.district, name),
        "mine": looks_after(actor, actor.district, VERB),
    })  # fmt: skip


def _stage(name: str, shipped: Flow, present: Flow) -> dict[str, Any]:
    own, usual = present.stage_limits.get(name), STAGE_LIMITS.get(STAGES.get(name, ""))
    return {
        "name": name, "label": present.states[name].say.pair(), "shipped": shipped.states[name].say.pair(),
        "end": name in shipped.ends, "limit": limit_answer(own) if own else None,
        "usual_limit": limit_answer(usual) if usual else None,
    }  # fmt: skip


@router.post(
    "/settings/flows/{name}/preview",
    response=FlowPreview,
    operation_id="preview_flow",
    summary="What an edition would change, or why not",
)
def preview(request: HttpRequest, name: str, body: FlowChoice) -> HttpResponse:
    actor, shipped = asking(request), _shipped(name)
    setter(actor, VERB, area=actor.district)
    made, refusal = _tried(shipped, body.said())
    found = differences(present_flow(actor.district, name), made) if made else []
    changes = [
        {"what": d.what, "name": d.name, "was": d.was.pair() if d.was else None, "now": d.now.pair() if d.now else None}
        for d in found
    ]
    return hand_out({"refusal": refusal, "changes": changes})


@router.post(
    "/settings/flows/{name}",
    response=FlowChosen,
    operation_id="choose_flow",
    summary="Give my district another edition of a flow",
)
def choose(request: HttpRequest, name: str, body: FlowSet) -> HttpResponse:
    actor = asking(request)
    _shipped(name)
    held = setter(actor, VERB, area=actor.district)
    return reply(
        set_flow_options(
            district=held.district, flow=name, said=body.said(), key=body.key, at=timezone.now(), actor=actor.person,
            post=held.post, after=body.after,
        )
    )  # fmt: skip
