"""Who acts beside the lead 主办: units asked to help 协办 or called to the spot 吹哨; refusals, designation. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from wangge.cases.rules.timing import Clocks
from wangge.catalogue.rules import FACTS, Row
from wangge.clock.rules import Calendar, begun
from wangge.core.refusals import Missing, NotNow
from wangge.core.words import Say

if TYPE_CHECKING:
    from wangge.cases.rules.standing import Standing

CO, ARRIVE = "co", "arrive"
OPEN, DONE, WITHDRAWN, OBJECTED = "open", "done", "withdrawn", "objected"
ROLES: dict[str, Say] = {CO: Say("协办", "Helps"), ARRIVE: Say("到场", "Called to the spot")}
"""What a unit beside the lead is asked for; also the name of its clock."""
TASK_STATES: dict[str, Say] = {
    OPEN: Say("未完", "open"),
    DONE: Say("办完", "done"),
    WITHDRAWN: Say("已撤回", "withdrawn"),
    OBJECTED: Say("有异议", "objected to"),
}
GIVES = {"invite": CO, "whistle": ARRIVE}
"""Verbs that give tasks, and of which role."""
FULFILS = {"contribute": (CO, DONE), "arrive": (ARRIVE, DONE), "object": (CO, OBJECTED)}
"""Verbs by which a unit ends its own task: its role, and the state after it."""
JOINT_STATES = frozenset({"registered", "dispatched", "handling"})
"""Where tasks may be open; a case that goes on from here takes them back."""
MOST_REFUSALS = 3
DESIGNATED = "designated"
"""The mark of a case whose unit was designated and can neither object nor return it."""


@dataclass(frozen=True)
class Part:
    """A task as the row of its case keeps it, so that whoever reads the case needs no other row."""

    task: UUID
    unit: UUID
    role: str
    state: str = OPEN
    seen: bool = False
    name: str = ""

    @property
    def open(self) -> bool:
        """Whether the unit still has something to do."""
        return self.state == OPEN

    def plain(self) -> dict[str, Any]:
        """JSON values for the row; the unit's name is read anew each time."""
        return {
            "task": str(self.task), "unit": str(self.unit), "role": self.role, "state": self.state, "seen": self.seen,
        }  # fmt: skip


def parts_of(plain: Iterable[Mapping[str, Any]], names: Mapping[UUID, str]) -> tuple[Part, ...]:
    """The parts that a row holds, the first given first, with their units' names."""
    return tuple(
        Part(
            UUID(said["task"]), UUID(said["unit"]), said["role"], said["state"], said["seen"],
            names.get(UUID(said["unit"]), ""),
        )
        for said in plain
    )  # fmt: skip


def open_parts(parts: Iterable[Part], *, role: str = "", units: Iterable[UUID] | None = None) -> list[Part]:
    """Those still to be done, perhaps of one role only, perhaps of some units only."""
    wanted = None if units is None else set(units)
    return [part for part in parts if part.open and role in ("", part.role) and (wanted is None or part.unit in wanted)]


def barred(row: Row, case: "Standing") -> NotNow | None:
    """Why the actor's move cannot be made now because of others' tasks, refusals or a designation, else None."""
    by_unit = "unit" in row.by
    if row.verb == "finish" and (left := open_parts(case.parts, role=CO)):
        return _others_open(left)
    if row.verb == "withdraw" and not open_parts(case.parts):
        return NotNow(
            "nobody_asked",
            Say("现在没有未完的协办或到场任务，不用撤回。", "Nobody has an open task here; nothing to withdraw."),
        )
    if row.verb == "dispatch" and case.refusals >= MOST_REFUSALS:
        return NotNow(
            "designation_due",
            Say(
                f"这件案子已经被退回 {case.refusals} 次，不能再派遣。现在由区中心指定承办单位；急的话请报上一级。",
                f"The case has come back {case.refusals} times and cannot be dispatched again. The district centre "
                "designates a unit now; if it is urgent, hand it up.",
            ),
            refusals=case.refusals,
        )
    if row.verb == "designate" and case.refusals < MOST_REFUSALS:
        return NotNow(
            "designation_early",
            Say(
                f"退回满 {MOST_REFUSALS} 次才指定，现在是 {case.refusals} 次。请先派遣。",
                f"A unit is designated after {MOST_REFUSALS} refusals; so far there are {case.refusals}. Dispatch it.",
            ),
            refusals=case.refusals,
        )
    if row.verb in ("object", "return") and by_unit and case.designated:
        return NotNow(
            "designated",
            Say(
                "这件案子是区中心在多次退回后指定给你们的，不能再提异议或退回。需要别的部门配合，请中心发协办；"
                "时间不够，请申请延期。",
                "The district centre designated your unit after the case had come back several times; it cannot be "
                "objected to or returned. Ask the desk to invite other units to help, or ask for an extension.",
            ),
        )
    return None


