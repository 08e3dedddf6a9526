"""What the reporter thinks of it once it has ended. Pure."""

from datetime import datetime

from wangge.core.refusals import Missing, NotNow
from wangge.core.words import Say

LONGEST_OPINION = 500
STARS: dict[int, Say] = {
    1: Say("很不满意", "Very dissatisfied"),
    2: Say("不满意", "Dissatisfied"),
    3: Say("一般", "Neither"),
    4: Say("满意", "Satisfied"),
    5: Say("很满意", "Very satisfied"),
}
"""How satisfied somebody is."""
POOR = 2


def check_rating(solved: bool | None, answered: bool | None, satisfied: int | None, words: str) -> None:
    """Raises ``Missing`` (``rating_incomplete`` naming what is lacking, ``opinion_too_long``)."""
    names = {
        "solved": (solved is not None, Say("是否解决", "whether it is solved")),
        "answered": (answered is not None, Say("是否有人答复", "whether somebody answered")),
        "satisfied": (satisfied in STARS, Say("满意度（1 到 5）", "how satisfied you are, from 1 to 5")),
    }
    lacking = {name: say for name, (given, say) in names.items() if not given}
    if lacking:
        raise Missing(
            "rating_incomplete",
            Say(
                f"还差：{'、'.join(say.zh for say in lacking.values())}。选好再提交。",
                f"Still missing: {', '.join(say.en for say in lacking.values())}. Choose and send again.",
            ),
            missing=list(lacking),
        )
    if len(words) > LONGEST_OPINION:
        raise Missing(
            "opinion_too_long",
            Say(
                f"评价最多写 {LONGEST_OPINION} 字。请写短一点。",
                f"A rating holds at most {LONGEST_OPINION} letters of words. Please be shorter.",
            ),
            limit=LONGEST_OPINION,
        )


def check_rateable(ended_at: datetime | None, rated_at: datetime | None) -> None:
    """Raises ``NotNow``: ``rated_already``; ``not_ended`` while the case is open."""
    if rated_at is not None:
        raise NotNow(
            "rated_already",
            Say(
                "您已经评价过了，一次上报评价一次。还没办好的话，请点“还没好”。",
                "You have rated it already; once is the most. If it is not put right, say so below.",
            ),
        )
    if ended_at is None:
        raise NotNow(
            "not_ended",
            Say("这件事还在办，办完再请您评价。", "This is still being worked on. You will be asked when it is done."),
        )


def is_poor(solved: bool | None, satisfied: int | None) -> bool:
    """Whether somebody is asked if it should be taken up again."""
    return solved is False or (satisfied is not None and satisfied <= POOR)
