"""Small tables that change seldom, kept in the process for a moment."""

import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connections

T = TypeVar("T")


class Kept(Generic[T]):
    """What ``load`` returns, kept ``seconds`` long and per database. ``forget`` makes the next read a fresh one."""

    def __init__(self, load: Callable[[], T], *, seconds: float = 30) -> None:
        self._load = load
        self._seconds = seconds
        self._held: tuple[float, Any, T] | None = None

    def __call__(self) -> T:
        store = connections.settings["default"]["NAME"]
        held = self._held
        if held is None or held[1] != store or time.monotonic() - held[0] > self._seconds:
            held = (time.monotonic(), store, self._load())
            self._held = held
        return held[2]

    def forget(self) -> None:
        """Read anew at the next call; for whoever has just changed the table."""
        self._held = None
