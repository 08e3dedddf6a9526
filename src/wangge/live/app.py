"""The server of lines: one address, ``/live``, and ``/health`` for whoever watches over the process."""

import asyncio
import contextlib
import logging
import resource
import ssl
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import TypeVar

import orjson
from django.conf import settings
from django.http.request import split_domain_port, validate_host
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from wangge.live.board import Board, Line
from wangge.live.reading import Away, Tail, asked, checked, may_look, who
from wangge.live.rules import (
    CHANGE_PASSWORD,
    GOING,
    LONGEST,
    NOT_SIGNED_IN,
    TRY_LATER,
    Hung,
    origin_allowed,
    read_frame,
)

T = TypeVar("T")
TURN = 0.05
"""Seconds between two looks at the journal; also the longest that something due waits when the pace allows it."""
CHECKS = 50
"""Most lines checked in a turn of checking, which comes once a second: 2,250 lines are all checked in 45 s."""
WAITING = 65_536
"""Bytes that may wait for a reader; one that lets more come together is dropped."""
log = logging.getLogger("wangge.live")
_quiet = logging.getLogger("wangge.live.socket")
_quiet.setLevel(logging.CRITICAL)
"""Whoever knocks and talks nonsense is turned away without a word in the log."""


class Live:
    """The lines of one process. ``check_seconds`` is how long a check of a session holds, ``beat`` the ping's."""

    def __init__(self, *, most: int = 4000, check_seconds: float = 45, beat: float = 25) -> None:
        self.board = Board(most)
        self.check_seconds = check_seconds
        self.beat = beat
        self._connections: dict[Line, ServerConnection] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._reads = False
        self._tail, self._tail_thread = Tail(), ThreadPoolExecutor(1, "tail")
        self._threads = ThreadPoolExecutor(2, "asks")

    async def run(self, host: str, port: int, *, tls: ssl.SSLContext | None, stop: asyncio.Event) -> None:
        """Serve until told to stop, then tell every line that we go (1001)."""
        more_files()
        async with serve(
            self._line, host, port, ssl=tls, process_request=self._ask, compression=None, max_size=LONGEST,
            max_queue=4, ping_interval=self.beat, ping_timeout=self.beat, close_timeout=3, backlog=1024,
            server_header=None, logger=_quiet,
        ) as server:  # fmt: skip
            work = [asyncio.create_task(self._for_ever(turn, pause)) for turn, pause in (
                (self._follow, TURN), (self._check, 1.0))]  # fmt: skip
            await stop.wait()
            for task in work:
                task.cancel()
            server.close(code=GOING, reason="the server stops")
            await server.wait_closed()
        self._tail_thread.shutdown(cancel_futures=True)
        self._threads.shutdown(cancel_futures=True)

    def _ask(self, connection: ServerConnection, request: Request) -> Response | None:
        """Before the handshake: only our address, only from our pages."""
        path = request.path.partition("?")[0]
        if path == "/health":
            body = {"status": "ready" if self._reads else "not ready", "lines": len(self.board.lines)}
            status = HTTPStatus.OK if self._reads else HTTPStatus.SERVICE_UNAVAILABLE
            return connection.respond(status, orjson.dumps(body).decode())
        if path != "/live":
            return connection.respond(HTTPStatus.NOT_FOUND, "There is only /live here.\n")
        host = request.headers.get("Host", "")
        known = validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)
        if known and origin_allowed(request.headers.get("Origin", ""), host=host, public=settings.PUBLIC_ADDRESS):
            return None
        return connection.respond(HTTPStatus.FORBIDDEN, "This page may not open a line here.\n")

    async def _line(self, connection: ServerConnection) -> None:
        """One line from its opening to its end."""
        try:
            line = await self._open(connection)
        except Hung as hung:
            await connection.close(hung.code, hung.why)
            return
        try:
            async for frame in connection:
                await self._hear(line, frame)
        except Hung as hung:
            await connection.close(hung.code, hung.why)
        except ConnectionClosed:
            pass
        except Exception:
            log.exception("a line met trouble and is closed")
        finally:
            self._connections.pop(line, None)
            self.board.leave(line)

    async def _open(self, connection: ServerConnection) -> Line:
        token = token_of(connection.request.headers) if connection.request else ""
        try:
            actor = await self._in_thread(who, token) if token else None
        except Away:
            raise Hung(TRY_LATER, "the database does not answer") from None
        if actor is None:
            raise Hung(NOT_SIGNED_IN, "not signed in")
        if actor.must_change:
            raise Hung(CHANGE_PASSWORD, "the first password must be changed")
        now = time.monotonic()
        line = Line(actor, token, sender(connection), heard_at=now, checked_at=now)
        self.board.join(line)
        self._connections[line] = connection
        return line

    async def _hear(self, line: Line, frame: str | bytes) -> None:
        said = read_frame(frame)
        self.board.hear(line, time.monotonic())
        if said.ping:
            line.send('{"pong":1}')
            return
        case = said.case
        try:
            allowed = case is not None and await self._in_thread(may_look, line.actor, case)
        except Away:
            allowed = False
        self.board.look(line, case if allowed else None)

    async def _follow(self) -> None:
        """One look at the journal, and what is due goes out."""
        try:
            loop = asyncio.get_running_loop()
            districts = self.board.districts
            grown = await loop.run_in_executor(self._tail_thread, asked, self._tail.grown, districts)
            self._reads = True
            self.board.grown(grown)
        except Away:
            self._reads = False
        self.board.flush(time.monotonic())

    async def _check(self) -> None:
        """Sessions that ended are hung up, grants that changed are taken over, who is silent looks at nothing."""
        now = time.monotonic()
        self.board.expire(now)
        old = [line for line in self.board.lines if line.checked_at <= now - self.check_seconds]
        for line in sorted(old, key=lambda line: line.checked_at)[:CHECKS]:
            case = line.case
            try:
                actor, allowed = await self._in_thread(checked, line.token, case)
            except Away:
                return
            if line not in self.board.lines:
                continue
            if actor is None or actor.must_change:
                self._hang_up(line, NOT_SIGNED_IN if actor is None else CHANGE_PASSWORD)
                continue
            self.board.renew(line, actor, now)
            if case is not None and not allowed and line.case == case:
                self.board.look(line, None)

    def _hang_up(self, line: Line, code: int) -> None:
        connection = self._connections.pop(line, None)
        self.board.leave(line)
        if connection is not None:
            task = asyncio.create_task(connection.close(code))
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)

    async def _for_ever(self, turn: Callable[[], object], pause: float) -> None:
        while True:
            try:
                await turn()  # type: ignore[misc]
            except Exception:
                log.exception("the lines met trouble and go on")
            await asyncio.sleep(pause)

    async def _in_thread(self, work: Callable[..., T], *words: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, asked, work, *words)


def sender(connection: ServerConnection) -> Callable[[str], None]:
    """Sends a text without waiting; a reader that lets too much come together is dropped instead."""

    def send(text: str) -> None:
        if connection.transport.get_write_buffer_size() > WAITING:
            connection.transport.abort()
        else:
            broadcast([connection], text)

    return send


def token_of(headers: Headers) -> str:
    """The token of a bearer header or of the session's cookie; empty when there is none."""
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    with contextlib.suppress(CookieError):
        found = SimpleCookie("; ".join(headers.get_all("Cookie"))).get(settings.SESSION_COOKIE)
        return found.value if found else ""
    return ""


def more_files() -> None:
    """Each line is an open file: take as many as the system lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
