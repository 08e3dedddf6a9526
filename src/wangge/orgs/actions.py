"""Changing who there is: units, people, grants, accounts, sessions."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from axes.utils import reset as forget_guesses
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import F

from wangge.core.ids import PUBLIC, uuid7
from wangge.core.refusals import Missing, NotNow, NotYours, not_found
from wangge.core.sealing import seal
from wangge.core.words import Say
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import Subject, digest
from wangge.orgs.models import Account, Duty, Grant, Person, Session, Unit
from wangge.orgs.queries import account_for, grants_of, phone_of, sessions_of, token_hash, unit_names
from wangge.orgs.rules import POSTS, Actor, Held, may_give

ROSTER = Subject("roster", UUID(int=3))


def _command(actor: Actor, verb: str, payload: Any, *, key: str, at: datetime) -> Command:
    post = actor.grants[0].post if actor.grants else ""
    return Command(actor.district, actor.person, post, key, digest(verb, payload), at, at)


def set_units(rows: Sequence[Mapping[str, Any]], *, district: str, key: str, at: datetime) -> None:
    """Put units in place, changing those that are there. Rows: code, name, name_en, area."""

    def act(change: Change) -> Answer:
        Unit.objects.bulk_create(
            [Unit(district=district, **row) for row in rows],
            update_conflicts=True,
            unique_fields=["district", "code"],
            update_fields=["name", "name_en", "area"],
        )
        for unit in Unit.objects.filter(district=district, code__in=[row["code"] for row in rows]):
            change.record(Subject("unit", unit.id), "unit.set", facts={"code": unit.code})
        return Answer(200, {"units": len(rows)})

    commit(Command(district, PUBLIC, "", key, digest("unit.set", list(rows)), at, at), act)
    unit_names.forget()


def set_people(rows: Sequence[Mapping[str, Any]], *, district: str, key: str, at: datetime) -> None:
    """Put people with their posts in place, one row a post; what is there and not in the rows stays.

    Rows: staff_no, name, phone, post, area, unit (its code), starts_on, ends_on. Accounts are made apart. Records
    ``person.set`` for each person.
    """

    def act(change: Change) -> Answer:
        units = dict(Unit.objects.filter(district=district, ended_on=None).values_list("code", "id"))
        known = {p.staff_no: p for p in Person.objects.filter(district=district).exclude(staff_no="")}
        for row in rows:
            person = known.get(row["staff_no"])
            if person is None:
                person = known[row["staff_no"]] = Person(
                    id=uuid7(), district=district, staff_no=row["staff_no"], scope=0
                )
            person.name = row["name"]
            if phone_of(person) != row["phone"]:
                said = row["phone"].encode()
                person.phone = seal(said, key=settings.FIELD_KEY, about=person.id.bytes) if said else None
            person.scope += 1
            person.save()
            held = Grant.objects.filter(
                person=person, district=district, post=row["post"], area=row["area"], starts_on=row["starts_on"]
            )
            unit = units.get(row["unit"])
            if not held.filter(unit=unit).update(ends_on=row["ends_on"]):
                Grant(
                    person=person, district=district, post=row["post"], area=row["area"], unit_id=unit,
                    starts_on=row["starts_on"], ends_on=row["ends_on"],
                ).save(force_insert=True)  # fmt: skip
        for staff_no in sorted({row["staff_no"] for row in rows}):
            posts = sorted({row["post"] for row in rows if row["staff_no"] == staff_no})
            change.record(Subject("person", known[staff_no].id), "person.set", facts={"posts": posts})
        return Answer(200, {"rows": len(rows)})

    payload = [{k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()} for row in rows]
    commit(Command(district, PUBLIC, "", key, digest("person.set", payload), at, at), act)


def set_duties(rows: Sequence[Mapping[str, Any]], *, district: str, key: str, at: datetime) -> None:
    """Put shifts in place; a shift of the same person, place and start is changed. Records ``duty.set``.

    Rows: staff_no, area, unit (its code), starts_at, ends_at, instead_of (a staff number or empty).
    """

    def act(change: Change) -> Answer:
        units = dict(Unit.objects.filter(district=district, ended_on=None).values_list("code", "id"))
        people = dict(Person.objects.filter(district=district).exclude(staff_no="").values_list("staff_no", "id"))
        for row in rows:
            where = Duty.objects.filter(person=people[row["staff_no"]], area=row["area"], starts_at=row["starts_at"])
            unit, instead_of = units.get(row["unit"]), people.get(row["instead_of"])
            if not where.filter(unit=unit).update(ends_at=row["ends_at"], instead_of=instead_of):
                Duty(
                    district=district, person_id=people[row["staff_no"]], area=row["area"], unit_id=unit,
                    starts_at=row["starts_at"], ends_at=row["ends_at"], instead_of_id=instead_of,
                ).save(force_insert=True)  # fmt: skip
        change.record(ROSTER, "duty.set", facts={"shifts": len(rows)})
        return Answer(200, {"shifts": len(rows)})

    payload = [{k: v.isoformat() if isinstance(v, datetime) else v for k, v in row.items()} for row in rows]
    commit(Command(district, PUBLIC, "", key, digest("duty.set", payload), at, at), act)


def appoint(
    *,
    actor: Actor | None,
    name: str,
    username: str,
    password: str,
    grants: Sequence[Held],
    phone: str = "",
    must_change: bool = True,
    key: str,
    at: datetime,
) -> Answer:
    """Make a person with grants and an account that must change its password at first log-in.

    ``actor`` None stands for the machine's own console (``wangge account create``). Raises ``NotYours`` when a
    grant does not lie below the actor, ``Missing`` for a weak password or an unknown post, ``NotNow``
    (``username_taken``).
    """
    district = grants[0].district if grants else settings.DISTRICT
    for wanted in grants:
        check_grant(wanted)
        if actor is not None and not may_give(actor.with_verb("account.create"), wanted):
            raise NotYours(
                "not_yours",
                Say("您只能为自己辖区以下的岗位建账号。", "You can make accounts only for posts below your own."),
                post=wanted.post,
            )
    check_password(password, username=username)

    def act(change: Change) -> Answer:
        person = Person(id=uuid7(), district=district, name=name)
        if phone:
            person.phone = seal(phone.encode(), key=settings.FIELD_KEY, about=person.id.bytes)
        if Account.objects.filter(username=username).exists():
            raise NotNow(
                "username_taken",
                Say("这个用户名已经有人用了。请换一个。", "This user name is taken. Please choose another."),
            )
        person.save(force_insert=True)
        Grant.objects.bulk_create(
            [
                Grant(
                    person=person,
                    district=g.district,
                    post=g.post,
                    area=g.area,
                    unit_id=g.unit,
                    starts_on=g.starts_on,
                    ends_on=g.ends_on,
                )
                for g in grants
            ]
        )
        Account(username=username, person=person, password=make_password(password), must_change=must_change).save(
            force_insert=True
        )
        change.record(
            Subject("person", person.id), "account.create", facts={"grants": [_grant_facts(g) for g in grants]}
        )
        return Answer(201, {"person": str(person.id), "username": username, "must_change": must_change})

    payload = {"username": username, "name": name, "grants": [_grant_facts(g) for g in grants]}
    if actor is None:
        command = Command(district, PUBLIC, "", key, digest("account.create", payload), at, at)
    else:
        command = _command(actor, "account.create", payload, key=key, at=at)
    return commit(command, act)


def check_grant(wanted: Held) -> None:
    """Raises ``Missing`` (``post_unknown``, ``grant_misfit``) when the post does not fit the area or unit."""
    post = POSTS.get(wanted.post)
    if post is None:
        raise Missing(
            "post_unknown",
            Say("没有这个岗位。请从岗位列表里选。", "There is no such post. Choose one from the list."),
            posts=sorted(POSTS),
        )
    lengths = settings.CODE_LENGTHS
    if post.of_unit:
        fits = wanted.unit is not None and Unit.objects.filter(id=wanted.unit, district=wanted.district).exists()
    elif post.held_for == "area":
        fits = wanted.area.startswith(wanted.district)
    else:
        fits = wanted.area.startswith(wanted.district) and len(wanted.area) == lengths[post.held_for]
    if not fits:
        raise Missing(
            "grant_misfit",
            Say(
                "岗位与辖区或部门不相称。请核对地域编码的级别或部门。",
                "The post does not fit the area or unit. Check the level of the area code, or the unit.",
            ),
            post=wanted.post,
        )


def _grant_facts(held: Held) -> dict[str, Any]:
    return {
        "post": held.post,
        "area": held.area,
        "unit": str(held.unit) if held.unit else "",
        "starts_on": held.starts_on.isoformat(),
        "ends_on": held.ends_on.isoformat() if held.ends_on else "",
    }


def check_password(password: str, *, username: str) -> None:
    """Raises ``Missing`` (``password_weak``) with what to do."""
    try:
        validate_password(password, Account(username=username))
    except ValidationError:
        raise Missing(
            "password_weak",
            Say(
                "密码太容易猜到。请用至少 10 个字，不要只用数字、常见词或用户名。",
                "The password is too easy to guess. Use at least 10 characters, not a common word or the user name.",
            ),
        ) from None


def reset_password(*, actor: Actor | None, username: str, password: str, key: str, at: datetime) -> Answer:
    """Set a new first password for somebody below: all sessions end, guesses are forgotten, it must be changed."""
    if actor is None:
        account = Account.objects.select_related("person").filter(username=username).first()
        if account is None:
            raise not_found()
    else:
        account = account_for(actor, username, verb="account.reset", at=at)
    check_password(password, username=username)
    person = account.person

    def act(change: Change) -> Answer:
        Account.objects.filter(pk=account.pk).update(password=make_password(password), must_change=True, is_active=True)
        Session.objects.filter(account=account, ended_at=None).update(ended_at=at)
        change.record(Subject("person", person.id), "account.reset")
        return Answer(200, {"username": username, "must_change": True})

    payload = {"username": username}
    if actor is None:
        command = Command(person.district, PUBLIC, "", key, digest("account.reset", payload), at, at)
    else:
        command = _command(actor, "account.reset", payload, key=key, at=at)
    answer = commit(command, act)
    forget_guesses(username=username)
    return answer


def change_password(*, actor: Actor, old: str, new: str, key: str, at: datetime) -> Answer:
    """Change the own password; other sessions end. Raises ``Missing`` (``password_wrong``, ``password_same``)."""
    account = Account.objects.get(pk=actor.account)
    if not account.check_password(old):
        raise Missing(
            "password_wrong", Say("原密码不对。请再输一次。", "The old password is not right. Please type it again.")
        )
    if old == new:
        raise Missing(
            "password_same",
            Say("新密码和原密码一样。请换一个。", "The new password is the old one. Please choose another."),
        )
    check_password(new, username=account.username)

    def act(change: Change) -> Answer:
        Account.objects.filter(pk=account.pk).update(password=make_password(new), must_change=False)
        Session.objects.filter(account=account, ended_at=None).exclude(id=actor.session or PUBLIC).update(ended_at=at)
        change.record(Subject("person", actor.person), "account.change_password")
        return Answer(200, {"username": account.username, "must_change": False})

    return commit(_command(actor, "account.change_password", {}, key=key, at=at), act)


def open_session(account: Account, *, device: str, at: datetime) -> str:
    """Sign a device in. Returns the token, which is kept nowhere else."""
    token = secrets.token_urlsafe(32)
    Session.objects.create(
        account=account,
        token_hash=token_hash(token),
        device=device[:120],
        created_at=at,
        expires_at=at + timedelta(hours=settings.SESSION_HOURS),
    )
    return token


def end_session(*, actor: Actor, session: UUID, at: datetime) -> None:
    """End one of the actor's own sessions. Raises ``NotFound``."""
    if session not in {s.id for s in sessions_of(actor.account or 0, at=at)}:
        raise not_found()
    Session.objects.filter(id=session).update(ended_at=at)


