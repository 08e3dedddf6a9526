"""Disputes 矛盾纠纷 and hidden dangers 隐患: graded, mediated or made safe, looked at again, closed. Pure.

A simple one stays with the community, a complex one goes up to the street, a hard one to the district. What could not
be settled has a way up at every step; an outcome says whether it was settled, and closing is not the same.
"""

from collections.abc import Iterator

from wangge.catalogue.rules import shared
from wangge.catalogue.rules.flow import STAY, Flow, Row, State
from wangge.core.words import Say

_STATES = (
    State("reported", Say("待受理", "Reported"), Say("收到", "Received"), 0),
    State("verifying", Say("待研判", "Verifying"), Say("正在了解", "Being looked into"), 0),
    State("registered", Say("待分流", "Registered"), Say("已登记", "Registered"), 1),
    State("dispatched", Say("待调处", "Dispatched"), Say("已转给调处的人", "Passed to those who settle it"), 2),
    State("handling", Say("调解中", "Being settled"), Say("正在调解处理", "Being settled"), 2),
    State("handled", Say("待回访", "To be visited"), Say("处理过，待回访", "Seen to, somebody comes to look"), 3),
    State("checking", Say("待结案", "To be closed"), Say("回访过，待结案", "Visited, to be closed"), 3),
    State("closed", Say("已结案", "Closed"), Say("结案", "Closed"), 4, end=True),
    State("declined", Say("不予受理", "Declined"), Say("没有受理", "Not taken on"), 0, end=True),
    State("voided", Say("已作废", "Voided"), Say("已撤销", "Withdrawn"), 0, end=True),
    shared.MERGED_STATE,
)
_ALL = tuple(state.name for state in _STATES)
_OPEN = tuple(state.name for state in _STATES if not state.end)
_DONE = ("outcome", "words")


def _rows() -> Iterator[Row]:
    yield from shared.taking_on()
    for source in ("verifying", "registered"):
        yield Row("classify", source, STAY, ("desk",), Say("分级", "Grade"), needs=("grade",), moves="grade")
    yield Row("start", "registered", "handling", ("holder",), Say("开始调解处理", "Begin to settle it"))
    dispatch, recall = shared.sending()
    yield dispatch
    for source in shared.BEFORE_DISPATCH:
        yield shared.handing_up(source)
        yield shared.voiding(source)
    yield from shared.handing_down()
    yield recall
    yield Row("start", "dispatched", "handling", ("unit",), Say("开始调解处理", "Begin to settle it"))
    for who, when in (("holder", "own"), ("unit", "unit")):
        yield Row("finish", "handling", "handled", (who,), Say("记调处结果", "Say how it went"), needs=_DONE,
                  may=("photos",), when=when)  # fmt: skip
    for source in ("dispatched", "handling"):
        yield shared.returning(source)
    yield Row("escalate", "handling", "registered", ("holder",), Say("没谈成，报上一级", "Not settled: hand up"),
              needs=shared.REASON, moves="up", when="own")  # fmt: skip
    yield Row(
        "check_pass", "handled", "checking", ("grid", "community"), Say("回访过，情况属实", "Visited: it is as told")
    )
    yield Row("check_fail", "handled", "handling", ("grid", "community"),
              Say("回访过，还没解决", "Visited: not settled"), needs=shared.REASON)  # fmt: skip
    yield Row("close", "checking", "closed", ("desk", "second"), Say("结案", "Close"), clock="stop")
    yield Row("escalate", "checking", "registered", ("holder",), Say("没谈成，报上一级", "Not settled: hand up"),
              needs=shared.REASON, moves="up")  # fmt: skip
    yield from shared.not_right()
    yield from shared.coming_back()
    yield from shared.talking(_OPEN, _ALL)
    yield from shared.together()
    yield from shared.merging(_OPEN)
    yield from shared.beside(_OPEN, own=("handling",))


GOVERNANCE = Flow(
    name="governance",
    version=2,
    say=Say("矛盾纠纷与隐患", "Disputes and hidden dangers"),
    first="reported",
    state_list=_STATES,
    rows=tuple(_rows()),
    essential=("accept", "register", "close"),
)
