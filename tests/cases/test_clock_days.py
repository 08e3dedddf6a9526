"""Working hours go along with an explained clock, so that whoever draws it needs no calendar of their own."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from tests.acts import move, row, to_state
from tests.conftest import NOW

from wangge.cases import queries

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def days_of(case, name, at):
    [clock] = [clock for clock in queries.deadline_answer(row(case), at=at) if clock["name"] == name]
    return clock["days"]


def test_days_follow_each_other_without_a_gap_and_weekends_have_no_hours(actor):
    case = to_state("handling", actor)
    days = days_of(case, "handle", NOW + timedelta(days=9))
    assert days[0]["first"] == "2025-03-05"
    for before, after in pairwise(days):
        assert date.fromisoformat(after["first"]) - date.fromisoformat(before["last"]) == timedelta(days=1)
    assert days[-1]["last"] == "2025-03-14"
    assert [(d["first"], d["last"]) for d in days if not d["hours"]] == [("2025-03-08", "2025-03-09")]
    assert days[0]["hours"][0].keys() == {"from", "to"}
    assert all(len(hour) == 5 for d in days for h in d["hours"] for hour in h.values())


def test_a_year_of_standing_still_stays_short(actor):
    case = to_state("handling", actor)
    move(actor("chief"), case, "ask", sort="pool", words="等料", review_on="2026-02-01")
    move(actor("community"), case, "grant", words="同意")
    assert len(days_of(case, "handle", NOW + timedelta(days=330))) < 330 / 7 * 2 + 30
