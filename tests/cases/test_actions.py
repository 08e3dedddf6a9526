"""Reports and moves through the real actions: the whole way round, every return, and what is turned down."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.acts import DOOR, GRID, move, photo, report, to_state
from tests.conftest import NOW

from wangge.cases import actions, queries
from wangge.cases.models import Case, Report
from wangge.cases.rules import may_see
from wangge.catalogue.queries import limit_hours
from wangge.catalogue.rules import MATTERS
from wangge.core.refusals import Missing, NotFound, NotNow, NotYours, Refused
from wangge.files.actions import receive
from wangge.files.queries import attached
from wangge.journal.models import Content, Counter, Entry, Receipt
from wangge.journal.queries import chain_faults, chain_of, content_faults, entries_about, position_faults
from wangge.journal.rules import Head, Subject
from wangge.orgs.actions import end_grants, give_grant
from wangge.orgs.queries import today, units_of
from wangge.orgs.rules import Held, public_actor
from wangge.simulate.pictures import drain

pytestmark = [pytest.mark.both, pytest.mark.django_db]
LATER = NOW + timedelta(minutes=5)


def row(case: Any) -> Case:
    found = queries.case_by_id("211102", UUID(case["id"]))
    assert found is not None
    return found


def verbs(case: Any) -> list[str]:
    return [e.verb.removeprefix("case.") for e in entries_about("211102", Subject("case", UUID(case["id"])))]


def whole(case: Any) -> bool:
    """The chain, its contents and the district's positions are whole."""
    found = row(case)
    chain = chain_of("211102", Subject("case", found.id))
    faults = chain_faults(chain, Head(found.head_seq, bytes(found.head_hash)))
    return not faults and not content_faults("211102", chain)[0] and not position_faults("211102")


def unit(code: str) -> str:
    return str(next(u.id for u in units_of("211102") if u.code == code))


def nothing_changes() -> Any:
    """What the database holds: to be compared before and after a refusal."""
    return [m.objects.count() for m in (Case, Report, Entry, Content, Receipt)] + list(
        Counter.objects.values_list("position", flat=True)
    )


# --- the way round


def test_a_residents_report_is_with_grid_worker_and_community_at_once(actor):
    said = report(phone="138 0000 0172").body
    case = said["case"]
    assert len(said["report"]["code"]) == 12
    assert case["state"] == "reported"
    assert case["grid"] == GRID
    assert case["number"] == "211102-20250305-000001"
    assert case["owner"] == {"type": "grid", "id": GRID, "name": "辽河街道 延风社区 第 1 网格"}
    assert case["allowed"] == []
    for who in ("worker", "community"):
        found = list(queries.cases_for(actor(who), {"mine": True}, at=NOW))
        assert [str(c.id) for c in found] == [case["id"]]
    assert not queries.cases_for(actor("worker2"), {}, at=NOW).exists()
    assert whole(case)


def test_a_grid_workers_own_report_is_seen_and_carries_its_moves(actor):
    case = report(actor("worker"), kind="E0504").body["case"]
    assert case["seen_at"] is not None
    assert case["due_at"] == (NOW + timedelta(hours=24)).isoformat()
    assert {m["verb"] for m in case["allowed"]} >= {"solve", "escalate", "remark"}


def test_solved_on_the_spot_with_a_photo_and_closed(actor):
    worker, clerk = actor("worker"), actor("community")
    case = report().body["case"]
    with pytest.raises(Missing) as lacking:
        move(worker, case, "solve", words="好了")
    assert lacking.value.facts["missing"] == ["photos"]
    assert move(worker, case, "solve", photos=[photo(worker)]).body["state"] == "checking"
    closed = move(clerk, case, "close", at=LATER).body
    assert (closed["state"], closed["on_time"]) == ("closed", True)
    assert verbs(case) == ["report", "solve", "close"]
    assert whole(case)


