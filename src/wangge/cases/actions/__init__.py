"""The only ways to change a case: a report opens one, moves carry it on, a look marks it as seen."""

from wangge.cases.actions.calling import draw_call_backs, draw_due, record_call
from wangge.cases.actions.closing import close_by_rule
from wangge.cases.actions.contact import look_at_contact
from wangge.cases.actions.contesting import contest
from wangge.cases.actions.erasing import erase
from wangge.cases.actions.exporting import export
from wangge.cases.actions.handing import follow_hand_over
from wangge.cases.actions.intake import Saying, report, take_numbers
from wangge.cases.actions.living import begin_life, go_on_living
from wangge.cases.actions.move import move, see
from wangge.cases.actions.rating import rate
from wangge.cases.actions.recalculating import follow_calendar
from wangge.cases.actions.rechecking import draw_recheck, look_again
from wangge.cases.actions.recutting import follow_recut
from wangge.cases.actions.releasing import Chosen, conceal, release
from wangge.cases.actions.setting import set_solving
from wangge.cases.actions.twins import judge_twin, list_twins
from wangge.cases.actions.watching import watch

__all__ = [
    "Chosen",
    "Saying",
    "begin_life",
    "close_by_rule",
    "conceal",
    "contest",
    "draw_call_backs",
    "draw_due",
    "draw_recheck",
    "erase",
    "export",
    "follow_calendar",
    "follow_hand_over",
    "follow_recut",
    "go_on_living",
    "judge_twin",
    "list_twins",
    "look_again",
    "look_at_contact",
    "move",
    "rate",
    "record_call",
    "release",
    "report",
    "see",
    "set_solving",
    "take_numbers",
    "watch",
]
