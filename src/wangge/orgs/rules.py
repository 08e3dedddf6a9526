"""Posts, grants and what an actor may do where. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from uuid import UUID

from wangge.core.ids import PUBLIC
from wangge.core.words import Say

AREA_LEVELS = ("district", "street", "community", "grid")
"""From the widest to the narrowest; a grant for an area belongs to the level of its code."""


@dataclass(frozen=True)
class Post:
    """A post 岗位: a bundle of verbs, held for an area of one level or for a unit, from one date to another."""

    code: str
    say: Say
    held_for: str
    verbs: frozenset[str]

    @property
    def of_unit(self) -> bool:
        """Held for a unit, not for an area."""
        return self.held_for == "unit"


_LOOK = frozenset({"case.see"})
_TELL = frozenset({"report.make", "case.remark"}) | _LOOK
_DESK = _TELL | frozenset(
    {
        *("case.accept", "case.decline", "case.verify", "case.register", "case.solve", "case.escalate"),
        *("case.hand_down", "case.recall", "case.dispatch", "case.check_pass", "case.check_fail", "case.close"),
        *("case.reopen", "case.void", "case.urge", "content.see"),
    }
)
_SUPERIOR = frozenset({"account.create", "account.reset", "account.sessions"})

POSTS: dict[str, Post] = {
    post.code: post
    for post in (
        Post(
            "grid_worker",
            Say("网格员", "Grid worker"),
            "grid",
            _TELL | frozenset({"case.verify", "case.solve", "case.escalate", "case.check_pass", "case.check_fail"}),
        ),
        Post("community_clerk", Say("社区受理员", "Community clerk"), "community", _DESK | _SUPERIOR),
        Post("street_chief", Say("街道负责人", "Street chief"), "street", _DESK | _SUPERIOR),
        Post("district_duty_officer", Say("区中心值班长", "District duty officer"), "district", _DESK | _SUPERIOR),
        Post(
            "unit_handler",
            Say("处置人员", "Unit handler"),
            "unit",
            _TELL | frozenset({"case.start", "case.finish", "case.return"}),
        ),
        Post(
            "unit_chief",
            Say("部门负责人", "Unit chief"),
            "unit",
            _TELL | frozenset({"case.start", "case.finish", "case.return"}) | _SUPERIOR,
        ),
        Post("auditor", Say("审计员", "Auditor"), "area", _LOOK | frozenset({"content.see"})),
        Post(
            "administrator",
            Say("系统管理员", "Administrator"),
            "area",
            _SUPERIOR | frozenset({"account.district"}),
        ),
    )
}


@dataclass(frozen=True)
class Held:
    """One grant 授岗 as it stands: this post, for this area or unit, between these dates (both included)."""

    district: str
    post: str
    area: str
    unit: UUID | None
    starts_on: date
    ends_on: date | None = None

    def valid(self, day: date) -> bool:
        """Whether the grant is in force on the day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    @property
    def verbs(self) -> frozenset[str]:
        return POSTS[self.post].verbs


@dataclass(frozen=True)
class Actor:
    """Whoever asks: a person with the grants in force today, or the public without any.

    ``scope`` changes whenever the person's grants change; a reader's position is bound to it.
    """

    person: UUID
    name: str
    district: str
    grants: tuple[Held, ...] = ()
    scope: str = ""
    account: int | None = None
    session: UUID | None = None
    language: str = "zh"
    must_change: bool = False
    districts: tuple[str, ...] = field(default=())

    @property
    def is_public(self) -> bool:
        return self.person == PUBLIC

    def may(self, verb: str) -> bool:
        """Whether any of the actor's posts has the verb, wherever it is held."""
        return any(verb in held.verbs for held in self.grants)

    def with_verb(self, verb: str) -> list[Held]:
        """The grants whose post has the verb."""
        return [held for held in self.grants if verb in held.verbs]


