"""Requests 申请 (more time, pooling, appeals), waiting, orders: who may decide, and what follows. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from wangge.cases.rules.timing import HANDLE, WHOLE, CalendarOf, Clocks
from wangge.catalogue.rules import SORTS, Row
from wangge.clock.rules import Calendar, Light, Run, begun, read_limit
from wangge.core.refusals import Missing, NotNow
from wangge.core.words import Say
from wangge.orgs.rules import Held

if TYPE_CHECKING:
    from wangge.cases.rules.standing import Standing

POOLED, SUSPENDED, SUPERVISED = "pooled", "suspended", "supervised"
"""Side marks of a case."""
ORDER = "order"
"""The clock of an order; it runs beside the stages."""
ORDER_LIMIT = "1 工作日"
WAITING, POOLING, EXEMPT = "等待居民", "挂账", "申诉成立"
"""Why a clock stands still, and why a late end does not count, as the clocks keep it."""
MOST_EXTENSIONS, MOST_DAYS = 2, 365

STATES: dict[str, Say] = {
    "asked": Say("待部门同意", "Waits for the first level"),
    "supported": Say("待批准", "Waits to be decided"),
    "granted": Say("已批准", "Granted"),
    "refused": Say("未批准", "Refused"),
    "withdrawn": Say("已失效", "Withdrawn"),
}
"""What a request 申请 can be in; the first two are open."""
DECIDES = {"support": ("asked",), "grant": ("supported",), "refuse": ("asked", "supported")}
"""In which states a request waits for each verb."""
_WHILE_POOLED = frozenset({"remark", "urge", "go_on"})


@dataclass(frozen=True)
class Ask:
    """An open request as the row of its case keeps it: its id, sort, the unit that asks, and its state."""

    id: str
    sort: str
    asker: str
    state: str

    def plain(self) -> dict[str, str]:
        """JSON values for the row."""
        return {"id": self.id, "sort": self.sort, "asker": self.asker, "state": self.state}


def hindered(row: Row, held: Held, case: "Standing") -> NotNow | None:
    """Why a row that is the actor's cannot be used as long as the case is marked, or nothing is asked; else None."""
    if POOLED in case.marks and row.verb not in _WHILE_POOLED:
        return NotNow(
            "pooled",
            Say(
                "这件案子正在挂账，到复查日期自动恢复，期间不办理。要提前办，请中心点“恢复”。",
                "The case is pooled until its review date and is not handled meanwhile. The desk can let it go on.",
            ),
        )
    refusal = _WHEN.get(row.verb, lambda row, held, case: None)(row, held, case)
    return NotNow(*refusal) if refusal else None


def decidable(row: Row, held: Held, case: "Standing") -> list[Ask]:
    """The open requests that a grant may support, grant or refuse by a row; a unit's chief those of the own unit."""
    return [
        ask
        for ask in case.asks
        if ask.sort in row.sorts
        and ask.state in DECIDES[row.verb]
        and (held.unit is None or ask.asker == str(held.unit))
    ]


Refusal = tuple[str, Say] | None


def _nothing_asked(row: Row, held: Held, case: "Standing") -> Refusal:
    if decidable(row, held, case):
        return None
    return "no_request", Say(
        "现在没有等您决定的申请。请刷新看看最新进展。", "No request waits for you here. Please look at it afresh."
    )


def _waiting(row: Row, held: Held, case: "Standing") -> Refusal:
    if SUSPENDED not in case.marks:
        return None
    return "waiting_already", Say(
        "已经在等待居民，时钟停着。要继续办，请点“恢复”。", "It waits already; its clocks stand still. Let it go on."
    )


def _running(row: Row, held: Held, case: "Standing") -> Refusal:
    if POOLED in case.marks and held.unit is not None:
        return "pooled_desk", Say(
            "挂账要由负责的中心恢复。请联系中心。", "Only the desk that holds it ends a pooling. Please ask the desk."
        )
    if POOLED in case.marks or SUSPENDED in case.marks:
        return None
    return "not_stopped", Say("这件案子没有停表，不用恢复。", "The clocks of this case run; nothing is to go on.")


