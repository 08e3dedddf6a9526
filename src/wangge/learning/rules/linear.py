"""A trained model: a weight of every kind for every bucket it knows. Pure; needs numpy alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wangge.learning.rules.vectors import BUCKETS, Rows, Values, buckets, counted, tokens, weighed
from wangge.learning.rules.words import Gram, grams

MOST_WHY, LEAST_PULL = 3, 0.05


@dataclass(frozen=True)
class Linear:
    """A linear model. ``kinds`` are its classes by code.

    ``known`` are the buckets that it knows, in order; ``weights`` are (known × kinds), ``bias`` (kinds);
    ``idf`` says how much each known bucket tells; ``temperature`` divides scores so that shares are what they say.
    """

    kinds: tuple[str, ...]
    known: Rows
    idf: Values
    weights: Values
    bias: Values
    temperature: float

    def __post_init__(self) -> None:
        """Raises ``ValueError`` where the parts do not fit together."""
        shape = (len(self.known), len(self.kinds))
        if self.weights.shape != shape or self.bias.shape != shape[1:] or self.idf.shape != shape[:1] or not shape[1]:
            raise ValueError(f"weights {self.weights.shape}, bias {self.bias.shape}: not {shape}")
        if len(self.known) and (self.known.min() < 0 or self.known.max() >= BUCKETS):
            raise ValueError("a bucket outside the form")
        if not (np.isfinite(self.bias).all() and self.temperature > 0):
            raise ValueError("a bias or a temperature that is no number")
        places = np.full(BUCKETS, -1, dtype=np.int32)
        places[self.known] = np.arange(len(self.known), dtype=np.int32)
        by_bucket = np.zeros(BUCKETS, dtype=np.float32)
        by_bucket[self.known] = self.idf
        object.__setattr__(self, "_places", places)
        object.__setattr__(self, "_by_bucket", by_bucket)

    def scores(self, said: Sequence[str]) -> NDArray[np.float64]:
        """The score of every kind for tokens; what is not known adds nothing."""
        return self.scores_of(*counted(said))

    def scores_of(self, rows: Rows, values: Values) -> NDArray[np.float64]:
        """The score of every kind for buckets and their damped counts."""
        found = weighed(rows, values, self._by_bucket)  # type: ignore[attr-defined]
        places = self._places[rows]  # type: ignore[attr-defined]
        there = places >= 0
        scores: NDArray[np.float64] = found[there].astype(np.float64) @ self.weights[places[there]].astype(np.float64)
        return scores + self.bias

    def shares(self, said: Sequence[str]) -> NDArray[np.float64]:
        """How likely each kind is; they add up to 1."""
        return softmax(self.scores(said)[None, :], self.temperature)[0]

    def why(self, words: str, kind: int) -> list[str]:
        """The words of the text itself that speak most for a kind against all others, at most three, strongest first.

        Overlapping grams count together where they stand; a stretch begins and ends where a gram does.
        """
        found = grams(words)
        if not found:
            return []
        rows, signs = buckets([gram.text for gram in found])
        places = self._places[rows]  # type: ignore[attr-defined]
        there = places >= 0
        own = np.zeros(len(found))
        weights = self.weights[places[there]].astype(np.float64)
        own[there] = (weights[:, kind] - weights.mean(axis=1)) * signs[there] * self.idf[places[there]]
        return _strongest(words, found, own)


def _strongest(words: str, found: Sequence[Gram], pull: NDArray[np.float64]) -> list[str]:
    signs: list[tuple[int, int]] = []
    pulls: list[float] = []
    for gram, own in zip(found, pull.tolist(), strict=True):
        if " " in gram.text:
            pulls[-2] += own / 2
            pulls[-1] += own / 2
        else:
            signs.append((gram.start, gram.end))
            pulls.append(own)
    top = max(pulls)
    if top <= 0:
        return []
    stretches: list[tuple[float, int, int]] = []
    for (start, end), own in zip(signs, pulls, strict=True):
        if own < max(top * 0.3, LEAST_PULL):
            continue
        if stretches and not words[stretches[-1][2] : start].strip():
            sum_before, first, _ = stretches.pop()
            stretches.append((sum_before + own, first, end))
        else:
            stretches.append((own, start, end))
    said = [words[start:end] for _, start, end in sorted(stretches, key=lambda s: (-s[0], s[1]))]
    return list(dict.fromkeys(said))[:MOST_WHY]


def softmax(scores: NDArray[np.float64], temperature: float) -> NDArray[np.float64]:
    """Scores (cases × kinds) as shares that add up to 1 in each case."""
    eased = scores / temperature
    raised = np.exp(eased - eased.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = raised / raised.sum(axis=1, keepdims=True)
    return shares


def tokens_of(words: str, *, street: str = "", hour: int | None = None) -> list[str]:
    """The tokens of a report."""
    return tokens([gram.text for gram in grams(words)], street=street, hour=hour)
