"""``python -m bench.anchors``: a night's anchors over 200,000 chains on both engines, and the proof of one of them.

Every chain has moved, the worst night there is: the first one of a district that ran for long without a key. Prints
seconds of wall and CPU, statements, and how much memory the process came to hold; beside it the bare hashing of as
many leaves. Figures of the machine as it is; other work on it makes the wall longer, not the CPU.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

CHAINS = int(os.environ.get("BENCH_CHAINS", "200000"))
DISTRICT = "211199"


def main() -> None:
    """Both engines, each in a process of its own."""
    from tests.engine import address_of, postgresql

    from bench.__main__ import DURABLE, environment

    with tempfile.TemporaryDirectory() as folder, postgresql(durable=True, settings=DURABLE) as server:
        own = {"sqlite": f"sqlite:///{folder}/own.sqlite3", "postgresql": address_of(server, "postgres")}
        for engine, address in own.items():
            print(f"\n== {engine}, {CHAINS:,} chains", flush=True)
            environ = environment(address, Path(folder)) | {"WANGGE_ANCHOR_KEY": "bench-only-" + "a" * 40}
            done = subprocess.run([sys.executable, "-m", "bench.anchors", "here"], env=environ, check=False)
            if done.returncode:
                raise SystemExit(done.returncode)


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:44} {wall:7.2f} s, {cpu:6.2f} s CPU, {peak:5.0f} MB held at most", flush=True)


def here() -> None:
    """Fill, anchor, prove."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from wangge.journal import queries
    from wangge.journal.actions import anchor
    from wangge.journal.rules import Growing, Subject, leaf

    call_command("migrate", verbosity=0, interactive=False)
    subject = _fill()
    with timed("bare: the leaves hashed into one tree"):
        tree = Growing()
        for n in range(CHAINS):
            tree.add(leaf(f"case:{n:036d}", 1, b"x" * 32))
    with timed("anchors of the night"):
        made = anchor(DISTRICT, today=date(2026, 11, 25), at=timezone.now())
    print([(one.number, one.first, one.last, one.count) for one in made])
    chain = queries.chain_of(DISTRICT, subject)
    with timed("proof of one chain in the largest of them"):
        (proof,) = queries.proofs_for(DISTRICT, subject, chain)
    print(f"{len(proof['proof']['path'])} hashes")
    with timed("anchors again: nothing to do"):
        assert anchor(DISTRICT, today=date(2026, 11, 25), at=timezone.now()) == []
    with timed("every root made anew (wangge verify)"):
        assert queries.anchor_faults(DISTRICT) == ([], len(made))
    assert isinstance(subject, Subject)


def _fill() -> object:
    from django.utils import timezone

    from wangge.core.ids import uuid7
    from wangge.journal.models import Counter, Entry
    from wangge.journal.rules import Subject

    at, subject = timezone.now(), Subject("case", uuid7())
    for start in range(0, CHAINS, 5000):
        rows = [
            Entry(
                district=DISTRICT, position=n, subject_kind="case", subject_id=subject.id if n == 777 else uuid7(),
                seq=1, verb="case.report", actor=uuid7(), key=str(n), happened_at=at, recorded_at=at, facts={"n": n},
                previous=bytes(32), hash=n.to_bytes(32, "big"),
            )
            for n in range(start + 1, start + 5001)
        ]  # fmt: skip
        Entry.objects.bulk_create(rows, batch_size=1000)
    Counter.objects.create(district=DISTRICT, position=CHAINS)
    return subject


if __name__ == "__main__":
    here() if sys.argv[1:] == ["here"] else main()
