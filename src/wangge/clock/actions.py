"""Publishing calendars."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from wangge.clock import models
from wangge.clock.queries import calendars, version_of
from wangge.clock.rules import plain, read_version, read_zone, same, unclear
from wangge.core.ids import PUBLIC
from wangge.core.refusals import NotNow
from wangge.core.words import Say
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import Subject, digest

CALENDARS = UUID("0e1c0c10-0000-5000-8000-000000000000")


def publish_calendar(
    *,
    code: str,
    owner: str,
    zone: str,
    version: Mapping[str, Any],
    district: str,
    key: str,
    at: datetime,
    author: UUID = PUBLIC,
    post: str = "",
    after: int | None = None,
) -> Answer:
    """Add a version to a calendar, making the calendar when it is new. Nothing that is there is changed.

    ``version`` is what ``rules.plain`` writes. Records ``calendar.publish`` with the digest of the version; a version
    that says the same as the last one is not added. ``after`` is the version from which it was made (0 for a new
    calendar), if that is to be checked. Raises ``Missing`` (``calendar_unclear``), ``NotNow`` (``version_moved``).
    """
    subject = Subject("calendar", uuid5(CALENDARS, code))
    read_zone(zone)
    _check_lengths(code=(code, 24), owner=(owner, 40), name=(str(version.get("name", "")), 60))
    given = read_version(0, version)
    said = plain(given)

    def act(change: Change) -> Answer:
        change.hold(subject)
        kept, _ = models.Calendar.objects.get_or_create(code=code, defaults={"owner": owner, "zone": zone})
        if (kept.owner, kept.zone) != (owner, zone):
            raise unclear(
                f"日历“{code}”属于“{kept.owner}”，时区 {kept.zone}，不能改。请换一个日历代码。",
                f"Calendar {code!r} belongs to {kept.owner!r} in zone {kept.zone}; neither changes. Take another code.",
            )
        last = models.CalendarVersion.objects.filter(calendar=kept).order_by("-number").first()
        if after is not None and after != (last.number if last else 0):
            raise NotNow(
                "version_moved",
                Say(
                    "您改的时候，别人已经发布了新的一版日历。请重新打开看一眼，再改。",
                    "Somebody has published a newer version meanwhile. Open it again, look, and change it then.",
                ),
                version=last.number if last else 0,
            )
        if last is not None and same(version_of(last), given):
            return Answer(200, {"code": code, "version": last.number})
        number = 1 if last is None else last.number + 1
        models.CalendarVersion.objects.create(calendar=kept, number=number, **said)
        facts = {"code": code, "version": number, "valid_from": said["valid_from"], "published": said["published"],
                 "digest": digest("calendar", said).hex()}  # fmt: skip
        change.record(subject, "calendar.publish", facts=facts)
        return Answer(200, {"code": code, "version": number})

    payload = {"code": code, "owner": owner, "zone": zone, "version": said}
    answer = commit(Command(district, author, post, key, digest("calendar.publish", payload), at, at), act)
    calendars.forget()
    return answer


def _check_lengths(**said: tuple[str, int]) -> None:
    for name, (words, most) in said.items():
        if len(words) > most or (name == "code" and not words):
            raise unclear(
                f"日历的 {name} 要写 1 到 {most} 个字，现在是 {len(words)} 个。请改短或补上。",
                f"The calendar's {name} has {len(words)} characters; write 1 to {most}.",
            )
