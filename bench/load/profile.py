"""``python -m bench.load.profile CAST LIVES``: where a life's CPU goes in this process, call by call, and by function.

Through the real addresses and their middleware, without the server before it; the driver's waiting is no CPU of ours.
"""

import cProfile
import json
import os
import pstats
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wangge.site.settings")
django.setup()

from bench.load.lifecycle import User  # noqa: E402
from bench.load.raw import InProcess, at_once  # noqa: E402


class Timed(InProcess):
    """A caller that adds up CPU by call."""

    spent: defaultdict[str, list[float]] = defaultdict(list)

    async def call(self, name: str, *rest: Any, **more: Any) -> bytes:
        began = time.thread_time()
        answer = await super().call(name, *rest, **more)
        self.spent[name].append(1000 * (time.thread_time() - began))
        return answer


def main() -> None:
    """Warm up, then measure, then profile."""
    cast, lives = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), int(sys.argv[2])
    user = User(0, cast, run=f"{cast['run']}p")
    run = lambda: at_once(user.life(Timed()))  # type: ignore[arg-type]  # noqa: E731
    for _ in range(5):
        run()
    Timed.spent.clear()
    for _ in range(lives):
        run()
    for name, took in Timed.spent.items():
        print(f"{name:12} {sum(took) / len(took):6.2f} ms")
    print(f"{'a life':12} {sum(sum(t) for t in Timed.spent.values()) / lives:6.2f} ms")
    profile = cProfile.Profile(time.thread_time)
    profile.enable()
    for _ in range(lives):
        run()
    profile.disable()
    pstats.Stats(profile).sort_stats(sys.argv[3] if len(sys.argv) > 3 else "cumulative").print_stats(90)


if __name__ == "__main__":
    main()
