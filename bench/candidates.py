"""``python -m bench.candidates``: the search for what may be the same matter, at 1,000, 100,000 and 1,000,000 cases.

Cases are spread over 100 square kilometres. *spread*: they came in over time, 550 a day, the last ten days' and one in
thirty of the others open. *dense*: all of them came in this week and all are open, which no district ever has. Each
question is ``queries.alike`` at a point where somebody stands: time in all, statements, rows that the blocking read,
and its statement alone. Both engines, raw results in ``bench/results``.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

SIZES = [int(size) for size in os.environ.get("BENCH_SIZES", "1000,100000,1000000").split(",")]
QUESTIONS, SOUTH, WEST, TALL, WIDE, A_DAY = 200, 41.15, 122.0, 0.09, 0.12, 550


def main() -> None:
    """Each engine, size and spread in a process of its own, beside each other at the end."""
    from bench.__main__ import engines, environment, machine, python

    here_is, rows = machine(), []
    for size in SIZES:
        for spread in ("spread", "dense"):
            with engines() as found:
                for engine, (address, _) in found.items():
                    environ = environment(address, Path(tempfile.gettempdir()))
                    said = python(environ, "bench.candidates", "here", str(size), spread)
                    rows.append({"engine": engine} | json.loads(said.splitlines()[-1]))
                    print(rows[-1], flush=True)
    print("\n| engine | cases | | open | median ms | p95 ms | own CPU ms | blocking ms | rows | statements | index |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for row in sorted(rows, key=lambda r: (r["engine"], r["spread"], r["cases"])):
        print(f"| {row['engine']} | {row['cases']:,} | {row['spread']} | {row['open']:,} | {row['median_ms']:.1f} "
              f"| {row['p95_ms']:.1f} | {row['cpu_ms']:.1f} | {row['blocking_ms']:.2f} | {row['rows']} "
              f"| {row['statements']} | {'yes' if row['indexed'] else 'NO'} |")  # fmt: skip
    file = Path(__file__).parent / "results" / f"candidates-{here_is['at'][:10]}.json"
    file.write_text(json.dumps({"machine": here_is, "questions": QUESTIONS, "runs": rows}, indent=1))
    print(f"Raw results: bench/results/{file.name}")


def here(size: int, spread: str) -> None:
    """Fill, ask, print one line."""
    import django

    django.setup()
    from random import Random

    from django.conf import settings
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from wangge.cases.models import OPEN, Case
    from wangge.cases.queries import alike, blocked
    from wangge.cases.queries.candidates import _blocks
    from wangge.cases.rules import Telling
    from wangge.orgs.rules import public_actor

    _fill(connection, size, spread)
    rng, at, who = Random(7), timezone.now(), public_actor("211102")
    settings.DEBUG = False
    asked = [
        Telling(("三号楼门口下水道堵了，往外冒水",), frozenset({"E0504"}), "211102005013001",
                SOUTH + rng.random() * TALL, WEST + rng.random() * WIDE, at)
        for _ in range(QUESTIONS)
    ]  # fmt: skip
    for telling in asked[:20]:
        alike(who, telling, at=at)
    times, alone, rows, cpu = [], [], [], time.process_time()
    since = at - timedelta(days=7)
    for telling in asked:
        began = time.perf_counter()
        alike(who, telling, at=at)
        times.append(1000 * (time.perf_counter() - began))
        began = time.perf_counter()
        rows.append(len(blocked("211102", telling, since=since)))
        alone.append(1000 * (time.perf_counter() - began))
    used = 1000 * (time.process_time() - cpu) / QUESTIONS
    with CaptureQueriesContext(connection) as sent:
        alike(who, asked[0], at=at)
    indexed = all(_indexed(connection, sql, values) for sql, values in _blocks("211102", asked[0], since))
    print(json.dumps({
        "cases": Case.objects.count(), "spread": spread, "open": Case.objects.filter(OPEN).count(),
        "median_ms": round(statistics.median(times), 2), "p95_ms": round(sorted(times)[int(0.95 * len(times))], 2),
        "cpu_ms": round(used, 2), "blocking_ms": round(statistics.median(alone), 3),
        "rows": round(statistics.median(rows)), "statements": len(sent), "indexed": indexed,
    }))  # fmt: skip


def _indexed(connection: Any, sql: str, values: list[Any]) -> bool:
    """Whether the plan of a block reads an index and not the table."""
    with connection.cursor() as cursor:
        cursor.execute(("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + sql, values)
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    return "Seq Scan" not in plan and "cases_case_" in plan


def _fill(connection: Any, size: int, spread: str) -> None:
    """Copies of one case with its report and words, made by the engine itself."""
    from django.utils import timezone

    from bench.copies import copy_rows
    from wangge.cases.models import Case, Report
    from wangge.journal.models import Content

    pg = connection.vendor == "postgresql"
    series = (
        f"(SELECT n FROM generate_series(1, {size}::bigint) AS s(n))" if pg
        else f"(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {size}) SELECT n FROM s)"
    )  # fmt: skip
    now = timezone.now()
    day = A_DAY if spread == "spread" else size / 6.5
    ago = f"n / {day}" if pg else f"n / {float(day)}"
    seconds = f"({now.timestamp()} - ({ago}::float8) * 86400)" if pg else f"({now.timestamp()} - ({ago}) * 86400)"
    if pg:
        moment = f"to_timestamp({seconds})"
        named = ("(lpad(to_hex(({s} * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0') || '{v}' || "
                 "lpad(to_hex(n), 15, '0'))::uuid")  # fmt: skip
        floor = "floor({})::bigint"
    else:
        moment = f"strftime('%Y-%m-%d %H:%M:%f', {seconds}, 'unixepoch')"
        named = "printf('%012x7%03x{v}%015x', CAST({s} * 1000 AS INTEGER), n % 4096, n)"
        floor = "CAST({} AS INTEGER)"
    own, words, told = (named.format(s=seconds, v=v) for v in ("8", "9", "a"))
    lat = f"({SOUTH} + ((n * 7919) % 100003) / 100003.0 * {TALL})"
    lng = f"({WEST} + ((n * 104729) % 99991) / 99991.0 * {WIDE})"
    opened = "1 = 1" if spread == "dense" else f"n < {10 * A_DAY} OR n % 30 = 0"
    case, report = Case.objects.first(), Report.objects.first()
    assert case is not None
    assert report is not None
    changes = {
        Case: {
            "id": own, "number": "'211102-2025' || n", "lat": lat, "lng": lng, "created_at": moment, "head_seq": "1",
            "cell": f"{floor.format(lat + ' / 0.0015')} * 1000000 + {floor.format(lng + ' / 0.0015')}",
            "happened_at": moment, "words": words, "area": "'211102005' || (100 + n % 40) || (100 + n % 7)",
            "ended_at": f"CASE WHEN {opened} THEN NULL ELSE {moment} END",
            "state": f"CASE WHEN {opened} THEN 'reported' ELSE 'closed' END", "kind": "'E0504'",
        },
        Report: {"id": told, "case": own, "home": own, "code": "'B' || n", "words": words, "created_at": moment},
        Content: {"id": words},
    }  # fmt: skip
    kept = {Case: case.id, Report: report.id, Content: report.words}
    with connection.cursor() as cursor:
        for model, changed in changes.items():
            first = kept[model] if pg else kept[model].hex  # type: ignore[union-attr]
            copy_rows(cursor, model, changed, f"{series} AS m", "p.id = %s", (first,))
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    here(int(sys.argv[2]), sys.argv[3]) if sys.argv[1:2] == ["here"] else main()