def test_the_long_way_round_is_one_chain(actor):
    case = to_state("closed", actor)
    assert verbs(case) == ["report", "accept", "register", "dispatch", "start", "finish", "check_pass", "close"]
    entries = entries_about("211102", Subject("case", UUID(case["id"])))
    assert all(a.now == b.was for a, b in pairwise(entries))
    assert whole(case)
    assert case["allowed"] and {m["verb"] for m in case["allowed"]} == {"reopen", "remark"}


def test_handed_up_to_the_district_and_down_again(actor):
    worker, clerk, street, district = (actor(n) for n in ("worker", "community", "street", "district"))
    case = report().body["case"]
    assert move(worker, case, "escalate", words="要社区出面").body["owner"]["type"] == "community"
    move(clerk, case, "accept")
    assert move(clerk, case, "escalate", words="要街道协调").body["owner"]["type"] == "street"
    assert move(street, case, "escalate", words="跨街道").body["owner"]["type"] == "district"
    with pytest.raises(NotNow) as top:
        move(district, case, "escalate", words="再往上")
    assert top.value.code == "top_level"
    with pytest.raises(Missing) as elsewhere:
        move(district, case, "hand_down", area="211102006", words="x")
    assert elsewhere.value.code == "area_not_below"
    down = move(district, case, "hand_down", area=GRID[:12], words="请社区办").body
    assert down["owner"]["id"] == GRID[:12]
    assert move(clerk, case, "hand_down", area=GRID, words="请网格员看").body["owner"]["id"] == GRID
    assert whole(case)


@pytest.mark.parametrize(
    ("state", "who", "verb", "facts", "after", "owner"),
    [
        ("reported", "community", "decline", {"words": "不归城市管理"}, "declined", "community"),
        ("verifying", "community", "decline", {"words": "查无此事"}, "declined", "community"),
        ("registered", "community", "void", {"words": "重复登记"}, "voided", "community"),
        ("dispatched", "community", "recall", {"words": "派错了"}, "registered", "community"),
        ("dispatched", "unit", "return", {"words": "不归我们"}, "registered", "community"),
        ("handling", "chief", "return", {"words": "要先停水"}, "registered", "community"),
        ("handled", "worker", "check_fail", {"words": "还在冒水"}, "handling", "unit"),
        ("checking", "community", "check_fail", {"words": "照片看不清"}, "handling", "unit"),
        ("closed", "community", "reopen", {"words": "又堵了"}, "registered", "community"),
        ("declined", "street", "reopen", {"words": "应当受理"}, "registered", "community"),
    ],
)
def test_every_return_needs_its_reason_and_leaves_an_owner(actor, state, who, verb, facts, after, owner):
    case = to_state(state, actor)
    with pytest.raises(Missing) as lacking:
        move(actor(who), case, verb, at=LATER)
    assert lacking.value.facts["missing"] == ["words"]
    done = move(actor(who), case, verb, at=LATER, **facts).body
    assert (done["state"], done["owner"]["type"]) == (after, owner)
    assert whole(case)


def test_not_put_right_on_the_spot_goes_back_to_be_dispatched(actor):
    worker, clerk = actor("worker"), actor("community")
    case = report().body["case"]
    move(worker, case, "solve", photos=[photo(worker)])
    assert move(clerk, case, "check_fail", words="还没好").body["state"] == "registered"


def test_marks_and_states_are_what_the_outer_contract_names():
    assert [s.name for s in MATTERS.state_list] == [
        "reported", "verifying", "registered", "dispatched", "handling", "handled", "checking",
        "closed", "declined", "voided",
    ]  # fmt: skip
    assert set(MATTERS.marks) == {"pooled", "suspended", "supervised"}
    assert set(MATTERS.verbs) == {
        "accept", "decline", "verify", "register", "solve", "escalate", "hand_down", "recall", "dispatch", "return",
        "start", "finish", "check_pass", "check_fail", "close", "reopen", "void", "remark", "urge",
    }  # fmt: skip


