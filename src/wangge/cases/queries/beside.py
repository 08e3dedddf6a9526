"""What goes on beside the stages of a case: its requests and orders as JSON values."""

from typing import Any
from uuid import UUID

from django.conf import settings

from wangge.cases.models import Case, Order, Request
from wangge.cases.rules import REQUEST_STATES
from wangge.catalogue.rules import SORTS
from wangge.journal.queries import content_of
from wangge.orgs.queries import names_of, unit_names
from wangge.places.queries import full_name

MOST = 100


def place_name(who: str) -> str:
    """A unit's name where it is the id of one, else the name of an area."""
    return unit_names().get(UUID(who), "") if len(who) > settings.CODE_LENGTHS["grid"] else full_name(who)


def beside_answers(case: Case) -> dict[str, list[dict[str, Any]]]:
    """``requests`` and ``orders`` of a case, the first one first. Four statements, however many there are."""
    mine = {"district": case.district, "case": case.id}
    requests = list(Request.objects.filter(**mine).order_by("asked_at", "id")[:MOST])
    orders = list(Order.objects.filter(**mine).order_by("ordered_at", "id")[:MOST])
    if not requests and not orders:
        return {"requests": [], "orders": []}
    said = [*((r.words, r.reply) for r in requests), *((o.words, o.reply) for o in orders)]
    bodies = content_of(case.district, [content for pair in said for content in pair if content])
    people = {p for r in requests for p in (r.asked_by, r.supported_by, r.decided_by) if p}
    names = names_of(people | {p for o in orders for p in (o.ordered_by, o.answered_by) if p})
    return {
        "requests": [_request(r, bodies, names) for r in requests],
        "orders": [_order(o, bodies, names) for o in orders],
    }


def _said(content: UUID | None, bodies: dict[UUID, bytes | None]) -> str | None:
    body = bodies.get(content) if content else None
    return body.decode() if body is not None else None


def _when(person: UUID | None, at: Any, names: dict[UUID, str]) -> dict[str, Any] | None:
    return {"by": names.get(person, "") if person else "", "at": at.isoformat()} if at else None


def _request(row: Request, bodies: dict[UUID, bytes | None], names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "sort": {"code": row.sort, "label": SORTS[row.sort].pair()},
        "state": {"code": row.state, "label": REQUEST_STATES[row.state].pair()},
        "asker": {"id": row.asker, "name": place_name(row.asker)},
        "review_on": row.review_on.isoformat() if row.review_on else None,
        "words": _said(row.words, bodies),
        "asked": _when(row.asked_by, row.asked_at, names),
        "supported": _when(row.supported_by, row.supported_at, names),
        "decided": _when(row.decided_by, row.decided_at, names),
        "reply": _said(row.reply, bodies),
    }


def _order(row: Order, bodies: dict[UUID, bytes | None], names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "sort": {"code": row.sort, "label": SORTS[row.sort].pair()},
        "desk": {"code": row.desk, "name": full_name(row.desk)},
        "to": {"id": row.to, "name": place_name(row.to)},
        "words": _said(row.words, bodies),
        "ordered": _when(row.ordered_by, row.ordered_at, names),
        "due_at": row.due_at.isoformat(),
        "answered": _when(row.answered_by, row.answered_at, names),
        "reply": _said(row.reply, bodies),
    }
