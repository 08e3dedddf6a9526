"""Each report gets its suggestion; what people choose and what comes of it is written beside."""

from collections.abc import Iterator, Sequence
from itertools import islice
from uuid import UUID

from wangge.catalogue.rules import FLOWS
from wangge.journal.listeners import Listener
from wangge.journal.queries import Entry, content_of
from wangge.learning.actions import note_choices, note_outcomes, offer

REPORTS = "case.report"
CHOICES = frozenset(f"case.{row.verb}" for flow in FLOWS.values() for row in flow.rows if row.takes("kind"))
ENDS = frozenset(f"case.{row.verb}" for flow in FLOWS.values() for row in flow.rows if row.end == "closed")
A_PART = 500


def hear_cases(district: str, entries: Sequence[Entry]) -> None:
    """Suggest for what was reported, then note choices and ends. Hearing an entry twice changes nothing."""
    for part in _parts([entry for entry in entries if entry.verb == REPORTS]):
        words = {entry.subject_id: _words_of(entry) for entry in part}
        bodies = content_of(district, [row for row in words.values() if row is not None])
        offer(
            district,
            [
                (entry.subject_id, body.decode(), str(entry.facts["area"]), entry.recorded_at)
                for entry in part
                if (row := words[entry.subject_id]) is not None and (body := bodies.get(row))
            ],
        )
    chosen = {e.subject_id: (str(e.facts["kind"]), e.recorded_at) for e in entries if e.facts.get("kind")}
    note_choices(district, chosen)
    for part in _parts([entry for entry in entries if entry.verb in ENDS]):
        note_outcomes(district, {entry.subject_id for entry in part})


def _parts(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    rest = iter(entries)
    while part := list(islice(rest, A_PART)):
        yield part


def _words_of(entry: Entry) -> UUID | None:
    return next((UUID(mark["id"]) for mark in entry.content if mark["field"] == "words"), None)


CASES = Listener("learning.cases", CHOICES | ENDS | {REPORTS}, hear_cases)
