"""The arithmetic of a model's card, against hand-made figures; and when a model has grown old."""

from datetime import date, timedelta

import numpy as np
import pytest

from wangge.learning.rules import (
    Week,
    abstention_curve,
    calibration_error,
    macro_f1,
    population_shift,
    recalls,
    reliability,
    right_among,
    softmax,
    temperature_for,
    threshold_for,
    verdict,
)

SHARES = np.array([[0.9, 0.1, 0.0], [0.6, 0.3, 0.1], [0.2, 0.5, 0.3], [0.35, 0.33, 0.32]])
TRUTH = np.array([0, 1, 1, -1])
NONE, NOBODY = np.zeros((0, 3)), np.zeros(0, dtype=np.int64)


def test_right_first_and_among_three_with_the_unknown_always_wrong():
    assert right_among(SHARES, TRUTH, most=1) == 0.5
    assert right_among(SHARES, TRUTH, most=2) == right_among(SHARES, TRUTH, most=3) == 0.75
    assert right_among(NONE, NOBODY, most=1) == 0


def test_f1_weighs_kinds_the_same():
    assert macro_f1(SHARES, TRUTH) == pytest.approx((2 * 1 / (3 + 1) + 2 * 1 / (1 + 2) + 0) / 3)
    assert macro_f1(NONE, NOBODY) == 0


def test_reliability_by_tenths_and_the_error_of_shares():
    bins = reliability(SHARES, TRUTH)
    assert [(round(b.since, 1), b.cases, b.right) for b in bins] == [(0.3, 1, 0), (0.5, 1, 1), (0.6, 1, 0), (0.9, 1, 1)]
    assert calibration_error(bins) == pytest.approx((0.35 + 0.5 + 0.6 + 0.1) / 4)
    assert reliability(np.array([[1.0, 0.0]]), np.array([0]))[0].until == 1.0
    assert reliability(NONE, NOBODY) == [] and calibration_error([]) == 0


def test_temperature_makes_shares_true():
    rng = np.random.RandomState(1)
    scores = rng.normal(size=(4000, 4)) * 2
    true = np.array([rng.choice(4, p=row) for row in softmax(scores, 1.0)])
    for spoiled in (0.25, 5.0):
        found = temperature_for(scores * spoiled, true)
        assert found == pytest.approx(spoiled, rel=0.1)
        before, after = (calibration_error(reliability(softmax(scores * spoiled, t), true)) for t in (1.0, found))
        assert after < 0.03 < before
    assert temperature_for(scores, np.full(4000, -1)) == 1


def test_the_curve_of_what_is_said_and_how_right_it_is():
    curve = abstention_curve(SHARES, TRUTH)
    assert (curve[0].threshold, curve[0].coverage, curve[0].accuracy) == (0, 1, 0.5)
    by_threshold = {step.threshold: (step.coverage, step.accuracy) for step in curve}
    assert by_threshold[0.6] == (0.5, 0.5) and by_threshold[0.65] == by_threshold[0.9] == (0.25, 1)
    assert 0.95 not in by_threshold
    assert abstention_curve(NONE, NOBODY) == []


def test_the_threshold_is_the_lowest_that_reaches_the_goal_with_cases_enough():
    shares = np.array([[0.95, 0.05]] * 80 + [[0.6, 0.4]] * 20)
    truth = np.array([0] * 80 + [1] * 20)
    assert threshold_for(shares, truth) == 0.65
    assert threshold_for(shares, truth, goal=0.8) == 0.5
    assert threshold_for(shares[40:], truth[40:]) == 1
    assert threshold_for(shares, 1 - truth) == 1


def test_recall_of_every_kind_with_its_cases():
    assert recalls(SHARES, TRUTH, "abc") == {"a": (1, 1), "b": (2, 1), "c": (0, 0)}
    assert recalls(NONE, NOBODY, "ab") == {"a": (0, 0), "b": (0, 0)}


def test_population_shift_is_nought_when_nothing_moves_and_large_when_kinds_change():
    assert population_shift({"a": 0.5, "b": 0.5}, {"a": 50, "b": 50}) == pytest.approx(0)
    moved = population_shift({"a": 0.5, "b": 0.5}, {"a": 80, "b": 20})
    assert moved == pytest.approx(0.3 * np.log(1.6) - 0.3 * np.log(0.4))
    assert population_shift({"a": 1.0}, {"b": 100}) > 5
    assert population_shift({"a": 1.0}, {}) is None


MONDAY = date(2026, 11, 2)


def weeks(*judged_agreed):
    return [
        Week(MONDAY + timedelta(weeks=n), judged + 10, judged + 5, judged, agreed)
        for n, (judged, agreed) in enumerate(judged_agreed)
    ]


@pytest.mark.parametrize(
    ("past", "shift", "since", "again", "said"),
    [
        ([], None, 10, False, "才有 0 条"),
        (weeks((50, 50)), 0.1, 10, False, "才有 50 条"),
        (weeks((60, 57), (60, 57)), 0.1, 10, False, "95%"),
        (weeks((60, 40), (60, 40)), 0.1, 10, True, "只有 67%"),
        (weeks((200, 0), (60, 57), (60, 57), (60, 57), (60, 57)), 0.1, 10, False, "95%"),
        (weeks((60, 57), (60, 57)), 0.3, 10, True, "PSI 0.30"),
        (weeks((5, 5)), 3.0, 10, False, "才有 5 条"),
        (weeks((60, 57), (60, 57)), 0.1, 5000, True, "5000 件"),
    ],
)
def test_a_model_says_itself_when_to_learn_again(past, shift, since, again, said):
    found = verdict(past, shift=shift, accuracy=0.95, learned_from=10_000, closed_since=since)
    assert found.again is again and said in found.say.zh
    assert again == ("wangge learn" in found.say.en)
