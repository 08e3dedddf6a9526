"""Drawn incidents, told by the real reporting as it is offered: what came together belongs together."""

from datetime import UTC, datetime

import pytest

from wangge.simulate.ground import SEED
from wangge.simulate.incidents import HARD, Spot, agreement, draw_incidents
from wangge.simulate.telling import tell_all

BEGIN = datetime(2025, 3, 6, 0, 0, tzinfo=UTC)
SPOTS = [Spot(b["address"], float(b["lat"]), float(b["lng"]), b["code"]) for b in SEED["buildings"]]


def drawn(count=30):
    return draw_incidents(SPOTS, count=count, seed=11, begin=BEGIN, days=6)


def test_the_same_seed_draws_the_same_and_every_fifth_is_hard():
    one, other = drawn(), drawn()
    assert one == other
    assert {saying.incident for saying in one} == set(range(30))
    assert 1 < len(one) / 30 < 5
    assert [saying.at for saying in one] == sorted(saying.at for saying in one)
    assert len(HARD) == 4
    assert any(saying.lat is None for saying in one)
    assert any(not saying.kind for saying in one)


def test_agreement_counts_pairs_and_incidents():
    assert agreement([1, 1, 2], ["a", "a", "b"]).f1 == 1.0
    apart = agreement([1, 1, 2, 2], ["a", "b", "c", "c"])
    assert (apart.precision, apart.recall, apart.whole, apart.pure, apart.exact) == (1.0, 0.5, 0.5, 1.0, 0.5)
    mixed = agreement([1, 2], ["a", "a"])
    assert (mixed.precision, mixed.recall, mixed.f1, mixed.exact) == (0.0, 1.0, 0.0, 0.0)
    assert "precision 1.000" in apart.said()


@pytest.mark.django_db
def test_thirty_incidents_come_together_as_they_should():
    """A floor below what is measured on three hundred (``python -m bench.incidents``): less means that it broke."""
    told = tell_all(drawn(), district="211102")
    print(told.agreement.said(), told.first, told.among_five)
    assert told.agreement.f1 >= 0.6
    assert told.first >= 0.7
