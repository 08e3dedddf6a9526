"""Who goes to work, who waits and who is sent away first."""

import pytest

from wangge.api.admission.rules import (
    DEED,
    FREE,
    LIST,
    LOOK,
    SORTS,
    busy,
    limits,
    may_begin,
    may_wait,
    next_sort,
    seconds_away,
    sort_of,
)

CASE = "01a214a4-9af0-7852-b852-300d44000000"
FOUR = limits(4, waiting=16, patience=10)


def counts(deed: int = 0, look: int = 0, lists: int = 0) -> dict[str, int]:
    return {DEED: deed, LOOK: look, LIST: lists}


@pytest.mark.parametrize(
    ("method", "path", "sort"),
    [
        ("POST", "/api/v1/public/reports", DEED),
        ("POST", "/api/v1/reports", DEED),
        ("POST", f"/api/v1/cases/{CASE}/moves", DEED),
        ("POST", "/api/v1/session", DEED),
        ("PATCH", f"/api/v1/uploads/tus/{CASE}", DEED),
        ("HEAD", f"/api/v1/public/uploads/tus/{CASE}", DEED),
        ("POST", "/", DEED),
        ("POST", "/t/ABCDEFGHJKLM/rating", DEED),
        ("GET", "/", LOOK),
        ("GET", "/t/ABCDEFGHJKLM", LOOK),
        ("GET", f"/t/ABCDEFGHJKLM/files/{CASE}", LOOK),
        ("GET", f"/api/v1/cases/{CASE}", LOOK),
        ("GET", f"/api/v1/cases/{CASE}/deadline", LOOK),
        ("GET", "/api/v1/me/sessions", LOOK),
        ("GET", f"/cases/{CASE}", LOOK),
        ("GET", "/api/v1/cases", LIST),
        ("GET", "/api/v1/cases/counts", LIST),
        ("GET", f"/api/v1/cases/{CASE}/entries", LIST),
        ("GET", "/api/v1/map/cases", LIST),
        ("POST", "/api/v1/public/reports/alike", LIST),
        ("POST", f"/api/v1/cases/{CASE}/bundle", LIST),
        ("GET", f"/cases/{CASE}/file.zip", LIST),
        ("GET", "/queue", LIST),
        ("GET", "/something/new", LIST),
        ("GET", "/health", FREE),
        ("GET", "/static/wangge/wangge.css", FREE),
        ("GET", "/worker/sw.js", FREE),
        ("GET", "/desk/", FREE),
    ],
)
def test_each_request_has_its_sort(method: str, path: str, sort: str) -> None:
    assert sort_of(method, path) == sort


def test_lists_leave_places_for_others() -> None:
    assert FOUR.at_work == counts(4, 3, 2)
    assert may_begin(DEED, counts(3), counts(), FOUR)
    assert not may_begin(DEED, counts(4), counts(), FOUR)
    assert may_begin(LIST, counts(lists=1), counts(), FOUR)
    assert not may_begin(LIST, counts(lists=2), counts(), FOUR)
    assert not may_begin(LOOK, counts(look=3), counts(), FOUR)


def test_nobody_goes_before_those_who_wait_and_come_first() -> None:
    assert not may_begin(LIST, counts(), counts(deed=1), FOUR)
    assert not may_begin(DEED, counts(), counts(deed=1), FOUR)
    assert may_begin(DEED, counts(), counts(lists=5), FOUR)


def test_lists_are_sent_away_before_anything_else_is() -> None:
    half = counts(deed=FOUR.waiting[DEED] // 2)
    assert may_wait(LIST, half, FOUR)
    assert not may_wait(LIST, counts(deed=FOUR.waiting[DEED] // 2 + 1), FOUR)
    assert may_wait(DEED, counts(deed=FOUR.waiting[DEED] - 1), FOUR)
    assert not may_wait(DEED, counts(deed=FOUR.waiting[DEED]), FOUR)
    for lists in range(FOUR.waiting[LIST] + 1):
        for deed in range(FOUR.waiting[DEED] + 1):
            now = counts(deed, 0, lists)
            assert may_wait(DEED, now, FOUR) or not may_wait(LIST, now, FOUR)


def test_a_free_place_goes_to_a_sort_that_stands_still_then_in_order() -> None:
    assert next_sort(counts(3), counts(5, 5, 5), FOUR) == LOOK
    assert next_sort(counts(2, 1), counts(5, 5, 5), FOUR) == LIST
    assert next_sort(counts(1, 1, 1), counts(5, 5, 5), FOUR) == DEED
    assert next_sort(counts(1, 1, 1), counts(0, 5, 5), FOUR) == LOOK
    assert next_sort(counts(1, 0, 2), counts(0, 0, 5), FOUR) is None
    assert next_sort(counts(4), counts(5, 5, 5), FOUR) is None
    assert next_sort(counts(), counts(), FOUR) is None


def test_one_place_is_enough_for_everybody_in_turn() -> None:
    one = limits(1, waiting=4, patience=10)
    assert one.at_work == counts(1, 1, 1)
    assert next_sort(counts(), counts(1, 1, 1), one) == DEED
    assert next_sort(counts(), counts(0, 1, 1), one) == LOOK
    assert next_sort(counts(), counts(0, 0, 1), one) == LIST
    assert one.everybody == 1 + 4 + 2 + 1


def test_they_come_again_later_the_fuller_it_is_and_not_at_once() -> None:
    empty, full = counts(), {sort: FOUR.waiting[sort] for sort in SORTS}
    assert [seconds_away(sort, empty, FOUR, 0) for sort in SORTS] == [2, 3, 5]
    assert [seconds_away(sort, full, FOUR, 0) for sort in SORTS] == [4, 6, 10]
    assert seconds_away(DEED, full, FOUR, 0.99) == 6
    assert seconds_away(DEED, empty, limits(2, waiting=0, patience=1), 0) == 4


@pytest.mark.parametrize("sort", SORTS)
def test_the_sentence_says_when(sort: str) -> None:
    assert "7 秒" in busy(sort, 7).zh
    assert "7 seconds" in busy(sort, 7).en
