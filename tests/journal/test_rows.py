"""Rows of rooms and of the journal, few and many: what they hold comes back as a save would have left it."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from wangge.core.ids import uuid7
from wangge.files.models import Upload
from wangge.journal.actions.leaving import parts_of, write_parts

pytestmark = [pytest.mark.django_db, pytest.mark.both]
AT = datetime(2026, 11, 25, 8, 30, 1, 123456, tzinfo=UTC)


def insert(rows: list[Upload]) -> None:
    write_parts(parts_of([(row, True) for row in rows], []))


def update_one(row: Upload) -> None:
    write_parts(parts_of([(row, False)], []))


def upload(**more: object) -> Upload:
    row = {
        "district": "211102",
        "id": uuid7(),
        "author": uuid7(),
        "length": 7,
        "created_at": AT,
        "facts": {"mark": [1]},
    }
    return Upload(**(row | more))


def test_new_rows_hold_what_was_given() -> None:
    rows = [upload(), upload(width=640, made_of=uuid7())]
    insert(rows)
    insert([])
    kept = {row.id: row for row in Upload.objects.all()}
    for row in rows:
        for field in Upload._meta.local_concrete_fields:
            assert getattr(kept[row.id], field.attname) == getattr(row, field.attname)
        assert not row._state.adding


def test_a_row_is_written_anew_and_no_other() -> None:
    one, other = upload(), upload()
    insert([one, other])
    one.facts, one.happened_at, one.subject = {"device": "手机"}, AT, "case:1"
    update_one(one)
    kept = Upload.objects.get(district="211102", id=one.id)
    assert (kept.facts, kept.happened_at, kept.subject) == ({"device": "手机"}, AT, "case:1")
    assert Upload.objects.get(district="211102", id=other.id).subject == ""


def test_twice_and_not_there() -> None:
    row = upload()
    insert([row])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([row])
    with pytest.raises(DatabaseError):
        update_one(upload())
