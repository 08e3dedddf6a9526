"""How times, signs and progress are put into words and shapes. Pure."""

import math
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from wangge.core.words import Say

_CELL, _LOW, _HIGH = 9.6, 1.4, 13.0
_FACE = '<svg viewBox="0 0 16 16" aria-hidden="true">{}</svg>'
_CORNERS = ((_LOW, _LOW), (_HIGH, _LOW), (_LOW, _HIGH), (_HIGH, _HIGH))


def due_words(due: datetime, at: datetime, zone: ZoneInfo) -> tuple[str, Say]:
    """``late``, ``soon`` or ``ok`` with people's words.

    超 1 小时 · 剩 40 分 · 今天 17:30 前 · 周三 12:00 前 · 12 月 3 日前.
    """
    left = due - at
    if left < timedelta(0):
        return "late", Say(f"超 {_span(-left).zh}", f"{_span(-left).en} over")
    if left < timedelta(hours=1):
        return "soon", Say(f"剩 {_span(left).zh}", f"{_span(left).en} left")
    local, now = due.astimezone(zone), at.astimezone(zone)
    days = (local.date() - now.date()).days
    hour = f"{local:%H:%M}"
    if days <= 1:
        name = (Say("今天", "today"), Say("明天", "tomorrow"))[days]
        return "ok", Say(f"{name.zh} {hour} 前", f"by {hour} {name.en}")
    if days < 7:
        zh = "一二三四五六日"[local.weekday()]
        return "ok", Say(f"周{zh} {hour} 前", f"by {local:%A} {hour}")
    return "ok", Say(f"{local.month} 月 {local.day} 日前", f"by {local:%-d %B}")


