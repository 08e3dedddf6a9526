"""How alike two tellings are: place, time, kind and words, each a bounded part of a score that says its reasons. Pure.

Weights and the threshold are among the best mixtures on drawn incidents of one seed (``bench/incidents.py tune``, by
F1 of pairs) and are measured on another.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from functools import lru_cache

from wangge.core.words import Say
from wangge.places.rules import metres_between

PLACE, TIME, KIND, WORDS = 40, 10, 35, 15
"""What each part can give of a hundred."""
THRESHOLD = 56
"""From this score on it is offered as the same matter; below it stands in the list only."""
METRES, HOURS = 60.0, 36.0
"""After so many metres, or hours, a part has fallen to a little over a third."""
SAME_DOOR, SAME_GRID, SAME_COMMUNITY = 0.9, 0.5, 0.3
"""What the place gives where one of the two has no point: by a number of house or building, by its area."""
OTHER_NUMBER = 0.55
"""What is left of it all when both name a building, a house or a side, and not the same."""
SAME_MAJOR, UNKNOWN_KIND = 0.5, 0.6
"""What the kind gives when only its major class agrees, and when one of the two has neither kind nor words. With words
on both sides an unknown kind is as alike as they are."""
CELL = 0.0015
"""Degrees that a cell of the ground is wide and high: 167 m to the north, 125 m to the east at 41° N."""
WINDOW_DAYS = 7
"""How far apart two tellings of one matter may be."""
LOOKED_AT, MOST_SHOWN = 200, 12
"""So many signs of a text are searched for what two share, and so many are shown."""
MAJOR = 3
"""So many letters of the code of a kind are its major class: ``E05``."""


@dataclass(frozen=True)
class Telling:
    """What is known of a matter that was told: in whose words (several where many told it), kinds, place, and when.

    ``kinds`` are the one that somebody chose and those that the words speak of; empty where nothing tells. ``lat`` and
    ``lng`` are degrees in WGS-84, None without a point.
    """

    words: tuple[str, ...]
    kinds: frozenset[str]
    area: str
    lat: float | None
    lng: float | None
    at: datetime


@dataclass(frozen=True)
class Likeness:
    """A score from 0 to 100 and what it is made of; ``metres`` is None where one of the two has no point."""

    score: int
    metres: float | None
    minutes: int
    reason: Say

    @property
    def same(self) -> bool:
        """Whether it is offered as the same matter."""
        return self.score >= THRESHOLD


def likeness(told: Telling, other: Telling, *, grid: int, community: int) -> Likeness:
    """How alike a telling is to what is known of a case. ``grid`` and ``community`` are digits of a code."""
    metres = _metres(told, other)
    minutes = round(abs((told.at - other.at).total_seconds()) / 60)
    alike, shared, numbers = _best_words(told, other)
    place, where = _place(told, other, metres, numbers, grid=grid, community=community)
    worded = any(map(grams, told.words)) and any(map(grams, other.words))
    kind, what = _kind(told.kinds, other.kinds, alike if worded else UNKNOWN_KIND)
    score = PLACE * place + TIME * math.exp(-minutes / 60 / HOURS) + KIND * kind + WORDS * alike
    score *= OTHER_NUMBER if numbers is False else 1
    parts = [where, what, _ago(minutes), *([Say(f"都说到“{shared}”", f"both say “{shared}”")] if shared else [])]
    said = [part for part in parts if part.zh]
    return Likeness(
        round(score), metres, minutes, Say(" · ".join(p.zh for p in said), " · ".join(p.en for p in said))
    )  # fmt: skip


def _metres(told: Telling, other: Telling) -> float | None:
    if told.lat is None or told.lng is None or other.lat is None or other.lng is None:
        return None
    return metres_between(told.lat, told.lng, other.lat, other.lng)


def _place(
    told: Telling, other: Telling, metres: float | None, numbers: bool | None, *, grid: int, community: int
) -> tuple[float, Say]:
    if metres is not None:
        shown = round(metres)
        return math.exp(-metres / METRES), Say(f"相距 {shown} 米", f"{shown} m away")
    same_grid = told.area[:grid] == other.area[:grid] and len(told.area) >= grid
    if numbers and told.area[:community] == other.area[:community]:
        return SAME_DOOR, Say("同一个门牌或楼号", "the same number of house or building")
    if same_grid:
        return SAME_GRID, Say("同一个网格", "in the same grid")
    if told.area[:community] == other.area[:community] and min(len(told.area), len(other.area)) >= community:
        return SAME_COMMUNITY, Say("同一个社区", "in the same community")
    return 0.0, Say("", "")


def _kind(told: frozenset[str], other: frozenset[str], unknown: float) -> tuple[float, Say]:
    if not told or not other:
        return unknown, Say("", "")
    if told & other:
        return 1.0, Say("同一类别", "same kind")
    if {kind[:MAJOR] for kind in told} & {kind[:MAJOR] for kind in other}:
        return SAME_MAJOR, Say("同一大类", "same major class")
    return 0.0, Say("类别不同", "another kind")


def _ago(minutes: int) -> Say:
    if minutes < 60:
        return Say(f"前后差 {minutes} 分钟", f"{minutes} min apart")
    if minutes < 48 * 60:
        return Say(f"前后差 {minutes // 60} 小时", f"{minutes // 60} h apart")
    return Say(f"前后差 {minutes // 1440} 天", f"{minutes // 1440} days apart")


def kinds_said(words: str, usual: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The kinds of which a text speaks: those with the most of their usual words in it; none where it has none."""
    counts = {code: sum(word in words for word in known) for code, known in usual.items()}
    most = max(counts.values(), default=0)
    return frozenset(code for code, count in counts.items() if count == most) if most else frozenset()


# --- words

