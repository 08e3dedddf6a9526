"""In what a time limit is counted, and limits read from words."""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

from wangge.core.refusals import Missing
from wangge.core.words import Say

ALWAYS, SLOTS, DATES = "always", "slots", "dates"
"""How a clock runs: without a pause, inside working slots, or by shares of working dates."""


@dataclass(frozen=True)
class Unit:
    """A unit of time limits. ``ticks`` is what one of it has: seconds, or 1 where working dates are counted."""

    code: str
    say: Say
    runs: str
    ticks: int

    @property
    def always(self) -> bool:
        """Whether it runs through nights and free days."""
        return self.runs == ALWAYS


UNITS = {
    unit.code: unit
    for unit in (
        Unit("urgent_hour", Say("紧急工作时", "urgent hour"), ALWAYS, 3600),
        Unit("urgent_day", Say("紧急工作日", "urgent day"), ALWAYS, 86400),
        Unit("working_hour", Say("工作时", "working hour"), SLOTS, 3600),
        Unit("working_day", Say("工作日", "working day"), DATES, 1),
        Unit("natural_hour", Say("自然小时", "natural hour"), ALWAYS, 3600),
        Unit("natural_day", Say("自然日", "natural day"), ALWAYS, 86400),
        Unit("at_once", Say("立即", "at once"), ALWAYS, 1),
    )
}
"""Units after the catalogue of a running city; urgent ones count nights and holidays too."""

OTHER_NAMES = {
    "紧急工作小时": "urgent_hour", "紧急小时": "urgent_hour", "urgent working hour": "urgent_hour",
    "紧急日": "urgent_day", "紧急天": "urgent_day", "urgent working day": "urgent_day",
    "工作小时": "working_hour", "work hour": "working_hour", "business hour": "working_hour",
    "工作天": "working_day", "work day": "working_day", "workday": "working_day", "business day": "working_day",
    "自然时": "natural_hour", "calendar hour": "natural_hour",
    "自然天": "natural_day", "日历日": "natural_day", "calendar day": "natural_day",
}  # fmt: skip
MONTHS = ("自然月", "月", "month", "natural month", "calendar month")
AT_ONCE = ("立即", "立即办理", "0", "at once", "immediate", "immediately")
MOST = {3600: 87_840, 86400: 3_660, 1: 3_660}
"""Ten years: the longest limit by the ticks of its unit. A larger number is a slip of the finger."""


@dataclass(frozen=True)
class Limit:
    """A time limit: so many of a unit. The amount is exact; 立即 has the amount 0."""

    unit: Unit
    amount: Fraction

    @cached_property
    def ticks(self) -> Fraction | int:
        """The amount in seconds, or in working dates; an ``int`` where it is whole, which counts faster."""
        ticks = self.amount * self.unit.ticks
        return int(ticks) if ticks.denominator == 1 else ticks

    @property
    def say(self) -> Say:
        """``5 工作日``, ``5 working days``; both are read back by ``read_limit``."""
        if not self.amount:
            return self.unit.say
        number = f"{self.amount.numerator / self.amount.denominator:.2f}".rstrip("0").rstrip(".")
        return Say(f"{number} {self.unit.say.zh}", f"{number} {self.unit.say.en}{'s' * (self.amount != 1)}")


@lru_cache(maxsize=4096)
def read_limit(words: str) -> Limit:
    """A limit such as ``5 工作日``, ``2.5工作日``, ``4 working hours`` or ``立即``.

    Raises ``Missing``: ``limit_unclear``, ``limit_month`` (自然月 is a window for applications, no handling limit),
    ``limit_too_long``.
    """
    said = " ".join(unicodedata.normalize("NFKC", words).casefold().replace("_", " ").split())
    if said in AT_ONCE:
        return Limit(UNITS["at_once"], Fraction(0))
    parts = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,2})?) ?个? ?(\D+)", said)
    name = parts[2] if parts else said
    if name in MONTHS or name.removesuffix("s") in MONTHS:
        raise Missing(
            "limit_month",
            Say(
                "自然月是申请的期限，不能当作办理时限。请改用自然日，例如“30 自然日”。",
                "A natural month is a window for applications, no time limit. Use natural days: 30 natural days.",
            ),
        )
    unit = _unit(name)
    if parts is None or unit is None or not (amount := Fraction(parts[1])):
        raise Missing(
            "limit_unclear",
            Say(
                f"看不懂时限“{words}”。请写大于 0 的数（最多两位小数）和单位，例如“5 工作日”“4 工作时”“2 紧急工作时”"
                "“30 自然日”，或写“立即”。",
                f"The limit {words!r} cannot be read. Write a number above 0 (two decimals at most) and a unit, such "
                "as 5 working days, 4 working hours, 2 urgent hours, 30 natural days, or at once.",
            ),
        )
    if amount > MOST[unit.ticks]:
        raise Missing(
            "limit_too_long",
            Say(
                f"时限“{words}”超过十年。请核对数字和单位。",
                f"The limit {words!r} is over ten years. Check number and unit.",
            ),
        )
    return Limit(unit, amount)


def extended(limit: Limit, times: int = 1) -> Limit:
    """The limit after so many extensions 延期, each of one original limit; measured in the clock's own time."""
    if not times:
        return limit
    return Limit(limit.unit, limit.amount * (1 + times))


def _unit(name: str) -> Unit | None:
    for unit in UNITS.values():
        if unit.code != "at_once" and name.removesuffix("s") in unit.say:
            return unit
    code = OTHER_NAMES.get(name.removesuffix("s"))
    return UNITS[code] if code else None
