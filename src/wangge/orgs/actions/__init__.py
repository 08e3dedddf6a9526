"""Changing who there is: units, people, grants, shifts, accounts, sessions."""

from wangge.orgs.actions.accounts import (
    appoint,
    change_password,
    check_grant,
    check_password,
    end_grants,
    end_session,
    end_sessions_of,
    give_grant,
    open_session,
    reset_password,
)
from wangge.orgs.actions.leaving import hand_over, let_leave
from wangge.orgs.actions.lists import set_offices, set_people, set_units
from wangge.orgs.actions.recutting import follow_recut
from wangge.orgs.actions.rostering import cancel_shift, change_shift, copy_week, make_shift, stand_in
from wangge.orgs.actions.shifts import set_duties
from wangge.orgs.actions.staff import change_person, end_grant, give_post
from wangge.orgs.actions.units import change_unit, end_unit, make_unit, set_office

__all__ = [
    "appoint",
    "cancel_shift",
    "change_password",
    "change_person",
    "change_shift",
    "change_unit",
    "check_grant",
    "check_password",
    "copy_week",
    "end_grant",
    "end_grants",
    "end_session",
    "end_sessions_of",
    "end_unit",
    "follow_recut",
    "give_grant",
    "give_post",
    "hand_over",
    "let_leave",
    "make_shift",
    "make_unit",
    "open_session",
    "reset_password",
    "set_duties",
    "set_office",
    "set_offices",
    "set_people",
    "set_units",
    "stand_in",
]
