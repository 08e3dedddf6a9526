"""``python -m bench``: moves per second on both engines beside the same SQL sent raw; raw results in ``bench/out``.

A move is one of dispatch and recall: row locked, rule asked, row written, receipt and entry written, committed and
on disk. *actions* is the project's own action in process; *raw* are the same statements with the same values, recorded
from the action and sent by the plain driver with nothing around them. Variants are run in turn, several rounds, so that
a drifting machine meets all of them; the table shows the median and every round.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.engine import postgresql

ROOT = Path(__file__).parent.parent
SECONDS, ROUNDS = float(os.environ.get("BENCH_SECONDS", "4")), int(os.environ.get("BENCH_ROUNDS", "5"))
SHAPES = {"sqlite": ((1, 1),), "postgresql": ((1, 1), (2, 4))}
"""Processes × threads, each with a connection of its own. SQLite has one writer at a time: a raw loop that never pauses
would starve every other, which measures the waiting of its busy handler and nothing else."""
DURABLE = {"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on"}
CASES = int(os.environ.get("BENCH_GROUND", "1000"))


def environment(database: str, folder: Path) -> dict[str, str]:
    """What a process of the load is told."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "wangge.site.settings", "WANGGE_ENV_FILE": "", "WANGGE_DATABASE": database,
        "WANGGE_VAR": str(folder), "WANGGE_SECRET_KEY": "bench-only-" + "s" * 40,
        "WANGGE_FIELD_KEY": "bench-only-" + "f" * 40, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
    }  # fmt: skip


def python(environ: dict[str, str], *words: str) -> str:
    """What a module says. Ends the bench when it fails."""
    done = subprocess.run([sys.executable, "-m", *words], env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return done.stdout


@contextmanager
def engines() -> Iterator[dict[str, tuple[str, int | None]]]:
    """The two databases in one folder on one disk: engine → address and the server's process, if there is one."""
    with (
        tempfile.TemporaryDirectory(prefix="wangge-bench-") as name,
        postgresql(durable=True, settings=DURABLE) as server,
    ):
        folder = Path(name)
        pid = int((Path(server.split("host=")[1].replace("%2F", "/")) / "db" / "postmaster.pid").read_text().split()[0])
        found: dict[str, tuple[str, int | None]] = {
            "sqlite": (f"sqlite:///{folder / 'bench.sqlite3'}", None), "postgresql": (server, pid),
        }  # fmt: skip
        for engine, (address, _) in found.items():
            print(f"Laying the ground on {engine}, {CASES} registered cases …", flush=True)
            python(environment(address, folder), "bench.ground", str(CASES))
        yield found


def server_cpu(pid: int | None) -> float:
    """Seconds of CPU that a database server and its processes have used so far."""
    if pid is None:
        return 0.0
    tick, total = os.sysconf("SC_CLK_TCK"), 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(stat.parent.name) == pid:
            total += sum(int(v) for v in fields[11:15])
        elif int(fields[1]) == pid:
            total += int(fields[11]) + int(fields[12])
    return total / tick


def one_run(engine: str, address: str, pid: int | None, variant: str, shape: tuple[int, int]) -> dict[str, float]:
    """One variant for some seconds: moves a second and CPU milliseconds a move, ours and the server's."""
    processes, threads = shape
    environ = environment(address, Path(tempfile.gettempdir()))
    before = server_cpu(pid)
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.lives", variant, str(threads), str(SECONDS), str(n * threads * 50)],
            env=environ, stdout=subprocess.PIPE, text=True,
        )
        for n in range(processes)
    ]  # fmt: skip
    said = [child.communicate()[0] for child in running]
    if any(child.returncode for child in running):
        raise SystemExit(f"{engine} {variant} {shape} failed")
    results = [json.loads(line) for line in said]
    moves = sum(r["moves"] for r in results)
    return {
        "moves_a_second": moves / max(r["seconds"] for r in results),
        "cpu_ms_a_move": 1000 * sum(r["cpu"] for r in results) / moves,
        "server_cpu_ms_a_move": 1000 * (server_cpu(pid) - before) / moves,
    }


