"""A resident does not agree, and a case that was handed over is taken back: stories through the real actions."""

from datetime import timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from tests.acts import GRID, move, report, row, to_state, unit, verbs, whole, written
from tests.conftest import NOW

from wangge.cases import actions, queries
from wangge.cases.models import Report
from wangge.cases.rules import clocks_of
from wangge.core.refusals import Missing, NotFound, NotNow, NotYours
from wangge.journal.listeners import deliver
from wangge.journal.queries import entries_about
from wangge.journal.rules import Subject
from wangge.notices.listeners import HAND_OVERS
from wangge.notices.models import Notice

pytestmark = [pytest.mark.both, pytest.mark.django_db]
LATER = NOW + timedelta(minutes=5)
WHY = "下水口就在人行道上，不归物业。"


def code_of(case) -> str:
    return Report.objects.get(case=UUID(case["id"])).code


def contest(case, *, at=LATER, key="", words=WHY):
    return actions.contest(code=code_of(case), words=words, key=key or str(uuid4()), at=at)


@pytest.mark.parametrize("state", ["declined", "closed"])
def test_the_level_above_looks_again_with_a_new_clock(actor, state):
    case = to_state(state, actor)
    answer = contest(case).body
    assert (answer["state"], answer["owner"]["type"], answer["owner"]["id"]) == ("verifying", "street", GRID[:9])
    found = row(case)
    assert (found.state, found.desk, found.unit, found.sender) == ("verifying", GRID[:9], None, "")
    assert (found.ended_at, found.on_time, found.seen_at) == (None, None, None)
    assert found.clock_from == LATER
    assert clocks_of(found.clocks).whole.since == LATER
    assert found.due_at == clocks_of(found.clocks).whole.due_at > LATER
    assert verbs(case)[-1] == "contest"
    assert whole(case)
    while deliver([HAND_OVERS]):
        pass
    assert Notice.objects.filter(case=found.id, entry=found.handed_seq, place=GRID[:9]).exists()
    assert [str(c.id) for c in queries.cases_for(actor("street"), {"mine": True}, at=LATER)] == [case["id"]]


def test_lesson_23_a_refusal_is_never_the_end_for_the_resident_and_some_desk_always_owns_the_case(actor):
    """Declined by the community, by the street, by the district twice: each time somebody owns it and can be asked."""
    case, desks = report().body["case"], []
    chiefs = ("community", "street", "district", "district")
    for n, who in enumerate(chiefs):
        at = NOW + timedelta(minutes=10 * n)
        declined = move(actor(who), case, "decline", at=at, words="不归我们").body
        owner = declined["owner"]
        desks.append(owner["id"])
        assert declined["state"] == "declined" and owner["name"]
        assert contest(case, at=at + timedelta(minutes=5)).body["state"] == "verifying"
    assert desks == [GRID[:12], GRID[:9], GRID[:6], GRID[:6]]
    assert row(case).desk == GRID[:6]
    move(actor("district"), case, "register", at=NOW + timedelta(hours=1), kind="E0504")
    assert row(case).state == "registered"
    entries = entries_about("211102", Subject("case", UUID(case["id"])))
    assert all(a.now == b.was for a, b in pairwise(entries))
    assert [e.verb for e in entries].count("case.contest") == 4
    assert whole(case)


def test_a_desk_that_declines_names_who_is_responsible_or_answers_for_it_itself(actor):
    case = to_state("verifying", actor)
    drainage = unit("drainage")
    done = move(actor("community"), case, "decline", at=LATER, words="归排水公司管", instead="drainage").body
    assert (done["state"], done["owner"]["type"]) == ("declined", "community")
    last = entries_about("211102", Subject("case", UUID(case["id"])))[-1]
    assert last.facts["instead"] == drainage
    other = to_state("verifying", actor, at=LATER)
    before = written()
    with pytest.raises(NotFound) as unknown:
        move(actor("community"), other, "decline", at=LATER, words="归别人", instead="nobody-at-all")
    assert unknown.value.code == "unit_unknown"
    assert written() == before


@pytest.mark.parametrize("state", ["reported", "verifying", "registered", "dispatched", "handling", "handled",
                                   "checking", "voided"])  # fmt: skip
