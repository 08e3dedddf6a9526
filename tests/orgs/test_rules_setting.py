"""Who may set what, and what units, names and shifts must look like."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from wangge.core.refusals import Missing, NotNow, NotYours, Refused
from wangge.orgs.rules import POSTS, Actor, Held, Shift, stage_of
from wangge.orgs.rules.setting import (
    check_above,
    check_apart,
    check_span,
    check_stand_in,
    check_weeks,
    read_code,
    read_name,
    setter,
)

DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
ONE, OTHER, UNIT = UUID(int=1), UUID(int=2), UUID(int=3)
AREA = {"street_chief": "211102005", "community_clerk": "211102005013", "district_duty_officer": "211102",
        "administrator": "211102", "auditor": "211102", "grid_worker": "211102005013001"}  # fmt: skip


def holder(post: str, area: str = "") -> Actor:
    of_unit = POSTS[post].of_unit
    held = Held("211102", post, "" if of_unit else area or AREA[post], UNIT if of_unit else None, DAY)
    return Actor(ONE, "x", "211102", (held,))


def code_of(refusal: pytest.ExceptionInfo[Refused]) -> str:
    assert refusal.value.say.zh and refusal.value.say.en
    return refusal.value.code


MAY = {
    "unit.set": {"street_chief", "district_duty_officer", "administrator"},
    "area.set": {"street_chief", "district_duty_officer", "administrator"},
    "duty.set": {"community_clerk", "street_chief", "district_duty_officer", "administrator", "unit_chief"},
    "kind.set": {"administrator"}, "flow.set": {"administrator"}, "calendar.set": {"administrator"},
    "text.set": {"administrator"}, "routing.set": {"district_duty_officer", "administrator"},
}  # fmt: skip


@pytest.mark.parametrize("verb", MAY)
def test_these_posts_set_these_things_and_no_others(verb):
    assert {code for code, post in POSTS.items() if verb in post.verbs} == MAY[verb]


@pytest.mark.parametrize("post", POSTS)
@pytest.mark.parametrize("verb", MAY)
@pytest.mark.parametrize("area", ["211102", "211102005", "211102005013", "211102006", "211103", ""])
def test_somebody_sets_what_lies_in_the_own_area(post, verb, area):
    actor = holder(post)
    own = AREA.get(post)
    if post in MAY[verb] and own and area.startswith(own):
        assert setter(actor, verb, area=area) == actor.grants[0]
    else:
        with pytest.raises(NotYours):
            setter(actor, verb, area=area)


def test_an_administrator_of_a_street_sets_nothing_of_the_district():
    actor = holder("administrator", "211102005")
    assert setter(actor, "unit.set", area="211102005013")
    with pytest.raises(NotYours):
        setter(actor, "kind.set", area="211102")


def test_a_chief_sets_shifts_of_the_own_unit_only():
    chief = holder("unit_chief")
    assert setter(chief, "duty.set", area="211102", unit=UNIT) == chief.grants[0]
    for unit in (OTHER, None):
        with pytest.raises(NotYours):
            setter(chief, "duty.set", area="211102", unit=unit)


def test_codes_and_names():
    assert [read_code(c) for c in ("a", "Water-1_b", "x" * 40)] == ["a", "Water-1_b", "x" * 40]
    for bad in ("", "x" * 41, "水", "a b", "a/b", "a\n"):
        with pytest.raises(Missing) as refusal:
            read_code(bad)
        assert code_of(refusal) == "code_unreadable"
    assert read_name("  延 风  物业 ", most=8) == "延 风 物业"
    for bad in ("", "  ", "字" * 9, "a\u202eb", "a\u0000b", "a\u200bb"):
        with pytest.raises(Missing) as refusal:
            read_name(bad, most=8)
        assert code_of(refusal) == "name_unlikely"


def test_no_unit_stands_above_itself():
    check_above(ONE, [OTHER, UNIT])
    with pytest.raises(Missing) as refusal:
        check_above(ONE, [OTHER, ONE])
    assert code_of(refusal) == "parent_in_circle"


@pytest.mark.parametrize(
    ("begin", "end", "code"),
    [(1, 9, ""), (0, 72, ""), (0, 72.5, "shift_unlikely"), (1, 1, "shift_unlikely"), (2, 1, "shift_unlikely"),
     (24 * 367, 24 * 367 + 8, "shift_unlikely"), (-24 * 367, 1, "shift_unlikely"), (-8, 0, "shift_over"),
     (-9, -1, "shift_over"), (-1, 5, ""), (-1.5, 5, "shift_in_past")],
)  # fmt: skip
def test_a_shift_lies_ahead_and_has_a_likely_length(begin, end, code):
    span = (AT + begin * HOUR, AT + end * HOUR)
    if not code:
        check_span(*span, AT)
        return
    with pytest.raises((Missing, NotNow)) as refusal:
        check_span(*span, AT)
    assert code_of(refusal) == code


def test_a_start_that_was_there_before_may_lie_back():
    check_span(AT - 5 * HOUR, AT + HOUR, AT, began=AT - 5 * HOUR)


def test_one_person_has_no_two_shifts_at_one_place_at_a_time():
    own = Shift(ONE, AT, AT + 8 * HOUR)
    check_apart(own, [Shift(ONE, AT + 8 * HOUR, AT + 9 * HOUR), Shift(ONE, AT - HOUR, AT)])
    with pytest.raises(NotNow) as refusal:
        check_apart(own, [Shift(ONE, AT + 7 * HOUR, AT + 9 * HOUR)])
    assert code_of(refusal) == "shift_there"


def test_weeks_are_two_mondays():
    check_weeks(DAY, DAY + timedelta(days=7), DAY)
    for week, to in ((DAY, DAY), (DAY, DAY - timedelta(days=7)), (DAY, DAY + timedelta(days=8)),
                     (DAY + timedelta(days=1), DAY + timedelta(days=7)), (DAY, DAY + timedelta(days=371)),
                     (DAY - timedelta(days=371), DAY)):  # fmt: skip
        with pytest.raises(Missing) as refusal:
            check_weeks(week, to, DAY)
        assert code_of(refusal) == "weeks_unlikely"


def test_who_may_stand_in_and_when():
    shift = Shift(ONE, AT, AT + 8 * HOUR)
    check_stand_in(shift, OTHER, AT, AT + 8 * HOUR)
    check_stand_in(shift, OTHER, AT + HOUR, AT + 2 * HOUR)
    for found, person, begin, end, code in (
        (shift, ONE, 0, 8, "stand_in_same"), (shift, OTHER, -1, 8, "stand_in_outside"),
        (shift, OTHER, 0, 9, "stand_in_outside"), (shift, OTHER, 3, 3, "stand_in_outside"),
        (Shift(ONE, AT, AT + 8 * HOUR, OTHER), UNIT, 0, 8, "stand_in_of_stand_in"),
    ):  # fmt: skip
        with pytest.raises((Missing, NotNow)) as refusal:
            check_stand_in(found, person, AT + begin * HOUR, AT + end * HOUR)
        assert code_of(refusal) == code


def test_a_grant_is_past_coming_or_now():
    def stage(starts: int, ends: int | None) -> str:
        days = [DAY + timedelta(days=n) if n is not None else None for n in (starts, ends)]
        return stage_of(Held("211102", "auditor", "211102", None, days[0] or DAY, days[1]), DAY)

    assert [stage(0, None), stage(0, 0), stage(-3, -1), stage(1, None), stage(5, 4)] == [
        "now", "now", "past", "coming", "past",
    ]  # fmt: skip
