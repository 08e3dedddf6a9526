"""When a model has grown old: what it said beside what came of it, week by week. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wangge.core.words import Say

LEAST_CASES = 2000
"""Below so many closed cases nothing is learned: the catalogue's words do as well."""
MUCH_MOVED, LEAST_JUDGED, WORSE_BY, LATE_WEEKS, MANY_NEW = 0.25, 100, 0.05, 4, 0.5
"""Shift above which it is time to learn again; outcomes below which nothing is judged; how much less right than on
its test it may become, over how many of the last weeks; how many new cases for each that it learned from."""


@dataclass(frozen=True)
class Week:
    """Suggestions made in the week that begins on ``monday``: how many, how many of them said a kind, of how many of
    those the case is closed, and in how many of these the kind was the one that was said."""

    monday: date
    made: int
    said: int
    judged: int
    agreed: int


@dataclass(frozen=True)
class Verdict:
    """Whether to learn again, and why, in a sentence."""

    again: bool
    say: Say


def verdict(
    weeks: Sequence[Week], *, shift: float | None, accuracy: float, learned_from: int, closed_since: int
) -> Verdict:
    """Whether a model is still good. ``weeks`` oldest first; ``accuracy`` is that of what it said on its test."""
    late = weeks[-LATE_WEEKS:]
    judged, agreed = sum(w.judged for w in late), sum(w.agreed for w in late)
    if judged >= LEAST_JUDGED and agreed / judged < accuracy - WORSE_BY:
        share = round(100 * agreed / judged)
        return Verdict(
            True,
            Say(
                f"最近四周的建议只有 {share}% 与最后的类别一致，训练时是 {round(100 * accuracy)}%。"
                "请重新学习：wangge learn。",
                f"Of the last four weeks' suggestions {share} % came true, {round(100 * accuracy)} % at training. "
                "Learn again: wangge learn.",
            ),
        )
    if shift is not None and shift > MUCH_MOVED and sum(w.said for w in weeks) >= LEAST_JUDGED:
        return Verdict(
            True,
            Say(
                f"现在报上来的事和训练时大不一样（PSI {shift:.2f}）。请重新学习：wangge learn。",
                f"What comes in is no more what it was at training (PSI {shift:.2f}). Learn again: wangge learn.",
            ),
        )
    if closed_since >= MANY_NEW * learned_from:
        return Verdict(
            True,
            Say(
                f"训练之后又办结了 {closed_since} 件。请重新学习：wangge learn。",
                f"{closed_since} more cases have been closed since training. Learn again: wangge learn.",
            ),
        )
    if judged < LEAST_JUDGED:
        return Verdict(
            False,
            Say(
                f"训练之后才有 {judged} 条建议等到了结果，还看不出变化。",
                f"Only {judged} suggestions of the last weeks have come to their end; it is too early to judge.",
            ),
        )
    return Verdict(
        False,
        Say(
            f"最近四周有 {round(100 * agreed / judged)}% 的建议与最后的类别一致，不用重新学习。",
            f"{round(100 * agreed / judged)} % of the last four weeks' suggestions came true. No need to learn again.",
        ),
    )
