"""Closing by a rule: what was put right on the spot, with its evidence whole, once a district has said so of a kind."""

from datetime import datetime
from uuid import UUID

from wangge.cases.actions.move import make
from wangge.cases.models import Case
from wangge.cases.rules import whole_evidence
from wangge.catalogue.queries import KindFacts, flow_for, present_kind
from wangge.catalogue.rules import Row
from wangge.core.refusals import NotNow
from wangge.core.words import Say
from wangge.files.queries import files_about
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import digest
from wangge.orgs.rules import public_actor

BATCH = 200


def close_by_rule(at: datetime, *, limit: int = BATCH) -> int:
    """Close the cases whose time by the rule of their kind has come, the longest waiting first. Returns how many.

    Each is a command of its own by nobody, and its entry ``case.close`` holds ``{rule: {kind, edition, minutes}}``.
    What the rule does not suit any more (switched off meanwhile, evidence lacking, an order or a stop beside it) is
    left to a person for good. Many workers may do this at once.
    """
    closed = 0
    due = Case.objects.filter(close_at__isnull=False, close_at__lte=at).order_by("close_at")
    for district, case_id in list(due.values_list("district", "id")[:limit]):
        closed += _close(district, case_id, at)
    return closed


def _close(district: str, case_id: UUID, at: datetime) -> bool:
    case = Case.objects.get(district=district, id=case_id)
    who, key = public_actor(district), f"rule-{case_id.hex}-{case.head_seq}"
    payload = digest("case.close", {"case": str(case_id), "seq": case.head_seq})

    def act(change: Change) -> Answer:
        locked = Case.objects.select_for_update().get(district=district, id=case_id)
        kind, row = present_kind(district, locked.kind), _row(locked)
        if kind is None or row is None or not _suits(locked, kind, at):
            raise NotNow("rule_unsuited", Say("规则已不适用。", "The rule does not suit any more."))
        rule = {"kind": kind.code, "edition": kind.edition, "minutes": kind.closes_after}
        flow = flow_for(district, locked.flow, locked.flow_version)
        make(change, who, locked, flow, row, None, {}, also={"rule": rule})
        return Answer(200, {"closed": True})

    try:
        return not commit(Command(district, who.person, "", key, payload, at, at), act).replay
    except NotNow:
        Case.objects.filter(district=district, id=case_id, close_at__lte=at).update(close_at=None)
        return False


def _row(case: Case) -> Row | None:
    """The row by which it is closed, unless the flow wants something from a person."""
    rows = flow_for(case.district, case.flow, case.flow_version).rows_from(case.state)
    return next((row for row in rows if row.verb == "close" and not row.needs and case.state == "checking"), None)


def _suits(case: Case, kind: KindFacts, at: datetime) -> bool:
    if kind.closes_after is None or case.unit is not None or case.close_at is None or case.close_at > at:
        return False
    shows = [file.shows for file in files_about(case.district, f"case:{case.id}") if file.kind == "photo"]
    return whole_evidence(kind=case.kind, located=case.located, shows=shows, marks=case.marks)
