"""Posts, dates and who may give what to whom."""

from datetime import date
from uuid import UUID

import pytest

from wangge.core.ids import PUBLIC
from wangge.orgs.rules import POSTS, Actor, Held, may_give, public_actor, scope_version

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
    assert actor.may("case.finish")
    assert not actor.may("case.close")
    assert [g.post for g in actor.with_verb("case.finish")] == ["unit_handler"]


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
