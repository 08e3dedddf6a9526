"""What a model sees of words: signs and pairs of signs, with what is personal and numbers hidden. Pure.

A sign is one Chinese character or one Latin word; punctuation parts them. Pairs and not longer runs: over the labelled
messages of ``bench.learning`` they are as right as runs of four and take a third of the room.
"""

import re
import unicodedata
from dataclasses import dataclass

from wangge.core.personal import personal_spans

SIGNS = re.compile(r"[a-z]+(?:'[a-z]+)?|0|[\u3400-\u9fff]")
NUMBERS = re.compile(r"[0-9０-９][0-9０-９\-.:]*|[〇零一二三四五六七八九十百千万两幺]{3,}")
MOST_SIGNS = 600
"""What comes after so many signs changes nothing any more and is not read."""


@dataclass(frozen=True)
class Gram:
    """One sign, or two that stand side by side, and where in the words they stand: ``start`` to before ``end``."""

    text: str
    start: int
    end: int


def plain(words: str) -> str:
    """The words in small half-width letters, sign for sign: a place in the result is the same place in the words."""
    return "".join(_narrow(sign) for sign in words)


def _narrow(sign: str) -> str:
    narrow = unicodedata.normalize("NFKC", sign).lower()
    return narrow if len(narrow) == 1 else sign


def hidden(words: str) -> str:
    """The words sign for sign, but every number a single 0 with blanks after it, and what else ``core.personal`` finds
    a stop with blanks: no model sees a telephone number, an identity number, the number of a house, or a name."""
    said = NUMBERS.sub(lambda match: "0" + " " * (len(match[0]) - 1), plain(words))
    for span in personal_spans(words):
        if said[span.start] != "0":
            said = f"{said[: span.start]}.{' ' * (span.end - span.start - 1)}{said[span.end :]}"
    return said


def grams(words: str) -> list[Gram]:
    """Signs of words in their order, each followed by the pair that it makes with the one before it.

    Pairs do not reach over punctuation.
    """
    said = hidden(words)
    numbers = {m.start(): m.end() for m in NUMBERS.finditer(plain(words))}
    found: list[Gram] = []
    before: Gram | None = None
    for match in list(SIGNS.finditer(said))[:MOST_SIGNS]:
        one = Gram(match[0], match.start(), numbers.get(match.start(), match.end()))
        found.append(one)
        if before is not None and not said[before.end : one.start].strip():
            found.append(Gram(f"{before.text} {one.text}", before.start, one.end))
        before = one
    return found
