"""Asking whoever reported it: who is rung up, when again, and what a share of few answers is worth. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil, sqrt
from typing import Any
from uuid import UUID

from wangge.cases.rules.rating import LONGEST_OPINION, STARS
from wangge.core.refusals import Missing
from wangge.core.words import Say

MOST_TRIES = 3
Z95 = 1.959963984540054
"""The quantile of the normal distribution for an interval of 95 %."""
FEWEST = 5
"""Fewer answers than this say too little to be compared."""
SLOTS = (time(9, 30), time(14, 30), time(18, 30))
"""At which hours of a day calls begin: morning, afternoon, evening."""
LONGEST_QUESTION, MOST_QUESTIONS = 200, 10


@dataclass(frozen=True)
class Solving:
    """How a district has solving verified: ``recheck`` in thousandths, ``share`` in hundredths, ``least`` a month."""

    recheck: int
    share: int
    least: int
    script: tuple[Say, ...]
    edition: int = 0


SHIPPED = Solving(
    20,
    5,
    5,
    (
        Say(
            "您好，这里是社区网格中心。您前些天反映过一件事，想用一分钟问问办得怎么样，方便吗？",
            "Hello, this is the community's grid centre. You told us of something; may I ask how it went?",
        ),
        Say("您反映的事，现在解决了吗？", "Is what you told us of solved now?"),
        Say("有没有人跟您说过办得怎么样？", "Did anybody tell you how it went?"),
        Say("从 1 到 5，您对办理满意不满意？5 是很满意。", "From 1 to 5, how satisfied are you? 5 is very satisfied."),
        Say("还有什么要我们知道的吗？谢谢您。", "Is there anything else that we should know? Thank you."),
    ),
)
"""As shipped: 20 in a thousand are looked at again, 5 in a hundred and at least 5 a month are rung up."""


def check_solving(recheck: int, share: int, least: int, script: Sequence[Mapping[str, Any]]) -> Solving:
    """What a district chooses. Raises ``Missing`` (``share_out_of_range``, ``script_incomplete``)."""
    if not (0 <= recheck <= 1000 and 0 <= share <= 100 and 0 <= least <= 1000):
        raise Missing(
            "share_out_of_range",
            Say(
                "抽查比例在 0 到 1000‰ 之间，回访比例在 0 到 100% 之间，每月最少 0 到 1000 件。",
                "Re-checks are 0 to 1000 in a thousand, call-backs 0 to 100 in a hundred, at least 0 to 1000 a month.",
            ),
        )
    said = [Say(str(row.get("zh") or "").strip(), str(row.get("en") or "").strip()) for row in script]
    if not 1 <= len(said) <= MOST_QUESTIONS or not all(
        part and len(part) <= LONGEST_QUESTION for say in said for part in say
    ):
        raise Missing(
            "script_incomplete",
            Say(
                f"话术写 1 到 {MOST_QUESTIONS} 句，每句中文、英文都要有，各不超过 {LONGEST_QUESTION} 字。",
                f"A script has 1 to {MOST_QUESTIONS} sentences, each in Chinese and English, at most "
                f"{LONGEST_QUESTION} signs.",
            ),
        )
    return Solving(recheck, share, least, tuple(said))


def called(numbers: Mapping[UUID, int], share: int, least: int) -> list[UUID]:
    """The cases of a unit whose reporters are rung up: those with the smallest numbers of the draw, in their order."""
    wanted = min(len(numbers), max(least, ceil(len(numbers) * share / 100)))
    return sorted(numbers, key=lambda case: (numbers[case], case))[:wanted]


def wilson(yes: int, asked: int, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval of a share (E. B. Wilson, JASA 22, 1927): the lowest and highest that fit, 0 to 1.

    Nothing is known where nobody was asked: 0 to 1.
    """
    if not asked:
        return 0.0, 1.0
    share, square = yes / asked, z * z
    middle = (share + square / (2 * asked)) / (1 + square / asked)
    half = z / (1 + square / asked) * sqrt(share * (1 - share) / asked + square / (4 * asked * asked))
    return (0.0 if yes == 0 else middle - half), (1.0 if yes == asked else middle + half)


def rate_of(yes: int, asked: int) -> dict[str, Any]:
    """A share with its count and interval: ``{yes, asked, share, low, high, few}``; null where nobody answered.

    ``few`` says that the answers are too few to say anything.
    """
    if not asked:
        return {"yes": 0, "asked": 0, "share": None, "low": None, "high": None, "few": True}
    low, high = wilson(yes, asked)
    return {
        "yes": yes, "asked": asked, "share": round(yes / asked, 4), "low": round(low, 4), "high": round(high, 4),
        "few": asked < FEWEST,
    }  # fmt: skip


def mean_of(total: int, asked: int) -> dict[str, Any]:
    """A mean from 1 to 5 with its count, null where nobody answered."""
    return {"mean": round(total / asked, 2) if asked else None, "asked": asked}


def next_try(at: datetime) -> datetime:
    """When somebody who was not reached is rung up again: tomorrow, at another time of day. ``at`` is local."""
    late = sum(at.time() >= slot for slot in SLOTS)
    slot = SLOTS[max(late, 1) % len(SLOTS)]
    return datetime.combine(at.date() + timedelta(days=1), slot, at.tzinfo)


def first_try(day: date, at: datetime) -> datetime:
    """When the first call may be made: in the morning of the day, or at once."""
    return max(datetime.combine(day, SLOTS[0], at.tzinfo), at)


def check_called(reached: bool, solved: bool | None, answered: bool | None, satisfied: int | None, words: str) -> None:
    """What a call brought. Raises ``Missing`` (``answers_missing``, ``answers_unasked``, ``opinion_too_long``)."""
    given = [value for value in (solved, answered, satisfied) if value is not None]
    if reached and not given:
        raise Missing(
            "answers_missing",
            Say(
                "打通了，请至少记一项回答；对方不愿回答，请点“没打通”并写明。",
                "Somebody answered: note at least one answer, or say that nobody was reached.",
            ),
        )
    if not reached and given:
        raise Missing(
            "answers_unasked",
            Say("没打通就没有回答。请点“打通了”，或清空回答。", "Nobody was reached, so there are no answers."),
        )
    if satisfied is not None and satisfied not in STARS:
        raise Missing("satisfied_unknown", Say("满意度是 1 到 5。", "Satisfaction is from 1 to 5."), choices=[*STARS])
    if len(words) > LONGEST_OPINION:
        raise Missing(
            "opinion_too_long",
            Say(f"最多写 {LONGEST_OPINION} 字。请写短一点。", f"At most {LONGEST_OPINION} signs. Please be shorter."),
            limit=LONGEST_OPINION,
        )
