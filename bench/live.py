"""``python -m bench.live [COUNT …]``: open lines on one process, 500 and 2000 by default.

On a fresh SQLite database, one ``wangge live``: this process commits a report about once a second, and every line notes
when its poke comes. Latency from the commit's return to the poke's arrival, over all lines and commits; CPU a frame and
memory of the process. Beside it as many connections to a bare ``websockets`` server that tells all of them a word of
one: what library, loopback and this client's own reading take without journal, board and pace.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.serving import COMMAND, free_port
from websockets.asyncio.client import ClientConnection, connect

from bench.__main__ import ROOT, environment, machine, python

COMMITS, EACH = 12, 10
BARE = """
import asyncio, sys
from websockets.asyncio.server import broadcast, serve
open_lines = set()
async def line(connection):
    open_lines.add(connection)
    async for frame in connection:
        broadcast(open_lines, '{"poke":true}')
async def main():
    async with serve(line, "127.0.0.1", int(sys.argv[1]), compression=None, ping_interval=None, backlog=1024):
        await asyncio.Future()
asyncio.run(main())
"""


def used(pid: int) -> tuple[float, float]:
    """CPU seconds of a process so far, and its resident memory in MB."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    tick, page = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
    return (int(fields[11]) + int(fields[12])) / tick, int(fields[21]) * page / 1e6


class Crowd:
    """Connections that note when a frame comes."""

    def __init__(self) -> None:
        self.came: list[float] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.connections: list[ClientConnection] = []

    async def open(self, url: str, tokens: list[str]) -> None:
        for start in range(0, len(tokens), 50):
            self.connections += await asyncio.gather(*(self._one(url, token) for token in tokens[start : start + 50]))
        self.tasks = [asyncio.create_task(self._read(connection)) for connection in self.connections]

    async def _one(self, url: str, token: str) -> ClientConnection:
        bearer = {"Authorization": f"Bearer {token}"}
        return await connect(url, additional_headers=bearer, compression=None, ping_interval=None, proxy=None,
                             open_timeout=60)  # fmt: skip

    async def _read(self, connection: ClientConnection) -> None:
        async for _ in connection:
            self.came.append(time.monotonic())

    async def told(self, count: int, seconds: float) -> list[float]:
        """When the frames came, once so many have or the time is over."""
        end = time.monotonic() + seconds
        while len(self.came) < count and time.monotonic() < end:
            await asyncio.sleep(0.01)
        return self.came

    async def close(self) -> None:
        await asyncio.gather(*(connection.close() for connection in self.connections))


async def measure(url: str, pid: int, tokens: list[str], strike: Any) -> dict[str, Any]:
    """Latencies in milliseconds after each strike, CPU a frame and memory of the process."""
    crowd, (_, empty) = Crowd(), used(pid)
    await crowd.open(url, tokens)
    await asyncio.sleep(3)
    (began, memory), late, frames, lost = used(pid), [], 0, 0
    for _ in range(COMMITS):
        crowd.came.clear()
        at = await strike(crowd)
        came = await crowd.told(len(tokens), 20)
        late += [1000 * (t - at) for t in came]
        frames += len(came)
        lost += len(tokens) - len(came)
        await asyncio.sleep(1)
    cpu = used(pid)[0] - began
    await crowd.close()
    late.sort()
    return {
        "lines": len(tokens), "median_ms": statistics.median(late), "p95_ms": late[int(len(late) * 0.95)],
        "worst_ms": late[-1], "cpu_us_a_frame": 1e6 * cpu / frames, "memory_mb": memory,
        "kb_a_line": 1000 * (memory - empty) / len(tokens), "lost": lost,
    }  # fmt: skip


async def report_of(crowd: Crowd) -> float:
    """A report is committed; when its transaction had returned."""

    def act() -> float:
        from bench.live_ground import report

        report()
        return time.monotonic()

    return await asyncio.get_running_loop().run_in_executor(None, act)


async def one_word(crowd: Crowd) -> float:
    """One connection says something, upon which the bare server tells all."""
    at = time.monotonic()
    await crowd.connections[0].send("x")
    return at


def wait_for(url: str) -> None:
    """Until something listens there."""
    import httpx

    for _ in range(600):
        try:
            httpx.get(url, timeout=2, trust_env=False)
            return
        except httpx.TransportError:
            time.sleep(0.05)
    raise SystemExit(f"nothing at {url}")


def main() -> None:
    """Lay the ground, measure, print, keep."""
    counts = [int(word) for word in sys.argv[1:]] or [500, 2000]
    here, runs = machine(), []
    print(json.dumps(here, ensure_ascii=False), flush=True)
    with tempfile.TemporaryDirectory(prefix="wangge-live-") as name:
        environ = environment(f"sqlite:///{name}/live.sqlite3", Path(name)) | {
            "WANGGE_HOSTS": "127.0.0.1", "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }  # fmt: skip

        os.environ.update(environ)
        tokens = json.loads(python(environ, "bench.live_ground", str(max(counts) // EACH), str(EACH)))
        for count in counts:
            for what in ("bare", "ours"):
                port = free_port()
                words = (
                    [sys.executable, "-c", BARE, str(port)]
                    if what == "bare"
                    else [*COMMAND, "live", "--port", str(port)]
                )
                child = subprocess.Popen(words, env=environ)
                try:
                    wait_for(f"http://127.0.0.1:{port}/health")
                    strike = one_word if what == "bare" else report_of
                    result = asyncio.run(measure(f"ws://127.0.0.1:{port}/live", child.pid, tokens[:count], strike))
                finally:
                    child.terminate()
                    child.wait()
                runs.append({"what": what} | result)
                print(json.dumps(runs[-1]), flush=True)
    print("\n| lines | | poke median | p95 | worst | CPU a frame | memory | a line | not told |")
    print("|---|---|---|---|---|---|---|---|---|")
    for r in runs:
        print(
            f"| {r['lines']} | {r['what']} | {r['median_ms']:.0f} ms | {r['p95_ms']:.0f} ms | {r['worst_ms']:.0f} ms "
            f"| {r['cpu_us_a_frame']:.0f} µs | {r['memory_mb']:.0f} MB | {r['kb_a_line']:.0f} KB | {r['lost']} |"
        )
    file = ROOT / "bench" / "results" / f"live-{here['at'][:10]}.json"
    file.write_text(json.dumps({"machine": here, "commits": COMMITS, "runs": runs}, indent=1) + "\n")
    print(f"\nRaw results: {file.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