def end_sessions_of(*, actor: Actor, username: str, key: str, at: datetime) -> Answer:
    """End every session of somebody below."""
    account = account_for(actor, username, verb="account.sessions", at=at)

    def act(change: Change) -> Answer:
        ended = Session.objects.filter(account=account, ended_at=None).update(ended_at=at)
        change.record(Subject("person", account.person_id), "account.end_sessions", facts={"ended": ended})
        return Answer(200, {"username": username, "ended": ended})

    return commit(_command(actor, "account.end_sessions", {"username": username}, key=key, at=at), act)


def end_grants(*, actor: Actor, username: str, ends_on: date, key: str, at: datetime) -> Answer:
    """Let all grants of somebody below end with a day (the last on which they are in force)."""
    account = account_for(actor, username, verb="account.create", at=at)

    def act(change: Change) -> Answer:
        ended = Grant.objects.filter(person=account.person, ends_on=None).update(ends_on=ends_on)
        Person.objects.filter(id=account.person_id).update(scope=F("scope") + 1)
        facts = {"ends_on": ends_on.isoformat(), "grants": ended}
        change.record(Subject("person", account.person_id), "account.end_grants", facts=facts)
        return Answer(200, {"username": username} | facts)

    payload = {"username": username, "ends_on": ends_on.isoformat()}
    return commit(_command(actor, "account.end_grants", payload, key=key, at=at), act)


