"""Rows that the tables share: taking on, handing between levels, merging, coming back, and talking. Pure."""

from collections.abc import Iterator

from wangge.catalogue.rules.flow import STAY, Row, State
from wangge.core.words import Say

BEFORE_DISPATCH = ("reported", "verifying", "registered")
REASON = ("words",)
MERGED_STATE = State(
    "merged", Say("已并案", "Merged"), Say("和另一件一起办", "Dealt with together with another"), 0, end=True
)
"""An end for the case, not for what was reported: that goes on with the case which it was merged into."""


def taking_on() -> Iterator[Row]:
    """Accept, look, decline, register. Whoever declines keeps the case, and names who is responsible where known."""
    yield Row("accept", "reported", "verifying", ("desk",), Say("受理", "Accept"),
              may=("kind", "condition", "words", "photos"))  # fmt: skip
    yield Row("verify", "reported", "verifying", ("desk",), Say("请网格员核实", "Ask the grid worker to look"))
    yield Row("verify", "verifying", STAY, ("grid",), Say("报核实结果", "Report what was found"), needs=("result",))
    for source in ("reported", "verifying"):
        yield Row(
            "decline", source, "declined", ("desk",), Say("不予受理并说明", "Decline with reason"),
            needs=REASON, may=("words", "photos", "instead"), clock="stop",
        )  # fmt: skip
    yield Row("register", "verifying", "registered", ("desk",), Say("立案", "Register"), needs=("kind", "place"),
              may=("condition", "words", "photos"))  # fmt: skip


def handing_up(source: str) -> Row:
    """One level up, before anything was dispatched."""
    return Row("escalate", source, STAY, ("holder",), Say("报上一级", "Hand up"), needs=REASON, moves="up")


def voiding(source: str) -> Row:
    """Entered by mistake."""
    return Row("void", source, "voided", ("desk",), Say("作废并说明", "Void with reason"), needs=REASON, clock="stop")


def handing_down() -> Iterator[Row]:
    """To a level below; and back to whoever handed it up or down, while nobody there has opened it."""
    for source in BEFORE_DISPATCH:
        yield Row(
            "hand_down", source, STAY, ("desk",), Say("交下一级", "Hand down"), needs=("area", "words"), moves="down"
        )  # fmt: skip
    for source in BEFORE_DISPATCH:
        yield Row(
            "recall", source, STAY, ("sender",), Say("收回（对方还没看）", "Take back, not opened yet"),
            needs=REASON, moves="sender",
        )  # fmt: skip


def sending() -> Iterator[Row]:
    """To a unit, and back from it before it started."""
    yield Row(
        "dispatch", "registered", "dispatched", ("desk",), Say("派遣", "Dispatch"),
        needs=("unit",), clock="start", moves="unit",
    )  # fmt: skip
    yield Row("recall", "dispatched", "registered", ("desk",), Say("收回并说明", "Recall with reason"),
              needs=REASON, moves="back")  # fmt: skip


def returning(source: str) -> Row:
    """The unit gives it back to the desk."""
    return Row("return", source, "registered", ("unit",), Say("退回并说明", "Return with reason"),
               needs=REASON, moves="back")  # fmt: skip


def not_right() -> Iterator[Row]:
    """The desk finds that it is not put right: back to the unit that has it, else to be dispatched."""
    yield Row("check_fail", "checking", "handling", ("desk", "second"),
              Say("退回返工", "Send back to be done again"), needs=REASON, when="unit")  # fmt: skip
    yield Row("check_fail", "checking", "registered", ("desk", "second"),
              Say("没办好，重新派遣", "Not put right: dispatch"), needs=REASON, when="own")  # fmt: skip


def coming_back() -> Iterator[Row]:
    """What has ended may be taken up again: by a desk, or by the level above because the resident does not agree."""
    for source in ("closed", "declined"):
        yield Row("reopen", source, "registered", ("desk", "over"), Say("重新办理", "Reopen"),
                  needs=REASON, clock="start", moves="back")  # fmt: skip
    for source in ("closed", "declined"):
        yield Row("uphold", source, STAY, ("over",), Say("说明情况，不再重办", "Explain: it stays as it is"),
                  needs=("reply",), may=("words", "photos"))  # fmt: skip
    for source in ("closed", "declined"):
        yield Row("contest", source, "verifying", ("reporter", "grid", "over"),
                  Say("居民不同意，请上一级看", "The resident does not agree: ask the level above"),
                  needs=REASON, clock="start", moves="higher")  # fmt: skip