# --- place and clock


def test_a_case_without_place_asks_for_one_before_it_is_registered(actor):
    district = actor("district")
    case = report(place=None, channel="import").body["case"]
    assert (case["located"], case["owner"]["type"]) == (False, "district")
    move(district, case, "accept")
    with pytest.raises(Missing) as lacking:
        move(district, case, "register", kind="E0504")
    assert lacking.value.facts["missing"] == ["place"]
    found = move(district, case, "register", kind="E0504", place={"building": DOOR}).body
    assert (found["grid"], found["located"], found["owner"]["type"]) == (GRID, True, "district")
    assert whole(case)


def test_a_place_outside_the_own_area_is_for_the_level_above(actor):
    clerk, street = actor("community"), actor("street")
    case = report(place={"area": GRID[:9]}).body["case"]
    assert case["owner"]["type"] == "street"
    with pytest.raises(NotFound):
        move(clerk, case, "accept")
    move(street, case, "hand_down", area=GRID[:12], words="请社区核实")
    move(clerk, case, "accept")
    with pytest.raises(Missing) as elsewhere:
        move(clerk, case, "register", kind="E0504", place={"area": "211102005"})
    assert elsewhere.value.code in ("place_elsewhere", "place_unknown")


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ({"area": "211102999"}, "area_unknown"),
        ({"area": "330102001001001"}, "area_unknown"),
        ({"building": "无此楼"}, "building_unknown"),
        ({"lat": 39.9, "lng": 116.4}, "place_outside"),
        ({"lat": 139.9, "lng": 116.4}, "place_unreadable"),
        ({"lat": 41.1963, "lng": 122.0568, "datum": "bd09"}, "datum_unknown"),
    ],
)
def test_a_place_that_is_none_is_refused_with_what_to_do(place, code):
    before = nothing_changes()
    with pytest.raises(Missing) as refused:
        report(place=place)
    assert refused.value.code == code
    assert nothing_changes() == before


def test_a_point_of_another_datum_finds_the_same_grid():
    plain = report(place={"lat": 41.1963, "lng": 122.056796}).body["case"]
    shifted = report(place={"lat": 41.19780, "lng": 122.06220, "datum": "gcj02"}).body["case"]
    assert plain["grid"] == shifted["grid"] == GRID


def test_an_address_that_no_building_bears_asks_for_a_place():
    assert report(place={"address": "延风路 12 号 1 单元"}).body["case"]["grid"] == GRID
    case = report(place={"address": "菜市场东门"}).body["case"]
    assert (case["located"], case["owner"]["type"]) == (False, "district")


def test_the_clock_starts_with_the_dispatch_and_on_time_is_when_it_happened(actor):
    worker, clerk, drainage = actor("worker"), actor("community"), actor("unit")
    case = to_state("registered", actor)
    hours = limit_hours("E0504")
    sent = move(clerk, case, "dispatch", at=NOW + timedelta(hours=3), unit=unit("drainage")).body
    due = NOW + timedelta(hours=3 + hours)
    assert sent["due_at"] == due.isoformat()
    done_at = due - timedelta(hours=1)
    move(drainage, case, "finish", at=due + timedelta(hours=2), happened_at=done_at, photos=[photo(drainage)])
    move(worker, case, "check_pass", at=due + timedelta(hours=3), happened_at=due - timedelta(minutes=30))
    late = move(clerk, case, "close", at=due + timedelta(hours=4)).body
    assert late["on_time"] is False
    again = move(clerk, case, "reopen", at=due + timedelta(hours=5), words="又堵了").body
    assert (again["on_time"], again["ended_at"]) == (None, None)
    assert again["due_at"] == (due + timedelta(hours=5 + hours)).isoformat()


