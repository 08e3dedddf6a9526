"""A draw that anybody can repeat, whose turn it is to look, and what may be found."""

from dataclasses import replace
from datetime import date
from hashlib import sha256
from uuid import UUID

import pytest

from wangge.cases.rules import (
    SEEN_AGAIN,
    WITH_EVIDENCE,
    Hand,
    check_seen_again,
    draw_number,
    is_drawn,
    month_after,
    month_before,
    month_of,
    on_its_own,
    read_month,
    seed_of,
    whole_evidence,
    whose_turn,
)
from wangge.catalogue.rules import check_closing
from wangge.core.refusals import Missing

LENGTHS = {"city": 4, "district": 6, "street": 9, "community": 12, "grid": 15}
HOME = "211102005013001"
DAY = date(2026, 11, 23)
CASE = UUID("0193a1f0-0000-7000-8000-000000000001")
SOLVER, OTHER, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)
SOLVED = Hand(SOLVER, "work", None, HOME, DAY, DAY)


def code(call, *args, **more) -> str:
    with pytest.raises(Missing) as refused:
        call(*args, **more)
    assert refused.value.say.zh and refused.value.say.en
    return refused.value.code


def test_a_number_is_made_of_what_everybody_can_read():
    seed = seed_of("211102", date(2026, 11, 1))
    assert (seed, seed_of("211102", date(2026, 11, 1), "ab")) == ("211102 2026-11", "211102 2026-11 ab")
    by_hand = sha256(f"211102 2026-11 {CASE} ff00".encode()).hexdigest()[:16]
    assert draw_number(seed, CASE, "ff00") == int(by_hand, 16)
    assert draw_number(seed, CASE) != draw_number(seed, CASE, "ff00")


def test_two_in_a_hundred_are_drawn_and_the_share_has_sharp_edges():
    seed = seed_of("211102", date(2026, 11, 1))
    drawn = sum(is_drawn(draw_number(seed, UUID(int=n)), 20) for n in range(1, 20001))
    assert drawn == 440, "always the same ones; of 20,000 some 400 in the mean"
    assert not is_drawn(0, 0) and is_drawn(2**64 - 1, 1000)
    edge = 2**64 // 2
    assert is_drawn(edge - 1, 500) and not is_drawn(edge, 500)


def test_another_grid_looks_in_turn_never_the_solver_and_the_community_where_there_is_none():
    near, next_door, far = HOME[:12] + "002", HOME[:12] + "003", HOME[:9] + "014001"
    workers = [(HOME, THIRD), (next_door, THIRD), (near, OTHER), (far, OTHER)]
    asked = {whose_turn(n, HOME, workers, (SOLVED,), LENGTHS) for n in range(10)}
    assert asked == {near, next_door}
    assert [whose_turn(n, HOME, workers, (SOLVED,), LENGTHS) for n in (0, 1)] == [near, next_door]
    assert whose_turn(1, HOME, [(near, SOLVER), (far, OTHER)], (SOLVED,), LENGTHS) == far
    assert whose_turn(1, HOME, [(near, SOLVER), (HOME, THIRD)], (SOLVED,), LENGTHS) == HOME[:12]
    assert whose_turn(1, HOME, [("211102006001001", OTHER)], (SOLVED,), LENGTHS) == HOME[:12]


def test_on_its_own_is_what_an_area_did_and_nobody_else_has_looked_at():
    unit = UUID(int=50)
    assert on_its_own(None, (SOLVED,))
    assert on_its_own(None, (SOLVED, replace(SOLVED, did="close", person=OTHER)))
    assert not on_its_own(unit, (SOLVED,))
    assert not on_its_own(None, ())
    assert not on_its_own(None, (SOLVED, replace(SOLVED, unit=unit)))
    assert not on_its_own(None, (SOLVED, replace(SOLVED, did="check", person=OTHER)))


def test_a_rule_closes_only_with_whole_evidence_and_nothing_beside():
    whole = {"kind": "E0504", "located": True, "shows": ["before", "after", "other"], "marks": []}
    assert whole_evidence(**whole)
    for lacking in ({"kind": ""}, {"located": False}, {"shows": ["after"]}, {"shows": ["before"]}, {"marks": ["x"]}):
        assert not whole_evidence(**(whole | lacking)), lacking
    assert set(WITH_EVIDENCE) == {"matters"}


def test_what_a_district_says_of_closing_by_a_rule_has_a_time_and_a_reason():
    assert (check_closing(None, "x"), check_closing(30, "  小事，  照片 够清楚 ")) == ("", "小事， 照片 够清楚")
    for minutes, why, wanted in (
        (0, "x", "closes_after_out_of_range"), (43201, "x", "closes_after_out_of_range"), (30, " ", "why_missing"),
        (30, "字" * 201, "why_missing"), (30, "a\u202eb", "why_missing"),
    ):  # fmt: skip
        assert code(check_closing, minutes, why) == wanted


def test_a_finding_carries_a_picture_or_says_why_none_helps():
    assert set(SEEN_AGAIN) == {"right", "not_right", "unsure"}
    for result in ("right", "not_right"):
        check_seen_again(result, "", ["p"])
        assert code(check_seen_again, result, "x", []) == "picture_missing"
    check_seen_again("unsure", "围挡挡住了", [])
    assert code(check_seen_again, "unsure", "", ["p"]) == "words_missing"
    assert code(check_seen_again, "fine", "x", ["p"]) == "result_unknown"


def test_months_begin_on_their_first_day():
    assert (month_of(DAY), month_before(DAY), month_after(month_of(DAY))) == (
        date(2026, 11, 1), date(2026, 10, 1), date(2026, 12, 1),
    )  # fmt: skip
    assert (month_before(date(2026, 1, 31)), month_after(date(2026, 12, 1))) == (date(2025, 12, 1), date(2027, 1, 1))
    assert read_month("2026-11") == date(2026, 11, 1)
    for said in ("2026-13", "11", "2026-11-05", "x" * 40):
        assert code(read_month, said) == "month_unclear"
