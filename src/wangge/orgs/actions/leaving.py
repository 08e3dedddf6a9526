"""Somebody leaves: posts, shifts and account in one act; what follows when the day has come."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F

from wangge.core.ids import PUBLIC
from wangge.core.refusals import Missing, NotNow, NotYours
from wangge.core.words import Say
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import Subject, digest
from wangge.orgs.actions.accounts import command_of, grant_facts, grant_row
from wangge.orgs.actions.shifts import shifts_from
from wangge.orgs.models import Account, Duty, Grant, Person, Session
from wangge.orgs.queries import grants_of, today, without_people
from wangge.orgs.rules import Actor, Held, covers, may_give, passed_on


def hand_over(
    *,
    actor: Actor | None,
    leaver: UUID,
    successor: UUID | None,
    last_day: date,
    key: str,
    at: datetime,
) -> Answer:
    """Let somebody leave with a day, the last in force: posts, later shifts and in time the open cases go to another.

    Posts that the successor does not hold yet begin the day after, fields of duty with them; a shift under way at that
    midnight is cut in two. Without a successor later shifts fall away and ``left_alone`` names the areas that nobody
    holds a post for then. The account closes after the day; at once, with its sessions, when that is today or past.
    ``actor`` None stands for the machine's own console. Raises ``NotYours`` unless the actor may give each of the
    posts, ``Missing`` (``successor_same``, ``last_day_unlikely``), ``NotNow`` (``nothing_to_hand_over``).
    """
    if leaver == successor:
        raise Missing(
            "successor_same",
            Say("接手的人不能是本人。请另选一位。", "The successor is the leaver. Please choose somebody else."),
        )
    if abs((last_day - today(at)).days) > MOST_DAYS:
        raise Missing(
            "last_day_unlikely",
            Say("最后在岗日期离今天超过一年。请核对年份。", "The last day is more than a year away. Check the year."),
        )
    person = Person.objects.get(id=leaver)

    def act(change: Change) -> Answer:
        change.hold(Subject("person", leaver))
        wanted = [(held, passed_on(held, last_day)) for held in grants_of(leaver)]
        going = [(held, then) for held, then in wanted if then is not None]
        if not going:
            raise NotNow(
                "nothing_to_hand_over",
                Say("那天以后他已经没有岗位可交。", "There is no post left to hand over after that day."),
            )
        if actor is not None and not all(may_give(actor.with_verb("account.create"), held) for held, _ in going):
            raise NotYours(
                "not_yours",
                Say(
                    "这个人的岗位有的不归您管。请找其上级或系统管理员。",
                    "Some posts of this person are not below you. Please ask the superior or the administrator.",
                ),
            )
        given = _pass_posts(leaver, successor, [then for _, then in going], last_day)
        shifts = _pass_shifts(leaver, successor, last_day)
        Person.objects.filter(id=leaver).update(ended_on=last_day, handed_to=successor, scope=F("scope") + 1)
        if last_day <= today(at):
            Account.objects.filter(person=leaver).update(is_active=False)
            Session.objects.filter(account__person=leaver, ended_at=None).update(ended_at=at)
        areas = sorted({then.area for _, then in going if then.area})
        facts = {
            "successor": str(successor) if successor else "",
            "last_day": last_day.isoformat(),
            "grants": [grant_facts(then) for _, then in going],
            "given": given,
            "shifts": shifts,
            "left_alone": without_people(areas, day=max(last_day + timedelta(days=1), today(at))),
        }
        change.record(Subject("person", leaver), "account.hand_over", facts=facts)
        if last_day < today(at):
            _leave(change, Person.objects.get(id=leaver))
        return Answer(200, {"person": str(leaver)} | facts | {"posts": len(going)})

    payload = {"person": str(leaver), "to": str(successor or ""), "last_day": last_day.isoformat()}
    if actor is None:
        digested = digest("account.hand_over", payload)
        return commit(Command(person.district, PUBLIC, "", key, digested, at, at), act)
    return commit(command_of(actor, "account.hand_over", payload, key=key, at=at), act)


MOST_DAYS = 366


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(settings.DISTRICT_ZONE))


def _pass_posts(leaver: UUID, successor: UUID | None, going: list[Held], last_day: date) -> int:
    """End the leaver's grants; give the successor those not held already. Returns how many were given."""
    Grant.objects.filter(person=leaver).exclude(ends_on__lte=last_day).update(ends_on=last_day)
    if successor is None:
        return 0
    has = grants_of(successor)
    given: list[Held] = []
    for wanted in going:
        if not any(covers(held, wanted) for held in (*has, *given)):
            given.append(wanted)
    Grant.objects.bulk_create([grant_row(successor, held) for held in given])
    Person.objects.filter(id=successor).update(scope=F("scope") + 1)
    return len(given)


def _pass_shifts(leaver: UUID, successor: UUID | None, last_day: date) -> int:
    """Give later shifts to the successor and end what others would do in the leaver's place. Returns how many went."""
    moment = _midnight_after(last_day)
    for duty in shifts_from(Duty.objects.filter(instead_of=leaver), moment):
        Duty.objects.filter(id=duty.id).delete()
    there = set(
        Duty.objects.filter(person=successor, ends_at__gt=moment).values_list("area", "unit_id", "starts_at", "ends_at")
    )
    gone: list[UUID] = []
    went: list[UUID] = []
    for duty in shifts_from(Duty.objects.filter(person=leaver), moment):
        doubled = (duty.area, duty.unit_id, duty.starts_at, duty.ends_at) in there
        own = successor is None or doubled or duty.instead_of_id == successor
        (gone if own else went).append(duty.id)
    Duty.objects.filter(id__in=gone).delete()
    Duty.objects.filter(id__in=went).update(person=successor)
    return len(went)


def _leave(change: Change, person: Person) -> None:
    """Record ``account.leave``: from now on the successor is responsible for what is named."""
    taken = {(held.post, held.area, held.unit) for held in grants_of(person.handed_to_id or person.id)}
    ended = [h for h in grants_of(person.id) if h.ends_on == person.ended_on and (h.post, h.area, h.unit) in taken]
    facts: dict[str, Any] = {
        "successor": str(person.handed_to_id or ""),
        "grants": [grant_facts(held) for held in ended],
    }
    Account.objects.filter(person=person).update(is_active=False)
    Person.objects.filter(id=person.id).update(handed_to=None)
    change.record(Subject("person", person.id), "account.leave", facts=facts)


def let_leave(*, at: datetime) -> int:
    """Record ``account.leave`` for everybody whose last day is over, once. Returns how many."""
    left = 0
    for person in Person.objects.filter(handed_to__isnull=False, ended_on__lt=today(at)):
        payload = {"person": str(person.id), "ended_on": str(person.ended_on)}
        key = f"leave-{person.ended_on}-{person.id}"
        command = Command(person.district, PUBLIC, "", key, digest("account.leave", payload), at, at)
        left += not commit(command, lambda change, person=person: _let_one_leave(change, person.id)).replay  # type: ignore[misc]
    return left


def _let_one_leave(change: Change, person: UUID) -> Answer:
    locked = Person.objects.select_for_update().get(id=person)
    if locked.handed_to_id is not None:
        _leave(change, locked)
    return Answer(200, {"person": str(person)})
