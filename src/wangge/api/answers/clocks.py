"""Clocks: how long what may take, and how a due time came about."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field
from typing_extensions import TypeAliasType

from wangge.api.answers.shapes import Label, Named, Shape

ClockName = TypeAliasType(
    "ClockName",
    Literal[
        "whole", "accept", "verify", "register", "dispatch", "handle", "check", "close", "co", "arrive", "order"
    ],
)  # fmt: skip
Light = TypeAliasType("Light", Literal["green", "amber", "red"])
TimeUnit = TypeAliasType(
    "TimeUnit",
    Literal["urgent_hour", "urgent_day", "working_hour", "working_day", "natural_hour", "natural_day", "at_once"],
)


class Clock(Shape):
    """One clock of a case: for whom it runs (null: whoever has the case), its limit in words, due time and light.

    ``on_time`` is null while it runs and where it was taken away; ``exempt`` names why being late does not count.
    """

    name: ClockName
    label: Label
    who: Named | None
    limit: Label
    since: AwareDatetime
    due_at: AwareDatetime | None
    provisional: bool
    stopped: bool
    extensions: int
    light: Light
    ended_at: AwareDatetime | None
    on_time: bool | None
    exempt: str | None


class CalendarName(Shape):
    """The very version of a calendar."""

    code: str
    version: int
    name: str


class Stretch(Shape):
    """A stretch of a clock and why; ``amount`` is what it took of the limit, in its unit, with four decimals."""

    from_: AwareDatetime = Field(alias="from")
    to: AwareDatetime | None
    kind: Literal["counted", "stopped", "free"]
    why: Label
    amount: str


class Hours(Shape):
    """Hours of a day such as 08:30 to 12:00; 24:00 is its end."""

    from_: str = Field(alias="from")
    to: str


class Days(Shape):
    """Days alike, the first to the last, and the hours in which a clock may run on each of them."""

    first: date
    last: date
    hours: list[Hours]


class ExplainedClock(Clock):
    """A clock with every stretch. ``without_stops`` is when it would have run out had it never been stopped.

    ``days`` are the days from its start to its due time, its end or now, whichever is last.
    """

    unit: TimeUnit
    without_stops: AwareDatetime | None
    calendar: CalendarName
    zone: str
    segments: list[Stretch]
    days: list[Days]


class Deadline(Shape):
    """How each due time of a case came about."""

    case: UUID
    number: str
    clocks: list[ExplainedClock]
