"""Incidents that several people tell of in their own words: what the search for one and the same matter is measured by.

Everything is invented and comes out of a seed number. Each incident is known by its number, so that whatever is put
together can be compared with what belongs together. Among them are those that are hard to keep apart: two of a kind
some twenty metres from each other, another trouble at the same door, the same trouble at the next building, and the
same place another week.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from wangge.places.rules import METRES_A_DEGREE

HARD = ("twin", "same_spot", "next_door", "another_week")


@dataclass(frozen=True)
class Spot:
    """A door at which something may happen: its address in words, degrees in WGS-84, and the code at the door."""

    address: str
    lat: float
    lng: float
    code: str = ""


@dataclass(frozen=True)
class Saying:
    """What one person says of an incident: when, in which words, where (a point, or an address only), of which kind.

    ``kind`` is empty where nobody chose one. ``public`` says whether it is a resident's or a grid worker's.
    """

    incident: int
    at: datetime
    words: str
    kind: str
    lat: float | None
    lng: float | None
    address: str
    code: str
    public: bool


@dataclass(frozen=True)
class Trouble:
    """A sort of trouble: its kind, kinds that people take it for, and what they call it."""

    kind: str
    taken_for: tuple[str, ...]
    said: tuple[str, ...]


TROUBLES = (
    Trouble("E0502", ("E0504", "E0506"), (
        "自来水管爆了，水往外喷", "水管破了，清水流了一地", "爆管了，路面全是水", "地下自来水管道漏水，一直往外冒",
        "水管裂了，水哗哗地流", "自来水漏了，水压也没了",
    )),
    Trouble("E0504", ("E0506", "E0502"), (
        "下水道堵了，污水往外冒", "下水口返水，臭得不行", "污水井冒水，满地脏水", "下水堵死了，粪水流到路上",
        "管道堵塞，污水漫出来了", "下水又堵了，味道很大",
    )),
    Trouble("C0103", ("C0102",), (
        "井盖没了，很危险", "井盖丢了，差点掉进去", "雨水井的盖子不见了", "路上一个井没有盖", "井盖碎了，露着大洞",
        "窨井盖缺失，晚上看不见",
    )),
    Trouble("C0118", ("E0110",), (
        "路灯不亮，晚上太黑", "路灯坏了好几天", "这盏路灯一直灭着", "灯不亮，老人不敢出门", "路灯一闪一闪的快坏了",
    )),
    Trouble("E0102", ("C0305", "E0107"), (
        "垃圾堆了一大堆没人收", "垃圾桶满了，袋子堆到外面", "建筑垃圾堆在路边", "有人乱倒垃圾，苍蝇乱飞",
        "垃圾好几天没清了",
    )),
    Trouble("E0110", ("E0502",), (
        "路面塌了个坑", "路上有个大坑，电动车摔了", "路面破损，坑很深", "地砖塌陷，绊倒人了", "路中间陷下去一块",
    )),
    Trouble("C0402", ("E0110",), (
        "大树倒了，压在路上", "树枝断了挂在半空", "树刮倒了，挡着路", "行道树歪了要倒", "断树枝砸到车了",
    )),
    Trouble("E0405", ("E0404",), (
        "消防通道被车堵了", "车停在单元门口，轮椅出不去", "一排车堵着消防通道", "有车乱停，把路堵死了", "车把盲道占了",
    )),
    Trouble("E0697", ("E0107",), (
        "有人飞线充电，太危险", "从楼上拉线给电动车充电", "电线从窗户拉下来充电", "私拉电线充电动车",
    )),
    Trouble("E0506", ("E0504",), (
        "路口积水没过脚面", "下雨后这里全是水", "积水太深，车过不去", "路面积水，雨水箅子堵了",
    )),
)  # fmt: skip
_PLEAS = ("，请尽快处理", "，麻烦来人看看", "！", "，急", "，谢谢", "", "", "，没人管吗", "，请领导重视")
_SLIPS = {
    "井盖": "井该", "路灯": "路登", "垃圾": "拉圾", "漏水": "露水", "堵了": "赌了", "塌了": "踏了", "积水": "积氺",
    "充电": "冲电", "污水": "乌水", "门口": "门囗", "水管": "水菅", "号楼": "号摟",
}  # fmt: skip
_FIGURES = "零一二三四五六七八九"
_SIDES = ("东", "西", "南", "北")


def draw_incidents(spots: Sequence[Spot], *, count: int, seed: int, begin: datetime, days: int = 21) -> list[Saying]:
    """What is said of ``count`` incidents in so many days, in the order of its times. Every fifth is hard to keep apart
    from the one before it: the same kind, close by or at the same place another week."""
    rng = Random(seed)  # noqa: S311
    sayings: list[Saying] = []
    last: tuple[Spot, Trouble, datetime, str] | None = None
    for number in range(count):
        hard = HARD[number // 5 % len(HARD)] if number % 5 == 4 and last else ""
        if hard and last:
            spot, trouble, began, side = _hard(hard, last, spots, rng)
        else:
            spot, trouble = rng.choice(spots), rng.choice(TROUBLES)
            began, side = begin + timedelta(minutes=rng.randrange(days * 1440)), rng.choice(_SIDES)
        sayings += _said(number, spot, trouble, began, side, rng)
        last = (spot, trouble, began, side)
    return sorted(sayings, key=lambda saying: (saying.at, saying.incident, saying.words))


def _hard(
    sort: str, last: tuple[Spot, Trouble, datetime, str], spots: Sequence[Spot], rng: Random
) -> tuple[Spot, Trouble, datetime, str]:
    spot, trouble, began, side = last
    if sort == "twin":
        other = moved(spot, 20.0, rng.random() * 2 * math.pi)
        return other, trouble, began + timedelta(minutes=rng.randrange(180)), _other(_SIDES, side, rng)
    if sort == "same_spot":
        other_trouble = rng.choice([t for t in TROUBLES if t.kind != trouble.kind and t.kind not in trouble.taken_for])
        return spot, other_trouble, began + timedelta(minutes=rng.randrange(600)), rng.choice(_SIDES)
    if sort == "next_door":
        near = sorted((s for s in spots if s.address != spot.address), key=lambda s: _metres(s, spot))
        return rng.choice(near[:3]), trouble, began + timedelta(minutes=rng.randrange(600)), side
    return spot, trouble, began + timedelta(days=rng.randrange(8, 15)), side


def _other(choices: Sequence[str], but: str, rng: Random) -> str:
    return rng.choice([choice for choice in choices if choice != but])


def _said(number: int, spot: Spot, trouble: Trouble, began: datetime, side: str, rng: Random) -> list[Saying]:
    """One to eight people, most within the hour, some a day or two later."""
    at, found = began, []
    for _ in range(rng.choices(range(1, 9), (30, 22, 16, 11, 8, 6, 4, 3))[0]):
        found.append(_saying(number, spot, trouble, at, side, rng))
        at += timedelta(minutes=rng.expovariate(1 / rng.choice((8, 45, 600))))
    return found


def _saying(number: int, spot: Spot, trouble: Trouble, at: datetime, side: str, rng: Random) -> Saying:
    words = _slipped(_where(spot, side, rng) + rng.choice(trouble.said) + rng.choice(_PLEAS), rng)
    kind = rng.choices((trouble.kind, "", rng.choice(trouble.taken_for)), (55, 25, 20))[0]
    at = at.replace(microsecond=0)
    if rng.random() < 0.15:
        return Saying(number, at, words, kind, None, None, spot.address, spot.code, True)
    stood = moved(spot, rng.uniform(3, 60) if rng.random() < 0.3 else rng.uniform(3, 20), rng.random() * 2 * math.pi)
    return Saying(number, at, words, kind, stood.lat, stood.lng, "", spot.code, rng.random() < 0.7)


def _where(spot: Spot, side: str, rng: Random) -> str:
    """How somebody says where it is: with the number of the building, in figures or in words, by a side, or not."""
    house = re.search(r"(\S+) (\d+) 号楼", spot.address)
    estate, number = house.groups() if house else (spot.address.replace(" ", "")[-8:], "")
    spoken = "".join(_FIGURES[int(figure)] for figure in number) if len(number) == 1 else number
    forms = [f"{side}边", f"{estate}{side}侧", "", "我家楼下"]
    if number:
        forms += [f"{number}号楼", f"{estate}{number}号楼", f"{spoken}号楼门口", f"{number}号楼{side}边", f"{number}栋"]
    return rng.choice(forms)


def _slipped(words: str, rng: Random) -> str:
    """A slip of the pen in every fifth text."""
    slips = [slip for slip in _SLIPS if slip in words]
    if slips and rng.random() < 0.2:
        slip = rng.choice(slips)
        return words.replace(slip, _SLIPS[slip], 1)
    return words


def moved(spot: Spot, metres: float, angle: float) -> Spot:
    """The spot so many metres away in a direction (radians from the north)."""
    north = metres * math.cos(angle) / METRES_A_DEGREE
    east = metres * math.sin(angle) / METRES_A_DEGREE / math.cos(math.radians(spot.lat))
    return replace(spot, lat=spot.lat + north, lng=spot.lng + east)


def _metres(one: Spot, other: Spot) -> float:
    narrow = math.cos(math.radians(one.lat))
    return math.hypot((one.lat - other.lat), (one.lng - other.lng) * narrow) * METRES_A_DEGREE


@dataclass(frozen=True)
class Agreement:
    """How what was put together agrees with what belongs together, by pairs of sayings and by incidents.

    ``whole`` is the share of incidents all of whose sayings are in one case, ``pure`` the share of cases that hold
    sayings of one incident only, ``exact`` the share of incidents that are one case and nothing else is in it.
    """

    precision: float
    recall: float
    whole: float
    pure: float
    exact: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def said(self) -> str:
        """One line of figures."""
        return (
            f"pairs: precision {self.precision:.3f}, recall {self.recall:.3f}, F1 {self.f1:.3f} · "
            f"incidents in one case {self.whole:.3f} · cases of one incident {self.pure:.3f} · both {self.exact:.3f}"
        )


def agreement(truth: Sequence[int], found: Sequence[object]) -> Agreement:
    """Compare, saying by saying, the incident with the case that it came into."""
    both = list(zip(truth, found, strict=True))
    incidents, cases, cells = Counter(truth), Counter(found), Counter(both)
    pairs, together, right = (sum(n * (n - 1) / 2 for n in sizes.values()) for sizes in (incidents, cases, cells))
    of_incident: dict[int, list[object]] = {}
    of_case: dict[object, list[int]] = {}
    for incident, case in cells:
        of_incident.setdefault(incident, []).append(case)
        of_case.setdefault(case, []).append(incident)
    exact = sum(len(own) == 1 and len(of_case[own[0]]) == 1 for own in of_incident.values())
    return Agreement(
        right / together if together else 1.0,
        right / pairs if pairs else 1.0,
        sum(len(own) == 1 for own in of_incident.values()) / len(of_incident),
        sum(len(own) == 1 for own in of_case.values()) / len(of_case),
        exact / len(of_incident),
    )
