"""Writing down what happened to a case: its row goes with the end of its chain."""

from collections.abc import Mapping, Sequence
from typing import Any

from wangge.cases.models import Case
from wangge.journal.actions import Change
from wangge.journal.rules import ContentMark, Head, Subject


def note(
    change: Change,
    case: Case,
    verb: str,
    facts: Mapping[str, Any] | None = None,
    content: Sequence[ContentMark] = (),
    **columns: Any,
) -> None:
    """Record what does not move the case; ``columns`` of its row change with the end of its chain."""
    head = change.record(
        Subject("case", case.id), verb, head=end_of(case), was=case.state, now=case.state, facts=facts,
        content=tuple(content),
    )  # fmt: skip
    case.head_seq, case.head_hash = head.seq, head.hash
    for name, value in columns.items():
        setattr(case, name, value)
    change.write(case)


def end_of(case: Case) -> Head:
    """The end of its chain, as the row of a case keeps it."""
    return Head(case.head_seq, bytes(case.head_hash))
