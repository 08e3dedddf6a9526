"""Fitting a linear model: the only place that needs scikit-learn."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wangge.core.refusals import NotNow
from wangge.core.words import Say
from wangge.learning.rules import BUCKETS, Linear, counted, weighed, weights_of

SEED, A_CHUNK, ALPHA = 2111, 2000, 1e-6
LEAST_SEEN, MOST_KNOWN = 3, 60_000
LEAST_PASSES, MOST_PASSES, CASES_LOOKED_AT = 3, 10, 300_000
Tell = Callable[[int, int], None]


@dataclass
class Heap:
    """Cases as buckets and damped counts, one after the other, some hundred bytes each."""

    rows: "array[int]" = field(default_factory=lambda: array("i"))
    values: "array[float]" = field(default_factory=lambda: array("f"))
    ends: list[int] = field(default_factory=lambda: [0])

    def add(self, said: Sequence[str]) -> None:
        """Take in the tokens of one more case."""
        rows, values = counted(said)
        self.rows.frombytes(rows.tobytes())
        self.values.frombytes(values.tobytes())
        self.ends.append(len(self.rows))

    def __len__(self) -> int:
        return len(self.ends) - 1

    def at(self, n: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Buckets and counts of a case."""
        part = slice(self.ends[n], self.ends[n + 1])
        return np.frombuffer(self.rows, dtype=np.int32)[part], np.frombuffer(self.values, dtype=np.float32)[part]


def passes_for(cases: int) -> int:
    """How often every case is looked at: fewer times when there are many."""
    return max(LEAST_PASSES, min(MOST_PASSES, CASES_LOOKED_AT // max(cases, 1)))


def fit(heap: Heap, chosen: Sequence[int], labels: Sequence[str], *, seed: int = SEED, tell: Tell) -> Linear:
    """A model from the chosen cases of a heap; ``labels`` are their kinds. The same cases and seed, the same model.

    One logistic regression for each kind against all others, by averaged stochastic gradient steps, in chunks: room
    for the weights and one chunk. ``tell(done, all)`` is called after each. The temperature is 1 and for others to set.
    Raises ``NotNow`` (``learn_part_missing``) without scikit-learn.
    """
    try:
        from scipy.sparse import csr_matrix
        from sklearn.linear_model import SGDClassifier
    except ImportError:
        raise NotNow(
            "learn_part_missing",
            Say(
                "缺少训练用的软件包。请安装：pip install 'wangge[learn]'，再运行一次。",
                "The part that learns is not installed. Type pip install 'wangge[learn]' and run this again.",
            ),
        ) from None
    kinds = sorted(set(labels))
    seen = np.zeros(BUCKETS, dtype=np.int64)
    for n in chosen:
        seen[heap.at(n)[0]] += 1
    idf = weights_of(seen, len(chosen), least=LEAST_SEEN, most=MOST_KNOWN)
    known = np.flatnonzero(idf).astype(np.int32)
    places = np.full(BUCKETS, -1, dtype=np.int32)
    places[known] = np.arange(len(known), dtype=np.int32)
    label_of = {kind: n for n, kind in enumerate(kinds)}
    truth = np.array([label_of[label] for label in labels])

    def chunk(picked: NDArray[np.int64]) -> Any:
        columns, values, ends = [], [], [0]
        for n in picked.tolist():
            rows, counts = heap.at(chosen[n])
            own = weighed(rows, counts, idf)
            there = places[rows] >= 0
            columns.append(places[rows[there]])
            values.append(own[there])
            ends.append(ends[-1] + len(columns[-1]))
        return csr_matrix((np.concatenate(values), np.concatenate(columns), ends), shape=(len(picked), len(known)))

    steps = SGDClassifier(loss="log_loss", alpha=ALPHA, average=True, random_state=seed, shuffle=False)
    shuffled, passes = np.random.RandomState(seed), passes_for(len(chosen))
    done = 0
    for _ in range(passes):
        order = shuffled.permutation(len(chosen))
        for start in range(0, len(order), A_CHUNK):
            picked = order[start : start + A_CHUNK]
            steps.partial_fit(chunk(picked), truth[picked], classes=np.arange(len(kinds)))
            done += len(picked)
            tell(done, passes * len(chosen))
    weights, bias = steps.coef_.T, steps.intercept_
    if len(kinds) == 2:
        weights, bias = np.hstack([-weights, weights]), np.concatenate([-bias, bias])
    return Linear(tuple(kinds), known, idf[known], weights.astype(np.float16), bias.astype(np.float32), 1.0)