_NOT_SAID = re.compile(r"[^0-9a-z\u4e00-\u9fff]+")
_EMPTY = frozenset(
    [
        "你好",
        "您好",
        "请尽",
        "尽快",
        "快处",
        "处理",
        "请处",
        "理一",
        "一下",
        "谢谢",
        "麻烦",
        "反映",
        "有人",
        "这里",
        "这个",
        "那个",
        "我们",
        "我家",
        "希望",
        "赶紧",
        "领导",
        "有关",
        "部门",
        "来人",
        "人来",
        "的时",
        "时候",
        "什么",
        "没有",
        "已经",
        "现在",
        "the",
        "and",
        "is",
        "are",
        "was",
        "there",
        "here",
        "please",
        "thank",
        "you",
        "has",
        "have",
        "been",
        "very",
        "with",
        "for",
        "this",
        "that",
    ]
)
"""Pairs of signs and words that everybody writes and that say nothing of the matter."""
_DIGITS = str.maketrans("零一二三四五六七八九两", "01234567892")
_NUMBERED = re.compile(r"(\d+)(号楼|栋|幢|座|#|号院|单元|号门|号|弄)")
_ENGLISH = re.compile(r"\b(?:building|block|no\.?|number|house|door|gate)\s*(\d+)", re.I)
_SIDE = re.compile(r"([东南西北])(?:边|侧|面|门|头|口)")
_CLASS = {"栋": "楼", "幢": "楼", "座": "楼", "#": "楼", "号楼": "楼", "单元": "元", "号门": "元"}


@lru_cache(maxsize=4096)
def grams(words: str) -> frozenset[str]:
    """Pairs and triples of Chinese signs and the words of other scripts, without what everybody writes."""
    found = set()
    for piece in _NOT_SAID.sub(" ", words.lower()).split():
        for run in re.findall(r"[a-z]+|\d+|[\u4e00-\u9fff]+", piece):
            if run[0] >= "\u4e00":
                found |= {run[n : n + size] for size in (2, 3) for n in range(len(run) - size + 1)}
            else:
                found.add(run)
    return frozenset(found - _EMPTY)


@lru_cache(maxsize=4096)
def numbers_of(words: str) -> frozenset[str]:
    """What tells one spot from the next: numbers of buildings, doors and houses, Chinese figures among them, and sides:
    ``3楼``, ``2元``, ``18号``, ``东侧``."""
    plain = words.translate(_DIGITS)
    found = {f"{int(number)}{_CLASS.get(kind, '号')}" for number, kind in _NUMBERED.findall(plain)}
    found |= {f"{int(number)}楼" for number in _ENGLISH.findall(plain)}
    return frozenset(found | {f"{side}侧" for side in _SIDE.findall(plain)})


def words_alike(one: str, other: str) -> float:
    """From 0 to 1: what two texts have in common, by the cosine of their sets of grams."""
    mine, theirs = grams(one), grams(other)
    if not mine or not theirs:
        return 0.0
    return min(1.0, len(mine & theirs) / math.sqrt(len(mine) * len(theirs)))


def numbers_agree(one: str, other: str) -> bool | None:
    """Whether both name the same buildings, houses or sides; None where one of them names none of the same sort."""
    mine, theirs = numbers_of(one), numbers_of(other)
    verdicts = []
    for sort in ("楼", "元", "号", "侧"):
        ours, others = ({n for n in numbers if n.endswith(sort)} for numbers in (mine, theirs))
        if ours and others:
            verdicts.append(bool(ours & others))
    return all(verdicts) if verdicts else None


def shared_words(one: str, other: str) -> str:
    """The longest piece of at least two signs that both say and that says something; empty without one."""
    mine, theirs = (_NOT_SAID.sub(" ", words.lower())[:LOOKED_AT] for words in (one, other))
    match = SequenceMatcher(None, mine, theirs, autojunk=False).find_longest_match()
    piece = mine[match.a : match.a + match.size].strip()[:MOST_SHOWN].strip()
    return piece if any(len(gram) > 1 and not gram.isdigit() for gram in grams(piece)) else ""


def _best_words(told: Telling, other: Telling) -> tuple[float, str, bool | None]:
    """The likest of the wordings: how alike, what both say, and whether their numbers agree."""
    best: tuple[float, str, bool | None] = (0.0, "", None)
    verdicts = []
    for mine, theirs in _pairs(told.words, other.words):
        alike = math.sqrt(words_alike(mine, theirs))
        verdicts.append(numbers_agree(mine, theirs))
        if alike > best[0]:
            best = (alike, shared_words(mine, theirs), None)
    said = [verdict for verdict in verdicts if verdict is not None]
    return best[0], best[1], any(said) if said else None


def _pairs(mine: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((one, other) for one in mine for other in theirs if one and other)


# --- blocking


def cell_of(lat: float | None, lng: float | None) -> int | None:
    """The cell of the ground in which a point lies, as a number; None without a point."""
    if lat is None or lng is None:
        return None
    return math.floor(lat / CELL) * 1_000_000 + math.floor(lng / CELL)


def cells_around(lat: float, lng: float) -> list[int]:
    """The cell of a point and its eight neighbours: whatever lies within a cell's width is in one of them."""
    row, column = math.floor(lat / CELL), math.floor(lng / CELL)
    return [(row + up) * 1_000_000 + column + along for up in (-1, 0, 1) for along in (-1, 0, 1)]


def worth_comparing(told: Telling, others: Sequence[Telling], most: int, *, grid: int, community: int) -> list[int]:
    """Which of the blocked candidates are compared by their words as well, the likeliest first, by their places."""
    rough = [(-likeness(told, other, grid=grid, community=community).score, n) for n, other in enumerate(others)]
    return [n for _, n in sorted(rough)[:most]]
