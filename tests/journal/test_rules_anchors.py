"""Trees, ways to their roots, signatures, and the list that they make."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.journal.rules import (
    GENESIS,
    Anchor,
    Growing,
    day_due,
    fingerprint,
    is_signed,
    key_from,
    leaf,
    list_faults,
    path_to,
    public_bytes,
    read_anchor,
    root_by_path,
    root_of,
)

KEY = key_from(b"k" * 32)
PUBLIC = public_bytes(KEY)
AT = datetime(2026, 11, 24, 16, 1, tzinfo=UTC)
DAY = date(2026, 11, 24)


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def plainly(leaves: list[bytes]) -> bytes:
    """The root as RFC 6962 writes it down."""
    if len(leaves) == 1:
        return leaves[0]
    half = max(2**n for n in range(20) if 2**n < len(leaves))
    return node(plainly(leaves[:half]), plainly(leaves[half:]))


@given(st.integers(1, 70))
def test_a_growing_tree_has_the_root_of_the_written_rule_and_every_leaf_its_way(count):
    leaves = [bytes([n]) * 32 for n in range(count)]
    root = root_of(leaves)
    assert root == plainly(leaves)
    for index, own in enumerate(leaves):
        path = path_to(leaves, index)
        assert root_by_path(own, index, count, path) == root
        assert root_by_path(b"x" * 32, index, count, path) != root
        assert root_by_path(own, (index + 1) % (count + 1), count, path) != root or count == 1
        assert root_by_path(own, index, count, [*path, own]) is None


def test_an_empty_tree_and_places_outside():
    assert Growing().root == hashlib.sha256(b"").digest()
    assert root_by_path(b"", 1, 1, []) is None
    assert root_by_path(b"", -1, 1, []) is None
    assert leaf("case:1", 2, b"\x01") != leaf("case:1", 3, b"\x01")


def anchors(count: int) -> list[tuple[Anchor, bytes]]:
    made, previous = [], GENESIS
    for number in range(1, count + 1):
        one = Anchor("211102", number, DAY, number * 10 - 9, number * 10, 3, b"r" * 32, previous, AT, PUBLIC)
        made.append((one, KEY.sign(one.signed_bytes)))
        previous = one.id
    return made


def test_a_list_is_whole_and_an_anchor_survives_the_journey():
    made = anchors(3)
    assert list_faults(made) == []
    assert [read_anchor(one.plain() | {"signature": ""}) for one, _ in made] == [one for one, _ in made]
    with pytest.raises(ValueError, match="whole numbers"):
        read_anchor(made[0][0].plain() | {"count": "3"})


def test_what_is_missing_or_altered_in_a_list_is_named():
    made = anchors(3)
    assert list_faults([made[0], made[2]]) == [
        "expected anchor 2, found 3", "anchor 3 does not follow on the one before it",
    ]  # fmt: skip
    made[1] = (replace(made[1][0], root=b"s" * 32), made[1][1])
    assert list_faults(made) == [
        "anchor 2 was altered, or its signature was", "anchor 3 does not follow on the one before it",
    ]  # fmt: skip


def test_signatures_and_fingerprints():
    said = b"said"
    assert is_signed(PUBLIC, KEY.sign(said), said)
    assert not is_signed(PUBLIC, KEY.sign(said), b"other")
    assert not is_signed(PUBLIC, b"short", said)
    assert not is_signed(b"short", KEY.sign(said), said)
    assert fingerprint(PUBLIC).replace(" ", "") == hashlib.sha256(PUBLIC).hexdigest()[:32]
    assert len(fingerprint(PUBLIC).split()) == 8


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (None, "2026-11-24"), ("2026-11-23", "2026-11-24"), ("2026-10-01", "2026-11-24"), ("2026-11-24", None),
        ("2026-11-25", None), ("2026-11-26", "2026-11-24"), ("2027-11-24", "2026-11-24"),
    ],
)  # fmt: skip
def test_when_a_day_is_due(last, due):
    """Missed days are made up by the next; a clock a little back waits, one that had run far ahead does not."""
    said = day_due(date.fromisoformat(last) if last else None, today=date(2026, 11, 25))
    assert said == (date.fromisoformat(due) if due else None)
