"""Areas cut anew for real: people, buildings and open cases go along, ended cases keep the codes of their day."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.acts import DOOR, GRID, move, photo, report, to_state
from tests.conftest import NOW

from wangge.cases import queries as cases
from wangge.core.refusals import Missing
from wangge.journal.listeners import deliver
from wangge.journal.queries import chain_faults, chain_of, entries_about
from wangge.journal.rules import Head, Subject
from wangge.orgs.models import Grant
from wangge.orgs.queries import grants_on, responsible_for
from wangge.places import queries
from wangge.places.actions import recut
from wangge.places.models import Area, AreaPast, Building
from wangge.site.wiring import LISTENERS

pytestmark = [pytest.mark.both, pytest.mark.django_db]
COMMUNITY, STREET, DISTRICT = GRID[:12], GRID[:9], GRID[:6]
LATER = NOW + timedelta(days=2)
DAY = date(2025, 3, 7)
MIDDLE = 122.0579
"""A meridian between the stairwells of the first grid."""
SPLIT = {"do": "split", "code": GRID, "line": [[MIDDLE, 41.0], [MIDDLE, 42.0]], "names": ["西网格", "东网格"]}
WEST, EAST = f"{COMMUNITY}005", f"{COMMUNITY}006"


def cut(*steps: dict[str, Any], key: str = "recut", at: Any = LATER) -> Any:
    answer = recut(district=DISTRICT, steps=steps, key=key, at=at)
    while deliver(LISTENERS):
        pass
    return answer


def row(case: Any) -> Any:
    found = cases.case_by_id(DISTRICT, UUID(case["id"]))
    assert found is not None
    return found


def test_a_split_grid_takes_people_buildings_and_open_cases_along(actor):
    west = report(place={"building": DOOR}).body["case"]
    east = report(place={"building": f"{GRID}-03"}).body["case"]
    done = to_state("closed", actor)
    assert cut(SPLIT).body["follows"] == {GRID: [WEST, EAST]}
    assert not cut(SPLIT, key="recut").body["renamed"] and Area.objects.filter(code=WEST).count() == 1
    assert [row(c).area for c in (west, east, done)] == [WEST, EAST, GRID]
    assert [row(c).desk for c in (west, east)] == [WEST, EAST]
    assert Building.objects.get(code=DOOR).grid == WEST
    assert Building.objects.get(code=f"{GRID}-03").grid == EAST
    assert queries.locate({"building": DOOR}, district=DISTRICT).area == WEST
    worker = actor("worker").person
    assert {h.area for h in grants_on(worker, DAY)} == {WEST, EAST}
    assert {h.area for h in grants_on(worker, DAY - timedelta(days=1))} == {GRID}
    assert responsible_for(queries.lineage(EAST), day=DAY)[0] == EAST
    for case in (west, east):
        entries = entries_about(DISTRICT, Subject("case", UUID(case["id"])))
        assert [e.verb for e in entries] == ["case.report", "case.recut"]
        found = row(case)
        assert chain_faults(chain_of(DISTRICT, Subject("case", found.id)),
                            Head(found.head_seq, bytes(found.head_hash))) == []  # fmt: skip


def test_the_worker_goes_on_with_a_case_that_moved(actor):
    case = report(place={"building": DOOR}).body["case"]
    cut(SPLIT)
    worker = replace(actor("worker"), grants=grants_on(actor("worker").person, DAY))
    assert move(worker, case, "solve", at=LATER, photos=[photo(worker)]).body["grid"] == WEST
    assert move(actor("community"), case, "close", at=LATER).body["state"] == "closed"


def test_a_listener_that_hears_twice_moves_nobody_twice(actor):
    from wangge.journal.models import Reading

    report()
    cut(SPLIT)
    grants = Grant.objects.count()
    Reading.objects.update(position=0)
    while deliver(LISTENERS):
        pass
    assert Grant.objects.count() == grants
    case = cases.cases_for(actor("district"), {}, at=LATER)[0]
    assert case.head_seq == 2


def test_a_community_that_changes_its_street_keeps_its_clerk_under_another_code(actor):
    Area.objects.create(code="211102009", name="新街道", valid_from=NOW.date())
    case = report(place={"area": COMMUNITY}).body["case"]
    cut({"do": "move", "code": COMMUNITY, "to": "211102009"}, {"do": "rename", "code": "211102009", "name": "向阳街道"})
    assert row(case).area == row(case).desk == "211102009001"
    assert {h.area for h in grants_on(actor("community").person, DAY)} == {"211102009001"}
    assert queries.full_name("211102009001001") == "向阳街道 延风社区 第 1 网格"
    assert queries.areas_on(DAY, within="211102009")["211102009001002"] == "第 2 网格"
    assert COMMUNITY in queries.areas_on(NOW.date(), within=COMMUNITY)
    assert COMMUNITY not in queries.areas_on(DAY, within=COMMUNITY)
    assert AreaPast.objects.get(code="211102009").name == "新街道"


def test_every_case_is_counted_once_in_either_view(actor):
    for place in ({"building": DOOR}, {"building": f"{GRID}-03"}, {"area": GRID}, {"building": f"{COMMUNITY}002-01"},
                  {"area": STREET}, None):  # fmt: skip
        case = report(place=place).body["case"]
        if place and place.get("building"):
            move(actor("community"), case, "void", words="演练")
    before = cases.counts_by_area(DISTRICT, level="grid", today=False)
    cut(SPLIT)
    cut({"do": "merge", "codes": [EAST, f"{COMMUNITY}002"], "name": "东片"}, key="again", at=LATER + timedelta(days=1))
    then = cases.counts_by_area(DISTRICT, level="grid", today=False)
    now = cases.counts_by_area(DISTRICT, level="grid", today=True)
    assert sum(before.values()) == sum(then.values()) == sum(now.values()) == 6
    assert before == {GRID: 3, f"{COMMUNITY}002": 1, STREET: 1, DISTRICT: 1}
    assert now == {WEST: 2, EAST: 2, STREET: 1, DISTRICT: 1}
    assert then[GRID] == 2


def test_an_unclear_step_changes_nothing(actor):
    report()
    before = (Area.objects.count(), Grant.objects.count(), cases.case_heads(DISTRICT))
    with pytest.raises(Missing) as refused:
        cut(SPLIT, {"do": "move", "code": "nothing", "to": STREET})
    assert refused.value.facts == {"step": 2}
    assert before == (Area.objects.count(), Grant.objects.count(), cases.case_heads(DISTRICT))


@pytest.mark.long
def test_from_eighteen_streets_to_twelve():
    """The drawn city loses six streets to their neighbours: fictional, all names and grids stay."""
    from wangge.simulate.ground import CITY, lay_city

    lay_city(at=NOW)
    lay_city(at=NOW)
    streets = sorted(c for c in queries.areas_on(NOW.date(), within=CITY) if len(c) == 9)
    small, big = streets[5:11], streets[:5] + streets[11:12]
    steps = [{"do": "merge", "codes": [b, s]} for s, b in zip(small, big, strict=True)]
    plan = queries.recut_plan(CITY, steps)
    recut(district=CITY, steps=steps, key="twelve", at=LATER)
    while deliver(LISTENERS):
        pass
    after = queries.areas_on(DAY, within=CITY)
    assert [sum(len(c) == n for c in after) for n in (9, 12, 15)] == [12, 122, 715]
    assert set(plan.follows) == set(queries.areas_on(NOW.date(), within=CITY)) - set(after)
    assert Building.objects.filter(grid__in=plan.follows).count() == 0
    grids = queries.find_points([41.12, 41.10], [122.07, 122.05], district=CITY)
    assert all(code in after for code in grids)
    staffed = set(Grant.objects.filter(district=CITY, post="grid_worker", ends_on=None).values_list("area", flat=True))
    assert staffed == {code for code in after if len(code) == 15}
    assert queries.followers_of([small[0]]) == {small[0]: (big[0],)}