def test_a_kind_set_later_sets_the_limit_anew(actor):
    clerk = actor("community")
    case = report().body["case"]
    assert case["due_at"] == (NOW + timedelta(hours=24)).isoformat()
    move(clerk, case, "accept", at=LATER)
    found = move(clerk, case, "register", at=LATER, kind="E0503").body
    assert found["due_at"] == (NOW + timedelta(hours=1)).isoformat()


# --- keys


def test_the_same_report_twice_is_one_and_another_under_its_key_is_refused():
    key = str(uuid4())
    first, again = report(key=key), report(key=key)
    assert (first.status, first.replay, again.status, again.replay) == (201, False, 201, True)
    assert first.body == again.body
    assert Case.objects.count() == 1
    with pytest.raises(NotNow) as reused:
        report(key=key, words="另一件事")
    assert reused.value.code == "key_reused"


def test_the_same_report_at_a_later_try_is_still_the_same():
    key = str(uuid4())
    first = report(key=key)
    again = report(key=key, at=LATER, happened_at=LATER)
    assert again.replay
    assert again.body == first.body


def test_the_same_move_twice_is_one_whatever_came_between(actor):
    clerk, key = actor("community"), str(uuid4())
    case = report().body["case"]
    first = move(clerk, case, "accept", key=key)
    move(clerk, case, "register", kind="E0504")
    again = move(clerk, case, "accept", key=key)
    assert (again.replay, again.body) == (True, first.body)
    assert verbs(case) == ["report", "accept", "register"]
    with pytest.raises(NotNow) as reused:
        move(clerk, case, "decline", key=key, words="不要")
    assert reused.value.code == "key_reused"
    with pytest.raises(NotNow) as late:
        move(clerk, case, "accept")
    assert late.value.code == "not_now"


def test_a_move_that_came_too_late_is_kept_as_a_remark(actor):
    worker, clerk = actor("worker"), actor("community")
    case = report().body["case"]
    picture = photo(worker)
    move(clerk, case, "decline", at=LATER, words="不在受理范围")
    late, key = LATER + timedelta(hours=1), str(uuid4())
    for replay in (False, True):
        kept = move(worker, case, "solve", at=late, happened_at=NOW + timedelta(minutes=1), key=key, photos=[picture])
        assert (kept.status, kept.body["kept_aside"], kept.body["code"], kept.replay) == (202, True, "not_now", replay)
    assert verbs(case) == ["report", "decline", "keep_aside"]
    assert attached(["211102"], UUID(picture)).subject == f"case:{case['id']}"
    assert row(case).state == "declined"
    assert whole(case)
    with pytest.raises(NotNow):
        move(worker, case, "solve", at=late, happened_at=late, photos=[photo(worker, seed=2)])


def test_a_fact_keeps_the_rights_of_its_author_at_its_time(actor):
    """Sent from the field on the last day of a post, arrived a day after it had ended."""
    worker, clerk, admin = actor("worker"), actor("community"), actor("admin")
    case = report().body["case"]
    picture = photo(worker)
    end_grants(actor=admin, username="worker", ends_on=today(NOW), key="end", at=NOW)
    move(clerk, case, "accept", at=LATER)
    without = type(worker)(worker.person, worker.name, worker.district, (), districts=worker.districts)
    tomorrow = NOW + timedelta(days=1)
    kept = move(without, case, "solve", at=tomorrow, happened_at=NOW + timedelta(minutes=1), photos=[picture])
    assert (kept.status, kept.body["code"]) == (202, "not_found")
    with pytest.raises(NotFound):
        move(without, case, "remark", at=tomorrow, happened_at=tomorrow, words="我还在")


# --- seen


def test_whoever_has_the_case_marks_it_as_seen_by_looking(actor):
    case = report().body["case"]
    assert not actions.see(actor=actor("district"), case_id=UUID(case["id"]), at=LATER)
    assert row(case).seen_at is None
    assert actions.see(actor=actor("worker"), case_id=UUID(case["id"]), at=LATER)
    assert not actions.see(actor=actor("worker"), case_id=UUID(case["id"]), at=LATER + timedelta(minutes=1))
    assert row(case).seen_at == LATER
    assert verbs(case) == ["report", "see"]
    assert whole(case)


