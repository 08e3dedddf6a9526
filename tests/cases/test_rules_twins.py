"""Pairs of pictures: one pair both ways round, judged in three words, by whoever looks over several communities."""

from uuid import UUID, uuid4

import pytest
from tests.conftest import NOW

from wangge.cases.rules import TWIN_STATES, check_judge, check_judgement, pair
from wangge.core.refusals import Missing, NotYours
from wangge.orgs.queries import today
from wangge.orgs.rules import Actor, Held


def holder(post, area):
    return Actor(uuid4(), "x", "211102", (Held("211102", post, area, None, today(NOW)),), districts=("211102",))


def test_a_pair_is_the_same_both_ways_round():
    one, other = UUID(int=7), UUID(int=9)
    assert pair(one, other) == pair(other, one) == (other, one)


@pytest.mark.parametrize("state", [state for state in TWIN_STATES if state != "open"])
def test_three_words_are_known(state):
    check_judgement(state, "看得出是去年的树")


@pytest.mark.parametrize(
    ("state", "words", "code"),
    [
        ("open", "x", "judgement_unknown"), ("fraud", "x", "judgement_unknown"), (None, "x", "judgement_unknown"),
        ("again", "", "judgement_unexplained"), ("same", "字" * 501, "judgement_too_long"),
    ],
)  # fmt: skip
def test_what_lacks_is_said(state, words, code):
    with pytest.raises(Missing) as refused:
        check_judgement(state, words)
    assert refused.value.code == code


def test_the_street_and_the_district_judge_and_nobody_below():
    check_judge(holder("street_chief", "211102005"))
    check_judge(holder("district_duty_officer", "211102"))
    for post, area in (("community_clerk", "211102005013"), ("grid_worker", "211102005013001")):
        with pytest.raises(NotYours):
            check_judge(holder(post, area))
