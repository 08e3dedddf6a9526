"""Whatever is cut anew, every point had exactly one grid on every day, and every case counts once in either view."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from uuid import uuid4

import pytest
import shapely
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import mapping, shape
from tests.acts import GRID
from tests.conftest import NOW
from tests.places.test_rules_recutting import some_step

from wangge.cases import actions
from wangge.cases import queries as cases
from wangge.journal.listeners import deliver
from wangge.orgs.rules import public_actor
from wangge.places import queries
from wangge.places.actions import recut, set_ground
from wangge.places.models import Area
from wangge.places.rules import Ground
from wangge.site.wiring import LISTENERS

pytestmark = [pytest.mark.both, pytest.mark.django_db]
DISTRICT = "211198"
SIDE = 0.002
"""Degrees of a side of a grid of the invented district."""


def lay(streets: int = 2, communities: int = 2, grids: int = 3) -> None:
    """Squares of grids beside one another, far from everybody else's."""
    rows = [{"code": DISTRICT, "name": "区", "outline": None}]
    for s in range(streets):
        rows.append({"code": f"{DISTRICT}{s + 1:03d}", "name": "街道", "outline": None})
        for c in range(communities):
            rows.append({"code": f"{DISTRICT}{s + 1:03d}{c + 1:03d}", "name": "社区", "outline": None})
            for g in range(grids):
                x, y = 121 + (c * grids + g) * SIDE, 40 + s * SIDE
                outline = mapping(shapely.box(x, y, x + SIDE, y + SIDE))
                rows.append({"code": f"{rows[-g - 1]['code']}{g + 1:03d}", "name": f"{g + 1} 网格", "outline": outline})
    set_ground(rows, (), district=DISTRICT, key="squares", at=NOW)


def in_force() -> dict[str, Ground]:
    rows = Area.objects.filter(code__startswith=DISTRICT, valid_to=None)
    return {a.code: Ground(a.name, shape(a.outline) if a.outline else None) for a in rows}


def grids_around(ground: Mapping[str, Ground], lat: float, lng: float) -> list[str]:
    point = shapely.Point(lng, lat)
    return sorted(c for c, g in ground.items() if g.outline is not None and g.outline.covers(point))


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**9), st.lists(st.integers(0, 3), min_size=1, max_size=5))
def test_any_sequence_of_recuttings_keeps_the_past(seed, pauses):
    """Between two re-cuttings lie so many days; none means twice on one day, where the later one counts."""
    with transaction.atomic():
        rng, at, told = Random(seed), NOW, 0
        lay()
        history: dict[date, dict[str, Ground]] = {at.date(): in_force()}
        points = [(40 + rng.uniform(0, 2 * SIDE), 121 + rng.uniform(0, 6 * SIDE)) for _ in range(12)]
        for number, pause in enumerate(pauses):
            at += timedelta(days=pause)
            for lat, lng in points[number :: len(pauses)]:
                _report(lat, lng, at)
                told += 1
            recut(district=DISTRICT, steps=[some_step(in_force(), rng)], key=str(uuid4()), at=at)
            while deliver(LISTENERS):
                pass
            history[at.date()] = in_force()
        for day in (NOW.date() + timedelta(days=n) for n in range((at - NOW).days + 3)):
            ground = history[max(known for known in history if known <= day)]
            for lat, lng in points:
                around = grids_around(ground, lat, lng)
                found = queries.find_point(lat, lng, datum="wgs84", district=DISTRICT, day=day)
                assert len(around) == 1 and found.grid == around[0], (day, around, found)
                assert found.to_border is not None
            assert {c for c in queries.areas_on(day, within=DISTRICT) if len(c) == 15} == {
                c for c in ground if len(c) == 15
            }
        for lat, lng in points:
            now = queries.find_point(lat, lng, datum="wgs84", district=DISTRICT).grid
            assert now == queries.find_point(lat, lng, datum="wgs84", district=DISTRICT, day=at.date()).grid
        for today in (False, True):
            counts = cases.counts_by_area(DISTRICT, level="grid", today=today)
            assert sum(counts.values()) == told
            assert (
                set(counts) <= set(in_force())
                if today
                else set(counts) <= set(queries.codes_ever(DISTRICT)[0]) | set(queries.codes_ever(DISTRICT)[1])
            )
        before = queries.find_point(*points[0], datum="wgs84", district=DISTRICT, day=NOW.date() - timedelta(days=1))
        assert before.grid == "", "before the first day nothing had a grid"
        transaction.set_rollback(True)


def _report(lat: float, lng: float, at: datetime) -> None:
    actions.report(
        actor=public_actor(DISTRICT), words="灯不亮。", place={"lat": lat, "lng": lng}, channel="public",
        key=str(uuid4()), happened_at=at, at=at,
    )  # fmt: skip


def test_a_past_day_is_asked_for_by_its_minute_and_answers_with_the_names_of_then(client):
    from wangge.orgs.actions import open_session
    from wangge.orgs.models import Account

    token = open_session(Account.objects.get(username="community"), device="tests", at=timezone.now())
    later = NOW + timedelta(days=5)
    split = {"do": "split", "code": GRID, "line": [[122.0579, 41.0], [122.0579, 42.0]]}
    rename = {"do": "rename", "code": GRID[:12], "name": "新延风社区"}
    recut(district=GRID[:6], steps=[split, rename], key="later", at=later)

    def ask(at: datetime | None) -> dict[str, str]:
        asked = {"lat": "41.1963", "lng": "122.056796"} | ({"at": at.isoformat()} if at else {})
        answer = client.get("/api/v1/places/locate", asked, headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == 200, answer.content
        body = answer.json()
        return {"grid": body["grid"], "community": body["names"]["community"]}

    assert ask(NOW + timedelta(days=1)) == {"grid": GRID, "community": "延风社区"}
    assert ask(later) == ask(None) == {"grid": f"{GRID[:12]}005", "community": "新延风社区"}
