"""``python -m bench.routing``: how long a dry run of routing rules takes over 5,000 past cases, on both engines.

The cases are those of ``bench.plans``; the rules are 200, spread over fourteen streets and some kinds, with hours on
every third. Beside it stands the time for reading the same rows alone: what no rule can make faster. Medians of five.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable

CASES = int(os.environ.get("BENCH_CASES", "40000"))
RULES, ROUNDS = 200, 5


def main() -> None:
    """Both engines, each in a process of its own."""
    from bench.__main__ import on_each_engine

    on_each_engine("bench.routing", "here", BENCH_CASES=str(CASES))


def here() -> None:
    """Fill, try, print a line of JSON."""
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from bench.plans import fill
    from wangge.cases.queries import put_right, trial_of
    from wangge.catalogue.rules import Routing, RoutingRule, conflicts
    from wangge.core.words import Say
    from wangge.orgs.queries import today, unit_tree, units_of

    fill(connection)
    at, units = timezone.now(), [unit.id for unit in units_of("211102")]
    rules = [
        RoutingRule(
            n, (f"E{n % 6 + 1:02d}",), (f"2111020{n % 14 + 1:02d}",), units[n % len(units)], Say("因", "b"),
            hours="18:00-08:00" if n % 3 == 0 else "",
        )
        for n in range(1, RULES + 1)
    ]  # fmt: skip
    present, draft = Routing(rules), Routing(rules[: RULES // 2])
    unit_tree("211102")

    def median(act: Callable[[], object]) -> dict[str, float]:
        """Milliseconds by the clock and of this process's CPU."""
        clock, own = [], []
        for _ in range(ROUNDS):
            start, used = time.perf_counter(), time.process_time()
            act()
            clock.append(time.perf_counter() - start)
            own.append(time.process_time() - used)
        return {"ms": round(statistics.median(clock) * 1000, 1), "cpu_ms": round(statistics.median(own) * 1000, 1)}

    with CaptureQueriesContext(connection) as captured:
        trial = trial_of("211102", present, draft, at=at)
    found = {
        "engine": connection.vendor,
        "rules": RULES,
        "cases": trial.cases,
        "moved": len(trial.moved),
        "statements": len([q for q in captured if "SELECT" in q["sql"]]),
        "trial": median(lambda: trial_of("211102", present, draft, at=at)),
        "rows_alone": median(lambda: list(put_right("211102", at=at))),
        "conflicts": median(lambda: conflicts(rules, day=today(at))),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    here() if sys.argv[1:] == ["here"] else main()
