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
    """Hand every listener what it has not read yet, a batch per district. Returns how many entries were read in all.

    Entries are read once for all listeners that stand at the same position; those of them that want none go on
    together. A listener that fails keeps its place and is tried again at the next call; the others go on. Many workers
    may do this at once: a listener's position in a district is locked, and whoever finds it locked goes on.
    """
    heard = {(r.listener, r.district): r.position for r in Reading.objects.all()}
    read = 0
    for district, end in positions(all_districts()).items():
        parts: dict[int, list[Entry]] = {}
        idle: dict[int, list[str]] = {}
        for listener in listeners:
            after = heard.get((listener.name, district))
            if after is None:
                after = Reading.objects.get_or_create(listener=listener.name, district=district)[0].position
            if after >= end:
                continue
            if after not in parts:
                parts[after] = entries_from(district, after=after, limit=batch)
            wanted = [e for e in parts[after] if e.verb in listener.verbs]
            if not wanted:
                idle.setdefault(after, []).append(listener.name)
                continue
            try:
                read += len(parts[after]) * _hear(listener, district, wanted, after, parts[after][-1].position)
            except Exception:
                log.exception("listener %s failed in district %s; it stays where it was", listener.name, district)
        for after, names in idle.items():
            rows = Reading.objects.filter(district=district, listener__in=names, position=after)
            read += len(parts[after]) * rows.update(position=parts[after][-1].position)
    return read


def _hear(listener: Listener, district: str, wanted: Sequence[Entry], after: int, last: int) -> bool:
    """Let a listener hear these and go on to ``last``, unless another worker is at it or it stands elsewhere by now."""
    with transaction.atomic():
        place = (
            Reading.objects.select_for_update(skip_locked=True)
            .filter(listener=listener.name, district=district, position=after)
            .first()
        )
        if place is None:
            return False
        listener.hear(district, wanted)
        place.position = last
        place.save(update_fields=["position"])
        return True
