"""Twins 图片重复: pictures of different cases that look the same. The machine lists, people say what it means. Pure."""

from typing import Any
from uuid import UUID

from wangge.core.refusals import Missing, NotYours
from wangge.core.words import Say
from wangge.orgs.rules import Actor

MOST_TWINS = 5
"""So many are listed of one picture, the same bytes and the nearest first."""
LONGEST_JUDGEMENT = 500
TWIN_STATES: dict[str, Say] = {
    "open": Say("待看", "To be looked at"),
    "same": Say("同一件事", "The same matter"),
    "different": Say("不是同一张", "Another picture"),
    "again": Say("旧照片又用", "Used again"),
}
"""What pairs are found to be; none of them changes a case, a clock or anybody's figures."""
NO_CONSEQUENCE = Say(
    "机器只列出来，由人看；不影响任何人的考评。",
    "The machine only lists; people look. It counts in nobody's appraisal.",
)


def pair(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """Two pictures with the later one first; their ids hold the time. A pair is the same pair both ways round."""
    return (one, other) if one.int > other.int else (other, one)


def check_judge(actor: Actor) -> None:
    """Raises ``NotYours`` for whoever looks over too little to judge pictures of several cases."""
    if not actor.may("picture.judge"):
        raise NotYours(
            "not_yours",
            Say(
                "重复的照片由街道负责人或区中心值班长来看。请告诉他们案号。",
                "Pictures that look the same are for the street's chief or the district's duty officer. Tell them the "
                "numbers of the cases.",
            ),
        )


def check_judgement(state: Any, words: str) -> None:
    """Raises ``Missing``: ``judgement_unknown``, ``judgement_unexplained``, ``judgement_too_long``."""
    if state not in TWIN_STATES or state == "open":
        raise Missing(
            "judgement_unknown",
            Say(
                "请从“同一件事、不是同一张、旧照片又用”里选一个。",
                "Choose one of: the same matter, another picture, used again.",
            ),
            choices=[name for name in TWIN_STATES if name != "open"],
        )
    if state == "again" and not words:
        raise Missing(
            "judgement_unexplained",
            Say(
                "认为旧照片又用了，请写明怎么看出来的，会留在记录里。",
                "Say how you see that an old picture was used again; it is kept in the record.",
            ),
        )
    if len(words) > LONGEST_JUDGEMENT:
        raise Missing(
            "judgement_too_long",
            Say(
                f"说明最多 {LONGEST_JUDGEMENT} 字。请写短一点。",
                f"At most {LONGEST_JUDGEMENT} letters of words. Please be shorter.",
            ),
            limit=LONGEST_JUDGEMENT,
        )
