"""Calendars: what holds on a date, versions, years without a notice, plain forms."""

import json
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import chain
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from tests.clock.hours import SUMMER, at, crooked

from wangge.clock.rules import (
    PUBLISHED,
    UNITS,
    USUAL_SLOTS,
    USUAL_WEEK,
    Calendar,
    Special,
    Version,
    china,
    due,
    plain,
    read_limit,
    read_slots,
    read_version,
    read_zone,
    renewed,
    same,
    say_slots,
    statutory_days,
    used,
)  # fmt: skip
from wangge.core.refusals import Missing
from wangge.core.words import Say


def test_every_published_date_is_as_published():
    on, calendar = date(PUBLISHED[0], 1, 1), china()
    while on.year <= PUBLISHED[-1]:
        assert bool(calendar.day(on).slots) == chinese_calendar.is_workday(on), on
        on += timedelta(days=1)


def test_a_date_says_why_it_is_worked_or_free():
    days = {d: china().day(date.fromisoformat(d)) for d in ("2026-02-14", "2026-02-16", "2026-03-07", "2026-03-09")}
    assert [d.why.zh for d in days.values()] == ["春节调休上班", "春节", "周末", "工作时间"]
    assert days["2026-02-14"].slots == USUAL_SLOTS


def test_the_statutory_days_of_unpublished_years_are_those_of_the_law():
    """Thirteen a year, less what falls together; in 2025 and 2026, which were published, every one is free."""
    for year in (2025, 2026):
        assert all(not china().day(on).slots for on in statutory_days(year))
    for year in range(2025, 2041):
        days = statutory_days(year)
        assert len(days) in (13, 12) and {on.year for on in days} == {year}
        spring = sorted(on for on, say in days.items() if say.zh == "春节")
        assert len(spring) == 4 and spring[-1] - spring[0] == timedelta(days=3)
        assert date(year, 1, 21) <= spring[1] <= date(year, 2, 20)
        assert date(year, 5, 2) in days and days[date(year, 10, 2)].zh == "国庆节"


def test_the_days_of_the_moon_lie_whole_months_apart():
    """端午 is 4 lunar months and 4 days after the new year, 中秋 7 months and 14 days; a leap month may lie between."""
    for year in range(2027, 2041):
        by = {say.zh: on for on, say in sorted(statutory_days(year).items(), reverse=True)}
        spring = by["春节"] + timedelta(days=1)
        boats = next(on for on, say in statutory_days(year).items() if say.zh == "端午节")
        assert (boats - spring).days - 4 in chain(range(117, 120), range(146, 149)), year


def test_a_year_without_a_notice_counts_weekdays_and_is_provisional():
    five = read_limit("5 工作日")
    found = due(at("2027-02-04 10:00"), five, china())
    assert (found.at, found.provisional) == (at("2027-02-15 10:00"), True), "5 and 8 February are free by law"
    assert not due(at("2026-12-31 08:00"), read_limit("1 工作日"), china()).provisional
    assert due(at("2026-12-31 08:01"), read_limit("1 工作日"), china()).provisional
    assert not due(at("2026-12-31 08:01"), read_limit("10 自然日"), china()).provisional
    assert due(at("2003-12-31 08:00"), read_limit("1 工作时"), china()).provisional


def test_the_calendar_of_an_earlier_notice_can_be_had_again():
    before = china(2024)
    assert before.version == 2024 and china().version == PUBLISHED[-1]
    start, limit = at("2024-12-30 10:00"), read_limit("20 工作日")
    assert due(start, limit, before).provisional and not due(start, limit, china()).provisional
    assert due(start, limit, before).at != due(start, limit, china()).at


def test_versions_hold_from_their_day_on_and_over_those_before():
    calendar = crooked()
    assert calendar.day(date(2025, 5, 30)).slots[0][0] == 8 * 3600
    assert calendar.day(date(2025, 6, 3)).slots[0][0] == 8 * 3600 + 1800
    assert calendar.day(date(2019, 5, 6)).slots[0][0] == 8 * 3600, "before all of them the first"
    early = calendar.as_of(1)
    assert early is not None and early.version == 1 and early.day(date(2025, 6, 3)).slots[0][0] == 8 * 3600
    assert calendar.as_of(3) is None
    assert calendar.as_of(1) is early
    assert calendar.as_of(2) is calendar


def test_a_weekday_without_slots_is_a_day_off():
    bare = Version(1, date(2020, 1, 1), "周三休", (*USUAL_WEEK[:2], (), *USUAL_WEEK[3:]), {}, frozenset({2026}))
    calendar = Calendar("W", "", ZoneInfo("Asia/Shanghai"), (bare,))
    assert calendar.day(date(2026, 3, 11)).why.en == "day off"
    assert due(at("2026-03-10 14:00"), read_limit("1 工作日"), calendar).at == at("2026-03-12 12:00")