def give_grant(*, actor: Actor, username: str, grant: Held, key: str, at: datetime) -> Answer:
    """Give somebody below one more post. Raises ``NotYours`` when the post does not lie below the actor."""
    account = account_for(actor, username, verb="account.create", at=at)
    check_grant(grant)
    if not may_give(actor.with_verb("account.create"), grant):
        raise NotYours(
            "not_yours", Say("这个岗位不在您的辖区以下。", "This post does not lie below your own."), post=grant.post
        )

    def act(change: Change) -> Answer:
        if grant in grants_of(account.person_id):
            raise NotNow("grant_there", Say("这个岗位已经授过了。", "This post has been given already."))
        Grant(person=account.person, district=grant.district, post=grant.post, area=grant.area,
              unit_id=grant.unit, starts_on=grant.starts_on, ends_on=grant.ends_on).save(force_insert=True)  # fmt: skip
        Person.objects.filter(id=account.person_id).update(scope=F("scope") + 1)
        change.record(Subject("person", account.person_id), "account.give_grant", facts=_grant_facts(grant))
        return Answer(201, {"username": username, "grant": _grant_facts(grant)})

    payload = {"username": username, "grant": _grant_facts(grant)}
    return commit(_command(actor, "account.give_grant", payload, key=key, at=at), act)


