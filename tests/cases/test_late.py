"""The chief's table: every figure is the list behind it; what stands still is apart; bounded however many units."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.acts import move, report, row, to_state, unit
from tests.conftest import NOW

from wangge.cases import queries
from wangge.cases.models import Case
from wangge.core.refusals import Missing
from wangge.orgs.models import Unit
from wangge.orgs.queries import unit_names

pytestmark = [pytest.mark.both, pytest.mark.django_db]
LATE = NOW + timedelta(days=2, minutes=30)


def figures(table: dict[str, Any]) -> dict[str, int]:
    return {reason["code"]: reason["count"] for reason in table["reasons"] if reason["count"]}


@pytest.fixture
def told(actor) -> dict[str, Any]:
    """A case for every reason."""
    made = {
        name: to_state("handling", actor) for name in ("late", "waiting", "pooled", "returned")
    } | {"grid": report(at=NOW).body["case"]}  # fmt: skip
    move(actor("unit"), made["waiting"], "wait", words="等住户")
    move(actor("chief"), made["pooled"], "ask", sort="pool", words="等料", review_on="2025-04-01")
    move(actor("community"), made["pooled"], "grant", words="同意")
    for n in range(2):
        move(actor("unit"), made["returned"], "return", words=f"要先停水 {n}")
        if n == 0:
            move(actor("community"), made["returned"], "dispatch", unit=unit("drainage"))
    made["soon"] = to_state("handling", actor, at=LATE - timedelta(hours=23))
    return made


def test_every_reason_has_its_cases_and_what_stands_still_is_not_late(actor, told):
    table = queries.late_table(actor("community"), at=LATE)
    assert figures(table) == {
        "late": 3, "soon": 1, "handling": 1, "returned": 1, "untaken": 2, "pooled": 1, "waiting": 1,
    }  # fmt: skip
    places = {place["id"]: place for place in table["places"]}
    assert set(places) == {unit("drainage"), "211102005013", "211102005013001"}
    drainage = places[unit("drainage")]
    assert drainage["name"] == "排水养护队"
    assert [case["id"] for case in drainage["cases"]][:2] == [told["late"]["id"], told["soon"]["id"]]
    line = places["211102005013"]["cases"][0]
    assert (line["returns"], line["last"]["words"], line["hands"]["name"]) == (2, "要先停水 1", "辽河街道 延风社区")
    assert table["nearest"] == []


def test_every_figure_is_the_list_behind_it(actor, told):
    for name in ("community", "street", "district"):
        table = queries.late_table(actor(name), at=LATE)
        for reason in table["reasons"]:
            listed = queries.cases_for(actor(name), {"why": reason["code"]}, at=LATE)
            assert listed.count() == reason["count"], reason["code"]
        for place in table["places"]:
            for code, count in place["counts"].items():
                wanted = {"why": code, "hands": place["id"]}
                assert queries.cases_for(actor(name), wanted, at=LATE).count() == count
    with pytest.raises(Missing):
        queries.cases_for(actor("community"), {"why": "mood"}, at=LATE)
    nowhere = {"why": "late", "hands": "not-a-unit-and-too-long"}
    assert not queries.cases_for(actor("community"), nowhere, at=LATE).exists()


def test_nobody_sees_more_on_the_table_than_in_the_list(actor, told):
    assert queries.late_table(actor("admin"), at=LATE)["places"] == []
    mine = queries.late_table(actor("unit"), at=LATE)
    assert {place["id"] for place in mine["places"]} == {unit("drainage")}


def test_where_nothing_is_late_the_next_three_stand_there(actor):
    made = [report(at=NOW + timedelta(minutes=n)).body["case"]["id"] for n in range(5)]
    table = queries.late_table(actor("community"), at=NOW + timedelta(minutes=6))
    assert figures(table) == {}
    assert [case["id"] for case in table["nearest"]] == made[:3]


def test_the_table_takes_as_many_statements_for_five_hundred_units_as_for_one(actor):
    base = row(to_state("handling", actor))
    taken = []
    for many in (1, 10, 500):
        have = Case.objects.exclude(unit=base.unit).count()
        units = [
            Unit(district="211102", code=f"u{n}", name=f"单位 {n}", area="211102", id=uuid4())
            for n in range(have, many)
        ]
        Unit.objects.bulk_create(units)
        rows = []
        for n, made in enumerate(units):
            twin = Case.objects.get(district=base.district, id=base.id)
            twin.pk, twin.unit, twin.number = (base.district, uuid4()), made.id, f"twin-{have + n}"
            rows.append(twin)
        Case.objects.bulk_create(rows)
        unit_names.forget()
        queries.late_table(actor("district"), at=LATE)
        with CaptureQueriesContext(connection) as captured:
            table = queries.late_table(actor("district"), at=LATE)
        taken.append(len(captured))
        assert len(table["places"]) == min(many + 1, 500)
        assert sum(len(place["cases"]) for place in table["places"]) <= 120
    assert taken[0] == taken[1] == taken[2], taken


def test_the_table_is_for_desks(actor, client):
    from django.utils import timezone

    from wangge.orgs.actions import open_session
    from wangge.orgs.models import Account

    case = to_state("handling", actor)
    for name, status in (("community", 200), ("unit", 403), ("worker", 403), ("auditor", 403)):
        token = open_session(Account.objects.get(username=name), device="", at=timezone.now())
        answer = client.get("/late", headers={"cookie": f"wangge_session={token}"})
        assert answer.status_code == status
        said = client.get("/queue", headers={"cookie": f"wangge_session={token}"}).content.decode()
        assert ('href="/late"' in said) is (status == 200)
        page = client.get(f"/cases/{case['id']}/deadline", headers={"cookie": f"wangge_session={token}"})
        assert (page.status_code, "怎么算的" in page.content.decode()) == (200, True)
    token = open_session(Account.objects.get(username="worker2"), device="", at=timezone.now())
    page = client.get(f"/cases/{case['id']}/deadline", headers={"cookie": f"wangge_session={token}"})
    assert page.status_code == 404
    assert UUID(case["id"])
