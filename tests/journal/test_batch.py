"""Many commands in one transaction mean what they mean one by one."""

from uuid import uuid4

import pytest
from tests.journal.test_actions import DISTRICT, command, faults, writing

from wangge.core.ids import uuid7
from wangge.core.refusals import Missing, NotNow
from wangge.core.words import Say
from wangge.journal import queries
from wangge.journal.actions import Answer, Change, KeysKnown, batch, commit
from wangge.journal.models import Content, Entry, Receipt
from wangge.journal.rules import Subject

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def test_a_batch_leaves_what_its_commands_would_have_left_one_by_one():
    one, other = Subject("thing", uuid7()), Subject("thing", uuid7())
    commit(command("before"), writing(one))
    with batch():
        answers = [commit(command(str(n)), writing((one, other)[n % 2])) for n in range(1200)]
    commit(command("after"), writing(other))
    assert [a.body["seq"] for a in answers[:4]] == [2, 1, 3, 2]
    assert [e.position for e in queries.entries_from(DISTRICT, after=0)] == list(range(1, 1203))
    assert [e.key for e in queries.entries_from(DISTRICT, after=0)][1:4] == ["0", "1", "2"]
    assert queries.position_faults(DISTRICT) == []
    assert faults(one) == faults(other) == []
    assert Receipt.objects.filter(district=DISTRICT).count() == Content.objects.count() == 1202
    assert commit(command("7"), writing(one)) == Answer(201, {"seq": 4}, replay=True)


def test_the_same_key_twice_in_a_batch_happens_once():
    subject = Subject("thing", uuid7())
    with batch():
        first = commit(command("a"), writing(subject))
        assert commit(command("a"), writing(subject)) == Answer(first.status, first.body, replay=True)
        with pytest.raises(NotNow):
            commit(command("a", "other content"), writing(subject))
    assert Entry.objects.filter(district=DISTRICT).count() == 1


def test_a_refused_command_leaves_nothing_and_the_others_stand():
    subject = Subject("thing", uuid7())

    def refused(change: Change) -> Answer:
        writing(subject)(change)
        raise Missing("no", Say("不行", "no"))

    with batch():
        commit(command("a"), writing(subject))
        with pytest.raises(Missing):
            commit(command("b"), refused)
        commit(command("c"), writing(subject))
    assert [e.key for e in queries.entries_about(DISTRICT, subject)] == ["a", "c"]
    assert faults(subject) == []


def test_a_batch_that_breaks_off_leaves_nothing():
    subject = Subject("thing", uuid7())
    with pytest.raises(ZeroDivisionError), batch():
        commit(command("a"), writing(subject))
        raise ZeroDivisionError
    assert not Entry.objects.filter(district=DISTRICT).exists()
    assert commit(command("a"), writing(subject)).body == {"seq": 1}, "no batch is open any more"


def test_a_batch_with_commands_of_an_earlier_time_is_refused_whole_and_names_them():
    subject, key = Subject("thing", uuid7()), str(uuid4())
    commit(command(key), writing(subject))
    with pytest.raises(KeysKnown) as known, batch():
        commit(command(key), writing(Subject("thing", uuid7())))
        commit(command("new"), writing(subject))
    assert known.value.keys == [key]
    assert [e.key for e in queries.entries_about(DISTRICT, subject)] == [key]
