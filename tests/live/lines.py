"""A line as a screen has it, for tests that stand outside the server."""

import contextlib
import json
import time
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

POKE = {"poke": True}
PATIENCE = 10
"""Seconds after which something that is waited for has not come."""


def token_of(site: Any, username: str) -> str:
    """The session's token of somebody of the demo, signed in anew."""
    header: str = site.person(username)._http.headers["Authorization"]
    return header.removeprefix("Bearer ")


class Screen:
    """An open line: says, hears, waits until it hears."""

    def __init__(self, url: str, token: str, *, origin: str | None = None) -> None:
        self._end = contextlib.ExitStack()
        cookies = {"Cookie": f"wangge_language=zh; wangge_session={token}"}
        self.socket: ClientConnection = self._end.enter_context(
            connect(url, additional_headers=cookies, origin=origin, proxy=None)  # type: ignore[arg-type]
        )

    def say(self, **said: Any) -> None:
        self.socket.send(json.dumps(said))

    def hear(self, seconds: float = PATIENCE) -> dict[str, Any]:
        """The next frame. Raises ``TimeoutError`` or ``ConnectionClosed``."""
        heard: dict[str, Any] = json.loads(self.socket.recv(seconds))
        return heard

    def until(self, *wanted: dict[str, Any]) -> list[dict[str, Any]]:
        """Frames up to the first one that is wanted, this one included."""
        heard = [self.hear()]
        while heard[-1] not in wanted:
            heard.append(self.hear())
        return heard

    def settle(self) -> "Screen":
        """Hear whatever stands on the line, until nothing has come for longer than the pace of pokes."""
        while True:
            try:
                self.hear(0.8)
            except TimeoutError:
                return self

    def closed(self) -> int:
        """The code with which the line is closed, waited for."""
        end = time.monotonic() + PATIENCE
        try:
            while time.monotonic() < end:
                self.socket.recv(PATIENCE)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006
        raise AssertionError("the line was not closed")

    def __enter__(self) -> "Screen":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def close(self) -> None:
        self._end.close()
