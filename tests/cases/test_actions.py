"""Reports and moves through the real actions: the whole way round and every return."""

from datetime import timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from tests.acts import DOOR, GRID, move, photo, report, row, to_state, unit, verbs, whole, written
from tests.conftest import NOW

from wangge.cases import actions, queries
from wangge.cases.models import Case
from wangge.cases.queries import deadline_answer
from wangge.cases.rules import clocks_of
from wangge.catalogue.rules import MATTERS
from wangge.core.refusals import Missing, NotFound, NotNow, NotYours
from wangge.files.queries import attached
from wangge.journal.models import Receipt
from wangge.journal.queries import entries_about
from wangge.journal.rules import Subject
from wangge.orgs.actions import end_grants
from wangge.orgs.queries import today

pytestmark = [pytest.mark.both, pytest.mark.django_db]
LATER = NOW + timedelta(minutes=5)


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
    assert case["due_at"] == (NOW + timedelta(days=2)).isoformat(), "as long again as one working day of handling"
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
    assert case["allowed"] and {m["verb"] for m in case["allowed"]} == {"reopen", "contest", "remark"}


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
        "closed", "declined", "voided", "merged",
    ]  # fmt: skip
    assert set(MATTERS.marks) == {"pooled", "suspended", "supervised", "designated", "unsolved", "not_right"}
    assert set(MATTERS.verbs) == {
        "accept", "decline", "verify", "register", "solve", "escalate", "hand_down", "recall", "dispatch", "return",
        "start", "finish", "check_pass", "check_fail", "close", "reopen", "uphold", "contest", "void", "remark", "urge",
        "object", "designate", "invite", "withdraw", "contribute", "whistle", "arrive",
        "ask", "support", "grant", "refuse", "wait", "go_on", "supervise", "answer", "merge", "unmerge", "split",
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
    before = written()
    with pytest.raises(Missing) as refused:
        report(place=place)
    assert refused.value.code == code
    assert written() == before


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
    offered = next(m for m in case["allowed"] if m["verb"] == "dispatch")
    assert offered["due_at"] > (NOW + timedelta(days=1)).isoformat(), "the due time is shown before pressing"
    sent = move(clerk, case, "dispatch", at=NOW + timedelta(hours=1), unit=unit("drainage")).body
    due = NOW + timedelta(hours=25)
    assert sent["due_at"] == due.isoformat(), "17:00 to 17:00 of the next working day"
    done_at = due - timedelta(minutes=10)
    move(drainage, case, "finish", at=due + timedelta(hours=2), happened_at=done_at, photos=[photo(drainage)])
    move(worker, case, "check_pass", at=NOW + timedelta(days=3), happened_at=NOW + timedelta(days=2, hours=1))
    late = move(clerk, case, "close", at=NOW + timedelta(days=3)).body
    assert late["on_time"] is False
    clocks = {(r.name, r.who): r for r in clocks_of(row(case).clocks).runs}
    assert clocks["handle", unit("drainage")].on_time is True, "the unit was in time, the matter was not"
    again = move(clerk, case, "reopen", at=NOW + timedelta(days=5), words="又堵了").body
    assert (again["on_time"], again["ended_at"]) == (None, None)
    assert again["due_at"] == "2025-03-12T08:00:00+00:00", "Monday 16:00 and two working days"


def test_a_unit_keeps_one_clock_through_rework_and_every_desk_has_its_own(actor):
    worker, clerk, drainage = actor("worker"), actor("community"), actor("unit")
    case = to_state("handled", actor)
    move(worker, case, "check_fail", at=NOW + timedelta(hours=1), words="没通")
    runs = clocks_of(row(case).clocks).runs
    assert [r.name for r in runs] == ["whole", "accept", "register", "dispatch", "check", "handle"]
    assert [s.reason for s in runs[-1].stops] == ["待核查"]
    move(drainage, case, "return", at=NOW + timedelta(hours=1, minutes=30), words="不是我们的管段")
    assert clocks_of(row(case).clocks).runs[-2].on_time is None, "taken away, neither late nor in time"
    move(clerk, case, "dispatch", at=NOW + timedelta(hours=1, minutes=40), unit=unit("municipal"))
    other = clocks_of(row(case).clocks).promise
    assert (other.who, other.stops) == (unit("municipal"), ())
    move(clerk, case, "recall", at=NOW + timedelta(hours=1, minutes=50), words="派错了")
    move(clerk, case, "dispatch", at=NOW + timedelta(hours=1, minutes=55), unit=unit("drainage"))
    back = clocks_of(row(case).clocks).promise
    assert [s.reason for s in back.stops] == ["待核查", "退回后待派遣"]
    assert row(case).due_at == back.due_at


def test_the_grid_worker_who_is_asked_to_look_is_measured(actor):
    case = report().body["case"]
    move(actor("community"), case, "verify", at=NOW)
    move(actor("worker"), case, "verify", at=NOW + timedelta(hours=1), result="exists")
    verify = next(r for r in clocks_of(row(case).clocks).runs if r.name == "verify")
    assert (verify.who, verify.limit, verify.on_time) == (GRID, "4 工作时", True)
    assert whole(case)


def test_a_hand_over_between_levels_is_timed(actor):
    case = report().body["case"]
    move(actor("worker"), case, "escalate", at=NOW + timedelta(hours=1), words="办不了")
    move(actor("community"), case, "escalate", at=NOW + timedelta(days=1), words="要街道协调")
    runs = clocks_of(row(case).clocks).runs
    assert [(r.name, r.who, r.on_time) for r in runs[1:]] == [
        ("accept", GRID, True), ("accept", GRID[:12], False), ("accept", GRID[:9], None),
    ]  # fmt: skip


def test_every_stretch_of_a_deadline_is_told(actor):
    case = to_state("dispatched", actor)
    told = deadline_answer(row(case), at=NOW + timedelta(hours=2))
    handle = told[-1]
    assert (handle["name"], handle["who"]["name"], handle["limit"]["zh"]) == ("handle", "排水养护队", "1 工作日")
    assert handle["calendar"]["code"] == "CN"
    counted = [s for s in handle["segments"] if s["kind"] == "counted"]
    assert [s["from"][11:16] for s in counted] == ["16:00", "08:00", "14:00"]
    assert [s["to"][11:16] for s in counted] == ["18:00", "12:00", "16:00"]
    assert sum(float(s["amount"]) for s in counted) == pytest.approx(1, abs=1e-3)


def test_a_kind_set_later_sets_the_limit_anew(actor):
    clerk = actor("community")
    case = report().body["case"]
    assert case["due_at"] == (NOW + timedelta(days=2)).isoformat()
    move(clerk, case, "accept", at=LATER)
    found = move(clerk, case, "register", at=LATER, kind="E0503").body
    assert found["due_at"] == (NOW + timedelta(hours=2)).isoformat(), "an urgent hour runs through the night"


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
