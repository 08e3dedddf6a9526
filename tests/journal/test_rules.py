"""Hashes, chains and positions."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.core.refusals import Missing
from wangge.journal.rules import (
    ContentMark,
    Head,
    Line,
    Subject,
    canonical,
    check_chain,
    content_hash,
    digest,
    line_hash,
    position_token,
    read_position,
    stamp,
)

AT = datetime(2026, 11, 23, 8, 4, tzinfo=UTC)
CASE = Subject("case", UUID(int=7))


def line(seq: int, **other: object) -> Line:
    values = {
        "district": "211102", "subject": CASE, "seq": seq, "verb": "case.remark", "actor": UUID(int=1),
        "post": "grid_worker", "was": "reported", "now": "reported", "key": f"k{seq}", "happened_at": AT,
        "recorded_at": AT, "facts": {"n": seq}, "content": (ContentMark("words", UUID(int=seq), b"\x01" * 32),),
    }  # fmt: skip
    return Line(**(values | other))  # type: ignore[arg-type]


def chain(length: int) -> list[tuple[Line, bytes, bytes]]:
    links, head = [], Head()
    for seq in range(1, length + 1):
        own = line_hash(head.hash, line(seq))
        links.append((line(seq), head.hash, own))
        head = Head(seq, own)
    return links


def test_a_whole_chain_has_no_fault():
    links = chain(5)
    assert check_chain(links, Head(5, links[-1][2])) == []
    assert check_chain([], Head()) == []
    assert check_chain(links) == []


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("verb", "case.close"), ("actor", UUID(int=9)), ("post", ""), ("was", "closed"), ("now", "closed"),
        ("key", "other"), ("facts", {"n": "2"}), ("happened_at", AT + timedelta(microseconds=1)),
        ("recorded_at", AT + timedelta(microseconds=1)), ("district", "211103"),
        ("content", (ContentMark("words", UUID(int=2), b"\x02" * 32),)),
    ],
)  # fmt: skip
def test_whatever_is_altered_is_noticed(part, value):
    links = chain(3)
    links[1] = (replace(links[1][0], **{part: value}), *links[1][1:])
    assert [(f.seq, f.what) for f in check_chain(links)] == [(2, "was altered")]


def test_a_missing_entry_is_noticed_in_the_middle_and_at_the_end():
    links = chain(4)
    middle = [fault.what for fault in check_chain([links[0], links[2], links[3]])]
    assert middle == ["expected entry 2, found 3", "does not follow on the entry before it"]
    end = check_chain(links[:3], Head(4, links[3][2]))
    assert [fault.what for fault in end] == ["the subject says its last entry is 4"]


def test_the_canonical_form_does_not_depend_on_order_and_refuses_fractions():
    assert canonical({"b": 1, "a": ["中"]}) == '{"a":["中"],"b":1}'.encode()
    for value in (0.1, {"a": 0.1}, [1, (0.5,)]):
        with pytest.raises(TypeError):
            canonical(value)


def test_a_time_is_the_same_in_every_zone():
    assert stamp(AT) == stamp(AT.astimezone(timezone(timedelta(hours=8)))) == "2026-11-23T08:04:00.000000Z"


def test_a_digest_tells_verb_and_content_apart_and_takes_fractions():
    place = {"lat": 41.1, "points": [1.5, (2, "x")]}
    assert digest("case.report", place) == digest("case.report", dict(place))
    assert digest("case.report", place) != digest("case.move", place)
    assert digest("case.report", place) != digest("case.report", {"lat": 41.2})


def test_the_salt_hides_a_short_text():
    assert content_hash(b"a" * 16, b"x") != content_hash(b"b" * 16, b"x")


@given(st.dictionaries(st.text("0123456789", min_size=6, max_size=6), st.integers(0, 2**60)), st.text())
def test_a_position_survives_the_journey(places, scope):
    assert read_position(position_token(places, scope)) == (places, scope)


@pytest.mark.parametrize("token", ["x", "====", "e30", "bnVsbA", "eyJwIjp7ImEiOiJ4In0sInMiOiIifQ", "\u4e2d"])
def test_another_text_is_no_position(token):
    with pytest.raises(Missing) as refused:
        read_position(token)
    assert refused.value.code == "position_unreadable"
