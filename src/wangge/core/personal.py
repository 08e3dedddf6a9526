"""Personal words: what in a sentence tells of a person, and how it reads with that hidden. Pure.

Nothing is decided here. The spans are proposed to somebody who looks before anything is public; what looks alike and is
not personal (an order number, a price, a bus line, the code on a lamp post) is left alone as far as its form allows.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from wangge.core.names import (
    AFTER_NAME,
    BEFORE_SURNAME,
    DOUBLE_SURNAMES,
    FULL_STOP,
    GIVEN,
    NOT_GIVEN,
    NOT_NAMES,
    SURNAMES,
)
from wangge.core.words import Say

SORTS: dict[str, Say] = {
    "identity": Say("身份证号", "Identity number"),
    "card": Say("银行卡号", "Bank card number"),
    "phone": Say("电话", "Telephone number"),
    "plate": Say("车牌", "Number plate"),
    "email": Say("邮箱", "E-mail address"),
    "account": Say("微信或QQ号", "WeChat or QQ account"),
    "name": Say("姓名", "Name"),
    "address": Say("门牌", "Door of a home"),
}
"""What is looked for. Where two overlap the one named first here wins."""

PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(first, last + 1)
)
"""The first two digits of an identity number (GB 11643, GB/T 2260)."""
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_SIGNS = "10X98765432"

PLATE_SIGNS = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
"""Provinces as they stand on a number plate (GA 36)."""

THING = re.compile(
    r"(?:编号|编码|单号|订单|流水号?|型号|杆号|表号|户号|设备号|批号|案号|工单|案件|网格|条码|序列号|发票|票号|尾号|[检兑验][验换证]码|税号|信用代码)"
    r"(?:号码?)?(?:码)?(?:是|为|叫)?[:：#＃ ]*$"
)
"""Words right before a number that say it is the number of a thing."""


@dataclass(frozen=True)
class Span:
    """A stretch of a text, from ``start`` to before ``end``, that seems to be personal.

    ``sort`` is one of ``SORTS``, or ``HIDDEN``; ``sure`` is true where its form alone proves it (a checksum, a form
    nothing else has), false where it is likely from the words around it.
    """

    start: int
    end: int
    sort: str
    sure: bool


_FULL = {ord("０") + n: str(n) for n in range(10)}
_FULL |= {ord("Ａ") + n: chr(ord("A") + n) for n in range(26)} | {ord("ａ") + n: chr(ord("a") + n) for n in range(26)}
_FULL |= {ord("＋"): "+", ord("－"): "-", ord("—"): "-", ord("　"): " ", ord("＠"): "@", ord("．"): ".", ord("·"): "."}
_FULL |= {ord("•"): ".", ord("（"): "(", ord("）"): ")", ord("："): ":", ord("＿"): "_"}
_SPOKEN = {ord(sign): str(n % 10) for n, sign in enumerate("零一二三四五六七八九")}
_SPOKEN |= {ord("〇"): "0", ord("幺"): "1", ord("○"): "0", ord("壹"): "1", ord("贰"): "2", ord("叁"): "3"}

_EDGE, _END = r"(?<![0-9A-Za-z*])", r"(?![0-9A-Za-z*])"
IDENTITY = re.compile(_EDGE + r"[1-8](?:[ \-.]?\d){16}[ \-.]?[\dXx]" + _END)
OLD_IDENTITY = re.compile(_EDGE + r"[1-8]\d(?:[ ]?\d){13}" + _END)
CARD = re.compile(_EDGE + r"[3-6](?:[ \-]?\d){15,18}" + _END)
MOBILE = re.compile(r"(?<![0-9A-Za-z*.])(?:(?:\+|00)?86[ \-]?)?1[ \-.]?[3-9](?:[ \-.,，、]?\d){9}" + _END)
LANDLINE = re.compile(_EDGE + r"\(?0[1-9]\d{1,2}\)?[ \-]?[2-8]\d{6,7}(?:(?:-|转|分机)\d{1,5})?" + _END)
CALLED = re.compile(
    r"(?:电话|手机|座机|联系方式|号码|来电|致电|拨打|回电|打给我|打我|联系)(?:号码?)?(?:是|为|就是|找我)?[:, ，]{0,2}"
    r"(\d(?:[ \-]?\d){6,11})" + _END
)
PUBLIC_NUMBER = re.compile(r"^(?:[48]00|95|96|10[01]\d{2}$|1[12]\d{1,3}$)")
PLATE = re.compile(
    f"[{PLATE_SIGNS}] ?[A-HJ-NP-Za-hj-np-z][ .\\-]?"
    r"(?:[A-HJ-NP-Za-hj-np-z0-9] ?){4}"
    r"(?:[A-HJ-NP-Za-hj-np-z0-9挂学警港澳](?: ?[A-HJ-NP-Za-hj-np-z0-9])?)(?![0-9A-Za-z])"
)
EMAIL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._%+\-]*@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,}")
WECHAT = re.compile(
    r"(?:微信|VX|vx|Vx|薇信|威信)(?:号码|号|ID|id)?(?:是|为|加|搜|联系|同号)?[:, ，]{0,2}([A-Za-z][A-Za-z0-9_\-]{5,19})"
)
QQ = re.compile(r"(?:QQ|qq|扣扣|Qq)(?:号码|号)?(?:是|为)?[:, ，]{0,2}([1-9]\d{4,10})" + _END)

_NUMBER = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})"
_NOT_A_ROOM = r"(?![0-9]|路|米|元|平|人|户|年|块|吨|次|号线|公里|千克|斤|度|分|天|车|盏|个)"
_STOREY = rf"(?:{_NUMBER}(?:楼|层)[ ,，\-]?)?"
_ROOM = rf"\d{{1,2}}0[1-9](?:室|户|房|号)?{_NOT_A_ROOM}"
_SPOKEN_ROOM = r"[一二三四五六七八九十]{1,2}[〇零][一二三四五六七八九](?:室|户|房|号)?"
_MARKED_ROOM = r"(?:\d{1,4}|[一二三四五六七八九十〇零]{1,4})(?:室|户|房|号)(?!线|楼)"
HOME = re.compile(
    rf"{_NUMBER}(?:号楼|号院|栋|幢|座|号)[ ,，\-]?{_NUMBER}(?:单元|门洞)[ ,，\-]?{_STOREY}"
    rf"(?:{_ROOM}|{_SPOKEN_ROOM}|{_MARKED_ROOM}|[东西中]户)"
    rf"|{_NUMBER}(?:号楼|栋|幢|座)[ ,，\-]?{_STOREY}(?:{_ROOM}|\d{{3,4}}(?:室|房))"
    rf"|{_NUMBER}单元[ ,，\-]?(?:{_ROOM}|\d{{3,4}}(?:室|户|房|号)|{_NUMBER}楼[东西中]户)"
)
"""The door of a home: house, stairwell, storey, room; a house or a stairwell alone is nobody's home."""
DASHED_HOME = re.compile(r"(?<![\d\-.])\d{1,3}-\d{1,2}-\d{1,2}0[1-9](?![\d\-.])")

