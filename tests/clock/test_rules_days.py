"""Days of a calendar changed by hand become a new version."""

from datetime import date

import pytest

from wangge.clock.rules import DAY_KINDS, DayChange, changed, china, same
from wangge.core.refusals import Missing
from wangge.core.words import Say

TODAY = date(2026, 11, 25)
DAY, OTHER = date(2026, 11, 26), date(2026, 12, 1)
BASE = china().versions[-1]


def test_a_holiday_a_workday_with_hours_and_back_to_usual():
    first = changed(
        BASE, [DayChange(OTHER, "workday", "09:00-12:00"), DayChange(DAY, "holiday", name=Say("抢修日", ""))],
        today=TODAY,
    )  # fmt: skip
    assert (first.number, first.valid_from, first.name) == (BASE.number + 1, DAY, BASE.name)
    assert (first.day(DAY).slots, first.day(DAY).why) == ((), Say("抢修日", "抢修日"))
    assert first.day(OTHER).slots == ((9 * 3600, 12 * 3600),)
    back = changed(first, [DayChange(on, "usual") for on in (DAY, OTHER)], today=TODAY)
    assert same(back, BASE) and back.valid_from == DAY
    made_up = changed(BASE, [DayChange(date(2026, 11, 28), "workday")], today=TODAY)
    assert made_up.day(date(2026, 11, 28)).slots == BASE.usual
    assert changed(BASE, [DayChange(DAY, "holiday")], today=TODAY).day(DAY).why == DAY_KINDS["holiday"]


def test_other_hours_hold_from_today_and_a_published_year_from_its_first_day():
    week = ["08:30-12:00"] * 5 + ["", ""]
    hours = changed(BASE, [], week=week, name="夏令", today=TODAY)
    assert (hours.valid_from, hours.name, hours.day(DAY).slots) == (TODAY, "夏令", ((30600, 43200),))
    assert changed(BASE, [], published=[2030], today=TODAY).valid_from == date(2030, 1, 1)
    assert changed(BASE, [], published=[2026], today=TODAY).valid_from == BASE.valid_from
    kept = changed(BASE, [], published=[2027], today=TODAY)
    assert date(2027, 10, 1) in kept.dates, "what was known of the year stays"


@pytest.mark.parametrize(
    ("changes", "code"),
    [([DayChange(date(2026, 11, 24), "holiday")], "day_over"), ([DayChange(DAY, "feast")], "calendar_unclear"),
     ([DayChange(DAY, "holiday", "08:00-09:00")], "calendar_unclear"),
     ([DayChange(DAY, "workday", "9-12")], "calendar_unclear"),
     ([DayChange(DAY, "holiday"), DayChange(DAY, "usual")], "calendar_unclear")],
)  # fmt: skip
def test_days_that_cannot_be_are_refused(changes, code):
    with pytest.raises(Missing) as refused:
        changed(BASE, changes, today=TODAY)
    assert refused.value.code == code
