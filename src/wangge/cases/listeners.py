"""Open cases go along when their area is cut anew, their calendar changes, or somebody who had them leaves; pictures
that look the same are listed, and closed cases drawn."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from wangge.cases.actions import draw_recheck, follow_calendar, follow_hand_over, follow_recut, list_twins
from wangge.cases.rules import EVERY_VERB
from wangge.clock.queries import calendars
from wangge.journal.listeners import Listener
from wangge.journal.queries import Entry
from wangge.orgs.rules import held_of
from wangge.places.queries import followers_of


def hear_recuts(district: str, entries: Sequence[Entry]) -> None:
    """Move the open cases of every re-cutting once; ended ones keep the codes of their day."""
    for entry in entries:
        follow_recut(entry.facts["follows"], district=district, key=f"recut-{entry.position}", at=entry.recorded_at)


def hear_leavers(district: str, entries: Sequence[Entry]) -> None:
    """Let the open cases of everybody who has left reach the successor once, by the areas of today."""
    for entry in entries:
        if not entry.facts["successor"]:
            continue
        rows = entry.facts["grants"]
        leads = followers_of({row["area"] for row in rows if row["area"]})
        grants = [replace(held_of(district, row), area=area) for row in rows for area in leads.get(row["area"], ("",))]
        follow_hand_over(
            grants, successor=UUID(entry.facts["successor"]), district=district, key=f"leave-{entry.position}",
            at=entry.recorded_at,
        )  # fmt: skip


def hear_calendars(district: str, entries: Sequence[Entry]) -> None:
    """Work out the due times of open cases anew by every version that was published."""
    calendars.forget()
    for entry in entries:
        follow_calendar(entry.facts["code"], entry.facts["version"], at=entry.recorded_at)


def hear_pictures(district: str, entries: Sequence[Entry]) -> None:
    """List what came in and looks like a picture of another case, for people to look at."""
    list_twins(district, entries)


def hear_closings(district: str, entries: Sequence[Entry]) -> None:
    """Draw from what was put right on the spot and closed what is looked at again, each once."""
    for entry in entries:
        draw_recheck(entry)


RECUTS = Listener("cases.recuts", frozenset({"ground.recut"}), hear_recuts)
LEAVERS = Listener("cases.leavers", frozenset({"account.leave"}), hear_leavers)
DRAWS = Listener("cases.draws", frozenset({"case.close"}), hear_closings)
CALENDARS = Listener("cases.calendars", frozenset({"calendar.publish"}), hear_calendars)
PICTURES = Listener(
    "cases.pictures", frozenset({"case.report", "case.keep_aside", *(f"case.{v}" for v in EVERY_VERB)}), hear_pictures
)
