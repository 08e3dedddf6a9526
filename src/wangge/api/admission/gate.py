"""The gate of one process: places at work, a room to wait in, and nobody's request lost between the two."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from wangge.api.admission.rules import SORTS, Limits, may_begin, may_wait, next_sort, seconds_away


class Turned(Exception):
    """Sent away; ``seconds`` until it is worth coming again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"come again in {seconds} seconds")
        self.seconds = seconds


class Gate:
    """Lets in by ``rules``. A place that becomes free is handed to whoever waits first, under the same lock."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._lock = threading.Lock()
        self._at_work = dict.fromkeys(SORTS, 0)
        self._rows: dict[str, deque[threading.Event]] = {sort: deque() for sort in SORTS}

    @contextmanager
    def place(self, sort: str, chance: float) -> Iterator[None]:
        """A place at work for the time of the block. Raises ``Turned``; ``chance`` spreads when to come again."""
        self._enter(sort, chance)
        try:
            yield
        finally:
            with self._lock:
                self._at_work[sort] -= 1
                self._hand_on()

    def counts(self) -> tuple[dict[str, int], dict[str, int]]:
        """How many are at work and how many wait, by sort."""
        with self._lock:
            return dict(self._at_work), self._waiting()

    def _enter(self, sort: str, chance: float) -> None:
        with self._lock:
            waiting = self._waiting()
            if may_begin(sort, self._at_work, waiting, self.limits):
                self._at_work[sort] += 1
                return
            if not may_wait(sort, waiting, self.limits):
                raise Turned(seconds_away(sort, waiting, self.limits, chance))
            turn = threading.Event()
            self._rows[sort].append(turn)
            self._hand_on()
        if turn.wait(self.limits.patience[sort]):
            return
        with self._lock:
            if turn.is_set():
                return
            self._rows[sort].remove(turn)
            raise Turned(seconds_away(sort, self._waiting(), self.limits, chance))

    def _waiting(self) -> dict[str, int]:
        return {sort: len(row) for sort, row in self._rows.items()}

    def _hand_on(self) -> None:
        """Give free places away, under the lock."""
        while (sort := next_sort(self._at_work, self._waiting(), self.limits)) is not None:
            self._at_work[sort] += 1
            self._rows[sort].popleft().set()