def test_a_day_whose_clocks_are_put_forward_keeps_its_wall_time():
    night = (read_slots("00:00-06:00 22:00-24:00"),) * 7
    zone = ZoneInfo("Europe/Berlin")
    calendar = Calendar("B", "", zone, (Version(1, date(2020, 1, 1), "夜班", night, {}, frozenset({2026})),))
    start = at("2026-03-29 05:00")
    assert used(start, at("2026-03-29 13:00"), UNITS["working_hour"], calendar) == 2 + 5, "five hours from 0 to 6"
    gap = replace(calendar.versions[0], week=(read_slots("02:30-03:00 08:00-12:00"),) * 7)
    whole = 365 * 4 * 3600 + 364 * 1800
    assert Calendar("G", "", zone, (gap,)).year(2026).seconds == whole + 3600, "one night lacks it, one has it thrice"


@pytest.mark.parametrize(
    "words", ["8-12", "12:00-08:00", "08:00-12:00 11:00-18:00", "08:00-08:00", "08:00-25:00", "08:70-09:00", "早上"]
)
def test_slots_that_cannot_be_are_refused(words):
    with pytest.raises(Missing, match="calendar_unclear"):
        read_slots(words)


def test_slots_are_written_as_they_are_read():
    for words in ("08:00-12:00 14:00-18:00", "00:00-24:00", "", "09:05-10:07"):
        assert say_slots(read_slots(words)) == words
    assert read_slots("08:00-12:00,14:00–18:00") == USUAL_SLOTS


def test_a_version_comes_back_from_its_plain_form():
    for version in (*crooked().versions, china().versions[0]):
        again = read_version(version.number, json.loads(json.dumps(plain(version))))
        assert again == replace(version, dates=again.dates) and same(again, version)


@pytest.mark.parametrize(
    "wrong",
    [
        {"week": []}, {"week": [""] * 7}, {"week": ["x"] * 7}, {"week": None}, {"dates": {"x": {}}}, {"dates": []},
        {"dates": {"2026-01-01": {}}}, {"published": ["x"]}, {"valid_from": "soon"},
    ],
)  # fmt: skip
def test_a_version_that_is_none_is_refused(wrong):
    with pytest.raises(Missing, match="calendar_unclear"):
        read_version(1, plain(china().versions[0]) | wrong)


def test_a_zone_that_is_none_is_refused():
    assert read_zone("Asia/Urumqi").key == "Asia/Urumqi"
    with pytest.raises(Missing, match="calendar_unclear"):
        read_zone("Asia/Nowhere")


def test_a_notice_lays_its_year_down_anew_and_keeps_the_others():
    base = china().versions[0]
    holiday, work = Special((), Say("元旦", "New Year's Day")), Special(None, Say("调休上班", "make-up working day"))
    partly = renewed(base, dates={date(2027, 1, 2): holiday})
    assert partly.valid_from == date(2027, 1, 2) and date(2027, 10, 1) in partly.dates
    whole = renewed(base, dates={date(2027, 1, 1): holiday, date(2026, 12, 27): work}, published=[2027])
    assert whole.valid_from == date(2026, 12, 27) and whole.number == base.number + 1
    assert date(2027, 10, 1) not in whole.dates and date(2028, 10, 1) in whole.dates and 2027 in whole.published
    assert date(2026, 10, 1) in whole.dates and not same(base, whole)
    assert renewed(base, dates={}, published=[2027]).valid_from == date(2027, 1, 1)
    hours = renewed(base, dates={}, week=SUMMER, name="夏令", valid_from=date(2026, 6, 1))
    assert (hours.week, hours.name, hours.valid_from) == (SUMMER, "夏令", date(2026, 6, 1))
    assert renewed(base, dates={}).valid_from == base.valid_from and same(renewed(base, dates={}), base)
    assert hours.day(date(2026, 9, 20)).slots == SUMMER[0], "a make-up day has the hours of the calendar"


def test_a_year_has_as_many_working_dates_as_were_published():
    for year in (2024, 2025, 2026):
        days = (date(year, 1, 1) + timedelta(days=n) for n in range(366 if year == 2024 else 365))
        wanted = sum(chinese_calendar.is_workday(on) for on in days)
        assert len(china().year(year).dates) == wanted and china().year(year).seconds == wanted * 8 * 3600
        assert china().year(year).dates_at(china().year(year).begins) == Fraction(0)


def test_an_earlier_version_is_made_once_and_keeps_what_it_has_counted():
    week = USUAL_WEEK
    versions = tuple(Version(n, date(2025, 1, 1), "x", week, {}, frozenset()) for n in (1, 2))
    own = Calendar("OWN", "", ZoneInfo("Asia/Shanghai"), versions)
    assert own.as_of(2) is own and own.as_of(3) is None
    assert own.as_of(1) is own.as_of(1) and own.as_of(1).version == 1
