"""To which unit a kind at a place goes: rules that a district writes and everybody can read. Pure.

A rule says for which kinds, areas and times which unit is responsible and why. Of those that fit, the most specific
wins: the one with the longer area, then the longer beginning of the kind, then the one bound to hours or a season, then
the one that began later, then the one with the higher number. The order of the list does not matter.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from wangge.core.words import Say
from wangge.orgs.rules.tree import UnitTree

HOURS_FORM = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
SEASON_FORM = re.compile(r"(\d\d)-(\d\d)~(\d\d)-(\d\d)")
DAY_MINUTES = 24 * 60
Span = tuple[int, int]


@dataclass(frozen=True)
class RoutingRule:
    """A rule 派单规则. ``number`` is its name for good; a new rule has 0 until it is saved.

    ``kinds`` are beginnings of kind codes such as ``C`` or ``E0504``, ``areas`` codes of areas; empty takes in every
    kind, the whole district. ``local``: not the unit itself, but the one below it that works at the place. ``stand_in``
    takes urgent matters while nobody of the unit is on duty. ``hours`` (``18:00-08:00``) may pass midnight, ``season``
    (``11-01~03-31``, both included) the turn of the year; both by the district's clock, empty is always. ``since`` and
    ``until`` are its first and last day. ``edition`` is the one since which it reads as it does, 0 until it is saved.
    """

    number: int
    kinds: tuple[str, ...]
    areas: tuple[str, ...]
    unit: UUID
    why: Say
    local: bool = False
    stand_in: UUID | None = None
    hours: str = ""
    season: str = ""
    since: date | None = None
    until: date | None = None
    edition: int = 0

    @property
    def timed(self) -> int:
        """To how many of hours and season it is bound."""
        return bool(self.hours) + bool(self.season)

    def over(self, day: date) -> bool:
        """Whether its last day is past."""
        return self.until is not None and self.until < day

    def in_force(self, day: date) -> bool:
        """Whether it holds on a day."""
        return (self.since is None or self.since <= day) and not self.over(day)

    def fits_time(self, at: datetime) -> bool:
        """Whether a moment of the district's own clock lies in its hours and its season."""
        return any(begin <= at.hour * 60 + at.minute < end for begin, end in _hours(self.hours)) and any(
            begin <= at.month * 32 + at.day <= end for begin, end in _season(self.season)
        )

    def plain(self) -> dict[str, Any]:
        """As JSON values without the edition, which ``kept_rule`` reads beside them."""
        return {
            "number": self.number, "kinds": list(self.kinds), "areas": list(self.areas), "unit": str(self.unit),
            "local": self.local, "stand_in": str(self.stand_in) if self.stand_in else "", "hours": self.hours,
            "season": self.season, "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "", "why": self.why.pair(),
        }  # fmt: skip


def kept_rule(plain: Mapping[str, Any]) -> RoutingRule:
    """A rule as an edition holds it."""
    return RoutingRule(
        plain["number"], tuple(plain["kinds"]), tuple(plain["areas"]), UUID(plain["unit"]), Say(**plain["why"]),
        plain["local"], UUID(plain["stand_in"]) if plain["stand_in"] else None, plain["hours"], plain["season"],
        date.fromisoformat(plain["since"]) if plain["since"] else None,
        date.fromisoformat(plain["until"]) if plain["until"] else None, plain["edition"],
    )  # fmt: skip


def _hours(said: str) -> list[Span]:
    """Minutes of the day, the end not included; two stretches where midnight lies between."""
    found = HOURS_FORM.fullmatch(said)
    if found is None:
        return [(0, DAY_MINUTES)]
    a, b, c, d = map(int, found.groups())
    begin, end = a * 60 + b, c * 60 + d
    return [(begin, end)] if begin < end else [(begin, DAY_MINUTES), (0, end)]


def _season(said: str) -> list[Span]:
    """Days as month × 32 + day, both included; two stretches where the turn of the year lies between."""
    found = SEASON_FORM.fullmatch(said)
    if found is None:
        return [(0, 13 * 32)]
    a, b, c, d = map(int, found.groups())
    begin, end = a * 32 + b, c * 32 + d
    return [(begin, end)] if begin <= end else [(begin, 13 * 32), (0, end)]


class Match(NamedTuple):
    """A rule that fits, with the area and the beginning of the kind by which it does."""

    rule: RoutingRule
    area: str
    kind: str

    @property
    def weight(self) -> tuple[int, int, int, date, int]:
        """How specific it is; the greatest wins."""
        rule = self.rule
        return len(self.area), len(self.kind), rule.timed, rule.since or date.min, rule.number


