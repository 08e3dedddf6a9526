"""Many reports, one case: joining, merging, taking apart, splitting off; nothing but reports is re-pointed."""

from datetime import timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.acts import GRID, RESIDENT, move, photo, report, row, to_state, verbs, whole
from tests.conftest import NOW

from wangge.cases import actions, queries
from wangge.cases.models import Case, Report
from wangge.cases.rules import clocks_of, standing_still
from wangge.core.refusals import Missing, NotFound, NotNow, NotYours
from wangge.files.queries import files_about
from wangge.journal.queries import entries_about
from wangge.journal.rules import Subject

pytestmark = [pytest.mark.both, pytest.mark.django_db]
LATER = NOW + timedelta(minutes=10)
HOUR = timedelta(hours=1)


def last(case):
    return entries_about("211102", Subject("case", UUID(case["id"])))[-1]


def reports_in(case):
    return list(Report.objects.filter(case=UUID(case["id"])).order_by("created_at", "id"))


def join(case, who=RESIDENT, *, at=LATER, **told):
    return report(who, at=at, same_as=UUID(case["id"]), **told)


# --- joining


def test_a_report_that_joins_has_its_own_code_and_opens_no_case(actor):
    worker = actor("worker")
    first = report(worker)
    case = first.body["case"]
    seen, due = row(case).seen_at, row(case).due_at
    joined = join(case, phone="13800000173", words="路口的下水道往外冒黑水", kind="E0504")
    assert (joined.status, joined.body["joined"], joined.body["said"]) == (201, True, None)
    assert joined.body["case"]["id"] == case["id"]
    assert (joined.body["case"]["report_count"], Case.objects.count()) == (2, 1)
    codes = {r.code for r in reports_in(case)}
    assert len(codes) == 2 and joined.body["report"]["code"] in codes
    assert [r.joined for r in reports_in(case)] == [False, True]
    after = row(case)
    assert (after.seen_at, after.due_at, after.state, after.kind) == (seen, due, "reported", "")
    entry = last(case)
    assert (entry.verb, entry.was, entry.now) == ("case.join", "reported", "reported")
    assert entry.facts == {
        "report": joined.body["report"]["id"], "channel": "public", "photos": 0, "reports": 2, "kind": "E0504",
        "area": GRID,
    }  # fmt: skip
    assert "冒黑水" not in str(entry.facts)
    assert {mark["field"] for mark in entry.content} == {"words", "place", "contact"}
    assert whole(case)


def test_the_same_key_joins_once(actor):
    case = report().body["case"]
    key = str(uuid4())
    first, again = (join(case, key=key) for _ in range(2))
    assert (again.body, again.replay) == (first.body, True)
    assert (row(case).reports, Report.objects.count()) == (2, 2)
    with pytest.raises(NotNow) as reused:
        report(key=key, at=LATER)
    assert reused.value.code == "key_reused"


def test_what_joins_a_case_that_has_ended_opens_its_own_and_is_told_so(actor):
    case = to_state("declined", actor)
    joined = join(case)
    assert (joined.body["joined"], joined.body["case"]["id"] == case["id"]) == (False, False)
    assert "单独立了一件" in joined.body["said"]["zh"] and joined.body["said"]["en"]
    assert row(case).reports == 1


def test_a_report_for_a_case_that_is_not_there_or_not_offered_is_kept_as_its_own(actor):
    appeal = report(kind="A0101", words="家里停水").body["case"]
    for chosen in (appeal["id"], str(uuid4())):
        made = report(at=LATER, same_as=UUID(chosen)).body
        assert (made["joined"], made["case"]["report_count"]) == (False, 1)
        assert "由中心来定" in made["said"]["zh"]
    assert row(appeal).reports == 1
    unit = actor("unit")
    assert report(unit, at=LATER, same_as=UUID(report().body["case"]["id"])).body["joined"] is False


def test_a_worker_joins_a_case_of_the_neighbouring_grid_and_sees_it_from_then_on(actor):
    worker2, case = actor("worker2"), report().body["case"]
    with pytest.raises(NotFound):
        queries.case_for(worker2, UUID(case["id"]))
    joined = join(case, worker2, place={"area": "211102005013002"})
    assert joined.body["joined"] is True
    assert [str(c.id) for c in queries.cases_for(worker2, {}, at=LATER)] == [case["id"]]
    assert queries.case_for(worker2, UUID(case["id"])).tellers == [str(worker2.person)]
    join(case, worker2, at=LATER + HOUR)
    assert row(case).tellers == [str(worker2.person)]
    offered = {m["verb"] for m in queries.case_answer(row(case), worker2, at=LATER)["allowed"]}
    assert "remark" in offered
    move(actor("community"), case, "decline", at=LATER + 2 * HOUR, words="不归我们管")
    assert move(worker2, case, "contest", at=LATER + 3 * HOUR, words="就在路口").body["state"] == "verifying"
    assert whole(case)


