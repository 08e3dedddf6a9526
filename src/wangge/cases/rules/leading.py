"""What routing rules say of one case: the units in their order, each with the rule it follows from. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from wangge.catalogue.rules import Lead, RoutingRule
from wangge.clock.rules import read_limit
from wangge.core.refusals import Missing
from wangge.core.words import Say
from wangge.orgs.rules.tree import UnitTree

MOST_LEADS = 3
"""How many rules are shown for one case: the one that decides, and the next ones behind it."""
OFTEN, OFTEN_DAYS = 3, 30
"""So many cases sent elsewhere, with a reason, within so many days: the rule is often overruled."""
PROPOSED, PROPOSED_DAYS = 3, 365
"""So many designations for a kind in a street to one unit within so many days: a rule is proposed."""
URGENT = ("urgent_hour", "urgent_day", "at_once")


def is_urgent(limit: str) -> bool:
    """Whether a limit in words runs through nights and holidays because the matter cannot wait."""
    return read_limit(limit).unit.code in URGENT


@dataclass(frozen=True)
class Led:
    """A unit to which a rule leads, and the sentence that says so; ``stand_in``: while nobody of its unit is there."""

    unit: UUID
    rule: int
    reason: Say
    stand_in: bool = False


def led(
    found: Sequence[Lead],
    *,
    tree: UnitTree,
    says: Callable[[RoutingRule], Say],
    on_duty: Mapping[UUID, bool],
    busy: Mapping[UUID, int],
    urgent: bool,
) -> list[Led]:
    """The units of the rules that fit, the deciding one's first, each unit once.

    Among equals of one rule the one with fewer open cases comes first. Where nobody of a unit is on duty, its rule's
    stand-in comes before it if the matter is urgent. ``on_duty`` lacks units without a roster.
    """
    units: dict[UUID, Led] = {}
    for lead in found[:MOST_LEADS]:
        rule = lead.match.rule
        said = says(rule)
        for unit in sorted(lead.units, key=lambda unit: (busy.get(unit, 0), tree.units[unit].code)):
            absent = on_duty.get(unit) is False
            if absent and urgent and rule.stand_in and tree.open(rule.stand_in) and on_duty.get(rule.stand_in, True):
                name = tree.name(unit)
                reason = Say(
                    f"规则 {rule.number}：{name.zh}现在没人值班，急件先交它",
                    f"Rule {rule.number}: nobody of {name.en} is on duty, so what is urgent goes here",
                )
                units.setdefault(rule.stand_in, Led(rule.stand_in, rule.number, reason, True))
            reason = Say(f"规则 {rule.number}：{said.zh}", f"Rule {rule.number}: {said.en}")
            units.setdefault(unit, Led(unit, rule.number, reason))
    return list(units.values())


def deciding(found: Iterable[Lead], refused: set[str]) -> Lead | None:
    """The rule that decides about a case: the first of which not every unit has given the case back already.

    ``refused`` are ids of units.
    """
    return next((lead for lead in found if any(str(unit) not in refused for unit in lead.units)), None)


def follows(lead: Lead, unit: UUID) -> bool:
    """Whether a unit is one to which the rule leads, or its stand-in."""
    return unit in lead.units or unit == lead.match.rule.stand_in


def check_reason(lead: Lead, words: str, *, says: Say) -> None:
    """Whether there is a reason for sending a case elsewhere than its rule says.

    Raises ``Missing`` (``why_missing``).
    """
    if not words.strip():
        number = lead.match.rule.number
        raise Missing(
            "why_missing",
            Say(
                f"规则 {number} 说：{says.zh}。要派给别的单位，请写一句为什么；或者派给规则说的单位。",
                f"Rule {number} says: {says.en}. To dispatch elsewhere write a sentence why, or follow the rule.",
            ),
            rule=number,
            units=[str(unit) for unit in lead.units],
        )


class Overruled(NamedTuple):
    """A case was sent elsewhere than a rule said: which rule in which edition, and the case."""

    rule: int
    edition: int
    case: UUID


def times_overruled(told: Iterable[Overruled], rules: Iterable[RoutingRule]) -> dict[int, int]:
    """In how many cases each rule was overruled since it reads as it does, by number; never overruled ones left out."""
    since = {rule.number: rule.edition for rule in rules}
    cases = {(one.rule, one.case) for one in told if one.rule in since and one.edition >= since[one.rule]}
    return dict(Counter(rule for rule, _ in cases))
