"""Picture hashes 图片指纹: 64 bits by which the same picture is known again after it was made smaller or lighter. Pure.

A difference hash: the picture in grey, nine by eight pixels, each compared with its neighbour. Of the drawn pictures it
keeps within seven bits all that were saved anew, made smaller, lighter, darker, or cut by some hundredths
(``python -m bench.twins``); different places lie further apart.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

Whose = TypeVar("Whose")

WIDE, HIGH = 9, 8
"""The grey pixels that a hash is made of."""
BITS = 64
BANDS = 4
BAND_BITS = BITS // BANDS
NEAR = 7
"""Two pictures whose hashes differ in so many bits at most are twins.

Of seven bits spread over four bands some band has one at most, so that looking up every band's value and its sixteen
neighbours by one bit misses none.
"""
FLAT = 12
"""A picture whose grey values differ by less than this says nothing: a lens covered by a thumb, a wall at night."""


def difference_hash(grey: Sequence[int]) -> int | None:
    """The hash of 72 grey values from 0 to 255, row by row; None of a picture that is all one tone."""
    if max(grey) - min(grey) < FLAT:
        return None
    found = 0
    for row in range(HIGH):
        for left, right in pairwise(grey[row * WIDE : (row + 1) * WIDE]):
            found = found << 1 | (right > left)
    return found


def signed(value: int) -> int:
    """A hash as the databases' eight bytes hold it."""
    return value - (1 << BITS) if value >> (BITS - 1) else value


def apart(one: int, other: int) -> int:
    """In how many bits two hashes differ, signed or not."""
    return ((one ^ other) & ((1 << BITS) - 1)).bit_count()


def bands(value: int) -> tuple[int, ...]:
    """A hash in four parts of sixteen bits, the highest first."""
    whole = value & ((1 << BITS) - 1)
    return tuple(whole >> BAND_BITS * (BANDS - 1 - n) & ((1 << BAND_BITS) - 1) for n in range(BANDS))


def neighbours(band: int) -> list[int]:
    """A band's value and the sixteen that differ from it in one bit."""
    return [band, *(band ^ 1 << bit for bit in range(BAND_BITS))]


def nearest(own: int, others: Iterable[tuple[Whose, int]], *, most: int) -> list[tuple[Whose, int]]:
    """Those of ``(whose, hash)`` that are twins of the own hash, as ``(whose, distance)``, the nearest first."""
    return sorted(_near(own, others), key=lambda found: found[1])[:most]


def _near(own: int, others: Iterable[tuple[Whose, int]]) -> Iterator[tuple[Whose, int]]:
    for whose, value in others:
        distance = apart(own, value)
        if distance <= NEAR:
            yield whose, distance
