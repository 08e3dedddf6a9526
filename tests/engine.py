"""A PostgreSQL of our own for as long as it is needed: in a temporary folder, on a socket, by an unprivileged user."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""Nothing of a test needs to outlive a power cut; crash tests and benchmarks ask for ``durable``."""


class NoPostgres(Exception):
    """There are no PostgreSQL programs; the text says what to type."""


def programs() -> Path:
    """The folder of the newest PostgreSQL programs of Debian."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if not found:
        raise NoPostgres("PostgreSQL is not there. Type: sudo apt-get install postgresql")
    return found[-1].parent


def _runner() -> tuple[list[str], int | None]:
    """What to put before a command so that root does not run the server, and whose the folder must be."""
    if os.geteuid() != 0:
        return [], None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"], user.pw_uid
    raise NoPostgres("Root may not run PostgreSQL and there is no user postgres or nobody.")


class Server:
    """A server on a folder of its own, that can be killed and started again."""

    def __init__(self, folder: Path, *, durable: bool, settings: dict[str, str] | None) -> None:
        self.folder = folder
        self.address = f"postgresql://wangge@/postgres?host={quote(str(folder), safe='')}"
        self._bin, (self._before, owner) = programs(), _runner()
        if owner is not None:
            os.chown(folder, owner, -1)
        self._home = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        chosen = {
            "listen_addresses": "", "unix_socket_directories": str(folder), "max_connections": "120",
            "shared_buffers": "128MB", "log_min_messages": "fatal", "jit": "off",
        } | ({} if durable else QUICK) | (settings or {})  # fmt: skip
        self._options = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
        if not (folder / "db").exists():
            _run([*self._before, str(self._bin / "initdb"), "-D", str(folder / "db"), "-U", "wangge", "-A", "trust",
                  "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"], folder, self._home)  # fmt: skip

    def start(self) -> None:
        """Start and wait until it answers. Raises ``NoPostgres``."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*self._before, str(self._bin / "postgres"), "-D", str(self.folder / "db"), *self._options],
                cwd=self.folder, env=self._home, stdout=subprocess.DEVNULL, stderr=log, start_new_session=True,
            )  # fmt: skip
        _wait(self._process, self._before, self._bin, self.folder, self._home)

    def stop(self, seconds: float = 15) -> None:
        """End in order, or by force after a while."""
        self._process.terminate()
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """SIGKILL the server and all its processes, as when the power goes; each of them leads a group of its own."""
        every = [self._process.pid, *_children(self._process.pid)]
        for pid in every:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()
        for _ in range(500):
            if not any(Path(f"/proc/{pid}").exists() for pid in every):
                return
            time.sleep(0.02)


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextlib.contextmanager
def postgresql_server(
    *, durable: bool = False, settings: dict[str, str] | None = None, keep: Path | None = None
) -> Iterator[Server]:
    """A server of one's own, stopped and removed afterwards, but for the data in ``keep``. Raises ``NoPostgres``."""
    folder = keep or Path(tempfile.mkdtemp(prefix="wangge-pg-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        server = Server(folder, durable=durable, settings=settings)
        try:
            server.start()
            yield server
        finally:
            server.stop(15 if keep is None else 120)
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def postgresql(
    *, durable: bool = False, settings: dict[str, str] | None = None, keep: Path | None = None
) -> Iterator[str]:
    """The address (``postgresql://…``) of a server, as superuser; stopped and removed afterwards.

    With ``keep`` its data stay in that folder and are found there again. ``WANGGE_TEST_POSTGRESQL`` names a server that
    is there already. Raises ``NoPostgres``.
    """
    given = os.environ.get("WANGGE_TEST_POSTGRESQL")
    if given:
        yield given
        return
    with postgresql_server(durable=durable, settings=settings, keep=keep) as server:
        yield server.address


def _run(words: list[str], folder: Path, env: dict[str, str]) -> None:
    done = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoPostgres(f"{words[-1]} … ended with {done.returncode}: {done.stderr[-2000:]}")


def _wait(server: subprocess.Popen[bytes], before: list[str], bin_dir: Path, folder: Path, env: dict[str, str]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise NoPostgres("The server ended: " + (folder / "log").read_text()[-2000:])
        ready = subprocess.run(
            [*before, str(bin_dir / "pg_isready"), "-q", "-h", str(folder)], env=env, cwd=folder, check=False
        )
        if ready.returncode == 0:
            return
        time.sleep(0.05)
    raise NoPostgres("The server did not become ready in 15 seconds.")


def address_of(server: str, name: str) -> str:
    """The address of another database of the same server."""
    front, _, query = server.partition("?")
    return f"{front.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
