"""Nobody judges his own work: whose hands count, who is barred from which verb, who checks instead, what is doubted."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from wangge.cases.rules import (
    Hand,
    Part,
    Standing,
    allowed,
    checked_by,
    decide,
    doubts_after,
    hands_after,
    hands_of,
    holder_relations,
    takes_up,
    units_at_work,
)
from wangge.catalogue.rules import APPEALS, GOVERNANCE, MATTERS, Row
from wangge.core.refusals import NotNow, NotYours
from wangge.orgs.rules import Actor, Held

LENGTHS = {"city": 4, "district": 6, "street": 9, "community": 12, "grid": 15}
GRID = "211102005013001"
DAY = date(2026, 11, 23)
LEAD, HELPER, CALLED, OTHER = (UUID(int=n) for n in range(1, 5))
WORKER, CLERK, HANDLER = (UUID(int=n) for n in range(11, 14))


def held(post: str, area: str = "", unit: UUID | None = None, since: date = DAY, until: date | None = None) -> Held:
    return Held("211102", post, area, unit, since, until)


def person(own: UUID, *grants: Held, formerly: tuple[Held, ...] = ()) -> Actor:
    return Actor(own, "x", "211102", grants, formerly=formerly, districts=("211102",))


GRID_POST, DESK_POST, STREET_POST = (
    held("grid_worker", GRID), held("community_clerk", GRID[:12]), held("street_chief", GRID[:9]),
)  # fmt: skip
DISTRICT_POST = held("district_duty_officer", GRID[:6])
UNIT_POST = held("unit_handler", unit=LEAD)


def hand(own: UUID = HANDLER, did: str = "work", unit: UUID | None = LEAD, area: str = "", days: int = 0) -> Hand:
    return Hand(own, did, unit, area, DAY, DAY + timedelta(days=days))


def case(state: str = "handled", **more: Any) -> Standing:
    facts: dict[str, Any] = {"unit": LEAD, "desk": GRID[:12], "hands": (hand(),)} | more
    return Standing("211102", state, "E0504", GRID, True, facts.pop("desk"), facts.pop("unit"), UUID(int=99), **facts)


def row(name: str, flow: Any = MATTERS) -> Row:
    return next(found for found in flow.rows if found.name == name)


def verbs(who: Actor, standing: Standing, flow: Any = MATTERS) -> set[str]:
    return {found.verb for found in allowed(who, flow, standing, LENGTHS)}


def refusal(who: Actor, standing: Standing, verb: str) -> NotYours:
    with pytest.raises(NotYours) as refused:
        decide(who, MATTERS, standing, verb, LENGTHS)
    assert refused.value.code == "own_work" and refused.value.say.zh and refused.value.say.en
    return refused.value


def test_every_move_for_a_unit_is_its_work_and_days_of_one_hand_grow_together():
    first = hands_after((), row("start@dispatched"), UNIT_POST, HANDLER, DAY)
    assert first == (hand(),)
    later = hands_after(first, row("finish@handling"), UNIT_POST, HANDLER, DAY + timedelta(days=3))
    assert later == (hand(days=3),)
    assert hands_after(later, row("finish@handling"), UNIT_POST, HANDLER, DAY + timedelta(days=1)) == (hand(days=3),)
    helper = hands_after(later, row("contribute@handling"), held("unit_handler", unit=HELPER), WORKER, DAY)
    assert [found.unit for found in helper] == [LEAD, HELPER]
    assert hands_of([found.plain() for found in helper]) == helper
    asked = hands_after((), row("ask@dispatched"), UNIT_POST, HANDLER, DAY)
    assert [found.did for found in asked] == ["work"], "whoever asks for more time is not outside"


def test_an_area_works_by_solving_checks_and_closes_and_a_remark_is_no_hand():
    solved = hands_after((), row("solve@reported"), GRID_POST, WORKER, DAY)
    assert solved == (hand(WORKER, unit=None, area=GRID),)
    checked = hands_after(solved, row("check_pass@handled"), DESK_POST, CLERK, DAY)
    closed = hands_after(checked, row("close@checking"), DESK_POST, CLERK, DAY)
    assert [found.did for found in closed] == ["work", "check", "close"]
    assert [h.did for h in hands_after((), row("decline@reported"), DESK_POST, CLERK, DAY)] == ["close"]
    for name in ("remark@handled", "urge@handled"):
        assert hands_after(solved, row(name), UNIT_POST, HANDLER, DAY) == solved
    again = hands_after(checked, row("finish@handling"), UNIT_POST, HANDLER, DAY)
    assert [found.did for found in again] == ["work", "work"], "work after a check wants another check"
    assert hands_after(closed, row("close@checking"), None, CLERK, DAY) == closed


@pytest.mark.parametrize("name", ["reopen@closed", "contest@closed"])
def test_what_is_taken_up_again_begins_with_clean_hands(name):
    assert takes_up(row(name)) and not takes_up(row("close@checking"))
    assert hands_after((hand(),), row(name), STREET_POST, CLERK, DAY) == ()


def test_units_at_work_are_the_lead_helpers_and_all_that_acted():
    parts = tuple(
        Part(UUID(int=50 + n), unit, role, state)
        for n, (unit, role, state) in enumerate(
            [(HELPER, "co", "done"), (OTHER, "co", "withdrawn"), (OTHER, "co", "objected"), (OTHER, "arrive", "open")]
        )
    )
    assert units_at_work(LEAD, parts, ()) == {LEAD, HELPER}
    assert units_at_work(None, (), (hand(unit=CALLED), hand(WORKER, unit=None), hand(did="check", unit=OTHER))) == {
        CALLED
    }


def test_a_handler_who_works_for_the_grid_as_well_cannot_check_and_is_told_so():
    both = person(HANDLER, GRID_POST, UNIT_POST)
    assert not {"check_pass", "check_fail"} & verbs(both, case())
    for verb in ("check_pass", "check_fail"):
        assert "经手" in refusal(both, case(), verb).say.zh
    assert {"check_pass", "check_fail"} <= verbs(person(WORKER, GRID_POST), case())
    assert {"check_pass", "check_fail"} <= verbs(person(CLERK, DESK_POST), case())


def test_a_post_in_a_unit_at_work_bars_now_and_at_that_time_but_not_before_or_after():
    assert "单位" in refusal(person(WORKER, GRID_POST, UNIT_POST), case(), "check_pass").say.zh
    helper = case(parts=(Part(UUID(int=50), HELPER, "co", "done"),))
    refusal(person(WORKER, GRID_POST, held("unit_chief", unit=HELPER)), helper, "check_pass")
    assert "check_pass" in verbs(person(WORKER, GRID_POST, held("unit_handler", unit=OTHER)), case())
    worked = case(hands=(hand(days=3),))
    for since, until, barred in (
        (-30, -1, False), (-30, 0, True), (1, 2, True), (3, 9, True), (4, 9, False),
    ):  # fmt: skip
        then = held("unit_handler", "", LEAD, DAY + timedelta(days=since), DAY + timedelta(days=until))
        who = person(WORKER, GRID_POST, formerly=(then,))
        assert ("check_pass" not in verbs(who, worked)) is barred, (since, until)
        assert "check_pass" in verbs(who, case(hands=(hand(WORKER, "check", None, GRID[:12]),)))
        elsewhere = person(WORKER, GRID_POST, formerly=(replace(then, unit=OTHER),))
        assert "check_pass" in verbs(elsewhere, worked)
    unending = person(WORKER, GRID_POST, formerly=(held("unit_handler", "", LEAD, DAY),))
    refusal(unending, worked, "check_pass")


def test_closing_a_dispatched_case_is_not_for_its_handlers_either():
    both = person(CLERK, DESK_POST, UNIT_POST)
    standing = case("checking", hands=(hand(), hand(WORKER, "check", None, GRID)))
    assert not {"close", "check_fail"} & verbs(both, standing)
    assert {"close", "check_fail"} <= verbs(person(CLERK, DESK_POST), standing)
    left = person(HANDLER, DESK_POST)
    refusal(left, standing, "close")


def test_a_desk_closes_what_its_grid_solved_and_not_what_it_solved_itself():
    solved = case("checking", unit=None, desk=GRID, hands=(hand(WORKER, unit=None, area=GRID),))
    assert "close" in verbs(person(CLERK, DESK_POST), solved)
    assert "close" not in verbs(person(CLERK, STREET_POST), solved)
    own = case("checking", unit=None, hands=(hand(CLERK, unit=None, area=GRID[:12]),))
    refusal(person(CLERK, DESK_POST), own, "close")
    assert {"close", "check_fail"} <= verbs(person(WORKER, DESK_POST), own), "a colleague of the desk may"
    for post in (STREET_POST, DISTRICT_POST):
        assert {"close", "check_fail"} <= verbs(person(WORKER, post), own), "and any desk above it"
    assert "close" not in verbs(person(WORKER, STREET_POST), case("checking", unit=None, hands=()))
    assert "close" not in verbs(person(WORKER, held("street_chief", "211102006")), own)


def test_a_desk_closes_what_it_settled_itself_once_somebody_else_has_looked():
    settled = hand(CLERK, unit=None, area=GRID[:12])
    clerk = person(CLERK, DESK_POST)
    visited = case("checking", unit=None, hands=(settled, hand(WORKER, "check", None, GRID)))
    assert {"close", "check_fail"} <= verbs(clerk, visited, GOVERNANCE)
    alone = case("checking", unit=None, hands=(settled, hand(CLERK, "check", None, GRID[:12])))
    assert "close" not in verbs(clerk, alone, GOVERNANCE)
    assert "check_pass" not in verbs(clerk, case(unit=None, hands=(settled,)), GOVERNANCE)
    assert "check_pass" not in verbs(person(WORKER, GRID_POST), case(hands=(hand(WORKER),)), APPEALS)


def holders(*found: tuple[UUID, str, UUID | None]) -> list[tuple[UUID, str, UUID | None]]:
    return list(found)


def test_the_community_checks_where_nobody_in_the_grid_may():
    def checks(posts: Any, area: str = GRID, standing: Standing | None = None) -> str:
        return checked_by(area, posts, standing or case(), grid=15, community=12)

    assert checks(holders((WORKER, GRID, None))) == ""
    assert checks(holders()) == GRID[:12], "a grid without a worker"
    assert checks(holders((HANDLER, GRID, None))) == GRID[:12], "its worker has handled it"
    assert checks(holders((WORKER, GRID, None), (WORKER, "", LEAD))) == GRID[:12], "or belongs to the unit"
    assert checks(holders((HANDLER, GRID, None), (WORKER, GRID, None))) == "", "a second worker may"
    assert checks(holders(), GRID[:12]) == "", "the grid is not known: the desk that holds it"
    assert holder_relations("handled", LEAD, GRID[:12]) == ("community",)
    assert holder_relations("handled", LEAD) == ("grid",)


def test_to_uphold_wants_a_doubt_and_is_not_for_whoever_worked_or_closed():
    closed = case("closed", hands=(hand(), hand(CLERK, "close", None, GRID[:12])))
    clerk, chief = person(CLERK, DESK_POST), person(WORKER, STREET_POST)
    assert "uphold" not in verbs(chief, closed)
    with pytest.raises(NotNow) as early:
        decide(chief, MATTERS, closed, "uphold", LENGTHS)
    assert early.value.code == "not_doubted"
    for doubt in ("unsolved", "not_right"):
        doubted = replace(closed, marks=("supervised", doubt))
        assert {"uphold", "reopen"} <= verbs(chief, doubted)
        assert "reopen" in verbs(clerk, doubted) and "uphold" not in verbs(clerk, doubted)
        refusal(clerk, doubted, "uphold")
        for name in ("uphold@closed", "reopen@closed", "contest@declined"):
            assert doubts_after(row(name), doubted.marks) == ["supervised"]
        assert doubts_after(row("remark@closed"), doubted.marks) == ["supervised", doubt]
