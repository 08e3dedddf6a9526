"""What is turned down leaves nothing; who sees what; how many statements and which indexes; faults others shipped."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.acts import GRID, move, photo, report, row, to_state, unit, written
from tests.conftest import NOW

from wangge.cases import actions, queries
from wangge.cases.models import Case, Report
from wangge.cases.rules import may_see
from wangge.core.refusals import Missing, NotFound, NotNow, NotYours, Refused
from wangge.files.actions import receive
from wangge.files.queries import attached
from wangge.journal.queries import entries_about
from wangge.journal.rules import Subject
from wangge.orgs.actions import give_grant
from wangge.orgs.queries import today
from wangge.orgs.rules import Held, public_actor
from wangge.simulate.pictures import drain

pytestmark = [pytest.mark.both, pytest.mark.django_db]
LATER = NOW + timedelta(minutes=5)


# --- what is turned down


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"words": "水" * 100_000}, "words_too_long"),
        ({"words": "  ", "photos": []}, "report_empty"),
        ({"kind": "E9999"}, "kind_unknown"),
        ({"phone": "电话见群"}, "phone_unreadable"),
        ({"photos": [uuid4()]}, "file_unknown"),
        ({"photos": [uuid4() for _ in range(10)]}, "photos_too_many"),
    ],
)
def test_a_report_that_cannot_be_taken_leaves_nothing(facts, code):
    before = written()
    with pytest.raises(Refused) as refused:
        report(**facts)
    assert refused.value.code == code
    assert refused.value.say.zh and refused.value.say.en
    assert written() == before


def test_moves_that_cannot_be_made_leave_nothing(actor):
    worker, clerk = actor("worker"), actor("community")
    case = to_state("registered", actor)
    before = written()
    for who, verb, facts, kind, code in (
        (clerk, "explode", {}, Missing, "verb_unknown"),
        (clerk, "accept", {}, NotNow, "not_now"),
        (worker, "dispatch", {"unit": unit("drainage")}, NotYours, "not_yours"),
        (clerk, "dispatch", {"unit": str(uuid4())}, NotFound, "unit_unknown"),
        (clerk, "dispatch", {"unit": "排水队"}, NotFound, "unit_unknown"),
        (clerk, "remark", {"words": "字" * 100_000}, Missing, "words_too_long"),
        (clerk, "remark", {"words": "看", "photos": [str(uuid4())]}, NotFound, "file_unknown"),
        (actor("worker2"), "remark", {"words": "看"}, NotFound, "not_found"),
        (actor("auditor"), "remark", {"words": "看"}, NotYours, "not_yours"),
        (public_actor("211102"), "remark", {"words": "看"}, NotFound, "not_found"),
    ):
        with pytest.raises(kind) as refused:
            move(who, case, verb, **facts)
        assert refused.value.code == code, verb
    with pytest.raises(NotFound):
        move(clerk, uuid4(), "accept")
    assert written() == before


def test_a_photo_is_the_senders_own_and_used_once(actor):
    worker, clerk = actor("worker"), actor("community")
    case = report().body["case"]
    with pytest.raises(NotFound):
        move(clerk, case, "remark", words="看", photos=[photo(worker)])
    mine = photo(worker)
    move(worker, case, "remark", words="看", photos=[mine])
    with pytest.raises(NotFound):
        move(worker, case, "remark", words="再看", photos=[mine])


def test_the_chain_vouches_for_the_bytes_of_a_photo(actor):
    worker = actor("worker")
    case = report().body["case"]
    picture = photo(worker)
    move(worker, case, "remark", words="看", photos=[picture])
    kept = attached(["211102"], UUID(picture))
    files = queries.entry_answers(entries_about("211102", Subject("case", UUID(case["id"]))), worker)[1]["files"]
    assert files == [{"id": picture, "type": "image/jpeg", "sha256": kept.sha256}]


def test_the_same_bytes_sent_by_two_people_are_kept_once(actor):
    body = drain(blocked=True, seed=9)
    first, second = (
        receive(district="211102", author=actor(n).person, body=body, at=NOW) for n in ("worker", "community")
    )
    assert first.stored == second.stored
    assert first.id != second.id


# --- access


def test_the_filter_and_the_rule_show_the_same(actor):
    """``visible`` in SQL and ``may_see`` in Python agree for every demo person and for odd grants."""
    for state in ("reported", "dispatched", "closed"):
        to_state(state, actor)
    report(place={"building": "211102005013002-01"})
    report(place={"area": "211102005"})
    report(place=None)
    report(actor("worker2"), place={"building": "211102005013001-01"})
    names = ["district", "street", "community", "worker", "worker2", "unit", "chief", "auditor", "admin"]
    for who in [*(actor(n) for n in names), public_actor("211102")]:
        shown = {c.id for c in queries.cases_for(who, {}, at=NOW)}
        assert shown == {c.id for c in Case.objects.all() if may_see(who, queries.standing(c))}, who.name
        mine = {c.id for c in queries.cases_for(who, {"mine": True}, at=NOW)}
        assert mine <= shown, who.name
    assert queries.cases_for(actor("admin"), {}, at=NOW).count() == 0
    assert queries.cases_for(actor("worker2"), {}, at=NOW).count() == 2


def test_several_posts_add_up(actor):
    admin = actor("admin")
    case = report().body["case"]
    with pytest.raises(NotFound):
        queries.case_for(actor("worker2"), UUID(case["id"]))
    more = Held("211102", "grid_worker", GRID, None, today(NOW), today(NOW) + timedelta(days=3))
    give_grant(actor=admin, username="worker2", grant=more, key="more", at=NOW)
    assert queries.case_for(actor("worker2"), UUID(case["id"])).number == case["number"]


def test_a_foreign_district_sees_nothing(actor):
    case = report().body["case"]
    worker = actor("worker")
    held = Held("211103", "district_duty_officer", "211103", None, today(NOW))
    stranger = type(worker)(uuid4(), "外区", "211103", (held,), districts=("211103",))
    with pytest.raises(NotFound):
        queries.case_for(stranger, UUID(case["id"]))
    with pytest.raises(NotFound):
        move(stranger, case, "remark", words="看")
    assert not queries.cases_for(stranger, {}, at=NOW).exists()


def test_words_and_numbers_find_a_case(actor):
    case = report().body["case"]
    report(words="路灯不亮")
    clerk = actor("community")
    for text in ("下水口", case["number"], "000001", "1", "延风路"):
        found = list(queries.cases_for(clerk, {"q": text}, at=NOW))
        assert case["id"] in {str(c.id) for c in found}, text
    assert [str(c.id) for c in queries.cases_for(clerk, {"q": "下水口"}, at=NOW)] == [case["id"]]
    assert not queries.cases_for(clerk, {"q": "没有这样的话"}, at=NOW).exists()


def test_pages_follow_one_another_without_gap(actor):
    made = [report(at=NOW + timedelta(seconds=n)).body["case"]["id"] for n in range(7)]
    clerk, found, after = actor("community"), [], None
    while True:
        rows, after = queries.page_of(
            queries.cases_for(clerk, {"open": True}, at=NOW), sort="due", after=after, limit=3
        )
        found += [str(c.id) for c in rows]
        if after is None:
            break
    assert found == made


# --- statements


def said(captured: CaptureQueriesContext) -> list[str]:
    """The statements without the transaction's own."""
    return [q["sql"] for q in captured if q["sql"].split()[0] not in ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")]


def test_a_move_is_two_statements_and_the_transaction(actor):
    """Case under lock, then case, receipt and entry with its position: in one statement, on SQLite in four."""
    clerk = actor("community")
    move(clerk, report().body["case"], "accept")
    case = report().body["case"]
    with CaptureQueriesContext(connection) as captured:
        move(clerk, case, "accept")
    found = said(captured)
    assert len(found) == (2 if connection.vendor == "postgresql" else 5), found


def test_the_questions_of_every_minute_have_their_index(actor):
    """Plans at 200,000 cases: ``python -m bench.plans``. Here an index over open cases must be able to serve."""
    asked = {
        "cases_case_due": queries.cases_for(actor("district"), {"open": True}, at=NOW).order_by("due_at", "id"),
        "cases_case_desk": queries.cases_for(actor("community"), {"mine": True}, at=NOW).order_by("due_at", "id"),
        "cases_case_unit": queries.cases_for(actor("unit"), {"mine": True}, at=NOW).order_by("due_at", "id"),
        "cases_case_unseen": queries.left_unseen("211102", at=NOW)[:500],
        "cases_report_code": Report.objects.filter(code="AAAAAAAAAAAA"),
    }
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    for index, rows in asked.items():
        plan = rows.explain()
        if connection.vendor == "postgresql":  # which chooses by statistics, and here there are none
            index = index.rsplit("_", 1)[0]
        assert index in plan and "Seq Scan" not in plan and "pkey" not in plan, plan


# --- faults that others shipped


def test_notes_photos_and_looks_never_move_a_deadline(actor):
    case = to_state("dispatched", actor)
    before = [row(case).due_at, row(case).clock_from, row(case).handed_at]
    for n, name in enumerate(("worker", "community", "unit", "chief", "district")):
        at = NOW + timedelta(hours=n + 1)
        actions.see(actor=actor(name), case_id=UUID(case["id"]), at=at)
        move(actor(name), case, "remark", at=at, words="看", photos=[photo(actor(name))])
    move(actor("district"), case, "urge", at=NOW + timedelta(hours=9), words="抓紧")
    assert [row(case).due_at, row(case).clock_from, row(case).handed_at] == before


def test_a_list_takes_as_many_statements_for_thirty_cases_as_for_three(actor, client):
    from django.utils import timezone

    from wangge.orgs.actions import open_session
    from wangge.orgs.models import Account

    token = open_session(Account.objects.get(username="community"), device="", at=timezone.now())
    counts = []
    for many in (3, 30):
        for n in range(many):
            report(kind=("E0504", "C0103", "E0102")[n % 3], place={"building": f"211102005013001-0{n % 3 + 1}"})
        client.get("/api/v1/cases?limit=200", headers={"authorization": f"Bearer {token}"})
        with CaptureQueriesContext(connection) as captured:
            found = client.get("/api/v1/cases?limit=200", headers={"authorization": f"Bearer {token}"}).json()["items"]
        counts.append((len(found) >= many, len(said(captured))))
    assert counts[0] == counts[1] == (True, 4), counts


def test_a_person_with_no_post_sees_nothing_and_one_with_many_sees_all_of_them(actor):
    report()
    report(place={"building": "211102005013002-01"})
    worker = actor("worker")
    nobody = replace(worker, person=uuid4(), grants=())
    assert not queries.cases_for(nobody, {}, at=NOW).exists()
    assert not queries.cases_for(nobody, {"mine": True}, at=NOW).exists()
    both = replace(worker, grants=(*worker.grants, *actor("worker2").grants, *actor("unit").grants))
    assert queries.cases_for(both, {"mine": True}, at=NOW).count() == 2