def _span(length: timedelta) -> Say:
    minutes = max(int(length.total_seconds() // 60), 1)
    if minutes < 60:
        return Say(f"{minutes} 分", f"{minutes} min")
    if minutes < 48 * 60:
        return Say(f"{minutes // 60} 小时", f"{minutes // 60} h")
    return Say(f"{minutes // 1440} 天", f"{minutes // 1440} days")


def moment_words(moment: datetime, at: datetime, zone: ZoneInfo) -> Say:
    """今天 10:19 · 昨天 10:19 · 11 月 3 日 10:19 · 2025 年 11 月 3 日."""
    local, now = moment.astimezone(zone), at.astimezone(zone)
    hour, days = f"{local:%H:%M}", (now.date() - local.date()).days
    if days in (0, 1):
        name = (Say("今天", "today"), Say("昨天", "yesterday"))[days]
        return Say(f"{name.zh} {hour}", f"{name.en} {hour}")
    if local.year == now.year:
        return Say(f"{local.month} 月 {local.day} 日 {hour}", f"{local:%-d %b} {hour}")
    return Say(f"{local.year} 年 {local.month} 月 {local.day} 日", f"{local:%-d %b %Y}")


def quarter_svg(filled: int, *, state: str, label: str, size: str = "") -> str:
    """The quarter sign 四格: cells filled in reading order, a dot where it stands, crossed when refused."""
    tone = "done" if state == "closed" else "hold" if state in ("declined", "voided") else ""
    cross = '<path class="x" d="M2 2 22 22M22 2 2 22"/>' if tone == "hold" else ""
    cells = sign_cells(filled, dot=not tone and size != "sm")
    return f'<svg class="q {size} {tone}" viewBox="0 0 24 24" role="img" aria-label="{label}">{cells}{cross}</svg>'


def sign_cells(filled: int, *, dot: bool = False) -> str:
    """The four cells in a box of 24 units; with ``dot`` the one whose turn it is has one."""
    parts = []
    for index, (x, y) in enumerate(_CORNERS):
        if index < filled:
            parts.append(f'<rect class="f" x="{x}" y="{y}" width="{_CELL}" height="{_CELL}"/>')
            continue
        parts.append(f'<rect class="o" x="{x + 0.8}" y="{y + 0.8}" width="{_CELL - 1.6}" height="{_CELL - 1.6}"/>')
        if index == filled and dot:
            parts.append(f'<circle class="f" cx="{x + _CELL / 2}" cy="{y + _CELL / 2}" r="2.1"/>')
    return "".join(parts)


def clock_svg(tone: str, share: float) -> str:
    """A clock face whose wedge is the share of time used; a triangle when over, two bars when stopped, a tick when
    done."""
    if tone == "late":
        return _FACE.format(
            '<path d="M8 1 15.5 15H.5z"/><path d="M8 6v4M8 11.6v1.4" stroke="#fff" stroke-width="1.6"/>'
        )
    if tone == "done":
        return _FACE.format('<path d="M2 8.5 6.2 13 14 3.5" fill="none" stroke="currentColor" stroke-width="2.2"/>')
    if tone == "hold":
        return _FACE.format('<path d="M4 2h3v12H4zM9 2h3v12H9z"/>')
    angle = min(max(share, 0.02), 0.98) * 2 * math.pi
    x, y = 8 + 5 * math.sin(angle), 8 - 5 * math.cos(angle)
    large = 1 if angle > math.pi else 0
    return (
        '<svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="7" fill="none" stroke="currentColor" '
        f'stroke-width="1.6"/><path d="M8 8V3A5 5 0 {large} 1 {x:.2f} {y:.2f}Z"/></svg>'
    )


def exact_words(moment: datetime, at: datetime, zone: ZoneInfo) -> Say:
    """11 月 25 日 周三 12:00 · 12:00 on Wed 25 Nov; with the year where it is another than now."""
    local = moment.astimezone(zone)
    year = local.year != at.astimezone(zone).year
    weekday = "一二三四五六日"[local.weekday()]
    zh = f"{local.year} 年 " * year + f"{local.month} 月 {local.day} 日 周{weekday} {local:%H:%M}"
    return Say(zh, f"{local:%H:%M on %a %-d %b}" + f" {local.year}" * year)


def promise_words(due: datetime, zone: ZoneInfo) -> Say:
    """11 月 24 日 周二 10:42 前 · before 10:42 on Tuesday 24 November."""
    local = due.astimezone(zone)
    weekday = "一二三四五六日"[local.weekday()]
    return Say(f"{local.month} 月 {local.day} 日 周{weekday} {local:%H:%M} 前", f"before {local:%H:%M on %A %-d %B}")


_SYSTEMS = ("Android", "iPhone", "iPad", "HarmonyOS", "Windows", "Mac OS", "Linux")
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def device_words(agent: str) -> Say:
    """A browser's own long description cut down to program and system; the text itself when neither is known."""
    system = next((name for name in _SYSTEMS if name in agent), "")
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    words = " · ".join(part for part in (browser, system) if part) or agent[:40]
    return Say(words, words.replace("微信", "WeChat")) if words else Say("没有名字的设备", "a device without name")


def step_times(entries: list[tuple[str, str, datetime]]) -> list[datetime | None]:
    """When each of the four steps of the tracking page was reached last: received, registered, put right, closed.

    ``entries`` are verb, state after it, and time, in order. A step that was undone (returned, failed check) is
    open again.
    """
    times: list[datetime | None] = [None, None, None, None]
    for verb, now, moment in entries:
        if verb == "case.report":
            times[0] = moment
        if now in ("registered", "dispatched", "handling", "handled", "checking", "closed"):
            times[1] = times[1] or moment
        elif now in ("reported", "verifying"):
            times[1] = None
        if now in ("handled", "checking", "closed"):
            times[2] = times[2] or moment
        elif now in ("reported", "verifying", "registered", "dispatched", "handling"):
            times[2] = None
        times[3] = moment if now == "closed" and verb == "case.close" else (times[3] if now == "closed" else None)
    return times
