"""People go along when their area is cut anew."""

from collections.abc import Sequence
from datetime import date

from wangge.journal.listeners import Listener
from wangge.journal.queries import Entry
from wangge.orgs.actions import follow_recut


def hear_recuts(district: str, entries: Sequence[Entry]) -> None:
    """Move the grants of every re-cutting once."""
    for entry in entries:
        follow_recut(
            entry.facts["follows"], day=date.fromisoformat(entry.facts["day"]), district=district,
            key=f"recut-{entry.position}", at=entry.recorded_at,
        )  # fmt: skip


RECUTS = Listener("orgs.recuts", frozenset({"ground.recut"}), hear_recuts)
