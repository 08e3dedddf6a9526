"""Who is who, who may what, and who is responsible where."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Min, Q

from wangge.core.asked import Asked
from wangge.core.refusals import NotSignedIn, NotYours, not_found
from wangge.core.sealing import unseal
from wangge.core.words import Say
from wangge.orgs.models import Account, Grant, Person, Session
from wangge.orgs.queries.inhand import staff_at_hand
from wangge.orgs.rules import POSTS, Actor, Held, may_give, scope_version

LOGGED_OUT = Say(
    "登录已过期或已退出。请重新登录，没发出的内容还在。",
    "You are signed out. Please sign in again; what was not sent is kept.",
)


def token_hash(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def today(at: datetime) -> date:
    """The day of a moment in the district's own zone."""
    return at.astimezone(ZoneInfo(settings.DISTRICT_ZONE)).date()


_session = Asked(
    lambda token, at, day: Session.objects.filter(
        token_hash=token, ended_at=None, expires_at__gt=at, account__is_active=True
    )
    .exclude(account__person__ended_on__lt=day)
    .values_list(
        "id", "account_id", "account__must_change", "account__person_id", "account__person__name",
        "account__person__district", "account__person__scope",
    ),
    like=(b"token", datetime(1, 1, 1, tzinfo=UTC), date(1, 1, 2)),
)  # fmt: skip


def signed_in(token: str, *, at: datetime, language: str = "zh") -> Actor:
    """The actor of a token. One statement; grants come from the process while the person's scope stays the same.

    Raises ``NotSignedIn`` when the token is unknown, ended or expired, or the account is closed, as it is after the
    last day of somebody who leaves.
    """
    row = _session.first(token_hash(token), at, today(at))
    if row is None:
        raise NotSignedIn("not_signed_in", LOGGED_OUT)
    session, account, must_change, person, name, district, scope = row
    day = today(at)
    every = _grants(person, scope, str(connection.settings_dict["NAME"]))
    held = tuple(h for h in every if h.valid(day))
    return Actor(
        person=person,
        name=name,
        district=held[0].district if held else district,
        grants=held,
        scope=scope_version(scope, held),
        account=account,
        session=session,
        language=language,
        must_change=must_change,
        formerly=tuple(h for h in every if h.ends_on is not None and h.ends_on < day),
        districts=tuple(sorted({h.district for h in held} | {district})),
    )


@lru_cache(maxsize=8192)
def _grants(person: UUID, scope: int, store: str) -> tuple[Held, ...]:
    return tuple(grants_of(person))


def grants_of(person: UUID) -> list[Held]:
    """All grants of a person, past and future ones too."""
    return [held_as(g) for g in Grant.objects.filter(person_id=person).order_by("starts_on", "id")]


def held_as(g: Grant) -> Held:
    """A grant's row as the rules see it."""
    return Held(g.district, g.post, g.area, g.unit_id, g.starts_on, g.ends_on, g.kinds)


def grants_on(person: UUID, day: date) -> tuple[Held, ...]:
    """The grants of a person that were in force on a day."""
    return tuple(held for held in grants_of(person) if held.valid(day))


def _in_force(day: date) -> Q:
    return _since_and_until(day, day)


def _since_and_until(first: date, last: date) -> Q:
    return Q(starts_on__lte=first) & (Q(ends_on=None) | Q(ends_on__gte=last))


_DAYS, _AREAS, _UNITS = (date(1, 1, 2), date(1, 1, 3)), ("an area",), (UUID(int=1),)
_holders = Asked(
    lambda first, last, areas, units: (
        Grant.objects.filter(Q(area__in=areas) | Q(unit_id__in=units), _since_and_until(first, last))
        .select_related("person")
        .order_by("starts_on", "id")
    ),
    like=(*_DAYS, _AREAS, _UNITS),
)
_posts_of = Asked(
    lambda first, last, areas: Grant.objects.filter(_since_and_until(first, last), area__in=areas).values_list(
        "area", "post"
    ),
    like=(*_DAYS, _AREAS),
)


def holders(*, areas: Iterable[str] = (), units: Iterable[UUID] = (), day: date) -> list[Grant]:
    """Grants in force on the day for these areas or units, with their persons. One statement, or none with the
    staff in hand."""
    staff = staff_at_hand()
    if staff is not None:
        return staff.holders(areas, units, day)
    return _holders(day, day, tuple(areas), tuple(units))


def posts_within(area: str, *, day: date) -> list[tuple[UUID, Held]]:
    """Who holds posts for areas inside an area (or for it) on the day. One statement."""
    rows = Grant.objects.filter(_in_force(day), area__gte=area, area__lt=area + ":").order_by("area", "id")
    return [(grant.person_id, held_as(grant)) for grant in rows]


def responsible_for(areas: Iterable[str], *, day: date) -> tuple[str, list[Grant]]:
    """The narrowest of the areas for which somebody is responsible on the day, and who; the empty code when nobody is.

    Responsible is whoever may verify there: the grid's worker, else the desk above. One statement.
    """
    held = [g for g in holders(areas=areas, day=day) if "case.verify" in POSTS[g.post].verbs]
    area = max((g.area for g in held), key=len, default="")
    return area, [g for g in held if g.area == area]


