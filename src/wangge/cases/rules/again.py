"""Looking again 抽查: which closed cases are drawn, who looks, what may be found. Anybody can repeat a draw. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from wangge.cases.rules.solving import CHECK, WORK, Hand
from wangge.catalogue.rules import FLOWS
from wangge.core.refusals import Missing
from wangge.core.words import Say

SEEN_AGAIN: dict[str, Say] = {
    "right": Say("确实办好了", "It is right"),
    "not_right": Say("没有办好", "It is not right"),
    "unsure": Say("看不出来", "Could not tell"),
}
"""What whoever looks again may find."""
WITH_EVIDENCE = frozenset(
    name for name, flow in FLOWS.items() if any("photos" in row.needs for row in flow.rows_of("solve"))
)
"""Flows in which nothing is put right on the spot without a picture."""
_SPAN = 2**64


def on_its_own(unit: UUID | None, hands: Iterable[Hand]) -> bool:
    """Whether an area put it right itself and nobody else has looked on the spot."""
    found = list(hands)
    worked = [hand for hand in found if hand.did == WORK]
    return (
        unit is None
        and bool(worked)
        and all(hand.unit is None for hand in worked)
        and not any(hand.did == CHECK for hand in found)
    )


def whole_evidence(*, kind: str, located: bool, shows: Iterable[str], marks: Iterable[str]) -> bool:
    """Whether a rule may close it: the kind and place are known, there are pictures from before and after, and nothing
    beside the stages holds it."""
    pictures = set(shows)
    return bool(kind) and located and {"before", "after"} <= pictures and not set(marks)


def seed_of(district: str, month: date, beacon: str = "") -> str:
    """What a draw begins with: known to everybody, and the same for all."""
    return " ".join(filter(None, (district, f"{month:%Y-%m}", beacon)))


def draw_number(seed: str, case: UUID, mark: str = "") -> int:
    """The number of a case in a draw, below 2**64: the first eight bytes of SHA-256 over ``seed case mark``.

    ``mark`` is the hash of the entry that closed the case, in hexadecimal: nobody knew it while the case was worked on.
    """
    said = " ".join(filter(None, (seed, str(case), mark)))
    return int.from_bytes(sha256(said.encode()).digest()[:8], "big")


def is_drawn(number: int, thousandths: int) -> bool:
    """Whether a number falls into the share."""
    return number * 1000 < thousandths * _SPAN


def whose_turn(
    number: int, home: str, workers: Iterable[tuple[str, UUID]], hands: Iterable[Hand], lengths: Mapping[str, int]
) -> str:
    """The area that looks again: another grid of the same community in turn, else one of the same street, else the
    community itself.

    ``workers`` are grids and people who work there; whoever had a hand in the case does not look.
    """
    own = {hand.person for hand in hands}
    grids = {area for area, person in workers if area != home and person not in own}
    for level in ("community", "street"):
        near = sorted(area for area in grids if area.startswith(home[: lengths[level]]))
        if near:
            return near[number % len(near)]
    return home[: lengths["community"]]


def check_seen_again(result: str, words: str, photos: Sequence[object]) -> None:
    """Raises ``Missing`` (``result_unknown``, ``picture_missing``, ``words_missing``)."""
    if result not in SEEN_AGAIN:
        names = "、".join(say.zh for say in SEEN_AGAIN.values())
        raise Missing(
            "result_unknown",
            Say(f"抽查结果只能是：{names}。", f"The finding must be one of: {', '.join(SEEN_AGAIN)}."),
            choices=list(SEEN_AGAIN),
        )
    if result == "unsure":
        if not words:
            raise Missing(
                "words_missing", Say("请写明为什么看不出来。", "Please say why you could not tell."), missing=["words"]
            )
    elif not photos:
        raise Missing(
            "picture_missing", Say("请拍一张现场照片再提交。", "Please add a photo of the place."), missing=["photos"]
        )


def month_of(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)


def month_before(day: date) -> date:
    """The first day of the month before."""
    return month_of(month_of(day) - timedelta(days=1))


def month_after(month: date) -> date:
    """The first day of the month after."""
    return month_of(month + timedelta(days=31))


def read_month(said: str) -> date:
    """A month such as ``2026-11``. Raises ``Missing`` (``month_unclear``)."""
    try:
        return date.fromisoformat(f"{said}-01")
    except ValueError:
        raise Missing(
            "month_unclear",
            Say("月份请写成 2026-11 这样。", "Write the month as in 2026-11."),
            given=said[:20],
        ) from None
