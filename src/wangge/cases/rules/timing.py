"""The clocks of a case: one of the whole matter, one for every stage at every desk, one for every unit that handles it.

The whole matter is measured until it is put right and looked at; closing it is the desk's own stage.
The stage follows from the state; a hand-over ends the clock of whoever had it and starts that of whoever has it now. A
unit keeps one clock however often the case comes back to it. Pure: limits, calendars and times are passed in.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from wangge.clock.rules import Calendar, Run, begun, read_limit, read_run

WHOLE, HANDLE, CLOSE, VERIFY = "whole", "handle", "close", "verify"
STAGES = {
    "reported": "accept", "verifying": "register", "registered": "dispatch", "dispatched": HANDLE, "handling": HANDLE,
    "handled": "check", "checking": CLOSE,
}  # fmt: skip
"""Which stage a case is in by its state; an ended case is in none."""
STAGE_NAMES = frozenset(STAGES.values())
"""Clocks that a hand-over ends and starts; all others run beside them until the case ends."""
STAGE_LIMITS = {
    "accept": "1 工作时", VERIFY: "4 工作时", "register": "4 工作时", "dispatch": "2 工作时", "check": "1 工作日",
    CLOSE: "1 工作日",
}  # fmt: skip
"""How long a stage may take unless the district says otherwise. ``handle`` has the limit of the kind."""
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""The due time in the row of a case whose clock stands still: it sorts last and is never late."""
AWAITING_CHECK, AWAITING_DISPATCH, AWAITING_CLOSE = "待核查", "退回后待派遣", "待结案"

CalendarOf = Callable[[str, int], Calendar]
"""Gives a calendar by its code and version."""


@dataclass(frozen=True)
class Turn:
    """Whose turn it is: the state, and the desk and unit that have the case."""

    state: str
    desk: str
    unit: str = ""

    @property
    def stage(self) -> str:
        return STAGES.get(self.state, "")

    @property
    def who(self) -> str:
        """Whom the stage's clock measures: the unit while it handles, else the desk."""
        return self.unit if self.stage == HANDLE else self.desk


