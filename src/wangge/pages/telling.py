"""What a resident is told of a case: one sentence on top, one a step. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from wangge.core.words import Say
from wangge.pages.rules import moment_words

WITH_UNIT = ("dispatched", "handling")
PUT_RIGHT = ("handled", "checking")


@dataclass(frozen=True)
class Course:
    """How a case stands, as far as a resident is concerned.

    ``told`` is what the flow says of the state. ``owner`` is the unit or desk that has it. ``due`` is None without a
    promise or while the clock stands still. ``looked`` is who looked on the spot, and when. ``times`` are the four
    steps' (``rules.step_times``).
    """

    state: str
    told: Say
    owner: str
    unit: str
    due: datetime | None
    ended: bool
    times: tuple[datetime | None, datetime | None, datetime | None, datetime | None]
    looked: tuple[str, datetime] | None = None


def by_words(due: datetime, at: datetime, zone: ZoneInfo) -> Say:
    """今天 17:30 前 · 周二 17:30 前 · 12 月 3 日 17:30 前: a promise, short enough for a headline."""
    local, now = due.astimezone(zone), at.astimezone(zone)
    days, hour = (local.date() - now.date()).days, f"{local:%H:%M}"
    if days in (0, 1):
        name = (Say("今天", "today"), Say("明天", "tomorrow"))[days]
        return Say(f"{name.zh} {hour} 前", f"by {hour} {name.en}")
    if 1 < days < 7:
        return Say(f"周{'一二三四五六日'[local.weekday()]} {hour} 前", f"by {hour} on {local:%A}")
    return Say(f"{local.month} 月 {local.day} 日 {hour} 前", f"by {hour} on {local:%-d %B}")


def headline(course: Course, at: datetime, zone: ZoneInfo) -> Say:
    """The answer to “how far is it?”: 已交给市政养护所，周二 17:30 前办好."""
    if course.state == "reported":
        return Say("收到了，马上有人看", "It has come in; somebody looks at it soon")
    if course.state == "registered":
        return Say("登记了，正在找人来办", "Registered; somebody is being found to do it")
    if course.state in WITH_UNIT:
        to = Say(f"已交给{course.unit or course.owner}", f"Handed to {course.unit or course.owner}")
        if course.due is None:
            return to
        if course.due < at:
            return Say(f"{to.zh}，比答应的晚了", f"{to.en}; later than promised")
        by = by_words(course.due, at, zone)
        return Say(f"{to.zh}，{by.zh}办好", f"{to.en}, to be put right {by.en}")
    if course.state in PUT_RIGHT:
        return Say("办完了，请您看看", "It is done: please have a look")
    if course.state == "closed":
        return Say("办好了，谢谢您告诉我们", "It is put right; thank you for telling us")
    return course.told


def step_words(course: Course, at: datetime, zone: ZoneInfo) -> tuple[Say, Say, Say, Say]:
    """One plain sentence for each of the four steps, whether it was reached or not."""
    received, sent, done, closed = course.times
    waits = Say("还没到这一步。", "Not yet.")
    return (
        _received(course, received, at, zone) if received else waits,
        _sent(course, sent, done, at, zone) if sent else waits,
        _done(course, received, done, at, zone) if done else waits,
        _at(closed, at, zone, "结案。", "closed.") if closed else _last_waits(course, done, waits),
    )


def _at(moment: datetime, at: datetime, zone: ZoneInfo, zh: str, en: str) -> Say:
    when = moment_words(moment, at, zone)
    return Say(f"{when.zh} {zh}", f"{when.en[:1].upper()}{when.en[1:]}: {en}")


def _received(course: Course, moment: datetime, at: datetime, zone: ZoneInfo) -> Say:
    said = _at(moment, at, zone, "您报来", "you reported it")
    if course.looked is None:
        return Say(f"{said.zh}。", f"{said.en}.")
    name, when = course.looked
    then = moment_words(when, at, zone)
    return Say(
        f"{said.zh}，网格员{name} {then.zh} 到现场看过。", f"{said.en}; {name}, the grid worker, looked {then.en}."
    )


def _sent(course: Course, moment: datetime, done: datetime | None, at: datetime, zone: ZoneInfo) -> Say:
    if not course.unit:
        if done:
            return _at(moment, at, zone, "登记，当场就办。", "registered and seen to on the spot.")
        return _at(moment, at, zone, "登记，正在派人。", "registered; somebody is being found.")
    if done or course.ended or course.due is None:
        return _at(moment, at, zone, f"登记，交给{course.unit}。", f"registered and handed to {course.unit}.")
    by = by_words(course.due, at, zone)
    if course.due < at:
        zh, en = (
            f"登记，交给{course.unit}，答应 {by.zh}办好，已经晚了。",
            f"handed to {course.unit}, promised {by.en}; it is late.",
        )
        return _at(moment, at, zone, zh, en)
    zh, en = f"登记，交给{course.unit}，答应 {by.zh}办好。", f"handed to {course.unit}, which promises it {by.en}."
    return _at(moment, at, zone, zh, en)


def _done(course: Course, received: datetime | None, done: datetime, at: datetime, zone: ZoneInfo) -> Say:
    who = Say(f"{course.unit}办完。", f"done by {course.unit}.") if course.unit else Say("办完。", "done.")
    said = _at(done, at, zone, who.zh, who.en)
    if received is None or done < received:
        return said
    took = span_words(done - received)
    return Say(f"{said.zh}从您报来算起 {took.zh}。", f"{said.en} {took.en} after you reported it.")


def _last_waits(course: Course, done: datetime | None, waits: Say) -> Say:
    if course.state == "handled":
        return Say("网格员会再去看一次，看过就结案。", "The grid worker looks once more; then it is closed.")
    if course.state == "checking":
        return Say("看过了，就要结案。", "It has been looked at and is about to be closed.")
    return waits


def span_words(length: timedelta) -> Say:
    """46 分 · 3 小时 46 分 · 2 天 3 小时: the two largest parts."""
    minutes = max(int(length.total_seconds() // 60), 1)
    days, hours, left = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return Say(f"{days} 天" + f" {hours} 小时" * bool(hours), f"{days} d" + f" {hours} h" * bool(hours))
    if hours:
        return Say(f"{hours} 小时" + f" {left} 分" * bool(left), f"{hours} h" + f" {left} min" * bool(left))
    return Say(f"{left} 分", f"{left} min")


def grouped(code: str) -> str:
    """A tracking code as it is written down: ``ABCD EFGH JKLM``."""
    return " ".join(code[n : n + 4] for n in range(0, len(code), 4))
