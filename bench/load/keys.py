"""``python -m bench.load.keys RUN``: what the database says of a run, by the keys that its people made.

``tenths BEGIN``: how long each tenth of the commands took whose keys begin so.
"""

import json
import sys
from itertools import pairwise

import django

django.setup()

from django.db.models import Count  # noqa: E402

from wangge.core.ids import PUBLIC  # noqa: E402
from wangge.journal.models import Entry, Receipt  # noqa: E402
from wangge.simulate.ground import CITY  # noqa: E402


def main() -> None:
    """Commands with a receipt, reports among them, entries of reports, and what stands there twice."""
    ours = f"{sys.argv[1]}-"
    receipts = Receipt.objects.filter(district=CITY, key__startswith=ours)
    told = Entry.objects.filter(district=CITY, verb="case.report", key__startswith=ours)
    by_key = Entry.objects.filter(district=CITY, subject_kind="case", key__startswith=ours).values("key", "verb")
    double = by_key.annotate(n=Count("position")).filter(n__gt=1).count()
    print(json.dumps({
        "receipts": receipts.count(), "reports": receipts.filter(key__endswith="-report").count(),
        "cases_opened": told.count(), "double": double,
    }))  # fmt: skip


def tenths(begin: str) -> None:
    """Seconds that each tenth of the commands took whose keys begin so, by when they were recorded."""
    rows = Receipt.objects.filter(district=CITY, author=PUBLIC, key__startswith=begin)
    times = sorted(rows.values_list("recorded_at", flat=True))
    marks = [times[n * (len(times) - 1) // 10] for n in range(11)]
    print(json.dumps([round((b - a).total_seconds(), 2) for a, b in pairwise(marks)]))


if __name__ == "__main__":
    tenths(sys.argv[2]) if sys.argv[1] == "tenths" else main()
