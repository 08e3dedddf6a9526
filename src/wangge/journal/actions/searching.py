"""Making what a search knows anew, for contents from before and after a change of what is searched."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q

from wangge.journal.models import Content, Saying
from wangge.journal.rules import SEARCHED_FIELDS, SEARCHED_KINDS, said_to_search

BATCH = 2000


def index_sayings(district: str, *, anew: bool = False, batch: int = BATCH) -> Iterator[tuple[int, int]]:
    """Write the sayings of a district's contents that lack theirs, a batch a transaction; after each batch gives how
    many contents were looked at and how many sayings written so far.

    What is there is left, so that whoever was interrupted begins again and soon is where it ended. With ``anew`` those
    of a batch are deleted and written again. The server may go on meanwhile.
    """
    after, looked, written = None, 0, 0
    rows = Content.objects.filter(
        Q(subject_kind__in=sorted(SEARCHED_KINDS), field__in=sorted(SEARCHED_FIELDS)), district=district
    ).order_by("id")
    while True:
        ids = list((rows.filter(id__gt=after) if after else rows).values_list("id", flat=True)[:batch])
        if not ids:
            return
        with transaction.atomic():
            sayings = Saying.objects.filter(district=district, id__in=ids)
            if anew:
                sayings.delete()
            there = set(sayings.values_list("id", flat=True))
            lacking = [own for own in ids if own not in there]
            kept = Content.objects.select_for_update().filter(district=district, id__in=lacking, body__isnull=False)
            made = [
                Saying(district=district, id=row.id, subject_kind=row.subject_kind, subject_id=row.subject_id,
                       tokens=tokens)
                for row in kept
                if (tokens := said_to_search(row.subject_kind, row.field, bytes(row.body or b"")))
            ]  # fmt: skip
            Saying.objects.bulk_create(made, batch_size=500)
        after, looked, written = ids[-1], looked + len(ids), written + len(made)
        yield looked, written
