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
from tests.acts import GRID, move, photo, report
from tests.conftest import NOW

from wangge.cases import actions, queries
from wangge.cases.models import Case, Report, Request
from wangge.cases.rules import clocks_of
from wangge.catalogue.rules import MATTERS, RESULTS
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
PEOPLE = ("worker", "worker2", "community", "street", "district", "unit", "chief", "auditor", "admin")


BY_THE_CLOCK = {
    "ask": {"overdue", "extended_twice", "pooled_once", "asked_already", "appealed_once"},
    "wait": {"overdue_waits_not"},
    "grant": {"pooled_once", "review_passed", "extended_twice"},
}
"""What is offered, because whose turn it is allows it, and may be refused by the clocks and by what was before."""


class Life(RuleBasedStateMachine):
    """One case, everybody who might touch it, and a clock that only goes forward."""

    actor: Callable[[str], Actor]

    @initialize(phone=st.sampled_from(["", "13800000172"]))
    def born(self, phone: str) -> None:
        self.at = NOW
        self.sent: list[tuple[Actor, str, str, dict[str, Any], Any]] = []
        self.case = UUID(report(phone=phone).body["case"]["id"])

    def row(self) -> Case:
        found = queries.case_by_id("211102", self.case)
        assert found is not None
        return found

    def facts(self, who: Actor, move_answer: dict[str, Any], data: st.DataObject) -> dict[str, Any]:
        """What an allowed move asks for."""
        row = self.row()
        given: dict[str, Any] = {}
        for name in move_answer["needs"]["required"]:
            if name == "words":
                given[name] = data.draw(st.text(min_size=1, max_size=20).filter(str.strip))
            elif name == "photos":
                given[name] = [photo(who)]
            elif name == "unit":
                given[name] = str(next(u.id for u in units_of("211102") if u.code == "drainage"))
            elif name == "kind":
                given[name] = "E0504"
            elif name == "place":
                given[name] = {"area": row.area if len(row.area) == 15 else GRID}
            elif name == "result":
                given[name] = data.draw(st.sampled_from(sorted(RESULTS)))
            elif name == "sort":
                given[name] = data.draw(st.sampled_from(move_answer["needs"]["properties"]["sort"]["enum"]))
                if given[name] == "pool":
                    given["review_on"] = (today(self.at) + timedelta(days=data.draw(st.integers(1, 9)))).isoformat()
            else:
                given[name] = row.area[: next(n for n in (9, 12, 15) if n > len(row.desk))]
        return given

    @rule(data=st.data(), minutes=st.integers(0, 900), repeats=st.integers(0, 2))
    def somebody_does_what_is_allowed(self, data: st.DataObject, minutes: int, repeats: int) -> None:
        self.at += timedelta(minutes=minutes)
        who = self.actor(data.draw(st.sampled_from(PEOPLE)))
        try:
            offered = queries.case_answer(queries.case_for(who, self.case), who, at=self.at)["allowed"]
        except Refused:
            return
        if not offered:
            return
        chosen = data.draw(st.sampled_from(offered))
        facts, key, before = self.facts(who, chosen, data), str(uuid4()), self.row().head_seq
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

    @rule(data=st.data(), verb=st.sampled_from(MATTERS.verbs))
    def somebody_tries_anything(self, data: st.DataObject, verb: str) -> None:
        who, before = self.actor(data.draw(st.sampled_from(PEOPLE))), self.row()
        try:
            with transaction.atomic():
                answer = move(who, self.case, verb, at=self.at, words="试试")
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

    @rule(who=st.sampled_from(PEOPLE))
    def somebody_looks(self, who: str) -> None:
        try:
            actions.see(actor=self.actor(who), case_id=self.case, at=self.at)
        except Refused as refused:
            assert refused.code == "not_found"

    @rule()
    def the_worker_process_goes_round(self) -> None:
        while deliver([HAND_OVERS]):
            pass
        queue_unseen(at=self.at)
        actions.watch(self.at)
        send_queued(lambda phone, template, values: "receipt", at=self.at)

    @invariant()
    def one_case_one_report_one_owner(self) -> None:
        if not hasattr(self, "case"):
            return
        case = self.row()
        assert Case.objects.count() == Report.objects.count() == 1
        assert case.state in MATTERS.states
        assert case.desk
        assert (case.unit is not None) or case.state not in {"dispatched", "handling"}
        assert (case.ended_at is not None) == (case.state in MATTERS.ends)
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
        told = list(Notice.objects.values_list("case", "entry", "channel", "person"))
        assert len(told) == len(set(told))


def test_lives_of_a_case(actor):
    """Thirty lives of thirty steps; each begins in a savepoint of its own that is rolled back."""

    class Here(Life):
        def __init__(self) -> None:
            super().__init__()
            self.actor = actor
            self._around = transaction.atomic()
            self._around.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self._around.__exit__(None, None, None)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=30, stateful_step_count=30, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
