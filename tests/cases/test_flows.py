"""Appeals and disputes through the real actions: their ways round, and cases that go over from one flow to another."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests.acts import GRID, move, photo, report, row, unit, verbs, whole
from tests.conftest import NOW

from wangge.cases import queries
from wangge.core.refusals import Missing, NotNow, NotYours
from wangge.journal.queries import entries_about
from wangge.journal.rules import Subject

pytestmark = [pytest.mark.both, pytest.mark.django_db]
LATER = NOW + timedelta(minutes=5)


def facts_of(case):
    return entries_about("211102", Subject("case", UUID(case["id"])))[-1].facts


def test_thanks_are_answered_by_the_desk_in_one_step(actor):
    case = report(kind="A0401", words="谢谢小张把路灯修好了").body["case"]
    assert (case["flow"], case["edition"], case["state_label"]["zh"]) == ("appeals", 0, "待受理")
    with pytest.raises(Missing) as lacking:
        move(actor("community"), case, "close", words="收到")
    assert lacking.value.facts["missing"] == ["reply"]
    done = move(actor("community"), case, "close", at=LATER, reply="谢谢您，我们转告小张。").body
    assert (done["state"], done["on_time"], done["state_label"]["zh"]) == ("closed", True, "已答复办结")
    entries = queries.entry_answers(entries_about("211102", Subject("case", UUID(case["id"]))), actor("community"))
    assert (entries[-1]["reply"], entries[-1]["words"]) == ("谢谢您，我们转告小张。", None)
    assert whole(case)


def test_help_goes_to_a_unit_is_visited_and_answered(actor):
    worker, clerk, handler = actor("worker"), actor("community"), actor("unit")
    case = report(kind="A0101", words="家里停水三天，老人提不动水").body["case"]
    with pytest.raises((NotNow, NotYours)):
        move(clerk, case, "close", reply="谢谢")
    move(clerk, case, "accept")
    move(clerk, case, "register")
    move(clerk, case, "dispatch", unit=unit("drainage"))
    move(handler, case, "start")
    assert move(handler, case, "finish", words="接上水了").body["state_label"]["zh"] == "待答复"
    move(clerk, case, "verify")
    assert [str(c.id) for c in queries.cases_for(worker, {"mine": True}, at=NOW)] == [case["id"]]
    move(worker, case, "check_fail", words="水是黄的")
    move(clerk, case, "check_fail", words="水是黄的，请再看")
    move(handler, case, "finish", words="管子冲过了")
    closed = move(clerk, case, "close", at=LATER, reply="水已经清了，有事再打社区电话。").body
    assert closed["state"] == "closed"
    assert whole(case)


def test_a_dispute_is_graded_settled_by_the_desk_itself_visited_and_closed(actor):
    worker, clerk, street = actor("worker"), actor("community"), actor("street")
    case = report(kind="G0101", words="楼上漏水，两家吵起来了").body["case"]
    move(clerk, case, "accept")
    move(clerk, case, "register")
    graded = move(clerk, case, "classify", grade="complex").body
    assert (graded["owner"]["type"], facts_of(case)["handed"], facts_of(case)["grade"]) == ("street", True, "complex")
    assert row(case).seen_at is None
    begun = move(street, case, "start").body
    assert (begun["state"], begun["state_label"]["zh"], begun["owner"]["type"]) == ("handling", "调解中", "street")
    assert [str(c.id) for c in queries.cases_for(street, {"mine": True}, at=NOW)] == [case["id"]]
    up = move(street, case, "escalate", at=LATER, words="谈了三次，没谈成").body
    assert (up["state"], up["owner"]["type"]) == ("registered", "district")
    assert move(street, case, "recall", at=LATER, words="两家愿意再谈").body["owner"]["type"] == "street"
    move(street, case, "start", at=LATER)
    done = move(street, case, "finish", at=LATER, outcome="settled", words="签了协议，楼上赔两千元").body
    assert (done["state"], facts_of(case)["outcome"]) == ("handled", "settled")
    move(worker, case, "check_pass", at=LATER, words="钱已经给了")
    assert move(street, case, "close", at=LATER).body["state"] == "closed"
    assert verbs(case).count("start") == 2
    assert whole(case)


def test_a_danger_goes_to_a_unit_and_up_when_it_is_not_made_safe(actor):
    clerk, handler = actor("community"), actor("unit")
    case = report(kind="G0201", words="楼道堆满杂物").body["case"]
    move(clerk, case, "accept")
    move(clerk, case, "register")
    move(clerk, case, "dispatch", unit=unit("drainage"))
    move(handler, case, "start")
    with pytest.raises((NotNow, NotYours)):
        move(clerk, case, "finish", outcome="settled", words="x")
    move(handler, case, "finish", outcome="unsettled", words="堵着门，清不动", photos=[photo(handler)])
    move(actor("worker"), case, "check_pass")
    up = move(clerk, case, "escalate", at=LATER, words="要街道组织").body
    assert (up["state"], up["owner"]["type"]) == ("registered", "street")
    assert whole(case)


@pytest.mark.parametrize(("verb", "state"), [("accept", "verifying"), ("register", "registered")])
def test_a_kind_of_another_flow_takes_the_case_over_to_its_table(actor, verb, state):
    clerk = actor("community")
    case = report(words="请问怎么办居住证").body["case"]
    assert case["flow"] == "matters"
    if verb == "register":
        move(clerk, case, "accept")
        assert "flow" not in facts_of(case)
    over = move(clerk, case, verb, at=LATER, kind="A0501").body
    assert (over["flow"], over["state"], over["kind"]["code"]) == ("appeals", state, "A0501")
    assert (facts_of(case)["flow"], facts_of(case)["kind"]) == ("appeals", "A0501")
    assert {m["verb"] for m in over["allowed"]} >= {"void"}
    assert whole(case)


def test_once_registered_a_case_stays_in_its_flow(actor):
    worker, clerk = actor("worker"), actor("community")
    case = report(kind="E0504").body["case"]
    move(clerk, case, "accept")
    move(clerk, case, "register")
    move(clerk, case, "hand_down", area=GRID, words="请网格员看")
    with pytest.raises(NotNow) as settled:
        move(worker, case, "solve", kind="A0101", photos=[photo(worker)])
    assert settled.value.code == "flow_settled"
    assert move(worker, case, "solve", kind="E0102", photos=[photo(worker)]).body["kind"]["code"] == "E0102"


def test_what_the_other_table_asks_for_is_asked_for(actor):
    worker = actor("worker")
    case = report().body["case"]
    with pytest.raises(Missing) as lacking:
        move(worker, case, "solve", kind="A0101", photos=[photo(worker)])
    assert lacking.value.facts["missing"] == ["words"]
    assert move(worker, case, "solve", kind="A0101", words="帮老人换了灯泡").body["flow"] == "appeals"
    other = report(at=LATER).body["case"]
    with pytest.raises(NotNow) as none:
        move(worker, other, "solve", at=LATER, kind="G0101", photos=[photo(worker, seed=2)])
    assert "矛盾纠纷" in none.value.say.zh
    assert row(other).flow == "matters"


def test_a_fact_that_comes_after_the_case_went_over_is_kept_aside(actor):
    worker, picture = actor("worker"), photo(actor("worker"))
    case = report().body["case"]
    move(actor("community"), case, "accept", at=LATER, kind="G0201")
    late = LATER + timedelta(hours=1)
    kept = move(worker, case, "solve", at=late, happened_at=NOW + timedelta(minutes=1), photos=[picture])
    assert (kept.status, kept.body["code"], verbs(case)[-1]) == (202, "not_now", "keep_aside")
    assert whole(case)


def test_a_move_that_carries_no_kind_changes_none(actor):
    case = report(kind="E0504").body["case"]
    move(actor("worker"), case, "remark", words="看过了", kind="A0101", result="exists")
    assert (row(case).kind, row(case).flow, facts_of(case)) == ("E0504", "matters", {})
