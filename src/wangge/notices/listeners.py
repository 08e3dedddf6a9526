"""Each hand-over and each task yields exactly one notice on the screens of whoever is to act now; each end asks the
reporter."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from wangge.cases.queries import reports_with_number
from wangge.core.ids import PUBLIC
from wangge.journal.listeners import Listener
from wangge.journal.queries import Entry
from wangge.notices.models import Notice
from wangge.notices.rules import MOST_ASKED, after_quiet

VERBS = frozenset(
    f"case.{verb}"
    for verb in (
        "report", "escalate", "hand_down", "dispatch", "return", "recall", "finish", "check_fail", "reopen",
        "hand_over", "contest", "classify", "object", "designate", "invite", "whistle", "go_on",
    )
)  # fmt: skip


def hear_hand_overs(district: str, entries: Sequence[Entry]) -> None:
    """Make the notice of every hand-over and of every task that was given. Hearing an entry twice changes nothing."""
    rows = [
        Notice(
            district=district,
            case=entry.subject_id,
            entry=entry.seq,
            channel="screen",
            person=PUBLIC,
            state="sent",
            next_at=entry.recorded_at,
            sent_at=entry.recorded_at,
            created_at=entry.recorded_at,
            **about,
        )
        for entry in entries
        for about in _told(entry)
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def _told(entry: Entry) -> Iterator[dict[str, Any]]:
    """Where each notice of an entry goes, and the task that it is about."""
    facts = entry.facts
    if facts.get("handed"):
        yield {"place": str(facts.get("now_with") or facts.get("unit") or facts.get("desk") or facts.get("area") or "")}
    for task in facts.get("tasks", ()):
        yield {"place": task["unit"], "task": UUID(task["id"])}


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


def hear_endings(district: str, entries: Sequence[Entry]) -> None:
    """Queue one SMS to whoever left a number with a report of a case that has ended: how did it go?

    Once for each end, at most twice a report, and never at night. Hearing an entry twice changes nothing.
    """
    zone = ZoneInfo(settings.DISTRICT_ZONE)
    for entry in entries:
        if entry.now == entry.was:
            continue
        reports = [report.id for report in reports_with_number(district, entry.subject_id)]
        if not reports:
            continue
        asked = Counter(Notice.objects.filter(district=district, report__in=reports).values_list("report", flat=True))
        Notice.objects.bulk_create(
            [
                Notice(
                    district=district, case=entry.subject_id, entry=entry.seq, report=report, channel="sms", place="",
                    person=PUBLIC, next_at=after_quiet(entry.recorded_at.astimezone(zone)),
                    created_at=entry.recorded_at,
                )
                for report in reports
                if asked[report] < MOST_ASKED
            ],
            ignore_conflicts=True,
        )  # fmt: skip


ENDINGS = Listener("notices.endings", frozenset({"case.close", "case.decline"}), hear_endings)
WARNINGS = Listener(
    "notices.warnings",
    frozenset({"case.remind", "case.overdue", "case.raise", "case.supervise"}),
    hear_warnings,
)
HAND_OVERS = Listener("notices.hand_overs", VERBS, hear_hand_overs)
