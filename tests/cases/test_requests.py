"""Requests, waiting and orders through the real actions: two levels, what takes effect, what lapses, who is told."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.acts import move, photo, row, to_state, unit, verbs, whole
from tests.conftest import NOW

from wangge.cases import actions, queries
from wangge.cases.models import Order, Request
from wangge.cases.rules import EXEMPT, HANDLE, clocks_of
from wangge.core.refusals import Missing, NotNow, NotYours
from wangge.journal.listeners import deliver
from wangge.journal.queries import entries_about
from wangge.journal.rules import Subject
from wangge.notices.queries import notices_about
from wangge.site.wiring import LISTENERS

pytestmark = [pytest.mark.both, pytest.mark.django_db]
HOUR = timedelta(hours=1)
SOON = NOW + HOUR
REVIEW = date(2025, 3, 20)


def code(call: Any, *args: Any, **named: Any) -> str:
    with pytest.raises((NotNow, Missing, NotYours)) as refused:
        call(*args, **named)
    return refused.value.code


def handle(case: Any):
    return next(run for run in clocks_of(row(case).clocks).runs if run.name == HANDLE)


def beside(case: Any) -> Any:
    return queries.beside_answers(row(case))


def closed_late(actor: Any) -> dict[str, Any]:
    """A case that the unit finished three days late, checked and closed."""
    case = to_state("handling", actor)
    late = NOW + timedelta(days=6)
    move(actor("unit"), case, "finish", at=late, photos=[photo(actor("unit"))])
    move(actor("worker"), case, "check_pass", at=late)
    return move(actor("community"), case, "close", at=late).body


# --- requests


def test_an_extension_is_asked_supported_and_granted_and_adds_one_original_limit_to_both_clocks(actor):
    case = to_state("handling", actor)
    before = [run.due_at for run in clocks_of(row(case).clocks).runs if run.open]
    asked = move(actor("unit"), case, "ask", at=SOON, sort="extension", words="要等配件").body
    assert [m["verb"] for m in asked["allowed"] if m["verb"] in ("support", "grant")] == []
    assert code(move, actor("community"), case, "grant", at=SOON, words="同意") == "no_request"
    assert code(move, actor("unit"), case, "ask", at=SOON, sort="extension", words="再问") == "asked_already"
    move(actor("chief"), case, "support", at=SOON)
    move(actor("community"), case, "grant", at=SOON, words="同意延一次")
    after = [run.due_at for run in clocks_of(row(case).clocks).runs if run.open]
    assert [b - a for a, b in zip(before, after, strict=True)] == [timedelta(days=4), timedelta(days=1)], (
        "two working days more for the whole matter go over a weekend"
    )
    [request] = beside(case)["requests"]
    assert (request["state"]["code"], request["words"], request["reply"]) == ("granted", "要等配件", "同意延一次")
    assert [request[level]["by"] for level in ("asked", "supported", "decided")] == [
        actor(name).name for name in ("unit", "chief", "community")
    ]
    assert verbs(case)[-3:] == ["ask", "support", "grant"]
    assert row(case).asks == []
    assert whole(case)


def test_what_the_chief_asks_is_supported_at_once_and_refusals_do_not_count(actor):
    case = to_state("handling", actor)
    for n in range(3):
        asked = move(actor("chief"), case, "ask", at=SOON, sort="extension", words=f"第 {n} 次")
        assert row(asked.body).asks[0]["state"] == "supported"
        move(actor("community"), case, "refuse", at=SOON, words="不行")
    for n in range(2):
        move(actor("chief"), case, "ask", at=SOON, sort="extension", words=f"再来 {n}")
        move(actor("community"), case, "grant", at=SOON, words="同意")
    assert code(move, actor("chief"), case, "ask", at=SOON, sort="extension", words="第三次") == "extended_twice"
    assert handle(case).extensions == 2


def test_never_once_overdue_judged_by_when_it_was_asked(actor):
    case = to_state("handling", actor)
    late = NOW + timedelta(days=5)
    assert code(move, actor("unit"), case, "ask", at=late, sort="extension", words="来不及") == "overdue"
    asked = move(actor("chief"), case, "ask", at=late, happened_at=SOON, sort="extension", words="没信号时写的")
    assert asked.status == 200
    move(actor("community"), case, "grant", at=late, words="当时没超")
    assert handle(case).extensions == 1


def test_a_pooled_case_stands_still_until_its_review_date_and_goes_on_by_itself(actor):
    case = to_state("handling", actor)
    assert code(move, actor("chief"), case, "ask", at=SOON, sort="pool", words="等雨季过") == "review_missing"
    move(actor("chief"), case, "ask", at=SOON, sort="pool", words="等雨季过", review_on=REVIEW.isoformat())
    pooled = move(actor("community"), case, "grant", at=SOON, words="同意挂账").body
    assert pooled["marks"] == ["pooled"]
    assert {m["verb"] for m in pooled["allowed"]} == {"remark", "urge", "go_on"}
    assert code(move, actor("unit"), case, "finish", at=SOON, photos=[photo(actor("unit"))]) == "pooled"
    move(actor("unit"), case, "remark", at=SOON + HOUR, words="还在等")
    left = handle(case)
    until = row(case).look_at
    assert (until.astimezone().date() - REVIEW).days in (0, -1)
    assert actions.watch(until - timedelta(seconds=1)) == 0
    assert actions.watch(until) == 1
    assert actions.watch(until) == 0
    assert (row(case).marks, row(case).seen_at, row(case).handed_at) == ([], None, until)
    assert handle(case).due_at == left.due_at > until
    entry = entries_about("211102", Subject("case", row(case).id))[-1]
    assert (entry.verb, entry.facts["ends"], entry.facts["handed"]) == ("case.go_on", ["pooled"], True)
    while deliver(LISTENERS):
        pass
    assert notices_about("211102", row(case).id)[-1].entry == entry.seq
    again = {"sort": "pool", "words": "再挂", "review_on": "2025-05-01"}
    assert code(move, actor("chief"), case, "ask", at=until, **again) == "pooled_once"
    assert whole(case)


def test_the_desk_ends_a_pooling_early_and_a_unit_does_not(actor):
    case = to_state("handling", actor)
    due = handle(case).due_at
    move(actor("chief"), case, "ask", at=SOON, sort="pool", words="等料", review_on=REVIEW.isoformat())
    move(actor("community"), case, "grant", at=SOON, words="同意")
    assert code(move, actor("unit"), case, "go_on", at=SOON) == "pooled_desk"
    went_on = move(actor("community"), case, "go_on", at=SOON + timedelta(days=1)).body
    assert (went_on["marks"], handle(case).due_at) == ([], due + timedelta(days=1))
    assert actions.watch(row(case).look_at - timedelta(seconds=1)) == 0


def test_what_is_pooled_too_late_is_not_granted(actor):
    case = to_state("handling", actor)
    move(actor("chief"), case, "ask", at=SOON, sort="pool", words="等料", review_on="2025-03-07")
    then = NOW + timedelta(days=3)
    assert code(move, actor("community"), case, "grant", at=then, words="同意") == "review_passed"
    assert move(actor("community"), case, "refuse", at=then, words="过期了").status == 200


def test_an_appeal_only_for_a_case_both_late_and_closed_once_and_decided_by_the_district(actor):
    timely = to_state("closed", actor)
    assert code(move, actor("unit"), timely, "ask", at=SOON, sort="appeal", words="我们没晚") == "not_now"
    case, late = closed_late(actor), NOW + timedelta(days=7)
    assert (handle(case).on_time, case["on_time"]) == (False, False)
    move(actor("chief"), case, "ask", at=late, sort="appeal", words="停电三天，干不了")
    assert code(move, actor("district"), case, "grant", at=late, words="同意") == "no_request"
    move(actor("community"), case, "support", at=late, words="属实")
    assert code(move, actor("community"), case, "grant", at=late, words="同意") == "not_now"
    move(actor("district"), case, "grant", at=late, words="停电属实")
    assert (handle(case).on_time, handle(case).exempt) == (False, EXEMPT)
    assert row(case).on_time is False
    assert code(move, actor("unit"), case, "ask", at=late, sort="appeal", words="再申诉") == "appealed_once"
    assert whole(case)


def test_requests_lapse_when_the_unit_is_done_or_gives_it_back_or_the_case_is_opened_again(actor):
    for verb, facts in (("finish", {}), ("return", {"words": "不归我们"})):
        case = to_state("handling", actor)
        move(actor("unit"), case, "ask", at=SOON, sort="extension", words="要等配件")
        given = facts or {"photos": [photo(actor("unit"))]}
        move(actor("unit"), case, verb, at=SOON, **given)
        assert (row(case).asks, beside(case)["requests"][0]["state"]["code"]) == ([], "withdrawn")
    assert row(case).returns == 1
    case, late = closed_late(actor), NOW + timedelta(days=7)
    move(actor("unit"), case, "ask", at=late, sort="appeal", words="不怪我们")
    move(actor("community"), case, "reopen", at=late, words="又坏了")
    assert Request.objects.get(sort="appeal").state == "withdrawn"


def test_a_request_that_is_not_named_among_several_is_asked_for(actor):
    case = to_state("handling", actor)
    move(actor("chief"), case, "ask", at=SOON, sort="extension", words="要等配件")
    move(actor("chief"), case, "ask", at=SOON, sort="pool", words="等料", review_on=REVIEW.isoformat())
    assert code(move, actor("community"), case, "grant", at=SOON, words="同意") == "request_unclear"
    pool = row(case).asks[1]["id"]
    assert move(actor("community"), case, "grant", at=SOON, words="挂", request=pool).body["marks"] == ["pooled"]
    assert [ask["sort"] for ask in row(case).asks] == ["extension"]


# --- waiting


def test_waiting_stops_every_clock_and_goes_on_where_it_stood(actor):
    case = to_state("handling", actor)
    due = [run.due_at for run in clocks_of(row(case).clocks).runs if run.open]
    waits = move(actor("unit"), case, "wait", at=SOON, words="等三楼住户开门").body
    assert (waits["marks"], waits["stopped"], waits["due_at"], row(case).look_at) == (["suspended"], True, None, None)
    assert actions.watch(NOW + timedelta(days=90)) == 0
    assert code(move, actor("unit"), case, "wait", at=SOON, words="还等") == "waiting_already"
    move(actor("unit"), case, "go_on", at=SOON + timedelta(days=7))
    after = [run.due_at for run in clocks_of(row(case).clocks).runs if run.open]
    assert [b - a for a, b in zip(due, after, strict=True)] == [timedelta(days=7)] * 2
    assert code(move, actor("unit"), case, "go_on", at=SOON + timedelta(days=7)) == "not_stopped"
    late = SOON + timedelta(days=30)
    assert code(move, actor("unit"), case, "wait", at=late, words="等人") == "overdue_waits_not"


def test_a_pause_over_night_adds_no_working_time(actor):
    """From 18:00 to 08:00 no working time passes, so nothing is added to the due time."""
    case = to_state("handling", actor)
    due = handle(case).due_at
    move(actor("unit"), case, "wait", at=NOW + 2 * HOUR, words="等住户")
    move(actor("unit"), case, "go_on", at=NOW + 16 * HOUR)
    assert handle(case).due_at == due


def test_whoever_carries_on_what_waits_ends_the_waiting(actor):
    case = to_state("handling", actor)
    move(actor("unit"), case, "wait", at=SOON, words="等住户")
    done = move(actor("unit"), case, "finish", at=SOON + HOUR, photos=[photo(actor("unit"))]).body
    assert (done["marks"], done["stopped"]) == ([], False)
    assert not any(run.stopped for run in clocks_of(row(case).clocks).runs)
    grid = to_state("reported", actor)
    waits = move(actor("worker"), grid, "wait", at=SOON, words="家里没人").body
    assert waits["marks"] == ["suspended"]
    ended = move(actor("community"), grid, "void", at=SOON + HOUR, words="重复").body
    assert (ended["marks"], row(grid).look_at) == ([], None)


# --- orders


def test_an_order_runs_beside_until_whoever_has_the_case_answers(actor):
    case = to_state("handling", actor)
    order = {"sort": "leader", "words": "书记关注，请今天说明", "limit": "4 工作时"}
    told = move(actor("street"), case, "supervise", at=SOON, **order)
    assert told.body["marks"] == ["supervised"]
    [order] = beside(case)["orders"]
    assert (order["sort"]["code"], order["to"]["id"], order["words"]) == (
        "leader", unit("drainage"), "书记关注，请今天说明",
    )  # fmt: skip
    assert order["due_at"] == "2025-03-06T03:00:00+00:00"
    assert code(move, actor("district"), case, "supervise", at=SOON, sort="important", words="也看") == "order_open"
    assert code(move, actor("community"), case, "answer", at=SOON, words="在办") == "not_now"
    while deliver(LISTENERS):
        pass
    assert notices_about("211102", row(case).id)[-1].place == unit("drainage")
    answered = move(actor("unit"), case, "answer", at=SOON + HOUR, words="配件明早到，上午装好").body
    assert answered["marks"] == []
    [order] = beside(case)["orders"]
    assert (order["reply"], order["answered"]["by"]) == ("配件明早到，上午装好", actor("unit").name)
    assert [run.on_time for run in clocks_of(row(case).clocks).runs if run.name == "order"] == [True]
    assert code(move, actor("unit"), case, "answer", at=SOON + HOUR, words="又答") == "no_order"


def test_an_order_about_a_case_at_a_desk_goes_to_the_desk_and_has_a_working_day(actor):
    case = to_state("verifying", actor)
    move(actor("district"), case, "supervise", at=SOON, sort="timeout", words="为何还没立案")
    order = Order.objects.get()
    assert (order.to, order.desk, order.due_at) == ("211102005013", "211102", SOON + timedelta(days=1))
    move(actor("community"), case, "answer", at=SOON, words="下午立案")
    with pytest.raises(Missing) as refused:
        move(actor("district"), case, "supervise", at=SOON, sort="timeout", words="快", limit="快点")
    assert refused.value.code == "limit_unclear"
    move(actor("district"), case, "supervise", at=SOON, sort="timeout", words="还没立案？")
    ended = move(actor("community"), case, "void", at=SOON, words="重复").body
    assert ended["marks"] == []
    assert whole(case)


def test_the_case_says_what_goes_on_beside_it(actor, client):
    from django.utils import timezone

    from wangge.orgs.actions import open_session
    from wangge.orgs.models import Account

    case = to_state("handling", actor)
    move(actor("chief"), case, "ask", at=SOON, sort="extension", words="要等配件")
    move(actor("street"), case, "supervise", at=SOON, sort="leader", words="请说明")
    token = open_session(Account.objects.get(username="auditor"), device="", at=timezone.now())
    said = client.get(f"/api/v1/cases/{case['id']}", headers={"authorization": f"Bearer {token}"}).json()
    assert [r["sort"]["code"] for r in said["requests"]] == ["extension"]
    assert [o["words"] for o in said["orders"]] == ["请说明"]
    assert [c["name"] for c in said["clocks"]][-2:] == ["handle", "order"]
    assert UUID(said["orders"][0]["id"])
