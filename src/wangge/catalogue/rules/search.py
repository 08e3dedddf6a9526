"""Finding a kind by what people say: "井盖没了" finds the manhole cover and its condition "missing". Pure.

Text is cut into pairs of Chinese characters and into words of letters; each counts the more the fewer kinds have it,
and by where it stands: in the usual words, the name, or the text of a condition. What people say otherwise than the
catalogue writes is added by ``SYNONYMS``.
"""

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from wangge.core.words import Say

MOST_FOUND, MOST_ASKED = 10, 200
NAME, USUAL, CONDITION, SINGLE = 3.0, 3.0, 1.0, 0.35
"""What a piece counts in a name, in the usual words and in a condition, and what a single character does of it."""
SAID_OTHERWISE = 0.6
"""What a piece of a synonym counts."""
WHOLE = 1.0
"""What it counts beside that a usual word stands in the question as a whole, a character."""
OTHER = 0.5
"""How much of its score a kind that only gathers the rest ("99 other") keeps."""

SYNONYMS: tuple[tuple[str, str], ...] = (
    ("没了 不见了 丢了 被偷 偷走 少了 没有了 不翼而飞 丢失 missing gone stolen lost", "缺失 丢失 missing"),
    ("坏了 坏掉 烂了 破了 裂了 断了 碎了 损坏 broken damaged cracked", "破损 损坏 broken damaged"),
    ("不亮 灭了 黑灯 没亮 漆黑 dark", "不亮 路灯 灯 lamp light"),
    ("响 咣当 哐当 松动 晃 晃动 rattles rattling loose", "松动 异响 晃动 loose rattling"),
    ("塌了 塌陷 沉下去 下陷 陷下去 大坑 collapsed sunk", "塌陷 下沉 沉降 collapse subsidence"),
    ("歪了 倾斜 倒了 快倒 倒下 leaning fallen", "倾斜 倒伏 倾倒 leaning fallen"),
    ("臭 臭味 难闻 味儿 stinks smell smelly", "异味 臭味 恶臭 smell"),
    ("堵了 堵住 不下水 下不去 不通 返水 反水 冒水 往外冒 blocked clogged overflowing", "堵塞 冒溢 blocked overflow"),
    ("漏水 喷水 爆管 爆了 水管裂 leak leaking burst", "破裂 漏水 爆裂 burst leak"),
    ("淹了 水坑 积水 排不下去 flooded puddle", "积水 flood standing water"),
    ("垃圾没人收 垃圾成堆 满了 溢出 没人清 rubbish garbage trash litter", "垃圾 满溢 暴露垃圾 rubbish waste"),
    ("乱停 停车 挡道 堵门 占车位 parked parking", "乱停放 停放 parked"),
    ("摆摊 地摊 小摊 小贩 卖菜 摊贩 hawker vendor stall", "游商 无照经营 摊点 占道经营 hawker stall"),
    ("烧烤 烤串 撸串 barbecue bbq", "露天烧烤 烧烤 barbecue"),
    ("吵 太吵 噪音 噪声 扰民 音响 noise noisy loud", "噪声 噪音 扰民 noise"),
    ("小广告 贴广告 牛皮癣 办证 posters flyers", "非法小广告 小广告 posters"),
    ("死猫 死狗 死老鼠 死了 dead animal", "动物尸体 carcass dead animal"),
    ("坑 坑洼 坑坑洼洼 路烂 pothole", "道路破损 路面破损 坑洼 pothole"),
    ("树枝 树杈 树倒 枯枝 branch tree", "行道树 树木 tree"),
    ("煤气 天然气 燃气味 gas", "燃气 泄漏 gas"),
    ("拉电线 飞线 电动车充电 电瓶车 e-bike charging", "飞线充电 充电 charging"),
    ("吵架 打架 闹矛盾 不和 quarrel argue", "纠纷 矛盾 dispute"),
    ("楼上漏水 漏到 楼下", "邻里纠纷 漏水"),
    ("雪 冰 滑 snow ice slippery", "积雪 结冰 snow ice"),
    ("盖子 井 井口 manhole", "井盖 manhole cover"),
    ("违建 私搭 乱搭 加盖 搭棚 illegal building", "私搭乱建 违法建设 unauthorised building"),
    ("狗 遛狗 狗屎 犬 dog", "养犬 犬 dog"),
    ("谢谢 感谢 表扬 锦旗 thanks thank", "感谢 表扬 thanks"),
    ("请问 怎么办 咨询 问一下 how where", "咨询 enquiry"),
    ("建议 能不能 希望 suggest", "建议 advice"),
)
"""What people say (left), each word by itself, and what the catalogue writes for it (right)."""


@dataclass(frozen=True)
class Entry:
    """A kind as it is looked for: code, name, usual words, and its conditions as code and text."""

    code: str
    say: Say
    words: str
    conditions: Sequence[tuple[str, Say]] = ()


