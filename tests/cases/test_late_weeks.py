"""Eight weeks back on the chief's table: what ended, how much of it late, by who had it last; each a list."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.acts import move, report, row, to_state, unit
from tests.conftest import NOW

from wangge.cases import queries
from wangge.cases.models import Case
from wangge.cases.queries.days import weeks_back
from wangge.orgs.models import Unit
from wangge.orgs.queries import unit_names

pytestmark = [pytest.mark.both, pytest.mark.django_db]
LATER = NOW + timedelta(weeks=2, hours=3)
THIS, LAST = "2025-03-17", "2025-03-03"
GRID = "211102005013001"


@pytest.fixture
def told(actor) -> dict[str, Any]:
    """In the week of the ground: one case closed in time and two late by the unit, one declined by the community;
    this week one late; and something on the table for both."""
    made = {"in time": to_state("closed", actor), "declined": to_state("declined", actor)}
    for name, at in (("late", NOW), ("late too", NOW), ("late this week", LATER)):
        made[name] = to_state("closed", actor, at=at)
        case = row(made[name])
        Case.objects.filter(id=case.id).update(on_time=False)
    made["open"] = to_state("handling", actor)
    made["untaken"] = to_state("registered", actor)
    return made


def weeks_of(table: dict[str, Any], place: str) -> dict[str, tuple[int, int]]:
    found = next(p for p in table["places"] if p["id"] == place)
    assert [week["from"] for week in found["weeks"]] == [day.isoformat() for day in weeks_back(LATER)]
    return {week["from"]: (week["late"], week["ended"]) for week in found["weeks"] if week["ended"]}


def test_eight_weeks_begin_on_mondays_of_the_district_and_end_with_this_one():
    at = NOW.replace(day=9, hour=15, minute=59)
    assert weeks_back(at)[-1] == date(2025, 3, 3)
    assert weeks_back(at + timedelta(minutes=1))[-1] == date(2025, 3, 10)
    assert len(weeks_back(at)) == 8 and weeks_back(at)[0] == date(2025, 1, 13)


def test_each_place_has_its_weeks_and_who_had_a_case_last_has_it_counted(actor, told):
    table = queries.late_table(actor("community"), at=LATER)
    assert weeks_of(table, unit("drainage")) == {LAST: (2, 3), THIS: (1, 1)}
    assert weeks_of(table, "211102005013") == {LAST: (0, 1)}


def test_every_week_is_the_list_behind_it(actor, told):
    for name in ("community", "street", "district"):
        table = queries.late_table(actor(name), at=LATER)
        for place in table["places"]:
            for week in place["weeks"]:
                first = date.fromisoformat(week["from"])
                wanted: dict[str, Any] = {"hands": place["id"], "ended_from": first}
                wanted["ended_to"] = first + timedelta(days=6)
                assert queries.cases_for(actor(name), wanted, at=LATER).count() == week["ended"]
                wanted["on_time"] = False
                assert queries.cases_for(actor(name), wanted, at=LATER).count() == week["late"]


def test_days_are_of_the_district_and_both_ends_are_included(actor, told):
    chief = actor("district")
    day = date(2025, 3, 5)

    def ended(**wanted: Any) -> int:
        return queries.cases_for(chief, wanted, at=LATER).count()

    assert ended(ended_from=day, ended_to=day) == 4
    assert (ended(ended_from=day + timedelta(days=1)), ended(ended_to=day), ended(ended_from=day)) == (1, 4, 5)
    assert (ended(on_time=False), ended(on_time=True)) == (3, 2)
    assert ended(on_time=False, hands="not-a-unit-and-too-long") == 0
    assert ended(on_time=False, hands=unit("drainage"), open=True) == 0


def test_cases_are_listed_by_the_days_on_which_they_came_in(actor, told):
    chief = actor("district")
    rows = queries.cases_for(chief, {}, at=LATER)
    for case in rows:
        came = case.created_at.astimezone(ZoneInfo("Asia/Shanghai")).date()
        same = {"raised_from": came, "raised_to": came}
        assert queries.cases_for(chief, same, at=LATER).filter(id=case.id).exists()
        after = {"raised_from": came + timedelta(days=1)}
        assert not queries.cases_for(chief, after, at=LATER).filter(id=case.id).exists()
        before = {"raised_to": came - timedelta(days=1)}
        assert not queries.cases_for(chief, before, at=LATER).filter(id=case.id).exists()
    assert rows.count()


def test_nobody_sees_weeks_of_what_the_list_hides(actor, told):
    elsewhere = queries.late_table(actor("admin"), at=LATER)
    assert elsewhere["places"] == []
    assert not queries.cases_for(actor("admin"), {"on_time": False}, at=LATER).exists()


def test_the_weeks_are_one_statement_on_the_index_of_ends(actor, told):
    with CaptureQueriesContext(connection) as captured:
        queries.late_table(actor("district"), at=LATER)
    about = [query["sql"] for query in captured if '"week"' in query["sql"]]
    assert len(about) == 1
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + about[0])
            plan = " ".join(str(line) for line in cursor.fetchall())
        assert "cases_case_ended" in plan and "SCAN cases_case" not in plan, plan


def test_the_weeks_take_no_more_statements_for_many_units(actor, told):
    base = row(told["late"])
    taken = []
    for many in (1, 60):
        made = [
            Unit(district="211102", code=f"w{many}-{n}", name=f"单位 {n}", area="211102", id=uuid4())
            for n in range(many)
        ]
        Unit.objects.bulk_create(made)
        rows = []
        for n, one in enumerate(made):
            for source in (base, row(told["open"])):
                twin = Case.objects.get(district=source.district, id=source.id)
                twin.pk, twin.unit = (source.district, uuid4()), one.id
                twin.number = f"twin-{many}-{n}-{source.state}"
                rows.append(twin)
        Case.objects.bulk_create(rows)
        unit_names.forget()
        queries.late_table(actor("district"), at=LATER)
        with CaptureQueriesContext(connection) as captured:
            table = queries.late_table(actor("district"), at=LATER)
        taken.append(len(captured))
        assert sum(week["late"] for place in table["places"] for week in place["weeks"]) == 3 + len(Case.objects.filter(
            number__startswith="twin", state="closed"
        ))  # fmt: skip
    assert taken[0] == taken[1], taken


def test_the_api_hands_out_weeks_and_the_cases_behind_them(actor, client, told):
    from django.utils import timezone

    from wangge.orgs.actions import open_session
    from wangge.orgs.models import Account

    report(at=NOW)
    move(actor("community"), told["untaken"], "remark", words="等会议")
    token = open_session(Account.objects.get(username="community"), device="", at=timezone.now())
    headers = {"cookie": f"wangge_session={token}"}
    table = client.get("/api/v1/late", headers=headers).json()
    assert all(len(place["weeks"]) == 8 for place in table["places"])
    path = f"/api/v1/cases?ended_from={LAST}&ended_to=2025-03-09&on_time=false&hands={unit('drainage')}"
    listed = client.get(path, headers=headers).json()
    assert {case["id"] for case in listed["items"]} == {told["late"]["id"], told["late too"]["id"]}
    assert client.get("/api/v1/cases?ended_from=gestern", headers=headers).status_code == 422