# --- merging


def two(actor, **other):
    """A case of a resident's and a later one of the same place, both at the community's desk."""
    one = report().body["case"]
    second = report(at=LATER, words="下水口堵了，臭得很", phone="13800000174", **other).body["case"]
    return one, second


@pytest.mark.parametrize("state", ["reported", "verifying", "registered"])
def test_merging_re_points_the_reports_and_taking_apart_brings_them_back(actor, state):
    clerk = actor("community")
    one, second = two(actor)
    steps = {"reported": 0, "verifying": 1, "registered": 2}[state]
    for verb, facts in [("accept", {}), ("register", {"kind": "E0504"})][:steps]:
        move(clerk, second, verb, at=LATER, **facts)
    join(second, at=LATER)
    due = clocks_of(row(second).clocks).whole.due_at
    merged = move(clerk, second, "merge", at=LATER + HOUR, into=one["number"]).body
    assert (merged["state"], merged["state_label"]["zh"], merged["into"]) == ("merged", "已并案", one["id"])
    assert (merged["on_time"], merged["stopped"], merged["report_count"], merged["due_at"]) == (None, False, 0, None)
    assert (row(one).reports, len(reports_in(one)), len(reports_in(second))) == (3, 3, 0)
    assert (last(second).facts["into"], last(second).facts["reports"]) == (one["id"], 2)
    absorbed = last(one)
    assert (absorbed.verb, absorbed.facts) == (
        "case.absorb", {"case": second["id"], "number": second["number"], "reports": 2},
    )  # fmt: skip
    assert actions.watch(LATER + timedelta(days=60)) >= 0
    assert row(second).on_time is None and "overdue" not in verbs(second)
    apart = move(clerk, second, "unmerge", at=LATER + 25 * HOUR, words="另一处漏水").body
    assert (apart["state"], apart["into"], apart["report_count"], apart["ended_at"]) == (state, None, 2, None)
    assert (row(one).reports, len(reports_in(one)), len(reports_in(second))) == (1, 1, 2)
    assert [r.home == UUID(second["id"]) for r in reports_in(second)] == [True, True]
    whole_run = clocks_of(row(second).clocks).whole
    assert whole_run.open and whole_run.due_at > due
    stop = whole_run.stops[-1]
    assert (stop.since, stop.until, stop.reason) == (LATER + HOUR, LATER + 25 * HOUR, "已并案")
    assert not standing_still(whole_run, LATER + 26 * HOUR)
    assert row(second).seen_at is None and last(second).facts["handed"] is True
    for case in (one, second):
        assert whole(case)


def test_no_clock_is_judged_while_a_case_is_merged(actor):
    """Lesson 7: no violation in a stopped state; and what ends late is the one case, once."""
    clerk = actor("community")
    one, second = two(actor)
    move(clerk, second, "merge", at=LATER + timedelta(minutes=1), into=one["id"])
    for run in clocks_of(row(second).clocks).runs:
        assert run.open and run.on_time is None and standing_still(run, LATER + HOUR)
    assert row(second).look_at is None
    for _ in range(3):
        actions.watch(LATER + timedelta(days=9))
    assert {"remind", "overdue", "raise"} & set(verbs(second)) == set()
    assert "overdue" in verbs(one)


def test_figures_count_a_merged_case_neither_as_ended_nor_as_a_case(actor):
    clerk, district = actor("community"), actor("district")
    one, second = two(actor)
    before = queries.counts_by_area("211102", level="grid", today=False)[GRID]
    move(clerk, second, "merge", at=LATER, into=one["id"])
    assert queries.counts_by_area("211102", level="grid", today=False)[GRID] == before - 1
    assert queries.counts_by_area("211102", level="grid", today=True)[GRID] == before - 1
    assert not queries.cases_for(district, {"ended_from": NOW.date()}, at=LATER).exists()
    move(actor("worker"), one, "solve", at=LATER, photos=[photo(actor("worker"))])
    move(clerk, one, "close", at=LATER)
    assert [str(c.id) for c in queries.cases_for(district, {"ended_from": NOW.date()}, at=LATER)] == [one["id"]]