def staffed_area(areas: Iterable[str], *, day: date) -> str:
    """The narrowest of the areas for which somebody is responsible on the day; empty when nobody is. One statement,
    or none with the staff in hand."""
    staff = staff_at_hand()
    if staff is not None:
        held: Iterable[tuple[str, str]] = [(grant.area, grant.post) for grant in staff.holders(areas, (), day)]
    else:
        held = _posts_of(day, day, tuple(areas))
    return max((area for area, post in held if "case.verify" in POSTS[post].verbs), key=len, default="")


def first_day_of_posts(district: str) -> date | None:
    """The first day on which somebody has a post in a district; None where nobody has one."""
    return Grant.objects.filter(district=district).aggregate(first=Min("starts_on"))["first"]


def names_of(people: Iterable[UUID]) -> dict[UUID, str]:
    """Names by person id. One statement."""
    return dict(Person.objects.filter(id__in=set(people)).values_list("id", "name"))


def phone_of(person: Person) -> str:
    """The telephone number of a person in clear; empty where none is kept. For sending and for the person only."""
    if person.phone is None:
        return ""
    return unseal(bytes(person.phone), key=settings.FIELD_KEY, about=person.id.bytes).decode()


def sessions_of(account: int, *, at: datetime) -> list[Session]:
    """The open sessions of an account, newest first."""
    return list(Session.objects.filter(account_id=account, ended_at=None, expires_at__gt=at).order_by("-created_at"))


def account_for(actor: Actor, username: str, *, verb: str, at: datetime) -> Account:
    """The account of somebody below the actor. The only way to another person's account.

    Raises ``NotFound`` for an absent one and for one of another district, ``NotYours`` for one that is not below.
    """
    if not actor.may(verb):
        raise not_found()
    found = Account.objects.select_related("person").filter(username=username).first()
    if found is None or found.person.district not in actor.districts:
        raise not_found()
    mine = actor.with_verb(verb)
    theirs = [h for h in grants_of(found.person_id) if h.ends_on is None or h.ends_on >= today(at)]
    if found.person_id == actor.person or not all(may_give(mine, wanted) for wanted in theirs):
        raise NotYours(
            "not_yours",
            Say(
                "这个账号不归您管。请找其上级或系统管理员。",
                "This account is not below you. Please ask its superior or the administrator.",
            ),
        )
    return found


def accounts_below(actor: Actor, *, after: str = "", limit: int = 200) -> list[Account]:
    """Accounts that the actor may look after, by user name, from the one after ``after``; those above are left out."""
    mine = actor.with_verb("account.reset")
    below: list[Account] = []
    if not mine:
        return below
    rows = (
        Account.objects.filter(person__district__in=actor.districts, username__gt=after)
        .select_related("person")
        .prefetch_related("person__grants")
        .order_by("username")
    )
    for account in rows.iterator(chunk_size=500):
        held = [held_as(g) for g in account.person.grants.all()]
        if account.person_id != actor.person and held and all(may_give(mine, h) for h in held):
            below.append(account)
        if len(below) == limit:
            break
    return below


def person_phone(person: UUID) -> str:
    """The telephone number of a person by id; empty where none is kept or there is no such person."""
    found = Person.objects.filter(id=person).first()
    return phone_of(found) if found else ""


def has_left(account: int, *, at: datetime) -> bool:
    """Whether the last day of the account's person is over."""
    return Account.objects.filter(pk=account, person__ended_on__lt=today(at)).exists()


def account_exists(username: str) -> bool:
    """Whether the user name is taken."""
    return Account.objects.filter(username=username).exists()


def people_rows(district: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The posts of people with a staff number, one row a post, by what makes it one; numbers in clear."""
    rows = {}
    for grant in Grant.objects.filter(district=district).exclude(person__staff_no="").select_related("person", "unit"):
        unit = grant.unit.code if grant.unit else ""
        row = {
            "staff_no": grant.person.staff_no, "name": grant.person.name, "phone": phone_of(grant.person),
            "post": grant.post, "area": grant.area, "unit": unit, "starts_on": grant.starts_on,
            "ends_on": grant.ends_on, "kinds": grant.kinds,
        }  # fmt: skip
        rows[row["staff_no"], grant.post, grant.area, unit, grant.starts_on] = row
    return rows


def person_numbered(district: str, staff_no: str) -> Person | None:
    """The person of a staff number, if there is one in the district."""
    return Person.objects.filter(district=district, staff_no=staff_no).exclude(staff_no="").first()


def numbers_of(district: str) -> dict[str, UUID]:
    """Person ids by staff number."""
    return dict(Person.objects.filter(district=district).exclude(staff_no="").values_list("staff_no", "id"))


def grants_in(district: str) -> dict[UUID, list[Held]]:
    """All grants of a district by person."""
    found: dict[UUID, list[Held]] = {}
    for grant in Grant.objects.filter(district=district).order_by("starts_on", "id"):
        found.setdefault(grant.person_id, []).append(held_as(grant))
    return found
