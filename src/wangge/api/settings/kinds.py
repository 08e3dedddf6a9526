"""Kinds as a district chooses them: limit, usual or not, in use or not, words."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from wangge.api.answers.choices import KindChosen, KindSettingsList, WholeKind
from wangge.api.auth import asking
from wangge.api.replies import hand_out, reply
from wangge.api.settings.bodies import KindChoice
from wangge.cases.queries import open_of_kind
from wangge.catalogue.actions import set_kind_options
from wangge.catalogue.queries import KindFacts, kind_editions, kinds, kinds_in
from wangge.clock.rules import read_limit
from wangge.core.refusals import not_found
from wangge.orgs.rules import looks_after

router = Router()


def limit_answer(words: str) -> dict[str, Any]:
    """A limit as it is written, and in both languages."""
    return {"words": words, "label": read_limit(words).say.pair()}


def _answer(kind: KindFacts) -> dict[str, Any]:
    shipped = kinds()[kind.code]
    return {
        "code": kind.code,
        "name": kind.say.pair(),
        "flow": kind.flow,
        "limit": limit_answer(kind.limit),
        "usual": kind.usual,
        "used": kind.used,
        "words": kind.words,
        "closes_after": kind.closes_after,
        "why": kind.why,
        "edition": kind.edition,
        "since": kind.since,
        "shipped": {"limit": limit_answer(shipped.limit), "usual": shipped.usual, "words": shipped.words},
    }


@router.get(
    "/settings/kinds",
    response=KindSettingsList,
    operation_id="list_kind_settings",
    summary="All kinds with what my district has chosen of them",
)
def kind_list(request: HttpRequest) -> HttpResponse:
    actor = asking(request)
    items = [_answer(kind) for kind in kinds_in(actor.district, unused=True)]
    return hand_out({"items": items, "next": None, "mine": looks_after(actor, actor.district, "kind.set")})


@router.get(
    "/settings/kinds/{code}",
    response=WholeKind,
    operation_id="read_kind_settings",
    summary="One kind with its editions",
)
def one_kind(request: HttpRequest, code: str) -> HttpResponse:
    actor = asking(request)
    found = next((kind for kind in kinds_in(actor.district, unused=True) if kind.code == code), None)
    if found is None:
        raise not_found()
    editions = [
        {
            "edition": e.edition, "since": e.made_at, "limit": e.limit, "usual": e.usual, "used": e.used,
            "words": e.words, "closes_after": e.closes_after, "why": e.why,
        }
        for e in kind_editions(actor.district, code)
    ]  # fmt: skip
    mine = looks_after(actor, actor.district, "kind.set")
    beside = {"editions": editions, "open_cases": open_of_kind(actor.district, code), "mine": mine}
    return hand_out(_answer(found) | beside)


@router.post(
    "/settings/kinds/{code}",
    response=KindChosen,
    operation_id="choose_kind",
    summary="Give my district another edition of a kind",
)
def choose(request: HttpRequest, code: str, body: KindChoice) -> HttpResponse:
    return reply(set_kind_options(actor=asking(request), kind=code, at=timezone.now(), **body.model_dump()))
