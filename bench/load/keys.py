"""``python -m bench.load.keys RUN``: what the database says of a run, by the keys that its people made."""

import json
import sys

import django

django.setup()

from django.db.models import Count  # noqa: E402

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


if __name__ == "__main__":
    main()
