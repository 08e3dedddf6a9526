"""What a notice says and whether it was seen; when an SMS is tried again, and how a request for one is signed. Pure."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import quote

from wangge.core.words import Say

MOST_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)


def next_wait(tries: int) -> timedelta | None:
    """How long to wait after the n-th failed try: 30 s, doubling; None when it is given up."""
    return FIRST_WAIT * 2 ** (tries - 1) if tries < MOST_TRIES else None


QUIET_FROM, QUIET_TO = time(21), time(8)


def after_quiet(at: datetime) -> datetime:
    """The moment itself, or eight in the morning where it falls into the night. ``at`` is local."""
    if QUIET_TO <= at.time() < QUIET_FROM:
        return at
    day = at.date() + timedelta(days=at.time() >= QUIET_FROM)
    return datetime.combine(day, QUIET_TO, at.tzinfo)


MOST_ASKED = 2
"""So often is whoever made a report asked how it went, however often the case ends."""
ASK_WITHIN = timedelta(days=3)
"""Whoever could not be asked within this time after the end is not asked any more."""


def percent(text: str) -> str:
    """Percent-encoding after RFC 3986: only letters, digits and ``-_.~`` stay."""
    return quote(text, safe="-_.~")


def signature(parameters: Mapping[str, str], *, secret: str, method: str = "POST") -> str:
    """The signature of the RPC protocol that mainland SMS services speak (HMAC-SHA1, version 1.0).

    The sorted, encoded parameters without ``Signature`` are the text; the key is the secret and an ampersand.
    """
    pairs = sorted((name, value) for name, value in parameters.items() if name != "Signature")
    query = "&".join(f"{percent(name)}={percent(value)}" for name, value in pairs)
    text = f"{method}&{percent('/')}&{percent(query)}"
    code = hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(code).decode()


WARNINGS = frozenset({"case.remind", "case.overdue", "case.raise", "case.supervise"})
"""Entries that hand nothing over: steps of a clock, and orders."""
_OTHERS = {
    "case.report": Say("新上报", "Reported"),
    "case.hand_over": Say("人员交接", "Handed over with its people"),
}


@dataclass(frozen=True)
class Told:
    """What an entry tells a place: its verb and what that move is called, and where it has one the task's role, the
    clock with its step in per cent of the limit, the sort of an order."""

    verb: str
    place: str
    label: Say | None = None
    task: Say | None = None
    clock: Say | None = None
    step: int = 0
    sort: Say | None = None

    @property
    def say(self) -> Say:
        """The sentence that stands on the screen."""
        at, label = self.place, self.label or _OTHERS.get(self.verb) or Say("有新进展", "News")
        clock, sort = self.clock or Say("", ""), self.sort or Say("", "")
        if self.task is not None:
            return Say(f"请{at}{self.task.zh}。", f"{at}: {self.task.en.lower()}.")
        return {
            "case.remind": Say(
                f"{clock.zh}的时限用了 {self.step}%，请{at}抓紧。",
                f"{clock.en}: {self.step} % of the limit used, {at}.",
            ),
            "case.overdue": Say(f"{clock.zh}超过时限，请{at}尽快办。", f"{clock.en}: overdue, {at}."),
            "case.raise": Say(
                f"{clock.zh}超期，用时到了时限的 {self.step}%，报到{at}。",
                f"{clock.en}: overdue at {self.step} % of the limit, raised to {at}.",
            ),
            "case.supervise": Say(
                f"督办（{sort.zh}），请{at}答复。", f"An order ({sort.en.lower()}): {at} is to answer."
            ),
        }.get(self.verb, Say(f"{label.zh}，现在归{at}。", f"{label.en}: now with {at}."))


def was_looked_at(
    verb: str,
    told_at: datetime,
    *,
    ended: bool,
    handed_on: bool,
    seen_at: datetime | None,
    changed_at: datetime,
    task_done: bool | None,
) -> bool:
    """Whether a notice was seen: what it is about has ended, was looked at or, for a warning, acted on since.

    ``task_done`` is whether the task that it is about was looked at or ended, None where it is about none;
    ``handed_on`` whether the case was handed over anew afterwards.
    """
    if ended:
        return True
    if task_done is not None:
        return task_done
    if verb in WARNINGS:
        return changed_at > told_at or (seen_at is not None and seen_at > told_at)
    return handed_on or seen_at is not None
