"""People and their posts set by hand."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from wangge.api.answers.people import HandedOver
from wangge.api.answers.settings import PersonChanged, PersonSettings, PersonSettingsList, PostEnded, PostGiven
from wangge.api.auth import asking
from wangge.api.replies import hand_out, reply
from wangge.api.schemas import GrantAdd
from wangge.api.settings.bodies import EndsOn, GoesTo, PersonChange
from wangge.cases.queries import PAGE, cases_held, check_limit
from wangge.orgs import actions
from wangge.orgs.queries import people_found, person_answer, person_for, person_seen, today
from wangge.orgs.rules import Held, held_of

router = Router()


@router.get(
    "/settings/people",
    response=PersonSettingsList,
    operation_id="list_person_settings",
    summary="People below me by name, with search",
)
def people_list(
    request: HttpRequest, q: str = "", area: str = "", unit: UUID | None = None, left: bool = False,
    next: UUID | None = None, limit: int = PAGE,
) -> HttpResponse:  # fmt: skip
    most = check_limit(limit)
    items = people_found(
        asking(request), q=q, area=area, unit=unit, left=left, after=next, limit=most + 1, day=today(timezone.now())
    )
    return hand_out({"items": items[:most], "next": items[most - 1]["id"] if len(items) > most else None})


@router.get(
    "/settings/people/{person}",
    response=PersonSettings,
    operation_id="read_person_settings",
    summary="One person with all posts",
)
def one_person(request: HttpRequest, person: UUID) -> HttpResponse:
    actor = asking(request)
    return hand_out(person_answer(person_seen(actor, person), actor, day=today(timezone.now())))


@router.post(
    "/settings/people/{person}",
    response=PersonChanged,
    operation_id="change_person",
    summary="Rename somebody or change the phone",
)
def change(request: HttpRequest, person: UUID, body: PersonChange) -> HttpResponse:
    return reply(actions.change_person(actor=asking(request), person=person, at=timezone.now(), **body.model_dump()))


@router.post(
    "/settings/people/{person}/grants",
    response={201: PostGiven},
    operation_id="give_post",
    summary="Give somebody one more post",
)
def give(request: HttpRequest, person: UUID, body: GrantAdd) -> HttpResponse:
    actor, at = asking(request), timezone.now()
    grant = Held(actor.district, body.post, body.area, body.unit, body.starts_on or today(at), body.ends_on, body.kinds)
    return reply(actions.give_post(actor=actor, person=person, grant=grant, key=body.key, at=at))


@router.post(
    "/settings/people/{person}/grants/{grant}/end",
    response=PostEnded,
    operation_id="end_post",
    summary="Let one post end with a day",
)
def end(request: HttpRequest, person: UUID, grant: UUID, body: EndsOn) -> HttpResponse:
    return reply(
        actions.end_grant(
            actor=asking(request), person=person, grant=grant, ends_on=body.ends_on, key=body.key, at=timezone.now()
        )
    )


@router.post(
    "/settings/people/{person}/hand-over",
    response=HandedOver,
    operation_id="hand_over_person",
    summary="Somebody leaves, with or without account",
)
def hand_over(request: HttpRequest, person: UUID, body: GoesTo) -> HttpResponse:
    actor, at = asking(request), timezone.now()
    leaver = person_for(actor, person, at=at)
    successor = person_for(actor, body.to, at=at).id if body.to else None
    answer = actions.hand_over(
        actor=actor, leaver=person, successor=successor, last_day=body.last_day, key=body.key, at=at
    )
    grants = [held_of(leaver.district, facts) for facts in answer.body["grants"]]
    return reply(replace(answer, body=answer.body | {"cases": len(cases_held(leaver.district, grants))}))
