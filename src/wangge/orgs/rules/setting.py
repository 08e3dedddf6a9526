"""Who may set what, and what units, names and shifts must look like to be set. Pure."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from wangge.core.refusals import Missing, NotNow, NotYours
from wangge.core.words import Say
from wangge.orgs.rules import Actor, Held, Shift, above

CODE_FORM = re.compile(r"[A-Za-z0-9_-]{1,40}")
LONGEST_SHIFT, FARTHEST, GRACE = timedelta(hours=72), timedelta(days=366), timedelta(hours=1)
"""How long one shift may be, how far from now it may lie, and how late it may be written down."""


def setter(actor: Actor, verb: str, *, area: str, unit: UUID | None = None) -> Held:
    """The grant by which somebody sets what lies in an area or, of the verbs of a unit's chief, in a unit.

    What holds in a whole district lies in the district's own code. Raises ``NotYours``.
    """
    for held in actor.with_verb(verb):
        if (held.area and area and above(held.area, area)) or (unit is not None and held.unit == unit):
            return held
    raise NotYours(
        "not_yours",
        Say(
            "这里的设置不归您管。只能改自己辖区里的；全区的设置请找系统管理员。",
            "This is not yours to set. You set what lies in your own area; for the district ask the administrator.",
        ),
        verb=verb,
        area=area,
    )


def read_code(said: str) -> str:
    """A code of a unit or an office: letters, digits, ``-`` and ``_``. Raises ``Missing`` (``code_unreadable``)."""
    if not CODE_FORM.fullmatch(said):
        raise Missing(
            "code_unreadable",
            Say(
                "代码只用字母、数字、“-”和“_”，1 到 40 个。请改写，例如 water-north。",
                "A code has 1 to 40 letters, digits, “-” and “_”. Write one such as water-north.",
            ),
            given=said[:60],
        )
    return said


def read_name(said: str, *, most: int) -> str:
    """A name without blanks around it. Raises ``Missing`` (``name_unlikely``) when it is empty or too long."""
    plain = " ".join(said.split())
    if not 1 <= len(plain) <= most or not plain.isprintable():
        raise Missing(
            "name_unlikely",
            Say(
                f"名称要写 1 到 {most} 个字，不带换行或看不见的字符。请改一下。",
                f"A name has 1 to {most} signs that can be seen. Please change it.",
            ),
        )
    return plain


def check_above(unit: UUID, line: Iterable[UUID]) -> None:
    """Whether a line of command, from the unit to be above upwards, is free of the unit itself.

    Raises ``Missing`` (``parent_in_circle``).
    """
    if unit in set(line):
        raise Missing(
            "parent_in_circle",
            Say(
                "上级单位不能是本单位或它下面的单位。请另选一个。",
                "The unit above cannot be the unit itself or one below it. Please choose another.",
            ),
        )


def check_span(starts_at: datetime, ends_at: datetime, at: datetime, *, began: datetime | None = None) -> None:
    """Whether a shift has an end after its start, is not too long, not over and not too far away.

    A start that is new (other than ``began``) lies at most ``GRACE`` back, as who was responsible is not written anew.
    Raises ``Missing`` (``shift_unlikely``), ``NotNow`` (``shift_over``, ``shift_in_past``).
    """
    if not timedelta(0) < ends_at - starts_at <= LONGEST_SHIFT or abs(starts_at - at) > FARTHEST:
        raise Missing(
            "shift_unlikely",
            Say(
                "班次的结束要晚于开始，最长 72 小时，离今天不超过一年。请核对日期和时间。",
                "A shift ends after it starts, lasts 72 hours at most and lies within a year. Check its times.",
            ),
        )
    if ends_at <= at:
        raise over()
    if starts_at != began and starts_at < at - GRACE:
        raise NotNow(
            "shift_in_past",
            Say(
                "开始时间已经过去一个多小时了，谁当的班不能事后补。请从现在开始排。",
                "The start is more than an hour ago, and who was on shift is not written afterwards. Begin it now.",
            ),
        )


def over() -> NotNow:
    """What is said of a shift that has ended: it stays as it was, as it says who was responsible."""
    return NotNow(
        "shift_over",
        Say(
            "这个班次已经结束，谁当的班要留底，不能再改。请改还没到的班次。",
            "This shift is over and stays, as it says who was responsible. Change one that is to come.",
        ),
    )


def check_apart(wanted: Shift, others: Sequence[Shift]) -> None:
    """Whether a person has no other shift at the same place in that time. Raises ``NotNow`` (``shift_there``)."""
    for other in others:
        if other.starts_at < wanted.ends_at and wanted.starts_at < other.ends_at:
            raise NotNow(
                "shift_there",
                Say(
                    "这个人在这里这段时间已经有班了。请改那一个班次，或换时间。",
                    "This person has a shift here in that time already. Change that shift, or take another time.",
                ),
                starts_at=other.starts_at.isoformat(),
                ends_at=other.ends_at.isoformat(),
            )


def check_weeks(week: date, to: date, today: date) -> None:
    """Whether both are Mondays, the second the later one, neither more than a year away.

    Raises ``Missing`` (``weeks_unlikely``).
    """
    mondays = week.weekday() == to.weekday() == 0
    if not mondays or to <= week or max(abs(week - today), abs(to - today)) > FARTHEST:
        raise Missing(
            "weeks_unlikely",
            Say(
                "请写两个星期一：先是要复制的那周，再是后面要排的那周，都在一年以内。",
                "Write two Mondays: that of the week to copy, then that of a later week, both within a year.",
            ),
        )


def check_stand_in(shift: Shift, person: UUID, starts_at: datetime, ends_at: datetime) -> None:
    """Whether somebody can stand in for a shift or a part of it.

    Raises ``Missing`` (``stand_in_same``, ``stand_in_outside``), ``NotNow`` (``stand_in_of_stand_in``).
    """
    if shift.instead_of is not None:
        raise NotNow(
            "stand_in_of_stand_in",
            Say(
                "这本身就是代班。请取消它，再给原来的班次另安排代班。",
                "This is a stand-in itself. Cancel it and give the first shift another stand-in.",
            ),
        )
    if person == shift.person:
        raise Missing(
            "stand_in_same", Say("代班的人不能是本人。请另选一位。", "The stand-in is the same person. Choose another.")
        )
    if not shift.starts_at <= starts_at < ends_at <= shift.ends_at:
        raise Missing(
            "stand_in_outside",
            Say(
                "代班的时间要在原班次以内。请核对开始和结束。",
                "The time of a stand-in lies within the shift. Check its start and end.",
            ),
        )
