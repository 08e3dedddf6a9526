"""The search in words: what it finds, what it must never find, for whom, and that an index answers."""

from datetime import timedelta
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.db import connection
from tests.acts import move, report
from tests.conftest import NOW

from wangge.cases import actions, queries
from wangge.cases.queries import paging
from wangge.journal.actions import index_sayings
from wangge.journal.models import Saying
from wangge.journal.queries import entries_about, subjects_saying
from wangge.journal.rules import Subject

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture(params=["few", "many"])
def hits(request, monkeypatch):
    """A text that stands in few cases is looked up, one that stands in many is asked of each case in turn."""
    if request.param == "many":
        monkeypatch.setattr(paging, "MOST_FOUND", 0)


def found(actor, text, **wanted):
    rows, _ = queries.list_page(actor, {"q": text, **wanted}, sort="newest", after=None, limit=50, at=NOW)
    return [str(case.id) for case in rows]


def test_two_signs_find_what_was_said_and_where(actor, hits):
    one = report(words="三号楼门口的井盖坏了，LED 灯也不亮").body["case"]["id"]
    other = report(words="路灯不亮", at=NOW + timedelta(seconds=1)).body["case"]["id"]
    clerk = actor("community")
    assert found(clerk, "井盖") == [one]
    assert found(clerk, "不亮") == [other, one]
    assert found(clerk, "led灯") == found(clerk, "门口的井盖") == [one]
    assert found(clerk, "延风路") == [other, one]
    assert found(clerk, "不亮 三号楼") == [one]
    assert found(clerk, "盖井") == found(clerk, "，") == []
    assert found(clerk, "井盖", kind="E0504") == []


def test_signs_of_the_engines_own_language_are_only_signs(actor, hits):
    report(words="甲 AND 乙")
    for text in ("'", '"', "a' | 'b", '甲" OR "乙', "*", "NEAR(甲 乙)", "%", "\\", "x'y <-> !z"):
        assert found(actor("community"), text) in ([], *[[str(c.id)] for c in queries.Case.objects.all()])


def test_words_of_a_move_are_found_too(actor, hits):
    case = report(words="树倒了").body["case"]
    move(actor("community"), case, "decline", words="已由园林自行处理")
    assert found(actor("community"), "园林") == [case["id"]]


def test_nobody_finds_what_is_not_his(actor, hits):
    case = report(words="井盖坏了").body["case"]["id"]
    assert found(actor("community"), "井盖") == found(actor("district"), "井盖") == [case]
    assert found(actor("unit"), "井盖") == found(actor("worker2"), "井盖") == []


def test_a_telephone_number_is_never_found(actor, hits):
    report(words="井盖坏了，请打 13912345678", phone="13912345678")
    for text in ("139 井盖", "5678 井盖", "打139", "1 井盖"):
        assert found(actor("district"), text) == []


def test_what_is_erased_vanishes_from_the_search_and_does_not_come_back(actor, hits):
    case = report(words="张三家的井盖坏了").body["case"]["id"]
    entry = entries_about("211102", Subject("case", UUID(case)))[0]
    actions.erase(
        actor=actor("district"), case_id=UUID(case), seq=entry.seq, field="words", ground="unlawful",
        decision="依申请删除", key="e1", at=NOW + timedelta(hours=1),
    )  # fmt: skip
    assert found(actor("district"), "井盖") == []
    list(index_sayings("211102", anew=True))
    assert found(actor("district"), "井盖") == []
    assert not subjects_saying(["211102"], "case", "张三").exists()


def test_cases_from_before_are_found_after_reindexing_and_it_may_be_interrupted(actor, hits):
    ids = [report(words=f"井盖{n}坏了", at=NOW + timedelta(seconds=n)).body["case"]["id"] for n in range(5)]
    Saying.objects.all().delete()
    assert found(actor("community"), "井盖") == []
    steps = index_sayings("211102", batch=3)
    assert next(steps) == (3, 3)
    steps.close()
    assert 0 < len(found(actor("community"), "井盖")) < 5
    assert list(index_sayings("211102", batch=4))[-1] == (10, 7)
    assert found(actor("community"), "井盖") == ids[::-1]
    assert list(index_sayings("211102"))[-1] == (10, 0)


def test_the_command_says_what_it_read(actor):
    from wangge.cli.main import wangge

    report(words="井盖坏了")
    Saying.objects.all().delete()
    said = CliRunner().invoke(wangge, ["search", "reindex"])
    assert said.exit_code == 0, said.output
    assert "2 contents read, 2 written" in said.output


def test_pages_of_a_search_follow_one_another(actor, hits):
    ids = [report(words="井盖坏了", at=NOW + timedelta(seconds=n)).body["case"]["id"] for n in range(7)]
    seen, after = [], None
    while True:
        rows, after = queries.list_page(actor("community"), {"q": "井盖"}, sort="newest", after=after, limit=3, at=NOW)
        seen += [str(case.id) for case in rows]
        if after is None:
            break
    assert seen == ids[::-1]


def test_an_index_answers():
    rows = subjects_saying(["211102"], "case", "井盖")
    if connection.vendor == "postgresql":
        rows = Saying.objects.filter(tokens__says=[["井", "盖"]])
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = rows.explain()
    assert ("journal_saying_tokens" if connection.vendor == "postgresql" else "VIRTUAL TABLE INDEX") in plan
