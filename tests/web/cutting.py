"""A bad network: a proxy that cuts connections before, during or after a request, by a plan that can be repeated."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from random import Random

FATES = ("before", "during", "after", "half an answer")
"""The server hears nothing; it hears half a request; it answers and nobody hears; half of the answer is heard."""


class CuttingProxy:
    """Passes HTTP/1.1 on to a server, one request a connection. ``cut`` decides what becomes of each."""

    def __init__(self, server: str) -> None:
        self._host, port = server.removeprefix("http://").split(":")
        self._port = int(port)
        self.cut: Callable[[str, str], str] = lambda method, path: ""
        self.counts: Counter[str] = Counter()
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait()

    def by_chance(self, seed: int, share: float, *, of: str = "/api/") -> None:
        """From now on every request below a path is cut with this probability, in one of the four ways."""
        chance = Random(seed)
        self.cut = lambda method, path: chance.choice(FATES) if path.startswith(of) and chance.random() < share else ""

    def heal(self) -> None:
        """From now on nothing is cut."""
        self.cut = lambda method, path: ""

    @property
    def cuts(self) -> int:
        """How many requests were cut so far."""
        return sum(number for fate, number in self.counts.items() if fate)

    def close(self) -> None:
        """Stop listening."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        listening = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        ready.set()
        self._loop.run_forever()
        listening.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._one(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        method, path, _ = lines[0].split(" ", 2)
        length = next((int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length:")), 0)
        body = await reader.readexactly(length)
        fate = self.cut(method, path)
        self.counts[fate] += 1
        if fate == "before":
            return
        kept = [line for line in lines[1:-2] if not line.lower().startswith(("connection:", "keep-alive:"))]
        request = "\r\n".join([lines[0], *kept, "Connection: close", "", ""]).encode("latin-1") + body
        there, back = await asyncio.open_connection(self._host, self._port)
        try:
            back.write(request[: len(request) // 2] if fate == "during" else request)
            await back.drain()
            if fate == "during":
                return
            answer = await there.read()
            if fate == "half an answer":
                writer.write(answer[: len(answer) // 2])
            elif fate != "after":
                writer.write(answer)
            await writer.drain()
        finally:
            back.close()
