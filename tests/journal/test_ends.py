"""The digest over all chain ends changes with every entry and with nothing else."""

from datetime import timedelta

import pytest
from tests.acts import move, report
from tests.conftest import NOW

from wangge.journal.models import Counter, Entry
from wangge.journal.queries import all_ends, ends_digest

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def test_every_chain_has_one_end_in_an_order_of_bytes(actor):
    case = report().body["case"]
    report()
    move(actor("community"), case, "accept", at=NOW + timedelta(minutes=5))
    ends = list(all_ends())
    assert [end[:4] for end in ends] == sorted(end[:4] for end in ends)
    subjects = Entry.objects.values_list("district", "subject_kind", "subject_id").distinct()
    assert {end[:3] for end in ends} == set(subjects)
    for district, kind, subject, seq, own in ends:
        last = Entry.objects.filter(district=district, subject_kind=kind, subject_id=subject).order_by("-seq").first()
        assert last is not None and (last.seq, bytes(last.hash)) == (seq, own)


def test_the_digest_moves_with_the_journal_only(actor):
    case = report().body["case"]
    before = ends_digest()
    assert ends_digest() == before
    move(actor("community"), case, "accept", at=NOW + timedelta(minutes=5))
    count, digest = ends_digest()
    assert (count, digest != before[1]) == (before[0], True)
    Counter.objects.all().delete()
    assert ends_digest() == (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