def test_a_case_that_has_absorbed_others_takes_them_along_and_each_comes_back_alone(actor):
    clerk = actor("community")
    cases = [report(at=NOW + n * HOUR).body["case"] for n in range(4)]
    a, b, c, d = cases
    move(clerk, a, "merge", at=NOW + 5 * HOUR, into=b["id"])
    with pytest.raises(NotNow) as gone:
        move(clerk, c, "merge", at=NOW + 5 * HOUR, into=a["id"])
    assert (gone.value.code, gone.value.facts["number"]) == ("into_merged", b["number"])
    move(clerk, b, "merge", at=NOW + 6 * HOUR, into=c["id"])
    move(clerk, c, "merge", at=NOW + 7 * HOUR, into=d["id"])
    assert (row(d).reports, len(reports_in(d))) == (4, 4)
    with pytest.raises(NotNow) as final:
        move(clerk, d, "merge", at=NOW + 8 * HOUR, into=a["number"])
    assert final.value.facts["number"] == d["number"]
    assert join(b, at=NOW + 8 * HOUR).body["case"]["id"] == d["id"]
    move(clerk, b, "unmerge", at=NOW + 9 * HOUR, words="另一处")
    assert {case["number"]: len(reports_in(case)) for case in cases} == {
        a["number"]: 0, b["number"]: 2, c["number"]: 0, d["number"]: 3,
    }  # fmt: skip
    move(clerk, a, "unmerge", at=NOW + 10 * HOUR, words="又一处")
    move(clerk, c, "unmerge", at=NOW + 10 * HOUR, words="又一处")
    assert [len(reports_in(case)) for case in cases] == [1, 1, 1, 2]
    assert [row(case).reports for case in cases] == [1, 1, 1, 2]
    for case in cases:
        assert whole(case)
        chain = entries_about("211102", Subject("case", UUID(case["id"])))
        assert all(before.now == after.was for before, after in pairwise(chain))


def test_what_cannot_be_merged_is_refused_with_a_sentence(actor):
    clerk, street = actor("community"), actor("street")
    one, second = two(actor)
    with pytest.raises(NotNow) as itself:
        move(clerk, one, "merge", at=LATER, into=one["number"])
    with pytest.raises(Missing) as lacking:
        move(clerk, one, "merge", at=LATER)
    for unknown in (str(uuid4()), "211102-20200101-000001"):
        with pytest.raises(NotFound):
            move(clerk, one, "merge", at=LATER, into=unknown)
    declined = to_state("declined", actor, at=NOW)
    with pytest.raises(NotNow) as ended:
        move(clerk, one, "merge", at=LATER, into=declined["id"])
    handled = to_state("dispatched", actor, at=NOW)
    with pytest.raises(NotNow) as sent:
        move(clerk, handled, "merge", at=LATER, into=one["id"])
    with pytest.raises(NotYours):
        move(actor("worker"), one, "merge", at=LATER, into=second["id"])
    assert [itself.value.code, ended.value.code, sent.value.code] == ["into_itself", "into_ended", "not_now"]
    assert lacking.value.facts["missing"] == ["into"]
    registered = to_state("registered", actor, at=NOW)
    move(street, registered, "whistle", at=LATER, units=["greening"], words="来看看")
    with pytest.raises(NotNow) as busy:
        move(clerk, registered, "merge", at=LATER, into=one["id"])
    assert busy.value.code == "tasks_open"
    assert (row(one).reports, row(second).reports) == (1, 1)


def test_whoever_merges_must_stand_so_to_both_cases(actor):
    """A community's desk sees what its worker reported elsewhere, and takes nothing into it; the street above may."""
    clerk, street = actor("community"), actor("street")
    one = report().body["case"]
    away = report(at=LATER, place={"area": GRID[:9]}).body["case"]
    with pytest.raises(NotFound):
        move(clerk, one, "merge", at=LATER, into=away["id"])
    join(away, clerk, at=LATER)
    Case.objects.filter(id=UUID(away["id"])).update(tellers=[str(clerk.person)])
    with pytest.raises(NotYours) as foreign:
        move(clerk, one, "merge", at=LATER, into=away["id"])
    assert away["number"] in foreign.value.say.zh
    assert move(street, one, "merge", at=LATER, into=away["id"]).body["into"] == away["id"]


