"""The clock: faults that others shipped, each by its name, and what every answer must explain."""

import inspect
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clock.hours import SUMMER, at, crooked, limits, stop

from wangge.clock.rules import (
    COUNTED,
    FREE,
    STOPPED,
    UNITS,
    Calendar,
    Light,
    china,
    due,
    extended,
    is_late,
    light,
    read_limit,
    read_slots,
    remaining,
    used,
)  # fmt: skip
from wangge.core.refusals import Missing

CN = china()
HOUR, DATE = UNITS["working_hour"], UNITS["working_day"]
FOUR, TWO_DAYS = limits("4 工作时", "2 工作日")


# --- faults that others shipped (LESSONS)


def test_notes_photos_and_views_never_move_a_deadline():
    """A clock is made of start, limit, calendar and stops alone; asking again at any later time changes nothing."""
    assert list(inspect.signature(due).parameters) == ["start", "limit", "calendar", "stops"]
    first = due(at("2026-03-02 10:00"), TWO_DAYS, CN)
    for hour in range(60):
        now = at("2026-03-02 10:00") + timedelta(hours=hour)
        light(at("2026-03-02 10:00"), now, TWO_DAYS, CN)
        assert due(at("2026-03-02 10:00"), TWO_DAYS, CN) == first


def test_a_pause_over_night_is_not_given_back_as_working_time():
    start = at("2026-03-02 16:00")
    over_night = [stop("2026-03-02 18:00", "2026-03-03 08:00")]
    assert due(start, FOUR, CN, over_night).at == due(start, FOUR, CN).at == at("2026-03-03 10:00")
    assert used(start, at("2026-03-03 09:00"), HOUR, CN, over_night) == 3


def test_a_pause_over_a_festival_is_not_given_back_as_working_time():
    start = at("2026-02-14 16:00")
    assert due(start, FOUR, CN, [stop("2026-02-14 18:00", "2026-02-24 08:00")]).at == at("2026-02-24 10:00")


def test_another_limit_keeps_what_was_used_and_stopped():
    start, stops = at("2026-03-02 08:00"), [stop("2026-03-02 10:00", "2026-03-02 16:00")]
    now = at("2026-03-03 08:00")
    for limit in limits("1 工作日", "3 工作日", "12 工作时"):
        ran = used(start, now, limit.unit, CN, stops)
        assert ran == (Fraction(1, 2) if limit.unit is DATE else 4)
        assert remaining(start, now, limit, CN, stops) == limit.amount - ran
    assert due(start, read_limit("1 工作日"), CN, stops).at == at("2026-03-03 12:00")
    assert due(start, read_limit("3 工作日"), CN, stops).at == at("2026-03-05 12:00")


def test_a_limit_over_the_new_year_knows_both_years():
    assert due(at("2025-12-30 14:00"), read_limit("5 工作日"), CN).at == at("2026-01-07 12:00")
    assert used(at("2024-12-30 08:00"), at("2026-01-05 18:00"), DATE, CN) == 2 + 248 + 2


def test_a_limit_over_the_spring_festival_knows_the_make_up_days():
    assert due(at("2026-02-12 10:00"), read_limit("5 工作日"), CN).at == at("2026-02-26 10:00")
    assert due(at("2026-02-27 16:30"), read_limit("1 工作日"), CN).at == at("2026-02-28 16:30")


def test_a_working_day_is_as_long_as_its_calendar_says():
    calendar = crooked()
    friday = at("2025-03-07 08:00")
    assert used(friday, at("2025-03-07 12:00"), DATE, calendar) == Fraction(2, 3), "4 of 6 hours"
    assert used(friday - timedelta(days=1), at("2025-03-06 12:00"), DATE, calendar) == Fraction(1, 2), "4 of 8 hours"
    assert due(at("2025-03-06 16:00"), read_limit("1 工作日"), calendar).at == at("2025-03-07 13:30")
    assert due(at("2025-05-30 08:00"), TWO_DAYS, calendar).at == at("2025-06-03 18:00"), "other hours from June on"
    assert used(at("2025-06-03 08:30"), at("2025-06-03 12:00"), DATE, calendar) == Fraction(7, 16)


