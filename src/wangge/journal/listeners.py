"""Delivery: each listener reads the journal at its own pace, at least once, in order."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from wangge.journal.models import Entry, Reading
from wangge.journal.queries import BATCH, all_districts, entries_from, positions

log = logging.getLogger("wangge.journal")


@dataclass(frozen=True)
class Listener:
    """A reader of the journal: its name, the verbs it wants, and what it does with a batch of entries.

    ``hear`` runs inside a transaction together with the listener's new position; it must be idempotent all the
    same, because a crash may deliver a batch twice, and it never sends anything to the outside.
    """

    name: str
    verbs: frozenset[str]
    hear: Callable[[str, Sequence[Entry]], None]


def deliver(listeners: Sequence[Listener], *, batch: int = BATCH) -> int:
    """Hand every listener what it has not read yet, a batch per district. Returns how many entries were read.

    A listener that fails keeps its place and is tried again at the next call; the others go on. Many workers
    may do this at once: a listener's position in a district is locked, and whoever finds it locked goes on.
    """
    read = 0
    heard = {(r.listener, r.district): r.position for r in Reading.objects.all()}
    for district, end in positions(all_districts()).items():
        for listener in listeners:
            if heard.get((listener.name, district), 0) >= end:
                continue
            try:
                read += _deliver_batch(listener, district, batch)
            except Exception:
                log.exception("listener %s failed in district %s; it stays where it was", listener.name, district)
    return read


def _deliver_batch(listener: Listener, district: str, batch: int) -> int:
    Reading.objects.get_or_create(listener=listener.name, district=district)
    with transaction.atomic():
        # of several workers one delivers to a listener; the others go on to the next instead of waiting
        place = (
            Reading.objects.select_for_update(skip_locked=True)
            .filter(listener=listener.name, district=district)
            .first()
        )
        if place is None:
            return 0
        entries = entries_from(district, after=place.position, limit=batch)
        if not entries:
            return 0
        wanted = [e for e in entries if e.verb in listener.verbs]
        if wanted:
            listener.hear(district, wanted)
        place.position = entries[-1].position
        place.save(update_fields=["position"])
        return len(entries)
