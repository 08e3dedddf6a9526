"""The catalogue: the whole of it, and the kinds that fit what somebody says."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from wangge.api.answers.catalogue import Catalogue, KindsFound
from wangge.api.auth import asking
from wangge.api.replies import hand_out, lasting
from wangge.catalogue.queries import KindFacts, find_kinds, kinds_in, majors
from wangge.catalogue.rules import Condition
from wangge.clock.rules import read_limit
from wangge.core.words import Say

router = Router(tags=["catalogue"])


def limit_answer(words: str) -> dict[str, Any]:
    """A limit as it is written, and in both languages."""
    return {"words": words, "label": read_limit(words).say.pair()}


def condition_answer(condition: Condition) -> dict[str, Any]:
    """A filing condition with all that belongs to it."""
    return condition.plain() | {"limit": limit_answer(condition.limit)}


def _kind_answer(kind: KindFacts) -> dict[str, Any]:
    return {
        "code": kind.code, "name": kind.say.pair(), "flow": kind.flow, "limit": limit_answer(kind.limit),
        "usual": kind.usual, "words": kind.words, "local": bool(kind.district),
        "conditions": [condition_answer(condition) for condition in kind.conditions],
    }  # fmt: skip


def major_of(code: str) -> Say | None:
    """The major class of a kind, if it is named."""
    return majors().get(code[:3])


@router.get(
    "/catalogue",
    response={200: Catalogue, 304: None},
    operation_id="read_catalogue",
    summary="The whole catalogue of my district: major classes, kinds in use, filing conditions",
)
def whole(request: HttpRequest) -> HttpResponse:
    found: dict[str, list[dict[str, Any]]] = {}
    for kind in sorted(kinds_in(asking(request).district), key=lambda kind: kind.code):
        found.setdefault(kind.code[:3], []).append(_kind_answer(kind))
    names = {code: major_of(code) or Say(code, code) for code in found}
    listed = [{"code": code, "name": names[code].pair(), "kinds": found[code]} for code in sorted(found)]
    return lasting(request, {"majors": listed})


@router.get(
    "/catalogue/search",
    response=KindsFound,
    operation_id="search_catalogue",
    summary="The kinds that fit what somebody says, best first, each with its likeliest condition",
)
def search(request: HttpRequest, q: str = "") -> HttpResponse:
    items = []
    for kind, hit in find_kinds(asking(request).district, q):
        condition, major = kind.condition(hit.condition), major_of(kind.code)
        items.append({
            "code": kind.code, "name": kind.say.pair(), "major": major.pair() if major else None,
            "limit": limit_answer(condition.limit if condition else kind.limit),
            "condition": condition_answer(condition) if condition else None, "score": hit.score,
        })  # fmt: skip
    return hand_out({"items": items, "next": None})
