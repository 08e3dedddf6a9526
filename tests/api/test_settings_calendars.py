"""Calendars set by hand: read by the day, other days previewed and published in new versions."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from tests.acts import row, to_state
from tests.api.told import S, keyed, refused, told

from wangge.api.answers.choices import CalendarPreview, CalendarPublished, CalendarSettingsList, CalendarYear
from wangge.clock.models import CalendarVersion
from wangge.journal.listeners import deliver
from wangge.journal.models import Entry
from wangge.orgs.queries import today
from wangge.site.wiring import LISTENERS

pytestmark = [pytest.mark.both, pytest.mark.django_db]
OWN = f"{S}/calendars/SHUANGTAIZI"


def workdays(count: int) -> list[str]:
    """The next dates that are neither free nor at a weekend, as the built-in calendar has it."""
    from wangge.clock.rules import china

    on, found = today(timezone.now()), []
    while len(found) < count:
        on += timedelta(days=1)
        if china().day(on).slots:
            found.append(on.isoformat())
    return found


def holiday(*days: str) -> list[dict]:
    return [{"on": day, "kind": "holiday", "name_zh": "停水抢修日"} for day in days]


def new(calls, **other) -> int:
    body = keyed(**({"after": 0, "owner": "211102", "name": "双台子区日历"} | other))
    return int(told(CalendarPublished, calls("admin")("POST", OWN, body))["version"])


def test_a_year_is_read_by_the_day_with_the_names_of_its_holidays(calls):
    year = told(CalendarYear, calls("worker")("GET", f"{S}/calendars/CN/years/2026"))
    days = {d["on"]: d for d in year["days"]}
    assert (len(days), year["published"]) == (365, True)
    assert (days["2026-10-01"]["slots"], days["2026-10-01"]["why"]["zh"]) == ([], "国庆节")
    assert days["2026-11-25"]["slots"] == ["08:00-12:00", "14:00-18:00"]
    assert [d["on"] for d in year["days"] if d["special"] and d["slots"]], "make-up working days"
    assert told(CalendarYear, calls("worker")("GET", f"{S}/calendars/CN/years/2039"))["published"] is False
    for path, wanted in (("NONE/years/2026", (404, "not_found")), ("CN/years/99999", (422, "unreadable")),
                         ("CN/years/x", (422, "unreadable"))):  # fmt: skip
        assert refused(calls("worker")("GET", f"{S}/calendars/{path}")) == wanted


def test_a_district_makes_a_calendar_of_its_own_and_changes_its_days(calls, actor):
    first, second = workdays(2)
    assert new(calls) == 1
    body = keyed(after=1, days=holiday(first))
    admin = calls("admin")
    assert told(CalendarPublished, admin("POST", OWN, body)) == {"code": "SHUANGTAIZI", "version": 2}
    assert admin("POST", OWN, body)["Idempotent-Replay"] == "true"
    assert refused(admin("POST", OWN, keyed(after=1, days=holiday(second)))) == (409, "version_moved")
    assert refused(admin("POST", OWN, keyed(after=7, days=holiday(second)))) == (409, "version_moved")
    days = {d["on"]: d for d in told(CalendarYear, admin("GET", f"{OWN}/years/{first[:4]}"))["days"]}
    assert (days[first]["slots"], days[first]["why"]["zh"], days[first]["special"]) == ([], "停水抢修日", True)
    hours = {"on": first, "kind": "workday", "slots": "09:00-12:00"}
    assert told(CalendarPublished, admin("POST", OWN, keyed(after=2, days=[hours])))["version"] == 3
    assert (
        told(CalendarPublished, admin("POST", OWN, keyed(after=3, days=[{"on": first, "kind": "usual"}])))["version"]
        == 4
    )
    days = {d["on"]: d for d in told(CalendarYear, admin("GET", f"{OWN}/years/{first[:4]}"))["days"]}
    assert (days[first]["slots"], days[first]["special"]) == (["08:00-12:00", "14:00-18:00"], False)
    listed = {c["code"]: c for c in told(CalendarSettingsList, admin("GET", f"{S}/calendars"))["items"]}
    assert (listed["CN"]["owner"], listed["CN"]["mine"]) == (None, False)
    own = listed["SHUANGTAIZI"]
    assert (own["owner"], own["mine"]) == ({"code": "211102", "name": "双台子区"}, True)
    assert [(v["number"], v["valid_from"]) for v in own["versions"]][:3] == [(4, first), (3, first), (2, first)]
    entry = Entry.objects.filter(verb="calendar.publish").order_by("position")[1]
    assert (entry.actor, entry.post, entry.facts["version"]) == (actor("admin").person, "administrator", 2)


def test_the_preview_counts_the_cases_that_then_move(calls, actor):
    morning = datetime.combine(today(timezone.now()), time(9), ZoneInfo("Asia/Shanghai"))
    new(calls)
    case = to_state("dispatched", actor, at=morning)
    before = row(case).due_at
    body = {"after": 1, "days": holiday(*workdays(6))}
    seen = told(CalendarPreview, calls("admin")("POST", f"{OWN}/preview", body))
    assert (seen["measured"], seen["moved"], seen["changed_days"], seen["version"]) == (1, 1, 6, 2)
    assert (seen["cases"][0]["number"], datetime.fromisoformat(seen["cases"][0]["was"])) == (row(case).number, before)
    assert (row(case).due_at, CalendarVersion.objects.count()) == (before, 1)
    told(CalendarPublished, calls("admin")("POST", OWN, keyed(**body)))
    while deliver(LISTENERS):
        pass
    assert row(case).due_at == datetime.fromisoformat(seen["cases"][0]["now"])
    far = {"after": 2, "days": holiday((date.fromisoformat(workdays(1)[0]) + timedelta(days=300)).isoformat())}
    assert told(CalendarPreview, calls("admin")("POST", f"{OWN}/preview", far))["moved"] == 0
    fresh = {"after": 0, "owner": "211102005", "days": []}
    assert told(CalendarPreview, calls("admin")("POST", f"{S}/calendars/STREET/preview", fresh))["version"] == 1


def test_a_week_of_other_hours_holds_from_today_and_a_year_can_be_published(calls):
    week = ["08:30-12:00 13:00-17:30"] * 5 + ["", ""]
    assert new(calls, week=week, published=[2030]) == 1
    own = next(c for c in told(CalendarSettingsList, calls("admin")("GET", f"{S}/calendars"))["items"] if c["owner"])
    assert (own["week"], own["versions"][0]["valid_from"]) == (week, today(timezone.now()).isoformat())
    assert 2030 in own["versions"][0]["published"]


def test_what_is_no_calendar_is_refused_with_a_sentence(calls):
    admin = calls("admin")
    day = workdays(1)[0]
    yesterday = (today(timezone.now()) - timedelta(days=1)).isoformat()
    new(calls)
    for other, wanted in (
        ({"days": holiday(yesterday)}, (422, "day_over")), ({"days": holiday(day, day)}, (422, "calendar_unclear")),
        ({"days": [{"on": day, "kind": "feast"}]}, (422, "calendar_unclear")),
        ({"days": [{"on": day, "kind": "holiday", "slots": "08:00-09:00"}]}, (422, "calendar_unclear")),
        ({"days": [{"on": day, "kind": "workday", "slots": "25:00-26:00"}]}, (422, "calendar_unclear")),
        ({"week": [""] * 7}, (422, "calendar_unclear")), ({"week": ["08:00-12:00"]}, (422, "unreadable")),
        ({"days": [{"on": "soon", "kind": "holiday"}]}, (422, "unreadable")),
    ):  # fmt: skip
        body = {"after": 1} | other
        assert refused(admin("POST", f"{OWN}/preview", body)) == wanted, other
        assert refused(admin("POST", OWN, keyed(**body))) == wanted, other
    for code, owner, wanted in (
        ("B", "", (422, "owner_unknown")), ("B", "211103", (422, "owner_unknown")),
        ("B", "211102999", (422, "owner_unknown")), ("有字", "211102", (422, "code_unreadable")),
        ("SHUANGTAIZI", "211102", (409, "version_moved")), ("B" * 30, "211102", (422, "calendar_unclear")),
    ):  # fmt: skip
        assert refused(admin("POST", f"{S}/calendars/{code}", keyed(after=0, owner=owner))) == wanted, (code, owner)
    version = told(CalendarSettingsList, admin("GET", f"{S}/calendars"))["items"][0]["versions"][0]["number"]
    assert refused(admin("POST", f"{S}/calendars/CN", keyed(after=version))) == (403, "not_yours")
    assert refused(admin("POST", f"{S}/calendars/NONE", keyed(after=1))) == (404, "not_found")
    for who in ("district", "street", "community", "worker", "chief", "auditor"):
        assert refused(calls(who)("POST", OWN, keyed(after=1))) == (403, "not_yours"), who
        assert refused(calls(who)("POST", f"{OWN}/preview", {"after": 1})) == (403, "not_yours"), who
    assert CalendarVersion.objects.count() == 1
