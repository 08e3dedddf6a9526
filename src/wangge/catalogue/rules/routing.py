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

from wangge.core.refusals import Missing
from wangge.core.words import Say
from wangge.orgs.rules.tree import UnitTree

MOST_RULES, MOST_NAMED, LONGEST_WHY = 500, 20, 200
"""How many rules an edition may have, how many kinds or areas one may name, how long its reason may be."""
FIELDS = ("number", "kinds", "areas", "unit", "local", "stand_in", "hours", "season", "since", "until", "why")
KIND_FORM = re.compile(r"[CEAG]\d{0,12}")
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
    ``until`` are its first and last day.
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
        """As JSON values; ``kept_rule`` reads them."""
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
        date.fromisoformat(plain["until"]) if plain["until"] else None,
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
                    found.setdefault((winner.number, loser.number), Conflict(winner.number, loser.number, area, kind))
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


def check_rules(
    rules: Iterable[RoutingRule], *, day: date, tree: UnitTree, areas: set[str], kinds: Sequence[str]
) -> None:
    """Whether every rule that is not over names units, areas and kinds that there are.

    Raises ``Missing`` (``rule_unit``, ``rule_areas``, ``rule_kinds``), naming the rule by its place in the list.
    """
    codes = {
        "unit_gone": "rule_unit",
        "stand_in_gone": "rule_unit",
        "area_gone": "rule_areas",
        "kind_gone": "rule_kinds",
    }
    for place, rule in enumerate(rules, 1):
        found = troubles(rule, day=day, tree=tree, areas=areas, kinds=kinds)
        wrong = next((code for code in found if code in codes and "over" not in found), None)
        if wrong is not None:
            raise _refused(codes[wrong], place, *TROUBLES[wrong])


def read_rules(
    said: Any, *, district: str, units: Mapping[str, UUID], last: int = 0, known: Iterable[int] = ()
) -> list[RoutingRule]:
    """Rules from a list of mappings with the fields of ``FIELDS``; ``units`` are ids by id and by code.

    A rule keeps a number that is ``known``; others get the next ones after ``last`` in the order of the list. Raises
    ``Missing``: ``rules_unclear``, ``rules_many``, ``rule_number``, ``rule_kinds``, ``rule_areas``, ``rule_unit``,
    ``rule_hours``, ``rule_season``, ``rule_days``, ``rule_why``, each naming the rule by its place in the list.
    """
    if not isinstance(said, list) or not all(isinstance(one, Mapping) and set(one) <= set(FIELDS) for one in said):
        raise Missing(
            "rules_unclear",
            Say(
                f"派单规则看不懂。请写一个列表，每条可用的项：{'、'.join(FIELDS)}。",
                f"The rules cannot be read. Write a list; each may have: {', '.join(FIELDS)}.",
            ),
        )
    if len(said) > MOST_RULES:
        raise Missing(
            "rules_many",
            Say(
                f"一共 {len(said)} 条，最多 {MOST_RULES} 条。请合并或删去一些。",
                f"There are {len(said)} rules, at most {MOST_RULES} are possible. Please join some or take some out.",
            ),
        )
    allowed, taken, found = set(known), set[int](), []
    for place, one in enumerate(said, 1):
        number = one.get("number") or 0
        if number and (number not in allowed or number in taken):
            raise _refused(
                "rule_number", place, f"没有编号 {number} 的规则，或它写了两次。新规则不要写编号",
                f"there is no rule {number}, or it stands here twice. Leave the number of a new rule empty",
            )  # fmt: skip
        if not number:
            number = last = last + 1
        taken.add(number)
        found.append(_read_rule(place, number, one, district, units))
    return found


def _refused(code: str, place: int, zh: str, en: str) -> Missing:
    return Missing(code, Say(f"第 {place} 条：{zh}。", f"Rule no. {place} of the list: {en}."), rule=place)


