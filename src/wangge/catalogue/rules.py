"""Flow tables: which verb takes a case from which state to which, by whom, and what it needs. Pure.

Every screen's buttons, the API's ``allowed``, the page ``docs/reference/flows.md`` and the exhaustive test are made
from these tables.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wangge.core.words import Say

STAY = "="
"""As the target of a row: the state stays as it is."""

RELATIONS: dict[str, Say] = {
    "grid": Say(
        "本网格的网格员（网格未定时为所在中心）",
        "the grid worker of the place (the holding desk where the grid is not known)",
    ),
    "holder": Say("正在负责的这一级", "the level that holds the case"),
    "desk": Say(
        "正在负责的中心，或其上一级社区中心",
        "the desk that holds the case, or the community above a grid that holds it",
    ),
    "unit": Say("承办部门", "the unit that it was dispatched to"),
    "over": Say("辖区包含此地的各级中心", "any desk whose area contains the place"),
    "seer": Say("看得到此案的人", "whoever may see the case and has the verb"),
    "late_unit": Say("在此案上超期的部门", "a unit whose handling of the case ended late"),
    "top": Say("区中心", "the district's desk"),
}
"""How somebody must stand to a case to use a row. Which posts carry a verb is said by the posts themselves."""

CLOCK: dict[str, Say] = {
    "start": Say("按类别重新计时", "starts anew with the limit of the kind"),
    "keep": Say("照走", "runs on"),
    "stop": Say("停止", "stops"),
}


@dataclass(frozen=True)
class Fact:
    """Something a move may carry: its name, what it is called on screen, and its JSON Schema."""

    name: str
    say: Say
    schema: dict[str, Any]


FACTS: dict[str, Fact] = {
    fact.name: fact
    for fact in (
        Fact("words", Say("说明", "Words"), {"type": "string", "minLength": 1, "maxLength": 5000}),
        Fact(
            "photos",
            Say("照片", "Photos"),
            {"type": "array", "items": {"type": "string", "format": "uuid"}, "minItems": 1, "maxItems": 9},
        ),
        Fact("unit", Say("承办部门", "Unit"), {"type": "string", "description": "id or code", "maxLength": 64}),
        Fact("kind", Say("类别", "Kind"), {"type": "string", "minLength": 1, "maxLength": 24}),
        Fact("place", Say("地点", "Place"), {"type": "object"}),
        Fact("area", Say("交给哪里", "Area"), {"type": "string", "pattern": "^[0-9]{6,18}$"}),
        Fact(
            "result",
            Say("核实结果", "Finding"),
            {"type": "string", "enum": ["exists", "not_exists", "unable"]},
        ),
        Fact("sort", Say("种类", "Sort"), {"type": "string"}),
        Fact("review_on", Say("复查日期", "Review date"), {"type": "string", "format": "date"}),
        Fact("limit", Say("答复时限", "Time to answer"), {"type": "string", "maxLength": 40}),
        Fact("request", Say("哪一件申请", "Which request"), {"type": "string", "format": "uuid"}),
    )
}

SORTS: dict[str, Say] = {
    "extension": Say("延期", "Extension"),
    "pool": Say("挂账", "Pooling"),
    "appeal": Say("申诉", "Appeal"),
    "timeout": Say("超期督办", "Overdue"),
    "leader": Say("领导交办", "Ordered by a leader"),
    "important": Say("重要案件", "Important"),
}
"""What a request or an order is for. A row that needs a sort names those that it takes."""

RESULTS: dict[str, Say] = {
    "exists": Say("属实", "It is so"),
    "not_exists": Say("不属实", "It is not so"),
    "unable": Say("没法核实", "Could not tell"),
}


@dataclass(frozen=True)
class Row:
    """One line of a flow table.

    ``by`` names the relations of which one must hold. ``when`` narrows the row to cases ``own`` (no unit has it)
    or ``unit`` (one has). ``needs`` must be given, ``may`` can be. ``moves`` says where the case goes: ``up`` or
    ``down`` a level, ``unit`` to a unit, ``back`` to the desk that sent it. ``sorts`` are those of requests or
    orders that it is about.
    """

    verb: str
    source: str
    target: str
    by: tuple[str, ...]
    say: Say
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ("words", "photos")
    clock: str = "keep"
    when: str = ""
    moves: str = ""
    sorts: tuple[str, ...] = ()

    @property
    def end(self) -> str:
        """The state after the move."""
        return self.source if self.target == STAY else self.target

    def schema(self, *, kind_known: bool = True, place_known: bool = True) -> dict[str, Any]:
        """JSON Schema of the facts. A kind or place that the case lacks is required where the row sets one."""
        required = [
            name for name in self.needs if not (name == "kind" and kind_known) and not (name == "place" and place_known)
        ]
        names = list(dict.fromkeys((*self.needs, *self.may)))
        properties = {name: FACTS[name].schema | {"title": FACTS[name].say.zh} for name in names}
        if "sort" in properties:
            properties["sort"] = properties["sort"] | {"enum": list(self.sorts)}
        return {"type": "object", "properties": properties, "required": required}


@dataclass(frozen=True)
class State:
    """A state 状态: its name, what desks call it, what a resident is told, and the quarters of the sign it fills."""

    name: str
    say: Say
    told: Say
    quarter: int
    end: bool = False


@dataclass(frozen=True)
class Flow:
    """A whole table: states, ends, side marks and rows."""

    name: str
    version: int
    say: Say
    first: str
    state_list: tuple[State, ...]
    marks: dict[str, Say]
    rows: tuple[Row, ...]
    _by_source: dict[str, tuple[Row, ...]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for state in self.state_list:
            self._by_source[state.name] = tuple(row for row in self.rows if row.source == state.name)

    @property
    def states(self) -> dict[str, State]:
        return {state.name: state for state in self.state_list}

    @property
    def ends(self) -> frozenset[str]:
        return frozenset(state.name for state in self.state_list if state.end)

    @property
    def verbs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.verb for row in self.rows))

    def rows_from(self, state: str) -> tuple[Row, ...]:
        """The rows that begin at a state."""
        return self._by_source[state]

    def rows_of(self, verb: str) -> Iterator[Row]:
        """The rows of a verb, whatever their state."""
        return (row for row in self.rows if row.verb == verb)


_STATES = (
    State("reported", Say("待受理", "Reported"), Say("收到", "Received"), 0),
    State("verifying", Say("待立案", "Verifying"), Say("正在核实", "Being looked into"), 0),
    State("registered", Say("待派遣", "Registered"), Say("立案", "Registered"), 1),
    State("dispatched", Say("待处置", "Dispatched"), Say("已派人", "Handed to those who can do it"), 2),
    State("handling", Say("处置中", "Handling"), Say("正在办", "Being put right"), 2),
    State("handled", Say("待核查", "Handled"), Say("办完，待查看", "Done, to be looked at"), 3),
    State("checking", Say("待结案", "Checking"), Say("查看过，待结案", "Looked at, to be closed"), 3),
    State("closed", Say("已结案", "Closed"), Say("结案", "Closed"), 4, end=True),
    State("declined", Say("不予受理", "Declined"), Say("没有受理", "Not taken on"), 0, end=True),
    State("voided", Say("已作废", "Voided"), Say("已撤销", "Withdrawn"), 0, end=True),
)
_MARKS = {
    "pooled": Say("挂账", "Pooled until it can be done"),
    "suspended": Say("暂停", "Clock stopped"),
    "supervised": Say("督办", "Supervised"),
}
_BEFORE_DISPATCH = ("reported", "verifying", "registered")
_OPEN = (*_BEFORE_DISPATCH, "dispatched", "handling", "handled", "checking")
_ALL = (*_OPEN, "closed", "declined", "voided")
_WITH_REASON = ("words",)


def _rows() -> Iterator[Row]:
    yield Row("accept", "reported", "verifying", ("desk",), Say("受理", "Accept"))
    yield Row("verify", "reported", "verifying", ("desk",), Say("请网格员核实", "Ask the grid worker to look"))
    yield Row("verify", "verifying", STAY, ("grid",), Say("报核实结果", "Report what was found"), needs=("result",))
    for source in ("reported", "verifying"):
        yield Row(
            "decline", source, "declined", ("desk",), Say("不予受理并说明", "Decline with reason"),
            needs=_WITH_REASON, clock="stop",
        )  # fmt: skip
    yield Row(
        "register", "verifying", "registered", ("desk",), Say("立案", "Register"),
        needs=("kind", "place"), may=("words", "photos"),
    )  # fmt: skip
    yield Row(
        "dispatch", "registered", "dispatched", ("desk",), Say("派遣", "Dispatch"),
        needs=("unit",), clock="start", moves="unit",
    )  # fmt: skip
    for source in _BEFORE_DISPATCH:
        yield Row(
            "solve", source, "checking", ("grid", "holder"), Say("现场办好了", "Solved on the spot"),
            needs=("photos",), may=("words", "kind"),
        )  # fmt: skip
        yield Row(
            "escalate", source, STAY, ("holder",), Say("报上一级", "Hand up"), needs=_WITH_REASON, moves="up"
        )  # fmt: skip
        yield Row("void", source, "voided", ("desk",), Say("作废并说明", "Void with reason"),
                  needs=_WITH_REASON, clock="stop")  # fmt: skip
    for source in ("reported", "verifying", "registered"):
        yield Row(
            "hand_down", source, STAY, ("desk",), Say("交下一级", "Hand down"),
            needs=("area", "words"), moves="down",
        )  # fmt: skip
    yield Row("recall", "dispatched", "registered", ("desk",), Say("收回并说明", "Recall with reason"),
              needs=_WITH_REASON, moves="back")  # fmt: skip
    yield Row("start", "dispatched", "handling", ("unit",), Say("开始处置", "Start"))
    for source in ("dispatched", "handling"):
        yield Row("finish", source, "handled", ("unit",), Say("办完了", "Finish"), needs=("photos",))
        yield Row("return", source, "registered", ("unit",), Say("退回并说明", "Return with reason"),
                  needs=_WITH_REASON, moves="back")  # fmt: skip
    yield Row("check_pass", "handled", "checking", ("grid",), Say("核查通过", "Check: put right"))
    yield Row("check_fail", "handled", "handling", ("grid",), Say("核查不通过", "Check: not put right"),
              needs=_WITH_REASON)  # fmt: skip
    yield Row("check_fail", "checking", "handling", ("desk",), Say("退回返工", "Send back to be done again"),
              needs=_WITH_REASON, when="unit")  # fmt: skip
    yield Row("check_fail", "checking", "registered", ("desk",), Say("没办好，重新派遣", "Not put right: dispatch"),
              needs=_WITH_REASON, when="own")  # fmt: skip
    yield Row("close", "checking", "closed", ("desk",), Say("结案", "Close"), clock="stop")
    for source in ("closed", "declined"):
        yield Row("reopen", source, "registered", ("desk", "over"), Say("重新办理", "Reopen"),
                  needs=_WITH_REASON, clock="start", moves="back")  # fmt: skip
    for source in _OPEN:
        yield Row("urge", source, STAY, ("over",), Say("催办", "Urge"), needs=_WITH_REASON, may=())
    for source in _ALL:
        yield Row("remark", source, STAY, ("seer",), Say("补充说明", "Add a remark"), needs=_WITH_REASON,
                  may=("photos",))  # fmt: skip
    # requests, waiting, orders: beside the stages, the state stays
    asked, appealed = ("extension", "pool"), ("appeal",)
    for source in ("dispatched", "handling"):
        yield Row("ask", source, STAY, ("unit",), Say("申请延期或挂账", "Ask for an extension or pooling"),
                  needs=("sort", "words"), may=("review_on", "photos"), sorts=asked)  # fmt: skip
        yield Row("support", source, STAY, ("unit",), Say("同意上报", "Support the request"), may=("words", "request"),
                  sorts=asked)  # fmt: skip
    yield Row("ask", "closed", STAY, ("late_unit",), Say("申诉", "Appeal"), needs=("sort", "words"), may=("photos",),
              sorts=appealed)  # fmt: skip
    yield Row("support", "closed", STAY, ("desk",), Say("同意上报", "Support the appeal"), may=("words", "request"),
              sorts=appealed)  # fmt: skip
    for source, by, sorts in (("dispatched", "desk", asked), ("handling", "desk", asked), ("closed", "top", appealed)):
        yield Row("grant", source, STAY, (by,), Say("批准", "Grant"), needs=_WITH_REASON, may=("request",), sorts=sorts)
        yield Row("refuse", source, STAY, (by,), Say("不批准", "Refuse"), needs=_WITH_REASON, may=("request",),
                  sorts=sorts)  # fmt: skip
    for source in _OPEN:
        with_unit = source in ("dispatched", "handling")
        holder = ("unit",) if with_unit else ("holder", "desk")
        if source != "handled":
            yield Row("wait", source, STAY, holder, Say("等待居民", "Wait for the resident"), needs=_WITH_REASON,
                      may=("photos",))  # fmt: skip
            yield Row("go_on", source, STAY, ("desk", "unit") if with_unit else holder, Say("恢复", "Go on"))
        yield Row("supervise", source, STAY, ("over",), Say("督办", "Supervise"), needs=("sort", "words"),
                  may=("limit",), sorts=("timeout", "leader", "important"))  # fmt: skip
        yield Row("answer", source, STAY, holder, Say("答复督办", "Answer the order"), needs=_WITH_REASON,
                  may=("photos",))  # fmt: skip


MATTERS = Flow(
    name="matters",
    version=1,
    say=Say("部件与事件", "Components and events"),
    first="reported",
    state_list=_STATES,
    marks=_MARKS,
    rows=tuple(_rows()),
)

FLOWS: dict[str, Flow] = {MATTERS.name: MATTERS}
