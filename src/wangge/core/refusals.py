"""The one family of refusals. Anything else that is raised is a bug and is logged as one."""

from typing import Any, ClassVar
from uuid import UUID

from wangge.core.words import Say


class Refused(Exception):
    """A request that is turned down, with a code for machines and a sentence for the person.

    ``say`` tells what to do next, in both languages; ``facts`` are JSON values that a client may use.
    """

    status: ClassVar[int] = 400

    def __init__(self, code: str, say: Say, **facts: Any) -> None:
        super().__init__(f"{code}: {say.en}")
        self.code = code
        self.say = say
        self.facts = facts


class Missing(Refused):
    """A fact is missing or cannot be read (422)."""

    status = 422


class NotYours(Refused):
    """The object may be seen but this act is another post's (403)."""

    status = 403


class NotNow(Refused):
    """The act is right for this person, but not in this state (409)."""

    status = 409


class NotFound(Refused):
    """Absent, or not to be seen by the one who asks: the two cannot be told apart (404)."""

    status = 404


class NotSignedIn(Refused):
    """No session, or one that has ended (401)."""

    status = 401


class Gone(Refused):
    """What the client holds is too old to go on from (410)."""

    status = 410


class TooMany(Refused):
    """Too many requests, or too large a one at this moment (429)."""

    status = 429


class TooLarge(Refused):
    """The body is larger than this place takes (413)."""

    status = 413


class Away(Refused):
    """The database does not answer or has no room (503). Nothing was written; the same key may be sent again."""

    status = 503


def away() -> Away:
    """The one sentence for a database that cannot work at the moment."""
    return Away(
        "away",
        Say(
            "系统暂时存不了，这一次没有保存。请稍后再提交，内容不会重复。",
            "The system cannot save at the moment; nothing was written. Send again later, it will not be doubled.",
        ),
        retry_after=15,
    )


def not_found() -> NotFound:
    """The one sentence for absent and foreign objects."""
    return NotFound(
        "not_found",
        Say(
            "没有找到，或不在您的管辖范围内。请核对编号。", "Not found, or outside your area. Please check the number."
        ),
    )


def check_edition(after: int | None, last: int) -> None:
    """Whether the last edition of a setting is the one that was read; ``after`` None asks nothing.

    Raises ``NotNow`` (``edition_moved``).
    """
    if after is not None and after != last:
        raise NotNow(
            "edition_moved",
            Say(
                "您改的时候，别人已经存了新的一版。请重新打开看一眼，再改。",
                "Somebody has saved a newer edition meanwhile. Open it again, look, and change it then.",
            ),
            edition=last,
        )


def read_id(said: object) -> UUID:
    """An id that somebody sent; one that cannot be leads nowhere. Raises ``NotFound``."""
    try:
        return UUID(str(said))
    except ValueError:
        raise not_found() from None
