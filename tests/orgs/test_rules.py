"""Posts, dates and who may give what to whom."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from wangge.core.ids import PUBLIC
from wangge.orgs.rules import (
    POSTS,
    UNIT_KINDS,
    Actor,
    Held,
    covers,
    fits,
    held_of,
    kinds_readable,
    looks_after,
    may_give,
    passed_on,
    post_suits,
    public_actor,
    scope_version,
)

DAY = date(2026, 11, 23)
DRAINAGE, OTHER_UNIT = UUID(int=1), UUID(int=2)
AREAS = {
    "grid_worker": "211102005013001", "community_clerk": "211102005013", "street_chief": "211102005",
    "district_duty_officer": "211102", "auditor": "211102", "administrator": "211102",
}  # fmt: skip


def held(post: str, *, area: str | None = None, unit: UUID | None = None, district: str = "211102") -> Held:
    of_unit = POSTS[post].of_unit
    return Held(district, post, "" if of_unit else area or AREAS[post], (unit or DRAINAGE) if of_unit else None, DAY)


def test_a_grant_is_in_force_from_its_first_to_its_last_day():
    grant = Held("211102", "grid_worker", AREAS["grid_worker"], None, date(2026, 1, 2), date(2026, 3, 4))
    assert [grant.valid(date(2026, *day)) for day in ((1, 1), (1, 2), (3, 4), (3, 5))] == [False, True, True, False]
    assert held("grid_worker").valid(date(2099, 1, 1))


def test_several_posts_add_up():
    actor = Actor(UUID(int=5), "何文静", "211102", (held("grid_worker"), held("unit_handler")))
    assert actor.may("case.solve")
    assert actor.may("case.return")
    assert not actor.may("case.close")
    assert [g.post for g in actor.with_verb("case.return")] == ["unit_handler"]


def test_the_public_holds_nothing():
    public = public_actor("211102")
    assert public.is_public
    assert public.person == PUBLIC
    assert not any(public.may(verb) for post in POSTS.values() for verb in post.verbs)


def test_the_scope_changes_with_the_counter_and_with_the_grants():
    scopes = {
        scope_version(1, []), scope_version(2, []), scope_version(1, [held("grid_worker")]),
        scope_version(1, [held("unit_handler")]),
    }  # fmt: skip
    assert len(scopes) == 4


GIVEN = {
    ("administrator", "auditor"): True,
    ("administrator", "administrator"): True,
    ("district_duty_officer", "street_chief"): True,
    ("district_duty_officer", "unit_chief"): True,
    ("district_duty_officer", "district_duty_officer"): False,
    ("district_duty_officer", "auditor"): False,
    ("street_chief", "community_clerk"): True,
    ("street_chief", "grid_worker"): True,
    ("street_chief", "street_chief"): False,
    ("street_chief", "unit_handler"): False,
    ("administrator", "outside_handler"): True,
    ("district_duty_officer", "outside_handler"): True,
    ("unit_chief", "outside_handler"): False,
    ("outside_handler", "outside_handler"): False,
    ("outside_handler", "unit_handler"): False,
    ("community_clerk", "grid_worker"): True,
    ("community_clerk", "street_chief"): False,
    ("unit_chief", "unit_handler"): True,
    ("unit_chief", "unit_chief"): False,
    ("unit_chief", "grid_worker"): False,
    ("grid_worker", "grid_worker"): False,
    ("unit_handler", "unit_handler"): False,
    ("auditor", "grid_worker"): False,
}


@pytest.mark.parametrize(("giver", "wanted"), GIVEN)
def test_a_superior_gives_what_lies_below(giver, wanted):
    assert may_give([held(giver)], held(wanted)) is GIVEN[giver, wanted]


def test_nobody_gives_beside_or_in_another_district():
    assert not may_give([held("street_chief")], held("grid_worker", area="211102006001001"))
    assert not may_give([held("unit_chief")], held("unit_handler", unit=OTHER_UNIT))
    for giver in ("administrator", "district_duty_officer"):
        assert not may_give([held(giver)], held("grid_worker", area="211103001001001", district="211103"))
    assert not may_give([], held("grid_worker"))


def test_outside_bodies_have_one_narrow_post_and_only_they():
    assert POSTS["outside_handler"].verbs == {
        *("case.see", "case.start", "case.finish", "case.return", "case.remark", "case.object", "case.contribute"),
        *("case.arrive", "case.ask", "case.support", "case.wait", "case.go_on", "case.answer"),
    }
    of_unit = [code for code, post in POSTS.items() if post.of_unit]
    assert {(p, k) for p in of_unit for k in UNIT_KINDS if post_suits(p, k)} == {
        ("outside_handler", "outside"),
        *((p, k) for p in ("unit_handler", "unit_chief") for k in ("centre", "department", "agency")),
    }


@pytest.mark.parametrize("kinds", ["", "C", "E", "C E05", "C0118 E0504 E06"])
def test_a_field_of_duty_that_can_be_read(kinds):
    assert kinds_readable(kinds)


@pytest.mark.parametrize("kinds", ["X", "c", "C,E", "C  E", " C", "C ", "05", "E05\n", "E" + " E" * 60])
def test_a_field_of_duty_that_cannot(kinds):
    assert not kinds_readable(kinds)


def test_a_field_takes_in_what_begins_like_it_and_what_nobody_knows_yet():
    assert fits("C E05", "E0504") and fits("C E05", "C0118") and fits("", "E0504") and fits("C", "")
    assert not fits("C E05", "E0604")


def test_a_grant_covers_another_when_it_gives_all_of_it():
    wanted = replace(held("grid_worker"), starts_on=DAY, ends_on=DAY + timedelta(days=9), kinds="E05")
    for same in (wanted, replace(wanted, kinds=""), replace(wanted, ends_on=None),
                 replace(wanted, starts_on=DAY - timedelta(days=1))):  # fmt: skip
        assert covers(same, wanted)
    for less in (
        replace(wanted, kinds="E"), replace(wanted, ends_on=DAY + timedelta(days=8)),
        replace(wanted, starts_on=DAY + timedelta(days=1)), replace(wanted, area=AREAS["grid_worker"][:14] + "2"),
        replace(wanted, post="community_clerk"),
    ):  # fmt: skip
        assert not covers(less, wanted)
    assert not covers(wanted, replace(wanted, ends_on=None))


def test_a_successor_gets_what_is_left_after_the_last_day():
    last, after = DAY + timedelta(days=3), DAY + timedelta(days=4)
    grant = held("grid_worker")
    assert passed_on(grant, last) == replace(grant, starts_on=after)
    future = replace(grant, starts_on=DAY + timedelta(days=30))
    assert passed_on(future, last) == future
    assert passed_on(replace(grant, ends_on=last), last) is None
    assert passed_on(replace(grant, ends_on=after), last) == replace(grant, starts_on=after, ends_on=after)


def test_a_grant_is_read_back_from_what_an_entry_tells():
    facts = {"post": "unit_handler", "area": "", "unit": str(DRAINAGE), "starts_on": "2026-11-23", "ends_on": "",
             "kinds": "E05"}  # fmt: skip
    assert held_of("211102", facts) == replace(held("unit_handler"), kinds="E05")
    facts = {"post": "grid_worker", "area": AREAS["grid_worker"], "unit": "", "starts_on": "2026-11-23",
             "ends_on": "2026-11-24", "kinds": ""}  # fmt: skip
    assert held_of("211102", facts) == replace(held("grid_worker"), ends_on=date(2026, 11, 24))


def test_who_looks_after_an_area():
    def who(post: str) -> Actor:
        return Actor(UUID(int=5), "", "211102", (held(post),))

    grid = AREAS["grid_worker"]
    assert looks_after(who("community_clerk"), grid, "case.dispatch") and looks_after(who("grid_worker"), grid)
    assert not looks_after(who("grid_worker"), grid, "case.dispatch")
    assert not looks_after(who("grid_worker"), grid[:12]) and not looks_after(who("unit_chief"), grid)