def public_actor(district: str, language: str = "zh") -> Actor:
    """The resident without an account who stands on the district's page."""
    return Actor(person=PUBLIC, name="", district=district, districts=(district,), language=language)


def scope_version(base: int, grants: Iterable[Held]) -> str:
    """A text that differs whenever what a reader may see differs: the person's counter and the grants in force."""
    return f"{base}." + ".".join(sorted(f"{g.post}@{g.area or g.unit}" for g in grants))


def above(code: str, below: str) -> bool:
    """Whether the area ``code`` contains the area ``below`` (or is it): a parent is a prefix."""
    return below.startswith(code)


def may_give(giver: Iterable[Held], wanted: Held) -> bool:
    """Whether somebody with these grants may give or reset the wanted one: a superior gives only what lies below.

    A desk gives posts of narrower areas inside its own, and units' posts inside its district; a unit's chief
    gives posts of the own unit, not the chief's; an administrator gives any post of the district.
    """
    post = POSTS[wanted.post]
    for held in giver:
        if "account.create" not in held.verbs or held.district != wanted.district:
            continue
        if "account.district" in held.verbs:
            return True
        if POSTS[held.post].of_unit:
            if wanted.unit is not None and wanted.unit == held.unit and wanted.post == "unit_handler":
                return True
        elif post.of_unit:
            if held.post == "district_duty_officer":
                return True
        elif post.held_for != "area" and above(held.area, wanted.area) and len(wanted.area) > len(held.area):
            return True
    return False


@dataclass(frozen=True)
class Shift:
    """A shift at one place: who, from when to when (the end not included), and in whose place if in anybody's."""

    person: UUID
    starts_at: datetime
    ends_at: datetime
    instead_of: UUID | None = None

    def covers(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


HOLDS = Say("担任这个岗位", "holds the post")
ON_SHIFT = Say("当班", "is on shift")
STANDS_IN = Say("代班", "stands in for somebody")


def on_duty(holders: Sequence[UUID], shifts: Sequence[Shift], at: datetime) -> list[tuple[UUID, Say]]:
    """Who of a place is responsible at a minute, and why; ``shifts`` are all that touch the day.

    A place without shifts that day is looked after by everybody who holds its post. With shifts it is those on shift.
    Whoever has somebody standing in is replaced by that person for as long.
    """
    rostered = any(shift.instead_of is None for shift in shifts)
    here = [shift for shift in shifts if shift.covers(at)]
    stands_in = {shift.instead_of: shift.person for shift in here if shift.instead_of is not None}
    on_shift = {shift.person for shift in here if shift.instead_of is None}
    found: list[tuple[UUID, Say]] = []
    for person in holders:
        if rostered and person not in on_shift:
            continue
        if person in stands_in:
            found.append((stands_in[person], STANDS_IN))
        else:
            found.append((person, ON_SHIFT if rostered else HOLDS))
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Hole:
    """A stretch of time at a place for which nobody (``gap``) or more than one (``overlap``) is on shift."""

    kind: str
    starts_at: datetime
    ends_at: datetime


def holes(shifts: Sequence[Shift], *, starts_at: datetime, ends_at: datetime) -> list[Hole]:
    """Gaps and overlaps of the shifts of a place in a stretch of time, in order. Stand-ins take somebody's shift."""
    own = [s for s in shifts if s.instead_of is None and s.starts_at < ends_at and s.ends_at > starts_at]
    edges = sorted({starts_at, ends_at, *(e for s in own for e in (s.starts_at, s.ends_at) if starts_at < e < ends_at)})
    found: list[Hole] = []
    for begin, end in pairwise(edges):
        people = {s.person for s in own if s.covers(begin)}
        kind = "gap" if not people else "overlap" if len(people) > 1 else ""
        if kind and found and found[-1].kind == kind and found[-1].ends_at == begin:
            found[-1] = Hole(kind, found[-1].starts_at, end)
        elif kind:
            found.append(Hole(kind, begin, end))
    return found
