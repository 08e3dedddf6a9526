"""Residents' appeals 诉求: help 求助, complaint 投诉, advice 建议, thanks 感谢, enquiry 咨询. Pure.

Nobody's appeal is closed without an answer that the resident reads. Advice and thanks are answered by the desk in one
step; a visit on the spot is for help and complaints, and only where the desk asks for one.
"""

from collections.abc import Iterator

from wangge.catalogue.rules import shared
from wangge.catalogue.rules.flow import Flow, Row, State
from wangge.core.words import Say

_STATES = (
    State("reported", Say("待受理", "Reported"), Say("收到", "Received"), 0),
    State("verifying", Say("核实中", "Verifying"), Say("正在核实", "Being looked into"), 0),
    State("registered", Say("待转办", "Registered"), Say("已登记", "Registered"), 1),
    State("dispatched", Say("待办理", "Dispatched"), Say("已转办", "Passed to those who can do it"), 2),
    State("handling", Say("办理中", "Handling"), Say("正在办", "Being seen to"), 2),
    State("handled", Say("待回访", "To be visited"), Say("办完，待上门看", "Done, somebody comes to look"), 3),
    State("checking", Say("待答复", "To be answered"), Say("办完，待答复", "Done, to be answered"), 3),
    State("closed", Say("已答复办结", "Answered and closed"), Say("已答复", "Answered"), 4, end=True),
    State("declined", Say("不予受理", "Declined"), Say("没有受理", "Not taken on"), 0, end=True),
    State("voided", Say("已作废", "Voided"), Say("已撤销", "Withdrawn"), 0, end=True),
    shared.MERGED_STATE,
)
_ALL = tuple(state.name for state in _STATES)
_OPEN = tuple(state.name for state in _STATES if not state.end)
_VISITED = "A01 A02"
"""Help and complaints."""
_AT_ONCE = "A03 A04"
"""Advice and thanks."""


def _rows() -> Iterator[Row]:
    yield from shared.taking_on()
    dispatch, recall = shared.sending()
    yield dispatch
    for source in ("reported", "verifying"):
        yield Row(
            "close", source, "closed", ("desk",), Say("答复并办结", "Answer and close"),
            needs=("reply", "kind"), clock="stop", kinds=_AT_ONCE,
        )  # fmt: skip
    for source in shared.BEFORE_DISPATCH:
        yield Row(
            "solve", source, "checking", ("grid", "holder"), Say("当场办好了", "Seen to at once"),
            needs=shared.REASON, may=("kind", "condition", "photos"),
        )  # fmt: skip
        yield shared.handing_up(source)
        yield shared.voiding(source)
    yield from shared.handing_down()
    yield recall
    yield Row("start", "dispatched", "handling", ("unit",), Say("开始办理", "Start"))
    for source in ("dispatched", "handling"):
        yield Row("finish", source, "checking", ("unit",), Say("办完了", "Finish"), needs=shared.REASON,
                  may=("photos",))  # fmt: skip
        yield shared.returning(source)
    yield Row("close", "checking", "closed", ("desk", "second"), Say("答复并办结", "Answer and close"),
              needs=("reply",), clock="stop")  # fmt: skip
    yield Row("verify", "checking", "handled", ("desk",), Say("请网格员上门看", "Ask the grid worker to visit"),
              kinds=_VISITED)  # fmt: skip
    yield from shared.not_right()
    yield Row("check_pass", "handled", "checking", ("grid", "community"), Say("看过，办好了", "Visited: it is done"))
    yield Row("check_fail", "handled", "checking", ("grid", "community"),
              Say("看过，没办好", "Visited: it is not done"), needs=shared.REASON)  # fmt: skip
    yield from shared.coming_back()
    yield from shared.talking(_OPEN, _ALL)
    yield from shared.together()
    yield from shared.merging(_OPEN)
    yield from shared.beside(_OPEN)


APPEALS = Flow(
    name="appeals",
    version=2,
    say=Say("居民诉求", "Residents' appeals"),
    first="reported",
    state_list=_STATES,
    rows=tuple(_rows()),
    essential=("accept", "register", "close"),
)
