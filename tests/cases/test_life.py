"""Lives of a case: whatever people do, in whatever order, with answers lost and commands repeated."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.acts import GRID, handler, move, photo, report
from tests.conftest import NOW

from wangge.cases import actions, queries
from wangge.cases.listeners import CALENDARS
from wangge.cases.models import Case, Report, Request, Task
from wangge.cases.rules import EVERY_VERB, ROLES, clocks_of
from wangge.catalogue.rules import CHOICES, FLOWS
from wangge.clock.actions import publish_calendar
from wangge.clock.rules import USUAL_WEEK, say_slots
from wangge.core.refusals import Missing, NotNow, Refused
from wangge.journal.listeners import deliver
from wangge.journal.queries import chain_faults, chain_of, content_faults, entries_about, position_faults
from wangge.journal.rules import Head, Subject
from wangge.notices.actions import queue_unseen, send_queued
from wangge.notices.listeners import HAND_OVERS
from wangge.notices.models import Notice
from wangge.orgs.queries import today, units_of
from wangge.orgs.rules import Actor

pytestmark = [pytest.mark.both, pytest.mark.django_db]
BORN_AS = ("", "E0504", "A0101", "A0401", "G0101", "G0201")
PEOPLE = ("worker", "worker2", "community", "street", "district", "unit", "chief", "auditor", "admin")
UNITS = ("drainage", "greening", "municipal", "property")
EVERYBODY = (*PEOPLE, *(f"unit:{code}" for code in UNITS))
THERE = {"lat": 41.1963, "lng": 122.0568}
_REGISTERED: list[Any] = [("community", "accept", {}), ("community", "register", {"kind": "E0504"})]
_REFUSED = [
    step
    for code in UNITS[:3]
    for step in (("community", "dispatch", {"unit": code}), (f"unit:{code}", "object", {"words": "不是我们的"}))
]
_TOGETHER = [
    ("unit:drainage", "start", {}),
    ("community", "invite", {"units": ["greening", "property"], "words": "各办一段"}),
    ("street", "whistle", {"units": ["drainage", "municipal"], "words": "桥头见"}),
]
BEGUN: dict[str, list[Any]] = {
    "reported": [],
    "registered": _REGISTERED,
    "refused twice": _REGISTERED + _REFUSED[:4],
    "refused three times": _REGISTERED + _REFUSED,
    "together": [*_REGISTERED, ("community", "dispatch", {"unit": "drainage"}), *_TOGETHER],
    "designated": [*_REGISTERED, *_REFUSED, ("district", "designate", {"unit": "drainage", "words": "归你们"}),
                   *_TOGETHER],
}  # fmt: skip
"""How far a life has come when it begins."""


ELSEWHERE = ("merge", "unmerge", "split")
"""Verbs that need a second case or report: ``test_merging_life``."""
BY_THE_CLOCK = {
    "ask": {"overdue", "extended_twice", "pooled_once", "asked_already", "appealed_once"},
    "wait": {"overdue_waits_not"},
    "grant": {"pooled_once", "review_passed", "extended_twice"},
}
"""What is offered, because whose turn it is allows it, and may be refused by the clocks and by what was before."""


class Life(RuleBasedStateMachine):
    """One case, everybody who might touch it, and a clock that only goes forward."""

    actor: Callable[[str], Actor]

    @initialize(
        phone=st.sampled_from(["", "13800000172"]), kind=st.sampled_from(BORN_AS), begun=st.sampled_from(sorted(BEGUN))
    )
    def born(self, phone: str, kind: str, begun: str) -> None:
        """Just reported, or come so far: registered, refused by some, with helpers and called units, designated."""
        self.at = NOW
        self.sent: list[tuple[Actor, str, str, dict[str, Any], Any]] = []
        kind = kind if not BEGUN[begun] else ""
        self.case = UUID(report(phone=phone, kind=kind).body["case"]["id"])
        self.code = Report.objects.get(case=self.case).code
        for step in BEGUN[begun]:
            who, verb, facts = step
            move(self.actor(who), self.case, verb, **facts)

    def row(self) -> Case:
        found = queries.case_by_id("211102", self.case)
        assert found is not None
        return found

    def facts(self, who: Actor, move_answer: dict[str, Any], data: st.DataObject) -> dict[str, Any]:
        """What an allowed move asks for."""
        row = self.row()
        given: dict[str, Any] = {}
        for name in move_answer["needs"]["required"]:
            if name in ("words", "reply"):
                given[name] = data.draw(st.text(min_size=1, max_size=20).filter(str.strip))
            elif name == "photos":
                given[name] = [photo(who)]
            elif name == "unit":
                given[name] = data.draw(st.sampled_from(UNITS))
            elif name == "units":
                given[name] = self.units_for(move_answer["verb"], data)
            elif name == "kind":
                given[name] = {"matters": "E0504", "appeals": "A0301", "governance": "G0101"}[row.flow]
            elif name == "place" and move_answer["verb"] == "arrive":
                given[name] = THERE
            elif name == "place":
                given[name] = {"area": row.area if len(row.area) == 15 else GRID}
            elif name in CHOICES:
                given[name] = data.draw(st.sampled_from(sorted(CHOICES[name])))
            elif name == "sort":
                given[name] = data.draw(st.sampled_from(move_answer["needs"]["properties"]["sort"]["enum"]))
                if given[name] == "pool":
                    given["review_on"] = (today(self.at) + timedelta(days=data.draw(st.integers(1, 9)))).isoformat()
            else:
                given[name] = row.area[: next(n for n in (9, 12, 15) if n > len(row.desk))]
        return given

    def units_for(self, verb: str, data: st.DataObject) -> list[str]:
        """Some units that can be asked, or asked off; empty where there is none."""
        codes, role = {u.id: u.code for u in units_of("211102")}, "co" if verb == "invite" else "arrive"
        tasks = Task.objects.filter(done_at=None)
        if verb == "withdraw":
            there = sorted({codes[task.unit] for task in tasks})
            return data.draw(st.lists(st.sampled_from(there), min_size=1, max_size=3))
        busy = {codes[t.unit] for t in tasks.filter(role=role)}
        lead = codes.get(self.row().unit, "") if verb == "invite" else ""
        left = [code for code in UNITS if code not in busy and code != lead]
        return [data.draw(st.sampled_from(left)), *data.draw(st.lists(st.sampled_from(UNITS)))] if left else []

    @rule(data=st.data(), minutes=st.integers(0, 900), repeats=st.integers(0, 2))
    def somebody_does_what_is_allowed(self, data: st.DataObject, minutes: int, repeats: int) -> None:
        self.at += timedelta(minutes=minutes)
        who = self.actor(data.draw(st.sampled_from(EVERYBODY)))
        try:
            offered = queries.case_answer(queries.case_for(who, self.case), who, at=self.at)["allowed"]
        except Refused:
            return
        offered = [one for one in offered if one["verb"] not in ELSEWHERE]
        if not offered:
            return
        chosen = data.draw(st.sampled_from(offered))
        facts, key, before = self.facts(who, chosen, data), str(uuid4()), self.row().head_seq
        if facts.get("units") == []:
            return
        try:
            with transaction.atomic():
                first = move(who, self.case, chosen["verb"], at=self.at, key=key, **facts)
        except Missing as refused:
            assert refused.code == "request_unclear"
            return
        except NotNow as refused:
            assert refused.code in BY_THE_CLOCK[chosen["verb"]]
            return
        assert (first.status, first.replay) == (200, False)
        assert self.row().head_seq == before + 1
        for _ in range(repeats):
            again = move(who, self.case, chosen["verb"], at=self.at + timedelta(seconds=5), key=key, **facts)
            assert (again.body, again.replay) == (first.body, True)
        self.sent.append((who, chosen["verb"], key, facts, first.body))

    @precondition(lambda self: getattr(self, "sent", []))
    @rule(data=st.data())
    def an_answer_lost_long_ago_is_asked_for_again(self, data: st.DataObject) -> None:
        who, verb, key, facts, body = data.draw(st.sampled_from(self.sent))
        before = self.row().head_seq
        again = move(who, self.case, verb, at=self.at, key=key, **facts)
        assert (again.body, again.replay) == (body, True)
        assert self.row().head_seq == before

    @rule(data=st.data(), verb=st.sampled_from(sorted(EVERY_VERB)))
    def somebody_tries_anything(self, data: st.DataObject, verb: str) -> None:
        who, before = self.actor(data.draw(st.sampled_from(EVERYBODY))), self.row()
        given: dict[str, Any] = {"units": ["greening"]} if verb in ("invite", "whistle", "withdraw") else {}
        given |= {"unit": "municipal"} if verb in ("dispatch", "designate") else {}
        try:
            with transaction.atomic():
                answer = move(who, self.case, verb, at=self.at, words="试试", **given)
        except Refused as refused:
            assert refused.say.zh
            after = self.row()
            assert (after.head_seq, after.state) == (before.head_seq, before.state)
        else:
            assert answer.status == 200

    @rule(data=st.data(), minutes=st.integers(1, 600), back=st.integers(1, 600))
    def a_fact_arrives_from_a_phone_without_network(self, data: st.DataObject, minutes: int, back: int) -> None:
        self.at += timedelta(minutes=minutes)
        who, before = self.actor("worker"), self.row().head_seq
        happened_at = max(self.at - timedelta(minutes=back), NOW)
        try:
            with transaction.atomic():
                answer = move(who, self.case, "solve", at=self.at, happened_at=happened_at, photos=[photo(who)])
        except Refused:
            assert self.row().head_seq == before
        else:
            assert answer.status in (200, 202)
            assert self.row().head_seq == before + 1

    @rule(repeats=st.integers(1, 2))
    def the_resident_does_not_agree(self, repeats: int) -> None:
        before, key = self.row(), str(uuid4())
        for n in range(repeats):
            try:
                with transaction.atomic():
                    answer = actions.contest(code=self.code, words="我不同意", key=key, at=self.at)
            except Refused as refused:
                assert refused.code == "not_now"
                assert before.state not in ("declined", "closed")
                assert self.row().head_seq == before.head_seq
            else:
                assert before.state in ("declined", "closed")
                assert answer.replay is (n > 0)
                assert self.row().desk == before.desk[: max(len(before.desk) - 3, 6)]
                assert self.row().head_seq == before.head_seq + 1

    @rule(code=st.sampled_from(UNITS), minutes=st.integers(1, 600), back=st.integers(1, 600))
    def an_arrival_reaches_us_late(self, code: str, minutes: int, back: int) -> None:
        self.at += timedelta(minutes=minutes)
        who, before = self.actor(f"unit:{code}"), self.row().head_seq
        happened_at = max(self.at - timedelta(minutes=back), NOW)
        try:
            with transaction.atomic():
                answer = move(who, self.case, "arrive", at=self.at, happened_at=happened_at, place=THERE)
        except Refused:
            assert self.row().head_seq == before
        else:
            assert answer.status in (200, 202)
            assert self.row().head_seq == before + 1

    @rule(who=st.sampled_from(EVERYBODY))
    def somebody_looks(self, who: str) -> None:
        try:
            actions.see(actor=self.actor(who), case_id=self.case, at=self.at)
        except Refused as refused:
            assert refused.code == "not_found"

    @rule(days=st.lists(st.integers(0, 40), max_size=4, unique=True))
    def a_calendar_of_the_district_is_published(self, days: list[int]) -> None:
        """Open clocks go by it from the next round on; ended ones keep what they were judged by."""
        begin = self.at.date()
        dates = {(begin + timedelta(days=n)).isoformat(): {"slots": "", "zh": "停", "en": "off"} for n in days}
        version = {"name": "本区", "valid_from": "2025-01-01", "week": [say_slots(d) for d in USUAL_WEEK],
                   "dates": dates, "published": [2025]}  # fmt: skip
        before = [run for run in clocks_of(self.row().clocks).runs if not run.open]
        publish_calendar(code="OWN", owner="211102", zone="Asia/Shanghai", version=version, district="211102",
                         key=str(uuid4()), at=self.at)  # fmt: skip
        while deliver([CALENDARS]):
            pass
        assert [run for run in clocks_of(self.row().clocks).runs if not run.open] == before

    @rule()
    def the_worker_process_goes_round(self) -> None:
        while deliver([HAND_OVERS]):
            pass
        told = list(Notice.objects.filter(channel="screen").exclude(task=None).values_list("task", "place"))
        assert sorted(told) == sorted((t.id, str(t.unit)) for t in Task.objects.all()), "each task one notice"
        queue_unseen(at=self.at)
        actions.watch(self.at)
        send_queued(lambda phone, template, values: "receipt", at=self.at)

    @invariant()
    def one_case_one_report_one_owner(self) -> None:
        if not hasattr(self, "case"):
            return
        case = self.row()
        assert Case.objects.count() == Report.objects.count() == 1
        flow = FLOWS[case.flow]
        assert case.state in flow.states
        assert case.desk
        with_unit = {"dispatched"} if case.flow == "governance" else {"dispatched", "handling"}
        assert (case.unit is not None) or case.state not in with_unit
        assert case.sender in ("", *(case.area[:n] for n in (6, 9, 12, 15)))
        assert (case.ended_at is not None) == (case.state in flow.ends)
        assert case.due_at is not None
        assert "suspended" not in case.marks or case.due_at.year == 9999 or not clocks_of(case.clocks).promise.open
        clocks = clocks_of(case.clocks)
        assert all(run.extensions <= 2 for run in clocks.runs)
        assert Request.objects.filter(sort="pool", state="granted").count() <= 1
        open_requests = Request.objects.filter(state__in=("asked", "supported"))
        assert {str(r.id): r.state for r in open_requests} == {ask["id"]: ask["state"] for ask in case.asks}
        assert (case.look_at is None) or case.ended_at is None

    @invariant()
    def the_chain_is_whole_and_tells_the_state(self) -> None:
        if not hasattr(self, "case"):
            return
        case, subject = self.row(), Subject("case", self.case)
        chain = chain_of("211102", subject)
        assert chain_faults(chain, Head(case.head_seq, bytes(case.head_hash))) == []
        assert content_faults("211102", chain)[0] == []
        assert position_faults("211102") == []
        entries = entries_about("211102", subject)
        assert entries[-1].now == case.state
        for before, after in pairwise(entries):
            assert before.now == after.was

    @invariant()
    def each_hand_over_told_a_person_once(self) -> None:
        told = list(Notice.objects.values_list("case", "entry", "task", "channel", "person"))
        assert len(told) == len(set(told))

    @invariant()
    def tasks_their_clocks_and_the_row_of_the_case_say_the_same(self) -> None:
        if not hasattr(self, "case"):
            return
        case, tasks = self.row(), list(Task.objects.all())
        assert {(p["task"], p["unit"], p["role"], p["state"], p["seen"]) for p in case.parts} == {
            (str(t.id), str(t.unit), t.role, t.state, t.seen_at is not None) for t in tasks
        }
        still = sorted((t.role, str(t.unit)) for t in tasks if t.done_at is None)
        assert len(still) == len(set(still)), "one open task a unit and role"
        assert still == sorted((r.name, r.who) for r in clocks_of(case.clocks).runs if r.open and r.name in ROLES)
        assert still == [] or case.state in ("registered", "dispatched", "handling")
        assert ("co", str(case.unit)) not in still
        assert all((t.state == "open") == (t.done_at is None) for t in tasks)

    @invariant()
    def the_history_keeps_the_rules_of_joint_handling(self) -> None:
        """Nobody is done before the helpers; after three refusals no dispatch; who was designated never gives back."""
        if not hasattr(self, "case"):
            return
        helping: set[str] = set()
        refusals, designated = 0, False
        for entry in entries_about("211102", Subject("case", self.case), limit=1000):
            verb, facts, goes_on = entry.verb.removeprefix("case."), entry.facts, entry.was != entry.now
            helping |= {task["id"] for task in facts.get("tasks", ()) if task["role"] == "co"}
            helping -= {facts.get("task"), *(task["id"] for task in facts.get("withdrawn", ()))}
            if verb == "finish":
                assert helping == set()
            if verb in ("object", "return") and goes_on:
                assert not designated
                refusals += 1
            if verb == "dispatch":
                assert refusals < 3
            if verb == "designate":
                assert refusals >= 3
                designated = True
            if verb == "reopen":
                refusals = 0
            designated = designated and entry.now not in FLOWS["matters"].ends
        assert (self.row().refusals, "designated" in self.row().marks) == (refusals, designated)


def test_lives_of_a_case(actor):
    """Forty lives of thirty steps; each begins in a savepoint of its own that is rolled back."""

    class Here(Life):
        def __init__(self) -> None:
            super().__init__()
            self.actor = lambda name: handler(name[5:]) if name.startswith("unit:") else actor(name)
            self._around = transaction.atomic()
            self._around.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self._around.__exit__(None, None, None)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=10, stateful_step_count=30, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
