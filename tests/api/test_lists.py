"""Every list and look-up: it stands in the inventory, costs as many statements for many as for one, and has an index.

``docs/reference/lists.md`` says of each how it is asked, paged and counted; a new one without a row fails here.
"""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.acts import DOOR, GRID, report, to_state, unit
from tests.api.conftest import Calls
from tests.conftest import NOW

from wangge.api.main import api
from wangge.cases import queries
from wangge.catalogue.models import Kind
from wangge.journal.actions import commit
from wangge.journal.actions.change import Answer, Command
from wangge.journal.rules import Head, Subject
from wangge.orgs.actions import open_session
from wangge.orgs.models import Account, Grant, Person, Unit
from wangge.orgs.queries import today
from wangge.places.models import Area
from wangge.places.queries import area_names
from wangge.site.wiring import LISTENERS

pytestmark = [pytest.mark.both, pytest.mark.django_db]
PAGE = Path(__file__).parent.parent.parent / "docs" / "reference" / "lists.md"
V = "/api/v1"
SIZES = (1, 10, 500)
PAGES = ("/queue", "/late", "/cases/{case}", "/t/{code}", "/public", "/map", "/cases/{case}/file", "/me")


def operations() -> dict[str, str]:
    """Operation ids of everything that is read, with their paths."""
    return {
        operation["operationId"]: path
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, operation in methods.items()
        if method == "get"
    }


def rows() -> dict[str, list[str]]:
    """The table of the page by the first cell of each row."""
    found = re.findall(r"^\| `([^`]+)` \|(.*)\|$", PAGE.read_text("utf-8"), re.M)
    return {name: [cell.strip() for cell in rest.split("|")] for name, rest in found}


def test_every_list_and_look_up_stands_in_the_inventory():
    told = rows()
    watched = ("watch", "close_by_rule", "queue_unseen", "send_queued", "sweep", "draw_due", "let_leave", "anchor_all")
    wanted = {*operations(), *PAGES, *(listener.name for listener in LISTENERS), *watched}
    assert wanted - told.keys() == set(), "rows that lack"
    assert told.keys() - wanted == set(), "rows of what is not there"
    assert [name for name, cells in told.items() if len(cells) != 4 or not all(cells)] == []


# --- statements

ASKED: dict[str, str] = {
    "list_cases": "/cases",
    "list_cases mine": "/cases?mine=true&sort=due",
    "list_cases open": "/cases?open=true&sort=due",
    "list_cases late": "/cases?late=true&sort=due",
    "list_cases area": "/cases?area=211102005",
    "list_cases words": "/cases?q=下水口",
    "list_cases number": "/cases?q=000001",
    "list_cases why": "/cases?why=late&sort=due",
    "list_cases queue": "/cases?queue=requests",
    "count_queues": "/cases/counts",
    "list_near_cases": "/cases/near?lat=41.1963&lng=122.0568",
    "read_case": "/cases/{case}",
    "list_case_entries": "/cases/{case}/entries",
    "list_case_reports": "/cases/{case}/reports",
    "explain_deadline": "/cases/{case}/deadline",
    "list_candidates": "/cases/{case}/candidates",
    "suggest_units": "/cases/{case}/suggestions",
    "list_news": "/entries",
    "list_notices": "/notices",
    "read_late_table": "/late",
    "list_rechecks": "/rechecks",
    "list_rechecks all": "/rechecks?all=true",
    "read_recheck_figures": "/rechecks/figures",
    "list_call_backs": "/call-backs",
    "read_solved_figures": "/solved",
    "list_twins": "/twins",
    "list_twins judged": "/twins?judged=true",
    "list_units": "/units",
    "list_offices": "/offices",
    "list_kinds": "/kinds",
    "list_kinds area": f"/kinds?area={GRID}",
    "read_catalogue": "/catalogue",
    "search_catalogue": "/catalogue/search?q=井盖",
    "list_flows": "/flows",
    "list_shifts": f"/rosters?area={GRID}",
    "list_holes": "/rosters/holes",
    "locate": "/places/locate?lat=41.1963&lng=122.0568",
    "read_area": f"/places/areas/{GRID}",
    "draw_areas": "/map/areas?within=211102005013&level=grid",
    "draw_cases": "/map/cases?bbox=122.05,41.18,122.07,41.2&zoom=16",
    "list_accounts": "/accounts",
    "list_person_settings": "/settings/people",
    "list_unit_settings": "/settings/units",
    "list_shift_settings": f"/settings/shifts?area={GRID}",
    "list_kind_settings": "/settings/kinds",
    "list_controls": "/settings/controls",
    "list_flow_settings": "/settings/flows",
    "read_routing": "/settings/routing",
    "list_calendar_settings": "/settings/calendars",
    "list_text_settings": "/settings/texts",
    "who_am_i": "/me",
    "list_sessions": "/me/sessions",
    "list_anchors": "/anchors",
    "list_public_cases": "/public/cases",
    "read_model_card": "/learning/card",
}
POSTS = {"units": "unit_chief", "communities": "community_clerk", "streets": "street_chief", "grids": "grid_worker"}


