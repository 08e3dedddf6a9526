"""Lighthouse on the first page of each app: simulated slow 4G and a CPU four times slower, three runs, the median.

``python -m bench.lighthouse http://127.0.0.1:8000`` against a running demo (accounts from ``var/demo/accounts.json``).
"""

import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import connect

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PAGES = {"worker": "/worker/", "desk": "/desk/", "resident report": "/", "resident tracking": "/t"}
PHONES = {"worker", "resident report", "resident tracking"}
RUNS = 3
SCORES = ("performance", "accessibility", "best-practices")
TIMES = {
    "interactive": "interactive ms",
    "total-blocking-time": "blocking ms",
    "first-contentful-paint": "first paint ms",
}


def install() -> None:
    """The packages of ``package-lock.json`` beside this file, with the Node that also builds the front ends."""
    if not (HERE / "node_modules").exists():
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, check=True)


@contextmanager
def chromium(cookie: str, address: str) -> Iterator[int]:
    """A browser that has seen nothing yet but is signed in: the port of its debugger.

    The session has to be a cookie of the browser: a header that Lighthouse adds is not sent with what scripts ask for,
    and the page measured would be the one that asks to sign in.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        flags = ["--headless=new", "--no-sandbox", "--remote-debugging-port=0", f"--user-data-dir={profile}"]
        running = subprocess.Popen(["/usr/bin/chromium", *flags, "about:blank"], stderr=subprocess.DEVNULL)
        try:
            told = Path(profile) / "DevToolsActivePort"
            while not (told.exists() and told.read_text().count("\n")):
                time.sleep(0.1)
            port, path = told.read_text().split()
            if cookie:
                name, _, value = cookie.partition("=")
                with connect(f"ws://127.0.0.1:{port}{path}", proxy=None) as line:
                    ours = {"name": name, "value": value, "url": address}
                    line.send(json.dumps({"id": 1, "method": "Storage.setCookies", "params": {"cookies": [ours]}}))
                    line.recv()
            yield int(port)
        finally:
            running.terminate()
            running.wait()


def once(address: str, *, cookie: str, phone: bool) -> dict[str, Any]:
    """One run: scores from 0 to 100, times in milliseconds, and the address at which the browser ended."""
    with chromium(cookie, address) as port:
        command = [
            str(HERE / "node_modules/.bin/lighthouse"), address, "--quiet", "--output=json", "--output-path=stdout",
            f"--port={port}", "--disable-storage-reset", f"--only-categories={','.join(SCORES)}",
            *([] if phone else ["--preset=desktop"]),
        ]  # fmt: skip
        said = subprocess.run(command, capture_output=True, text=True, check=False)
    if said.returncode:
        raise RuntimeError(said.stderr)
    report = json.loads(said.stdout)
    found = {name: round(100 * report["categories"][name]["score"]) for name in SCORES}
    found |= {words: round(report["audits"][name]["numericValue"]) for name, words in TIMES.items()}
    found["bytes KB"] = round(report["audits"]["total-byte-weight"]["numericValue"] / 1024, 1)
    failing = [a["id"] for a in report["audits"].values() if a.get("score") is not None and a["score"] < 0.9]
    errors = report["audits"]["errors-in-console"].get("details", {}).get("items", [])
    return found | {"below": failing + [f"console: {error['description']}" for error in errors]}


def measure(site: str, cookies: dict[str, str], runs: int = RUNS) -> dict[str, dict[str, Any]]:
    """The median of some runs for each page; ``cookies`` has the Cookie header of an app, where one is needed."""
    install()
    found = {}
    for name, path in PAGES.items():
        rounds = [once(site + path, cookie=cookies.get(name, ""), phone=name in PHONES) for _ in range(runs)]
        figures = [key for key in rounds[0] if key != "below"]
        found[name] = {key: statistics.median(one[key] for one in rounds) for key in figures}
        found[name]["below"] = sorted({audit for one in rounds for audit in one["below"]})
    return found


def table(found: dict[str, dict[str, Any]]) -> str:
    """The figures as lines of text."""
    lines = []
    for name, figures in found.items():
        lines.append(name + ": " + " · ".join(f"{key} {value:g}" for key, value in figures.items() if key != "below"))
        if figures["below"]:
            lines.append(f"  below 0.9: {', '.join(figures['below'])}")
    return "\n".join(lines)