_HAN = "\u4e00-\u9fff"
_NAME = rf"(?:{'|'.join(DOUBLE_SURNAMES)}|[{''.join(sorted(SURNAMES))}])"
STRONG = re.compile(
    r"(?:名叫|名字叫|名字是|姓名是?|联系人是?|户名是?|报案人|举报人|收件人|本名|(?:孩子|老伴|租客|媳妇|妈|爸|儿子|女儿|丈夫|老公|老婆"
    rf"|爱人|父亲|母亲|[他她])叫)[:, ]{{0,2}}({_NAME}[{_HAN}]{{1,2}})"
)
"""A name comes next, whatever follows it."""
WEAK = re.compile(
    r"(?:我叫|我是|[人家儿孙女]叫|姓名写|本人|这里是|业主|居民|租户|住户|邻居|老人|户主|房主|房东|楼长|店主|老板|患者"
    r"|当事人|大名|投诉人|反映人|联络人|负责人|家属|对象|本人系|转给|交给|爸|妈|老公|老婆|丈夫|妻子|孙子|孙女"
    r"|儿子|女儿|爷爷|奶奶|我[,，])[:, ]{0,2}"
    rf"({_NAME}[{_HAN}]{{1,2}})"
)
"""A name may come next; what follows it, or the signs it is made of, must say so."""
TITLES = re.compile("先生|女士|小姐|师傅|阿姨|大爷|大妈|大娘|大叔|奶奶|爷爷|叔叔|老太太|老爷子|大姐|大哥|老师|医生")
FREE = re.compile(rf"(?=({_NAME}[{_HAN}]{{2}})(.?))")
"""Three or four signs that may be a name with nothing before it that says so."""


