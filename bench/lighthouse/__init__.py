"""Lighthouse on the first page of each app: simulated slow 4G and a CPU four times slower, three runs, the median.

``python -m bench.lighthouse http://127.0.0.1:8000`` against a running demo (accounts from ``var/demo/accounts.json``).
"""

import json
import os
import statistics
import subprocess
from pathlib import Path
from typing import Any

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


def once(address: str, *, cookie: str, phone: bool) -> dict[str, Any]:
    """One run: scores from 0 to 100 and times in milliseconds."""
    command = [
        str(HERE / "node_modules/.bin/lighthouse"), address, "--quiet", "--output=json", "--output-path=stdout",
        "--chrome-flags=--headless=new --no-sandbox", f"--only-categories={','.join(SCORES)}",
        f"--extra-headers={json.dumps({'Cookie': cookie})}", *([] if phone else ["--preset=desktop"]),
    ]  # fmt: skip
    said = subprocess.run(
        command, env=os.environ | {"CHROME_PATH": "/usr/bin/chromium"}, capture_output=True, text=True, check=True
    )
    report = json.loads(said.stdout)
    found = {name: round(100 * report["categories"][name]["score"]) for name in SCORES}
    found |= {words: round(report["audits"][name]["numericValue"]) for name, words in TIMES.items()}
    found["bytes KB"] = round(report["audits"]["total-byte-weight"]["numericValue"] / 1024, 1)
    failing = [a["id"] for a in report["audits"].values() if a.get("score") is not None and a["score"] < 0.9]
    return found | {"below": failing}


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
