"""``python -m bench.load SCENARIO``: lifecycle, burst, lists, intake or import over HTTP; raw results in ``bench/out``.

See docs/guides/load.md. The database is durable on both engines; server and worker are those of an installation.
"""

import argparse
import json
import os
from pathlib import Path
from typing import Any

from bench.__main__ import machine
from bench.load import scenarios
from bench.load.stage import SETTINGS, stage

OUT = Path(__file__).parent.parent / "out"


def main() -> None:
    """Read what is asked, run it, print and keep the result."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("scenario", choices=sorted(scenarios.SCENARIOS))
    parser.add_argument("--cases", type=int, default=1_000_000, help="cases in the database; 0 still fills the queues")
    parser.add_argument("--engine", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--seconds", type=float, default=20, help="of each measured stretch")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--workers", type=int, default=max(1, (os.cpu_count() or 2) - 1), help="server processes")
    parser.add_argument("--threads", type=int, help="threads a process, else what the server takes by itself")
    parser.add_argument("--short", action="store_true", help="the burst in a minute and a half instead of ten minutes")
    parser.add_argument(
        "--in-one-go", action="store_true", help="steps of one hand that follow each other in one press"
    )
    parser.add_argument("--page", type=int, default=50, help="cases on the page of the queue that ends a life")
    parser.add_argument("--keep", type=Path, help="folder in which the filled database stays for next time")
    asked = parser.parse_args()
    here = machine()
    print(json.dumps(here, ensure_ascii=False), flush=True)
    with stage(asked.engine, asked.cases, asked.keep) as ground:
        found: dict[str, Any] = scenarios.SCENARIOS[asked.scenario](ground, asked)
    kept = {
        "scenario": asked.scenario, "machine": here | {"load_after": os.getloadavg()[0]},
        "asked": {name: value for name, value in vars(asked).items() if name != "keep"},
        "settings": SETTINGS if asked.engine == "postgresql" else "WAL, synchronous=FULL",
        "note": "Others used the same cores where load_before or load_after says so: CPU figures are the honest ones.",
    } | found  # fmt: skip
    OUT.mkdir(exist_ok=True)
    stamp = here["at"].replace(":", "").replace("+0000", "")
    file = OUT / f"load-{asked.scenario}-{asked.engine}-{asked.cases}-{stamp}.json"
    file.write_text(json.dumps(kept, indent=1, ensure_ascii=False))
    print(f"Raw results: bench/out/{file.name}")


if __name__ == "__main__":
    main()
