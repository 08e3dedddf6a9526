"""The plan of the months: whole numbers that come to the figures, with seasons."""

from datetime import UTC, datetime, timedelta

import pytest

from wangge.simulate.months import LONG, REAL, Figures, Year, _settled

NOW = datetime(2026, 11, 25, 14, tzinfo=UTC)


@pytest.mark.parametrize("scale", [0.002, 0.3, 1, 5])
@pytest.mark.parametrize("before", [timedelta(hours=1), timedelta(days=31)])
def test_the_days_come_to_the_figures(scale, before):
    wanted = REAL.times(scale)
    year = Year(until=NOW - before, now=NOW, figures=wanted, seed=7)
    for name in vars(wanted):
        assert sum(getattr(day.figures, name) for day in year.days) == getattr(wanted, name), name
    for day in year.days:
        told = day.figures
        assert min(vars(told).values()) >= 0
        assert told.passed >= told.in_hand + told.overdue + told.pooled
        assert told.cases >= told.passed + told.at_streets + told.at_grids


def test_what_is_in_hand_is_not_too_old_for_its_limit():
    year = Year(until=NOW - timedelta(days=31), now=NOW, figures=REAL, seed=7)
    most = max(limit for limit, _ in LONG) * 3
    for day in year.days:
        if day.figures.in_hand or day.figures.at_streets:
            assert (NOW.date() - day.day).days < most


def test_drains_clog_in_spring_and_steps_freeze_in_winter():
    year = Year(until=NOW, now=NOW, figures=REAL, seed=7)
    share = {}
    for day in year.moments:
        if not year.wet[day]:
            weights = year.matter_weights(day)
            share.setdefault(day.month, []).append((weights[5] / sum(weights), weights[-1] / sum(weights)))
    drains = {month: sum(d for d, _ in days) / len(days) for month, days in share.items()}
    ice = {month: sum(i for _, i in days) / len(days) for month, days in share.items()}
    assert drains[4] > 1.5 * drains[9]
    assert ice[1] > 0.05
    assert ice[7] == 0
    assert sum(year.wet[d] for d in year.moments if d.month == 7) > sum(
        year.wet[d] for d in year.moments if d.month == 1
    )


def test_the_figures_of_2017_add_up():
    assert REAL.closed == 213_617
    assert REAL.passed_closed == 5_575
    assert REAL.own == 214_280


def test_numbers_settle_on_a_total_without_going_below_the_least():
    assert _settled([3, 0, 5], 6, [1, 0, 5]) == [1, 0, 5]
    assert _settled([1, 0], 5, [0, 0]) == [3, 2]
    assert sum(_settled([4, 4, 4], 7, [2, 2, 2])) == 7


def test_what_is_there_counts_towards_the_figures():
    there = Figures(16_017, 640, 300, 2, 0, 200, 150)
    assert REAL.without(there).cases == 207_900
    assert Figures(1, 0, 0, 0, 0, 0, 0).without(there).cases == 0