def _read_rule(
    place: int, number: int, said: Mapping[str, Any], district: str, units: Mapping[str, UUID]
) -> RoutingRule:
    kinds = _listed(said.get("kinds"))
    if len(kinds) > MOST_NAMED or not all(KIND_FORM.fullmatch(kind) for kind in kinds):
        raise _refused(
            "rule_kinds", place, f"类别要写类别代码或代码开头，例如 E0504、C01，最多 {MOST_NAMED} 个",
            f"kinds are codes or beginnings of codes such as E0504 or C01, at most {MOST_NAMED}",
        )  # fmt: skip
    areas = _listed(said.get("areas"))
    if len(areas) > MOST_NAMED or not all(area.isdecimal() and area.startswith(district) for area in areas):
        raise _refused(
            "rule_areas", place, f"地域要写本区（{district}）里的地域代码，最多 {MOST_NAMED} 个",
            f"areas are codes inside the district {district}, at most {MOST_NAMED}",
        )  # fmt: skip
    unit, stand_in = (str(said.get(name) or "").strip() for name in ("unit", "stand_in"))
    if unit not in units or (stand_in and (stand_in not in units or units[stand_in] == units[unit])):
        raise _refused(
            "rule_unit", place, "没有这个处置单位，或它已撤并，或替补就是它自己。请从列表里选",
            "there is no such unit, or it has ended, or it stands in for itself. Choose from the list",
        )  # fmt: skip
    hours, season = (str(said.get(name) or "").replace(" ", "") for name in ("hours", "season"))
    if hours and (not HOURS_FORM.fullmatch(hours) or hours[:5] == hours[6:]):
        raise _refused(
            "rule_hours", place, "时段要写成 18:00-08:00 这样，可以跨零点，两头不能相同",
            "hours are written as 18:00-08:00; they may pass midnight, the ends differ",
        )  # fmt: skip
    if season and not _is_season(season):
        raise _refused(
            "rule_season", place, "季节要写成 11-01~03-31 这样的月-日，可以跨年",
            "a season is written as 11-01~03-31, month and day; it may pass the turn of the year",
        )  # fmt: skip
    since, until = _day(place, said.get("since")), _day(place, said.get("until"))
    if since and until and until < since:
        raise _refused("rule_days", place, "最后一天早于第一天", "its last day lies before its first")
    return RoutingRule(
        number, kinds, areas, units[unit], _why(place, said.get("why")), bool(said.get("local")),
        units[stand_in] if stand_in else None, hours, season, since, until,
    )  # fmt: skip


def _listed(said: Any) -> tuple[str, ...]:
    """Words of a list, or parted by spaces or commas, each once; ``C01*`` is the beginning ``C01``."""
    parts = said if isinstance(said, list | tuple) else re.split(r"[\s,，、;；]+", str(said or ""))
    return tuple(sorted({str(part).strip().rstrip("*") for part in parts if str(part).strip()}))


def _is_season(said: str) -> bool:
    found = SEASON_FORM.fullmatch(said)
    if found is None:
        return False
    a, b, c, d = map(int, found.groups())
    try:
        return bool(date(2024, a, b) and date(2024, c, d))
    except ValueError:
        return False


def _day(place: int, said: Any) -> date | None:
    if not said or isinstance(said, date):
        return said or None
    try:
        return date.fromisoformat(str(said))
    except ValueError:
        raise _refused(
            "rule_days", place, f"日期“{said}”看不懂，请写成 2026-12-01 这样", f"{said!r} is no day such as 2026-12-01"
        ) from None


def _why(place: int, said: Any) -> Say:
    pair = said if isinstance(said, Mapping) else {}
    zh, en = (" ".join(str(pair.get(language) or "").split()) for language in ("zh", "en"))
    if not zh or max(len(zh), len(en)) > LONGEST_WHY or not (zh + en).isprintable():
        raise _refused(
            "rule_why", place, f"请写一句为什么归它（最多 {LONGEST_WHY} 字），例如“三定方案第四条”",
            f"a reason is needed, at most {LONGEST_WHY} signs, such as the document that says so",
        )  # fmt: skip
    return Say(zh, en or zh)


def sentence(rule: RoutingRule, *, kinds: Sequence[Say], areas: Sequence[Say], tree: UnitTree) -> Say:
    """The rule as one plain sentence; names of its kinds and areas are given, empty for every kind, everywhere."""
    when = [part for part in (rule.hours, rule.season.replace("~", " ~ ")) if part]
    unit = tree.name(rule.unit)
    time_zh, time_en = (f"（{'，'.join(when)}）", f" ({', '.join(when)})") if when else ("", "")
    zh = f"{'、'.join(s.zh for s in areas) or '全区'}的{'、'.join(s.zh for s in kinds) or '各类案件'}{time_zh}归"
    en = f"{', '.join(s.en for s in kinds) or 'every kind'} in {', '.join(s.en for s in areas) or 'the whole district'}"
    zh += f"{unit.zh}设在当地的单位" if rule.local else unit.zh
    en += f"{time_en}: {'the local unit of ' if rule.local else ''}{unit.en}"
    if rule.stand_in:
        substitute = tree.name(rule.stand_in)
        zh += f"，急件没人值班时先交{substitute.zh}"
        en += f"; urgent ones to {substitute.en} while nobody is on duty"
    return Say(zh, en[0].upper() + en[1:])
