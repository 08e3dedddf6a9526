"""Posts, grants and what an actor may do where. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
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
_TELL = frozenset({"report.make", "case.remark", "case.contest"}) | _LOOK
_DESK = _TELL | frozenset(
    {
        *("case.accept", "case.decline", "case.verify", "case.register", "case.solve", "case.escalate"),
        *("case.hand_down", "case.recall", "case.dispatch", "case.check_pass", "case.check_fail", "case.close"),
        *("case.reopen", "case.uphold", "case.void", "case.urge", "case.classify", "case.start", "case.finish"),
        *("case.recheck", "case.call_back", "content.see"),
        *("case.invite", "case.withdraw", "case.whistle", "case.merge", "case.unmerge", "case.split"),
        *("case.support", "case.grant", "case.refuse", "case.wait", "case.go_on", "case.supervise", "case.answer"),
        *("case.release", "case.conceal"),
    }
)
_CHIEF = frozenset({"picture.judge"})
"""Whoever looks over several communities says what pictures that look the same mean."""
_UNIT = frozenset(
    {
        *("case.start", "case.finish", "case.return", "case.object", "case.contribute", "case.arrive"),
        *("case.ask", "case.wait", "case.go_on", "case.answer"),
    }
)
_SUPERIOR = frozenset({"account.create", "account.reset", "account.sessions"})
_SET_PLACES = frozenset({"unit.set", "duty.set", "area.set"})
"""Units, rosters and names of areas are set by whoever looks after the area."""
_SET_DISTRICT = frozenset({"kind.set", "flow.set", "calendar.set", "text.set", "routing.set", "solving.set"})
"""What holds in a whole district: only a grant for the district itself reaches it."""

POSTS: dict[str, Post] = {
    post.code: post
    for post in (
        Post(
            "grid_worker",
            Say("网格员", "Grid worker"),
            "grid",
            _TELL
            | frozenset({"case.verify", "case.solve", "case.escalate", "case.recall", "case.check_pass"})
            | frozenset({"case.check_fail", "case.start", "case.finish", "case.wait", "case.go_on", "case.answer"})
            | frozenset({"case.recheck"}),
        ),
        Post("community_clerk", Say("社区受理员", "Community clerk"), "community", _DESK | _SUPERIOR | {"duty.set"}),
        Post("street_chief", Say("街道负责人", "Street chief"), "street", _DESK | _CHIEF | _SUPERIOR | _SET_PLACES),
        Post(
            "district_duty_officer",
            Say("区中心值班长", "District duty officer"),
            "district",
            _DESK | _CHIEF | _SUPERIOR | _SET_PLACES | frozenset({"case.designate", "content.erase", "routing.set"}),
        ),
        Post(
            "unit_handler",
            Say("处置人员", "Unit handler"),
            "unit",
            _TELL | _UNIT,
        ),
        Post(
            "unit_chief",
            Say("部门负责人", "Unit chief"),
            "unit",
            _TELL | _UNIT | frozenset({"case.support", "duty.set"}) | _SUPERIOR,
        ),
        Post(
            "outside_handler",
            Say("外部单位人员", "Handler of an outside body"),
            "unit",
            _LOOK | _UNIT | frozenset({"case.remark", "case.support"}),
        ),
        Post("auditor", Say("审计员", "Auditor"), "area", _LOOK | frozenset({"content.see"})),
        Post(
            "administrator",
            Say("系统管理员", "Administrator"),
            "area",
            _SUPERIOR | _SET_PLACES | _SET_DISTRICT | frozenset({"account.district"}),
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
    kinds: str = ""

    def valid(self, day: date) -> bool:
        """Whether the grant is in force on the day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    @property
    def verbs(self) -> frozenset[str]:
        return POSTS[self.post].verbs


GRANT_STAGES = ("past", "now", "coming")


def stage_of(held: Held, day: date) -> str:
    """Where a grant stands on a day, one of ``GRANT_STAGES``; ``past`` also when it was taken back before it began."""
    if held.ends_on is not None and held.ends_on < max(day, held.starts_on):
        return "past"
    return "now" if held.starts_on <= day else "coming"


def held_of(district: str, facts: Mapping[str, str]) -> Held:
    """The grant that an entry or an answer tells of."""
    return Held(
        district,
        facts["post"],
        facts["area"],
        UUID(facts["unit"]) if facts["unit"] else None,
        date.fromisoformat(facts["starts_on"]),
        date.fromisoformat(facts["ends_on"]) if facts["ends_on"] else None,
        facts["kinds"],
    )


UNIT_KINDS: dict[str, Say] = {
    "centre": Say("中心", "Centre"),
    "department": Say("职能部门", "Department"),
    "agency": Say("派驻机构", "Dispatched agency"),
    "outside": Say("外部单位", "Outside body"),
}
"""What a unit is."""


def post_suits(post: str, kind: str) -> bool:
    """Whether a post of units may be held in a unit of the kind: outside bodies have one of their own, and only it."""
    return (post == "outside_handler") == (kind == "outside")


KINDS_FORM = re.compile(r"(?:[CEAG]\d{0,12}(?: [CEAG]\d{0,12})*)?")


def kinds_readable(kinds: str) -> bool:
    """Whether it is a list of beginnings of kind codes parted by single spaces, such as ``C E05``, or empty."""
    return len(kinds) <= 120 and KINDS_FORM.fullmatch(kinds) is not None


