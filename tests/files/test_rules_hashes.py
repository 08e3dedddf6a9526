"""What a picture looks like in 64 bits, and which others look the same."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.files.rules import NEAR, apart, bands, difference_hash, nearest, neighbours, signed

HASHES = st.integers(0, 2**64 - 1)


def test_each_bit_says_whether_the_next_pixel_is_lighter():
    rising = list(range(0, 90, 10)) * 8
    assert difference_hash(rising) == 2**64 - 1
    assert difference_hash(rising[::-1]) == 0
    row = [0, 50, 40, 40, 41, 0, 255, 254, 255]
    assert difference_hash(row + [9] * 63) == 0b10010101 << 56


def test_a_picture_of_one_tone_says_nothing():
    assert difference_hash([40] * 70 + [48, 51]) is None
    assert difference_hash([40] * 70 + [48, 52]) is not None


@given(HASHES, HASHES)
def test_distance_is_the_same_signed_or_not_and_both_ways(one, other):
    assert (
        apart(one, other) == apart(signed(one), signed(other)) == apart(signed(other), one) == (one ^ other).bit_count()
    )
    assert -(2**63) <= signed(one) < 2**63 and bands(signed(one)) == bands(one)


@given(HASHES, st.sets(st.integers(0, 63), max_size=NEAR))
def test_no_twin_is_missed_by_the_bands(own, bits):
    """Whatever seven bits differ, some band is the same or differs in one."""
    other = own
    for bit in bits:
        other ^= 1 << bit
    assert any(there in neighbours(here) for here, there in zip(bands(own), bands(other), strict=True))


def test_bands_put_together_are_the_hash():
    assert bands(0x0123456789ABCDEF) == (0x0123, 0x4567, 0x89AB, 0xCDEF)
    assert len(set(neighbours(0x0123))) == 17
    assert all((a ^ b).bit_count() in (1, 2) for a, b in combinations(neighbours(7), 2))


@pytest.mark.parametrize(("most", "wanted"), [(9, [("b", 0), ("a", 1), ("d", 7)]), (1, [("b", 0)])])
def test_the_nearest_come_first_and_what_is_too_far_not_at_all(most, wanted):
    others = [("a", 1), ("b", 0), ("c", 0xFF), ("d", 0x7F)]
    assert nearest(0, others, most=most) == wanted
