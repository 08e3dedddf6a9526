"""The real server and worker as processes, on a database and a folder of their own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from tests.conftest import PASSWORD

from wangge.simulate.caller import Caller
from wangge.simulate.sms import KEY_ID, KEY_SECRET, SmsStandIn

COMMAND = [sys.executable, "-c", "from wangge.site.main import main; main()"]


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Site:
    """A running installation: where it answers, its environment, its processes and the SMS that went out."""

    url: str
    environ: dict[str, str]
    sms: SmsStandIn
    live: str = ""
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *words: str) -> subprocess.Popen[bytes]:
        """Start ``serve`` or ``worker``; both keep running until stopped."""
        child = subprocess.Popen([*COMMAND, name, *words], env=self.environ, start_new_session=True)
        self.children[name] = child
        return child

    def kill(self, name: str) -> None:
        """SIGKILL the process and its children."""
        child = self.children.pop(name)
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()

    def start_live(self) -> None:
        """Start the live lines at their port."""
        self.start("live", "--port", self.live.rsplit(":", 1)[1].partition("/")[0], "--check-seconds", "1")

    def wait_until_ready(self, seconds: float = 60) -> None:
        """Raises ``AssertionError`` when server or live lines do not answer ``/health`` in time."""
        asked = [self.url, *([self.live.replace("ws", "http", 1).removesuffix("/live")] if self.live else [])]
        for _ in range(int(seconds * 20)):
            with contextlib.suppress(httpx.TransportError):
                if all(httpx.get(f"{url}/health", timeout=5, trust_env=False).status_code == 200 for url in asked):
                    return
            time.sleep(0.05)
        raise AssertionError("the server did not become ready")

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One ``wangge`` command beside the server."""
        return subprocess.run([*COMMAND, *words], env=self.environ, capture_output=True, text=True, check=False)

    def person(self, username: str) -> Caller:
        """Somebody of the demo, signed in."""
        caller = Caller(self.url, name=username)
        caller.sign_in(username, PASSWORD)
        return caller


@contextlib.contextmanager
def serving(
    database: str, folder: Path, *, unseen_minutes: int = 30, threads: int = 4, live: bool = False
) -> Iterator[Site]:
    """A site on the database (the test's own), with its worker and an SMS stand-in; everything ends with the block.

    With ``live`` it has live lines beside it, at ``site.live``, whose sessions are checked every second.
    """
    port, lines = free_port(), free_port()
    sms = SmsStandIn(0)
    sms.start()
    site = Site(
        f"http://127.0.0.1:{port}",
        os.environ
        | {
            "WANGGE_ENV_FILE": "",
            "WANGGE_VAR": str(folder),
            "WANGGE_DATABASE": database,
            "WANGGE_PUBLIC_ADDRESS": f"http://127.0.0.1:{port}",
            "WANGGE_UNSEEN_MINUTES": str(unseen_minutes),
            "WANGGE_SMS_ADDRESS": f"http://127.0.0.1:{sms.server_address[1]}/",
            "WANGGE_SMS_KEY_ID": KEY_ID,
            "WANGGE_SMS_KEY_SECRET": KEY_SECRET,
            "WANGGE_LIVE_ADDRESS": f":{lines}" if live else "",
        },
        sms,
        f"ws://127.0.0.1:{lines}/live" if live else "",
    )
    try:
        site.start("serve", "--port", str(port), "--threads", str(threads))
        site.start("worker")
        if live:
            site.start_live()
        site.wait_until_ready()
        yield site
    finally:
        for name in list(site.children):
            site.kill(name)
        sms.shutdown()
        sms.server_close()
