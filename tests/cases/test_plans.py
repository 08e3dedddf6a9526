"""Which index leads to each list at a million cases, as far as an engine can be made to believe in them.

``tests/long/test_plans.py`` has the million.
"""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from tests.acts import to_state
from tests.api.test_lists import ASKED, POSTS, V, holder
from tests.cases.plans import plans_while, pretend_a_million, whole_tables
from tests.conftest import NOW

from wangge.cases import queries

pytestmark = pytest.mark.both
AREA = {"district": "211102", "street": "211102005", "community": "211102005013", "worker": "211102005013001"}
LISTS = [
    ("district", {}, "newest", "PRIMARY"),
    ("street", {}, "newest", "cases_case_street"),
    ("community", {}, "newest", "cases_case_community"),
    ("street", {"state": "closed,declined"}, "newest", "cases_case_street"),
    ("district", {"area": "211102009"}, "newest", "cases_case_street"),
    ("district", {"area": "211102009013"}, "newest", "cases_case_community"),
    ("district", {"area": "211102009013002"}, "newest", "cases_case_community"),
    ("street", {}, "newest", "cases_case_stray"),
    ("district", {"kind": "E9999"}, "newest", "cases_case_of_kind"),
    ("district", {"state": "voided"}, "newest", "cases_case_ended_as"),
    ("unit", {}, "newest", "cases_case_of_unit"),
    ("unit", {}, "newest", "cases_case_reporter"),
    ("district", {"open": True}, "due", "cases_case_due"),
    ("street", {"open": True}, "due", "cases_case_open_area"),
    ("district", {"area": "211102009013", "open": True}, "due", "cases_case_open_area"),
    ("district", {"late": True}, "due", "cases_case_due"),
    ("district", {"unseen": True}, "due", "cases_case_unseen"),
    ("unit", {"mine": True}, "due", "cases_case_unit"),
    ("community", {"mine": True}, "due", "cases_case_desk"),
    ("district", {"ended_from": date(2025, 3, 1), "ended_to": date(2025, 3, 2)}, "newest", "cases_case_ended"),
    ("district", {"q": "211102-20250305-000001"}, "newest", "number"),
]  # fmt: skip
NAMES = {
    "PRIMARY": ("sqlite_autoindex_cases_case_1", "(district=?"),
    "number": ("sqlite_autoindex_cases_case_2", "number>"),
}


def as_if(actor, role):
    """The demo's people; the street's post for the street alone."""
    if role != "street":
        return actor(role)
    clerk = actor("community")
    return replace(clerk, grants=tuple(replace(held, area="211102005") for held in clerk.grants))


@pytest.mark.parametrize(("role", "wanted", "sort", "index"), LISTS)
def test_a_list_of_cases_is_read_from_its_index(own_database, actor, role, wanted, sort, index):
    who = as_if(actor, role)
    pretend_a_million()
    read = plans_while(lambda: queries.list_page(who, wanted, sort=sort, after=None, limit=50, at=NOW))
    plans = "\n".join(plan for _, plan in read)
    assert whole_tables(plans) == []
    if connection.vendor == "sqlite":
        assert any(name in plans for name in NAMES.get(index, (index,))), plans


def test_the_next_page_begins_in_the_index_as_well(own_database, actor):
    pretend_a_million()
    after = (NOW.isoformat(), "01956551-9400-771e-b3b3-25cce015cc48")
    for sort, wanted in (("newest", {}), ("due", {"open": True})):
        read = plans_while(
            lambda sort=sort, wanted=wanted: queries.list_page(
                as_if(actor, "district"), wanted, sort=sort, after=after, limit=50, at=NOW
            )
        )
        assert whole_tables("\n".join(plan for _, plan in read)) == []
        if connection.vendor == "sqlite":
            assert "id<?" in read[-1][1] or "due_at>?" in read[-1][1], read[-1][1]


@pytest.mark.parametrize("post", [*POSTS])
def test_no_list_of_the_api_reads_a_large_table_whole(own_database, actor, post):
    case = to_state("handling", actor)["id"]
    calls = holder(post, 3)
    pretend_a_million()
    read = plans_while(lambda: [calls("GET", V + path.format(case=case)) for path in ASKED.values()])
    found = {sql: tables for sql, plan in read if (tables := whole_tables(plan))}
    assert found == {}