def test_handed_on_it_wants_a_new_look_and_stands_red_without_one(actor):
    clerk = actor("community")
    case = to_state("dispatched", actor)
    assert row(case).seen_at is None
    late = NOW + timedelta(minutes=31)
    found = queries.cases_for(clerk, {"unseen": True}, at=late)
    assert [str(c.id) for c in found] == [case["id"]]
    assert queries.case_answer(row(case), clerk, at=late)["unseen"]
    move(actor("unit"), case, "start", at=late)
    assert row(case).seen_at == late
    assert not queries.cases_for(clerk, {"unseen": True}, at=late).exists()


def test_a_contact_opens_with_a_reason_only_and_the_look_is_recorded(actor):
    clerk = actor("community")
    case = report(phone="138 0000 0172").body["case"]
    case_id = UUID(case["id"])
    with pytest.raises(NotYours):
        actions.look_at_contact(actor=actor("worker"), case_id=case_id, reason="问路", key="a", at=LATER)
    with pytest.raises(Missing) as silent:
        actions.look_at_contact(actor=clerk, case_id=case_id, reason=" ", key="b", at=LATER)
    assert silent.value.code == "reason_missing"
    for replay in (False, True):
        seen = actions.look_at_contact(actor=clerk, case_id=case_id, reason="问门牌", key="c", at=LATER)
        assert (seen.body, seen.replay) == ({"phone": "13800000172"}, replay)
    assert verbs(case) == ["report", "look_at_contact"]
    assert b"13800000172" not in b"".join(bytes(r.answer) for r in Receipt.objects.all())
    entries = entries_about("211102", Subject("case", case_id))
    told = {n: queries.entry_answers(entries, actor(n))[0]["contact"] for n in ("worker", "community", "auditor")}
    assert told == {"worker": None, "community": "138****0172", "auditor": "138****0172"}
    with pytest.raises(Missing) as none:
        actions.look_at_contact(actor=clerk, case_id=UUID(report().body["case"]["id"]), reason="x", key="d", at=LATER)
    assert none.value.code == "no_contact"


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
    before = nothing_changes()
    with pytest.raises(Refused) as refused:
        report(**facts)
    assert refused.value.code == code
    assert refused.value.say.zh and refused.value.say.en
    assert nothing_changes() == before


def test_moves_that_cannot_be_made_leave_nothing(actor):
    worker, clerk = actor("worker"), actor("community")
    case = to_state("registered", actor)
    before = nothing_changes()
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
    assert nothing_changes() == before


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


def test_a_move_is_four_statements_and_the_transaction(actor):
    """Case under lock, case, receipt, entry with its position (two statements on SQLite)."""
    clerk = actor("community")
    move(clerk, report().body["case"], "accept")
    case = report().body["case"]
    with CaptureQueriesContext(connection) as captured:
        move(clerk, case, "accept")
    found = said(captured)
    assert len(found) == (4 if connection.vendor == "postgresql" else 5), found
    assert [s.split()[0] for s in found[:3]] == ["SELECT", "UPDATE", "INSERT"]


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
    assert counts[0] == counts[1] == (True, 3), counts


def test_a_person_with_no_post_sees_nothing_and_one_with_many_sees_all_of_them(actor):
    report()
    report(place={"building": "211102005013002-01"})
    worker = actor("worker")
    nobody = replace(worker, person=uuid4(), grants=())
    assert not queries.cases_for(nobody, {}, at=NOW).exists()
    assert not queries.cases_for(nobody, {"mine": True}, at=NOW).exists()
    both = replace(worker, grants=(*worker.grants, *actor("worker2").grants, *actor("unit").grants))
    assert queries.cases_for(both, {"mine": True}, at=NOW).count() == 2
