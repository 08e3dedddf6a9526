"""Each hand-over yields exactly one notice on the screens of whoever has the case now."""

from collections.abc import Sequence

from wangge.core.ids import PUBLIC
from wangge.journal.listeners import Listener
from wangge.journal.queries import Entry
from wangge.notices.models import Notice

VERBS = frozenset(
    f"case.{verb}"
    for verb in (
        "report", "escalate", "hand_down", "dispatch", "return", "recall", "finish", "check_fail", "reopen",
        "hand_over", "go_on",
    )
)  # fmt: skip


def hear_hand_overs(district: str, entries: Sequence[Entry]) -> None:
    """Make the notice of every entry that handed a case over. Hearing an entry twice changes nothing."""
    rows = [
        Notice(
            district=district,
            case=entry.subject_id,
            entry=entry.seq,
            channel="screen",
            place=str(entry.facts.get("unit") or entry.facts.get("desk") or entry.facts.get("area") or ""),
            person=PUBLIC,
            state="sent",
            next_at=entry.recorded_at,
            sent_at=entry.recorded_at,
            created_at=entry.recorded_at,
        )
        for entry in entries
        if entry.facts.get("handed")
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def hear_warnings(district: str, entries: Sequence[Entry]) -> None:
    """Make one notice of every step of a clock, and one of every order, for the place that it is told to."""
    rows = [
        Notice(
            district=district, case=entry.subject_id, entry=entry.seq, channel="screen",
            place=str(entry.facts.get("to") or entry.facts.get("unit") or entry.facts.get("desk") or ""), person=PUBLIC,
            state="sent", next_at=entry.recorded_at, sent_at=entry.recorded_at, created_at=entry.recorded_at,
        )
        for entry in entries
    ]  # fmt: skip
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


WARNINGS = Listener(
    "notices.warnings",
    frozenset({"case.remind", "case.overdue", "case.raise", "case.supervise"}),
    hear_warnings,
)
HAND_OVERS = Listener("notices.hand_overs", VERBS, hear_hand_overs)
