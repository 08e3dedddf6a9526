"""A clock as its owner keeps it: plain values that go into a row and come back, and what may happen to it.

A run holds its start, its limit in words, the calendar's code and version, its stops and its extensions; the due time
is worked out from these and kept beside them. Every change gives a new run with the due time worked out anew, so that
whatever is not a change cannot move it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from wangge.clock.rules.calendars import Calendar
from wangge.clock.rules.clocks import Due, Light, due, light
from wangge.clock.rules.running import Stop
from wangge.clock.rules.units import Limit, extended, read_limit


@dataclass(frozen=True)
class Run:
    """A clock that measures ``name`` for ``who`` (a unit's id or an area's code; empty where it is nobody's own).

    ``due_at`` is None while an open stop lasts. ``ended_at`` is when what it measures was done; ``on_time`` says
    whether that was by the due time, and is None for a run that ended by being taken away. ``exempt`` is the reason
    for which a late end does not count; the fact itself stays. ``told`` counts the steps of its way to red and beyond
    that were told; another limit begins them anew.
    """

    name: str
    who: str
    limit: str
    calendar: str
    version: int
    since: datetime
    stops: tuple[Stop, ...] = ()
    extensions: int = 0
    due_at: datetime | None = None
    provisional: bool = False
    ended_at: datetime | None = None
    on_time: bool | None = None
    exempt: str = ""
    told: int = 0

    @property
    def open(self) -> bool:
        """Whether it still measures."""
        return self.ended_at is None

    @property
    def stopped(self) -> bool:
        """Whether it stands still now."""
        return self.open and any(stop.until is None for stop in self.stops)

    @property
    def whole_limit(self) -> Limit:
        """The limit with its extensions."""
        return extended(read_limit(self.limit), self.extensions)

    def hold(self, at: datetime, reason: str, calendar: Calendar, *, until: datetime | None = None) -> "Run":
        """Stand still from a moment on, until another or until ``go_on``."""
        return _worked_out(replace(self, stops=(*self.stops, Stop(at, until, reason))), calendar)

    def go_on(self, at: datetime, calendar: Calendar) -> "Run":
        """Run again from a moment on; what was stopped until later ends now. Nothing changes for one that runs."""
        ended = tuple(
            stop if stop.until is not None and stop.until <= at else stop._replace(until=max(stop.since, at))
            for stop in self.stops
        )
        return _worked_out(replace(self, stops=ended), calendar) if ended != self.stops else self

    def end(self, at: datetime, *, judged: bool = True) -> "Run":
        """What it measures was done at a moment; not ``judged``, it was taken away and is neither late nor in time."""
        late = self.due_at is not None and at.replace(microsecond=0) > self.due_at
        return replace(self, ended_at=at, on_time=not late if judged else None)

    def take_up(self, at: datetime, reason: str, calendar: Calendar) -> "Run":
        """Measure again what was thought to be done: the same clock, standing still in between."""
        ended = self.ended_at or at
        between = Stop(ended, max(ended, at), reason)
        again = replace(self, stops=(*self.stops, between), ended_at=None, on_time=None)
        return _worked_out(again, calendar)

    def with_limit(self, words: str, calendar: Calendar) -> "Run":
        """Another limit; what was used and stopped stays."""
        return _worked_out(replace(self, limit=words, told=0), calendar)

    def extend(self, calendar: Calendar) -> "Run":
        """One original limit more, in the clock's own time."""
        return _worked_out(replace(self, extensions=self.extensions + 1, told=0), calendar)

    def by(self, calendar: Calendar) -> "Run":
        """The same by another version of the calendar."""
        return _worked_out(replace(self, calendar=calendar.code, version=calendar.version), calendar)

    def let_off(self, reason: str) -> "Run":
        """A late end that does not count, and why."""
        return replace(self, exempt=reason)

    def light(self, at: datetime, calendar: Calendar) -> Light:
        """Green, amber or red at a moment, or at its end."""
        moment = min(at, self.ended_at) if self.ended_at else at
        return light(self.since, moment, self.whole_limit, calendar, self.stops)

    def plain(self) -> dict[str, Any]:
        """JSON values, read back by ``read_run``; what is empty is left out."""
        return self._plain

    @cached_property
    def _plain(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            "name": self.name, "who": self.who, "limit": self.limit, "calendar": self.calendar,
            "version": self.version, "since": _said(self.since), "extensions": self.extensions,
            "stops": [[_said(s.since), _said(s.until), s.reason] for s in self.stops], "due_at": _said(self.due_at),
            "provisional": self.provisional, "ended_at": _said(self.ended_at), "on_time": self.on_time,
            "exempt": self.exempt, "told": self.told,
        }  # fmt: skip
        return {name: value for name, value in said.items() if value not in (None, "", [], 0) or value is False}


def begun(name: str, who: str, limit: str, calendar: Calendar, at: datetime) -> Run:
    """A clock that starts at a moment. Raises ``Missing`` as ``read_limit`` does."""
    return _worked_out(Run(name, who, limit, calendar.code, calendar.version, at), calendar)


def read_run(said: Mapping[str, Any]) -> Run:
    """A run from what ``Run.plain`` wrote."""
    return Run(
        name=said["name"],
        who=said.get("who", ""),
        limit=said["limit"],
        calendar=said["calendar"],
        version=said["version"],
        since=_moment(said["since"]),
        stops=tuple(
            Stop(_moment(since), _moment(until) if until else None, reason)
            for since, until, reason in said.get("stops", ())
        ),
        extensions=said.get("extensions", 0),
        due_at=_moment(said["due_at"]) if "due_at" in said else None,
        provisional=said.get("provisional", False),
        ended_at=_moment(said["ended_at"]) if "ended_at" in said else None,
        on_time=said.get("on_time"),
        exempt=said.get("exempt", ""),
        told=said.get("told", 0),
    )


def explained(run: Run, calendar: Calendar) -> Due:
    """How the due time came about, with every stretch; times in the calendar's own zone."""
    return due(run.since.astimezone(calendar.zone), run.whole_limit, calendar, run.stops)


def _worked_out(run: Run, calendar: Calendar) -> Run:
    found = due(run.since, run.whole_limit, calendar, run.stops)
    return replace(run, due_at=found.at, provisional=found.provisional)


def _said(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def _moment(said: str) -> datetime:
    return datetime.fromisoformat(said)