def test_a_calendar_that_is_changed_later_does_not_change_past_answers():
    calendar = crooked()
    start, limit = at("2025-05-28 10:00"), read_limit("10 工作日")
    before = due(start, limit, Calendar("XP", "", calendar.zone, calendar.versions[:1]))
    after = due(start, limit, calendar)
    assert before.at != after.at and (before.calendar.version, after.calendar.version) == (1, 2)
    again = calendar.as_of(before.calendar.version)
    assert again is not None and due(start, limit, again).at == before.at


def test_nobody_becomes_late_in_a_stop():
    start, limit = at("2026-03-02 08:00"), FOUR
    lasting = [stop("2026-03-02 11:30", None)]
    assert due(start, limit, CN, lasting).at is None
    for days in (0, 1, 30, 365):
        now = at("2026-03-02 11:30") + timedelta(days=days)
        assert light(start, now, limit, CN, lasting) is Light.AMBER and not is_late(start, now, limit, CN, lasting)
        assert used(start, now, HOUR, CN, lasting) == Fraction(7, 2)
    at_the_end = [stop("2026-03-02 12:00", "2026-03-04 10:00")]
    assert not is_late(start, at("2026-03-04 09:59"), limit, CN, at_the_end)
    assert is_late(start, at("2026-03-04 10:00"), limit, CN, at_the_end)
    over = [stop("2026-03-02 12:01", "2026-03-04 10:00")]
    assert is_late(start, at("2026-03-03 10:00"), limit, CN, over), "it was late before it was stopped"


def test_each_unit_of_a_joint_case_has_a_clock_of_its_own():
    start, stopped = at("2026-03-02 08:00"), [stop("2026-03-02 09:00", None)]
    now = at("2026-03-03 18:00")
    assert is_late(start, now, FOUR, CN) and is_late(start, now, FOUR, crooked())
    assert not is_late(start, now, FOUR, CN, stopped)


# --- what a clock does


def test_a_start_outside_a_slot_waits_and_an_end_on_a_slots_end_stays():
    for start in ("2026-03-02 00:00", "2026-03-02 07:59", "2026-03-02 08:00", "2026-02-28 18:00"):
        assert due(at(start), FOUR, CN).at == at("2026-03-02 12:00")
    assert (
        due(at("2026-03-02 12:00"), FOUR, CN).at == due(at("2026-03-02 13:00"), FOUR, CN).at == at("2026-03-02 18:00")
    )
    assert due(at("2026-03-02 14:00"), read_limit("0.5 工作日"), CN).at == at("2026-03-02 18:00")


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("2 紧急工作时", "2026-02-17 01:00"), ("1 紧急工作日", "2026-02-17 23:00"), ("12 自然小时", "2026-02-17 11:00"),
        ("30 自然日", "2026-03-18 23:00"), ("立即", "2026-02-16 23:00"),
    ],
)  # fmt: skip
def test_urgent_and_natural_limits_run_through_nights_and_holidays(words, end):
    assert due(at("2026-02-16 23:00"), read_limit(words), CN).at == at(end)


def test_at_once_is_late_a_second_after_receipt():
    start, limit = at("2026-02-16 23:00"), read_limit("立即")
    assert due(start, limit, CN).segments == ()
    assert light(start, start, limit, CN) is Light.AMBER
    assert light(start, start + timedelta(seconds=1), limit, CN) is Light.RED
    assert due(start, limit, CN, [stop("2026-02-16 22:00", "2026-02-16 23:30")]).at == start


def test_lights_change_at_four_fifths_and_after_the_due_time():
    start, limit = at("2026-03-02 08:00"), read_limit("5 工作时")
    seen = [light(start, at(f"2026-03-02 {time}"), limit, CN) for time in ("11:59", "12:00", "15:00")]
    assert seen == [Light.GREEN, Light.AMBER, Light.AMBER]
    assert light(start, at("2026-03-02 15:00") + timedelta(seconds=1), limit, CN) is Light.RED
    assert is_late(at("2026-03-02 14:00"), at("2026-03-02 18:01"), FOUR, CN), "after six it is late, not at eight"


