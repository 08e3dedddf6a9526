"""What a case is filed as: its kind, its condition, and whether it shows what the condition asks."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wangge.cases.models import Case
from wangge.cases.queries import first_told_at, pictures_of
from wangge.cases.rules import Standing, check_other_flow, picture_shows
from wangge.catalogue.queries import (
    KindFacts,
    condition_for,
    kind_for,
    kind_named,
    local_minute,
    present_flow,
)
from wangge.catalogue.rules import (
    CLOSES,
    FLOWS,
    REGISTERS,
    SHOWS_WORK,
    Flow,
    Row,
    check_evidence,
    check_same_hours,
    choose,
)
from wangge.core.refusals import read_id
from wangge.files.queries import uploads_of
from wangge.journal.actions import Change

CHECKS = frozenset({"check_pass", "check_fail"})
"""Verbs that say what was seen on the spot."""


def kind_given(case: Case, facts: Mapping[str, Any]) -> KindFacts:
    """The kind that a move gives, as the district has it today; the case's own kind given again stays as it was."""
    code = str(facts["kind"])
    same = kind_for(case.district, code, case.kind_edition) if code == case.kind else None
    return same or kind_named(code, case.district)


def flow_of_kind(case: Case, was: Standing, own: Flow, name: str) -> Flow:
    """The table that the case plays from now on, by its kind: its own, or the other flow's of today."""
    if name == case.flow:
        return own
    check_other_flow(was, FLOWS[name].say)
    return present_flow(case.district, name)


def settle_kind(case: Case, row: Row, given: Mapping[str, Any], recorded: dict[str, Any]) -> None:
    """Give the case the kind and the condition that a move gives; the only condition of a kind is taken unasked.

    Raises ``Missing`` (``condition_unknown``) and as ``kind_named`` does.
    """
    before = case.condition
    if given.get("kind"):
        kind = kind_given(case, given)
        if (kind.code, kind.edition) != (case.kind, case.kind_edition):
            case.kind, case.kind_edition, case.condition = kind.code, kind.edition, ""
        recorded["kind"] = case.kind
        recorded |= {"kind_edition": kind.edition} if kind.edition else {}
    if given.get("kind") or row.takes("condition"):
        found = kind_for(case.district, case.kind, case.kind_edition)
        case.condition = choose(found.conditions if found else (), str(given.get("condition", "")), case.condition)
    if case.condition != before:
        recorded["condition"] = case.condition


def check_shown(change: Change, case: Case, row: Row, flow: Flow, given: Mapping[str, Any], *, author: UUID) -> None:
    """Whether the case shows what its condition asks at this move, with the photos that come with it.

    Two statements where the condition asks for photos, one where it asks for the same hours, else none. Raises
    ``Missing`` (``evidence_missing``).
    """
    if row.verb not in REGISTERS | SHOWS_WORK | CLOSES | CHECKS:
        return
    condition = condition_for(case.district, case.kind, case.kind_edition, case.condition)
    if condition is None or not condition.evidence.asks:
        return
    asked = condition.evidence
    if row.verb in CHECKS:
        if asked.same_hours:
            check_same_hours(local_minute(first_told_at(case)), local_minute(change.command.happened_at))
        if row.verb == "check_fail":
            return
    photos = [read_id(photo) for photo in given.get("photos", ())]
    brought = uploads_of(district=case.district, author=author, ids=photos) if photos else []
    pictures = pictures_of(case, brought, shows=picture_shows(row, flow))
    placed = case.located or bool(given.get("place") and not row.own_place)
    check_evidence(asked, pictures, verb=row.verb, placed=placed)
