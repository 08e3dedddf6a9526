"""What is taken in: when it happened, what a report must hold, and the number that people can say. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from wangge.catalogue.rules import STAY, Flow, Row
from wangge.core.refusals import Missing
from wangge.core.words import Say

LATEST = timedelta(minutes=10)
"""How far ahead of our clock a device may be before its time is not believed."""
FARTHEST, LONGEST = 500, 90
"""Metres and days within which somebody may look whether a case is there already."""
SENT, PUT_RIGHT = 2, 3
"""Quarters of the sign that are filled when somebody has been sent, and when it has been put right."""
OLDEST = timedelta(days=400)
"""How long a phone may have been without network; receipts are kept as long."""


def settle_time(happened_at: datetime, *, sent_at: datetime | None, at: datetime) -> datetime:
    """When it happened by our clock: the device's word, corrected by how far the device was off when it sent.

    Raises ``Missing`` (``clock_wrong``) when even so it lies ahead of us or more than 400 days back.
    """
    try:
        moment = happened_at + (at - sent_at) if sent_at is not None else happened_at
        believed = at - OLDEST <= moment <= at + LATEST
    except OverflowError:
        believed = False
    if not believed:
        raise Missing(
            "clock_wrong",
            Say(
                "手机的日期时间不对，请在手机设置里改为“自动”，再提交。内容都还在。",
                "The date and time of the device are wrong. Set them to automatic and send again; nothing is lost.",
            ),
            happened_at=happened_at.isoformat(),
            now=at.isoformat(),
        )
    return min(moment, at)


def picture_shows(row: Row, flow: Flow) -> str:
    """What files that come with a move show: the trouble ``before``, what it is like ``after``, or ``other``.

    After: the move brings the case to where it is put right, or a helper's part is done. Before: nobody was sent yet.
    """
    source, end = flow.states[row.source], flow.states[row.end]
    if row.verb == "contribute" or (row.target != STAY and end.quarter >= PUT_RIGHT):
        return "after"
    return "before" if not source.end and source.quarter < SENT else "other"


def check_near(metres: int, days: int) -> None:
    """How far around and how far back is looked for a case. Raises ``Missing`` (``near_out_of_range``)."""
    if not (1 <= metres <= FARTHEST and 1 <= days <= LONGEST):
        raise Missing(
            "near_out_of_range",
            Say(
                f"只能查 1 到 {FARTHEST} 米以内、最近 1 到 {LONGEST} 天的案件。",
                f"Cases can be looked for within 1 to {FARTHEST} metres and the last 1 to {LONGEST} days.",
            ),
            metres=FARTHEST,
            days=LONGEST,
        )


def case_number(district: str, day: date, count: int) -> str:
    """``211103-20261123-000147``: a number that people can say."""
    return f"{district}-{day:%Y%m%d}-{count:06d}"


def check_report(words: str, photos: Sequence[Any]) -> None:
    """Raises ``Missing``: ``report_empty``, ``words_too_long``, ``photos_too_many``."""
    if not words.strip() and not photos:
        raise Missing(
            "report_empty",
            Say("请拍一张照片，或写一句话说明是什么事。", "Please add a photo or a sentence that says what is wrong."),
        )
    check_words(words)
    if len(photos) > 9:
        raise Missing(
            "photos_too_many",
            Say("一次最多 9 张照片。请挑最清楚的几张。", "At most 9 photos at a time. Please choose the clearest."),
        )


def check_words(words: str) -> None:
    """Raises ``Missing`` (``words_too_long``) beyond 5,000 characters."""
    if len(words) > 5000:
        raise Missing(
            "words_too_long",
            Say(
                f"说明最多 5000 字，现在有 {len(words)} 字。请写要点，其余可以分次补充。",
                f"At most 5,000 characters, this has {len(words):,}. Please keep to the point; more can follow later.",
            ),
            length=len(words),
            limit=5000,
        )
