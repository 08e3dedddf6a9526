"""``python -m bench.plans``: how both engines go about the questions that are asked all day, at 200,000 cases.

Prints each plan; a question that reads a whole table is marked. The cases are copies of a handful of real ones, spread
over 700 grids, 60 units and a year; one in thirty is open.
"""

import json
import os
import sys
from datetime import timedelta

CASES = int(os.environ.get("BENCH_CASES", "200000"))


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

    from bench.lives import actor
    from wangge.cases import queries
    from wangge.cases.models import Case, Report
    from wangge.cases.queries.days import counted_by_week, weeks_back

    fill(connection)
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


def fill(connection: object) -> None:
    """Copies of a handful of real cases, spread over grids, units and a year."""
    from django.db import transaction
    from django.utils import timezone

    from wangge.cases.models import Case, Report
    from wangge.core.ids import tracking_code, uuid7

    now = timezone.now()
    patterns = list(Case.objects.all()[:20])
    units = [uuid7() for _ in range(60)]
    with transaction.atomic():
        for start in range(0, CASES, 5000):
            rows, told = [], []
            for n in range(start, min(start + 5000, CASES)):
                case = patterns[n % 20]
                values = {f.attname: getattr(case, f.attname) for f in Case._meta.concrete_fields if f.attname != "pk"}
                opened, grid = n % 30 == 0, f"2111020{n % 14 + 1:02d}{n % 15:03d}{n % 5:03d}"
                rows.append(Case(**(values | {
                    "id": uuid7(), "number": f"211102-2025{n:08d}", "area": grid, "desk": grid[:12],
                    "state": "registered" if opened else "closed", "unit": units[n % 60] if n % 3 else None,
                    "seen_at": None if n % 900 == 0 else case.changed_at,
                    "ended_at": None if opened else now - timedelta(days=365) * (n / CASES),
                    "on_time": None if opened else n % 11 > 0,
                })))  # fmt: skip
                told.append(Report(
                    district="211102", case=rows[-1].id, home=rows[-1].id, code=tracking_code(), author=case.reporter,
                    channel="public", happened_at=case.happened_at, created_at=case.created_at,
                ))  # fmt: skip
            Case.objects.bulk_create(rows, batch_size=1000)
            Report.objects.bulk_create(told, batch_size=1000)
    with connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("ANALYZE")
    print(json.dumps({"cases": Case.objects.count(), "open": Case.objects.exclude(state="closed").count()}))


if __name__ == "__main__":
    here() if sys.argv[1:] == ["here"] else main()