def holder(post: str, count: int) -> Calls:
    """Somebody with so many posts of a sort: the drainage team and others, the first community and others."""
    person = Person.objects.create(district="211102", name="多岗")
    account = Account.objects.create(username=f"many-{uuid4().hex[:8]}", person=person, must_change=False)
    common = {"person": person, "district": "211102", "post": POSTS.get(post, ""), "starts_on": today(NOW)}
    if post == "units":
        team = Unit.objects.get(id=unit("drainage"))
        others = [
            Unit(district="211102", code=f"u-{uuid4().hex[:12]}", name=f"单位{n}", area="211102")
            for n in range(count - 1)
        ]
        Unit.objects.bulk_create(others)
        Grant.objects.bulk_create([Grant(unit=one, **common) for one in (team, *others)])
    elif post:
        first = {"communities": "211102005013", "streets": "211102005", "grids": GRID}[post]
        codes = [f"{first[:-3]}{n:03d}" for n in range(400, 399 + count)]
        there = set(Area.objects.filter(code__in=codes).values_list("code", flat=True))
        Area.objects.bulk_create(
            [Area(code=code, name=f"地{code}", valid_from=today(NOW)) for code in codes if code not in there]
        )
        Grant.objects.bulk_create([Grant(area=code, **common) for code in (first, *codes)])
    area_names.forget()
    return Calls(open_session(account, device="tests", at=timezone.now()))


def more_kinds(count: int) -> None:
    """So many more kinds in the catalogue."""
    made = Kind.objects.filter(code__startswith="E98").count()
    Kind.objects.bulk_create(
        [Kind(code=f"E98{n:04d}", name=f"类{n}", name_en=f"Kind {n}", limit="1 工作日") for n in range(made, count)]
    )


def asked(calls: Calls, case: str) -> dict[str, tuple[int, int]]:
    """Status and statements of each list, asked the second time: what is kept is there."""
    found = {}
    for name, path in ASKED.items():
        calls("GET", V + path.format(case=case))
        with CaptureQueriesContext(connection) as sent:
            status = calls("GET", V + path.format(case=case)).status_code
        found[name] = (status, len(sent))
    return found


@pytest.mark.parametrize("post", [*POSTS])
def test_lists_take_as_many_statements_for_500_units_areas_and_kinds_as_for_one(post, actor):
    case = to_state("handling", actor)["id"]
    report(place={"building": DOOR})
    counted = {}
    for size in SIZES:
        more_kinds(size)
        counted[size] = asked(holder(post, size), case)
    one = counted[SIZES[0]]
    assert not any(status >= 500 for found in counted.values() for status, _ in found.values())
    for size in SIZES[1:]:
        grown = {
            name: (one[name], counted[size][name])
            for name in ASKED
            if counted[size][name][0] != one[name][0] or counted[size][name][1] > one[name][1]
        }
        assert grown == {}, f"{post}: {size}"


def test_who_holds_nothing_gets_empty_lists_or_a_sentence_and_no_error(actor):
    case = to_state("handling", actor)["id"]
    calls = holder("", 0)
    for name, path in ASKED.items():
        answer = calls("GET", V + path.format(case=case))
        assert answer.status_code in (200, 403, 404, 422), name
        if answer.status_code != 200:
            assert answer.json()["title"] or answer.json()["detail"], name
        elif name.startswith(("list_cases", "list_news", "list_notices", "list_rechecks", "list_near")):
            assert answer.json()["items"] == [], name


# --- a long history


def lengthen(case: queries.Case, count: int) -> None:
    """So many more entries of nothing in particular."""
    subject = Subject("case", case.id)
    at = timezone.now()
    command = Command("211102", case.reporter, "", str(uuid4()), uuid4().bytes * 2, at, at)

    def act(change):
        head = Head(case.head_seq, bytes(case.head_hash))
        for _ in range(count):
            head = change.record(subject, "case.remark", head=head, was=case.state, now=case.state)
        case.head_seq, case.head_hash = head.seq, head.hash
        case.save(update_fields=["head_seq", "head_hash"])
        return Answer(200, {})

    commit(command, act)


def test_a_history_of_ten_thousand_entries_opens_like_one_of_ten(calls, actor):
    told = report(place={"building": DOOR}).body
    case = queries.Case.objects.get(number=told["case"]["number"])
    clerk = calls("community")
    paths = [
        f"{V}/cases/{case.id}",
        f"{V}/cases/{case.id}/entries",
        f"/cases/{case.id}",
        f"/t/{told['report']['code']}",
    ]
    read = {}
    for length in (10, 10_000):
        lengthen(queries.Case.objects.get(number=case.number), length)
        for path in paths:
            clerk("GET", path)
            with CaptureQueriesContext(connection) as sent:
                answer = clerk("GET", path)
            assert answer.status_code == 200, path
            read[path, length] = len(sent), len(answer.content)
            assert not any(
                "LIMIT" not in q["sql"] and 'FROM "journal_entry"' in q["sql"] for q in sent.captured_queries
            )
    for path in paths:
        assert read[path, 10_000][0] == read[path, 10][0], path
        assert read[path, 10_000][1] < 300_000, path
    page = clerk("GET", f"/cases/{case.id}").content.decode()
    assert "中间的在案卷里" in page or "in the case file" in page
