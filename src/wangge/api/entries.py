"""What is new, flow tables, kinds and units: what clients read beside the cases."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from wangge.api.auth import asking
from wangge.cases.queries import check_limit, entry_answers, news_for
from wangge.catalogue.queries import kinds_in, present_flow
from wangge.catalogue.rules import CLOCK, FLOWS, RELATIONS, Flow
from wangge.clock.rules import read_limit
from wangge.core.refusals import Gone
from wangge.core.words import Say
from wangge.journal.rules import position_token, read_position

router = Router(tags=["reading"])


@router.get("/entries", summary="What happened since a position, in the cases that I may see")
def entries(request: HttpRequest, since: str | None = None, limit: int = 200) -> dict[str, Any]:
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
    return {"items": entry_answers(found, actor), "next": position_token(now_at, actor.scope)}


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


@router.get("/flows", summary="The flow tables of my district, in their present editions")
def flows(request: HttpRequest) -> dict[str, Any]:
    district = asking(request).district
    return {"items": [flow_answer(present_flow(district, name)) for name in FLOWS], "next": None}


@router.get("/flows/{name}", summary="One flow table of my district, in its present edition")
def flow(request: HttpRequest, name: str) -> dict[str, Any]:
    return flow_answer(present_flow(asking(request).district, name))


@router.get("/kinds", summary="The catalogue of kinds")
def kind_list(request: HttpRequest) -> dict[str, Any]:
    items = [
        {
            "code": k.code,
            "name": k.say.pair(),
            "flow": k.flow,
            "limit": read_limit(k.limit).say.pair(),
            "usual": k.usual,
        }
        for k in kinds_in(asking(request).district)
    ]
    return {"items": items, "next": None}