def talking(open_states: tuple[str, ...], all_states: tuple[str, ...]) -> Iterator[Row]:
    """Pressing, and adding words."""
    for source in open_states:
        yield Row("urge", source, STAY, ("over",), Say("催办", "Urge"), needs=REASON, may=())
    for source in all_states:
        yield Row("remark", source, STAY, ("seer",), Say("补充说明", "Add a remark"), needs=REASON, may=("photos",))


def merging(open_states: tuple[str, ...]) -> Iterator[Row]:
    """Two cases of one matter become one, and one becomes two again.

    Whoever merges stands so to both cases. What was dispatched already stays apart: somebody is on the way to it.
    """
    for source in BEFORE_DISPATCH:
        yield Row("merge", source, MERGED_STATE.name, ("desk", "over"), Say("并入另一件", "Merge into another case"),
                  needs=("into",), may=REASON, clock="stop")  # fmt: skip
    for source in BEFORE_DISPATCH:
        yield Row("unmerge", MERGED_STATE.name, source, ("desk", "over"), Say("拆开，单独办", "Take apart again"),
                  needs=REASON, may=(), when=f"was_{source}")  # fmt: skip
    for source in (*open_states, "closed", "declined"):
        yield Row("split", source, STAY, ("desk", "over"), Say("拆出一条上报", "Split off a report"),
                  needs=("report", "words"), may=())  # fmt: skip


def together() -> Iterator[Row]:
    """Joint handling, whistles, objections and designation: units beside the lead, and a unit that will not have it."""
    yield Row("object", "dispatched", "registered", ("unit",), Say("提出异议并说明", "Object with reason"),
              needs=REASON, may=("photos",), moves="back")  # fmt: skip
    yield Row("designate", "registered", "dispatched", ("over",), Say("指定承办", "Designate a unit"),
              needs=("unit", "words"), may=("photos",), clock="start", moves="unit")  # fmt: skip
    for source in ("registered", "dispatched", "handling"):
        yield Row("contribute", source, STAY, ("helper",), Say("协办办完", "Own part done"), needs=REASON,
                  may=("photos",))  # fmt: skip
        yield Row("arrive", source, STAY, ("called",), Say("到场", "Arrived"), needs=("place",), own_place=True)
        yield Row("object", source, STAY, ("helper",), Say("提出异议并说明", "Object with reason"),
                  needs=REASON, may=("photos",), when="helper")  # fmt: skip
        yield Row("invite", source, STAY, ("desk",), Say("请协办", "Ask others to help"),
                  needs=("units", "words"), may=("photos",))  # fmt: skip
        yield Row("withdraw", source, STAY, ("desk",), Say("撤回协办", "Withdraw what others were asked"),
                  needs=("units", "words"), may=())  # fmt: skip
        yield Row("whistle", source, STAY, ("desk", "over"), Say("吹哨", "Call units to the spot"),
                  needs=("units", "words"), may=("limit_minutes", "photos"))  # fmt: skip


def beside(open_states: tuple[str, ...], *, own: tuple[str, ...] = ()) -> Iterator[Row]:
    """Requests, waiting, orders: beside the stages, the state stays. In the states ``own`` a desk may handle itself."""
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
        yield Row("grant", source, STAY, (by,), Say("批准", "Grant"), needs=REASON, may=("request",), sorts=sorts)
        yield Row("refuse", source, STAY, (by,), Say("不批准", "Refuse"), needs=REASON, may=("request",), sorts=sorts)
    for source in own:
        desk = ("holder", "desk")
        yield Row("wait", source, STAY, desk, Say("等待居民", "Wait for the resident"), needs=REASON, may=("photos",),
                  when="own")  # fmt: skip
        yield Row("go_on", source, STAY, desk, Say("恢复", "Go on"), when="own")
        yield Row("answer", source, STAY, desk, Say("答复督办", "Answer the order"), needs=REASON, may=("photos",),
                  when="own")  # fmt: skip
    for source in open_states:
        with_unit = source in ("dispatched", "handling")
        holder = ("unit",) if with_unit else ("holder", "desk")
        if source != "handled":
            yield Row("wait", source, STAY, holder, Say("等待居民", "Wait for the resident"), needs=REASON,
                      may=("photos",))  # fmt: skip
            yield Row("go_on", source, STAY, ("desk", "unit") if with_unit else holder, Say("恢复", "Go on"))
        yield Row("supervise", source, STAY, ("over",), Say("督办", "Supervise"), needs=("sort", "words"),
                  may=("limit",), sorts=("timeout", "leader", "important"))  # fmt: skip
        yield Row("answer", source, STAY, holder, Say("答复督办", "Answer the order"), needs=REASON,
                  may=("photos",))  # fmt: skip
