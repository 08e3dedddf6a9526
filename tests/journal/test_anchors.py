"""Anchors made day by day, made up when missed, never twice; and the proof that a chain's end is in one."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections, transaction

from wangge.core.ids import uuid7
from wangge.journal import queries
from wangge.journal.actions import Answer, Change, Command, anchor, anchoring, commit
from wangge.journal.models import Anchor, Entry
from wangge.journal.rules import Subject, digest, leaf, list_faults, root_by_path

DISTRICT = "211109"
AT = datetime(2026, 11, 24, 16, 1, tzinfo=UTC)
TODAY = date(2026, 11, 25)


def happen(subject: Subject, times: int = 1) -> None:
    for _ in range(times):
        key = str(uuid7())
        command = Command(DISTRICT, UUID(int=1), "", key, digest("test.write", key), AT, AT)

        def act(change: Change) -> Answer:
            change.record(subject, "test.write", facts={"n": 1})
            return Answer(200, {})

        commit(command, act)


def make(days: int = 0) -> list[Any]:
    return anchor(DISTRICT, today=TODAY + timedelta(days=days), at=AT + timedelta(days=days))


def things(count: int) -> list[Subject]:
    return [Subject("thing", uuid7()) for _ in range(count)]


@pytest.mark.both
@pytest.mark.django_db
def test_a_day_has_one_anchor_over_the_ends_that_moved():
    subjects = things(5)
    for n, subject in enumerate(subjects, 1):
        happen(subject, n)
    (first,) = make()
    assert (first.number, first.day, first.first, first.last, first.count) == (1, TODAY - timedelta(days=1), 1, 15, 5)
    assert make() == []
    assert make(1) == []
    happen(subjects[0])
    (second,) = make(1)
    assert (second.number, second.first, second.last, second.count, second.previous) == (2, 16, 16, 1, first.id)
    rows = queries.anchors_of(DISTRICT)
    assert list_faults([(queries.anchor_line(row), bytes(row.signature)) for row in rows]) == []
    assert queries.anchors_of(DISTRICT, after=1) == rows[1:]
    assert queries.anchor_faults(DISTRICT) == ([], 2)


@pytest.mark.both
@pytest.mark.django_db
def test_each_chain_has_its_proof_for_every_day_on_which_it_moved():
    subjects = things(6)
    for day in range(3):
        for subject in subjects[day:]:
            happen(subject, 2)
        make(day)
    happen(subjects[0])
    for n, subject in enumerate(subjects):
        chain = queries.chain_of(DISTRICT, subject)
        proofs = queries.proofs_for(DISTRICT, subject, chain)
        assert [p["proof"]["seq"] for p in proofs] == [2, 4, 6][: n + 1]
        for said in proofs:
            entry = chain[said["proof"]["seq"] - 1]
            path = [bytes.fromhex(part) for part in said["proof"]["path"]]
            own = leaf(str(subject), entry.seq, bytes(entry.hash))
            root = root_by_path(own, said["proof"]["index"], said["count"], path)
            assert root is not None
            assert root.hex() == said["root"]
    assert queries.proofs_for(DISTRICT, Subject("thing", uuid7()), []) == []


@pytest.mark.both
@pytest.mark.django_db
def test_a_missed_day_is_made_up_and_a_clock_gone_back_waits():
    (subject,) = things(1)
    happen(subject)
    assert len(make()) == 1
    happen(subject)
    assert make(-1) == []
    (late,) = make(5)
    assert (late.day, late.first, late.last) == (TODAY + timedelta(days=4), 2, 2)
    happen(subject)
    assert len(make(300)) == 1
    happen(subject)
    (again,) = make(6)
    assert (again.number, again.day) == (4, TODAY + timedelta(days=5))


@pytest.mark.both
@pytest.mark.django_db
def test_many_entries_make_several_anchors_of_a_day(monkeypatch: Any):
    monkeypatch.setattr(anchoring, "MOST_ENTRIES", 4)
    monkeypatch.setattr("wangge.journal.queries.anchors.BATCH", 3)
    (subject,) = things(1)
    happen(subject, 10)
    assert [(a.first, a.last, a.count) for a in make()] == [(1, 4, 1), (5, 8, 1), (9, 10, 1)]
    chain = queries.chain_of(DISTRICT, subject)
    assert [p["proof"]["seq"] for p in queries.proofs_for(DISTRICT, subject, chain)] == [4, 8, 10]
    assert queries.anchor_faults(DISTRICT) == ([], 3)


@pytest.mark.both
@pytest.mark.django_db
def test_without_a_key_nothing_is_signed(settings: Any):
    happen(things(1)[0])
    settings.ANCHOR_KEY = None
    assert make() == []
    assert queries.last_anchor(DISTRICT) is None


@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE journal_anchor SET count = 9", "DELETE FROM journal_anchor"])
def test_the_database_itself_refuses_to_rewrite_the_list(statement: str):
    happen(things(1)[0])
    make()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_an_entry_altered_together_with_its_hash_is_found_by_its_anchor():
    subjects = things(2)
    happen(subjects[0])
    make()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER journal_entry_no_update")
        cursor.execute("UPDATE journal_entry SET hash = %s WHERE district = %s", [b"x" * 32, DISTRICT])
    faults, _ = queries.anchor_faults(DISTRICT)
    assert [f.what for f in faults] == ["the entries of day 2026-11-24 are not those that were signed"]


@pytest.mark.both
def test_two_who_anchor_at_once_make_one(own_database: str):
    happen(things(1)[0])
    ready = threading.Barrier(4)
    made: list[Any] = []

    def run() -> None:
        ready.wait()
        try:
            made.extend(make())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == Anchor.objects.filter(district=DISTRICT).count() == 1
    assert Entry.objects.filter(district=DISTRICT).count() == 1
