"""Who listens to what: one page."""

from wangge.cases.listeners import CALENDARS as CASES_OF_CALENDARS
from wangge.cases.listeners import DRAWS
from wangge.cases.listeners import LEAVERS as CASES_OF_LEAVERS
from wangge.cases.listeners import PICTURES as CASES_OF_PICTURES
from wangge.cases.listeners import RECUTS as CASES_OF_RECUTS
from wangge.learning.listeners import CASES as SUGGESTIONS_OF_CASES
from wangge.notices.listeners import ENDINGS, HAND_OVERS, WARNINGS
from wangge.orgs.listeners import RECUTS as PEOPLE_OF_RECUTS

LISTENERS = (
    PEOPLE_OF_RECUTS, CASES_OF_RECUTS, CASES_OF_LEAVERS, CASES_OF_CALENDARS, CASES_OF_PICTURES, DRAWS, HAND_OVERS,
    WARNINGS, ENDINGS, SUGGESTIONS_OF_CASES,
)  # fmt: skip
"""``orgs.recuts``, ``cases.recuts``: people and open cases go along when areas are cut anew.
``cases.leavers``: open cases reach the successor once the last day of somebody who leaves is over.
``cases.calendars``: open cases get their due times anew when a calendar they are measured by has a new version.
``cases.pictures``: pictures of different cases that look the same are listed for a person to look at.
``cases.draws``: some of the self-handled cases that are closed are drawn to be looked at again.
``notices.hand_overs``: each hand-over of a case yields one notice for whoever has it now.
``notices.warnings``: each step of a clock to red and beyond, and each order, yields one notice where it is told.
``notices.endings``: whoever left a number is asked how it went once a case has ended.
``learning.cases``: each report gets its suggestion; what people choose and what comes of it is written beside.
"""
