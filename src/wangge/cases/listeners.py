"""Open cases go along when their area is cut anew; ended ones keep the codes of their day."""

from collections.abc import Sequence

from wangge.cases.actions import follow_recut
from wangge.journal.listeners import Listener
from wangge.journal.queries import Entry


def hear_recuts(district: str, entries: Sequence[Entry]) -> None:
    """Move the open cases of every re-cutting once."""
    for entry in entries:
        follow_recut(entry.facts["follows"], district=district, key=f"recut-{entry.position}", at=entry.recorded_at)


RECUTS = Listener("cases.recuts", frozenset({"ground.recut"}), hear_recuts)
