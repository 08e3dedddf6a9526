"""``python -m bench.plans``: how both engines go about the questions that are asked all day, at a million cases.

Prints each plan; a question that reads a whole table is marked. The store is that of ``bench.filled``.
"""

import os
import sys
from datetime import timedelta

CASES = int(os.environ.get("BENCH_CASES", "1000000"))


def main() -> None:
    """Both engines, each in a process of its own."""
    from bench.__main__ import on_each_engine

    on_each_engine("bench.plans", "here")


def here() -> None:
    """Fill, ask, print."""
    import django

    django.setup()
    from django.db import connection
    from django.utils import timezone

    from bench.filled import fill
    from bench.lives import actor
    from wangge.cases import queries
    from wangge.cases.models import Case, Report
    from wangge.cases.queries.days import counted_by_week, weeks_back

    fill(connection, CASES, timezone.now())
    at, desk, unit, worker, district = timezone.now(), *(actor(n) for n in ("community", "unit", "worker", "district"))
    some = Case.objects.exclude(unit=None).order_by("id")[CASES // 2]
    monday = at.date() - timedelta(days=at.weekday() + 14)
    week = {"ended_from": monday, "ended_to": monday + timedelta(days=6), "on_time": False}

    def page(who: object, sort: str, **wanted: object) -> object:
        rows = queries.cases_for(who, wanted, at=at)  # type: ignore[arg-type]
        if sort == "due":
            return rows.filter(due_at__isnull=False).order_by("due_at", "id")[:51]
        return rows.order_by("-id")[:51]

    asked = {
        "one case": Case.objects.filter(district="211102", id=some.id),
        "my cases, grid worker": page(worker, "due", mine=True),
        "my cases, community": page(desk, "due", mine=True),
        "my cases, unit": page(unit, "due", mine=True),
        "open cases, district": page(district, "due", open=True),
        "late cases, district": page(district, "due", late=True),
        "all cases, newest, district": page(district, "newest"),
        "all cases, newest, community": page(desk, "newest"),
        "all cases, newest, grid worker": page(worker, "newest"),
        "ended late in a week, of a unit, for the district": page(district, "newest", **week, hands=str(some.unit)),
        "ended late in a week, community": page(desk, "newest", **week),
        "eight weeks, district": counted_by_week(
            Case.objects.filter(queries.visible(district)), [some.unit.hex, str(some.unit)], weeks_back(at)
        ),
        "put right lately, for a dry run of routing rules": queries.put_right("211102", at=at),
        "unseen, for the SMS": queries.left_unseen("211102", at=at)[:500],
        "behind a tracking code": Report.objects.filter(code="AAAAAAAAAAAA"),
    }
    explain = {"analyze": True, "costs": False, "summary": True} if connection.vendor == "postgresql" else {}
    for name, rows in asked.items():
        plan = rows.explain(**explain)  # type: ignore[attr-defined]
        whole = "Seq Scan on cases" in plan or any("SCAN cases" in p and "INDEX" not in p for p in plan.splitlines())
        print(f"\n-- {name}{'   READS THE WHOLE TABLE' if whole else ''}\n{plan}")


if __name__ == "__main__":
    here() if sys.argv[1:] == ["here"] else main()
