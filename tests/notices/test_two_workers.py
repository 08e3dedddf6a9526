"""Two workers on one database: each entry is heard once, each SMS goes out once, and none waits for the other."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from tests.acts import move, report
from tests.conftest import NOW
from tests.journal.test_many import in_threads

from wangge.cases.actions import close_by_rule, watch
from wangge.cases.models import Case
from wangge.journal.listeners import Listener, deliver
from wangge.journal.models import Entry, Reading
from wangge.notices.actions import queue_unseen, send_queued
from wangge.notices.models import Notice
from wangge.orgs.actions import let_leave
from wangge.site.wiring import LISTENERS

pytestmark = pytest.mark.both
LATE = NOW + timedelta(hours=1)


def some_cases(actor, count: int) -> None:
    for n in range(count):
        case = report(at=NOW + timedelta(seconds=n)).body["case"]
        move(actor("community"), case, "accept")


def test_each_entry_is_heard_once_however_many_workers_there_are(own_database, actor):
    some_cases(actor, 6)
    heard: list[int] = []
    listener = Listener(
        "tests.once",
        frozenset({"case.report", "case.accept"}),
        lambda district, es: heard.extend(e.position for e in es),
    )

    def work(n: int) -> int:
        return sum(deliver([listener], batch=2) for _ in range(12))

    read = in_threads(work, 3)
    assert all(isinstance(count, int) for count in read), read
    deliver([listener])
    wanted = [e.position for e in Entry.objects.filter(verb__in=("case.report", "case.accept")).order_by("position")]
    assert sorted(heard) == wanted
    assert len(heard) == len(set(heard)) == 12


def test_a_worker_goes_on_where_another_one_is_at_work(own_database, actor):
    if connection.vendor != "postgresql":
        return  # one writer at a time: the second waits for the first as every writer does
    some_cases(actor, 1)
    begun, finish, heard = threading.Event(), threading.Event(), []

    def slow(district, entries):
        begun.set()
        assert finish.wait(20)

    first = Listener("tests.slow", frozenset({"case.report"}), slow)
    second = Listener("tests.quick", frozenset({"case.report"}), lambda district, entries: heard.append(len(entries)))

    def work(n: int) -> int:
        if n == 0:
            return deliver([first])
        assert begun.wait(20)
        try:
            return deliver([first, second])
        finally:
            finish.set()

    read = in_threads(work, 2)
    assert all(isinstance(count, int) for count in read), read
    assert heard == [1]
    assert Reading.objects.get(listener="tests.slow").position == Reading.objects.get(listener="tests.quick").position


def test_a_whole_round_of_two_workers_does_everything_once(own_database, actor):
    some_cases(actor, 4)
    sent: list[str] = []

    def work(n: int) -> None:
        for round in range(3):
            at = LATE + timedelta(seconds=round)
            let_leave(at=at)
            deliver(LISTENERS)
            queue_unseen(at=at)
            watch(NOW + timedelta(days=40))
            close_by_rule(at)
            send_queued(lambda phone, template, values: sent.append(values["number"]) or "r", at=at)

    troubles = [trouble for trouble in in_threads(work, 2) if trouble is not None]
    assert troubles == []
    keys = list(Notice.objects.filter(channel="sms", state="sent").values_list("case", "person"))
    assert len(sent) == len(keys) == len(set(keys))
    told = Entry.objects.filter(verb__in=("case.remind", "case.overdue", "case.raise"))
    steps = [(e.subject_id, e.facts["clock"], e.facts["who"], e.facts["step"]) for e in told]
    assert steps and len(steps) == len(set(steps))
    screen = list(Notice.objects.filter(channel="screen", task=None, report=None).values_list("case", "entry", "place"))
    assert len(screen) == len(set(screen))


@pytest.mark.parametrize("tries", [0, 4])
def test_a_notice_that_is_being_sent_is_nobody_elses_even_at_the_last_try(own_database, actor, tries):
    some_cases(actor, 1)
    case = Case.objects.get()
    notice = Notice(
        district="211102", case=case.id, entry=case.handed_seq, channel="sms", place=case.desk, tries=tries,
        person=actor("community").person, state="queued", next_at=LATE, created_at=NOW,
    )  # fmt: skip
    Case.objects.update(seen_at=None)
    notice.save(force_insert=True)
    inside: list[tuple[int, int]] = []

    def send(phone, template, values):
        inside.append(send_queued(lambda *_: "twice", at=LATE + timedelta(seconds=100)))
        raise OSError("no answer")

    assert send_queued(send, at=LATE) == (0, 1)
    assert inside == [(0, 0)]
    notice = Notice.objects.get(id=notice.id)
    assert notice.tries == tries + 1
    assert notice.state == ("failed" if tries else "queued")
    if not tries:
        assert notice.next_at == LATE + timedelta(seconds=30)
