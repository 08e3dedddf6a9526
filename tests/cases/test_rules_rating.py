"""What a rating must hold, when it may come, and what counts as poor."""

import pytest
from tests.conftest import NOW

from wangge.cases.rules import STARS, check_rateable, check_rating, is_poor
from wangge.core.refusals import Missing, NotNow


@pytest.mark.parametrize("satisfied", STARS)
def test_a_whole_rating_is_taken(satisfied):
    check_rating(True, False, satisfied, "好" * 500)


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        ((None, True, 5), ["solved"]), ((False, None, 5), ["answered"]), ((True, True, None), ["satisfied"]),
        ((True, True, 0), ["satisfied"]), ((True, True, 6), ["satisfied"]), ((True, True, -1), ["satisfied"]),
        ((None, None, None), ["solved", "answered", "satisfied"]),
    ],
)  # fmt: skip
def test_what_lacks_is_named(given, lacking):
    with pytest.raises(Missing) as refused:
        check_rating(*given, "")
    assert (refused.value.code, refused.value.facts) == ("rating_incomplete", {"missing": lacking})


def test_words_have_an_end():
    with pytest.raises(Missing) as refused:
        check_rating(True, True, 5, "好" * 501)
    assert refused.value.code == "opinion_too_long"


def test_it_is_rated_once_and_only_when_it_has_ended():
    check_rateable(NOW, None)
    for ended, rated, code in ((None, None, "not_ended"), (NOW, NOW, "rated_already"), (None, NOW, "rated_already")):
        with pytest.raises(NotNow) as refused:
            check_rateable(ended, rated)
        assert refused.value.code == code


@pytest.mark.parametrize(("solved", "satisfied", "poor"), [(True, 5, False), (True, 3, False), (True, 2, True),
                                                           (False, 5, True), (None, None, False)])  # fmt: skip
def test_unsolved_or_few_stars_are_poor(solved, satisfied, poor):
    assert is_poor(solved, satisfied) is poor
