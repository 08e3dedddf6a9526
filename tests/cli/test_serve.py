"""How many threads a server process has: those at work, those who wait at the gate, and some who only say no."""

from wangge.cli.serve import SPARE_THREADS, blocking_threads


def test_whoever_may_wait_has_a_thread_to_wait_in() -> None:
    assert blocking_threads(4, 4, 16, 10) == 4 + 64 + 32 + 16 + SPARE_THREADS
    assert blocking_threads(1, 1, 0, 10) == 1 + SPARE_THREADS


def test_without_a_gate_the_threads_are_those_that_work() -> None:
    assert blocking_threads(0, 6, 16, 10) == 6
