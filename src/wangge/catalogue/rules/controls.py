"""Controlled hours 管控时段: where and when chosen kinds are not filed, or are filed only then. Pure.

What residents say is always taken in, whatever the hour: a control steers what people at work file as a kind.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from wangge.core.refusals import Missing, NotNow
from wangge.core.words import Say
from wangge.orgs.rules import above

EFFECTS: dict[str, Say] = {
    "blocked": Say("这段时间不立案", "Not filed in these hours"),
    "only": Say("只在这段时间立案", "Filed in these hours only"),
}
MOST_AREAS, MINUTES = 50, 24 * 60
LOOKED_AHEAD = 400
"""Days within which it is looked for when a kind may be filed again."""


@dataclass(frozen=True)
class Control:
    """Kinds by the beginnings of their codes, areas by their codes (none: the whole district), days of the week (0 is
    Monday), minutes of the day from and to (over midnight where ``to`` is not later), and the season as month and day,
    first and last, or None for all the year."""

    id: UUID
    kinds: tuple[str, ...]
    areas: tuple[str, ...]
    days: tuple[int, ...]
    hours: tuple[int, int]
    season: tuple[str, str] | None
    effect: str
    why: Say

    def takes_in(self, kind: str, area: str) -> bool:
        """Whether it is about a kind at a place."""
        return any(kind.startswith(begin) for begin in self.kinds) and (
            not self.areas or any(above(own, area) for own in self.areas)
        )

    def holds(self, moment: datetime) -> bool:
        """Whether a minute of the district's own zone lies in its hours. What runs over midnight is of the day on which
        it began."""
        first, last = self.hours
        minute = moment.hour * 60 + moment.minute
        if first < last:
            return first <= minute < last and self._on(moment.date())
        if minute >= first:
            return self._on(moment.date())
        return minute < last and self._on(moment.date() - timedelta(days=1))

    def _on(self, day: date) -> bool:
        if day.weekday() not in self.days:
            return False
        if self.season is None:
            return True
        (first, last), own = self.season, f"{day:%m-%d}"
        return first <= own <= last if first <= last else own >= first or own <= last

    def blocks(self, moment: datetime) -> bool:
        """Whether what it is about may not be filed at a minute."""
        return self.holds(moment) == (self.effect == "blocked")

    def free_at(self, moment: datetime) -> datetime | None:
        """The minute from which it does not block any more; None where that is more than a year away."""
        edges = {0, self.hours[0], self.hours[1] % MINUTES}
        midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        for n in range(LOOKED_AHEAD):
            for edge in sorted(edges):
                at = midnight + timedelta(days=n, minutes=edge)
                if at > moment and not self.blocks(at):
                    return at
        return None


def blocked_by(controls: Iterable[Control], kind: str, area: str, moment: datetime) -> Control | None:
    """The control by which a kind may not be filed at a place and a minute of the district's own zone, if any."""
    for control in controls:
        if control.takes_in(kind, area) and control.blocks(moment):
            return control
    return None


def say_blocked(control: Control, moment: datetime) -> Say:
    """Why a kind may not be filed, and from when it may be again."""
    free = control.free_at(moment)
    zh, en = control.why.zh, control.why.en
    if free is None:
        return Say(f"{zh}。近一年内都不立案", f"{en}. It is not filed within a year")
    when = f"{free:%H:%M}" if free.date() == moment.date() else f"{free:%m-%d %H:%M}"
    return Say(f"{zh}。{when} 起可以上报", f"{en}. It can be filed from {when} on")


def check_controls(controls: Iterable[Control], kind: str, area: str, moment: datetime) -> None:
    """Whether somebody at work may file a kind at a place and minute. Raises ``NotNow`` (``kind_controlled``)."""
    control = blocked_by(controls, kind, area, moment)
    if control is not None:
        said = say_blocked(control, moment)
        raise NotNow(
            "kind_controlled",
            Say(
                f"{said.zh}。确有必要请不选类别上报，由中心来定。",
                f"{said.en}. If it cannot wait, report it without a kind and the centre decides.",
            ),
            control=str(control.id),
        )


def read_control(said: Mapping[str, Any], control_id: UUID, *, kinds: Sequence[str], areas: Iterable[str]) -> Control:
    """A control as somebody wrote it: ``kinds`` and ``areas`` in lists, ``days``, ``starts`` and ``ends`` as ``21:00``,
    ``season`` as ``["05-01", "10-31"]`` or null, ``effect`` and ``why``.

    Raises ``Missing`` (``control_unclear``) with ``column``.
    """
    begins = tuple(dict.fromkeys(said["kinds"]))
    known_areas = set(areas)
    places = tuple(dict.fromkeys(said["areas"]))
    days = tuple(sorted(set(said["days"])))
    first, last = _minute(said["starts"], "starts"), _minute(said["ends"], "ends")
    season = said["season"]
    why = {tongue: " ".join(str(said["why"][tongue]).split()) for tongue in ("zh", "en")}
    for column, wrong in (
        (
            "kinds",
            not begins or not all(b and any(kind.startswith(b) for kind in kinds) for b in begins),
        ),
        ("areas", len(places) > MOST_AREAS or not set(places) <= known_areas),
        ("days", not days or not set(days) <= set(range(7))),
        ("season", season is not None and not all(_is_day(day) for day in season)),
        ("effect", said["effect"] not in EFFECTS),
        ("why", not all(1 <= len(text) <= 120 and text.isprintable() for text in why.values())),
    ):
        if wrong:
            raise _unclear(column)
    span = None if season is None else (str(season[0]), str(season[1]))
    return Control(control_id, begins, places, days, (first, last), span, said["effect"], Say(**why))


def _minute(said: str, column: str) -> int:
    try:
        found = datetime.strptime(said, "%H:%M") if said != "24:00" else None  # noqa: DTZ007
    except ValueError:
        raise _unclear(column) from None
    return MINUTES if found is None else found.hour * 60 + found.minute


def _is_day(said: str) -> bool:
    try:
        datetime.strptime(f"2024-{said}", "%Y-%m-%d")  # noqa: DTZ007
    except ValueError:
        return False
    return len(said) == 5


def _unclear(column: str) -> Missing:
    name = COLUMNS[column]
    return Missing(
        "control_unclear",
        Say(
            f"管控时段的“{name.zh}”看不懂。类别和地域要从列表里选，星期至少选一天，时间写成 21:00，季节写成 05-01，原因"
            "要有中英文。",
            f"The {name.en} of the controlled hours cannot be read. Choose kinds and areas from the lists and one day "
            "of the week at least, write times as 21:00 and seasons as 05-01, and give the reason in both languages.",
        ),
        column=column,
    )


COLUMNS: dict[str, Say] = {
    "kinds": Say("类别", "kinds"),
    "areas": Say("地域", "areas"),
    "days": Say("星期", "days"),
    "starts": Say("从几点", "start"),
    "ends": Say("到几点", "end"),
    "season": Say("季节", "season"),
    "effect": Say("作用", "effect"),
    "why": Say("原因", "reason"),
}
"""What each part of a control is called."""
