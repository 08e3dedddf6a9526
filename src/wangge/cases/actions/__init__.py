"""The only ways to change a case: a report opens one, moves carry it on, a look marks it as seen."""

from wangge.cases.actions.contact import look_at_contact
from wangge.cases.actions.contesting import contest
from wangge.cases.actions.erasing import erase
from wangge.cases.actions.exporting import export
from wangge.cases.actions.handing import follow_hand_over
from wangge.cases.actions.intake import report
from wangge.cases.actions.move import move, see
from wangge.cases.actions.rating import rate
from wangge.cases.actions.recalculating import follow_calendar
from wangge.cases.actions.recutting import follow_recut
from wangge.cases.actions.releasing import Chosen, conceal, release
from wangge.cases.actions.twins import judge_twin, list_twins
from wangge.cases.actions.watching import watch

__all__ = [
    "Chosen",
    "conceal",
    "contest",
    "erase",
    "export",
    "follow_calendar",
    "follow_hand_over",
    "follow_recut",
    "judge_twin",
    "list_twins",
    "look_at_contact",
    "move",
    "rate",
    "release",
    "report",
    "see",
    "watch",
]
