"""What notices say: as shipped, or in a district's own words."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from wangge.api.answers.choices import TextPreview, TextSettingsList, TextWorded
from wangge.api.auth import asking
from wangge.api.replies import hand_out, reply
from wangge.api.settings.bodies import TextIn, TextSet
from wangge.core.refusals import Refused, not_found
from wangge.notices.actions import set_text
from wangge.notices.queries import wording_of
from wangge.notices.rules.texts import PLACES, TEXTS, read_wording, sample
from wangge.orgs.rules import looks_after
from wangge.orgs.rules.setting import setter

router = Router()
VERB = "text.set"


def _answer(district: str, name: str) -> dict[str, Any]:
    text, now = TEXTS[name], wording_of(district, name)
    return {
        "name": name,
        "about": text.about.pair(),
        "channel": text.channel,
        "words": now.say.pair(),
        "shipped": text.say.pair(),
        "sample": sample(now.say).pair(),
        "own": now.own,
        "template": now.template or None,
        "edition": now.edition,
        "since": now.since,
        "places": [
            {
                "name": place,
                "label": PLACES[place][0].pair(),
                "sample": PLACES[place][1],
                "needed": place in text.needed,
            }
            for place in sorted(text.places)
        ],
    }


@router.get(
    "/settings/texts",
    response=TextSettingsList,
    operation_id="list_text_settings",
    summary="What notices say in my district, by SMS and on screens",
)
def text_list(request: HttpRequest) -> HttpResponse:
    actor = asking(request)
    items = [_answer(actor.district, name) for name in TEXTS]
    return hand_out({"items": items, "next": None, "mine": looks_after(actor, actor.district, VERB)})


@router.post(
    "/settings/texts/{name}/preview",
    response=TextPreview,
    operation_id="preview_text",
    summary="How a wording would read, or why not",
)
def preview(request: HttpRequest, name: str, body: TextIn) -> HttpResponse:
    actor = asking(request)
    text = TEXTS.get(name)
    if text is None:
        raise not_found()
    setter(actor, VERB, area=actor.district)
    if body.zh is None and body.en is None:
        return hand_out({"refusal": None, "sample": sample(text.say).pair()})
    try:
        return hand_out({"refusal": None, "sample": sample(read_wording(text, body.zh or "", body.en or "")).pair()})
    except Refused as refusal:
        return hand_out({"refusal": {"code": refusal.code, "detail": refusal.say.pair()}, "sample": None})


@router.post(
    "/settings/texts/{name}",
    response=TextWorded,
    operation_id="word_text",
    summary="Word a notice anew, or go back to the shipped text",
)
def word(request: HttpRequest, name: str, body: TextSet) -> HttpResponse:
    return reply(set_text(actor=asking(request), name=name, at=timezone.now(), **body.model_dump()))