def follow_recut(follows: Mapping[str, Sequence[str]], *, day: date, district: str, key: str, at: datetime) -> Answer:
    """End the grants of areas that ended the day before and give the same posts for what took their place, once.

    Who walked a grid that was split walks both parts until somebody decides otherwise; units move with their area.
    """

    def act(change: Change) -> Answer:
        rows = Grant.objects.filter(district=district, area__in=list(follows)).exclude(ends_on__lt=day)
        moved: dict[UUID, list[Grant]] = {}
        for grant in rows.order_by("starts_on", "id"):
            moved.setdefault(grant.person_id, []).append(grant)
        for person, grants in moved.items():
            known = {(g.post, g.area) for g in Grant.objects.filter(person_id=person).exclude(ends_on__lt=day)}
            for grant in grants:
                for area in follows[grant.area]:
                    if (grant.post, area) not in known:
                        known.add((grant.post, area))
                        Grant(
                            person_id=person, district=district, post=grant.post, area=area,
                            starts_on=max(grant.starts_on, day), ends_on=grant.ends_on,
                        ).save(force_insert=True)  # fmt: skip
            Grant.objects.filter(id__in=[g.id for g in grants]).update(ends_on=day - timedelta(days=1))
            Person.objects.filter(id=person).update(scope=F("scope") + 1)
            areas = sorted({area for g in grants for area in follows[g.area]})
            change.record(Subject("person", person), "account.recut", facts={"areas": areas})
        for unit in Unit.objects.filter(district=district, area__in=list(follows), ended_on=None):
            Unit.objects.filter(id=unit.id).update(area=follows[unit.area][0])
            change.record(Subject("unit", unit.id), "unit.recut", facts={"area": follows[unit.area][0]})
        return Answer(200, {"people": len(moved)})

    payload = {"follows": {old: list(then) for old, then in follows.items()}, "day": day.isoformat()}
    return commit(Command(district, PUBLIC, "", key, digest("account.recut", payload), at, at), act)