def _others_open(left: Sequence[Part]) -> NotNow:
    names = [part.name for part in left]
    return NotNow(
        "helpers_open",
        Say(
            f"还有协办没办完：{'、'.join(names)}。等他们办完，或请中心撤回协办，再报办完。",
            f"Still open with others: {', '.join(names)}. Wait for them, or ask the desk to withdraw, then finish.",
        ),
        units=[str(part.unit) for part in left],
    )


def refused_after(row: Row, refusals: int) -> int:
    """How often units have given the case back since it was registered, after a move by this row."""
    if row.verb == "reopen":
        return 0
    return refusals + (row.verb in ("object", "return") and "unit" in row.by)


def marks_after(row: Row, marks: Sequence[str], *, ended: bool) -> list[str]:
    """The marks after a move: a designation marks the case until it ends."""
    kept = [mark for mark in marks if mark != DESIGNATED or not ended]
    return [*kept, DESIGNATED] if row.verb == "designate" and DESIGNATED not in kept else kept


def newly_asked(units: Iterable[UUID], parts: Iterable[Part], *, role: str, lead: UUID | None) -> list[UUID]:
    """The units that get a task: without those that have one open, and without the lead where helpers are asked.

    Raises ``NotNow`` (``all_asked``) when nobody is left.
    """
    busy = {part.unit for part in open_parts(parts, role=role)} | ({lead} if role == CO else set())
    left = [unit for unit in dict.fromkeys(units) if unit not in busy]
    if not left:
        raise NotNow(
            "all_asked",
            Say(
                "这些部门已经有未完的任务，或者就是主办。请另选部门，或等他们办完。",
                "These units have an open task already, or are the lead. Choose others, or wait for them.",
            ),
        )
    return left


def check_units(names: Sequence[str]) -> None:
    """Raises ``Missing`` (``units_too_many``) beyond 20 units or offices at a time."""
    most = FACTS["units"].schema["maxItems"]
    if len(names) > most:
        raise Missing(
            "units_too_many",
            Say(
                f"一次最多选 {most} 个部门。请分两次，或用联合办公室。",
                f"At most {most} units at a time. Ask in two steps, or name a joint office.",
            ),
            given=len(names),
        )


def limit_to_arrive(minutes: Any) -> str:
    """Minutes as a limit in natural hours, rounded up to a hundredth of an hour; two hours where nothing is said.

    Raises ``Missing`` (``limit_minutes_out_of_range``) outside 10 minutes to a day.
    """
    schema = FACTS["limit_minutes"].schema
    try:
        wanted = int(minutes if minutes is not None else schema["default"])
    except (TypeError, ValueError):
        wanted = 0
    if not schema["minimum"] <= wanted <= schema["maximum"]:
        raise Missing(
            "limit_minutes_out_of_range",
            Say("到场时限在 10 到 1440 分钟之间。", "The limit to arrive is from 10 to 1440 minutes."),
            given=str(minutes),
        )
    return f"{-(-wanted * 100 // 60) / 100:g} 自然小时"


def task_begun(clocks: Clocks, role: str, unit: UUID, limit: str, calendar: Calendar, at: datetime) -> Clocks:
    """With one clock more: that of a unit's task, beside all others."""
    return Clocks((*clocks.runs, begun(role, str(unit), limit, calendar, at)))


def task_ended(clocks: Clocks, role: str, unit: UUID, at: datetime, *, judged: bool) -> Clocks:
    """With the open clock of a unit's task ended when that happened; not ``judged``, the task was taken away."""
    return Clocks(
        tuple(
            run.end(max(at, run.since), judged=judged) if run.open and (run.name, run.who) == (role, str(unit)) else run
            for run in clocks.runs
        )
    )
