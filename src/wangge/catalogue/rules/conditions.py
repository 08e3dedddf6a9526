"""Filing conditions 立案条件: when a kind is filed, within what limit, how it is closed, and what has to show it. Pure.

One minor class has several conditions, each with its own limit and closing words (GB/T 30428.8, filing, handling and
closing): a cover that is missing is put right in two hours, one that rattles in two days. So limits stand at the
condition; the kind's own is what holds while nobody has chosen one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wangge.clock.rules import read_limit
from wangge.core.refusals import Missing
from wangge.core.words import Say

MOST_CONDITIONS, MOST_PHOTOS, FARTHEST = 30, 9, 1000
"""Conditions of a kind, photos that may be asked for at once, and metres within which one may have been taken."""
CODE_LENGTH = 8
NOBODY = Say("", "")
"""The usual handler where none is named."""


@dataclass(frozen=True)
class Evidence:
    """What a condition asks to be shown: photos when it is filed, photos of the work when it is closed.

    ``close_metres``: a photo of the work that says it was taken farther from the spot does not count. ``same_hours``:
    it is looked at again at the time of day at which it was reported, as a night barbecue is.
    """

    register_photos: int = 0
    close_photos: int = 0
    close_metres: int | None = None
    same_hours: bool = False

    @property
    def asks(self) -> bool:
        """Whether anything is asked beyond what the flow table asks of every case."""
        return bool(self.register_photos or self.close_photos or self.same_hours)

    def plain(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "register_photos": self.register_photos, "close_photos": self.close_photos,
            "close_metres": self.close_metres, "same_hours": self.same_hours,
        }  # fmt: skip


@dataclass(frozen=True)
class Condition:
    """A filing condition of a kind; ``code`` counts within the kind. ``handler`` is who usually puts it right."""

    code: str
    say: Say
    limit: str
    closing: Say
    handler: Say = NOBODY
    evidence: Evidence = field(default_factory=Evidence)

    def plain(self) -> dict[str, Any]:
        """JSON values, as an edition of a kind holds them."""
        return {
            "code": self.code, "name": self.say.pair(), "limit": self.limit, "closing": self.closing.pair(),
            "handler": self.handler.pair(), "evidence": self.evidence.plain(),
        }  # fmt: skip


def conditions_of(plain: Iterable[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """The conditions that an edition holds."""
    return tuple(
        Condition(
            c["code"], Say(**c["name"]), c["limit"], Say(**c["closing"]), Say(**c["handler"]), Evidence(**c["evidence"])
        )
        for c in plain
    )


def read_conditions(said: Any) -> tuple[Condition, ...]:
    """Conditions as somebody wrote them: the form of ``Condition.plain``.

    Raises ``Missing``: ``conditions_unclear`` (not that form, too many, or a number out of bounds),
    ``condition_incomplete`` (words in both languages), ``condition_twice``, and as ``read_limit`` does. ``row`` is the
    number of the condition from 0, ``column`` what in it is wrong.
    """
    if not isinstance(said, list) or len(said) > MOST_CONDITIONS:
        raise _unclear(0, "code")
    found = tuple(_condition(n, one) for n, one in enumerate(said))
    codes = [condition.code for condition in found]
    for n, code in enumerate(codes):
        if code in codes[:n]:
            raise Missing(
                "condition_twice",
                Say(
                    f"立案条件的编号“{code}”出现了两次。请给其中一条换个编号。",
                    f"The code {code!r} is given to two conditions. Give one of them another.",
                ),
                row=n,
                column="code",
            )
    return found


def _condition(row: int, said: Any) -> Condition:
    if not isinstance(said, Mapping):
        raise _unclear(row, "code")
    code = said.get("code")
    if not isinstance(code, str) or not code.isalnum() or not code.isascii() or len(code) > CODE_LENGTH:
        raise _unclear(row, "code")
    name, closing = _both(row, "name", said.get("name"), 120), _both(row, "closing", said.get("closing"), 200)
    handler = said.get("handler") or {"zh": "", "en": ""}
    if handler != {"zh": "", "en": ""}:
        handler = _both(row, "handler", handler, 80).pair()
    limit = said.get("limit")
    if not isinstance(limit, str):
        raise _unclear(row, "limit")
    try:
        limit = read_limit(limit).say.zh
    except Missing as refusal:
        raise Missing(refusal.code, refusal.say, row=row, column="limit") from None
    evidence = _evidence(row, said.get("evidence") or {})
    return Condition(code, name, limit, closing, Say(**handler), evidence)


def _both(row: int, column: str, said: Any, most: int) -> Say:
    """Words in both languages, without blanks around them."""
    if isinstance(said, Mapping) and all(isinstance(said.get(tongue), str) for tongue in ("zh", "en")):
        zh, en = (" ".join(said[tongue].split()) for tongue in ("zh", "en"))
        if zh and en and len(zh) <= most and len(en) <= 2 * most and (zh + en).isprintable():
            return Say(zh, en)
    raise Missing(
        "condition_incomplete",
        Say(
            f"第 {row + 1} 条立案条件的{COLUMNS[column].zh}要有中文（最多 {most} 字）和英文"
            f"（最多 {2 * most} 个字母）。请补上。",
            f"The {COLUMNS[column].en} of condition {row + 1} needs Chinese (at most {most} signs) and English "
            f"(at most {2 * most}). Please complete it.",
        ),
        row=row,
        column=column,
    )


def _evidence(row: int, said: Any) -> Evidence:
    if not isinstance(said, Mapping):
        raise _unclear(row, "register_photos")
    numbers = {}
    for column, most in (("register_photos", MOST_PHOTOS), ("close_photos", MOST_PHOTOS), ("close_metres", FARTHEST)):
        value = said.get(column)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most):
            raise _unclear(row, column)
        numbers[column] = value or 0
    same_hours = said.get("same_hours", False)
    if not isinstance(same_hours, bool):
        raise _unclear(row, "same_hours")
    metres = numbers["close_metres"] or None
    return Evidence(numbers["register_photos"], numbers["close_photos"], metres, same_hours)


COLUMNS: dict[str, Say] = {
    "code": Say("编号", "code"),
    "name": Say("说明", "name"),
    "limit": Say("处置时限", "limit"),
    "closing": Say("结案条件", "closing condition"),
    "handler": Say("通常由谁处置", "usual handler"),
    "register_photos": Say("立案要几张照片", "number of photos when filed"),
    "close_photos": Say("结案要几张处置后的照片", "number of photos of the work when closed"),
    "close_metres": Say("处置后的照片须在多少米以内拍", "metres within which photos of the work are taken"),
    "same_hours": Say("是否同一时段核查", "whether it is checked at the same time of day"),
}
"""What each part of a condition is called."""


def _unclear(row: int, column: str) -> Missing:
    return Missing(
        "conditions_unclear",
        Say(
            f"第 {row + 1} 条立案条件的“{COLUMNS[column].zh}”看不懂。编号用 1 到 {CODE_LENGTH} 个字母或数字，照片 0 到 "
            f"{MOST_PHOTOS} 张，距离 0 到 {FARTHEST} 米，一类最多 {MOST_CONDITIONS} 条。",
            f"The {COLUMNS[column].en} of condition {row + 1} cannot be read. A code has 1 to {CODE_LENGTH} letters or "
            f"digits, photos are 0 to {MOST_PHOTOS}, metres 0 to {FARTHEST}, conditions {MOST_CONDITIONS} at most.",
        ),
        row=row,
        column=column,
    )


def choose(conditions: Sequence[Condition], given: str, before: str) -> str:
    """The code of the condition of a case after a move that gave ``given`` (or nothing) and where ``before`` held.

    The only condition of a kind is taken without asking. Raises ``Missing`` (``condition_unknown``).
    """
    codes = [condition.code for condition in conditions]
    if given and given not in codes:
        there = "；".join(f"{c.code} {c.say.zh}" for c in conditions) or "（这一类没有分条件，不用选）"
        listed = "; ".join(f"{c.code} {c.say.en}" for c in conditions) or "(this kind has none: leave it out)"
        raise Missing(
            "condition_unknown",
            Say(f"这个类别没有这一条立案条件。请选：{there}。", f"The kind has no such condition. Choose: {listed}."),
            choices=codes,
        )
    if given or before in codes:
        return given or before
    return codes[0] if len(codes) == 1 else ""
