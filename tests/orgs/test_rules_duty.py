"""Who is on duty at a minute, and where nobody will be."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from wangge.core.words import Say
from wangge.orgs.rules import HOLDS, NOT_OF_KIND, OF_KIND, ON_SHIFT, STANDS_IN, Hole, Shift, holes, joined, on_duty

ANNA, BO, CHEN = (UUID(int=n) for n in (1, 2, 3))
DAY = datetime(2026, 11, 23, tzinfo=UTC)


def hours(start: float, end: float, person: UUID, instead_of: UUID | None = None) -> Shift:
    return Shift(person, DAY + timedelta(hours=start), DAY + timedelta(hours=end), instead_of)


def at(hour: float) -> datetime:
    return DAY + timedelta(hours=hour)


def test_without_shifts_everybody_who_holds_the_post_is_on_duty_all_day():
    assert on_duty([ANNA, BO], [], at(3)) == [(ANNA, HOLDS), (BO, HOLDS)]


def test_with_shifts_only_who_is_on_shift_and_the_last_minute_belongs_to_the_next():
    shifts = [hours(8, 16, ANNA), hours(16, 24, BO)]
    assert on_duty([ANNA, BO], shifts, at(8)) == [(ANNA, ON_SHIFT)]
    assert on_duty([ANNA, BO], shifts, at(16)) == [(BO, ON_SHIFT)]
    assert on_duty([ANNA, BO], shifts, at(7)) == []


def test_a_stand_in_takes_the_place_for_as_long_and_nobody_is_named_twice():
    away = hours(9, 11, CHEN, instead_of=ANNA)
    assert on_duty([ANNA], [away], at(10)) == [(CHEN, STANDS_IN)]
    assert on_duty([ANNA], [away], at(11)) == [(ANNA, HOLDS)]
    both = [hours(8, 16, ANNA), hours(8, 16, BO), hours(9, 11, CHEN, ANNA), hours(9, 11, CHEN, BO)]
    assert on_duty([ANNA, BO], both, at(10)) == [(CHEN, STANDS_IN)]


def test_gaps_and_overlaps_are_named_with_their_hours():
    shifts = [hours(8, 12, ANNA), hours(11, 16, BO), hours(12, 13, CHEN, instead_of=BO)]
    assert holes(shifts, starts_at=at(0), ends_at=at(24)) == [
        Hole("gap", at(0), at(8)), Hole("overlap", at(11), at(12)), Hole("gap", at(16), at(24)),
    ]  # fmt: skip
    assert holes([], starts_at=at(0), ends_at=at(24)) == [Hole("gap", at(0), at(24))]


def test_stretches_of_one_kind_that_touch_are_one():
    shifts = [hours(0, 8, ANNA), hours(0, 12, BO), hours(4, 12, CHEN), hours(12, 24, ANNA)]
    assert holes(shifts, starts_at=at(0), ends_at=at(24)) == [Hole("overlap", at(0), at(12))]


spans = st.tuples(st.integers(0, 23), st.integers(1, 12), st.sampled_from([ANNA, BO, CHEN]))


@given(st.lists(spans, min_size=1, max_size=8), st.floats(0, 23.99))
def test_no_minute_without_somebody_unless_it_is_listed_as_a_gap(drawn, hour):
    """The property that the whole roster stands on."""
    shifts = [hours(s, min(s + n, 24), who) for s, n, who in drawn]
    found = holes(shifts, starts_at=at(0), ends_at=at(24))
    in_gap = any(h.kind == "gap" and h.starts_at <= at(hour) < h.ends_at for h in found)
    people = on_duty([ANNA, BO, CHEN], shifts, at(hour))
    assert bool(people) != in_gap
    in_overlap = any(h.kind == "overlap" and h.starts_at <= at(hour) < h.ends_at for h in found)
    assert in_overlap == (len(people) > 1)


def reasons(people: list[tuple[UUID, Say]]) -> dict[UUID, str]:
    return {person: why.zh for person, why in people}


def test_several_share_a_place_by_kind():
    fields = {ANNA: ["C E05"], BO: ["E06"], CHEN: [""]}
    assert reasons(on_duty(fields, [], at(3), "E0504")) == {ANNA: HOLDS.zh + OF_KIND.zh, CHEN: HOLDS.zh}
    assert set(reasons(on_duty(fields, [], at(3), "E0601"))) == {BO, CHEN}
    assert on_duty(fields, [], at(3)) == [(ANNA, HOLDS), (BO, HOLDS), (CHEN, HOLDS)]


def test_where_nobody_on_duty_is_in_charge_of_the_kind_all_of_them_are():
    fields = {ANNA: ["C"], BO: ["E06"]}
    assert reasons(on_duty(fields, [], at(3), "E0504")) == dict.fromkeys((ANNA, BO), HOLDS.zh + NOT_OF_KIND.zh)
    on_shift = [hours(8, 16, ANNA), hours(16, 24, BO)]
    assert reasons(on_duty(fields, on_shift, at(9), "E0604")) == {ANNA: ON_SHIFT.zh + NOT_OF_KIND.zh}


def test_a_stand_in_takes_the_field_of_duty_over():
    away = hours(9, 11, CHEN, instead_of=ANNA)
    assert reasons(on_duty({ANNA: ["E05"], BO: ["C"]}, [away], at(10), "E0504")) == {CHEN: STANDS_IN.zh + OF_KIND.zh}


def test_shifts_of_people_without_the_post_do_not_count():
    assert on_duty([ANNA], [hours(8, 16, BO)], at(3)) == [(ANNA, HOLDS)]


def test_holes_that_meet_are_one():
    first, then = Hole("gap", at(0), at(1)), Hole("gap", at(1), at(2))
    assert joined([first, then, Hole("nobody", at(2), at(3)), Hole("gap", at(4), at(5))]) == [
        Hole("gap", at(0), at(2)), Hole("nobody", at(2), at(3)), Hole("gap", at(4), at(5)),
    ]  # fmt: skip
