"""What an act beside the stages is told: by which row and grant, of whom, with what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wangge.cases.models import Case
from wangge.cases.rules import Standing
from wangge.catalogue.rules import Row
from wangge.orgs.rules import Actor, Held


@dataclass(frozen=True)
class Step:
    """A move on its way: its row, the grant it is made by, the actor, the case before it, the facts, and the content
    id of its words."""

    row: Row
    held: Held
    actor: Actor
    was: Standing
    facts: Mapping[str, Any]
    words: UUID | None


def mark(case: Case, name: str, *, on: bool) -> None:
    """Put a side mark on a case, or take it off."""
    others = [m for m in case.marks if m != name]
    case.marks = [*others, name] if on else others
