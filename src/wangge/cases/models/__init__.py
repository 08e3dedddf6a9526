"""What is to be put right, what people said of it, and what goes on beside it."""

from wangge.cases.models.beside import Order, Overruling, Precedent, Request, Task
from wangge.cases.models.case import (
    DOUBTED,
    ENDED,
    MERGED,
    OPEN,
    PUT_RIGHT,
    Case,
    DayNumber,
    Report,
    Stray,
    beginning,
)
from wangge.cases.models.showing import SHOWN, Release, Twin
from wangge.cases.models.solving import CallBack, Draw, Recheck, SolvingOptions

__all__ = [
    "DOUBTED",
    "ENDED",
    "MERGED",
    "OPEN",
    "PUT_RIGHT",
    "SHOWN",
    "CallBack",
    "Case",
    "DayNumber",
    "Draw",
    "Order",
    "Overruling",
    "Precedent",
    "Recheck",
    "Release",
    "Report",
    "Request",
    "SolvingOptions",
    "Stray",
    "Task",
    "Twin",
    "beginning",
]
