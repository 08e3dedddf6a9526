"""Learning from closed cases: words as numbers, what a model says, how good it is. Pure; numpy and nothing else."""

from wangge.learning.rules.ageing import LEAST_CASES, Verdict, Week, verdict
from wangge.learning.rules.linear import Linear, softmax, tokens_of
from wangge.learning.rules.measures import (
    Bin,
    Step,
    abstention_curve,
    calibration_error,
    macro_f1,
    population_shift,
    recalls,
    reliability,
    right_among,
    temperature_for,
    threshold_for,
)
from wangge.learning.rules.units import UnitTable
from wangge.learning.rules.usual import Hit, is_sure, shared
from wangge.learning.rules.vectors import BUCKETS, FORM, buckets, counted, weighed, weights_of
from wangge.learning.rules.words import Gram, grams, hidden, plain

__all__ = [
    "BUCKETS",
    "FORM",
    "LEAST_CASES",
    "Bin",
    "Gram",
    "Hit",
    "Linear",
    "Step",
    "UnitTable",
    "Verdict",
    "Week",
    "abstention_curve",
    "buckets",
    "calibration_error",
    "counted",
    "grams",
    "hidden",
    "is_sure",
    "macro_f1",
    "plain",
    "population_shift",
    "recalls",
    "reliability",
    "right_among",
    "shared",
    "softmax",
    "temperature_for",
    "threshold_for",
    "tokens_of",
    "verdict",
    "weighed",
    "weights_of",
]
