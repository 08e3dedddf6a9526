"""Many at once: one key writes once, and a reader of positions misses nothing."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from tests.journal.test_actions import DISTRICT, command, faults, writing

from wangge.core.ids import uuid7
from wangge.journal import queries
from wangge.journal.actions import Answer, commit
from wangge.journal.models import Counter
from wangge.journal.rules import Subject

pytestmark = pytest.mark.both


def in_threads(work: Callable[[int], Any], count: int) -> list[Any]:
    """Run ``work(n)`` in so many threads at once; results or exceptions in the order of n."""
    results: list[Any] = [None] * count
    start = threading.Barrier(count)

    def one(n: int) -> None:
        start.wait()
        try:
            results[n] = work(n)
        except Exception as trouble:
            results[n] = trouble
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_eight_at_once_with_one_key_write_once(own_database):
    subject = Subject("thing", uuid7())
    answers = in_threads(lambda n: commit(command("same", {"x": 1}), writing(subject)), 8)
    assert all(isinstance(a, Answer) for a in answers), answers
    assert sorted(a.replay for a in answers) == [False] + [True] * 7
    assert {a.body["seq"] for a in answers} == {1}
    assert faults(subject) == []


def test_positions_are_dense_in_the_order_of_commit_with_many_connections(own_database):
    """A reader that follows the positions while twelve write never misses one."""
    done = threading.Event()
    followed: list[int] = []

    def follow() -> None:
        while True:
            last = done.is_set()
            found = queries.entries_from(DISTRICT, after=followed[-1] if followed else 0)
            followed.extend(e.position for e in found)
            if last and not found:
                break
            if not found:
                done.wait(0.001)  # as every reader does; spinning would hold the interpreter against the writers
        connection.close()

    reader = threading.Thread(target=follow)
    reader.start()

    def write(n: int) -> None:
        for m in range(10):
            commit(command(f"k-{n}-{m}", author=n + 1), writing(Subject("thing", uuid7())))

    troubles = [t for t in in_threads(write, 12) if t is not None]
    done.set()
    reader.join()
    assert troubles == []
    assert followed == list(range(1, 121))
    assert queries.position_faults(DISTRICT) == []
    assert Counter.objects.get(district=DISTRICT).position == 120
