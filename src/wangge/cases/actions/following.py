"""A dispatch follows the routing rule that decides, or says why it does not."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from wangge.cases.models import Case, Overruling
from wangge.cases.queries.leading import leads_of, said_of
from wangge.cases.rules import check_reason, deciding, follows, gave_back
from wangge.catalogue.queries import routing_of
from wangge.core.ids import uuid7
from wangge.journal.actions import Change
from wangge.journal.rules import ContentMark


def follow_rule(
    change: Change, case: Case, facts: Mapping[str, Any], marks: Sequence[ContentMark], recorded: dict[str, Any],
    at: datetime,
) -> None:  # fmt: skip
    """Write down by which rule a case is dispatched; ``case`` has its new unit. Where no rule decides, nothing is.

    The entry gets ``rule`` and ``routing``, the edition; where another unit was chosen also ``overruled``, and the
    reason is kept as an overruling. Raises ``Missing`` (``why_missing``).
    """
    lead = deciding(leads_of(case, at=at), gave_back(case.clocks))
    if lead is None or case.unit is None:
        return
    rule, edition = lead.match.rule, routing_of(case.district).edition
    recorded |= {"rule": rule.number, "routing": edition}
    if follows(lead, case.unit):
        return
    check_reason(lead, str(facts.get("words", "")), says=said_of(rule, case.district))
    recorded["overruled"] = True
    made = Overruling(
        district=case.district, id=uuid7(at), case=case.id, rule=rule.number, edition=edition, unit=case.unit,
        words=next((mark.id for mark in marks if mark.field == "words"), None), made_at=at,
    )  # fmt: skip
    change.write(made, new=True)
