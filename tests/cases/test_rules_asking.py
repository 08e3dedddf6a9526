"""Whom to ring up, when again, and what a share of few answers is worth."""

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from wangge.cases.rules import (
    SHIPPED,
    called,
    check_called,
    check_solving,
    first_try,
    mean_of,
    next_try,
    rate_of,
    wilson,
)
from wangge.core.refusals import Missing

ZONE = ZoneInfo("Asia/Shanghai")


def code(call, *args) -> str:
    with pytest.raises(Missing) as refused:
        call(*args)
    assert refused.value.say.zh and refused.value.say.en
    return refused.value.code


@pytest.mark.parametrize(
    ("yes", "asked", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe, Statistics in Medicine 17 (1998) 857, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
        (5, 10, 0.2366, 0.7634),
        (0, 0, 0.0, 1.0),
    ],
)
def test_wilsons_interval_against_published_values(yes, asked, low, high):
    found = wilson(yes, asked)
    assert found == pytest.approx((low, high), abs=0.00006)
    assert 0.0 <= found[0] <= (yes / asked if asked else 0.5) <= found[1] <= 1.0


def test_a_share_carries_its_count_and_says_when_it_is_too_few_to_say():
    assert rate_of(0, 0) == {"yes": 0, "asked": 0, "share": None, "low": None, "high": None, "few": True}
    assert rate_of(4, 4)["few"] and not rate_of(4, 5)["few"]
    assert rate_of(5, 10) == {"yes": 5, "asked": 10, "share": 0.5, "low": 0.2366, "high": 0.7634, "few": False}
    assert (mean_of(0, 0), mean_of(13, 3)) == ({"mean": None, "asked": 0}, {"mean": 4.33, "asked": 3})


def test_the_smallest_numbers_are_called_as_many_as_the_share_and_at_least_some():
    numbers = {UUID(int=n): 1000 - n for n in range(200)}
    assert called(numbers, 5, 5) == [UUID(int=n) for n in range(199, 189, -1)]
    assert len(called(numbers, 0, 5)) == 5 and called(numbers, 0, 0) == []
    few = {UUID(int=n): n for n in range(3)}
    assert called(few, 5, 5) == [UUID(int=n) for n in range(3)]
    assert called({UUID(int=2): 7, UUID(int=1): 7}, 50, 0) == [UUID(int=1)]
    assert len(called({UUID(int=n): n for n in range(21)}, 5, 0)) == 2, "a share is rounded up"


@pytest.mark.parametrize(
    ("tried", "again"),
    [((7, 0), (14, 30)), ((9, 30), (14, 30)), ((14, 29), (14, 30)), ((14, 30), (18, 30)), ((20, 0), (9, 30))],
)
def test_who_was_not_reached_is_rung_up_tomorrow_at_another_time_of_day(tried, again):
    at = datetime(2026, 11, 23, *tried, tzinfo=ZONE)
    assert next_try(at) == datetime(2026, 11, 24, *again, tzinfo=ZONE)


def test_the_first_call_waits_for_the_morning():
    early, late = datetime(2026, 12, 1, 0, 5, tzinfo=ZONE), datetime(2026, 12, 1, 15, tzinfo=ZONE)
    assert first_try(date(2026, 12, 1), early) == datetime.combine(date(2026, 12, 1), time(9, 30), ZONE)
    assert first_try(date(2026, 12, 1), late) == late


def test_a_call_brings_answers_or_nobody_was_reached():
    check_called(True, None, True, None, "")
    check_called(False, None, None, None, "没人接")
    assert code(check_called, True, None, None, None, "") == "answers_missing"
    assert code(check_called, False, False, None, None, "") == "answers_unasked"
    assert code(check_called, True, None, None, 6, "") == "satisfied_unknown"
    assert code(check_called, True, True, None, None, "字" * 501) == "opinion_too_long"


def test_what_a_district_chooses_lies_within_bounds_and_is_said_in_both_languages():
    line = {"zh": "解决了吗？", "en": "Is it solved?"}
    found = check_solving(20, 5, 5, [line])
    assert (found.recheck, found.share, found.least, found.script[0].en) == (20, 5, 5, "Is it solved?")
    for numbers in ((-1, 5, 5), (1001, 5, 5), (20, 101, 5), (20, -1, 5), (20, 5, 1001), (20, 5, -1)):
        assert code(check_solving, *numbers, [line]) == "share_out_of_range"
    for script in ([], [line] * 11, [line | {"en": " "}], [line | {"zh": "字" * 201}], [{"zh": "只有中文"}]):
        assert code(check_solving, 20, 5, 5, script) == "script_incomplete"
    check_solving(SHIPPED.recheck, SHIPPED.share, SHIPPED.least, [say.pair() for say in SHIPPED.script])
