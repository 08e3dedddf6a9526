"""Time limits, calendars and due times. Pure: start, limit, calendar and stops in, moments and sentences out."""

from wangge.clock.rules.calendars import USUAL_SLOTS, USUAL_WEEK, Calendar, Day, Slots, Special, Version
from wangge.clock.rules.china import CHINA, PUBLISHED, VERSIONS, china, make_up, statutory_days
from wangge.clock.rules.clocks import Due, Light, due, is_late, light, remaining, used
from wangge.clock.rules.publishing import (
    DAY_KINDS,
    DayChange,
    changed,
    plain,
    read_slots,
    read_version,
    read_zone,
    renewed,
    same,
    say_slots,
    unclear,
)
from wangge.clock.rules.running import Stop, StopLike
from wangge.clock.rules.runs import Run, begun, explained, read_run
from wangge.clock.rules.segments import COUNTED, FREE, STOPPED, Segment
from wangge.clock.rules.units import UNITS, Limit, Unit, extended, read_limit

__all__ = [
    "CHINA",
    "COUNTED",
    "DAY_KINDS",
    "FREE",
    "PUBLISHED",
    "STOPPED",
    "UNITS",
    "USUAL_SLOTS",
    "USUAL_WEEK",
    "VERSIONS",
    "Calendar",
    "Day",
    "DayChange",
    "Due",
    "Light",
    "Limit",
    "Run",
    "Segment",
    "Slots",
    "Special",
    "Stop",
    "StopLike",
    "Unit",
    "Version",
    "begun",
    "changed",
    "china",
    "due",
    "explained",
    "extended",
    "is_late",
    "light",
    "make_up",
    "plain",
    "read_limit",
    "read_run",
    "read_slots",
    "read_version",
    "read_zone",
    "remaining",
    "renewed",
    "same",
    "say_slots",
    "statutory_days",
    "unclear",
    "used",
]