HIDDEN = "hidden"
"""The sort of what a person hides beside what was found."""
LABELS = SORTS | {HIDDEN: Say("内容", "Words")}


def personal_spans(text: str) -> list[Span]:
    """The stretches of a text that seem personal, in order, none over another."""
    plain = text.translate(_FULL)
    found = sorted(
        (span for look in LOOKS for span in look(plain)),
        key=lambda s: (list(SORTS).index(s.sort), s.start - s.end),
    )
    kept: list[Span] = []
    for span in found:
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda s: s.start)


def mask_of(sort: str) -> str:
    """What stands in place of a hidden stretch of a sort: 〔电话已隐去〕."""
    return f"〔{LABELS[sort].zh}已隐去〕"


def masked(text: str, spans: Iterable[Span]) -> str:
    """The text with its spans hidden whole, each as 〔电话已隐去〕: its sort is said, none of its digits is left."""
    parts, reached = [], 0
    for span in sorted(spans, key=lambda s: s.start):
        parts += [text[reached : span.start], mask_of(span.sort)]
        reached = span.end
    return "".join([*parts, text[reached:]])


def identity_fits(digits: str) -> bool:
    """Whether the last sign of an 18-digit identity number is the one that GB 11643 computes from the others."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=False))
    return CHECK_SIGNS[total % 11] == digits[17].upper()


def luhn_fits(digits: str) -> bool:
    """Whether a card number's last digit is the one that ISO/IEC 7812 computes from the others."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _digits(said: str) -> str:
    return re.sub(r"[^0-9Xx]", "", said)


def _is_day(year: int, month: int, day: int) -> bool:
    return 1900 <= year <= 2039 and 1 <= month <= 12 and 1 <= day <= 31


def _of_thing(text: str, start: int) -> bool:
    return THING.search(text[max(0, start - 14) : start]) is not None


def _identities(text: str) -> Iterator[Span]:
    for match in IDENTITY.finditer(text):
        digits = _digits(match[0])
        born = int(digits[6:10])
        if digits[:2] not in PROVINCES or not _is_day(born, int(digits[10:12]), int(digits[12:14])):
            continue
        fits = identity_fits(digits)
        if (fits or born <= 2015) and not _of_thing(text, match.start()):
            yield Span(match.start(), match.end(), "identity", fits)
    for match in OLD_IDENTITY.finditer(text):
        digits = _digits(match[0])
        born = 1900 + int(digits[6:8])
        if (
            digits[:2] in PROVINCES
            and born >= 1920
            and _is_day(born, int(digits[8:10]), int(digits[10:12]))
            and not _of_thing(text, match.start())
        ):
            yield Span(match.start(), match.end(), "identity", sure=False)


def _cards(text: str) -> Iterator[Span]:
    for match in CARD.finditer(text):
        if luhn_fits(_digits(match[0])) and not _of_thing(text, match.start()):
            yield Span(match.start(), match.end(), "card", sure=True)