def test_an_extension_is_added_in_the_clocks_own_time():
    start, stops = at("2026-02-12 16:00"), [stop("2026-02-13 08:00", "2026-02-13 18:00")]
    first = due(start, TWO_DAYS, CN, stops).at
    second = due(start, extended(TWO_DAYS), CN, stops).at
    assert (first, second) == (at("2026-02-24 16:00"), at("2026-02-26 16:00"))
    assert first is not None and due(first, TWO_DAYS, CN).at == second


def test_overlapping_stops_count_once_and_those_out_of_the_way_not_at_all():
    start = at("2026-03-02 08:00")
    stops = [stop("2026-03-02 09:00", "2026-03-02 11:00"), stop("2026-03-02 10:00", "2026-03-02 10:30", "断路"),
             stop("2026-03-02 10:30", "2026-03-02 12:00"), stop("2026-02-27 08:00", "2026-02-27 12:00"),
             stop("2026-03-20 08:00", None), stop("2026-03-02 15:00", "2026-03-02 15:00")]  # fmt: skip
    assert due(start, FOUR, CN, stops).at == at("2026-03-02 17:00")
    assert used(start, at("2026-03-02 16:00"), HOUR, CN, stops) == 3
    around = [stop("2026-03-01 00:00", "2026-03-02 10:00"), stop("2026-03-02 09:00", None)]
    assert due(start, FOUR, CN, around).at is None and used(start, at("2026-03-09 08:00"), HOUR, CN, around) == 0
    assert used(start, at("2026-03-01 08:00"), HOUR, CN) == 0, "before the start nothing is used"
    assert used(start, at("2026-03-01 08:00"), HOUR, CN, around) == 0


def test_fractions_of_a_second_are_dropped():
    start = at("2026-03-02 08:00") + timedelta(microseconds=999_999)
    assert due(start, FOUR, CN).at == at("2026-03-02 12:00")
    assert used(start, start + timedelta(seconds=1), HOUR, CN) == Fraction(1, 3600)


def test_an_end_inside_a_second_is_that_second_and_never_early():
    """A third of an 8-hour day that ends on a 6-hour day lies between two seconds."""
    start, limit = at("2025-03-06 17:59") + timedelta(seconds=59), read_limit("0.33 工作日")
    end = due(start, limit, crooked()).at
    assert end is not None and used(start, end, DATE, crooked()) <= limit.amount
    assert used(start, end + timedelta(seconds=1), DATE, crooked()) > limit.amount
    assert not is_late(start, end, limit, crooked())


def test_ten_years_can_be_counted():
    found = due(at("2026-03-02 08:00"), read_limit("2600 工作日"), CN)
    assert found.at is not None and found.at.year == 2036 and found.provisional
    assert used(at("2026-03-02 08:00"), found.at, DATE, CN) == 2600


def test_the_answer_is_in_the_zone_of_the_start():
    start = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
    found = due(start, FOUR, CN)
    assert found.at is not None and found.at.isoformat() == "2026-03-02T04:00:00+00:00"
    assert found.segments[0].since.tzinfo is UTC


@pytest.mark.parametrize(
    ("start", "stops", "code"),
    [
        (datetime(2026, 3, 2), [], "time_without_offset"),  # noqa: DTZ001
        (at("2226-03-02 08:00"), [], "time_far_away"),
        (at("2026-03-02 08:00"), [stop("2026-03-02 09:00", "2026-03-02 08:00")], "stop_backwards"),
    ],
)
def test_moments_that_cannot_be_are_refused_with_a_sentence(start, stops, code):
    with pytest.raises(Missing) as refusal:
        due(start, FOUR, CN, stops)
    assert refusal.value.code == code and refusal.value.say.zh.endswith("。")


# --- what it explains


