"""A process that writes days of the year beside others. Django is set up only once it runs."""

import gc
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from wangge.simulate.months import Day

if TYPE_CHECKING:
    from wangge.simulate.year import Stage

_stage: list["Stage"] = []


def prepare(district: str, begun: dict[str, Any], shown: Mapping[tuple[str, bool], Sequence[UUID]]) -> None:
    """Make ready to write days of a year that was begun."""
    import django

    django.setup()
    from wangge.simulate.year import stage_of

    _stage.append(stage_of(district, begun, shown))
    gc.freeze()
    gc.set_threshold(100_000)


def play(day: Day) -> int:
    """Write a day; gives how many cases it had."""
    return sum(_stage[0].play(day))
