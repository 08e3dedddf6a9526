"""What a decision to erase must say."""

import pytest

from wangge.cases.rules import GROUNDS, check_erasing
from wangge.core.refusals import Missing


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_ground_with_a_decision_will_do(ground):
    check_erasing(ground, "区委网信办 2026-17 号决定")


@pytest.mark.parametrize(
    ("ground", "decision", "code"),
    [
        ("because", "区委网信办 2026-17 号决定", "ground_unknown"), ("unlawful", "  17 ", "decision_missing"),
        ("unlawful", "决" * 501, "decision_too_long"),
    ],
)  # fmt: skip
def test_what_lacks_is_named(ground, decision, code):
    with pytest.raises(Missing) as refused:
        check_erasing(ground, decision)
    assert refused.value.code == code
