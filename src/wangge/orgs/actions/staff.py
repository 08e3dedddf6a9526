"""People and their single posts set by hand."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F

from wangge.core.phones import read_phone
from wangge.core.refusals import Missing, NotNow, NotYours
from wangge.core.sealing import seal
from wangge.core.words import Say
from wangge.journal.actions import Answer, Change, commit
from wangge.journal.rules import ContentMark, Subject
from wangge.orgs.actions.accounts import check_grant, command_of, grant_facts, grant_row
from wangge.orgs.models import Grant, Person
from wangge.orgs.queries import grants_of, held_as, phone_of, today
from wangge.orgs.queries.staff import grant_named, person_for, person_seen
from wangge.orgs.rules import Actor, Held, may_give
from wangge.orgs.rules.setting import read_name

FARTHEST_BACK, FARTHEST = timedelta(days=366), timedelta(days=3660)


def change_person(
    *, actor: Actor, person: UUID, name: str | None = None, phone: str | None = None, key: str, at: datetime
) -> Answer:
    """Rename somebody below, or change the telephone number (empty takes it away): 200 ``{person, changed}``.

    The number is sealed where it lies. Records ``person.change`` with the fields that changed; the new name and number
    are contents, so that they can be erased. Raises ``NotFound``, ``NotYours``, ``Missing`` (``name_unlikely``,
    ``phone_unreadable``).
    """
    person_for(actor, person, at=at)
    subject, wanted = Subject("person", person), {}
    if name is not None:
        wanted["name"] = read_name(name, most=40)
    if phone is not None:
        wanted["phone"] = read_phone(phone) if phone.strip() else ""

    def act(change: Change) -> Answer:
        row = Person.objects.select_for_update().get(id=person)
        now = {"name": row.name, "phone": phone_of(row)}
        changed = sorted(field for field in wanted if wanted[field] != now[field])
        marks: list[ContentMark] = []
        if "name" in changed:
            row.name = wanted["name"]
            marks.append(change.keep(subject, "name", row.name.encode()))
        if "phone" in changed:
            number = wanted["phone"].encode()
            row.phone = seal(number, key=settings.FIELD_KEY, about=row.id.bytes) if number else None
            marks += [change.keep(subject, "contact", number)] if number else []
        if changed:
            row.save(update_fields=changed)
            change.record(subject, "person.change", facts={"changed": changed}, content=tuple(marks))
        return Answer(200, {"person": str(person), "changed": changed})

    payload = {"person": str(person)} | wanted
    return commit(command_of(actor, "person.change", payload, key=key, at=at), act)


def give_post(*, actor: Actor, person: UUID, grant: Held, key: str, at: datetime) -> Answer:
    """Give somebody below one more post: 201 ``{person, grant}`` with the grant's id. Records ``account.give_grant``.

    Raises ``NotFound``, ``NotYours`` when the person or the post does not lie below the actor, ``Missing`` as
    ``check_grant`` says and ``grant_days`` for days in the wrong order, ``NotNow`` (``grant_there``).
    """
    person_for(actor, person, at=at)
    check_grant(grant)
    if grant.ends_on is not None and grant.ends_on < grant.starts_on:
        raise _days()
    if not may_give(actor.with_verb("account.create"), grant):
        raise NotYours(
            "not_yours", Say("这个岗位不在您的辖区以下。", "This post does not lie below your own."), post=grant.post
        )

    def act(change: Change) -> Answer:
        change.hold(Subject("person", person))
        if grant in grants_of(person):
            raise NotNow("grant_there", Say("这个岗位已经授过了。", "This post has been given already."))
        row = grant_row(person, grant)
        row.save(force_insert=True)
        Person.objects.filter(id=person).update(scope=F("scope") + 1)
        change.record(Subject("person", person), "account.give_grant", facts=grant_facts(grant))
        return Answer(201, {"person": str(person), "grant": str(row.id)})

    payload = {"person": str(person), "grant": grant_facts(grant)}
    return commit(command_of(actor, "account.give_grant", payload, key=key, at=at), act)


def end_grant(*, actor: Actor, person: UUID, grant: UUID, ends_on: date, key: str, at: datetime) -> Answer:
    """Let one post of somebody end with a day, the last in force: 200 ``{person, grant, ends_on, was}``.

    A day before the post begins takes it back altogether. A post that has ended stays as it was; a later day than the
    present end makes it longer. Records ``account.end_grant``. Raises ``NotFound``, ``NotYours`` when the post does not
    lie below the actor, ``Missing`` (``grant_days``), ``NotNow`` (``grant_over``).
    """
    held = held_as(grant_named(person_seen(actor, person).id, grant))
    if person == actor.person or not may_give(actor.with_verb("account.create"), held):
        raise NotYours(
            "not_yours", Say("这个岗位不在您的辖区以下。", "This post does not lie below your own."), post=held.post
        )
    if not today(at) - FARTHEST_BACK <= ends_on <= today(at) + FARTHEST:
        raise _days()

    def act(change: Change) -> Answer:
        row = Grant.objects.select_for_update().get(id=grant)
        if row.ends_on is not None and row.ends_on < today(at):
            raise NotNow(
                "grant_over",
                Say(
                    f"这个岗位在 {row.ends_on} 已经结束，要留底，不能再改。需要的话请重新授岗。",
                    f"This post ended on {row.ends_on} and stays as it was. Give it anew where it is needed.",
                ),
            )
        was = row.ends_on.isoformat() if row.ends_on else None
        row.ends_on = max(ends_on, row.starts_on - timedelta(days=1))
        row.save(update_fields=["ends_on"])
        Person.objects.filter(id=person).update(scope=F("scope") + 1)
        facts = grant_facts(held_as(row)) | {"was": was or ""}
        change.record(Subject("person", person), "account.end_grant", facts=facts)
        body = {"person": str(person), "grant": str(grant), "ends_on": row.ends_on.isoformat(), "was": was}
        return Answer(200, body)

    payload = {"grant": str(grant), "ends_on": ends_on.isoformat()}
    return commit(command_of(actor, "account.end_grant", payload, key=key, at=at), act)


def _days() -> Missing:
    return Missing(
        "grant_days",
        Say(
            "授岗的日期不对：结束不能早于开始，最多往前一年、往后十年。请核对。",
            "The days of the post are not right: it ends on or after its start, at most a year ago.",
        ),
    )
