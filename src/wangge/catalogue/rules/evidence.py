"""Whether a case shows what its filing condition asks, and what is still missing, in words. Pure.

A photo without a mark of where it was taken counts like any other: a mark that is missing says nothing about anybody.
A photo whose mark lies far from the spot does not count as one of the work there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from wangge.catalogue.rules.conditions import Evidence
from wangge.core.refusals import Missing
from wangge.core.words import Say

REGISTERS = frozenset({"register", "solve"})
"""Verbs at which what files a case has to be there."""
SHOWS_WORK = frozenset({"finish", "solve"})
"""Verbs that bring the photos of the work with them: older ones show an earlier state of things."""
CLOSES = frozenset({"solve", "check_pass", "close"})
"""Verbs at which what closes a case has to be there."""
WITHIN = timedelta(hours=2)
"""How far from the time of day of the report a check at the same hours may be."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Picture:
    """A photo: whether it shows the trouble ``before`` or the work ``after``, whether this move brings it, and how many
    metres from the spot it says it was taken (None: not marked)."""

    shows: str
    new: bool = False
    metres: float | None = None


@dataclass(frozen=True)
class Lack:
    """Something that is missing: which, how many, and in words."""

    code: str
    count: int
    say: Say


def lacking_to_register(asked: Evidence, pictures: Sequence[Picture], *, placed: bool) -> list[Lack]:
    """What is missing to file a case: photos of the trouble, and the place."""
    found = []
    short = asked.register_photos - sum(picture.shows == "before" for picture in pictures)
    if short > 0:
        found.append(
            Lack(
                "register_photos", short,
                Say(f"还差 {short} 张现场照片", f"{_photos(short)} of the trouble {_are(short)} missing"),
            )
        )  # fmt: skip
    if asked.asks and not placed:
        found.append(Lack("place", 1, Say("还没有确定地点", "the place is not known yet")))
    return found


def lacking_to_close(asked: Evidence, pictures: Sequence[Picture], *, verb: str = "close") -> list[Lack]:
    """What is missing to say that it is put right: photos of the work, near enough, beside those of the trouble.

    At verbs that bring the photos of the work (``SHOWS_WORK``) only those count that come with the move.
    """
    found = []
    work = [p for p in pictures if p.shows == "after" and (p.new or verb not in SHOWS_WORK)]
    near = [p for p in work if not _far(p, asked)]
    short = asked.close_photos - len(near)
    if short > 0:
        found.append(
            Lack(
                "close_photos", short,
                Say(f"还差 {short} 张处置后的照片", f"{_photos(short)} of the work {_are(short)} missing"),
            )
        )  # fmt: skip
    far = [p.metres for p in work if p.metres is not None and _far(p, asked)]
    if short > 0 and far:
        zh = f"有 {len(far)} 张是在离现场 {min(far):.0f} 米外拍的，要在 {asked.close_metres} 米以内拍才算"
        en = f"{len(far)} taken {min(far):.0f} metres away or more do not count: take them within {asked.close_metres}"
        found.append(Lack("close_metres", len(far), Say(zh, en)))
    return found


def _far(picture: Picture, asked: Evidence) -> bool:
    return picture.metres is not None and asked.close_metres is not None and picture.metres > asked.close_metres


def _photos(count: int) -> str:
    return "1 photo" if count == 1 else f"{count} photos"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def check_evidence(asked: Evidence, pictures: Sequence[Picture], *, verb: str, placed: bool) -> None:
    """Whether a move shows what the condition asks. Raises ``Missing`` (``evidence_missing``) with all that is not."""
    lacks: list[Lack] = []
    if verb in REGISTERS:
        lacks += lacking_to_register(asked, pictures, placed=placed)
    if verb in SHOWS_WORK or verb in CLOSES:
        lacks += lacking_to_close(asked, pictures, verb=verb)
    if lacks:
        raise Missing(
            "evidence_missing",
            Say(
                f"照立案条件的要求，{'；'.join(lack.say.zh for lack in lacks)}。请补上再提交。",
                f"By the filing condition {'; '.join(lack.say.en for lack in lacks)}. Please add it and send again.",
            ),
            missing=[lack.code for lack in lacks],
        )


def check_same_hours(reported_at: datetime, checked_at: datetime) -> None:
    """Whether it was looked at at the time of day at which it was reported; both in the district's own zone.

    Raises ``Missing`` (``evidence_missing``) that says from when to when.
    """
    apart = abs(_of_day(checked_at) - _of_day(reported_at))
    if min(apart, DAY - apart) <= WITHIN:
        return
    first, last = (reported_at - WITHIN).strftime("%H:%M"), (reported_at + WITHIN).strftime("%H:%M")
    raise Missing(
        "evidence_missing",
        Say(
            f"这类问题要在同一时段核查：请在 {first} 到 {last} 之间到现场看，再提交。",
            f"This is checked at the time of day at which it was seen: look on the spot between {first} and {last}.",
        ),
        missing=["same_hours"],
        first=first,
        last=last,
    )


def _of_day(moment: datetime) -> timedelta:
    return datetime.combine(moment.date(), moment.time()) - datetime.combine(moment.date(), time())
