"""``wangge import reports``: how fast messages come in, and whether the last tenth is as fast as the first."""

import csv
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.load.stage import Stage

WORDS = (
    "路灯不亮了，晚上看不清路。",
    "下水口又堵了，往外冒水。",
    "楼道里堆了旧家具，走不过去。",
    "井盖翘起来了，怕绊倒老人。",
)


def import_tenths(ground: Stage, messages: int) -> dict[str, Any]:
    """Import so many new messages by the command; seconds in all and of each tenth, by when they were written."""
    run = f"load{int(time.time()) % 10**7:x}"
    with tempfile.TemporaryDirectory(prefix="wangge-import-") as name:
        file = Path(name) / "messages.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(("msg_id", "title", "time", "detail"))
            for n in range(messages):
                rows.writerow((f"{run}-{n}", "居民来信", "2026-11-20 08:30:00", f"{WORDS[n % len(WORDS)]}第 {n} 封。"))
        words = ("import", "reports", str(file), "--district", "211103")
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", "from wangge.site.main import main; main()", *words],
            env=ground.environ, capture_output=True, text=True, check=False,
        )  # fmt: skip
        took = time.monotonic() - began
    if done.returncode:
        raise SystemExit(f"the import ended with {done.returncode}: {done.stderr[-2000:]}")
    tenths: list[float] = ground.say("bench.load.keys", "tenths", f"import:{run}")
    return {"messages": messages, "seconds": round(took, 1), "tenths": tenths, "said": done.stdout.splitlines()[-1]}