def test_what_is_open_is_not_contested_and_nothing_is_written(actor, state):
    case = to_state(state, actor)
    before = written()
    with pytest.raises(NotNow) as refused:
        contest(case)
    assert refused.value.code == "not_now"
    assert written() == before


def test_without_words_or_code_or_with_too_many_words(actor):
    case = to_state("declined", actor)
    before = written()
    for words, code in ((" ", "facts_missing"), ("", "facts_missing"), ("长" * 5001, "words_too_long")):
        with pytest.raises(Missing) as refused:
            contest(case, words=words)
        assert refused.value.code == code
    with pytest.raises(NotFound):
        actions.contest(code="NOSUCHCODE22", words=WHY, key="k", at=LATER)
    assert written() == before


def test_twice_with_one_key_is_once(actor):
    case, key = to_state("closed", actor), str(uuid4())
    first, again = contest(case, key=key), contest(case, key=key)
    assert (first.replay, again.replay, first.body == again.body) == (False, True, True)
    assert verbs(case).count("contest") == 1
    with pytest.raises(NotNow):
        contest(case)


@pytest.mark.parametrize(
    ("who", "may"),
    [("worker", True), ("community", True), ("street", True), ("district", True), ("worker2", False), ("unit", False),
     ("chief", False), ("auditor", False), ("admin", False)],
)  # fmt: skip
@pytest.mark.parametrize("state", ["declined", "closed"])
def test_people_of_the_area_say_it_for_a_resident_and_others_do_not(actor, state, who, may):
    case = to_state(state, actor)
    if may:
        done = move(actor(who), case, "contest", at=LATER, words="居民来社区说，还在冒水").body
        assert (done["state"], done["owner"]["id"]) == ("verifying", GRID[:9])
        assert whole(case)
    else:
        before = written()
        with pytest.raises((NotYours, NotFound, NotNow)):
            move(actor(who), case, "contest", at=LATER, words="我不同意")
        assert written() == before


def test_a_worker_who_reported_in_another_grid_may_contest_the_own_report(actor):
    case = report(actor("worker2"), place={"area": GRID}).body["case"]
    move(actor("community"), case, "decline", words="不归城市管理")
    assert move(actor("worker2"), case, "contest", at=LATER, words="归").body["state"] == "verifying"


# --- taking back


def test_a_hand_over_is_taken_back_while_nobody_has_opened_it(actor):
    worker, clerk = actor("worker"), actor("community")
    case = report().body["case"]
    up = move(worker, case, "escalate", words="要社区出面").body
    assert up["owner"]["type"] == "community"
    assert "recall" in {m["verb"] for m in up["allowed"]}
    assert move(worker, case, "remark", at=LATER, words="再补一句").body["owner"]["type"] == "community"
    back = move(worker, case, "recall", at=LATER, words="我自己能办").body
    assert (back["owner"]["id"], back["state"]) == (GRID, "reported")
    assert row(case).sender == ""
    move(worker, case, "escalate", at=LATER, words="还是要社区出面")
    assert actions.see(actor=clerk, case_id=UUID(case["id"]), at=LATER)
    with pytest.raises(NotNow) as seen:
        move(worker, case, "recall", at=LATER + timedelta(minutes=1), words="我自己能办")
    assert seen.value.code == "seen_there"
    assert "打开" in seen.value.say.zh
    assert whole(case)


def test_what_was_handed_down_is_taken_back_by_who_handed_it_down_only(actor):
    street, clerk = actor("street"), actor("community")
    case = report(place={"area": GRID[:9]}).body["case"]
    move(street, case, "hand_down", area=GRID[:12], words="请社区核实")
    with pytest.raises((NotYours, NotNow)):
        move(clerk, case, "recall", words="x")
    back = move(street, case, "recall", at=LATER, words="街道自己办").body
    assert back["owner"]["id"] == GRID[:9]
    move(street, case, "hand_down", at=LATER, area=GRID[:12], words="还是请社区")
    move(clerk, case, "accept", at=LATER)
    assert row(case).sender == ""
    with pytest.raises((NotYours, NotNow)):
        move(street, case, "recall", at=LATER, words="收回")
    assert whole(case)