@dataclass(frozen=True)
class Hit:
    """A kind that was found, its likeliest condition (empty: none fits better than another), and how well it fits."""

    kind: str
    condition: str
    score: float


def plain_words(text: str) -> str:
    """Text as it is compared: without the differences of width and case, and of signs between words."""
    return " ".join(re.sub(r"[^\w]+", " ", unicodedata.normalize("NFKC", text).casefold()).split())


def pieces(text: str) -> Iterator[tuple[str, float]]:
    """What a text is made of: pairs of Chinese characters, single ones at less, and words without their plural."""
    for word in plain_words(text).split():
        for run in re.findall(r"[a-z0-9]+|[^a-z0-9]+", word):
            if run.isascii():
                if run not in _EMPTY:
                    yield (run[:-1] if len(run) > 3 and run.endswith("s") else run), 1.0
                continue
            yield from ((run[n : n + 2], 1.0) for n in range(len(run) - 1))
            yield from ((sign, SINGLE) for sign in run if sign not in _FILLING)


_EMPTY = frozenset(
    (
        *("a", "an", "the", "is", "are", "was", "in", "on", "at", "of", "to", "and", "or", "it", "i", "my", "we"),
        *("our", "no", "not", "has", "have", "been", "by", "for", "with"),
    )
)
_FILLING = frozenset("了的是在有不没我你他她们这那个一上下里外和就都也很太吗呢吧啊")
"""Words and characters that say nothing of what it is about when they stand alone."""


class Index:
    """The kinds of a district, made ready for looking; a fifth of a second for four hundred kinds."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = list(entries)
        where: dict[str, dict[int, float]] = defaultdict(dict)
        self._conditions: list[list[tuple[str, dict[str, float]]]] = []
        usual: list[list[str]] = []
        for n, entry in enumerate(self._entries):
            conditions = [(code, _counted(f"{say.zh} {say.en}")) for code, say in entry.conditions]
            own: dict[str, float] = {}
            for weight, counted in (
                (NAME, _counted(f"{entry.say.zh} {entry.say.en}")), (USUAL, _counted(entry.words)),
                *((CONDITION, counted) for _, counted in conditions),
            ):  # fmt: skip
                for piece, part in counted.items():
                    own[piece] = max(own.get(piece, 0.0), weight * part)
            for piece, weight in own.items():
                where[piece][n] = weight
            self._conditions.append(conditions)
            usual.append([plain for word in entry.words.split() if any(pieces(plain := plain_words(word)))])
        self._where = dict(where)
        self._rare = {piece: math.log(1 + len(self._entries) / (1 + len(own))) for piece, own in where.items()}
        self._usual = [
            [(word, WHOLE * len(word) * max(self._rare[piece] for piece, _ in pieces(word))) for word in words]
            for words in usual
        ]

    def find(self, said: str, *, most: int = MOST_FOUND) -> list[Hit]:
        """The kinds that fit what was said, best first, at most ``most``; alike ones in the order of the entries."""
        asked = plain_words(said[:MOST_ASKED])
        wanted = _wanted(asked)
        scores: dict[int, float] = defaultdict(float)
        for piece, part in wanted.items():
            for n, weight in self._where.get(piece, {}).items():
                scores[n] += part * weight * self._rare[piece]
        for n in list(scores):
            scores[n] += sum(worth for word, worth in self._usual[n] if _stands(word, asked))
            scores[n] *= OTHER if self._entries[n].code.endswith("99") else 1.0
        best = sorted((n for n, score in scores.items() if score > 0), key=lambda n: (-scores[n], n))[:most]
        return [Hit(self._entries[n].code, self._best_condition(n, wanted), round(scores[n], 2)) for n in best]

    def _best_condition(self, n: int, wanted: dict[str, float]) -> str:
        conditions = self._conditions[n]
        if len(conditions) == 1:
            return conditions[0][0]
        common = [piece for piece in wanted if all(piece in own for _, own in conditions)]
        fits = [
            (sum(part * own.get(piece, 0.0) for piece, part in wanted.items() if piece not in common), -k, code)
            for k, (code, own) in enumerate(conditions)
        ]
        score, _, code = max(fits, default=(0.0, 0, ""))
        return code if score > 0 else ""


def _stands(word: str, asked: str) -> bool:
    """Whether a usual word stands in the question: Chinese anywhere, letters as a word of their own."""
    return f" {word} " in f" {asked} " if word.isascii() else word in asked


def _wanted(asked: str) -> dict[str, float]:
    """The pieces of a question with what each counts, synonyms added."""
    found = _counted(asked)
    for said, written in SYNONYMS:
        if any(_stands(word, asked) for word in said.split()):
            for piece, part in pieces(written):
                found[piece] = max(found.get(piece, 0.0), SAID_OTHERWISE * part)
    return found


def _counted(text: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for piece, part in pieces(text):
        found[piece] = max(found.get(piece, 0.0), part)
    return found
