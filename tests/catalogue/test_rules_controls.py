"""Controlled hours: which minutes they hold in, what they block, and when it is free again."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wangge.catalogue.rules import EFFECTS, Control, blocked_by, check_controls, read_control, say_blocked
from wangge.core.refusals import Missing, NotNow
from wangge.core.words import Say

OWN = UUID(int=7)
WHY = Say("夜市时段允许摆摊", "Stalls are allowed at the night market")
STREET, GRID = "211102005", "211102005013001"
ALL_DAYS = tuple(range(7))


def made(**other: Any) -> Control:
    """On the street of the night market stalls are not filed from 18:00 to 23:00."""
    usual: dict[str, Any] = {
        "id": OWN, "kinds": ("E0401", "E0404"), "areas": (STREET,), "days": ALL_DAYS, "hours": (18 * 60, 23 * 60),
        "season": None, "effect": "blocked", "why": WHY,
    }  # fmt: skip
    return Control(**(usual | other))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_it_is_about_kinds_that_begin_so_and_areas_below():
    control = made()
    assert control.takes_in("E0404", GRID) and control.takes_in("E0401", STREET)
    assert not control.takes_in("E0405", GRID) and not control.takes_in("E0404", "211102006")
    assert made(areas=()).takes_in("E0404", "211103")


@pytest.mark.parametrize(
    ("moment", "holds"),
    [("2025-07-04T17:59", False), ("2025-07-04T18:00", True), ("2025-07-04T22:59", True), ("2025-07-04T23:00", False)],
)
def test_hours_hold_from_the_first_minute_to_before_the_last(moment, holds):
    assert made().holds(at(moment)) is holds
    assert made(effect="only").blocks(at(moment)) is not holds


def test_what_runs_over_midnight_belongs_to_the_day_on_which_it_began():
    night = made(hours=(21 * 60, 2 * 60), days=(4,))
    assert night.holds(at("2025-07-04T21:00")) and night.holds(at("2025-07-05T01:59")), "Friday night"
    assert not night.holds(at("2025-07-05T02:00")) and not night.holds(at("2025-07-05T21:30"))
    assert not night.holds(at("2025-07-04T01:00")), "the night of Thursday"
    assert made(hours=(0, 1440)).holds(at("2025-07-04T23:59")) and made(hours=(0, 0)).holds(at("2025-07-04T12:00"))


@pytest.mark.parametrize(
    ("season", "inside", "outside"),
    [(("05-01", "10-31"), ["05-01", "10-31"], ["04-30", "11-01"]), (("11-01", "03-31"), ["11-01", "01-15", "03-31"],
                                                                     ["10-31", "04-01"])],
)  # fmt: skip
def test_a_season_may_run_over_new_year(season, inside, outside):
    control = made(season=season)
    assert all(control.holds(at(f"2025-{day}T20:00")) for day in inside)
    assert not any(control.holds(at(f"2025-{day}T20:00")) for day in outside)


def test_it_says_when_the_kind_may_be_filed_again():
    now = at("2025-07-04T20:00")
    assert say_blocked(made(), now) == Say(
        "夜市时段允许摆摊。23:00 起可以上报", "Stalls are allowed at the night market. It can be filed from 23:00 on"
    )
    only = made(effect="only", hours=(9 * 60, 10 * 60), days=(0,))
    assert say_blocked(only, now).zh.endswith("07-07 09:00 起可以上报"), "Monday"
    never = made(hours=(0, 1440))
    assert never.free_at(now) is None and "近一年内" in say_blocked(never, now).zh


@settings(deadline=None)
@given(
    st.sampled_from(sorted(EFFECTS)), st.integers(0, 1439), st.integers(1, 1440),
    st.sets(st.integers(0, 6), min_size=1), st.datetimes(at("2025-01-01"), at("2026-01-01")),
)  # fmt: skip
def test_just_before_it_is_free_it_still_blocks(effect, first, last, days, moment):
    control = made(effect=effect, hours=(first, last), days=tuple(sorted(days)))
    moment = moment.replace(second=0, microsecond=0)
    free = control.free_at(moment)
    if control.blocks(moment) and free is not None:
        assert not control.blocks(free) and control.blocks(free - timedelta(minutes=1))


def test_the_first_that_blocks_is_told_and_others_are_not():
    other = made(kinds=("C",))
    now = at("2025-07-04T20:00")
    assert blocked_by([other, made()], "E0404", GRID, now) == made()
    assert blocked_by([other], "E0404", GRID, now) is None
    assert blocked_by([made()], "E0404", GRID, at("2025-07-04T12:00")) is None
    check_controls([made()], "E0404", GRID, at("2025-07-04T12:00"))
    with pytest.raises(NotNow, match="kind_controlled") as refused:
        check_controls([made()], "E0404", GRID, now)
    assert "不选类别" in refused.value.say.zh and refused.value.facts["control"] == str(OWN)


def said(**other: Any) -> dict[str, Any]:
    return {
        "kinds": ["E0404", "E0404"], "areas": [STREET], "days": [4, 5, 4], "starts": "18:00", "ends": "24:00",
        "season": ["05-01", "10-31"], "effect": "blocked", "why": {"zh": " 夜市 ", "en": "Night  market"},
    } | other  # fmt: skip


def read(**other: Any) -> Control:
    return read_control(said(**other), OWN, kinds=["E0404", "C0103"], areas=[STREET, "211102"])


def test_what_is_written_is_read():
    assert read() == Control(
        OWN, ("E0404",), (STREET,), (4, 5), (18 * 60, 1440), ("05-01", "10-31"), "blocked", Say("夜市", "Night market")
    )
    assert read(season=None, areas=[], kinds=["E"]).season is None


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"kinds": []}, "kinds"), ({"kinds": [""]}, "kinds"), ({"kinds": ["E0404", "X"]}, "kinds"),
        ({"areas": ["211199"]}, "areas"), ({"days": []}, "days"), ({"days": [7]}, "days"),
        ({"starts": "25:00"}, "starts"), ({"ends": "夜里"}, "ends"), ({"season": ["05-01", "13-01"]}, "season"),
        ({"season": ["5-1", "10-31"]}, "season"), ({"effect": "never"}, "effect"),
        ({"why": {"zh": "夜市", "en": " "}}, "why"), ({"why": {"zh": "字" * 121, "en": "x"}}, "why"),
        ({"why": {"zh": "夜\u202e", "en": "x"}}, "why"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(wrong, column):
    with pytest.raises(Missing, match="control_unclear") as refused:
        read(**wrong)
    assert refused.value.facts["column"] == column
    with pytest.raises(Missing):
        read(areas=[STREET] + [f"2111020050{n:02d}" for n in range(50)])
