"""What notices say: the texts as shipped, and what a district may make of one. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from wangge.core.refusals import Missing
from wangge.core.words import Say


@dataclass(frozen=True)
class Text:
    """A text of a notice as shipped: its name for people, channel (``sms`` or ``screen``), words with ``{places}``.

    ``needed`` are the places that no wording may leave out.
    """

    about: Say
    channel: str
    say: Say
    places: frozenset[str]
    needed: frozenset[str] = frozenset({"number"})


PLACES: dict[str, tuple[Say, str]] = {
    "number": (Say("案件编号", "case number"), "211102-20261123-000147"),
    "kind": (Say("类别", "kind"), "下水道堵塞或破损"),
    "address": (Say("查询页地址", "address of the tracking page"), "https://wangge.example/t/7KQM4X9PW2HD"),
    "minutes": (Say("没有人看的分钟数", "minutes that nobody looked"), "30"),
    "place": (Say("地点所在的地域", "area of the place"), "辽河街道 延风社区 第 1 网格"),
    "due": (Say("时限", "due time"), "2026-11-24 10:00"),
}
"""What may stand between braces, and a sample of it."""


def _text(zh: str, en: str, channel: str, said: str, said_en: str) -> Text:
    places = frozenset(places_in(said))
    return Text(Say(zh, en), channel, Say(said, said_en), places, frozenset({"number", "address"}) & places)


PLACE_FORM = re.compile(r"\{([a-z_]+)\}")
MOST = {"sms": (140, 300), "screen": (120, 240)}
"""How many signs a wording may have in Chinese and in English, by channel."""


def places_in(words: str) -> list[str]:
    """The names between braces, in order."""
    return PLACE_FORM.findall(words)


TEXTS: dict[str, Text] = {
    "unseen": _text(
        "交到手里没有人看（短信）", "Handed over and not looked at (SMS)", "sms",
        "{kind}案件 {number} 交给您这里 {minutes} 分钟还没有人看，请尽快登录处理。",
        "Case {number} ({kind}) was handed to you {minutes} minutes ago and nobody has looked. Please sign in.",
    ),
    "ended": _text(
        "办完了，请居民评价（短信）", "It has ended: how did it go? (SMS)", "sms",
        "您反映的{kind}（{number}）有结果了。请看结果，说说解决了没有：{address}",
        "What you reported ({kind}, {number}) has a result. Please look and say whether it is solved: {address}",
    ),
    "handed": _text(
        "交到手里", "Handed over", "screen", "{kind}案件 {number} 交给了您这里，地点在{place}，请在 {due} 前办理。",
        "Case {number} ({kind}) at {place} is with you now. It is due at {due}.",
    ),
    "task": _text(
        "请协办或到场", "Asked to help or to come", "screen", "{kind}案件 {number} 请您单位协办或到场，地点在{place}。",
        "You are asked to help with case {number} ({kind}) at {place}.",
    ),
    "remind": _text(
        "快到时限", "Nearly due", "screen", "{kind}案件 {number} 快到时限，请在 {due} 前办完。",
        "Case {number} ({kind}) is nearly due: {due}.",
    ),
    "overdue": _text(
        "超过时限", "Overdue", "screen", "{kind}案件 {number} 已超过时限 {due}，请马上办理。",
        "Case {number} ({kind}) was due at {due}. Please act now.",
    ),
    "raise": _text(
        "超期上报", "Raised to the level above", "screen",
        "{kind}案件 {number} 超期较久，已报给您，请过问。时限是 {due}。",
        "Case {number} ({kind}), due at {due}, is long overdue and raised to you.",
    ),
    "order": _text(
        "督办", "Supervised", "screen", "{kind}案件 {number} 有督办单，请在 {due} 前答复。",
        "There is an order on case {number} ({kind}). Please answer by {due}.",
    ),
}  # fmt: skip
"""Every text of a notice by name, as shipped."""


def read_wording(text: Text, zh: str, en: str) -> Say:
    """A district's own wording of a text.

    Raises ``Missing``: ``text_incomplete`` (a language is empty), ``text_too_long``, ``place_unclear`` (braces),
    ``place_not_there`` (a name that this text does not have), ``place_left_out`` (a needed one).
    """
    words = Say(" ".join(zh.split()), " ".join(en.split()))
    if not all(words) or not all(part.isprintable() for part in words):
        raise Missing(
            "text_incomplete",
            Say(
                "中文、英文都要写，不能空着，也不带看不见的字符。", "Write it in Chinese and English, in visible signs."
            ),
        )
    most = MOST[text.channel]
    if len(words.zh) > most[0] or len(words.en) > most[1]:
        raise Missing(
            "text_too_long",
            Say(
                f"太长了：中文最多 {most[0]} 字，英文最多 {most[1]} 个字母。请改短。",
                f"Too long: at most {most[0]} Chinese signs and {most[1]} letters. Please shorten it.",
            ),
        )
    for part in words:
        _check_places(text, part)
    return words


def _check_places(text: Text, words: str) -> None:
    found, known = places_in(words), "、".join(f"{{{name}}}" for name in sorted(text.places))
    if re.search(r"[{}]", PLACE_FORM.sub("", words)):
        raise Missing(
            "place_unclear",
            Say(f"花括号要成对，里面写占位名：{known}。请改正。", f"Braces come in pairs around a name: {known}."),
        )
    for name in found:
        if name not in text.places:
            raise Missing(
                "place_not_there",
                Say(
                    f"这条通知里没有“{{{name}}}”。可以用：{known}。",
                    f"This notice has no “{{{name}}}”. There are: {known}.",
                ),
                name=name,
            )
    for name in sorted(text.needed - set(found)):
        raise Missing(
            "place_left_out",
            Say(f"少了“{{{name}}}”，没有它就不知道是哪一件。请补上。", f"“{{{name}}}” is missing. Please put it in."),
            name=name,
        )


def filled(words: str, values: Mapping[str, str]) -> str:
    """The words with values in their places; a place without a value stays empty."""
    return PLACE_FORM.sub(lambda found: values.get(found.group(1), ""), words)


def sample(say: Say) -> Say:
    """A wording with sample values."""
    values = {name: value for name, (_, value) in PLACES.items()}
    return Say(filled(say.zh, values), filled(say.en, values))