def fits(kinds: str, kind: str) -> bool:
    """Whether a field of duty takes a kind in; an empty field takes every kind in, and every field an unknown kind."""
    return not kinds or not kind or any(kind.startswith(begin) for begin in kinds.split())


def covers(held: Held, wanted: Held) -> bool:
    """Whether a grant already gives all that the wanted one would."""
    return (
        (held.district, held.post, held.area, held.unit) == (wanted.district, wanted.post, wanted.area, wanted.unit)
        and held.kinds in ("", wanted.kinds)
        and held.starts_on <= wanted.starts_on
        and (held.ends_on is None or (wanted.ends_on is not None and wanted.ends_on <= held.ends_on))
    )


def passed_on(held: Held, last_day: date) -> Held | None:
    """The grant as a successor gets it from the day after the last; None when nothing of it is left by then."""
    first = max(held.starts_on, last_day + timedelta(days=1))
    return None if held.ends_on is not None and held.ends_on < first else replace(held, starts_on=first)


@dataclass(frozen=True)
class Actor:
    """Whoever asks: a person with the grants in force today, or the public without any.

    ``scope`` changes whenever the person's grants change; a reader's position is bound to it. ``formerly`` are grants
    that are over: they open nothing, but nobody judges the work of a unit that was the own one then.
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
    formerly: tuple[Held, ...] = ()
    districts: tuple[str, ...] = field(default=())
    _by_verb: dict[str, tuple[Held, ...]] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def is_public(self) -> bool:
        return self.person == PUBLIC

    def may(self, verb: str) -> bool:
        """Whether any of the actor's posts has the verb, wherever it is held."""
        return any(verb in held.verbs for held in self.grants)

    def with_verb(self, verb: str) -> tuple[Held, ...]:
        """The grants whose post has the verb. Found once for each verb: a page of cases asks a thousand times."""
        found = self._by_verb.get(verb)
        if found is None:
            found = self._by_verb[verb] = tuple(held for held in self.grants if verb in held.verbs)
        return found


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
OF_KIND = Say("，分管这类案件", ", in charge of this kind")
NOT_OF_KIND = Say("，在岗的人里没有谁分管这类案件", "; nobody on duty is in charge of this kind")


def on_duty(
    holders: Mapping[UUID, Sequence[str]] | Iterable[UUID], shifts: Sequence[Shift], at: datetime, kind: str = ""
) -> list[tuple[UUID, Say]]:
    """Who of a place is responsible at a minute for a kind, and why; ``shifts`` are all that touch the day.

    ``holders`` are the people who hold its post, with their fields of duty. A place where none of them has a shift that
    day is looked after by all of them, else by those on shift. Whoever has somebody standing in is replaced by that
    person for as long. Of those on duty it is the ones in charge of the kind; where nobody is, all of them.
    """
    fields = dict(holders) if isinstance(holders, Mapping) else dict.fromkeys(holders, ("",))
    rostered = any(shift.instead_of is None and shift.person in fields for shift in shifts)
    here = [shift for shift in shifts if shift.covers(at)]
    stands_in = {shift.instead_of: shift.person for shift in here if shift.instead_of is not None}
    on_shift = {shift.person for shift in here if shift.instead_of is None}
    present = [
        (holder, stands_in.get(holder, holder), STANDS_IN if holder in stands_in else ON_SHIFT if rostered else HOLDS)
        for holder in fields
        if not rostered or holder in on_shift
    ]
    chosen = [row for row in present if any(fits(field, kind) for field in fields[row[0]])]
    found: dict[UUID, Say] = {}
    for holder, person, why in chosen or present:
        own = kind != "" and "" not in fields[holder]
        more = (OF_KIND if chosen else NOT_OF_KIND) if own else Say("", "")
        found.setdefault(person, Say(why.zh + more.zh, why.en + more.en))
    return list(found.items())


HOLES = {
    "nobody": Say("没有人担任这里的岗位", "nobody holds a post here"),
    "gap": Say("排班空档，没有人当班", "a gap: nobody is on shift"),
    "overlap": Say("排班重叠，不止一人当班", "an overlap: more than one is on shift"),
}
"""What is wrong with a stretch of time at a place."""


@dataclass(frozen=True)
class Hole:
    """A stretch of time at a place: nobody on shift (``gap``), more than one (``overlap``), or no post is held at all.

    The last is ``nobody``.
    """

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
        if len(people) != 1:
            found.append(Hole("overlap" if people else "gap", begin, end))
    return joined(found)


def joined(found: Iterable[Hole]) -> list[Hole]:
    """Holes in order, those of one kind that meet made one."""
    whole: list[Hole] = []
    for hole in found:
        if whole and whole[-1].kind == hole.kind and whole[-1].ends_at == hole.starts_at:
            whole[-1] = Hole(hole.kind, whole[-1].starts_at, hole.ends_at)
        else:
            whole.append(hole)
    return whole


def looks_after(actor: Actor, area: str, verb: str = "") -> bool:
    """Whether the actor has a post, perhaps one with a verb, for the area or for one that contains it."""
    return any(
        held.area != "" and above(held.area, area) and (verb == "" or verb in held.verbs) for held in actor.grants
    )
