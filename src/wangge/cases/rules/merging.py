"""Many reports, one case 并案: what may become one, what may become two again, and who may join by reporting. Pure."""

from typing import TYPE_CHECKING

from wangge.cases.rules.joint import open_parts
from wangge.catalogue.rules import Row
from wangge.core.refusals import NotNow
from wangge.core.words import Say

if TYPE_CHECKING:
    from wangge.cases.rules.standing import Standing

MERGED = "merged"
MERGING = "已并案"
"""Why the clocks of a merged case stand still."""
OFFERED_TO_ALL = frozenset({"matters"})
"""Flows of which residents are told that there is such a case: what lies in the street, nobody's own affairs."""
ENDED_MEANWHILE = Say(
    "您选的那一件已经办结了，这次单独立了一件，有人会再来看。",
    "The one that you chose has been closed meanwhile, so this became a case of its own and somebody looks again.",
)
NOT_OFFERED = Say(
    "没能并到您选的那一件，这次单独立了一件，由中心来定是不是同一件事。",
    "This could not be put to the one that you chose and became a case of its own; the desk decides if it is the same.",
)
"""What somebody is told whose report could not join the case that was chosen."""


def held_together(row: Row, case: "Standing") -> NotNow | None:
    """Why a case can be neither merged now nor have a report split off, else None."""
    if row.verb == "merge" and (left := open_parts(case.parts)):
        names = [part.name for part in left]
        return NotNow(
            "tasks_open",
            Say(
                f"还有部门有未完的任务：{'、'.join(names)}。请先撤回，再并案。",
                f"Units still have open tasks here: {', '.join(names)}. Withdraw them first, then merge.",
            ),
            units=[str(part.unit) for part in left],
        )
    if row.verb == "split" and case.reports < 2:
        return NotNow(
            "one_report",
            Say("这件案子只有一条上报，没有可拆的。", "This case has a single report; nothing is to be split off."),
        )
    return None


def check_into(*, itself: bool, ended: bool, merged_into: str, state: Say, number: str) -> None:
    """Whether a case may be merged into another one, which has this ``state`` and ``number``.

    ``merged_into`` is the number of the case that now has all of it, where that other one was merged itself. Raises
    ``NotNow``: ``into_itself``, ``into_merged``, ``into_ended``.
    """
    if itself:
        raise NotNow(
            "into_itself",
            Say("不能并入自己。请选另一件案子。", "A case cannot be merged into itself. Choose another."),
        )
    if merged_into:
        raise NotNow(
            "into_merged",
            Say(
                f"{number} 自己已经并入 {merged_into}。请并入 {merged_into}。",
                f"{number} has itself been merged into {merged_into}. Merge into {merged_into} instead.",
            ),
            number=merged_into,
        )
    if ended:
        raise NotNow(
            "into_ended",
            Say(
                f"{number} 现在是“{state.zh}”，不能再并入。没办好的话，请先重新办理那一件。",
                f"{number} is “{state.en}” and takes nothing in any more. If it was not put right, reopen it first.",
            ),
            number=number,
        )


def check_split(*, own: bool, joined: bool, came_with: str) -> None:
    """Whether a report may be split off its case. ``came_with`` is the number of the merged case that brought it.

    Raises ``NotNow``: ``came_merged``, ``opened_it``.
    """
    if not own:
        raise NotNow(
            "came_merged",
            Say(
                f"这条上报是随 {came_with} 并进来的。请打开 {came_with}，点“拆开”。",
                f"This report came with {came_with}, which was merged. Open {came_with} and take it apart.",
            ),
            number=came_with,
        )
    if not joined:
        raise NotNow(
            "opened_it",
            Say(
                "这件案子就是由这条上报立的，不能拆出去。请拆出另外的那几条。",
                "This is the report that opened the case and cannot be split off. Split off the others.",
            ),
        )


def not_joined(*, there: bool, ended: bool, offered: bool) -> Say | None:
    """Why a report cannot join the case that its sender has chosen, so that it opens its own; None when it joins.

    Nothing that is reported is refused for it: the case may have ended while the phone had no network.
    """
    if not there or not offered:
        return NOT_OFFERED
    return ENDED_MEANWHILE if ended else None


def tellers_after(reporter: str, nobody: str, *lists: list[str]) -> list[str]:
    """The people with an account who told of a case beside the one who opened it, each once. Ids as text."""
    everybody = dict.fromkeys(who for told in lists for who in told)
    return [who for who in everybody if who not in (reporter, nobody)]