@dataclass(frozen=True)
class Clocks:
    """All clocks of a case in the order in which they began."""

    runs: tuple[Run, ...]

    @property
    def whole(self) -> Run:
        """The clock of the whole matter, the last one where it was reopened."""
        return next(run for run in reversed(self.runs) if run.name == WHOLE)

    @property
    def promise(self) -> Run:
        """The clock that is shown: the unit's while a unit handles the case, else that of the whole matter while it
        runs, else that of the last stage."""
        handle = next((run for run in reversed(self.runs) if run.name == HANDLE and run.open), None)
        return handle or (self.whole if self.whole.open else self.stage) or self.whole

    @property
    def stage(self) -> Run | None:
        """The open clock of the present stage, if it is in one."""
        return next((run for run in reversed(self.runs) if run.open and run.name in STAGE_NAMES), None)

    @property
    def due_at(self) -> datetime:
        """What the row of the case is sorted by; ``NEVER`` while the clock stands still."""
        return self.promise.due_at or NEVER

    def plain(self) -> list[dict[str, Any]]:
        """JSON values for the row."""
        return [run.plain() for run in self.runs]

    def moved(
        self,
        was: Turn,
        now: Turn,
        *,
        limits: Mapping[str, str],
        calendar: Calendar,
        calendar_of: CalendarOf,
        happened_at: datetime,
        at: datetime,
        forward: bool,
    ) -> "Clocks":
        """After a move from one turn to another. ``limits`` are words by stage; ``calendar`` is that of who is next.

        What was measured ended when it happened; what begins, begins when we learn of it. Not ``forward`` (a return, a
        recall), the old clock ended without being judged. An ended case stops every clock; one that comes back from
        its end starts the whole clock anew.
        """
        if not now.stage:
            return Clocks(tuple(run.go_on(happened_at, calendar_of(run.calendar, run.version)).end(happened_at)
                                if run.open else run for run in self.runs))  # fmt: skip
        runs = list(self.runs)
        if not was.stage:
            runs.append(begun(WHOLE, "", whole_limit(limits[HANDLE]), calendar, at))
        for n, run in enumerate(runs):
            if run is self.whole and run.open and now.stage == CLOSE:
                runs[n] = run.end(happened_at)
            elif run is self.whole and not run.open and was.stage == CLOSE and now.stage != CLOSE:
                runs[n] = run.take_up(at, AWAITING_CLOSE, calendar_of(run.calendar, run.version))
        if (was.stage, was.who) == (now.stage, now.who):
            return Clocks(tuple(runs))
        for n, run in enumerate(runs):
            if run.open and (run.name in STAGE_NAMES or run.name == VERIFY):
                runs[n] = run.end(happened_at, judged=forward and run.name != VERIFY)
        before = next((n for n, run in enumerate(runs) if (run.name, run.who) == (HANDLE, now.who)), None)
        if now.stage == HANDLE and before is not None:
            kept = runs.pop(before)
            reason = AWAITING_CHECK if was.state in ("handled", "checking") else AWAITING_DISPATCH
            runs.append(kept.take_up(at, reason, calendar_of(kept.calendar, kept.version)))
        else:
            runs.append(begun(now.stage, now.who, limits[now.stage], calendar, at))
        return Clocks(tuple(runs))

    def asked_to_look(self, who: str, limit: str, calendar: Calendar, at: datetime) -> "Clocks":
        """Somebody is asked to look on the spot: a clock of its own, beside that of the desk that asks."""
        return Clocks((*self.looked(at, judged=False).runs, begun(VERIFY, who, limit, calendar, at)))

    def looked(self, at: datetime, *, judged: bool = True) -> "Clocks":
        """What was found has been told."""
        return Clocks(tuple(r.end(at, judged=judged) if r.open and r.name == VERIFY else r for r in self.runs))

    def of_kind(self, limit: str, calendar_of: CalendarOf) -> "Clocks":
        """The limits of another kind for what still runs; used and stopped time stays."""
        return self._each(
            lambda run: run.with_limit(
                whole_limit(limit) if run.name == WHOLE else limit, calendar_of(run.calendar, run.version)
            ),
            names=(WHOLE, HANDLE),
        )

    def held(self, at: datetime, reason: str, calendar_of: CalendarOf, *, until: datetime | None = None) -> "Clocks":
        """Every clock stands still from a moment on."""
        return self._each(lambda run: run.hold(at, reason, calendar_of(run.calendar, run.version), until=until))

    def gone_on(self, at: datetime, calendar_of: CalendarOf) -> "Clocks":
        """Every clock runs again from a moment on."""
        return self._each(lambda run: run.go_on(at, calendar_of(run.calendar, run.version)))

    def by(self, calendar: Calendar) -> "Clocks":
        """Open clocks that used an earlier version of a calendar, by its present one."""
        return self._each(lambda run: run.by(calendar) if run.calendar == calendar.code else run)

    def _each(self, change: Callable[[Run], Run], *, names: Sequence[str] = ()) -> "Clocks":
        return Clocks(tuple(change(r) if r.open and (not names or r.name in names) else r for r in self.runs))


def clocks_of(plain: Iterable[Mapping[str, Any]]) -> Clocks:
    """The clocks that a row holds."""
    return Clocks(tuple(read_run(said) for said in plain))


def stage_of(plain: Sequence[Mapping[str, Any]]) -> Run | None:
    """The open clock of the present stage, read alone from what a row holds; None where it is in no stage."""
    own = (said for said in reversed(plain) if said["name"] in STAGE_NAMES and "ended_at" not in said)
    said = next(own, None)
    return read_run(said) if said is not None else None


def opened(turn: Turn, *, limits: Mapping[str, str], calendar: Calendar, at: datetime) -> Clocks:
    """The clocks of a case that has just been reported."""
    whole = begun(WHOLE, "", whole_limit(limits[HANDLE]), calendar, at)
    return Clocks((whole, begun(turn.stage, turn.who, limits[turn.stage], calendar, at)))


def whole_limit(words: str) -> str:
    """As long again as the handling, for taking in, sending, checking and closing; two working hours for 立即."""
    limit = read_limit(words)
    if not limit.amount:
        return "2 工作时"
    return replace(limit, amount=limit.amount * 2).say.zh
