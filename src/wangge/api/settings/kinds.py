"""Kinds as a district chooses them: limit, usual or not, in use or not, words, conditions; and kinds of its own."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from wangge.api.answers.catalogue import KindPreview
from wangge.api.answers.choices import KindChosen, KindSettingsList, WholeKind
from wangge.api.auth import asking
from wangge.api.catalogue import condition_answer, limit_answer, major_of
from wangge.api.replies import hand_out, reply
from wangge.api.settings.bodies import KindChoice, KindMake, KindTry
from wangge.cases.queries import open_of_kind
from wangge.catalogue.actions import add_kind, chosen, set_kind_options
from wangge.catalogue.queries import KindFacts, kind_editions, kinds, kinds_in
from wangge.catalogue.rules import check_closing, conditions_of
from wangge.clock.rules import read_limit
from wangge.core.refusals import Refused, not_found
from wangge.core.words import Say
from wangge.orgs.rules import Actor, looks_after
from wangge.orgs.rules.setting import setter

router = Router()
VERB = "kind.set"


def _answer(kind: KindFacts) -> dict[str, Any]:
    shipped, major = kinds()[kind.code], major_of(kind.code)
    return {
        "code": kind.code,
        "name": kind.say.pair(),
        "major": major.pair() if major else None,
        "flow": kind.flow,
        "limit": limit_answer(kind.limit),
        "usual": kind.usual,
        "used": kind.used,
        "words": kind.words,
        "local": bool(kind.district),
        "conditions": len(kind.conditions),
        "closes_after": kind.closes_after,
        "why": kind.why,
        "edition": kind.edition,
        "since": kind.since,
        "shipped": {"limit": limit_answer(shipped.limit), "usual": shipped.usual, "words": shipped.words},
    }


def _found(actor: Actor, code: str) -> KindFacts:
    found = next((kind for kind in kinds_in(actor.district, unused=True) if kind.code == code), None)
    if found is None:
        raise not_found()
    return found


@router.get(
    "/settings/kinds",
    response=KindSettingsList,
    operation_id="list_kind_settings",
    summary="All kinds with what my district has chosen of them",
)
def kind_list(request: HttpRequest) -> HttpResponse:
    actor = asking(request)
    items = [_answer(kind) for kind in kinds_in(actor.district, unused=True)]
    return hand_out({"items": items, "next": None, "mine": looks_after(actor, actor.district, VERB)})


@router.post(
    "/settings/kinds",
    response={201: KindChosen},
    operation_id="make_kind",
    summary="Give my district a kind of its own in a major class that is there",
)
def make(request: HttpRequest, body: KindMake) -> HttpResponse:
    said = body.model_dump()
    return reply(add_kind(actor=asking(request), at=timezone.now(), **said))


@router.get(
    "/settings/kinds/{code}",
    response=WholeKind,
    operation_id="read_kind_settings",
    summary="One kind with its editions",
)
def one_kind(request: HttpRequest, code: str) -> HttpResponse:
    actor = asking(request)
    found = _found(actor, code)
    editions = [
        {
            "edition": e.edition, "since": e.made_at, "limit": e.limit, "usual": e.usual, "used": e.used,
            "words": e.words, "conditions": None if e.conditions is None else len(e.conditions),
            "closes_after": e.closes_after, "why": e.why,
        }
        for e in kind_editions(actor.district, code)
    ]  # fmt: skip
    beside = {
        "condition_list": [condition_answer(condition) for condition in found.conditions],
        "shipped_conditions": [condition_answer(condition) for condition in kinds()[code].conditions],
        "editions": editions, "open_cases": open_of_kind(actor.district, code),
        "mine": looks_after(actor, actor.district, VERB),
    }  # fmt: skip
    return hand_out(_answer(found) | beside)


@router.post(
    "/settings/kinds/{code}/preview",
    response=KindPreview,
    operation_id="preview_kind",
    summary="What an edition of a kind would change, or why not; nothing is written",
)
def preview(request: HttpRequest, code: str, body: KindTry) -> HttpResponse:
    actor = asking(request)
    found = _found(actor, code)
    setter(actor, VERB, area=actor.district)
    answer: dict[str, Any] = {"refusal": None, "changes": [], "open_cases": open_of_kind(actor.district, code)}
    try:
        said = body.model_dump(exclude={"closes_after", "why"})
        wanted = chosen(**said) | {"closes_after": body.closes_after, "why": check_closing(body.closes_after, body.why)}
    except Refused as refusal:
        return hand_out(answer | {"refusal": {"code": refusal.code, "detail": refusal.say.pair()}})
    shipped = kinds()[code]
    now = {name: getattr(shipped, name) if value is None else value for name, value in wanted.items()}
    if wanted["conditions"] is not None:
        now["conditions"] = conditions_of(wanted["conditions"])
    was = {name: getattr(found, name) for name in now}
    answer["changes"] = [
        {"part": part, "was": _in_words(part, was[part]), "now": _in_words(part, now[part])}
        for part in now
        if was[part] != now[part]
    ]
    return hand_out(answer)


def _in_words(part: str, value: Any) -> dict[str, str] | None:
    """A part of a kind in words, for a list of what would change; None where there is nothing."""
    if part == "limit":
        return read_limit(value).say.pair()
    if part == "conditions":
        if not value:
            return None
        listed = [(c, read_limit(c.limit).say) for c in value]
        return Say(
            "；".join(f"{c.code} {c.say.zh}（{limit.zh}）" for c, limit in listed),
            "; ".join(f"{c.code} {c.say.en} ({limit.en})" for c, limit in listed),
        ).pair()
    if isinstance(value, bool):
        return (Say("是", "yes") if value else Say("否", "no")).pair()
    return Say(str(value), str(value)).pair() if value else None


@router.post(
    "/settings/kinds/{code}",
    response=KindChosen,
    operation_id="choose_kind",
    summary="Give my district another edition of a kind",
)
def choose(request: HttpRequest, code: str, body: KindChoice) -> HttpResponse:
    return reply(set_kind_options(actor=asking(request), kind=code, at=timezone.now(), **body.model_dump()))
