"""Looking again: the draw, whose turn it is, what becomes of a finding, and the draw repeated by anybody."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner
from tests.acts import GRID, move, photo, report, row, to_state, verbs, whole
from tests.conftest import NOW

from wangge.cases import actions, queries
from wangge.cases.listeners import DRAWS
from wangge.cases.models import Recheck
from wangge.cases.rules import month_of
from wangge.cli.recheck import recheck
from wangge.core.refusals import Missing, NotFound, NotYours
from wangge.journal.listeners import deliver
from wangge.journal.queries import chain_faults, chain_of, entries_about
from wangge.journal.rules import Subject
from wangge.orgs.models import Grant
from wangge.orgs.queries import today
from wangge.orgs.rules import Actor, Held

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LATER = NOW + timedelta(hours=1)
SCRIPT = [{"zh": "解决了吗？", "en": "Is it solved?"}]


def settle(actor: Any, *, at: Any = NOW, **said: Any) -> None:
    facts: dict[str, Any] = {"recheck": 1000, "share": 5, "least": 5, "script": SCRIPT} | said
    actions.set_solving(actor=actor("admin"), key=str(uuid4()), at=at, **facts)


def closed(actor: Any, *, at: Any = NOW, before: bool = False) -> dict[str, Any]:
    worker = actor("worker")
    case = report(worker, kind="E0504", at=at, photos=[UUID(photo(worker))] if before else []).body["case"]
    move(worker, case, "solve", at=at, photos=[photo(worker)])
    closing: dict[str, Any] = move(actor("community"), case, "close", at=at).body
    return closing


def drawn() -> list[Recheck]:
    while deliver([DRAWS]):
        pass
    return list(Recheck.objects.order_by("id"))


def look(who: Actor, found: Recheck, result: str = "right", *, at: Any = LATER, **more: Any) -> Any:
    facts = {"words": "", "photos": [] if result == "unsure" else [UUID(photo(who))]} | more
    key = facts.pop("key", str(uuid4()))
    return actions.look_again(
        actor=who, recheck_id=found.id, result=result, key=key, happened_at=at, at=at, **facts
    )  # fmt: skip


def test_all_are_drawn_where_all_shall_be_once_each_for_another_grid(actor):
    settle(actor)
    cases = [closed(actor) for _ in range(3)]
    found = drawn()
    assert {str(f.case) for f in found} == {c["id"] for c in cases}
    assert {f.home for f in found} == {GRID}
    assert all(f.grid != GRID and f.grid.startswith(GRID[:12]) and f.state == "open" for f in found)
    for entry in entries_about("211102", Subject("case", found[0].case)):
        actions.draw_recheck(entry)
    assert len(drawn()) == 3
    assert "recheck" not in " ".join(verbs(cases[0])), "nobody learns from the case that it will be looked at"
    chain = chain_of("211102", Subject("recheck", found[0].id))
    assert [e.verb for e in chain] == ["recheck.draw"] and not chain_faults(chain, None)


def test_what_a_unit_did_or_somebody_has_checked_is_not_drawn(actor):
    settle(actor)
    to_state("closed", actor)
    assert drawn() == []


def test_the_draw_is_repeated_from_the_journal_alone_and_knows_no_mercy(actor, settings):
    settings.DISTRICT = "211102"
    settle(actor, recheck=400)
    first = [closed(actor, at=NOW + timedelta(minutes=n)) for n in range(8)]
    settle(actor, at=LATER, recheck=0)
    closed(actor, at=LATER)
    settle(actor, at=LATER + timedelta(hours=1))
    last = closed(actor, at=LATER + timedelta(hours=2))
    made = {(f.case, f.entry) for f in drawn()}
    assert UUID(last["id"]) in {case for case, _ in made} <= {UUID(c["id"]) for c in (*first, last)}
    month = month_of(today(NOW))
    assert {(e.subject_id, e.seq) for e, _ in queries.drawn_in("211102", month)} == made
    assert not list(queries.drawn_in("211102", month.replace(year=2024)))
    said = CliRunner().invoke(recheck, ["draw", "--month", f"{month:%Y-%m}"])
    lines = said.output.splitlines()
    assert lines[0] == f"seed 211102 {month:%Y-%m}" and lines[-1] == f"{len(made)} drawn"
    numbers = {queries.case_by_id("211102", case).number for case, _ in made}
    assert {line.split()[0] for line in lines[1:-1]} == numbers
    assert CliRunner().invoke(recheck, ["draw", "--month", "soon"]).exit_code == 1


def neighbour(actor: Any, found: Recheck) -> Actor:
    """Whoever works in the grid that is asked."""
    grant = Grant.objects.select_related("person").filter(area=found.grid, post="grid_worker").first()
    if grant is None:
        raise AssertionError(found.grid)
    held = Held("211102", "grid_worker", found.grid, None, grant.starts_on)
    return Actor(grant.person_id, grant.person.name, "211102", (held,), districts=("211102",))


def test_the_neighbour_sees_the_task_and_its_pictures_and_nothing_else(actor):
    settle(actor)
    case = closed(actor, before=True)
    (found,) = drawn()
    who = neighbour(actor, found)
    (told,) = queries.recheck_answers(list(queries.rechecks_for(who, mine=True, state="open")), who)
    assert (told["number"], len(told["before"]), len(told["after"]), told["mine"]) == (case["number"], 1, 1, True)
    assert told["words"] and told["point"]
    for picture in told["before"] + told["after"]:
        assert queries.file_for(who, UUID(picture)).subject == f"case:{case['id']}"
    with pytest.raises(NotFound):
        queries.case_for(who, UUID(case["id"]))
    other = replace(who, grants=(replace(who.grants[0], area=GRID[:9] + "099001"),))
    assert not queries.rechecks_for(other, mine=True).exists()
    with pytest.raises(NotFound):
        queries.file_for(other, UUID(told["before"][0]))
    with pytest.raises(NotFound):
        look(other, found)
    assert queries.rechecks_waiting(who) == 1 and queries.rechecks_waiting(actor("unit")) == 0
    clerk = actor("community")
    (over,) = queries.recheck_answers(list(queries.rechecks_for(clerk, mine=False)), clerk)
    assert (over["id"], over["mine"]) == (told["id"], False)
    with pytest.raises(Missing):
        queries.rechecks_for(clerk, mine=False, state="lost")


@pytest.mark.parametrize("result", ["right", "unsure"])
def test_a_finding_that_is_not_bad_moves_nothing(actor, result):
    settle(actor)
    case = closed(actor)
    (found,) = drawn()
    who, ended = neighbour(actor, found), row(case).ended_at
    answer = look(who, found, result, words="围挡挡住了" if result == "unsure" else "", key="k")
    assert (answer.status, answer.body["state"], answer.body["result"]) == (200, "done", result)
    assert (row(case).state, row(case).ended_at, row(case).marks, row(case).doubted_at) == ("closed", ended, [], None)
    assert verbs(case)[-1] == "recheck" and whole(case)
    assert not queries.cases_for(actor("community"), {"queue": "not_right"}, at=LATER).exists()
    (figures,) = queries.recheck_figures(actor("street"), month_of(today(NOW)))
    assert (figures["drawn"], figures["open"], figures[result], figures["not_right"]) == (1, 0, 1, 0)


def test_not_right_waits_for_the_desk_and_those_above_until_it_is_reopened_or_upheld(actor):
    settle(actor)
    case = closed(actor)
    (found,) = drawn()
    look(neighbour(actor, found), found, "not_right", words="井盖还是歪的")
    clerk, street, district = actor("community"), actor("street"), actor("district")
    for who in (clerk, street, district):
        assert [str(c.id) for c in queries.cases_for(who, {"queue": "not_right"}, at=LATER)] == [case["id"]]
        assert queries.queue_counts(who, at=LATER)["queues"]["not_right"] == 1
    assert not queries.cases_for(actor("worker"), {"queue": "not_right"}, at=LATER).exists()
    shown = queries.case_answer(row(case), street, at=LATER)
    assert shown["marks"] == ["not_right"] and {"reopen", "uphold"} <= {m["verb"] for m in shown["allowed"]}
    with pytest.raises(NotYours) as refused:
        move(clerk, case, "uphold", at=LATER, reply="看过了")
    assert refused.value.code == "own_work", "whoever closed it does not say that it stays closed"
    with pytest.raises(Missing):
        move(street, case, "uphold", at=LATER)
    move(street, case, "uphold", at=LATER, reply="井盖型号不同，已装平，安全。")
    assert (row(case).marks, row(case).doubted_at, row(case).state) == ([], None, "closed")
    assert not queries.cases_for(street, {"queue": "not_right"}, at=LATER).exists()
    assert whole(case)


def test_a_second_look_is_kept_as_a_remark_and_what_was_taken_up_is_dropped(actor):
    settle(actor)
    case, again = closed(actor), closed(actor)
    by_case = {str(f.case): f for f in drawn()}
    found, second = by_case[case["id"]], by_case[again["id"]]
    who = neighbour(actor, found)
    facts = {"key": "a", "words": "好的", "photos": [UUID(photo(who))]}
    assert look(who, found, **facts).status == 200
    assert look(who, found, **facts).replay
    late = look(who, found, "not_right", key="b")
    assert (late.status, late.body["code"], row(case).marks) == (202, "recheck_over", [])
    assert look(who, found, "unsure", words="又去看了一次").status == 202
    move(actor("community"), again, "reopen", at=LATER, words="居民说没好")
    assert Recheck.objects.get(id=second.id).state == "dropped"
    assert look(neighbour(actor, second), second, "not_right").status == 202
    assert whole(case) and whole(again)


def test_whoever_had_a_hand_in_it_does_not_look_and_where_no_grid_may_the_community_does(actor):
    settle(actor)
    Grant.objects.filter(area__startswith=GRID[:9], post="grid_worker").exclude(area=GRID).update(
        ends_on=today(NOW) - timedelta(days=1)
    )
    case = closed(actor)
    (found,) = drawn()
    assert found.grid == GRID[:12]
    with pytest.raises(NotYours) as refused:
        look(actor("community"), found)
    assert refused.value.code == "own_work"
    colleague = replace(actor("community"), person=UUID(int=7))
    with pytest.raises(Missing) as lacking:
        look(colleague, found, photos=[])
    assert lacking.value.code == "picture_missing"
    assert look(colleague, found).status == 200
    assert verbs(case)[-1] == "recheck"
