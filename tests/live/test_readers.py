"""Readers that do not read: the server in this very process, so that what waits for them can be looked at."""

import asyncio
import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from tests.live.lines import POKE, Screen
from tests.serving import free_port
from websockets.sync.client import connect

from wangge.live.app import WAITING, Live
from wangge.orgs.actions import open_session
from wangge.orgs.models import Account
from wangge.simulate.lan import certificates


class Running:
    """The lines in a thread of their own, and the token of somebody."""

    def __init__(self, beat: float, tls: ssl.SSLContext | None) -> None:
        self.live = Live(most=5, beat=beat)
        self.port = free_port()
        account = Account.objects.get(username="community")
        self.token = open_session(account, device="tests", at=timezone.now())
        self.loop = asyncio.new_event_loop()
        self.stop = asyncio.Event()
        run = self.live.run("127.0.0.1", self.port, tls=tls, stop=self.stop)
        self.thread = threading.Thread(target=self.loop.run_until_complete, args=[run])

    def knock(self) -> socket.socket:
        """A line opened by hand; its reader reads nothing but the first line of the answer."""
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.connect(("127.0.0.1", self.port))
        words = (
            "GET /live HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Upgrade: websocket", "Connection: Upgrade",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Version: 13",
            f"Authorization: Bearer {self.token}", "", "",
        )  # fmt: skip
        raw.sendall("\r\n".join(words).encode())
        assert raw.recv(12) == b"HTTP/1.1 101"
        return raw

    def inside(self, work: Callable[[], Any]) -> Any:
        """What ``work`` gives inside the loop."""

        async def call() -> Any:
            return work()

        return asyncio.run_coroutine_threadsafe(call(), self.loop).result(10)

    def wait_for(self, number: int) -> None:
        """Until so many lines are open."""
        end = time.monotonic() + 10
        while len(self.live.board.lines) != number and time.monotonic() < end:
            time.sleep(0.02)
        assert len(self.live.board.lines) == number


@pytest.fixture
def running(own_database: str) -> Callable[..., Any]:
    """Starts lines with a beat of so many seconds."""

    @contextlib.contextmanager
    def start(beat: float, tls: ssl.SSLContext | None = None) -> Iterator[Running]:
        made = Running(beat, tls)
        made.thread.start()
        end = time.monotonic() + 10
        while time.monotonic() < end:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", made.port), 1):
                break
        try:
            yield made
        finally:
            made.loop.call_soon_threadsafe(made.stop.set)
            made.thread.join(20)
            made.loop.close()
            assert not made.thread.is_alive()

    return start


def test_a_reader_that_lets_too_much_come_together_is_dropped_and_the_others_are_not(running):
    with running(60) as made, Screen(f"ws://127.0.0.1:{made.port}/live", made.token) as good:
        assert good.hear() == POKE
        with made.knock() as raw:
            made.wait_for(2)
            line = list(made.live.board.lines)[1]
            transport = made.live._connections[line].transport
            waiting: list[int] = []

            def push() -> None:
                while not transport.is_closing():
                    line.send("x" * 10_000)
                    waiting.append(transport.get_write_buffer_size())

            made.inside(push)
            assert WAITING < max(waiting) <= WAITING + 10_004
            made.wait_for(1)
            with contextlib.suppress(ConnectionResetError):
                while raw.recv(65_536):
                    pass
        good.say(ping=1)
        assert {"pong": 1} in good.until({"pong": 1})


def test_who_does_not_answer_our_ping_is_dropped(running):
    with running(0.5) as made, Screen(f"ws://127.0.0.1:{made.port}/live", made.token) as good:
        with made.knock():
            made.wait_for(2)
            made.wait_for(1)
        good.say(ping=1)
        assert {"pong": 1} in good.until({"pong": 1})


def test_a_full_process_turns_the_next_one_away(running):
    with running(60) as made, contextlib.ExitStack() as stack:
        url = f"ws://127.0.0.1:{made.port}/live"
        for _ in range(5):
            assert stack.enter_context(Screen(url, made.token)).hear() == POKE
        assert Screen(url, made.token).closed() == 1013


def test_programs_use_a_bearer_token(running):
    with running(60) as made:
        bearer = {"Authorization": f"Bearer {made.token}"}
        with connect(f"ws://127.0.0.1:{made.port}/live", additional_headers=bearer, proxy=None) as line:
            assert line.recv(5) == '{"poke":true}'


def test_a_phone_that_trusts_the_demo_gets_its_line_with_tls(running, tmp_path):
    made = certificates(tmp_path, "127.0.0.1")
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(made.certificate, made.key)
    knowing = ssl.create_default_context(cafile=str(made.authority))
    with running(60, tls) as lines:
        bearer, url = {"Authorization": f"Bearer {lines.token}"}, f"wss://127.0.0.1:{lines.port}/live"
        with connect(url, additional_headers=bearer, proxy=None, ssl=knowing) as line:
            assert line.recv(5) == '{"poke":true}'
