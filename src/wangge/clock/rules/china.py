"""The built-in calendar ``CN``: statutory holidays and make-up working days (调休上班日) of the mainland.

Published years come from the State Council's yearly notices as collected in the package ``chinese-calendar``. A year
without a notice has its weekdays, and free only the days that the law itself names: 全国年节及纪念日放假办法,
State Council Order 795, in force since 2025-01-01.
"""

from datetime import date, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import chinese_calendar

from wangge.clock.rules.calendars import USUAL_WEEK, Calendar, Special, Version
from wangge.core.words import Say

CHINA = "CN"
ZONE = ZoneInfo("Asia/Shanghai")
PUBLISHED = range(min(chinese_calendar.constants.holidays).year, max(chinese_calendar.constants.holidays).year + 1)
"""Years whose notice the package knows."""

NAMES = {
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明节", "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节", "Mid-autumn Festival": "中秋节", "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}  # fmt: skip

MOVING = {
    2025: "0129 0404 0531 1006", 2026: "0217 0405 0619 0925",
    2027: "0206 0405 0609 0915", 2028: "0126 0404 0528 1003", 2029: "0213 0404 0616 0922",
    2030: "0203 0405 0605 0912", 2031: "0123 0405 0624 1001", 2032: "0211 0404 0612 0919",
    2033: "0131 0404 0601 0908", 2034: "0219 0405 0620 0927", 2035: "0208 0405 0610 0916",
    2036: "0128 0404 0530 1004", 2037: "0215 0404 0618 0924", 2038: "0204 0405 0607 0913",
    2039: "0124 0405 0527 1002", 2040: "0212 0404 0614 0920",
}  # fmt: skip
"""First day of the lunar year, 清明, 端午 and 中秋 as month and day, after GB/T 33661-2017 (the making of the lunar
calendar). Computed with three programs that agree: sxtwl 2.0.7, lunar_python 1.4.8, lunardate 0.3.0 (without 清明)."""


VERSIONS = range(min(MOVING) - 1, PUBLISHED[-1] + 1)
"""The versions of ``CN`` that can be had: its last published year. Before 2025 another law held."""


def statutory_days(year: int) -> dict[date, Say]:
    """The days of a year that the law itself makes free, without what a notice would move; 2025 to 2040."""
    spring, tombs, boats, moon = (date(year, int(d[:2]), int(d[2:])) for d in MOVING[year].split())
    one = timedelta(days=1)
    days = {
        "Mid-autumn Festival": [moon],
        "Dragon Boat Festival": [boats],
        "Tomb-sweeping Day": [tombs],
        "New Year's Day": [date(year, 1, 1)],
        "Spring Festival": [spring - one, spring, spring + one, spring + 2 * one],
        "Labour Day": [date(year, 5, 1), date(year, 5, 2)],
        "National Day": [date(year, 10, 1), date(year, 10, 2), date(year, 10, 3)],
    }
    return {on: Say(NAMES[name], name) for name, dates in days.items() for on in dates}


@cache
def china(last: int = PUBLISHED[-1]) -> Calendar:
    """The calendar ``CN`` as it was when ``last`` was the last published year; that year is its version
    number, one of ``VERSIONS``."""
    dates: dict[date, Special] = {}
    for year in MOVING:
        if year > last:
            dates |= {on: Special((), say) for on, say in statutory_days(year).items()}
    for on, name in chinese_calendar.constants.holidays.items():
        if on.year <= last:
            dates[on] = Special((), Say(NAMES[name], name))
    for on, name in chinese_calendar.constants.workdays.items():
        if on.year <= last:
            dates[on] = Special(None, make_up(Say(NAMES[name], name)))
    published = frozenset(year for year in PUBLISHED if year <= last)
    version = Version(last, date(PUBLISHED[0], 1, 1), "全国法定节假日安排", USUAL_WEEK, dates, published)
    return Calendar(CHINA, "", ZONE, (version,))


def make_up(holiday: Say) -> Say:
    """What is said of a make-up working day."""
    return Say(f"{holiday.zh}调休上班", f"make-up working day for {holiday.en}")
