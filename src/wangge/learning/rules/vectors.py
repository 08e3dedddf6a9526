"""Words as numbers: every gram falls into one of 2^17 buckets by its checksum. Pure, no list of words is kept.

A model therefore holds no vocabulary: a bucket does not say which words fell into it. Signed hashing after Weinberger
et al., "Feature Hashing for Large Scale Multitask Learning" (2009): half of what collides cancels.
"""

import zlib
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

BITS = 17
BUCKETS = 1 << BITS
FORM = 2
"""Counts up when the same words would fall into other buckets: older models are then no more read."""
_SPREAD = np.uint64(0x9E3779B97F4A7C15)

Rows = NDArray[np.int32]
Values = NDArray[np.float32]


def tokens(texts: Iterable[str], *, street: str = "", hour: int | None = None) -> list[str]:
    """What is hashed: the grams, the street's code and in which of six parts of the day it was (``hour`` 0–23)."""
    found = list(texts)
    if street:
        found.append(f"@street {street}")
    if hour is not None:
        found.append(f"@hour {hour // 4}")
    return found


def buckets(said: Sequence[str]) -> tuple[Rows, Values]:
    """The bucket of each token and its sign, +1 or -1."""
    sums = np.fromiter((zlib.crc32(token.encode()) for token in said), dtype=np.uint64, count=len(said))
    spread = sums * _SPREAD
    signs = np.where((spread >> np.uint64(20)) & np.uint64(1), 1, -1)
    return (spread >> np.uint64(64 - BITS)).astype(np.int32), signs.astype(np.float32)


def counted(said: Sequence[str]) -> tuple[Rows, Values]:
    """Each bucket once, in order, with the damped count of what fell into it: sign × ln(1 + n)."""
    rows, signs = buckets(said)
    unique, places = np.unique(rows, return_inverse=True)
    sums = np.bincount(places, weights=signs, minlength=len(unique))
    return unique.astype(np.int32), (np.sign(sums) * np.log1p(np.abs(sums))).astype(np.float32)


def weighed(rows: Rows, values: Values, weights: Values) -> Values:
    """Values times the weight of their bucket (0 where a model has none), at length 1 as far as there is any."""
    found = values * weights[rows]
    length = float(np.sqrt(np.sum(found * found)))
    return found / np.float32(length) if length else found


def weights_of(seen: NDArray[np.int64], cases: int, *, least: int, most: int) -> Values:
    """How much each bucket says: ln((1 + cases) / (1 + cases that have it)); 0 for what hardly any case has.

    ``seen`` counts the cases of each bucket. Buckets of fewer than ``least`` cases weigh nothing, so that what one
    person alone said, a name for example, is in no model; of the others at most ``most``, the most frequent.
    """
    kept = seen >= least
    if int(kept.sum()) > most:
        order = np.argsort(-seen, kind="stable")[:most]
        chosen = np.zeros(len(seen), dtype=bool)
        chosen[order] = True
        kept &= chosen
    return np.where(kept, np.log((1 + cases) / (1 + seen)), 0).astype(np.float32)