def test_merging_and_taking_apart_happen_once_and_a_mark_stays(actor):
    clerk = actor("community")
    one, second = two(actor)
    move(actor("street"), second, "supervise", at=LATER, sort="important", words="盯紧")
    key = str(uuid4())
    first, again = (move(clerk, second, "merge", at=LATER, key=key, into=one["id"]) for _ in range(2))
    assert (again.body, again.replay, verbs(one).count("absorb")) == (first.body, True, 1)
    with pytest.raises(NotNow):
        move(clerk, second, "merge", at=LATER, into=one["id"])
    apart = str(uuid4())
    for _ in range(2):
        back = move(clerk, second, "unmerge", at=LATER + HOUR, key=apart, words="不是一处")
    assert (back.replay, back.body["marks"], verbs(one).count("let_go")) == (True, ["supervised"], 1)
    assert {"answer"} <= {m["verb"] for m in back.body["allowed"]}


def test_the_author_of_a_merged_report_sees_where_it_went(actor):
    worker2, clerk = actor("worker2"), actor("community")
    one = report().body["case"]
    own = report(worker2, at=LATER, place={"area": "211102005013002"}).body["case"]
    assert not queries.cases_for(worker2, {"number": one["number"]}, at=LATER).filter(id=UUID(one["id"])).exists()
    move(clerk, own, "merge", at=LATER, into=one["id"])
    assert row(one).tellers == [str(worker2.person)]
    assert {str(c.id) for c in queries.cases_for(worker2, {}, at=LATER)} == {one["id"], own["id"]}
    assert queries.case_for(worker2, UUID(one["id"]))
    move(clerk, own, "unmerge", at=LATER, words="两处")
    assert row(one).tellers == [] and row(own).tellers == []
    with pytest.raises(NotFound):
        queries.case_for(worker2, UUID(one["id"]))


def test_codes_follow_the_one_case_each_rates_alone_and_one_may_disagree(actor):
    clerk, worker = actor("community"), actor("worker")
    one, second = two(actor)
    codes = [reports_in(case)[0].code for case in (one, second)]
    move(clerk, second, "merge", at=LATER, into=one["id"])
    for code in codes:
        assert str(queries.tracked(code)[1].id) == one["id"]
        with pytest.raises(NotNow) as early:
            actions.rate(code=code, solved=True, answered=True, satisfied=5, words="", key=code, at=LATER)
        assert early.value.code == "not_ended"
    move(worker, one, "solve", at=LATER, photos=[photo(worker)])
    move(clerk, one, "close", at=LATER)
    for code, stars in zip(codes, (5, 1), strict=True):
        actions.rate(code=code, solved=stars > 2, answered=True, satisfied=stars, words="", key=code, at=LATER)
    assert sorted(r.satisfied for r in reports_in(one)) == [1, 5]
    again = actions.contest(code=codes[1], words="我家门口还在漏", key="c", at=LATER)
    assert (again.body["state"], row(one).state, row(second).state) == ("verifying", "verifying", "merged")
    assert whole(one) and whole(second)


# --- splitting


def test_a_report_that_joined_the_wrong_case_gets_its_own_with_its_code_words_and_files(actor):
    clerk, worker = actor("community"), actor("worker")
    case = report(kind="E0504").body["case"]
    picture = photo(worker)
    joined = join(case, worker, words="隔壁楼也漏了", photos=[UUID(picture)], phone="13800000175")
    with pytest.raises(Missing) as lacking:
        move(clerk, case, "split", at=LATER + HOUR, report=joined.body["report"]["id"])
    assert lacking.value.facts["missing"] == ["words"]
    left = move(clerk, case, "split", at=LATER + HOUR, report=joined.body["report"]["id"], words="是另一处").body
    assert (left["report_count"], left["state"]) == (1, "reported")
    facts = last(case).facts
    made = Case.objects.get(id=UUID(facts["case"]))
    own = Report.objects.get(code=joined.body["report"]["code"])
    assert (own.case, own.home, own.joined) == (made.id, made.id, False)
    assert (made.number, made.state, made.kind, made.area) == (facts["number"], "reported", "E0504", GRID)
    assert (made.happened_at, made.created_at, clocks_of(made.clocks).whole.since) == (
        LATER, LATER + HOUR, LATER + HOUR,
    )  # fmt: skip
    assert made.reporter == worker.person
    assert [str(f.id) for f in files_about("211102", f"case:{made.id}")] == [picture]
    assert queries.opening_words([made])[made.id][0] == "隔壁楼也漏了"
    first = entries_about("211102", Subject("case", made.id))[0]
    assert (first.verb, first.facts["split_from"], first.facts["photos"]) == ("case.report", case["id"], 1)
    for one in (case, {"id": str(made.id)}):
        assert whole(one)
    assert actions.look_at_contact(actor=clerk, case_id=made.id, reason="回话", key="k", at=LATER + HOUR).body["phone"]


