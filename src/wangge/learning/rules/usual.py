"""Kinds by the catalogue's search, for a district that has not enough cases to learn from: how sure, and why. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from wangge.learning.rules.words import grams

LEAST_SCORE, LEAST_LEAD = 20.0, 1.15
"""Below this score, or when the second comes this close, the best kind is shown and not put forward."""


@dataclass(frozen=True)
class Hit:
    """A kind that words point to, how strongly, and which of the words do."""

    code: str
    score: float
    why: tuple[str, ...]


def is_sure(hits: Sequence[Hit]) -> bool:
    """Whether the first of the hits may be put forward."""
    if not hits or hits[0].score < LEAST_SCORE:
        return False
    return len(hits) == 1 or hits[0].score >= hits[1].score * LEAST_LEAD


def shared(words: str, said: str) -> tuple[str, ...]:
    """Up to three stretches of words that stand in what is ``said`` of a kind as well, as they were written."""
    known = _pieces_of(said)
    joined: list[tuple[int, int]] = []
    for start, end in sorted((g.start, g.end) for g in _grams_of(words) if len(g.text) > 1 and g.text in known):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(dict.fromkeys(words[start:end] for start, end in joined))[:3]


_grams_of = lru_cache(maxsize=8)(grams)
"""Those of the words last asked about: the same for each kind that they may mean."""


@lru_cache(maxsize=2000)
def _pieces_of(said: str) -> frozenset[str]:
    """The grams of what is said of a kind: some hundred texts, asked for at every report."""
    return frozenset(gram.text for gram in grams(said))
