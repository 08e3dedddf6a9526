"""What a command leaves is written at its end, all of it or nothing, in one way or the other."""

import pytest
from django.db import DatabaseError, IntegrityError
from django.db.models import Model
from tests.journal.test_actions import DISTRICT, command, faults
from tests.journal.test_rows import insert, upload

from wangge.core.ids import uuid7
from wangge.files.models import Upload
from wangge.journal import queries
from wangge.journal.actions import Answer, Change, commit, leaving
from wangge.journal.models import Content, Counter, Entry, Receipt
from wangge.journal.rules import Subject

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def here(model: type[Model]) -> int:
    """How many rows of the tests' own district there are."""
    return model._default_manager.filter(district=DISTRICT).count()


@pytest.fixture(params=["together", "apart"])
def way(request, monkeypatch) -> str:
    """In one statement where the engine can, and as where tables are spread over machines."""
    monkeypatch.setattr(leaving, "is_spread", lambda store: request.param == "apart")
    return str(request.param)


def left(key: str, subject: Subject, *rows: tuple[Upload, bool], entries: int = 1) -> Answer:
    """A command that leaves these rows, words and so many entries."""

    def act(change: Change) -> Answer:
        for row, new in rows:
            change.write(row, new=new)
        for n in range(entries):
            mark = change.keep(subject, "words", f"第 {n} 句".encode())
            change.record(subject, "test.write", content=(mark,))
        return Answer(200, {"rows": here(Upload)})

    return commit(command(key), act)


@pytest.mark.usefixtures("way")
def test_rows_words_receipt_and_entries_come_at_the_end_and_positions_go_on():
    subject, kept = Subject("thing", uuid7()), upload(district=DISTRICT)
    insert([kept])
    kept.subject = "thing:1"
    said = left("first", subject, (upload(district=DISTRICT), True), (kept, False), entries=3)
    assert said.body == {"rows": 1}, "until its end the database knows nothing of it"
    assert left("second", subject, (upload(district=DISTRICT), True)).body == {"rows": 2}
    assert Upload.objects.get(district=DISTRICT, id=kept.id).subject == "thing:1"
    assert [e.position for e in queries.entries_from(DISTRICT, after=0)] == [1, 2, 3, 4]
    assert (here(Content), here(Receipt)) == (4, 2)
    assert Counter.objects.get(district=DISTRICT).position == 4
    assert (faults(subject), queries.position_faults(DISTRICT)) == ([], [])


@pytest.mark.usefixtures("way")
def test_more_than_a_few_are_written_all_the_same():
    subject = Subject("thing", uuid7())
    left("many", subject, *((upload(district=DISTRICT), True) for _ in range(25)), entries=30)
    assert (here(Upload), here(Entry), here(Receipt)) == (25, 30, 1)
    assert faults(subject) == []


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("fault", ["not there", "there already"])
def test_a_row_that_cannot_be_written_leaves_nothing(fault):
    subject, there = Subject("thing", uuid7()), upload(district=DISTRICT)
    insert([there])
    row = (upload(district=DISTRICT), False) if fault == "not there" else (upload(district=DISTRICT, id=there.id), True)
    with pytest.raises(DatabaseError if fault == "not there" else IntegrityError):
        left("bad", subject, (upload(district=DISTRICT), True), row)
    assert (here(Upload), here(Entry), here(Content), here(Receipt)) == (1,) + (0,) * 3
    left("good", subject)
    assert queries.position_faults(DISTRICT) == []


@pytest.mark.usefixtures("way")
def test_what_the_command_has_written_is_given_back_meanwhile_and_written_once():
    subject, row = Subject("thing", uuid7()), upload(district=DISTRICT)

    def act(change: Change) -> Answer:
        assert change.row(Upload, row.id) is None
        change.write(row, new=True)
        again = change.row(Upload, row.id)
        assert again is row
        again.subject = "thing:2"
        change.write(again)
        change.record(subject, "test.write")
        return Answer(200, {})

    commit(command("twice"), act)
    assert list(Upload.objects.filter(district=DISTRICT).values_list("id", "subject")) == [(row.id, "thing:2")]
