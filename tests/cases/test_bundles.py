"""A case file that strangers can check: what both verifiers say of whole, altered and erased ones."""

import json
from typing import Any

import pytest
from tests.bundles import lived, manifest_anew, ours, theirs

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def test_the_file_of_a_lived_case_is_whole_for_both(actor: Any):
    made = lived(actor)
    for said in (made, manifest_anew(made)):
        one, other = ours(said), theirs(said)
        assert (one.faults, other.faults) == ([], [])
    one, other = ours(made), theirs(made)
    assert one.signed_by == other.signed_by is not None
    assert [(d.day, d.seq) for d in one.anchored] == [(d[0], d[2]) for d in other.days]
    assert [d.day for d in one.anchored] == ["2025-03-05", "2025-03-06"]
    assert one.anchored[-1].seq == one.head.seq == len(json.loads(made["case.json"])["entries"])
    assert (one.files, one.withheld, len(one.erasures)) == (other.files, other.withheld, len(other.erased)) == (2, 1, 2)
