"""Lives of many reports: joined, merged, taken apart, split off, in whatever order, by whoever may."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from tests.acts import RESIDENT, move, report, whole
from tests.conftest import NOW

from wangge.cases import queries
from wangge.cases.models import Case, Report
from wangge.cases.rules import clocks_of, may_see
from wangge.core.ids import PUBLIC
from wangge.core.refusals import Refused
from wangge.orgs.rules import Actor

pytestmark = [pytest.mark.both, pytest.mark.django_db]
DESKS = ("community", "street", "district")
MOST = 6


class Lives(RuleBasedStateMachine):
    """Some cases and reports, three desks, two workers and the residents."""

    actor: Callable[[str], Actor]

    def __init__(self) -> None:
        super().__init__()
        self.at = NOW

    def cases(self) -> list[Case]:
        return list(Case.objects.order_by("number"))

    def attempt(self, who: str, case: Case, verb: str, **facts: str) -> None:
        """A move twice with one key: it happens once, or not at all."""
        self.at += timedelta(minutes=7)
        key = str(uuid4())
        try:
            with transaction.atomic():
                first = move(self.actor(who), case.id, verb, at=self.at, key=key, **facts)
        except Refused as refused:
            assert refused.say.zh and refused.say.en
            return
        again = move(self.actor(who), case.id, verb, at=self.at, key=key, **facts)
        assert (again.body, again.replay) == (first.body, True)

    @precondition(lambda self: Case.objects.count() < MOST)
    @rule(who=st.sampled_from(("", "worker", "worker2")))
    def somebody_reports(self, who: str) -> None:
        self.at += timedelta(minutes=3)
        report(self.actor(who) if who else RESIDENT, at=self.at)

    @precondition(lambda self: Case.objects.exists())
    @rule(who=st.sampled_from(("", "worker", "worker2")), n=st.integers(0, MOST))
    def somebody_says_the_same(self, who: str, n: int) -> None:
        self.at += timedelta(minutes=3)
        cases = self.cases()
        told = report(self.actor(who) if who else RESIDENT, at=self.at, same_as=cases[n % len(cases)].id)
        assert told.body["joined"] is (told.body["said"] is None)

    @precondition(lambda self: Case.objects.count() > 1)
    @rule(who=st.sampled_from(DESKS), n=st.integers(0, MOST), into=st.integers(0, MOST))
    def a_desk_merges(self, who: str, n: int, into: int) -> None:
        cases = self.cases()
        self.attempt(who, cases[n % len(cases)], "merge", into=cases[into % len(cases)].number)

    @precondition(lambda self: Case.objects.exclude(into=None).exists())
    @rule(who=st.sampled_from(DESKS), n=st.integers(0, MOST))
    def a_desk_takes_apart(self, who: str, n: int) -> None:
        merged = [case for case in self.cases() if case.into]
        self.attempt(who, merged[n % len(merged)], "unmerge", words="不是一处")

    @precondition(lambda self: Report.objects.filter(joined=True).exists())
    @rule(who=st.sampled_from(DESKS), n=st.integers(0, 20))
    def a_desk_splits_off(self, who: str, n: int) -> None:
        joined = list(Report.objects.filter(joined=True).order_by("created_at", "id"))
        chosen = joined[n % len(joined)]
        self.attempt(who, Case.objects.get(id=chosen.case), "split", report=str(chosen.id), words="另一处")

    @precondition(lambda self: Case.objects.exists())
    @rule(verb=st.sampled_from(("accept", "decline", "void")), n=st.integers(0, MOST))
    def a_desk_goes_on(self, verb: str, n: int) -> None:
        cases = self.cases()
        self.attempt("community", cases[n % len(cases)], verb, words="登记")

    @invariant()
    def every_report_belongs_to_the_end_of_its_way_and_is_counted_once(self) -> None:
        cases = {case.id: case for case in Case.objects.all()}
        told = list(Report.objects.all())
        assert len({r.code for r in told}) == len(told)
        for one in told:
            assert one.case == queries.final_case(cases[one.home]).id
        for case in cases.values():
            mine = [r for r in told if r.case == case.id]
            assert case.reports == len(mine)
            assert (case.state == "merged") == (case.into is not None) == (case.before != "")
            assert case.into is None or mine == []
            authors = {str(r.author) for r in mine} - {str(PUBLIC), str(case.reporter)}
            assert set(case.tellers) == authors

    @invariant()
    def nothing_is_late_or_on_time_by_being_merged(self) -> None:
        for case in Case.objects.filter(state="merged"):
            assert (case.on_time, case.look_at, case.ended_at is None) == (None, None, False)
            assert any(run.stopped for run in clocks_of(case.clocks).runs)
        for case in Case.objects.filter(ended_at=None):
            assert not any(run.stopped for run in clocks_of(case.clocks).runs)

    @invariant()
    def chains_are_whole_and_what_is_seen_is_seen_by_either_way(self) -> None:
        for name in ("worker", "worker2"):
            who = self.actor(name)
            seen = set(Case.objects.filter(queries.visible(who)).values_list("id", flat=True))
            assert seen == {case.id for case in self.cases() if may_see(who, queries.standing(case))}
        assert all(whole({"id": str(case.id)}) for case in self.cases()[-2:])


def test_lives_of_many_reports(actor):
    """Four lives of eighteen steps; each in a savepoint of its own that is rolled back."""

    class Here(Lives):
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
            max_examples=4, stateful_step_count=18, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