def fsyncs_a_second(seconds: float = 1.0) -> float:
    """How often this disk can be told to keep 4 KB for good: the limit of one writer that commits each move."""
    with tempfile.NamedTemporaryFile() as file:
        began, count = time.monotonic(), 0
        while time.monotonic() - began < seconds:
            file.write(b"x" * 4096)
            file.flush()
            os.fdatasync(file.fileno())
            count += 1
        return count / (time.monotonic() - began)


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        "",
    )
    memory = next(line.split()[1] for line in Path("/proc/meminfo").read_text().splitlines() if "MemTotal" in line)
    return {
        "cpu": cpu, "cores": os.cpu_count(), "memory_gb": round(int(memory) / 1e6, 1), "system": platform.platform(),
        "python": platform.python_version(), "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "load_before": os.getloadavg()[0], "fsyncs_a_second": round(fsyncs_a_second()),
    }  # fmt: skip


def main() -> None:
    """Measure, print, keep."""
    here = machine()
    print(json.dumps(here, ensure_ascii=False), flush=True)
    runs: list[dict[str, Any]] = []
    with engines() as found:
        sent = {
            engine: json.loads(python(environment(address, Path(tempfile.gettempdir())), "bench.lives", "statements"))
            for engine, (address, _) in found.items()
        }
        for number in range(ROUNDS):
            for engine, (address, pid) in found.items():
                for shape in SHAPES[engine]:
                    for variant in ("raw", "actions"):
                        result = one_run(engine, address, pid, variant, shape)
                        runs.append({"round": number, "engine": engine, "shape": shape, "variant": variant} | result)
                        print(f"  round {number + 1}/{ROUNDS} {engine} {shape[0]}×{shape[1]} {variant}: "
                              f"{result['moves_a_second']:.0f} moves/s", flush=True)  # fmt: skip
    _tell(runs, sent, here)
    out = ROOT / "bench" / "out"
    out.mkdir(exist_ok=True)
    file = out / f"moves-{here['at'][:10]}.json"
    settings = {"sqlite": "WAL, synchronous=FULL", "postgresql": DURABLE | {"shared_buffers": "128MB"},
                "seconds": SECONDS, "rounds": ROUNDS, "cases": CASES}  # fmt: skip
    file.write_text(json.dumps({"machine": here, "settings": settings, "statements": sent, "runs": runs}, indent=1))
    print(f"\nRaw results: {file.relative_to(ROOT)}")


def on_each_engine(*words: str, **more: str) -> None:
    """Run a module on both databases, each in a process of its own that says what it finds. Ends when one fails."""
    with engines() as found:
        for engine, (address, _) in found.items():
            print(f"\n== {engine}", flush=True)
            environ = environment(address, Path(tempfile.gettempdir())) | more
            done = subprocess.run([sys.executable, "-m", *words], env=environ, check=False)
            if done.returncode:
                raise SystemExit(done.returncode)


def _tell(runs: list[dict[str, Any]], sent: dict[str, dict[str, list[str]]], here: dict[str, Any]) -> None:
    for engine, verbs in sent.items():
        print(f"\nStatements of a move on {engine}, besides BEGIN and COMMIT")
        for verb, statements in verbs.items():
            print(f"  {verb}: {len(statements)}")
            for sql in statements:
                print(f"    {_short(sql)}")
    print(f"\nThis disk: {here['fsyncs_a_second']} fsyncs a second. Durable commits on both engines.\n")
    print(
        "| engine | processes × threads | variant | moves/s median (all rounds) | CPU ms/move, ours + server | of raw |"
    )
    print("|---|---|---|---|---|---|")
    for engine, shapes in SHAPES.items():
        for shape in shapes:
            raw = 0.0
            for variant in ("raw", "actions"):
                rows = [r for r in runs if (r["engine"], tuple(r["shape"]), r["variant"]) == (engine, shape, variant)]
                speeds = [r["moves_a_second"] for r in rows]
                middle = statistics.median(speeds)
                raw = raw or middle
                own, server = (statistics.median(r[k] for r in rows) for k in ("cpu_ms_a_move", "server_cpu_ms_a_move"))
                every = " ".join(f"{s:.0f}" for s in speeds)
                print(f"| {engine} | {shape[0]}×{shape[1]} | {variant} | {middle:.0f} ({every}) "
                      f"| {own:.2f} + {server:.2f} | {middle / raw:.0%} |")  # fmt: skip


def _short(sql: str) -> str:
    words = sql.replace('"', "")
    table = next((w for w in words.split() if w.startswith(("cases_", "journal_", "orgs_", "places_"))), "")
    end = " FOR UPDATE" if "FOR UPDATE" in words else ""
    if words.startswith("WITH"):
        return "WITH taken AS (UPDATE journal_counter … RETURNING position) INSERT INTO journal_entry …"
    return f"{words.split()[0]} {table.split('.')[0]} …{end}"


if __name__ == "__main__":
    main()
