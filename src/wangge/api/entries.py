"""What is new, flow tables, kinds and units: what clients read beside the cases."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from wangge.api.answers.flows import Flow as FlowAnswer
from wangge.api.answers.flows import FlowList, KindList
from wangge.api.answers.history import News
from wangge.api.auth import asking
from wangge.api.replies import hand_out, lasting
from wangge.cases.queries import check_limit, entry_answers, kinds_lately, news_for
from wangge.catalogue.queries import blocked, kinds_in, present_flow
from wangge.catalogue.rules import CLOCK, FLOWS, RELATIONS, Flow
from wangge.clock.rules import read_limit
from wangge.core.refusals import Gone
from wangge.core.words import Say
from wangge.journal.rules import position_token, read_position

router = Router(tags=["reading"])


@router.get(
    "/entries",
    response=News,
    operation_id="list_news",
    summary="What happened since a position, in the cases that I may see",
)
def entries(request: HttpRequest, since: str | None = None, limit: int = 200) -> HttpResponse:
    actor = asking(request)
    reached: dict[str, int] = {}
    if since:
        reached, scope = read_position(since)
        if scope != actor.scope:
            raise Gone(
                "snapshot_again",
                Say(
                    "您的管辖范围变了。请重新取一次快照；没发出的内容留着。",
                    "What you may see has changed. Take a new snapshot and keep what was not sent.",
                ),
            )
    found, now_at = news_for(actor, reached, limit=check_limit(limit))
    return hand_out({"items": entry_answers(found, actor), "next": position_token(now_at, actor.scope)})


def flow_answer(flow: Flow) -> dict[str, Any]:
    """The whole table with its words."""
    return {
        "name": flow.name,
        "version": flow.version,
        "edition": flow.edition,
        "label": flow.say.pair(),
        "first": flow.first,
        "states": [
            {"name": s.name, "label": s.say.pair(), "told": s.told.pair(), "quarter": s.quarter, "end": s.end}
            for s in flow.state_list
        ],
        "marks": {name: say.pair() for name, say in flow.marks.items()},
        "relations": {name: say.pair() for name, say in RELATIONS.items()},
        "clock": {name: say.pair() for name, say in CLOCK.items()},
        "rows": [
            {
                "name": row.name,
                "verb": row.verb,
                "from": row.source,
                "to": row.end,
                "by": list(row.by),
                "posts": [post.code for post in row.posts()],
                "label": row.say.pair(),
                "needs": list(row.needs),
                "may": list(row.may),
                "clock": row.clock,
                "when": row.when or None,
                "kinds": row.kinds.split(),
            }
            for row in flow.rows
        ],
        "stage_limits": dict(flow.stage_limits),
    }


@router.get(
    "/flows",
    response=FlowList,
    operation_id="list_flows",
    summary="The flow tables of my district, in their present editions",
)
def flows(request: HttpRequest) -> HttpResponse:
    district = asking(request).district
    return hand_out({"items": [flow_answer(present_flow(district, name)) for name in FLOWS], "next": None})


@router.get(
    "/flows/{name}",
    response=FlowAnswer,
    operation_id="read_flow",
    summary="One flow table of my district, in its present edition",
)
def flow(request: HttpRequest, name: str) -> HttpResponse:
    return hand_out(flow_answer(present_flow(asking(request).district, name)))


@router.get(
    "/kinds",
    response={200: KindList, 304: None},
    operation_id="list_kinds",
    summary="The catalogue of kinds; with an area those first that come there about this time",
)
def kind_list(request: HttpRequest, area: str = "") -> HttpResponse:
    actor = asking(request)
    at = timezone.now()
    lately = kinds_lately(actor, area, at=at) if area else {}
    items = [
        {
            "code": k.code,
            "name": k.say.pair(),
            "flow": k.flow,
            "limit": read_limit(k.limit).say.pair(),
            "usual": k.usual,
            "words": k.words,
            "conditions": len(k.conditions),
            "here": lately[k.code].count if k.code in lately else 0,
            "blocked": stop.pair() if area and (stop := blocked(actor.district, k.code, area, at)) else None,
        }
        for k in sorted(kinds_in(actor.district), key=lambda k: -lately[k.code].weight if k.code in lately else 0)
    ]
    return lasting(request, {"items": items, "next": None})
