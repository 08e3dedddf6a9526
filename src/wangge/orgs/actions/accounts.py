"""Accounts: made, reset and ended by a superior, and what is given with them."""

import secrets
from collections.abc import Sequence
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
from wangge.orgs.models import Account, Grant, Person, Session, Unit
from wangge.orgs.queries import account_for, grants_of, sessions_of, today, token_hash
from wangge.orgs.rules import POSTS, Actor, Held, kinds_readable, may_give, post_suits


def command_of(actor: Actor, verb: str, payload: Any, *, key: str, at: datetime) -> Command:
    """The command of somebody signed in."""
    post = actor.grants[0].post if actor.grants else ""
    return Command(actor.district, actor.person, post, key, digest(verb, payload), at, at)


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
        Grant.objects.bulk_create([grant_row(person.id, g) for g in grants])
        Account(username=username, person=person, password=make_password(password), must_change=must_change).save(
            force_insert=True
        )
        change.record(
            Subject("person", person.id), "account.create", facts={"grants": [grant_facts(g) for g in grants]}
        )
        return Answer(201, {"person": str(person.id), "username": username, "must_change": must_change})

    payload = {"username": username, "name": name, "grants": [grant_facts(g) for g in grants]}
    if actor is None:
        command = Command(district, PUBLIC, "", key, digest("account.create", payload), at, at)
    else:
        command = command_of(actor, "account.create", payload, key=key, at=at)
    return commit(command, act)


def check_grant(wanted: Held, *, unit_kind: str | None = None) -> None:
    """Whether the post fits the area, the unit and its kind; ``unit_kind`` spares the look at the unit.

    Raises ``Missing``: ``post_unknown``, ``grant_misfit``, ``grant_outside``, ``kinds_unreadable``.
    """
    post = POSTS.get(wanted.post)
    if post is None:
        raise Missing(
            "post_unknown",
            Say("没有这个岗位。请从岗位列表里选。", "There is no such post. Choose one from the list."),
            posts=sorted(POSTS),
        )
    if not kinds_readable(wanted.kinds):
        raise Missing(
            "kinds_unreadable",
            Say(
                "分管类别要写案由编码的开头，用空格隔开，例如“C E05”；全管就留空。",
                "Kinds are the beginnings of kind codes parted by spaces, such as “C E05”; leave it empty for all.",
            ),
            kinds=wanted.kinds,
        )
    lengths = settings.CODE_LENGTHS
    if post.of_unit:
        if unit_kind is None and wanted.unit is not None:
            rows = Unit.objects.filter(id=wanted.unit, district=wanted.district)
            unit_kind = rows.values_list("kind", flat=True).first()
        fits = unit_kind is not None and wanted.area == ""
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
    if unit_kind is not None and not post_suits(wanted.post, unit_kind):
        raise Missing(
            "grant_outside",
            Say(
                "外部单位只能设“外部单位人员”，这个岗位也只能设在外部单位。请换岗位或单位。",
                "An outside body has handlers of outside bodies only, and they are there only. "
                "Choose another post or unit.",
            ),
            post=wanted.post,
        )


def grant_facts(held: Held) -> dict[str, Any]:
    """A grant as an entry and a receipt keep it."""
    return {
        "post": held.post,
        "area": held.area,
        "unit": str(held.unit) if held.unit else "",
        "starts_on": held.starts_on.isoformat(),
        "ends_on": held.ends_on.isoformat() if held.ends_on else "",
        "kinds": held.kinds,
    }


def grant_row(person: UUID, held: Held) -> Grant:
    """The row of a grant that a person is to hold."""
    return Grant(
        person_id=person, district=held.district, post=held.post, area=held.area, unit_id=held.unit,
        starts_on=held.starts_on, ends_on=held.ends_on, kinds=held.kinds,
    )  # fmt: skip


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
    """Set a new first password for somebody below: all sessions end, guesses are forgotten, it must be changed.

    The account of somebody who had left is open again; posts are given anew.
    """
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
        Person.objects.filter(id=person.id, ended_on__lt=today(at)).update(ended_on=None)
        change.record(Subject("person", person.id), "account.reset")
        return Answer(200, {"username": username, "must_change": True})

    payload = {"username": username}
    if actor is None:
        command = Command(person.district, PUBLIC, "", key, digest("account.reset", payload), at, at)
    else:
        command = command_of(actor, "account.reset", payload, key=key, at=at)
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

    return commit(command_of(actor, "account.change_password", {}, key=key, at=at), act)


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

    return commit(command_of(actor, "account.end_sessions", {"username": username}, key=key, at=at), act)


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
    return commit(command_of(actor, "account.end_grants", payload, key=key, at=at), act)


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
        grant_row(account.person_id, grant).save(force_insert=True)
        Person.objects.filter(id=account.person_id).update(scope=F("scope") + 1)
        change.record(Subject("person", account.person_id), "account.give_grant", facts=grant_facts(grant))
        return Answer(201, {"username": username, "grant": grant_facts(grant)})

    payload = {"username": username, "grant": grant_facts(grant)}
    return commit(command_of(actor, "account.give_grant", payload, key=key, at=at), act)