def _ordered(row: Row, held: Held, case: "Standing") -> Refusal:
    if SUPERVISED not in case.marks:
        return None
    return "order_open", Say(
        "上一张督办单还没有答复。请先等答复，或用“催办”。",
        "The last order is not answered yet. Wait for the answer, or urge.",
    )


def _no_order(row: Row, held: Held, case: "Standing") -> Refusal:
    if SUPERVISED in case.marks:
        return None
    return "no_order", Say("没有等您答复的督办单。", "No order waits for an answer.")


_WHEN: dict[str, Callable[[Row, Held, "Standing"], Refusal]] = {
    "support": _nothing_asked,
    "grant": _nothing_asked,
    "refuse": _nothing_asked,
    "wait": _waiting,
    "go_on": _running,
    "supervise": _ordered,
    "answer": _no_order,
}


def sort_of(row: Row, facts: Mapping[str, Any]) -> str:
    """What a request or an order is for. Raises ``Missing`` (``sort_unknown``)."""
    sort = str(facts["sort"])
    if sort not in row.sorts:
        names = [SORTS[name] for name in row.sorts]
        raise Missing(
            "sort_unknown",
            Say(
                f"这里只能选：{'、'.join(n.zh for n in names)}。",
                f"Here it can only be: {', '.join(n.en.lower() for n in names)}.",
            ),
            choices=list(row.sorts),
        )
    return sort


def chosen(row: Row, held: Held, case: "Standing", facts: Mapping[str, Any]) -> Ask:
    """The request that is meant: the one named, else the only one.

    Raises ``Missing`` (``request_unclear``) with the open ones where it is neither.
    """
    asks = decidable(row, held, case)
    named = [ask for ask in asks if ask.id == str(facts.get("request", ask.id))]
    if len(named) != 1:
        raise Missing(
            "request_unclear",
            Say("有几件申请等着决定，请选是哪一件。", "Several requests wait; please choose which one."),
            requests=[ask.plain() for ask in asks],
        )
    return named[0]


def review_date(facts: Mapping[str, Any], today: date) -> date:
    """Until when a case is pooled: after today and at most 365 days ahead.

    Raises ``Missing`` (``review_missing``, ``review_unclear``, ``review_far``).
    """
    said = facts.get("review_on")
    if not said:
        raise Missing(
            "review_missing", Say("挂账要写复查日期。请选一天。", "Pooling needs a review date. Please choose a day.")
        )
    try:
        day = date.fromisoformat(str(said))
    except ValueError:
        raise Missing(
            "review_unclear",
            Say("复查日期看不懂。请写成 2026-12-01 这样。", "The review date cannot be read. Write it as 2026-12-01."),
        ) from None
    if not today < day <= today + timedelta(days=MOST_DAYS):
        last = today + timedelta(days=MOST_DAYS)
        raise Missing(
            "review_far",
            Say(
                f"复查日期要在明天到 {last} 之间，最多挂一年。请改一天。",
                f"The review date must lie between tomorrow and {last}, a year at most. Please choose another day.",
            ),
            review_on=day.isoformat(),
        )
    return day


def asked_twice(case: "Standing", sort: str, asker: str) -> None:
    """Raises ``NotNow`` (``asked_already``): one open request of a sort for each who asks."""
    if any((ask.sort, ask.asker) == (sort, asker) for ask in case.asks):
        raise NotNow(
            "asked_already",
            Say(
                f"您单位的{SORTS[sort].zh}申请还在等决定，不用再提。",
                f"Your unit's request ({SORTS[sort].en.lower()}) is still to be decided.",
            ),
        )


def unit_run(clocks: Clocks, unit: str) -> Run:
    """The clock by which a unit handles the case, the last one where there are several."""
    return next(run for run in reversed(clocks.runs) if (run.name, run.who) == (HANDLE, unit))


def check_extension(clocks: Clocks, unit: str, *, at: datetime, calendar_of: CalendarOf) -> None:
    """Raises ``NotNow``: ``extended_twice``; ``overdue`` when the unit's clock is red at the moment of asking."""
    run = unit_run(clocks, unit)
    check_extended_twice(run)
    if run.light(at, calendar_of(run.calendar, run.version)) is Light.RED:
        raise NotNow(
            "overdue",
            Say(
                "已经超期，不能再申请延期。请尽快办完；结案后可以申诉。",
                "It is overdue and cannot be extended. Please finish; once it is closed you may appeal.",
            ),
        )


