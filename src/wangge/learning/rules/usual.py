"""Kinds by the catalogue's usual words, for a district that has not enough cases to learn from. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from wangge.learning.rules.words import grams

LEAST_SCORE, LEAST_LEAD = 2.0, 1.15
"""Below this score, or when the second comes this close, the best kind is shown and not put forward."""


@dataclass(frozen=True)
class Hit:
    """A kind that words point to, how strongly, and which of the words do."""

    code: str
    score: float
    why: tuple[str, ...]


class UsualWords:
    """The names and usual words of kinds, ready to be asked. ``kinds`` are codes with all their words in one text.

    A pair of signs or a Latin word counts by how few kinds have it; single characters count little.
    """

    def __init__(self, kinds: Sequence[tuple[str, str]]) -> None:
        self._codes: dict[str, set[str]] = {}
        for code, said in kinds:
            for gram in grams(said):
                self._codes.setdefault(gram.text, set()).add(code)
        self._all = max(len(kinds), 1)

    def find(self, words: str, *, most: int = 3) -> list[Hit]:
        """The likeliest kinds for words, the best first; empty where no word is known."""
        scores: dict[str, float] = {}
        spots: dict[str, list[tuple[int, int]]] = {}
        for text, start, end in {g.text: (g.text, g.start, g.end) for g in grams(words)}.values():
            own = log(1 + self._all / len(self._codes[text])) if text in self._codes else 0.0
            weight = own if len(text) > 1 else own / 8
            for code in self._codes.get(text, ()):
                scores[code] = scores.get(code, 0.0) + weight
                if len(text) > 1:
                    spots.setdefault(code, []).append((start, end))
        best = sorted(scores, key=lambda code: (-scores[code], code))[:most]
        return [Hit(code, scores[code], _stretches(words, spots.get(code, []))) for code in best]


def is_sure(hits: Sequence[Hit]) -> bool:
    """Whether the first of the hits may be put forward."""
    if not hits or hits[0].score < LEAST_SCORE:
        return False
    return len(hits) == 1 or hits[0].score >= hits[1].score * LEAST_LEAD


def _stretches(words: str, spots: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spots):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(dict.fromkeys(words[start:end] for start, end in joined))[:3]
