"""When people work: desks and units in their slots on weekdays, grid workers every day from morning to evening. Pure.

Times are aware and in the district's own zone.
"""

from datetime import datetime, time, timedelta

SLOTS = ((time(8), time(12)), (time(14), time(18)))
FIELD = (time(7, 30), time(18, 30))


def _slots(day: datetime) -> list[tuple[datetime, datetime]]:
    """The working slots of a day of the week."""
    if day.weekday() >= 5:
        return []
    return [(datetime.combine(day, a, day.tzinfo), datetime.combine(day, b, day.tzinfo)) for a, b in SLOTS]


def in_slot(at: datetime) -> datetime:
    """The moment itself when desks are at work, else the next at which they are."""
    day = at
    for _ in range(8):
        for begin, end in _slots(day):
            if max(at, begin) < end:
                return max(at, begin)
        day = datetime.combine(day + timedelta(days=1), time(), day.tzinfo)
    raise AssertionError("a week without a working day")


def after_work(at: datetime, hours: float) -> datetime:
    """The moment by which desks have worked so many hours since."""
    left, now = timedelta(hours=hours), in_slot(at)
    while True:
        end = next(end for begin, end in _slots(now) if begin <= now < end)
        if now + left <= end:
            return now + left
        left -= end - now
        now = in_slot(end)


def last_slot(at: datetime) -> datetime:
    """The moment itself when desks are at work, else the last at which they were."""
    day = at
    for _ in range(8):
        for begin, end in reversed(_slots(day)):
            if begin < at:
                return min(at, end - timedelta(minutes=1))
        day -= timedelta(days=1)
    raise AssertionError("a week without a working day")


def field_end(at: datetime) -> datetime:
    """When grid workers go home on that day."""
    return datetime.combine(at, FIELD[1], at.tzinfo)


def in_field(at: datetime) -> datetime:
    """The moment itself when grid workers are on their rounds, else the next at which they are."""
    begin = datetime.combine(at, FIELD[0], at.tzinfo)
    if at < begin:
        return begin
    return at if at < field_end(at) else begin + timedelta(days=1)
