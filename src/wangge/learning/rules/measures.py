"""How good a model is, told without flattery: on later cases, with what it does not know. Pure.

``shares`` are (cases × kinds), ``truth`` the place of the right kind in each case, -1 where the model does not know it:
such a case is always wrong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from wangge.learning.rules.linear import softmax

Shares = NDArray[np.float64]
Truth = NDArray[np.int64]
BINS = 10
THRESHOLDS = tuple(n / 20 for n in range(20))
GOAL, LEAST_KEPT, LIKELIER = 0.9, 50, 0.5


def right_among(shares: Shares, truth: Truth, *, most: int) -> float:
    """The share of cases whose kind is among the likeliest ``most``; 0 where there is no case."""
    if not len(truth):
        return 0.0
    best = np.argsort(-shares, axis=1, kind="stable")[:, :most]
    return float((best == truth[:, None]).any(axis=1).mean())


def macro_f1(shares: Shares, truth: Truth) -> float:
    """F1 of each kind that came or was said, all weighing the same."""
    said = shares.argmax(axis=1) if len(truth) else truth
    found = []
    for kind in sorted(set(truth.tolist()) | set(said.tolist())):
        hits = int(((said == kind) & (truth == kind)).sum())
        found.append(2 * hits / int((said == kind).sum() + (truth == kind).sum()))
    return sum(found) / len(found) if found else 0.0


@dataclass(frozen=True)
class Bin:
    """Cases whose first kind had a share in one tenth: how many, the mean share, and how many were right."""

    since: float
    until: float
    cases: int
    share: float
    right: float


def reliability(shares: Shares, truth: Truth) -> list[Bin]:
    """The tenths in which there are cases. A model is calibrated where ``share`` and ``right`` agree."""
    if not len(truth):
        return []
    top, hit = shares.max(axis=1), shares.argmax(axis=1) == truth
    tenth = np.minimum((top * BINS).astype(int), BINS - 1)
    return [
        Bin(n / BINS, (n + 1) / BINS, int(own.sum()), float(top[own].mean()), float(hit[own].mean()))
        for n in range(BINS)
        if (own := tenth == n).any()
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """How far shares are from what came, on average over the cases (expected calibration error)."""
    cases = sum(b.cases for b in bins)
    return sum(b.cases * abs(b.share - b.right) for b in bins) / cases if cases else 0.0


def temperature_for(scores: Shares, truth: Truth) -> float:
    """The temperature by which known cases are least surprising, between 0.05 and 20 (Guo et al. 2017); 1 for none."""
    known = truth >= 0
    if not known.any():
        return 1.0
    own, rows = truth[known], np.arange(int(known.sum()))

    def surprise(logarithm: float) -> float:
        shares = softmax(scores[known], float(np.exp(logarithm)))
        return float(-np.log(np.maximum(shares[rows, own], 1e-12)).mean())

    low, high, golden = log(0.05), log(20.0), (5**0.5 - 1) / 2
    for _ in range(40):
        left, right = high - golden * (high - low), low + golden * (high - low)
        if surprise(left) <= surprise(right):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2))


@dataclass(frozen=True)
class Step:
    """What is left when a model says nothing below a share: how many of the cases, and how many of these are right."""

    threshold: float
    coverage: float
    accuracy: float


def abstention_curve(shares: Shares, truth: Truth) -> list[Step]:
    """One step for every twentieth from 0 to 0.95, as far as there are cases."""
    if not len(truth):
        return []
    top, hit = shares.max(axis=1), shares.argmax(axis=1) == truth
    return [Step(t, float(own.mean()), float(hit[own].mean())) for t in THRESHOLDS if (own := top >= t).any()]


def threshold_for(shares: Shares, truth: Truth, *, goal: float = GOAL) -> float:
    """The lowest share from which on ``goal`` of what is said is right, of at least fifty cases; 1 where none is.

    Never below one half: a kind that is put forward is likelier than all others together.
    """
    for step in abstention_curve(shares, truth):
        if step.threshold >= LIKELIER and step.accuracy >= goal and step.coverage * len(truth) >= LEAST_KEPT:
            return step.threshold
    return 1.0


def recalls(shares: Shares, truth: Truth, kinds: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Of each kind how many cases there were and how many were recognised."""
    hit = shares.argmax(axis=1) == truth if len(truth) else truth
    return {
        kind: (int((truth == n).sum()), int(((truth == n) & hit).sum() if len(truth) else 0))
        for n, kind in enumerate(kinds)
    }


def population_shift(before: Mapping[str, float], now: Mapping[str, int]) -> float | None:
    """Population stability index of what is said now beside what was said of the test cases; None for no case.

    Below 0.1 hardly anything has moved, above 0.25 much. A kind that one side lacks counts as half a case there.
    """
    cases = sum(now.values())
    if not cases:
        return None
    total, least = 0.0, 0.5 / cases
    for kind in before.keys() | now.keys():
        was, own = max(before.get(kind, 0.0), least), max(now.get(kind, 0) / cases, least)
        total += (own - was) * log(own / was)
    return total
