"""Words that sound like an emergency, and whom to call first. Pure; it never keeps a report from being sent."""

import re
from dataclasses import dataclass

from wangge.core.words import Say


@dataclass(frozen=True)
class Call:
    """One number to call, what it is, and the words after which it is offered: Chinese anywhere, English as words."""

    number: str
    name: Say
    zh: tuple[str, ...]
    en: tuple[str, ...]


CALLS = (
    Call(
        "119", Say("火警", "Fire"),
        ("燃气", "煤气", "天然气味", "漏气", "着火", "起火", "失火", "冒烟", "浓烟", "爆炸", "漏电", "触电", "被困"),
        ("gas", "gas leak", "on fire", "caught fire", "burning", "smoke", "explosion", "exploded", "electric shock",
         "trapped"),
    ),
    Call(
        "120", Say("急救", "Ambulance"),
        ("受伤", "流血", "晕倒", "昏倒", "昏迷", "摔倒起不来", "喘不上气", "溺水", "落水", "触电"),
        ("injured", "is hurt", "bleeding", "fainted", "unconscious", "cannot breathe", "drowning", "electric shock"),
    ),
    Call(
        "110", Say("报警", "Police"),
        ("打架", "打人", "砍人", "持刀", "抢劫", "跳楼", "轻生", "家暴"),
        ("fighting", "a fight", "beating", "knife", "robbery", "suicide", "domestic violence"),
    ),
)  # fmt: skip
"""The one list; the page hands it on to its script."""


def calls_for(words: str) -> list[Call]:
    """Whom to call first after what somebody wrote; empty where nothing sounds like an emergency."""
    return [call for call in CALLS if _sounds(call, words)]


def _sounds(call: Call, words: str) -> bool:
    if any(word in words for word in call.zh):
        return True
    return re.search(rf"\b(?:{'|'.join(map(re.escape, call.en))})\b", words, re.IGNORECASE) is not None


def for_script() -> list[list[object]]:
    """The list as the page's script reads it: number, Chinese words, English words."""
    return [[call.number, call.zh, call.en] for call in CALLS]
