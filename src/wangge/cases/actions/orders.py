"""Orders 督办单: a superior asks, whoever has the case answers."""

from typing import Any

from wangge.cases.actions.beside import Step, mark
from wangge.cases.actions.timing import keep_clocks
from wangge.cases.models import Case, Order
from wangge.cases.queries import calendar_for_turn, turn_of
from wangge.cases.rules import HANDLE, ORDER_LIMIT, SUPERVISED, clocks_of, order_answered, ordered, sort_of
from wangge.core.ids import uuid7
from wangge.journal.actions import Change


def supervise(change: Change, case: Case, step: Step) -> dict[str, Any]:
    """Give an order to whoever has the case; a clock of its own runs until it is answered. Raises ``Missing``."""
    at, turn = change.command.recorded_at, turn_of(case)
    sort, who = sort_of(step.row, step.facts), turn.who
    limit = str(step.facts.get("limit") or ORDER_LIMIT)
    clocks = ordered(clocks_of(case.clocks), who, limit, calendar_for_turn(turn, case.area), at)
    order = Order(
        district=case.district, id=uuid7(at), case=case.id, sort=sort, desk=step.held.area, to=who, words=step.words,
        ordered_by=step.actor.person, ordered_at=at, due_at=clocks.runs[-1].due_at or at,
    )  # fmt: skip
    change.write(order, new=True)
    keep_clocks(case, clocks, at=at)
    mark(case, SUPERVISED, on=True)
    to = {"unit": who} if turn.stage == HANDLE else {"desk": who}
    return {"sort": sort, "order": str(order.id), "due_at": order.due_at.isoformat()} | to


def answer(change: Change, case: Case, step: Step) -> dict[str, Any]:
    """Answer the open order; its clock ends when that happened."""
    at, since = change.command.recorded_at, max(change.command.happened_at, case.happened_at)
    order = Order.objects.filter(district=case.district, case=case.id, answered_at=None).latest("ordered_at")
    order.answered_by, order.answered_at, order.reply = step.actor.person, since, step.words
    change.write(order)
    keep_clocks(case, order_answered(clocks_of(case.clocks), since), at=at)
    mark(case, SUPERVISED, on=False)
    return {"order": str(order.id)}
