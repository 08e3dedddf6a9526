"""Sessions, accounts, units and rosters."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime
from typing_extensions import TypeAliasType

from wangge.api.answers.shapes import Coded, Label, Page, Post, Shape

UnitKind = TypeAliasType("UnitKind", Literal["centre", "department", "agency", "outside"])
HoleKind = TypeAliasType("HoleKind", Literal["nobody", "gap", "overlap"])


class SignedIn(Shape):
    """A bearer token, and what a browser sends as ``X-CSRFToken`` beside its cookie."""

    token: str
    must_change_password: bool
    csrf: str


class MyGrant(Shape):
    """A post in force, for an area (its code) or a unit (its id)."""

    post: Post
    label: Label
    area: str | None
    unit: UUID | None
    starts_on: date
    ends_on: date | None


class Me(Shape):
    """The signed-in person, what the posts allow, from which position to ask for news, and the address of the
    live line (null: ask now and then)."""

    id: UUID
    name: str
    district: str
    must_change_password: bool
    grants: list[MyGrant]
    verbs: list[str]
    position: str
    live: str | None


class Session(Shape):
    """A signed-in device; ``this`` is the one that asks."""

    id: UUID
    device: str
    created_at: AwareDatetime
    expires_at: AwareDatetime
    this: bool


class SessionList(Page):
    """The signed-in devices of a person."""

    items: list[Session]


class Account(Shape):
    """An account of somebody below."""

    username: str
    name: str
    must_change_password: bool
    posts: list[Post]


class AccountList(Page):
    """Accounts of people below."""

    items: list[Account]


class AccountMade(Shape):
    """The person and the account that were made."""

    person: UUID
    username: str
    must_change: bool


class PasswordSet(Shape):
    """Whose password was set, and whether it has to be changed at the next log-in."""

    username: str
    must_change: bool


class Grant(Shape):
    """A grant as entries keep it: ``area``, ``unit`` and ``ends_on`` are empty where there is none."""

    post: Post
    area: str
    unit: UUID | Literal[""]
    starts_on: date
    ends_on: date | Literal[""]
    kinds: str


class GrantGiven(Shape):
    """One more post for somebody."""

    username: str
    grant: Grant


class GrantsEnded(Shape):
    """The last day of somebody's posts, and how many have got it."""

    username: str
    ends_on: date
    grants: int


class HandedOver(Shape):
    """What went from the one who leaves to the successor (empty where there is none).

    ``posts`` end, ``given`` of them are new to the successor, ``shifts`` went over, ``cases`` are open in these hands;
    for the areas in ``left_alone`` nobody holds a post then.
    """

    person: UUID
    successor: UUID | Literal[""]
    last_day: date
    grants: list[Grant]
    given: int
    shifts: int
    left_alone: list[str]
    posts: int
    cases: int


class SessionsEnded(Shape):
    """How many sessions of somebody have ended."""

    username: str
    ended: int


class Unit(Shape):
    """A unit in its line of command: ``parent`` and ``offices`` are codes, ``phone`` is that of its duty desk."""

    id: UUID
    code: str
    name: Label
    area: str
    kind: UnitKind
    kind_label: Label
    parent: str | None
    phone: str | None
    offices: list[str]


class UnitName(Shape):
    """A unit in short."""

    id: UUID
    code: str
    name: str


class UnitList(Page):
    """The units of a district."""

    items: list[Unit]


class OfficeUnit(Shape):
    """A unit of a joint office."""

    id: UUID
    code: str
    name: str
    kind: UnitKind


class Office(Shape):
    """A joint office with its units."""

    code: str
    name: Label
    area: str
    units: list[OfficeUnit]


class OfficeList(Page):
    """The joint offices of a district."""

    items: list[Office]


class PersonName(Shape):
    """A person in short."""

    id: UUID
    name: str


class Shift(Shape):
    """A shift for an area (its code) or a unit (its code), perhaps in somebody's place."""

    id: UUID
    person: PersonName
    area: str | None
    unit: str | None
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    instead_of: PersonName | None


class ShiftList(Page):
    """Shifts by time."""

    items: list[Shift]


class Hole(Shape):
    """Where and when nobody, or more than one, will be on duty."""

    area: Coded
    kind: HoleKind
    label: Label
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class HoleList(Page):
    """What is wrong with the coming rosters."""

    items: list[Hole]
