"""What a line may say, from which page it may come, and whose name stands beside a case. Pure."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import orjson

from wangge.orgs.rules import POSTS, Actor

LONGEST = 256
"""Bytes of a frame; the longest that a client has reason to send has 55."""
UNREADABLE, NOT_ALLOWED, TEXT_ONLY, TRY_LATER, GOING = 1007, 1008, 1003, 1013, 1001
NOT_SIGNED_IN, CHANGE_PASSWORD, TOO_MANY = 4401, 4403, 4429
"""Codes with which we close, besides 1009 (too long) and 1011 (no answer to a ping), which the library sends."""


class Hung(Exception):
    """The line is closed with a code and a word why."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(f"{code}: {why}")
        self.code = code
        self.why = why


@dataclass(frozen=True)
class Said:
    """What a client said: a ping, or which case it looks at now (none for no case)."""

    ping: bool
    case: UUID | None = None


def read_frame(frame: str | bytes) -> Said:
    """The meaning of a frame. Raises ``Hung`` for one that has none."""
    if not isinstance(frame, str):
        raise Hung(TEXT_ONLY, "text frames only")
    try:
        said = orjson.loads(frame)
    except orjson.JSONDecodeError:
        raise Hung(UNREADABLE, "not JSON") from None
    match said:
        case {"ping": int()} if len(said) == 1:
            return Said(ping=True)
        case {"look": None} if len(said) == 1:
            return Said(ping=False)
        case {"look": str(subject)} if len(said) == 1:
            return Said(ping=False, case=_case(subject))
    raise Hung(NOT_ALLOWED, "neither look nor ping")


def _case(subject: str) -> UUID:
    kind, _, text = subject.partition(":")
    try:
        if kind == "case":
            return UUID(text)
    except ValueError:
        pass
    raise Hung(NOT_ALLOWED, "look wants case:<id>")


def origin_allowed(origin: str, *, host: str, public: str) -> bool:
    """Whether a page of this origin may open a line. ``host`` is what was asked for, ``public`` our own address.

    Our own pages: of the public address, or of the asked host at the port of either. Programs send no origin; a
    browser always does, so a foreign page cannot use somebody's cookie.
    """
    if not origin or origin == public:
        return True
    try:
        page, asked, own = urlsplit(origin), urlsplit(f"//{host}"), urlsplit(public)
        return (page.scheme, page.hostname) == (own.scheme, asked.hostname) and page.port in (asked.port, own.port)
    except ValueError:
        return False


def shown(actor: Actor) -> dict[str, Any]:
    """How somebody stands beside a case: name and post; the post is null for who only reported it."""
    held = actor.with_verb("case.see")
    return {"name": actor.name, "post": POSTS[held[0].post].say.pair() if held else None}
