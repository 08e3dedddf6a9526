"""Steps that follow each other in one command: each an entry of its own, all of them or none."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.acts import move, photo, report, row, to_state, unit, verbs, whole
from tests.conftest import NOW

from wangge.core.refusals import Missing, NotFound, NotNow
from wangge.journal.models import Entry, Receipt
from wangge.journal.queries import entries_about
from wangge.journal.rules import Subject

pytestmark = [pytest.mark.both, pytest.mark.django_db]
TAKEN_ON = [("register", {"kind": "C0118"}), ("dispatch", {"unit": "drainage"})]


def entries(case) -> list[Entry]:
    """Those after the report."""
    return entries_about("211102", Subject("case", UUID(case["id"])))[1:]


def test_a_clear_matter_goes_from_the_report_to_the_unit_in_one_go(actor):
    case = report().body["case"]
    answer = move(actor("community"), case, "accept", then=TAKEN_ON).body
    assert (answer["state"], answer["owner"]["id"], answer["version"]) == ("dispatched", unit("drainage"), 4)
    assert verbs(case)[1:] == ["accept", "register", "dispatch"]
    assert len({entry.key for entry in entries(case)}) == 1
    assert whole(case)


def test_it_comes_to_what_the_same_steps_one_by_one_come_to(actor):
    clerk = actor("community")
    at_once, one_by_one = report().body["case"], report().body["case"]
    move(clerk, at_once, "accept", then=TAKEN_ON)
    move(clerk, one_by_one, "accept")
    for verb, facts in TAKEN_ON:
        move(clerk, one_by_one, verb, **facts)
    apart = ("id", "number", "reporter", "words", "place", "head_hash")
    first, second = row(at_once), row(one_by_one)
    names = [field.attname for field in first._meta.local_concrete_fields if field.attname not in apart]
    assert {name: getattr(first, name) for name in names} == {name: getattr(second, name) for name in names}
    told = [[(e.verb, e.was, e.now, e.facts) for e in entries(case)] for case in (at_once, one_by_one)]
    assert told[0] == told[1]


def test_checked_and_closed_in_one_go_by_somebody_who_did_not_handle_it(actor):
    case = to_state("handled", actor)
    move(actor("community"), case, "check_pass", then=[("close", {"words": "好了"})])
    assert row(case).state == "closed"


def test_what_cannot_follow_undoes_all_of_it(actor):
    clerk = actor("community")
    case = report().body["case"]
    before = (row(case).head_seq, Receipt.objects.count())
    with pytest.raises(NotNow):
        move(clerk, case, "accept", then=[("dispatch", {"unit": "drainage"})])
    with pytest.raises(Missing):
        move(clerk, case, "accept", then=[("register", {"kind": "C0118"}), ("dispatch", {})])
    assert (row(case).head_seq, Receipt.objects.count()) == before
    assert whole(case)


def test_a_picture_is_used_once(actor):
    clerk = actor("community")
    case, sent = report().body["case"], photo(clerk)
    with pytest.raises(NotFound) as refused:
        move(clerk, case, "accept", photos=[sent], then=[("register", {"kind": "C0118", "photos": [sent]})])
    assert (refused.value.code, refused.value.facts) == ("file_unknown", {"files": [sent]})
    assert move(clerk, case, "accept", photos=[sent]).body["state"] == "verifying"


def test_what_asks_something_of_others_is_made_by_itself(actor):
    case = report().body["case"]
    with pytest.raises(Missing) as refused:
        move(actor("community"), case, "accept", then=[("void", {"words": "错了"})])
    assert refused.value.code == "steps_unsuited"


def test_the_same_key_gives_the_first_answer_and_other_steps_are_another_command(actor):
    clerk, key = actor("community"), str(uuid4())
    case = report().body["case"]
    first = move(clerk, case, "accept", key=key, then=TAKEN_ON)
    again = move(clerk, case, "accept", key=key, then=TAKEN_ON)
    assert (again.replay, again.body) == (True, first.body)
    with pytest.raises(NotNow) as refused:
        move(clerk, case, "accept", key=key)
    assert refused.value.code == "key_reused"


def test_three_steps_are_written_like_one(actor):
    clerk = actor("community")
    move(clerk, report().body["case"], "accept", then=TAKEN_ON)
    case = report().body["case"]
    with CaptureQueriesContext(connection) as captured:
        move(clerk, case, "accept", then=TAKEN_ON)
    sent = [q["sql"] for q in captured if q["sql"].split()[0] not in ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")]
    assert len(sent) == (3 if connection.vendor == "postgresql" else 6), sent


def test_several_steps_too_late_are_refused_as_a_whole(actor):
    clerk = actor("community")
    case = report().body["case"]
    move(clerk, case, "accept", at=NOW)
    with pytest.raises(NotNow):
        move(clerk, case, "accept", at=NOW, words="受理", then=TAKEN_ON)
    assert row(case).state == "verifying"
