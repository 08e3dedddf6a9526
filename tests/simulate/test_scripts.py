"""The plan of thirty days: the programme's figures come out by counting, and hours are those of people."""

import statistics
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.simulate.city import draw
from wangge.simulate.hours import after_work, field_end, in_field, in_slot, last_slot
from wangge.simulate.people import DEPARTMENTS
from wangge.simulate.scripts import Scene, Script, plan, sites_of

pytestmark = pytest.mark.xdist_group("scripts")
"""What is drawn for these tests is drawn once."""

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 16, 40, tzinfo=ZONE)


@pytest.fixture(scope="module")
def scene() -> Scene:
    city = draw()
    grids = {a["code"]: True for a in city.areas if len(a["code"]) == 15}
    units = frozenset(d[0] for d in DEPARTMENTS)
    return Scene("211103", grids, sites_of(city.buildings, city.components), units)


@pytest.fixture(scope="module")
def scripts(scene: Scene) -> list[Script]:
    return plan(scene, now=NOW, seed=2111)


def verbs(script: Script) -> list[str]:
    return [step.verb for step in script.steps]


@pytest.mark.long
def test_the_same_seed_and_hour_give_the_same_plan_and_another_seed_another(scene, scripts):
    again = plan(scene, now=NOW, seed=2111)
    assert again == scripts
    assert plan(scene, now=NOW, seed=7)[:50] != scripts[:50]


def test_some_sixteen_thousand_cases_in_thirty_days_that_end_now(scripts):
    assert 15_700 < len(scripts) < 16_300
    times = [step.at for script in scripts for step in script.steps]
    assert NOW - timedelta(days=30) <= min(times) < NOW - timedelta(days=29)
    assert NOW - timedelta(minutes=30) < max(times) <= NOW
    for script in scripts:
        own = [step.at for step in script.steps if step.verb != "urge"]
        assert own == sorted(own), script


def test_self_handled_cases_are_solved_in_a_median_of_1_4_hours_and_nine_of_ten_the_same_day(scripts, capsys):
    solved = [(s.steps[0].at, step.at) for s in scripts for step in s.steps if step.verb == "solve"]
    hours = [(end - begin).total_seconds() / 3600 for begin, end in solved]
    same = sum(begin.date() == end.date() for begin, end in solved) / len(solved)
    through = sum(any(s.who == "district" and s.verb == "dispatch" for s in script.steps) for script in scripts)
    passed = [
        (s.steps[-1].at - s.steps[0].at).total_seconds() / 86400
        for s in scripts if "dispatch" in verbs(s) and verbs(s)[-1] == "close"
    ]  # fmt: skip
    with capsys.disabled():
        print(f"\n{len(scripts)} cases: {len(solved)} self-handled, median {statistics.median(hours):.2f} h, "
              f"{same:.1%} the same day; {through / len(scripts):.2%} through the district centre; "
              f"passed on and closed: median {statistics.median(passed):.1f} days")  # fmt: skip
    assert 1.3 < statistics.median(hours) < 1.5
    assert 0.88 < same < 0.92
    assert 0.033 < through / len(scripts) < 0.043, "the programme passed 3.77 % on"
    assert statistics.median(passed) > 1


def test_rain_brings_drains_to_the_front(scripts):
    of_day = Counter(s.steps[0].at.date() for s in scripts)
    drains = Counter(s.steps[0].at.date() for s in scripts if s.matter.kind == "E0504")
    shares = sorted((drains[day] / of_day[day] for day in of_day if of_day[day] > 100), reverse=True)
    assert shares[3] > 0.12 and shares[-5] < 0.08


def test_a_grid_without_a_worker_is_looked_after_by_its_community(scene):
    grid = next(iter(scene.grids))
    bare = plan(Scene("211103", {grid: False, grid[:-1] + "2": True}, scene.sites, scene.units), now=NOW, seed=1)
    there = [s for s in bare if s.site.grid == grid]
    assert there
    assert {step.who for s in there for step in s.steps} <= {"resident", "community", "street"}
    closing = {step.who for s in there for step in s.steps if step.verb == "close"}
    assert closing == {"street"}, "nobody closes work of his own"


moments = st.integers(0, 8 * 24 * 60).map(lambda n: datetime(2026, 11, 20, tzinfo=ZONE) + timedelta(minutes=n))


@given(moments, st.integers(0, 2400).map(lambda n: n / 60))
def test_desks_work_in_their_slots_only(at, hours):
    begin, end = in_slot(at), after_work(at, hours)
    assert at <= begin <= end
    for moment in (begin, end - timedelta(seconds=1) if hours else begin, last_slot(at)):
        assert moment.weekday() < 5
        assert 8 <= moment.hour < 12 or 14 <= moment.hour < 18
    assert last_slot(at) <= at
    assert (end - begin).total_seconds() >= hours * 3600 - 1
    assert in_field(at) >= at and in_field(at) < field_end(in_field(at))


@pytest.mark.parametrize("now", ["2026-11-22T03:10", "2026-11-23T00:05", "2026-11-28T23:50", "2026-11-27T08:01"])
def test_at_any_hour_of_any_day_work_is_waiting(scene, now):
    """A demo that is started at night or on a Sunday finds what was left on the last working day."""
    grids = sorted(scene.grids)[:6]
    sites = {key: found for key, found in scene.sites.items() if key[0] in grids}
    at = datetime.fromisoformat(now).replace(tzinfo=ZONE)
    scripts = plan(Scene("211103", dict.fromkeys(grids, True), sites, scene.units), now=at, seed=3)
    assert max(step.at for s in scripts for step in s.steps) <= at
    last = Counter((s.steps[-1].verb, s.steps[-1].who) for s in scripts)
    for ending in (("report", "resident"), ("verify", "community"), ("escalate", "worker"), ("escalate", "community"),
                   ("escalate", "street"), ("dispatch", "street")):  # fmt: skip
        assert last[ending], (ending, last)