def test_every_stretch_has_its_reason():
    stops = [stop("2026-02-13 15:00", "2026-02-14 09:00"), stop("2026-02-14 08:00", "2026-02-14 09:30", "断路")]
    found = due(at("2026-02-13 11:00"), read_limit("1 工作日"), CN, stops)
    said = [(f"{s.since:%d %H:%M}", f"{s.until:%d %H:%M}", s.kind, s.why.zh, s.amount) for s in found.segments]
    eighth = Fraction(1, 8)
    assert said == [
        ("13 11:00", "13 12:00", COUNTED, "工作时间", eighth),
        ("13 12:00", "13 14:00", FREE, "午休", 0),
        ("13 14:00", "13 15:00", COUNTED, "工作时间", eighth),
        ("13 15:00", "14 08:00", STOPPED, "雨雪", 3 * eighth),
        ("14 08:00", "14 09:00", STOPPED, "雨雪、断路", eighth),
        ("14 09:00", "14 09:30", STOPPED, "断路", eighth / 2),
        ("14 09:30", "14 12:00", COUNTED, "春节调休上班", 5 * eighth / 2),
        ("14 12:00", "14 14:00", FREE, "午休", 0),
        ("14 14:00", "14 17:30", COUNTED, "春节调休上班", 7 * eighth / 2),
    ]


def test_nights_weekends_and_holidays_are_named_apart():
    found = due(at("2026-04-02 17:00"), read_limit("2 工作日"), CN)
    free = [s.why.en for s in found.segments if s.kind == FREE]
    assert free == ["night", "break", "night", "Tomb-sweeping Day", "night", "break"]


def test_an_open_stop_is_the_last_stretch():
    stops = [stop("2026-03-02 09:00", "2026-03-02 12:00"), stop("2026-03-02 10:00", None, "断路")]
    last = due(at("2026-03-02 08:00"), FOUR, CN, stops).segments[-1]
    assert (last.until, last.kind, last.why.zh) == (None, STOPPED, "断路")
    whole = due(at("2026-03-02 08:00"), read_limit("2 紧急工作时"), CN, [stop("2026-03-01 00:00", None)]).segments
    assert [(s.kind, s.until) for s in whole] == [(STOPPED, None)]


moments = st.integers(0, 90 * 86400).map(lambda s: at("2025-12-20 00:00") + timedelta(seconds=s))


@st.composite
def some_stops(draw):
    found = []
    for _ in range(draw(st.integers(0, 5))):
        since = draw(moments)
        until = since + timedelta(seconds=draw(st.integers(0, 5 * 86400)))
        found.append((since, None if draw(st.integers(0, 9)) == 0 else until, draw(st.sampled_from("雨雪停电断路"))))
    return found


@given(moments, st.sampled_from(list(UNITS.values())), st.integers(1, 4000), some_stops(), st.booleans())
def test_segments_cover_everything_once_and_add_up(start, unit, hundredths, stops, other):
    calendar = crooked() if other else CN
    amount = Fraction(hundredths, 100) if unit.code != "at_once" else Fraction(0)
    limit = replace(read_limit("立即"), unit=unit, amount=amount)
    found = due(start, limit, calendar, stops)
    segments = found.segments
    assert all(a.until == b.since and (a.kind, a.why) != (b.kind, b.why) for a, b in pairwise(segments))
    if segments:
        assert segments[0].since == start and segments[-1].until == found.at
    counted = sum((s.amount for s in segments if s.kind == COUNTED), Fraction(0))
    if found.at is None:
        assert counted < limit.amount and segments[-1].kind == STOPPED
        assert counted == used(start, segments[-1].since, unit, calendar, stops)
    else:
        assert counted == used(start, found.at, unit, calendar, stops)
        assert 0 <= limit.amount - counted <= Fraction(1, 4 * 3600)


@given(moments, moments, some_stops(), st.integers(0, 3))
def test_the_order_of_stops_does_not_matter_and_more_stops_never_use_more(start, until, stops, dropped):
    ran = used(start, until, DATE, CN, stops)
    assert ran == used(start, until, DATE, CN, stops[::-1])
    assert ran <= used(start, until, DATE, CN, stops[dropped:])


def test_hours_of_a_single_slot_have_no_break():
    single = replace(china().versions[0], week=(read_slots("08:00-15:00"),) * 5 + ((), ()))
    calendar = Calendar("S", "", CN.zone, (single,))
    free = {s.why.zh for s in due(at("2026-03-02 08:00"), read_limit("3 工作日"), calendar).segments if s.kind == FREE}
    assert free == {"夜间"} and SUMMER[4] == single.week[0]
    assert calendar.day(date(2026, 3, 7)).slots == ()
