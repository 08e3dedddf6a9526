"""The people behind the load: one process, one event loop, a kept-alive HTTP/1.1 connection each, nothing more.

A call costs this process about a tenth of a millisecond; what it used is measured and printed with every result.
"""

import asyncio
import contextlib
import resource
import time
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

import orjson

from bench.load.stage import PORT

PUT_OFF = frozenset({429, 503})
MOST_WAIT = 30.0


class Broken(Exception):
    """The server answered what no client of this load can go on from; the text says what."""


class Sheet:
    """What was measured: milliseconds by call, how often something was put off, and what broke."""

    def __init__(self) -> None:
        self.took: dict[str, list[float]] = defaultdict(list)
        self.put_off: dict[str, int] = defaultdict(int)
        self.broken: list[str] = []
        self.began, self._cpu = time.monotonic(), _own_cpu()

    def cpu(self) -> float:
        """Seconds of CPU of this process since the sheet was begun."""
        return _own_cpu() - self._cpu

    def figures(self) -> dict[str, dict[str, float]]:
        """Count, p50, p95, p99 and the longest in milliseconds, by call."""
        return {name: spread(took) for name, took in self.took.items()}


def spread(took: list[float]) -> dict[str, float]:
    """Count, p50, p95, p99 and the longest of some milliseconds."""
    row = sorted(took)
    if not row:
        return {"n": 0}
    at = {f"p{p}": round(row[min(len(row) - 1, int(len(row) * p / 100))], 1) for p in (50, 95, 99)}
    return {"n": len(row)} | at | {"max": round(row[-1], 1)}


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def now() -> str:
    """The sender's time as commands carry it."""
    return datetime.now(UTC).isoformat()


class Line:
    """One connection to the server; opened when it is wanted and again when the server has closed it."""

    def __init__(self, port: int = PORT) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(
        self, method: str, path: str, token: str = "", body: dict[str, Any] | None = None
    ) -> tuple[int, float, bytes]:
        """Status, seconds of ``Retry-After`` (0 without), and the body. A closed connection is opened once more."""
        sent = orjson.dumps(body) if body is not None else b""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        head += f"Authorization: Bearer {token}\r\n" if token else ""
        head += f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n" if body is not None else ""
        for attempt in (0, 1):
            try:
                if self._writer is None:
                    self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
                self._writer.write(head.encode() + b"\r\n" + sent)
                return await self._answer()
            except (OSError, asyncio.IncompleteReadError):
                self.close()
                if attempt:
                    raise
        raise AssertionError

    async def _answer(self) -> tuple[int, float, bytes]:
        assert self._reader is not None
        head = await self._reader.readuntil(b"\r\n\r\n")
        lower = head.lower()
        status = int(head[9:12])
        body = b""
        if (at := lower.find(b"content-length:")) >= 0:
            body = await self._reader.readexactly(int(lower[at + 15 : lower.index(b"\r\n", at)]))
        elif b"transfer-encoding: chunked" in lower:
            while (size := int(await self._reader.readline(), 16)) > 0:
                body += (await self._reader.readexactly(size + 2))[:-2]
            await self._reader.readline()
        later = 0.0
        if (at := lower.find(b"retry-after:")) >= 0:
            later = float(lower[at + 12 : lower.index(b"\r\n", at)])
        return status, later, body

    def close(self) -> None:
        """Hang up."""
        if self._writer is not None:
            with contextlib.suppress(OSError, RuntimeError):
                self._writer.close()
        self._reader = self._writer = None


class Person:
    """Somebody with a line and a sheet: calls are timed, and what is put off is sent again with the same key."""

    def __init__(self, sheet: Sheet, line: Line | None = None) -> None:
        self.sheet, self.line = sheet, line or Line()

    async def call(
        self, name: str, method: str, path: str, token: str, body: dict[str, Any] | None = None, *, end: float = 0
    ) -> bytes:
        """The answer as it came. 429 and 503 wait as told; ``end`` is when the person stops waiting (0: never).

        The time is that of the answer that counts, from its own sending; how often it was put off is counted apart.
        Raises ``Broken`` for any other refusal, and when the end has come.
        """
        while True:
            began = time.perf_counter()
            status, later, answer = await self.line.ask(method, path, token, body)
            took = 1000 * (time.perf_counter() - began)
            if status in PUT_OFF:
                self.sheet.put_off[name] += 1
                self.sheet.took[f"{name}: put off"].append(took)
                if end and time.monotonic() > end:
                    raise Broken(f"{name}: still put off at the end")
                await asyncio.sleep(min(later or 1.0, MOST_WAIT))
                continue
            if status >= 300:
                self.sheet.broken.append(f"{name}: {status} {answer[:300].decode(errors='replace')}")
                raise Broken(self.sheet.broken[-1])
            self.sheet.took[name].append(took)
            return answer
