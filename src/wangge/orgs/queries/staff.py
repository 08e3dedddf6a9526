"""People as the screens of settings show them: found, read, and the way to one who is to be changed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from wangge.core.refusals import NotYours, not_found
from wangge.core.sealing import mask_phone
from wangge.core.words import Say
from wangge.orgs.models import Account, Grant, Person
from wangge.orgs.queries.people import held_as, phone_of, today
from wangge.orgs.rules import POSTS, Actor, Held, may_give, stage_of
from wangge.places.queries import area_names, full_name

LOOK = "account.reset"
"""The verb of those who look after people."""


def _may_look(actor: Actor) -> Sequence[Held]:
    mine = actor.with_verb(LOOK)
    if not mine:
        raise NotYours(
            "not_yours",
            Say("您的岗位不管人员。请找上级或系统管理员。", "Your post looks after no people. Please ask a superior."),
        )
    return mine


def people_found(
    actor: Actor, *, q: str = "", area: str = "", unit: UUID | None = None, left: bool = False,
    after: UUID | None = None, limit: int, day: date,
) -> list[dict[str, Any]]:  # fmt: skip
    """People of whom at least one post lies below the actor, by name; from the one after ``after``.

    ``q`` is a part of the name, the user name or the staff number; ``left`` asks for those whose last day is over.
    Raises ``NotYours``, and ``NotFound`` for an ``after`` that is nobody.
    """
    mine = _may_look(actor)
    gone = Q(ended_on__lt=day)
    rows = Person.objects.filter(gone if left else ~gone | Q(ended_on=None), district__in=actor.districts)
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(account__username__icontains=q) | Q(staff_no__icontains=q))
    if area or unit:
        held = Grant.objects.filter(area__startswith=area) if area else Grant.objects.all()
        rows = rows.filter(id__in=(held.filter(unit=unit) if unit else held).values("person"))
    if after is not None:
        last = Person.objects.filter(id=after, district__in=actor.districts).first()
        if last is None:
            raise not_found()
        rows = rows.filter(Q(name__gt=last.name) | Q(name=last.name, id__gt=last.id))
    found: list[dict[str, Any]] = []
    for person in _whole(rows).order_by("name", "id").iterator(chunk_size=500):
        if any(may_give(mine, held_as(g)) for g in person.grants.all()):
            found.append(person_answer(person, actor, day=day))
            if len(found) == limit:
                break
    return found


def _whole(rows: Any) -> Any:
    return rows.select_related("account").prefetch_related("grants__unit")


def person_seen(actor: Actor, person: UUID) -> Person:
    """A person whom the actor may see: one with at least one post, past ones too, below the actor.

    Raises ``NotYours`` when the actor looks after nobody, ``NotFound`` for an absent or foreign person.
    """
    found = _whole(Person.objects.filter(id=person, district__in=actor.districts)).first()
    if found is None:
        raise not_found()
    mine = _may_look(actor)
    if not any(may_give(mine, held_as(g)) for g in found.grants.all()):
        raise _not_below()
    return found  # type: ignore[no-any-return]


def person_for(actor: Actor, person: UUID, *, at: datetime) -> Person:
    """A person who may be changed: all posts held now or later lie below the actor, of a leaver at least one; never
    the actor.

    Raises ``NotFound``, ``NotYours``.
    """
    found = _whole(Person.objects.filter(id=person, district__in=actor.districts)).first()
    if found is None:
        raise not_found()
    _may_look(actor)
    if not _below(found, actor, today(at)):
        raise _not_below()
    return found  # type: ignore[no-any-return]


def _below(person: Person, actor: Actor, day: date) -> bool:
    mine = actor.with_verb("account.create")
    every = [held_as(grant) for grant in person.grants.all()]
    below = [may_give(mine, held) for held in every if held.ends_on is None or held.ends_on >= day]
    return person.id != actor.person and (all(below) if below else any(may_give(mine, held) for held in every))


def _not_below() -> NotYours:
    return NotYours(
        "not_yours",
        Say(
            "这个人不归您管。请找其上级或系统管理员。",
            "This person is not below you. Please ask the superior or the administrator.",
        ),
    )


def grant_named(person: UUID, grant: UUID) -> Grant:
    """A grant of a person, to be changed. Raises ``NotFound``."""
    found = Grant.objects.filter(id=grant, person_id=person).first()
    if found is None:
        raise not_found()
    return found


def person_answer(person: Person, actor: Actor, *, day: date) -> dict[str, Any]:
    """A person with all posts, past and coming ones too; the telephone number masked."""
    account: Account | None = getattr(person, "account", None)
    mine, phone = actor.with_verb("account.create"), phone_of(person)
    grants = sorted(person.grants.all(), key=lambda g: (g.starts_on, g.id))
    return {
        "id": str(person.id),
        "name": person.name,
        "username": account.username if account else None,
        "open": account.is_active if account else None,
        "staff_no": person.staff_no or None,
        "phone": mask_phone(phone) if phone else None,
        "ended_on": person.ended_on.isoformat() if person.ended_on else None,
        "grants": [_grant_answer(grant, mine, day) for grant in grants],
        "mine": _below(person, actor, day),
    }


def _grant_answer(grant: Grant, mine: Sequence[Held], day: date) -> dict[str, Any]:
    held = held_as(grant)
    unit = grant.unit
    return {
        "id": str(grant.id),
        "post": grant.post,
        "label": POSTS[grant.post].say.pair(),
        "area": {"code": grant.area, "name": full_name(grant.area) if grant.area in area_names() else ""}
        if grant.area
        else None,
        "unit": {"id": str(unit.id), "code": unit.code, "name": unit.name} if unit else None,
        "kinds": grant.kinds.split(),
        "starts_on": grant.starts_on.isoformat(),
        "ends_on": grant.ends_on.isoformat() if grant.ends_on else None,
        "stage": stage_of(held, day),
        "mine": may_give(mine, held),
    }
