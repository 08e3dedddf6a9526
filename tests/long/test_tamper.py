"""Ten thousand bytes of lived case files changed, one at a time: both verifiers find each."""

from pathlib import Path
from typing import Any

import pytest
from tests.bundles import lived, written
from tests.tampering import tamper, tamper_raw

pytestmark = [pytest.mark.long, pytest.mark.django_db]
CHANGES, RAW = 10_000, 2_000


def test_every_changed_byte_is_found_by_both(actor: Any, tmp_path: Path):
    bundles = [lived(actor, seed=n * 10, erased=n % 2 == 0, anchored=n < 2) for n in range(4)]
    told = tamper(bundles, CHANGES, seed=20261125)
    print("\n" + told.say())
    assert told.missed == []
    for number, made in enumerate(bundles):
        found = tamper_raw(written(made, tmp_path / f"{number}.zip"), RAW // len(bundles), seed=number)
        print(f"bytes of ZIP {number} ({sum(map(len, made.values())):,} bytes of members): {found}")
