"""Limits in words."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.clock.rules import UNITS, Limit, extended, read_limit
from wangge.core.refusals import Missing


@pytest.mark.parametrize(
    ("words", "code", "amount"),
    [
        ("5 工作日", "working_day", "5"),
        ("2.5工作日", "working_day", "5/2"),
        ("3 个工作日", "working_day", "3"),
        ("１０ 工作日", "working_day", "10"),
        ("4 工作时", "working_hour", "4"),
        ("4工作小时", "working_hour", "4"),
        ("2 紧急工作时", "urgent_hour", "2"),
        ("1 紧急工作日", "urgent_day", "1"),
        ("30 自然日", "natural_day", "30"),
        ("12 自然小时", "natural_hour", "12"),
        ("0.25 自然小时", "natural_hour", "1/4"),
        ("5 working days", "working_day", "5"),
        ("1 Working Day", "working_day", "1"),
        ("5 business days", "working_day", "5"),
        ("4 working_hours", "working_hour", "4"),
        ("2 urgent hours", "urgent_hour", "2"),
        ("30 calendar days", "natural_day", "30"),
        ("立即", "at_once", "0"),
        ("0", "at_once", "0"),
        ("at once", "at_once", "0"),
        ("Immediately", "at_once", "0"),
    ],
)
def test_a_limit_is_read_from_words(words, code, amount):
    assert read_limit(words) == Limit(UNITS[code], Fraction(amount))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("1 自然月", "limit_month"),
        ("自然月", "limit_month"),
        ("2 个月", "limit_month"),
        ("1 natural month", "limit_month"),
        ("3 months", "limit_month"),
        ("", "limit_unclear"),
        ("5", "limit_unclear"),
        ("工作日", "limit_unclear"),
        ("5 天", "limit_unclear"),
        ("5 days", "limit_unclear"),
        ("0 工作日", "limit_unclear"),
        ("-5 工作日", "limit_unclear"),
        ("1.125 工作日", "limit_unclear"),
        ("5 at once", "limit_unclear"),
        ("5 立即", "limit_unclear"),
        ("3661 工作日", "limit_too_long"),
        ("90000 工作时", "limit_too_long"),
        ("4000 自然日", "limit_too_long"),
    ],
)
def test_a_limit_that_is_none_is_refused_with_a_sentence(words, code):
    with pytest.raises(Missing) as refusal:
        read_limit(words)
    assert refusal.value.code == code
    assert refusal.value.say.zh.endswith("。") and refusal.value.say.en.endswith(".")


@given(st.sampled_from([u for u in UNITS.values() if u.code != "at_once"]), st.integers(1, 300_000))
def test_what_is_said_of_a_limit_is_read_back(unit, hundredths):
    limit = Limit(unit, Fraction(hundredths, 100))
    assert read_limit(limit.say.zh) == read_limit(limit.say.en) == limit


def test_at_once_is_said_without_a_number():
    assert read_limit("立即").say == ("立即", "at once")
    assert read_limit("1 工作日").say.en == "1 working day"


def test_an_extension_adds_one_original_limit():
    three = read_limit("3 工作日")
    assert extended(three) == read_limit("6 工作日")
    assert extended(three, 2) == read_limit("9 工作日")


def test_urgent_and_natural_units_run_always():
    assert {code for code, unit in UNITS.items() if not unit.always} == {"working_hour", "working_day"}
