"""Open cases that may be the same: what is blocked, what is offered to whom, and that it costs the same for many."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.acts import GRID, RESIDENT, move, report, row
from tests.conftest import NOW

from wangge.cases import queries
from wangge.cases.models import Case
from wangge.cases.queries.candidates import EACH_CELL, _blocks, blocked, telling_from
from wangge.cases.rules import cell_of
from wangge.core.ids import uuid7
from wangge.places.queries import locate

pytestmark = [pytest.mark.both, pytest.mark.django_db]
HERE = {"lat": 41.1963, "lng": 122.0568}
LATER = NOW + timedelta(minutes=20)
WORDS = "下水口堵了，往外冒黑水"


def told(place=None, *, words=WORDS, kind="", at=LATER):
    found = locate(HERE if place is None else place, district="211102")
    return telling_from(found, district="211102", words=words, kind=kind, at=at)


def at_point(metres=0.0, **other):
    place = {"lat": HERE["lat"] + metres / 111_195, "lng": HERE["lng"]}
    return report(place=place, **other).body["case"]


def test_the_likest_comes_first_with_its_reason_and_only_the_likely_is_offered_to_residents(actor):
    near, far = at_point(5, kind="E0504"), at_point(70, kind="C0118", words="路灯不亮")
    found = queries.alike_answers(actor("worker"), told(), at=LATER)
    assert [one["number"] for one in found] == [near["number"], far["number"]]
    assert [one["same"] for one in found] == [True, False]
    assert found[0]["score"] > found[1]["score"]
    assert found[0]["reason"]["zh"].startswith("相距 5 米 · 同一类别 · 前后差 20 分钟 · 都说到“下水口")
    offered = queries.offered_to_all(RESIDENT, told(), at=LATER)
    assert offered == [
        {"id": near["id"], "kind": near["kind"], "told": {"zh": "收到", "en": "Received"}, "distance_m": 5,
         "minutes": 20, "report_count": 1},
    ]  # fmt: skip


def test_what_has_ended_is_a_week_old_or_nobodys_to_know_is_not_offered(actor):
    move(actor("community"), at_point(2), "decline", words="不归我们")
    at_point(3, at=LATER - timedelta(days=8))
    at_point(4, kind="A0101", words=WORDS)
    assert queries.offered_to_all(RESIDENT, told(), at=LATER) == []
    assert len(queries.alike_answers(actor("community"), told(), at=LATER)) == 1
    assert queries.alike_answers(actor("unit"), told(), at=LATER) == []
    assert len(queries.alike_answers(actor("worker2"), told(), at=LATER)) == 1


def test_without_a_point_cases_of_the_own_grid_are_compared(actor):
    inside = at_point(0)
    unpointed = report(place={"area": GRID}, words="二号楼下水口堵了").body["case"]
    nowhere = report(place={"address": "某个地方二号楼"}, words="二号楼下水口堵了").body["case"]
    by_area = queries.alike_answers(actor("community"), told({"area": GRID}, words="2号楼下水口堵了"), at=LATER)
    assert {inside["number"], unpointed["number"]} == {one["number"] for one in by_area}
    assert by_area[0]["number"] == unpointed["number"] and by_area[0]["distance_m"] is None
    by_point = {one["number"] for one in queries.alike_answers(actor("district"), told(), at=LATER)}
    assert by_point == {inside["number"], unpointed["number"], nowhere["number"]}


def test_a_desk_is_told_the_candidates_of_a_case_and_not_the_case_itself(actor):
    clerk = actor("community")
    one, other = at_point(0), at_point(6, words="下水口返水，冒黑水")
    found = queries.candidate_answers(clerk, row(one), at=LATER)
    assert [c["number"] for c in found] == [other["number"]]
    move(clerk, one, "merge", into=other["id"])
    assert queries.candidate_answers(clerk, row(other), at=LATER) == []


def test_no_more_than_the_newest_of_each_cell_are_read(actor):
    case = row(at_point(0))
    values = {f.attname: getattr(case, f.attname) for f in Case._meta.concrete_fields if f.attname != "pk"}
    twins = [
        Case(**(values | {"id": uuid7(NOW + timedelta(seconds=n)), "number": f"x{n}"})) for n in range(EACH_CELL * 3)
    ]
    Case.objects.bulk_create(twins)
    found = blocked("211102", told(), since=NOW - timedelta(days=1))
    assert len(found) == EACH_CELL
    assert set(found) == {twin.id for twin in twins[-EACH_CELL:]}
    telling = told()
    many = statements(telling)
    Case.objects.filter(number__startswith="x").delete()
    assert (many, statements(telling)) == (3, 4), "the copies have no reports, so that no words of theirs are read"


def statements(telling):
    """How many a question takes, without the small tables that the process keeps for a while."""
    with CaptureQueriesContext(connection) as sent:
        queries.alike(RESIDENT, telling, at=LATER)
    return sum("catalogue_" not in query["sql"] for query in sent.captured_queries)


def test_every_block_is_read_by_an_index():
    """Lesson 10: the plan, with whole tables forbidden where the engine would prefer them while they are small."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
        used = set()
        for sql, values in _blocks("211102", told(), NOW):
            cursor.execute(explain + sql, values)
            plan = "\n".join(str(line[-1]) for line in cursor.fetchall())
            assert "Seq Scan" not in plan and "SCAN cases_case" not in plan
            used |= {name for name in ("cases_case_cell", "cases_case_area") if name in plan}
    if connection.vendor == "sqlite":  # the other engine may take any index while the table is empty
        assert used == {"cases_case_cell", "cases_case_area"}


def test_the_cell_follows_the_point(actor):
    case = report(place={"area": GRID}).body["case"]
    assert row(case).cell is None
    clerk = actor("community")
    move(clerk, case, "accept")
    move(clerk, case, "register", kind="E0504", place=HERE)
    assert row(case).cell == cell_of(HERE["lat"], HERE["lng"])
