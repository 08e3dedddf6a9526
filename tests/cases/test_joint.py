"""Several units on one case: helpers, whistles, objections and designation through the real actions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.acts import GRID, handler, move, photo, report, row, to_state, unit, verbs, whole
from tests.conftest import NOW

from wangge.cases import actions, queries
from wangge.cases.models import Case, Precedent, Task
from wangge.cases.rules import clocks_of, may_see
from wangge.core.refusals import Missing, NotFound, NotNow, NotYours, Refused
from wangge.journal.actions import batch
from wangge.journal.listeners import deliver
from wangge.journal.models import Reading
from wangge.journal.queries import entries_about
from wangge.journal.rules import Subject
from wangge.notices.actions import queue_unseen, send_queued
from wangge.notices.listeners import HAND_OVERS
from wangge.notices.models import Notice
from wangge.orgs.actions import set_offices
from wangge.orgs.rules import Actor

pytestmark = [pytest.mark.both, pytest.mark.django_db]
LATER, LATE = NOW + timedelta(minutes=5), NOW + timedelta(minutes=40)
THERE = {"lat": 41.1963, "lng": 122.056796}


@pytest.fixture
def of_unit() -> Callable[[str], Actor]:
    """Gives somebody who handles for a unit of this code."""
    return handler


def tasks(case: Any, *, at: Any = NOW) -> list[dict[str, Any]]:
    return queries.task_answers(row(case), at=at)


def last_facts(case: Any) -> dict[str, Any]:
    return entries_about("211102", Subject("case", UUID(case["id"])))[-1].facts


def thrice_refused(actor: Callable[[str], Actor], of_unit: Callable[[str], Actor]) -> dict[str, Any]:
    case = to_state("registered", actor)
    for code, verb in (("drainage", "object"), ("municipal", "return"), ("sanitation", "object")):
        move(actor("community"), case, "dispatch", at=LATER, unit=code)
        case = move(of_unit(code), case, verb, at=LATER, words=f"{code} 不管这一段").body
    return case


# --- helpers


def test_the_lead_keeps_the_case_and_helpers_each_do_their_part(actor, of_unit):
    clerk, lead, greening, property_ = actor("community"), actor("unit"), of_unit("greening"), of_unit("property")
    case = to_state("handling", actor)
    asked = move(
        clerk, case, "invite", at=LATER, units=[unit("greening"), "property", "greening"], words="请各办一段"
    ).body
    assert (asked["state"], asked["owner"]["id"]) == ("handling", unit("drainage"))
    assert [(t["unit"]["name"], t["role"], t["state"], t["asked"]) for t in tasks(case)] == [
        ("园林绿化所", "co", "open", "请各办一段"), ("延风物业", "co", "open", "请各办一段"),
    ]  # fmt: skip
    with pytest.raises(NotNow) as still:
        move(lead, case, "finish", at=LATER, photos=[photo(lead)])
    assert still.value.code == "helpers_open"
    assert "园林绿化所、延风物业" in still.value.say.zh
    move(greening, case, "contribute", at=LATER, words="树根清完了", photos=[photo(greening)])
    with pytest.raises(NotNow) as one_left:
        move(lead, case, "finish", at=LATER, photos=[photo(lead)])
    assert "延风物业" in one_left.value.say.zh and "园林" not in one_left.value.say.zh
    move(clerk, case, "withdraw", at=LATER, units=["property"], words="不用了")
    assert [(t["state"], t["words"]) for t in tasks(case)] == [("done", "树根清完了"), ("withdrawn", None)]
    assert move(lead, case, "finish", at=LATER, photos=[photo(lead)]).body["state"] == "handled"
    with pytest.raises(NotYours):
        move(property_, case, "contribute", at=LATER, words="还想办")
    assert whole(case)


def test_all_responsible_units_of_a_joint_case_have_clocks_of_their_own(actor, of_unit):
    """Each is measured from its own task on and judged by its own work, whatever the lead does."""
    case = to_state("handling", actor)
    move(actor("community"), case, "invite", at=LATER, units=["greening"], words="清树根")
    move(actor("community"), case, "invite", at=NOW + timedelta(hours=3), units=["municipal"], words="补路面")
    due = {t["unit"]["name"]: t["due_at"] for t in tasks(case)}
    assert due["园林绿化所"] == (LATER + timedelta(days=1)).isoformat()
    assert due["市政养护所"] == "2025-03-06T10:00:00+00:00", "after hours: the whole next working date, to 18:00"
    main = row(case).due_at
    day = NOW + timedelta(days=1, hours=1)
    move(of_unit("greening"), case, "contribute", at=day, words="清完了")
    move(of_unit("municipal"), case, "contribute", at=day, words="补好了")
    assert [(t["unit"]["name"], t["on_time"], t["light"]) for t in tasks(case, at=day)] == [
        ("园林绿化所", False, "red"), ("市政养护所", True, tasks(case, at=day)[1]["light"]),
    ]  # fmt: skip
    assert tasks(case, at=day)[1]["light"] != "red"
    assert row(case).due_at == main, "helpers never move the lead's due time"
    assert clocks_of(row(case).clocks).stage.who == unit("drainage")


def test_a_case_of_many_units_counts_as_the_helpers_queue_only_while_their_task_is_open(actor, of_unit):
    greening = of_unit("greening")
    case = to_state("handling", actor)
    with pytest.raises(NotFound):
        queries.case_for(greening, UUID(case["id"]))
    move(actor("community"), case, "invite", at=LATER, units=["greening"], words="清树根")

    def listed(**wanted: Any) -> list[str]:
        return [str(c.id) for c in queries.cases_for(greening, wanted, at=LATER)]

    assert listed(mine=True) == listed() == [case["id"]]
    assert {m["verb"] for m in queries.case_answer(row(case), greening, at=LATER)["allowed"]} == {
        "contribute", "object", "remark",
    }  # fmt: skip
    move(greening, case, "contribute", at=LATER, words="清完了")
    assert listed(mine=True) == []
    assert listed() == [case["id"]], "whoever helped keeps sight of it"
    move(greening, case, "remark", at=LATER, words="另外还有一棵")
    assert row(case).unit == UUID(unit("drainage"))


def test_the_filter_and_the_rule_agree_for_units_with_tasks(actor, of_unit):
    """``visible`` in SQL and ``may_see`` in Python, for every unit and every state of a task."""
    clerk = actor("community")
    for state in ("registered", "dispatched", "handling"):
        case = to_state(state, actor)
        move(clerk, case, "invite", at=LATER, units=["greening", "municipal"], words="请协办")
        move(clerk, case, "whistle", at=LATER, units=["enforcement"], words="桥头见")
    move(of_unit("greening"), case, "contribute", at=LATER, words="好了")
    move(clerk, case, "withdraw", at=LATER, units=["municipal"], words="不用了")
    to_state("dispatched", actor)
    report(place=None)
    for code in ("drainage", "greening", "municipal", "enforcement", "lighting", "property"):
        who = of_unit(code)
        shown = {c.id for c in queries.cases_for(who, {}, at=NOW)}
        assert shown == {c.id for c in Case.objects.all() if may_see(who, queries.standing(c))}, code
        turn = {c.id for c in queries.cases_for(who, {"mine": True}, at=NOW)}
        assert turn <= shown, code
        assert turn >= set(Task.objects.filter(unit=unit(code), done_at=None).values_list("case", flat=True))
    assert queries.cases_for(of_unit("greening"), {}, at=NOW).count() == 3
    assert queries.cases_for(of_unit("greening"), {"mine": True}, at=NOW).count() == 2


def test_a_joint_office_means_all_its_units_but_the_lead(actor):
    office = {"code": "joint", "name": "联合办公室", "name_en": "", "area": GRID[:9]}
    office["units"] = "drainage greening property"
    set_offices([office], district="211102", key="joint", at=NOW)
    case = to_state("dispatched", actor)
    move(actor("community"), case, "invite", at=LATER, units=["joint", "greening"], words="联合整治")
    assert {t["unit"]["name"] for t in tasks(case)} == {"园林绿化所", "延风物业"}
    with pytest.raises(NotNow) as again:
        move(actor("community"), case, "invite", at=LATER, units=["joint"], words="再来")
    assert again.value.code == "all_asked"
    with pytest.raises(NotFound) as unknown:
        move(actor("community"), case, "invite", at=LATER, units=["joint", "无此队"], words="再来")
    assert unknown.value.facts["units"] == ["无此队"]
    with pytest.raises(Missing) as many:
        move(actor("community"), case, "invite", at=LATER, units=["greening"] * 21, words="再来")
    assert many.value.code == "units_too_many"


def test_the_new_lead_is_no_longer_its_own_helper(actor, of_unit):
    clerk = actor("community")
    case = to_state("registered", actor)
    move(clerk, case, "invite", at=LATER, units=["greening", "municipal"], words="先看看")
    move(clerk, case, "dispatch", at=LATER, unit="greening")
    assert [(t["unit"]["name"], t["state"]) for t in tasks(case)] == [
        ("园林绿化所", "withdrawn"), ("市政养护所", "open"),
    ]  # fmt: skip
    assert [task["unit"] for task in last_facts(case)["withdrawn"]] == [unit("greening")]


@pytest.mark.parametrize(("who", "verb", "facts"), [
    ("community", "void", {"words": "重复"}), ("worker", "solve", {}),
])  # fmt: skip
def test_what_is_still_open_is_taken_back_when_the_matter_goes_on_without_it(actor, of_unit, who, verb, facts):
    clerk, doer = actor("community"), actor("worker")
    case = to_state("registered", actor)
    move(clerk, case, "invite", at=LATER, units=["greening"], words="清树根")
    move(clerk, case, "whistle", at=LATER, units=["drainage"], words="桥头见")
    taken = facts or {"photos": [photo(doer)]}
    move(clerk if who == "community" else doer, case, verb, at=LATER, **taken)
    assert [(t["state"], t["on_time"]) for t in tasks(case)] == [("withdrawn", None), ("withdrawn", None)]
    assert Task.objects.filter(done_at=None).count() == 0
    assert whole(case)


def test_a_helper_that_objects_is_off_and_the_lead_goes_on(actor, of_unit):
    case = to_state("handling", actor)
    move(actor("community"), case, "invite", at=LATER, units=["greening"], words="清树根")
    before = row(case)
    said = move(of_unit("greening"), case, "object", at=LATER, words="不是我们的树").body
    after = row(case)
    assert (said["state"], after.refusals, after.unit) == ("handling", 0, before.unit)
    assert (after.handed_seq, after.seen_at) == (before.handed_seq, before.seen_at), "nobody else has the case now"
    assert [(t["state"], t["words"], t["on_time"]) for t in tasks(case)] == [("objected", "不是我们的树", None)]
    lead = actor("unit")
    assert move(lead, case, "finish", at=LATER, photos=[photo(lead)]).body["state"] == "handled"


# --- told once, looked at


def test_each_task_yields_exactly_one_notice(actor, of_unit):
    """Delivered to the unit, twice heard or not; and by SMS to its people when nobody looked."""
    case = to_state("handling", actor)
    move(actor("community"), case, "invite", at=LATER, units=["greening", "property"], words="各办一段")
    move(actor("community"), case, "whistle", at=LATER, units=["greening", "drainage"], words="桥头见")
    for _ in range(2):
        while deliver([HAND_OVERS]):
            pass
        Reading.objects.update(position=0)
    told = list(Notice.objects.exclude(task=None).values_list("task", "place", "channel", "state"))
    assert sorted(told) == sorted((t.id, str(t.unit), "screen", "sent") for t in Task.objects.all())
    assert len(told) == 4
    actions.see(actor=actor("unit"), case_id=UUID(case["id"]), at=LATER)
    assert queue_unseen(at=LATER + timedelta(minutes=29)) == 0
    assert queue_unseen(at=LATE) == 3, "one person of the property manager; two tasks of a unit without people"
    assert queue_unseen(at=LATE) == 0
    failed = Notice.objects.filter(channel="sms", state="failed")
    assert {n.place for n in failed} == {unit("greening")}
    assert [n.trouble for n in failed] == ["nobody holds a post there"] * 2
    sent: list[str] = []
    assert send_queued(lambda phone, template, values: sent.append(phone) or "r", at=LATE) == (1, 0)
    assert len(sent) == 1


def test_a_task_that_was_looked_at_or_taken_back_meanwhile_is_told_to_nobody(actor, of_unit):
    clerk, case = actor("community"), to_state("handling", actor)
    for verb in ("invite", "whistle"):
        move(clerk, case, verb, at=LATER, units=["property"], words="请来")
    assert queue_unseen(at=LATE) == 2
    assert actions.see(actor=actor("property"), case_id=UUID(case["id"]), at=LATE)
    assert not actions.see(actor=actor("property"), case_id=UUID(case["id"]), at=LATE)
    assert send_queued(lambda phone, template, values: "r", at=LATE) == (0, 0)
    assert set(Notice.objects.filter(channel="sms").values_list("state", flat=True)) == {"moot"}


def test_a_helpers_look_is_its_own_and_not_the_leads(actor, of_unit):
    case = to_state("dispatched", actor)
    move(actor("community"), case, "invite", at=LATER, units=["greening"], words="清树根")
    assert actions.see(actor=of_unit("greening"), case_id=UUID(case["id"]), at=LATER)
    assert row(case).seen_at is None, "the lead has not looked yet"
    assert tasks(case)[0]["seen_at"] == LATER.isoformat()
    assert actions.see(actor=actor("unit"), case_id=UUID(case["id"]), at=LATE)
    assert row(case).seen_at == LATE
    assert verbs(case)[-2:] == ["see", "see"]
    assert whole(case)


# --- whistle and arrival


def test_called_units_arrive_with_time_and_place_and_nothing_else_changes(actor, of_unit):
    """Evidence of having been there; owner, state and due time stay."""
    clerk, police, lead = actor("community"), of_unit("enforcement"), actor("unit")
    case = to_state("dispatched", actor)
    before = row(case)
    move(clerk, case, "whistle", at=LATER, units=["enforcement", "drainage"], words="桥头见", limit_minutes=45)
    after = row(case)
    assert (after.state, after.unit, after.desk, after.due_at, after.handed_seq, after.seen_at) == (
        before.state, before.unit, before.desk, before.due_at, before.handed_seq, before.seen_at,
    )  # fmt: skip
    assert {t["due_at"] for t in tasks(case)} == {(LATER + timedelta(minutes=45)).isoformat()}
    with pytest.raises(Missing) as nowhere:
        move(police, case, "arrive", at=LATE, words="到了")
    assert nowhere.value.facts["missing"] == ["place"]
    with pytest.raises(Missing) as vague:
        move(police, case, "arrive", at=LATE, place={"area": GRID})
    assert vague.value.code == "point_missing"
    came = NOW + timedelta(minutes=35)
    move(police, case, "arrive", at=LATE, happened_at=came, place={"lat": 41.1972, "lng": 122.056796}, words="到了")
    found = tasks(case, at=LATE)[0]
    assert (found["state"], found["on_time"], found["words"]) == ("done", True, "到了")
    assert found["arrival"] == {
        "lat": 41.1972, "lng": 122.056796, "metres": 100, "happened_at": came.isoformat(),
    }  # fmt: skip
    assert last_facts(case)["metres"] == 100
    assert (row(case).lat, row(case).area) == (before.lat, before.area), "where somebody stood is not where the case is"
    far = {"lat": 39.9, "lng": 116.4}
    move(lead, case, "arrive", at=LATE + timedelta(hours=3), place=far)
    told = tasks(case, at=LATE + timedelta(hours=3))[1]
    assert (told["state"], told["on_time"], told["arrival"]["metres"] > 400_000) == ("done", False, True)
    assert whole(case)


def test_an_arrival_at_a_case_without_a_point_has_no_distance(actor, of_unit):
    case = report(place={"area": GRID}).body["case"]
    clerk = actor("community")
    move(clerk, case, "accept")
    move(clerk, case, "register", kind="E0504")
    move(clerk, case, "whistle", at=LATER, units=["drainage"], words="到居委会")
    move(actor("unit"), case, "arrive", at=LATER, place=THERE)
    assert tasks(case)[0]["arrival"]["metres"] is None
    assert "metres" not in last_facts(case)


def test_street_and_district_may_whistle_over_a_community_and_a_unit_may_not(actor):
    case = to_state("handling", actor)
    for who in ("street", "district"):
        move(actor(who), case, "whistle", at=LATER, units=["greening" if who == "street" else "property"], words="来")
    assert [t["given_by"]["id"] for t in tasks(case)] == [GRID[:9], GRID[:6]]
    for who in ("worker", "unit", "chief", "auditor"):
        with pytest.raises(NotYours):
            move(actor(who), case, "whistle", at=LATER, units=["lighting"], words="来")
    for minutes in (9, 1441):
        with pytest.raises(Missing) as wrong:
            move(actor("street"), case, "whistle", at=LATER, units=["lighting"], words="来", limit_minutes=minutes)
        assert wrong.value.code == "limit_minutes_out_of_range"


def test_an_arrival_that_reaches_us_after_the_case_went_on_is_kept(actor):
    lead, case = actor("unit"), to_state("handling", actor)
    move(actor("community"), case, "whistle", at=LATER, units=["drainage"], words="桥头见")
    move(lead, case, "finish", at=LATE, photos=[photo(lead)])
    came, told = NOW + timedelta(minutes=20), LATE + timedelta(hours=1)
    kept = move(lead, case, "arrive", at=told, happened_at=came, place=THERE)
    assert (kept.status, kept.body["kept_aside"]) == (202, True)
    entry = entries_about("211102", Subject("case", UUID(case["id"])))[-1]
    assert queries.entry_answers([entry], lead)[0]["place"]["lat"] == "41.196300"
    assert whole(case)


# --- objections and designation


def test_not_our_responsibility_leaves_nobody_stranded(actor, of_unit):
    """A refusal is never the end: after three the district centre designates, and that unit keeps the case."""
    clerk, district = actor("community"), actor("district")
    case = thrice_refused(actor, of_unit)
    assert (case["refusals"], case["state"], row(case).unit) == (3, "registered", None)
    offered = {m["verb"] for m in queries.case_answer(row(case), clerk, at=LATER)["allowed"]}
    assert "dispatch" not in offered and {"escalate", "void"} <= offered | {"escalate"}
    with pytest.raises(NotNow) as thrice:
        move(clerk, case, "dispatch", at=LATER, unit="greening")
    assert thrice.value.code == "designation_due"
    assert "3 次" in thrice.value.say.zh
    with pytest.raises(NotYours):
        move(clerk, case, "designate", at=LATER, unit="greening", words="你办")
    assert [str(c.id) for c in queries.cases_for(district, {"mine": True}, at=LATER)] == [case["id"]]
    with pytest.raises(Missing) as silent:
        move(district, case, "designate", at=LATER, unit="drainage")
    assert silent.value.facts["missing"] == ["words"]
    given = move(district, case, "designate", at=LATER, unit="drainage", words="管段在红线内，排水队承办").body
    assert (given["state"], given["marks"], given["owner"]["id"]) == ("dispatched", ["designated"], unit("drainage"))
    assert not queries.cases_for(district, {"mine": True}, at=LATER).exists()
    for verb in ("object", "return"):
        with pytest.raises(NotNow) as bound:
            move(of_unit("drainage"), case, verb, at=LATER, words="还是不管")
        assert bound.value.code == "designated"
    move(clerk, case, "recall", at=LATER, words="再看看")
    with pytest.raises(NotNow):
        move(clerk, case, "dispatch", at=LATER, unit="greening")
    move(district, case, "designate", at=LATER, unit="drainage", words="还是排水队")
    lead = actor("unit")
    move(lead, case, "start", at=LATER)
    with pytest.raises(NotNow):
        move(lead, case, "return", at=LATER, words="办不了")
    move(lead, case, "finish", at=LATER, photos=[photo(lead)])
    move(actor("worker"), case, "check_pass", at=LATER)
    closed = move(clerk, case, "close", at=LATER).body
    assert (closed["marks"], closed["refusals"]) == ([], 3)
    again = move(clerk, case, "reopen", at=LATE, words="又堵了").body
    assert again["refusals"] == 0
    assert "dispatch" in {m["verb"] for m in again["allowed"]}
    assert Precedent.objects.filter(case=case["id"], unit=unit("drainage"), area=GRID[:9], kind="E0504").count() == 2
    assert whole(case)


def test_an_objection_carries_its_evidence_and_hands_the_case_back(actor):
    unit_, case = actor("unit"), to_state("dispatched", actor)
    with pytest.raises(Missing):
        move(unit_, case, "object", at=LATER)
    back = move(unit_, case, "object", at=LATER, words="不在管段内", photos=[photo(unit_)]).body
    assert (back["state"], back["owner"]["type"], back["refusals"]) == ("registered", "community", 1)
    assert last_facts(case)["handed"] and last_facts(case)["refusals"] == 1
    assert clocks_of(row(case).clocks).runs[-2].on_time is None, "neither late nor in time"
    handling = to_state("handling", actor)
    with pytest.raises(NotNow):
        move(unit_, handling, "object", at=LATER, words="开始以后只能退回")


def test_a_case_that_came_back_twice_is_dispatched_as_ever(actor, of_unit):
    case = to_state("registered", actor)
    for code in ("drainage", "municipal"):
        move(actor("community"), case, "dispatch", at=LATER, unit=code)
        move(of_unit(code), case, "object", at=LATER, words="不管")
    with pytest.raises(NotNow) as early:
        move(actor("district"), case, "designate", at=LATER, unit="drainage", words="你办")
    assert early.value.code == "designation_early"
    assert move(actor("community"), case, "dispatch", at=LATER, unit="greening").body["state"] == "dispatched"


# --- suggestions


def test_suggestions_put_the_ruling_first_and_who_gave_it_back_last(actor, of_unit):
    to_state("closed", actor)
    to_state("closed", actor)
    move(actor("community"), to_state("closed", actor), "reopen", at=LATER, words="又堵了")
    other = thrice_refused(actor, of_unit)
    move(actor("district"), other, "designate", at=LATER, unit="municipal", words="归市政")
    case = to_state("registered", actor)
    found = queries.suggestions(row(case), at=LATER)
    assert [(s["unit"]["code"], s["precedents"], s["handled"], s["open"]) for s in found] == [
        ("municipal", 1, 0, 1), ("drainage", 0, 2, 0),
    ]  # fmt: skip
    assert found[0]["reason"]["zh"].startswith("先例：本街道此类指定给它 1 次，最近 2025-03-05")
    assert found[1]["reason"]["zh"] == "此类办结 2 件 · 在办 0 件 · 平均 0.0 天"
    move(actor("community"), case, "dispatch", at=LATER, unit="municipal")
    move(of_unit("municipal"), case, "object", at=LATER, words="不归我们")
    assert [(s["unit"]["code"], s["gave_back"]) for s in queries.suggestions(row(case), at=LATER)] == [
        ("drainage", False), ("municipal", True),
    ]  # fmt: skip
    assert queries.suggestions(row(report().body["case"]), at=LATER) == [], "no kind, no reason to suggest anybody"


def test_suggestions_take_as_many_statements_for_twenty_cases_as_for_two(actor):
    counts = []
    queries.suggestions(row(to_state("registered", actor)), at=LATER)  # the process has its small tables from here on
    for many in (2, 18):
        for _ in range(many):
            to_state("closed", actor)
        case = row(to_state("registered", actor))
        queries.suggestions(case, at=LATER)
        with CaptureQueriesContext(connection) as captured:
            assert queries.suggestions(case, at=LATER)
        counts.append(len(captured))
    assert counts == [5, 5]


def test_suggestions_are_read_from_indexes(actor):
    rows = Case.objects.filter(ended_at__isnull=False, district="211102", kind="E0504").order_by("-ended_at")[:400]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    assert ("cases_case_kind_ended" if connection.vendor == "sqlite" else "Index Scan") in rows.explain()


# --- keys and batches


def test_the_same_command_twice_gives_tasks_once(actor, of_unit):
    clerk, greening = actor("community"), of_unit("greening")
    case = to_state("handling", actor)
    for replay in (False, True):
        said = move(clerk, case, "invite", at=LATER, key="i", units=["greening"], words="清树根")
        assert said.replay is replay
    assert Task.objects.count() == 1
    for replay in (False, True):
        assert move(greening, case, "contribute", at=LATER, key="c", words="好了").replay is replay
    assert [t["state"] for t in tasks(case)] == ["done"]
    move(clerk, case, "invite", at=LATE, units=["greening"], words="还有一棵")
    assert [t["state"] for t in tasks(case)] == ["done", "open"]


def test_what_is_refused_leaves_no_task(actor):
    case = to_state("handling", actor)
    head = row(case).head_seq
    with pytest.raises(Refused):
        move(actor("community"), case, "invite", at=LATER, units=["greening", "nobody"], words="x")
    with pytest.raises(Missing):
        move(actor("community"), case, "invite", at=LATER, units=["greening"])
    assert (Task.objects.count(), row(case).parts, row(case).head_seq) == (0, [], head)


def test_a_batch_gives_and_ends_tasks_like_single_commands(actor, of_unit):
    case = to_state("handling", actor)
    with batch():
        move(actor("community"), case, "invite", at=LATER, units=["greening", "property"], words="各办一段")
        move(of_unit("greening"), case, "contribute", at=LATER, words="好了")
    assert [(t["unit"]["name"], t["state"]) for t in tasks(case)] == [("园林绿化所", "done"), ("延风物业", "open")]
    assert whole(case)


def test_tasks_cost_no_statement_where_there_are_none_and_two_where_there_are(actor, of_unit):
    plain = row(to_state("handling", actor))
    case = to_state("handling", actor)
    move(actor("community"), case, "invite", at=LATER, units=["greening", "property", "lighting"], words="各办一段")
    joint, who = row(case), actor("unit")
    queries.case_answer(joint, who, at=LATER)
    for found, wanted in ((plain, 0), (joint, 2)):
        with CaptureQueriesContext(connection) as captured:
            queries.task_answers(found, at=LATER)
            queries.case_answer(found, who, at=LATER)
        assert len(captured) == wanted