class Routing:
    """The rules of an edition, ready to be asked."""

    def __init__(self, rules: Iterable[RoutingRule] = (), edition: int = 0) -> None:
        self.rules, self.edition = tuple(rules), edition
        self._at: dict[str, list[tuple[tuple[str, ...], RoutingRule]]] = {}
        for rule in self.rules:
            for area in rule.areas or ("",):
                self._at.setdefault(area, []).append((rule.kinds or ("",), rule))
        self._lengths = sorted({len(area) for area in self._at})

    def matches(self, kind: str, area: str, at: datetime, *, day: date | None) -> list[Match]:
        """The rules that fit a kind at a place and a moment of the district's own clock, the most specific first.

        Only those that hold on ``day``; None does not ask. A kind nobody has named yet fits only rules for every kind.
        """
        found: dict[int, Match] = {}
        for length in self._lengths:
            here = area[:length] if length <= len(area) else None
            for begins, rule in self._at.get(here, ()) if here is not None else ():
                begin = max((b for b in begins if kind.startswith(b)), key=len, default=None)
                if begin is not None and rule.fits_time(at) and (day is None or rule.in_force(day)):
                    found[id(rule)] = Match(rule, here or "", begin)
        return sorted(found.values(), key=lambda match: match.weight, reverse=True)

    def coming(self, today: date) -> "Routing":
        """The rules as they will be once all have begun: without those that are over."""
        return Routing((rule for rule in self.rules if not rule.over(today)), self.edition)


def units_for(rule: RoutingRule, area: str, tree: UnitTree) -> tuple[UUID, ...]:
    """To which units a rule leads at a place, by code; several are equals, none means that it leads nowhere today."""
    return tree.at_place(rule.unit, area) if rule.local else (rule.unit,) if tree.open(rule.unit) else ()


class Lead(NamedTuple):
    """The rule that decides, and the units to which it leads."""

    match: Match
    units: tuple[UUID, ...]


def leads(matches: Iterable[Match], area: str, tree: UnitTree) -> list[Lead]:
    """The rules that lead to some unit at a place, in the order of the matches: the first one decides."""
    return [Lead(match, units) for match in matches if (units := units_for(match.rule, area, tree))]


class Conflict(NamedTuple):
    """Two rules that are equally specific somewhere and lead to different units: the number that wins there, and the
    other one's; the area and the beginning of the kind where they meet."""

    wins: int
    loses: int
    area: str
    kind: str


def conflicts(rules: Sequence[RoutingRule], *, day: date, most: int = 100) -> list[Conflict]:
    """Pairs of rules of which only the later beginning or the higher number decides, each pair once, by number.

    Rules that are over on the day do not count.
    """
    meeting: dict[tuple[str, str, int], list[RoutingRule]] = {}
    for rule in (rule for rule in rules if not rule.over(day)):
        for area in rule.areas or ("",):
            for kind in rule.kinds or ("",):
                meeting.setdefault((area, kind, rule.timed), []).append(rule)
    found: dict[tuple[int, int], Conflict] = {}
    for (area, kind, _), there in meeting.items():
        order = sorted(there, key=lambda rule: (rule.since or date.min, rule.number), reverse=True)
        for n, winner in enumerate(order):
            for loser in order[n + 1 :]:
                if (winner.unit, winner.local) != (loser.unit, loser.local) and _meet(winner, loser):
                    here = Conflict(winner.number, loser.number, area, kind)
                    found[here[:2]] = min(here, found.get(here[:2], here))
    return sorted(found.values())[:most]


def _meet(one: RoutingRule, other: RoutingRule) -> bool:
    """Whether there is a moment that fits both."""
    days = (one.until is None or other.since is None or other.since <= one.until) and (
        other.until is None or one.since is None or one.since <= other.until
    )
    hours = any(a < d and c < b for a, b in _hours(one.hours) for c, d in _hours(other.hours))
    return days and hours and any(
        a <= d and c <= b for a, b in _season(one.season) for c, d in _season(other.season)
    )  # fmt: skip


TROUBLES = {
    "over": Say("已经到期，不再起作用", "It is over and does nothing any more"),
    "coming": Say("还没开始", "It has not begun yet"),
    "unit_gone": Say("单位已撤并或不接派单。请另选单位", "Its unit has ended or takes no cases. Choose another"),
    "stand_in_gone": Say("替补单位已撤并或不接派单。请另选或去掉", "Its stand-in has ended. Choose another or none"),
    "area_gone": Say("有的地域已不在用。请改成现在的地域", "One of its areas is not in force. Name the present one"),
    "kind_gone": Say("目录里没有这样的类别。请改类别", "The catalogue has no such kind. Name another"),
}  # fmt: skip
"""What is to be said beside a rule."""


def troubles(rule: RoutingRule, *, day: date, tree: UnitTree, areas: set[str], kinds: Sequence[str]) -> list[str]:
    """What is the matter with a rule today, as codes of ``TROUBLES``; ``areas`` are those in force."""
    said = {
        "over": rule.over(day),
        "coming": rule.since is not None and rule.since > day,
        "unit_gone": not tree.open(rule.unit),
        "stand_in_gone": rule.stand_in is not None and not tree.open(rule.stand_in),
        "area_gone": any(area not in areas for area in rule.areas),
        "kind_gone": any(not any(kind.startswith(begin) for kind in kinds) for begin in rule.kinds),
    }
    return [code for code, so in said.items() if so]
