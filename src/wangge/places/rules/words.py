"""Addresses as people say them: read into parts, looked up among known names, scored with a reason. Pure.

A known building has a road and a house number, or an estate with block and stairwell, or a name of its own; these are
read from its address once. What somebody writes is cleaned (full-width signs, Chinese numerals), then searched for
known names: whole, short (without 路, 小区, 社区), former, and last with one sign wrong.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from wangge.core.words import Say

_DIGITS = dict(zip("零〇一二三四五六七八九两", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True))
_NUMERAL = re.compile(r"[零〇一二三四五六七八九十百两]+(?=号|栋|幢|座|楼|单元|门|弄|#)")
_NOISE = re.compile(r"[\s,，。.;；、:：()（）“”\"'!！?？]+")
ROAD_ENDINGS = ("大街", "大道", "胡同", "路", "街", "巷", "道")
ESTATE_ENDINGS = ("花园", "家园", "小区", "新村", "公寓", "名居", "苑", "里", "园", "城")
AREA_ENDINGS = ("居民委员会", "村民委员会", "居委会", "村委会", "社区", "街道办事处", "街道", "镇", "村")
_HOUSE = re.compile(r"^(\d{1,5})(?:号(?!楼)|(?![\d栋幢座楼单#-]))")
_BLOCK = re.compile(
    r"^(?:(\d{1,4})(?:号楼|栋|幢|座|楼|#楼|#|号|-|(?=\d*单元)|$|(?=\D)))?(?:(\d{1,2})(?:单元|门|梯|-|$))?"
)


def _number(text: str) -> str:
    """二十一 → 21. Digits in a row (二零三) are read one by one."""
    if not set(text) & set("十百"):
        return "".join(str(_DIGITS[c]) for c in text)
    total, held = 0, 0
    for sign in text:
        if sign in "十百":
            total += (held or 1) * (10 if sign == "十" else 100)
            held = 0
        else:
            held = _DIGITS[sign]
    return str(total + held)


def plain_words(text: str) -> str:
    """One form of writing: half-width, no spaces or stops, numerals before 号, 栋, 单元 and the like as digits."""
    half = _NOISE.sub("", unicodedata.normalize("NFKC", text).lower())
    return _NUMERAL.sub(lambda found: _number(found.group()), half)


@dataclass(frozen=True)
class Spot:
    """A building or stairwell as it is known: code, grid, name and address, point in WGS-84."""

    code: str
    grid: str
    name: str
    address: str
    lat: float | None = None
    lng: float | None = None


@dataclass(frozen=True)
class Parts:
    """What an address says: road and house number, estate with block and stairwell, or a name of its own."""

    road: str = ""
    house: int = 0
    estate: str = ""
    block: int = 0
    stairwell: int = 0
    name: str = ""


_KNOWN = re.compile(r"^(?P<road>.+?)(?P<house>\d+)号(?!楼)")
_STAIRWELL = re.compile(r"^(?P<estate>.+?)(?P<block>\d+)号楼(?:(?P<stairwell>\d+)单元)?$")


def read_address(address: str, name: str) -> Parts:
    """The parts of a building that is known, from its address and name."""
    road, stairwell, own = _KNOWN.match(plain_words(address)), _STAIRWELL.match(plain_words(name)), plain_words(name)
    return Parts(
        road=road["road"] if road else "",
        house=int(road["house"]) if road else 0,
        estate=stairwell["estate"] if stairwell else "",
        block=int(stairwell["block"]) if stairwell else 0,
        stairwell=int(stairwell["stairwell"] or 0) if stairwell else 0,
        name="" if stairwell else own,
    )


@dataclass(frozen=True)
class Candidate:
    """Where it might be: code and name of a building or area, its grid if it lies in one, 0 to 1, and the reason."""

    code: str
    name: str
    grid: str
    score: float
    why: Say
    spot: Spot | None = None


@dataclass(frozen=True)
class _Mention:
    """A known name found in the text: of which sort, how sure, where it ends."""

    sort: str
    name: str
    sure: float
    end: int


WHOLE, FORMER, SHORT, NEARLY = 1.0, 0.97, 0.93, 0.82
"""How sure a name is when it stands there whole, by a former name, shortened, or with one sign wrong."""
CANDIDATES = 5
_LEAST = 0.2


@dataclass
class Gazetteer:
    """Everything that has a name, ready to be asked. ``areas`` are streets and communities by code."""

    spots: Sequence[Spot]
    areas: dict[str, str]
    former: dict[str, str] = field(default_factory=dict)
    """Former name → the name in use."""

    def __post_init__(self) -> None:
        self._estates: dict[str, list[tuple[Parts, Spot]]] = defaultdict(list)
        self._roads: dict[str, dict[int, list[Spot]]] = defaultdict(lambda: defaultdict(list))
        self._places: dict[str, list[Spot]] = defaultdict(list)
        self._areas: dict[str, list[str]] = defaultdict(list)
        for spot in self.spots:
            parts = read_address(spot.address, spot.name)
            if parts.estate:
                self._estates[parts.estate].append((parts, spot))
            if parts.road:
                self._roads[parts.road][parts.house].append(spot)
            if parts.name:
                self._places[parts.name].append(spot)
        for code, name in self.areas.items():
            self._areas[plain_words(name)].append(code)
        self._whole: dict[str, list[tuple[str, str, float]]] = defaultdict(list)
        self._signs: dict[str, set[tuple[str, str]]] = defaultdict(set)
        known = {
            "estate": set(self._estates), "road": set(self._roads),
            "place": set(self._places), "area": set(self._areas),
        }  # fmt: skip
        for sort, names in known.items():
            for name in sorted(names):
                self._enter(sort, name)
        for old, new in self.former.items():
            for sort, names in known.items():
                if plain_words(new) in names:
                    self._whole[plain_words(old)].append((sort, plain_words(new), FORMER))
        self._longest = max(map(len, self._whole), default=0)

    def _enter(self, sort: str, name: str) -> None:
        self._whole[name].append((sort, name, WHOLE))
        for ending in {"estate": ESTATE_ENDINGS, "road": ROAD_ENDINGS, "area": AREA_ENDINGS}.get(sort, ()):
            if name.endswith(ending) and len(name) - len(ending) >= 2:
                short = name.removesuffix(ending)
                self._whole[short].append((sort, name, SHORT))
                if sort == "area":
                    for said in ("社区", "居委会", "村", "街", "街道", "街道办", "办事处"):
                        if short + said != name:
                            self._whole[short + said].append((sort, name, SHORT))
                break
        if len(name) >= 3:
            for sign in set(name):
                self._signs[sign].add((sort, name))

    def find(self, text: str, *, most: int = CANDIDATES) -> list[Candidate]:
        """The likeliest places, best first; none when nothing in the text is known."""
        words = plain_words(text)
        mentions = self._mentions(words)
        if not any(m.sort in ("estate", "place") for m in mentions):
            said = {m.sort for m in mentions}
            mentions += [m for m in self._nearly(words) if m.sort not in said]
        within = [code for m in mentions if m.sort == "area" for code in self._areas[m.name]]
        best: dict[str, Candidate] = {}
        for candidate in self._candidates(words, mentions):
            fits = not within or any(
                candidate.code.startswith(code) or candidate.grid.startswith(code) for code in within
            )
            score = candidate.score if fits else 0.6 * candidate.score
            if within and fits and candidate.spot:
                score = min(score + 0.12, 1.0)
            score = round(score, 3)
            kept = best.get(candidate.code)
            if score >= _LEAST and (kept is None or kept.score < score):
                best[candidate.code] = Candidate(
                    candidate.code, candidate.name, candidate.grid, score, candidate.why, candidate.spot
                )
        return sorted(best.values(), key=lambda c: (-c.score, c.code))[:most]

    def _mentions(self, words: str) -> list[_Mention]:
        """Known names in the text, the longest first at every place, none inside another."""
        found, at = [], 0
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 1, -1):
                entries = self._whole.get(words[at : at + length])
                if entries:
                    found += [_Mention(sort, name, sure, at + length) for sort, name, sure in entries]
                    at += length
                    break
            else:
                at += 1
        return found

    def _nearly(self, words: str) -> Iterator[_Mention]:
        """Names of three signs or more that stand there with one sign wrong, missing or too many."""
        counts: dict[tuple[str, str], int] = defaultdict(int)
        for sign in set(words):
            for entry in self._signs.get(sign, ()):
                counts[entry] += 1
        for (sort, name), shared in counts.items():
            if shared >= len(set(name)) - 1 and (end := _stands_nearly(name, words)):
                yield _Mention(sort, name, NEARLY, end)

    def _candidates(self, words: str, mentions: Iterable[_Mention]) -> Iterator[Candidate]:
        roads = {m.name for m in mentions if m.sort == "road"}
        for mention in mentions:
            rest = words[mention.end :]
            if mention.sort == "estate":
                yield from self._in_estate(mention, rest, roads)
            elif mention.sort == "road":
                yield from self._on_road(mention, rest)
            elif mention.sort == "place":
                yield from self._by_name(mention, roads)
            else:
                for code in self._areas[mention.name]:
                    why = Say(f"名称是“{self.areas[code]}”", f"it is called “{self.areas[code]}”")
                    yield Candidate(code, self.areas[code], "", 0.5 * mention.sure, why)

    def _in_estate(self, mention: _Mention, rest: str, roads: set[str]) -> Iterator[Candidate]:
        asked = _BLOCK.match(rest)
        block, stairwell = (int(g or 0) for g in asked.groups()) if asked else (0, 0)
        known = self._estates[mention.name]
        blocks = {parts.block for parts, _ in known}
        for parts, spot in known:
            score, zh, en = 0.78, "小区", "estate"
            if block and parts.block == block:
                score, zh, en = 0.94, "小区、楼号", "estate and block"
                if stairwell and parts.stairwell == stairwell:
                    score, zh, en = 0.99, "小区、楼号、单元都对上", "estate, block and stairwell"
                elif stairwell:
                    score -= 0.05
            elif block and block in blocks:
                continue
            elif block:
                score, zh, en = 0.6, "小区对上，没有这个楼号", "estate, but no such block"
            if roads:
                score += 0.05 if parts.road in roads else -0.1
            yield Candidate(spot.code, spot.name, spot.grid, min(score, 1.0) * mention.sure, Say(zh, en), spot)

    def _on_road(self, mention: _Mention, rest: str) -> Iterator[Candidate]:
        asked, numbers = _HOUSE.match(rest), self._roads[mention.name]
        if asked:
            house = int(asked[1])
            if house in numbers:
                for spot in numbers[house]:
                    yield Candidate(spot.code, spot.address, spot.grid, 0.9 * mention.sure,
                                    Say("路名、门牌都对上", "road and house number"), spot)  # fmt: skip
                return
            nearest = sorted(numbers, key=lambda n: (abs(n - house) + (n % 2 != house % 2) * 3, n))[:3]
            for place, known in enumerate(nearest):
                for spot in numbers[known]:
                    why = Say(f"路名对上，最近的门牌是 {known} 号", f"road; the nearest number known is {known}")
                    far = min(abs(known - house), 40) / 200
                    yield Candidate(
                        spot.code, spot.address, spot.grid, (0.6 - far - place / 50) * mention.sure, why, spot
                    )
            return
        for spots in numbers.values():
            for spot in spots[:1]:
                yield Candidate(spot.code, spot.address, spot.grid, 0.4 * mention.sure,
                                Say("只有路名", "the road only"), spot)  # fmt: skip

    def _by_name(self, mention: _Mention, roads: set[str]) -> Iterator[Candidate]:
        known = self._places[mention.name]
        for spot in known:
            on_road = read_address(spot.address, spot.name).road in roads
            score = 0.85 if len(known) == 1 else 0.9 if on_road else 0.5
            why = Say("名称对上", "the name") if not on_road else Say("名称和路名都对上", "the name, on that road")
            yield Candidate(spot.code, f"{spot.name}（{spot.address}）", spot.grid, score * mention.sure, why, spot)


def _stands_nearly(name: str, words: str) -> int:
    """Where a stretch of the text ends that is the name but for one sign; 0 when there is none."""
    for length in (len(name), len(name) - 1, len(name) + 1):
        for start in range(len(words) - length + 1):
            if _one_off(name, words[start : start + length]):
                return start + length
    return 0


def _one_off(name: str, said: str) -> bool:
    """Whether the two differ by one sign, changed, missing or too many; the last sign of a name must be right."""
    if name[-1] != said[-1] and name[-2:] != said[-2:]:
        return False
    if len(name) == len(said):
        return sum(a != b for a, b in zip(name, said, strict=True)) == 1
    short, long = sorted((name, said), key=len)
    return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
