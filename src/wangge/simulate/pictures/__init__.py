"""Drawn pictures for the demo: places before and after, so that nobody's photo is needed.

Each picture is drawn from its subject's name and a seed, carries the plate 演示, and is the same bytes every time.
"""

from collections.abc import Callable

from wangge.core.words import Say
from wangge.simulate.pictures import evening, indoors, road, surface, winter, yard
from wangge.simulate.pictures.finish import finished
from wangge.simulate.pictures.stage import Stage

SUBJECTS: dict[str, Say] = {
    "cover": Say("井盖破损、缺失", "broken or missing manhole cover"),
    "drain": Say("雨水口堵塞积水", "blocked drain under water"),
    "rubbish": Say("垃圾堆积", "rubbish heap"),
    "lamp": Say("路灯不亮", "street lamp out"),
    "leak": Say("道路下水管漏水", "water pipe leaking in the road"),
    "stickers": Say("楼道小广告", "illegal adverts on a stairwell wall"),
    "parking": Say("车辆占道停放", "vehicles across the pavement"),
    "branch": Say("树枝折断倒伏", "fallen branch"),
    "pothole": Say("路面坑洞", "pothole"),
    "stairwell": Say("楼道堆物", "things piled in a stairwell"),
    "wire": Say("飞线充电", "charging by a cable out of the window"),
    "ice": Say("台阶积雪结冰", "snow and ice on steps"),
}
"""What can be drawn, in both languages."""

_DRAWN: dict[str, Callable[..., Stage]] = {
    "cover": road.cover, "drain": road.drain, "rubbish": yard.rubbish, "lamp": evening.lamp, "leak": surface.leak,
    "stickers": indoors.stickers, "parking": yard.parking, "branch": yard.branch, "pothole": surface.pothole,
    "stairwell": indoors.stairwell, "wire": evening.wire, "ice": winter.ice,
}  # fmt: skip


def picture(subject: str, *, after: bool, seed: int, night: bool = False, rain: bool = False) -> bytes:
    """One of ``SUBJECTS`` as JPEG bytes, 1200 × 900: the trouble, or ``after`` it was put right.

    One seed is one place: before and after share it. The six looks of a subject repeat every six seeds, with other
    details. Indoors rain does not show. Raises ``KeyError`` for a subject that nobody draws.
    """
    return finished(_DRAWN[subject](seed, after=after, night=night, rain=rain))


def drain(*, blocked: bool, seed: int = 1) -> bytes:
    """A street drain, under water and leaves when ``blocked``; what the story of the drain sends."""
    return picture("drain", after=not blocked, seed=seed)
