"""Components and events 部件与事件: what is broken, dirty or in the way. Pure."""

from collections.abc import Iterator

from wangge.catalogue.rules import shared
from wangge.catalogue.rules.flow import Flow, Row, State
from wangge.core.words import Say

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
    shared.MERGED_STATE,
)
_ALL = tuple(state.name for state in _STATES)
_OPEN = tuple(state.name for state in _STATES if not state.end)


def _rows() -> Iterator[Row]:
    yield from shared.taking_on()
    dispatch, recall = shared.sending()
    yield dispatch
    for source in shared.BEFORE_DISPATCH:
        yield Row(
            "solve", source, "checking", ("grid", "holder"), Say("现场办好了", "Solved on the spot"),
            needs=("photos",), may=("kind", "condition", "words"),
        )  # fmt: skip
        yield shared.handing_up(source)
        yield shared.voiding(source)
    yield from shared.handing_down()
    yield recall
    yield Row("start", "dispatched", "handling", ("unit",), Say("开始处置", "Start"))
    for source in ("dispatched", "handling"):
        yield Row("finish", source, "handled", ("unit",), Say("办完了", "Finish"), needs=("photos",))
        yield shared.returning(source)
    yield Row("check_pass", "handled", "checking", ("grid", "community"), Say("核查通过", "Check: put right"))
    yield Row("check_fail", "handled", "handling", ("grid", "community"), Say("核查不通过", "Check: not put right"),
              needs=shared.REASON)  # fmt: skip
    yield from shared.not_right()
    yield Row("close", "checking", "closed", ("desk", "second"), Say("结案", "Close"), clock="stop")
    yield from shared.coming_back()
    yield from shared.talking(_OPEN, _ALL)
    yield from shared.together()
    yield from shared.merging(_OPEN)
    yield from shared.beside(_OPEN)


MATTERS = Flow(
    name="matters",
    version=3,
    say=Say("部件与事件", "Components and events"),
    first="reported",
    state_list=_STATES,
    rows=tuple(_rows()),
    essential=("accept", "register", "dispatch", "close"),
)
