"""One command, one transaction; the same key, the same answer; nothing is ever rewritten."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from wangge.core.ids import uuid7
from wangge.core.refusals import Missing, NotFound, NotNow
from wangge.core.words import Say
from wangge.journal import queries
from wangge.journal.actions import Answer, Change, Command, commit, erase
from wangge.journal.listeners import Listener, deliver
from wangge.journal.models import Content, Entry, Head, Receipt
from wangge.journal.rules import Subject, digest

pytestmark = [pytest.mark.both, pytest.mark.django_db]
AT = datetime(2026, 11, 23, 8, 4, tzinfo=UTC)
DISTRICT = "211109"


def command(key: str, payload: Any = None, *, author: int = 1) -> Command:
    return Command(DISTRICT, UUID(int=author), "", key, digest("test.write", payload), AT, AT)


def writing(subject: Subject, words: str = "中文 words") -> Callable[[Change], Answer]:
    def act(change: Change) -> Answer:
        mark = change.keep(subject, "words", words.encode())
        head = change.record(subject, "test.write", facts={"n": 1}, content=(mark,))
        return Answer(201, {"seq": head.seq})

    return act


def faults(subject: Subject) -> list[Any]:
    end = queries.kept_head(DISTRICT, subject)
    chain = queries.chain_of(DISTRICT, subject)
    return queries.chain_faults(chain, end) + queries.content_faults(DISTRICT, chain)[0]


def test_entry_content_receipt_and_position_come_together():
    subject = Subject("thing", uuid7())
    assert commit(command("a"), writing(subject)) == Answer(201, {"seq": 1})
    assert commit(command("b"), writing(subject)) == Answer(201, {"seq": 2})
    entries = queries.entries_about(DISTRICT, subject)
    assert [(e.seq, e.position) for e in entries] == [(1, 1), (2, 2)]
    assert (entries[0].happened_at, entries[0].recorded_at) == (AT, AT)
    assert faults(subject) == []
    assert queries.position_faults(DISTRICT) == []
    assert Receipt.objects.filter(district=DISTRICT).count() == 2


def test_several_entries_of_one_command_are_chained():
    subject, other = Subject("thing", uuid7()), Subject("thing", uuid7())

    def act(change: Change) -> Answer:
        for about in (subject, other, subject):
            change.record(about, "test.write")
        return Answer(200, {})

    commit(command("a"), act)
    assert [e.seq for e in queries.entries_about(DISTRICT, subject)] == [1, 2]
    assert faults(subject) == faults(other) == []


def test_the_same_key_gives_the_first_answer_again():
    subject = Subject("thing", uuid7())

    def once(change: Change) -> Answer:
        change.record(subject, "test.write")
        return Answer(201, {"made": str(uuid4())})

    first = commit(command("k", {"x": 1}), once)
    again = commit(command("k", {"x": 1}), once)
    assert again == Answer(201, first.body, replay=True)
    assert len(queries.entries_about(DISTRICT, subject)) == 1


def test_a_key_with_another_content_is_refused_and_another_author_has_keys_of_its_own():
    subject = Subject("thing", uuid7())
    commit(command("k", {"x": 1}), writing(subject))
    with pytest.raises(NotNow) as refused:
        commit(command("k", {"x": 2}), writing(subject))
    assert refused.value.code == "key_reused"
    assert not commit(command("k", {"x": 1}, author=2), writing(subject)).replay


def test_a_refused_command_leaves_nothing_and_its_key_free():
    subject = Subject("thing", uuid7())

    def refuse(change: Change) -> Answer:
        change.keep(subject, "words", b"x")
        change.record(subject, "test.write")
        raise Missing("missing", Say("缺", "missing"))

    before = (Entry.objects.count(), Content.objects.count(), Receipt.objects.count(), Head.objects.count())
    with pytest.raises(Missing):
        commit(command("k"), refuse)
    assert before == (Entry.objects.count(), Content.objects.count(), Receipt.objects.count(), Head.objects.count())
    assert commit(command("k"), writing(subject)).status == 201


def test_a_refusal_after_a_first_success_gives_the_first_answer():
    subject = Subject("thing", uuid7())
    commit(command("k"), writing(subject))

    def refuse(change: Change) -> Answer:
        raise NotNow("not_now", Say("晚了", "too late"))

    assert commit(command("k"), refuse).replay


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET verb = 'x'", "DELETE FROM journal_entry", "UPDATE journal_receipt SET status = 1",
        "DELETE FROM journal_content", "UPDATE journal_content SET field = 'contact'",
        "UPDATE journal_content SET body = NULL, salt = NULL",
    ],
)  # fmt: skip
def test_the_database_itself_refuses_to_rewrite(statement):
    commit(command("k"), writing(Subject("thing", uuid7())))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_postgresql_refuses_to_truncate():
    tables = ["journal_entry", "journal_receipt", "journal_content"]
    if connection.vendor == "sqlite":  # where there is no TRUNCATE: deleting all is what stands for it
        tables = []
    for table in tables:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table}")


def erasing(content: UUID, subject: Subject) -> Callable[[Change], Answer]:
    def act(change: Change) -> Answer:
        decision = change.keep(subject, "words", "区委网信办 2026-17 号决定".encode())
        erase(change, content, of=subject, ground="unlawful", decision=decision)
        return Answer(200, {})

    return act


def test_erasing_takes_the_bytes_and_leaves_the_chain_whole():
    subject = Subject("thing", uuid7())
    commit(command("a"), writing(subject, "secret"))
    row = Content.objects.get(district=DISTRICT, subject_id=subject.id)
    commit(command("e"), erasing(row.id, subject))
    row = Content.objects.get(district=DISTRICT, id=row.id)
    assert (row.body, row.salt, row.erased_at) == (None, None, AT)
    entry = queries.entries_about(DISTRICT, subject)[-1]
    assert (entry.verb, entry.facts) == (
        "content.erase", {"content": str(row.id), "field": "words", "ground": "unlawful"}
    )  # fmt: skip
    assert faults(subject) == []
    assert queries.content_faults(DISTRICT, queries.chain_of(DISTRICT, subject)) == ([], 1)
    with pytest.raises(NotNow) as refused:
        commit(command("e2"), erasing(row.id, subject))
    assert refused.value.code == "already_erased"
    for content, of in ((uuid7(), subject), (row.id, Subject("thing", uuid7()))):
        with pytest.raises(NotFound):
            commit(command("e3"), erasing(content, of))


def test_bytes_that_went_without_a_decision_are_no_erasing():
    subject = Subject("thing", uuid7())
    commit(command("a"), writing(subject, "secret"))
    Content.objects.filter(district=DISTRICT, subject_id=subject.id).update(body=None, salt=None, erased_at=AT)
    assert [f.what.partition(" was ")[2] for f in faults(subject)] == ["erased, and no entry says by which decision"]


def test_a_contact_is_sealed_where_it_lies():
    subject = Subject("thing", uuid7())

    def act(change: Change) -> Answer:
        change.record(subject, "test.write", content=(change.keep(subject, "contact", b"13800000172"),))
        return Answer(200, {})

    commit(command("a"), act)
    row = Content.objects.get(district=DISTRICT, subject_id=subject.id)
    assert b"13800000172" not in bytes(row.body or b"")
    assert queries.content_of(DISTRICT, [row.id]) == {row.id: b"13800000172"}
    assert faults(subject) == []


def test_words_are_found_in_bytes():
    subject = Subject("case", uuid7())
    commit(command("a"), writing(subject, "饭店后面的下水口又堵了"))
    assert [r["subject_id"] for r in queries.subjects_saying([DISTRICT], "case", "下水口")] == [subject.id]
    assert not queries.subjects_saying([DISTRICT], "case", "路灯")


def test_a_listener_hears_everything_once_and_stays_where_it_failed():
    heard: list[int] = []
    broken = [True]

    def hear(district: str, entries: Any) -> None:
        if broken[0]:
            raise RuntimeError("not now")
        heard.extend(e.position for e in entries)

    listener = Listener("test", frozenset({"test.write"}), hear)
    for n in range(5):
        commit(command(f"k{n}"), writing(Subject("thing", uuid7())))
    deliver([listener], batch=2)
    assert heard == []
    broken[0] = False
    while deliver([listener], batch=2):
        pass
    assert heard == [1, 2, 3, 4, 5]
    assert queries.listener_lags()["test"] == 0
