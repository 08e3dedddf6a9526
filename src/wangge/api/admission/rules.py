"""Who may go to work at once, who waits for how long, and who is sent away first. Pure.

``deed`` is what somebody did or says: reports, moves, files, ratings, log-in. ``look`` is one thing that is looked at.
``list`` is everything that reads much: queues, search, maps, counts, exports, and questions beside a report. ``free``
is not counted: it touches no database or must answer whatever happens.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from wangge.core.words import Say

DEED, LOOK, LIST, FREE = "deed", "look", "list", "free"
SORTS = (DEED, LOOK, LIST)
"""In the order in which a free place is given away."""
READS = frozenset({"GET", "HEAD", "OPTIONS"})
ALWAYS = ("/health", "/static/", "/worker/", "/desk/", "/verify_case.py", "/choose", "/api/v1/docs", "/api/v1/openapi")
ASKING = ("/alike", "/suggest", "/preview", "/try", "/bundle")
"""Ends of addresses that are posted to but only ask, or hand out: whoever reports goes on without their answer."""
UPLOADS = ("/api/v1/uploads", "/api/v1/public/uploads")
"""A file on its way is part of a report, also where a phone only asks how far it has come."""
ONE = re.compile(
    r"^(/|/login|/logout|/password|/me|/report|/t|/t/[^/]+|/g/[^/]+|/cases/[0-9a-f-]{36}|(/t/[^/]+)?/files/[0-9a-f-]{36}"
    r"|/api/v1/me(/.*)?|/api/v1/session|/api/v1/live|/api/v1/flows|/api/v1/kinds"
    r"|/api/v1/(cases|files|public/files)/[0-9a-f-]{36}"
    r"|/api/v1/cases/[0-9a-f-]{36}/(deadline|suggestions)|/api/v1/public/reports/[^/]+)$"
)
BUSY = {
    DEED: Say(
        "现在用的人太多，这一次还没有收下，内容没有丢。请 {seconds} 秒后再提交，不会重复。",
        "Too many are using this right now; this was not taken in yet. Send again in {seconds} seconds: it will not "
        "be doubled.",
    ),
    LOOK: Say(
        "现在用的人太多，请 {seconds} 秒后再打开。",
        "Too many are using this right now. Please open it again in {seconds} seconds.",
    ),
    LIST: Say(
        "现在用的人太多，列表、查询和地图先让一让上报和办理，请 {seconds} 秒后再看。",
        "Too many are using this right now; lists, searches and maps stand back for reports and work. Please look "
        "again in {seconds} seconds.",
    ),
}
LEAST_SECONDS = {DEED: 2, LOOK: 3, LIST: 5}


def sort_of(method: str, path: str) -> str:
    """To which sort a request belongs."""
    if path.startswith(ALWAYS):
        return FREE
    if path.startswith(UPLOADS):
        return DEED
    if method not in READS:
        return LIST if path.endswith(ASKING) else DEED
    return LOOK if ONE.match(path) else LIST


@dataclass(frozen=True)
class Limits:
    """What one process may do at once: ``places`` at work in all, ``at_work`` and ``waiting`` at most and ``patience``
    in seconds by sort."""

    places: int
    at_work: Mapping[str, int]
    waiting: Mapping[str, int]
    patience: Mapping[str, float]

    @property
    def everybody(self) -> int:
        """The most requests that can be in the house at once, at work or waiting."""
        return self.places + sum(self.waiting.values())


def limits(places: int, *, waiting: int, patience: float) -> Limits:
    """From how many may work at once, how many deeds may wait for each place, and how long in seconds.

    Lists never have more than half of the places, looks leave one. Half as many looks and a quarter as many lists may
    wait, both half as long.
    """
    room = places * waiting
    return Limits(
        places,
        {DEED: places, LOOK: max(1, places - 1), LIST: max(1, places // 2)},
        {DEED: room, LOOK: math.ceil(room / 2), LIST: math.ceil(room / 4)},
        {DEED: patience, LOOK: patience / 2, LIST: patience / 2},
    )


def may_begin(sort: str, at_work: Mapping[str, int], waiting: Mapping[str, int], limits: Limits) -> bool:
    """Whether a request that has just come goes to work at once: there is a place, and nobody of its sort or of one
    that comes before it waits."""
    before = SORTS[: SORTS.index(sort) + 1]
    free = sum(at_work.values()) < limits.places and at_work[sort] < limits.at_work[sort]
    return free and not any(waiting[other] for other in before)


def may_wait(sort: str, waiting: Mapping[str, int], limits: Limits) -> bool:
    """Whether it may wait. Lists are sent away as soon as half of the room for deeds is taken."""
    if sort == LIST and waiting[DEED] * 2 > limits.waiting[DEED]:
        return False
    return waiting[sort] < limits.waiting[sort]


def next_sort(at_work: Mapping[str, int], waiting: Mapping[str, int], limits: Limits) -> str | None:
    """Whose turn it is when a place is free; None when nobody waits who may have it.

    First a sort of which nobody is at work, so that none stands still; then deeds before looks before lists.
    """
    if sum(at_work.values()) >= limits.places:
        return None
    may = [sort for sort in SORTS if waiting[sort] and at_work[sort] < limits.at_work[sort]]
    return next((sort for sort in may if not at_work[sort]), next(iter(may), None))


def seconds_away(sort: str, waiting: Mapping[str, int], limits: Limits, chance: float) -> int:
    """After how many seconds to come again: more the fuller it is, and not all at once (``chance`` from 0 to 1)."""
    full = waiting[sort] / limits.waiting[sort] if limits.waiting[sort] else 1.0
    return math.ceil(LEAST_SECONDS[sort] * (1 + full + chance))


def busy(sort: str, seconds: int) -> Say:
    """What whoever is sent away reads."""
    return Say(BUSY[sort].zh.format(seconds=seconds), BUSY[sort].en.format(seconds=seconds))
