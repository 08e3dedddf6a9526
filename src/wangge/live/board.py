"""Who is on the line and who looks at which case. Holds no socket and reads no clock: ``now`` is in seconds.

Frames are flags until they are sent: however much happens, a line has at most one poke and one list waiting.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from wangge.live.rules import TOO_MANY, TRY_LATER, Hung, shown
from wangge.orgs.rules import Actor

PACE = 0.5
"""Seconds between two tellings of a line: at most twice a second."""
QUIET = 60
"""Seconds without a frame after which nobody is taken to look any more."""
LINES_EACH = 10
"""Most lines of an account."""
NAMED = 20
"""Most people named beside a case: those who came first."""
FRAMES, WINDOW = 40, 10
"""Most frames of a line in so many seconds."""


@dataclass(eq=False)
class Line:
    """One open socket: who, by which token, how to send; when it last said something and was last checked."""

    actor: Actor
    token: str
    send: Callable[[str], None]
    heard_at: float
    checked_at: float
    case: UUID | None = None
    poke: bool = False
    here: bool = False
    told: list[dict[str, Any]] | None = None
    next_at: float = 0
    frames: list[float] = field(default_factory=list)


class Board:
    """The lines of this process, by district, account and case."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.lines: dict[Line, None] = {}
        self._of_account: dict[int | None, set[Line]] = {}
        self._in_district: dict[str, set[Line]] = {}
        self._at_case: dict[UUID, dict[Line, None]] = {}
        self._due: set[Line] = set()

    @property
    def districts(self) -> list[str]:
        """Districts of which somebody wants to hear."""
        return sorted(self._in_district)

    def join(self, line: Line) -> None:
        """Take a line in; its first frame is a poke, for what happened before it stood. Raises ``Hung`` when full."""
        if len(self.lines) >= self.most:
            raise Hung(TRY_LATER, "this server has no more lines")
        own = self._of_account.setdefault(line.actor.account, set())
        if len(own) >= LINES_EACH:
            raise Hung(TOO_MANY, f"no more than {LINES_EACH} lines of an account")
        own.add(line)
        self.lines[line] = None
        self._listen(line)
        self._poke(line)

    def leave(self, line: Line) -> None:
        """The line is gone; whoever looks at the same case is told."""
        if line in self.lines:
            self.look(line, None)
            del self.lines[line]
            _out(self._of_account, line.actor.account, line)
            self._unlisten(line)
            self._due.discard(line)

    def renew(self, line: Line, actor: Actor, now: float) -> None:
        """The line was checked: it has these grants now. Other grants are news to it, as more or less is to be seen."""
        line.checked_at = now
        if actor != line.actor:
            self._unlisten(line)
            line.actor = actor
            self._listen(line)
            self._poke(line)

    def hear(self, line: Line, now: float) -> None:
        """The line said something, so somebody is there. Raises ``Hung`` when it says too much."""
        line.frames = [t for t in line.frames if t > now - WINDOW] + [now]
        if len(line.frames) > FRAMES:
            raise Hung(TOO_MANY, f"no more than {FRAMES} frames in {WINDOW} seconds")
        line.heard_at = now
        if line.case is not None and line not in self._at_case.get(line.case, ()):
            self._enter(line, line.case)

    def look(self, line: Line, case: UUID | None) -> None:
        """The line looks at a case that it may see, or at none."""
        if case == line.case or line not in self.lines:
            return
        self._go(line)
        line.case, line.told, line.here = case, None, False
        if case is not None:
            self._enter(line, case)

    def expire(self, now: float) -> None:
        """Who has said nothing for a minute does not look at anything; the next frame brings them back."""
        for lines in list(self._at_case.values()):
            for line in [line for line in lines if line.heard_at <= now - QUIET]:
                self._go(line)

    def grown(self, districts: Iterable[str]) -> None:
        """The journals of these districts grew."""
        for district in districts:
            for line in self._in_district.get(district, ()):
                self._poke(line)

    def flush(self, now: float) -> None:
        """Send what is due to every line whose pace allows it."""
        for line in [line for line in self._due if line.next_at <= now]:
            self._due.discard(line)
            frames = []
            if line.poke:
                frames.append('{"poke":true}')
            if line.here and line.case is not None:
                people = self._others(line, line.case)
                if people != line.told:
                    line.told = people
                    frames.append(orjson.dumps({"here": {f"case:{line.case}": people}}).decode())
            line.poke = line.here = False
            if frames:
                line.next_at = now + PACE
            for frame in frames:
                line.send(frame)

    def _others(self, line: Line, case: UUID) -> list[dict[str, Any]]:
        people: dict[UUID, dict[str, Any]] = {}
        for other in self._at_case.get(case, ()):
            if other.actor.person != line.actor.person:
                people.setdefault(other.actor.person, shown(other.actor))
                if len(people) == NAMED:
                    break
        return list(people.values())

    def _poke(self, line: Line) -> None:
        line.poke = True
        self._due.add(line)

    def _enter(self, line: Line, case: UUID) -> None:
        self._at_case.setdefault(case, {})[line] = None
        self._changed(case)

    def _go(self, line: Line) -> None:
        if line.case is not None and line in self._at_case.get(line.case, ()):
            del self._at_case[line.case][line]
            if not self._at_case[line.case]:
                del self._at_case[line.case]
            self._changed(line.case)

    def _changed(self, case: UUID) -> None:
        for line in self._at_case.get(case, ()):
            line.here = True
            self._due.add(line)

    def _listen(self, line: Line) -> None:
        for district in line.actor.districts:
            self._in_district.setdefault(district, set()).add(line)

    def _unlisten(self, line: Line) -> None:
        for district in line.actor.districts:
            _out(self._in_district, district, line)


def _out(index: dict[Any, set[Line]], key: Any, line: Line) -> None:
    index[key].discard(line)
    if not index[key]:
        del index[key]