def _phones(text: str) -> Iterator[Span]:
    spoken = text.translate(_SPOKEN)
    for match in MOBILE.finditer(spoken):
        if not _of_thing(text, match.start()):
            yield Span(match.start(), match.end(), "phone", sure=True)
    for match in LANDLINE.finditer(text):
        if not _of_thing(text, match.start()):
            yield Span(match.start(), match.end(), "phone", sure=False)
    for match in CALLED.finditer(spoken):
        if not PUBLIC_NUMBER.match(_digits(match[1])) and not _of_thing(text, match.start(1)):
            yield Span(match.start(1), match.end(1), "phone", sure=False)


def _plates(text: str) -> Iterator[Span]:
    for match in PLATE.finditer(text):
        if any(sign.isdigit() for sign in match[0]):
            yield Span(match.start(), match.end(), "plate", sure=True)


def _whole(pattern: re.Pattern[str], sort: str, *, sure: bool, group: int = 0) -> Callable[[str], Iterator[Span]]:
    def look(text: str) -> Iterator[Span]:
        for match in pattern.finditer(text):
            yield Span(match.start(group), match.end(group), sort, sure)

    return look


def _names(text: str) -> Iterator[Span]:
    for pattern in (STRONG, WEAK):
        for match in pattern.finditer(text):
            length = _name_length(text, match.start(1), match[1], strong=pattern is STRONG)
            if length:
                yield Span(match.start(1), match.start(1) + length, "name", sure=False)
    for match in FREE.finditer(text):
        said, after = match[1], match[2]
        own = _own_length(said)
        if set(said[own:]) <= GIVEN and said[:2] not in NOT_NAMES and (not after or after in AFTER_NAME):
            yield Span(match.start(), match.start() + len(said), "name", sure=False)
    for match in TITLES.finditer(text):
        start = _titled(text[max(0, match.start() - 4) : match.start()])
        if start:
            yield Span(match.start() - start, match.start(), "name", sure=False)


def _own_length(said: str) -> int:
    """How many signs of a text's beginning are a family name; 0 for none."""
    return 2 if said[:2] in DOUBLE_SURNAMES else int(said[:1] in SURNAMES)


def _name_length(text: str, start: int, said: str, *, strong: bool) -> int:
    """How many signs the name has; 0 where it is none. After a weak word what follows must end it."""
    own = _own_length(said)
    for length in range(len(said), own, -1):
        given, rest = said[own:length], text[start + length :]
        if NOT_GIVEN & set(given) or said[:2] in NOT_NAMES or said[:length] in NOT_NAMES:
            continue
        usual = set(given) <= GIVEN
        ends = not rest or rest[0] in FULL_STOP or (usual and rest[0] in AFTER_NAME)
        if strong or ends or TITLES.match(rest) or (usual and len(given) > 1):
            return length
    return 0


def _titled(before: str) -> int:
    """How many signs right before a title are the name it goes with: a whole one of usual signs, else a family name."""
    for length in (4, 3, 2):
        said = before[-length:]
        own = _own_length(said)
        if len(said) == length and own and set(said[own:]) <= GIVEN and said[:2] not in NOT_NAMES:
            return length
    own = 2 if before[-2:] in DOUBLE_SURNAMES else int(before[-1:] in SURNAMES)
    return own if own and before[-own - 1 : -own] not in tuple(BEFORE_SURNAME.get(before[-own:], "")) else 0


def _homes(text: str) -> Iterator[Span]:
    yield from _whole(HOME, "address", sure=False)(text)
    yield from _whole(DASHED_HOME, "address", sure=False)(text)


LOOKS: tuple[Callable[[str], Iterator[Span]], ...] = (
    _identities,
    _cards,
    _phones,
    _plates,
    _whole(EMAIL, "email", sure=True),
    _whole(WECHAT, "account", sure=False, group=1),
    _whole(QQ, "account", sure=False, group=1),
    _names,
    _homes,
)
