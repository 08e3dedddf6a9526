"""Routing rules as people write them, and as a sentence that they read. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from wangge.catalogue.rules.routing import HOURS_FORM, SEASON_FORM, TROUBLES, RoutingRule, troubles
from wangge.core.refusals import Missing
from wangge.core.words import Say
from wangge.orgs.rules.tree import UnitTree

MOST_RULES, MOST_NAMED, LONGEST_WHY = 500, 20, 200
"""How many rules an edition may have, how many kinds or areas one may name, how long its reason may be."""
FIELDS = ("number", "kinds", "areas", "unit", "local", "stand_in", "hours", "season", "since", "until", "why")
KIND_FORM = re.compile(r"[CEAG]\d{0,12}")


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


def read_rules(said: Any, *, district: str, units: Mapping[str, UUID], last: int = 0) -> list[RoutingRule]:
    """Rules from a list of mappings with the fields of ``FIELDS``; ``units`` are ids by id and by code.

    A rule keeps a number that was given out before, up to ``last``; others get the next ones in the order of the list.
    Raises ``Missing``: ``rules_unclear``, ``rules_many``, ``rule_number``, ``rule_kinds``, ``rule_areas``,
    ``rule_unit``, ``rule_hours``, ``rule_season``, ``rule_days``, ``rule_why``, each naming the rule by its place.
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
    highest, taken, found = last, set[int](), []
    for place, one in enumerate(said, 1):
        number = one.get("number") or 0
        if number and (not 0 < number <= highest or number in taken):
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