def test_what_opened_the_case_or_came_with_a_merged_one_is_not_split_off(actor):
    clerk = actor("community")
    one, second = two(actor)
    opened = reports_in(one)[0]
    with pytest.raises(NotNow) as single:
        move(clerk, one, "split", at=LATER, report=str(opened.id), words="x")
    move(clerk, second, "merge", at=LATER, into=one["id"])
    came = next(r for r in reports_in(one) if r.home == UUID(second["id"]))
    refusals = [single]
    for chosen in (opened, came):
        with pytest.raises(NotNow) as refused:
            move(clerk, one, "split", at=LATER, report=str(chosen.id), words="x")
        refusals.append(refused)
    assert [r.value.code for r in refusals] == ["one_report", "opened_it", "came_merged"]
    assert refusals[2].value.facts["number"] == second["number"]
    for unknown in (str(uuid4()), "nothing"):
        with pytest.raises(NotFound):
            move(clerk, one, "split", at=LATER, report=unknown, words="x")


def test_a_report_whose_place_is_unknown_or_elsewhere_is_split_off_all_the_same(actor):
    clerk = actor("community")
    case = report().body["case"]
    for place in (None, {"area": "211102005013002"}):
        joined = join(case, place=place)
        move(clerk, case, "split", at=LATER, report=joined.body["report"]["id"], words="另一处")
        made = Case.objects.get(id=UUID(last(case).facts["case"]))
        assert made.area == (GRID if place is None else "211102005013002")
    assert row(case).reports == 1


# --- questions


def test_the_reports_of_a_case_are_told_under_the_readers_rights(actor):
    clerk, worker = actor("community"), actor("worker")
    one, second = two(actor)
    join(one, worker, words="我巡查时也看到了")
    move(clerk, second, "merge", at=LATER + HOUR, into=one["id"])
    found = queries.told_answers(row(one), queries.reports_of(row(one)), clerk)
    assert len(found) == 3
    came = next(r for r in found if r["came_with"])
    assert (came["came_with"]["number"], came["contact"], came["words"]) == (
        second["number"], "138****0174", "下水口堵了，臭得很",
    )  # fmt: skip
    assert [r["joined"] for r in found].count(True) == 1
    seen = queries.told_answers(row(one), queries.reports_of(row(one)), worker)
    assert {r["contact"] for r in seen} == {None}
    assert [r["code"] is not None for r in seen] == [r["channel"] == "worker" for r in seen]
    assert queries.merged_answers(row(second))["merged_into"] == {"id": one["id"], "number": one["number"]}
    assert [c["number"] for c in queries.merged_answers(row(one))["absorbed"]] == [second["number"]]
    page = queries.reports_of(row(one), limit=2)
    rest = queries.reports_of(row(one), after=(page[-1].created_at.isoformat(), str(page[-1].id)), limit=2)
    assert [r.id for r in page + rest] == [r.id for r in queries.reports_of(row(one))]


def test_a_desk_opens_the_number_of_the_report_that_it_means(actor):
    clerk = actor("community")
    one, second = two(actor)
    move(clerk, second, "merge", at=LATER, into=one["id"])
    third = join(one, at=LATER + HOUR, phone="13800000176").body["report"]["id"]
    look = {"actor": clerk, "case_id": UUID(one["id"]), "reason": "回访", "at": LATER}
    assert actions.look_at_contact(**look, key="1").body["phone"] == "13800000174"
    assert actions.look_at_contact(**look, report=UUID(third), key="2").body["phone"] == "13800000176"
    with pytest.raises(Missing):
        actions.look_at_contact(**look, report=reports_in(one)[0].id, key="3")


def test_merging_costs_the_same_for_two_reports_and_for_forty(actor):
    clerk = actor("community")
    counts = []
    for reports in (1, 20):
        one, second = two(actor)
        for _ in range(reports):
            join(second)
        with CaptureQueriesContext(
            connection,
        ) as sent:
            move(clerk, second, "merge", at=LATER, into=one["id"])
        counts.append(len(sent))
    assert counts[0] == counts[1]