def check_extended_twice(run: Run) -> None:
    """Raises ``NotNow`` (``extended_twice``) when the clock has been extended twice; refusals do not count."""
    if run.extensions >= MOST_EXTENSIONS:
        raise NotNow(
            "extended_twice",
            Say(
                "这件案子已经延期两次，不能再延。办不了可以申请挂账，或退回并说明。",
                "It has been extended twice, which is the most. Ask for pooling, or return it with the reason.",
            ),
        )


def check_pooled_once(pooled_before: bool) -> None:
    """Raises ``NotNow`` (``pooled_once``): a case is pooled once at most."""
    if pooled_before:
        raise NotNow(
            "pooled_once",
            Say("这件案子挂过账了，一件案子只能挂一次。请办理，或申请延期。",
                "It has been pooled before, and that is possible once. Handle it, or ask for an extension."),
        )  # fmt: skip


def check_review_ahead(day: date, today: date) -> None:
    """Raises ``NotNow`` (``review_passed``) when the review date asked for has come before it was decided."""
    if day <= today:
        raise NotNow(
            "review_passed",
            Say(
                "申请里的复查日期已经过了，批准也停不了表。请不批准，让部门重新申请。",
                "The review date asked for has passed. Refuse it, and let the unit ask anew.",
            ),
        )


def check_appeal(appealed_before: bool) -> None:
    """Raises ``NotNow`` (``appealed_once``): a unit appeals once a case."""
    if appealed_before:
        raise NotNow(
            "appealed_once",
            Say("您单位对这件案子已经申诉过，只能申诉一次。", "Your unit has appealed on this case; once is the most."),
        )


def check_waiting(clocks: Clocks, *, at: datetime, calendar_of: CalendarOf) -> None:
    """Raises ``NotNow`` (``overdue_waits_not``) when any clock is red: a stop never hides what is late."""
    if any(run.open and run.light(at, calendar_of(run.calendar, run.version)) is Light.RED for run in clocks.runs):
        raise NotNow(
            "overdue_waits_not",
            Say(
                "已经超期，不能再停表等居民。请写补充说明，并尽快办理。",
                "It is overdue, so its clocks cannot be stopped. Add a remark, and go on handling it.",
            ),
        )


def extended_for(clocks: Clocks, unit: str, calendar_of: CalendarOf) -> Clocks:
    """One original limit more for the unit's clock and for that of the whole matter."""
    return _each_open(
        clocks,
        lambda run: run.name == WHOLE or (run.name, run.who) == (HANDLE, unit),
        lambda run: run.extend(calendar_of(run.calendar, run.version)),
    )


def let_off(clocks: Clocks, unit: str) -> Clocks:
    """The unit's late end does not count; that it was late stays."""
    run = unit_run(clocks, unit)
    return Clocks(tuple(r.let_off(EXEMPT) if r is run else r for r in clocks.runs))


def ordered(clocks: Clocks, who: str, limit: str, calendar: Calendar, at: datetime) -> Clocks:
    """With the clock of an order beside. Raises ``Missing`` as ``read_limit`` does."""
    return Clocks((*clocks.runs, begun(ORDER, who, read_limit(limit).say.zh, calendar, at)))


def order_answered(clocks: Clocks, at: datetime) -> Clocks:
    """The clock of the order has ended."""
    return _each_open(clocks, lambda run: run.name == ORDER, lambda run: run.end(at))


def _each_open(clocks: Clocks, wanted: Callable[[Run], bool], change: Callable[[Run], Run]) -> Clocks:
    return Clocks(tuple(change(run) if run.open and wanted(run) else run for run in clocks.runs))


def left_standing(asks: Iterable[Ask], *, state: str, clocks: Clocks) -> list[Ask]:
    """The requests that still make sense after a move: a unit's while its clock runs, appeals while it is closed."""
    handling = {run.who for run in clocks.runs if run.open and run.name == HANDLE}
    return [ask for ask in asks if (state == "closed" if ask.sort == "appeal" else ask.asker in handling)]


def decided(ask: Ask, verb: str) -> Ask:
    """The request after a decision."""
    return replace(ask, state={"support": "supported", "grant": "granted", "refuse": "refused"}[verb])
