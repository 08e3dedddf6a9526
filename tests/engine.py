"""A PostgreSQL of our own for as long as it is needed: in a temporary folder, on a socket, by an unprivileged user."""

import contextlib
import os
import pwd
import shutil
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
    bin_dir, (before, owner) = programs(), _runner()
    folder = keep or Path(tempfile.mkdtemp(prefix="wangge-pg-"))
    folder.mkdir(parents=True, exist_ok=True)
    if owner is not None:
        os.chown(folder, owner, -1)
    home = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    try:
        if not (folder / "db").exists():
            _run([*before, str(bin_dir / "initdb"), "-D", str(folder / "db"), "-U", "wangge", "-A", "trust",
                  "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"], folder, home)  # fmt: skip
        chosen = {
            "listen_addresses": "", "unix_socket_directories": str(folder), "max_connections": "120",
            "shared_buffers": "128MB", "log_min_messages": "fatal", "jit": "off",
        } | ({} if durable else QUICK) | (settings or {})  # fmt: skip
        options = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
        server = subprocess.Popen(
            [*before, str(bin_dir / "postgres"), "-D", str(folder / "db"), *options],
            cwd=folder, env=home, stdout=subprocess.DEVNULL, stderr=(folder / "log").open("wb"), start_new_session=True,
        )  # fmt: skip
        try:
            _wait(server, before, bin_dir, folder, home)
            yield f"postgresql://wangge@/postgres?host={quote(str(folder), safe='')}"
        finally:
            server.terminate()
            try:
                server.wait(15 if keep is None else 120)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


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
