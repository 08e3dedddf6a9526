"""Calendars published for real: versions are added, never edited, and stand in the journal."""

from datetime import date, timedelta

import pytest
from tests.clock.hours import SUMMER, at, crooked
from tests.conftest import NOW

from wangge.clock.actions import publish_calendar
from wangge.clock.models import CalendarVersion
from wangge.clock.queries import calendar_for, calendar_of
from wangge.clock.rules import VERSIONS, due, plain, read_limit, renewed
from wangge.core.refusals import Missing, NotFound, NotNow
from wangge.journal.models import Entry
from wangge.journal.queries import chain_faults, chain_of, kept_head
from wangge.journal.rules import Subject, digest

pytestmark = [pytest.mark.both, pytest.mark.django_db]
DISTRICT = "211102"
FIRST, SECOND = crooked().versions


def publish(version, *, key, code="XP", owner="211102005", zone="Asia/Shanghai"):
    said = version if isinstance(version, dict) else plain(version)
    return publish_calendar(code=code, owner=owner, zone=zone, version=said, district=DISTRICT, key=key, at=NOW)


def test_a_published_calendar_answers_as_its_plain_form_does():
    assert [publish(v, key=str(v.number)).body["version"] for v in (FIRST, SECOND)] == [1, 2]
    limit = read_limit("7 工作日")
    for start in (at("2025-05-27 10:00"), at("2026-02-11 16:20"), at("2026-12-29 09:00")):
        assert due(start, limit, calendar_of("XP")).at == due(start, limit, crooked()).at


def test_a_version_stands_in_the_journal_with_its_digest():
    publish(FIRST, key="a")
    entry = Entry.objects.get(verb="calendar.publish")
    assert entry.facts["digest"] == digest("calendar", plain(FIRST)).hex()
    subject = Subject("calendar", entry.subject_id)
    assert (entry.facts["code"], entry.facts["version"]) == ("XP", 1)
    assert chain_faults(chain_of(DISTRICT, subject), kept_head(DISTRICT, subject)) == []


def test_the_same_calendar_twice_changes_nothing_and_the_same_key_answers_once():
    first = publish(FIRST, key="a")
    again, other = publish(FIRST, key="a"), publish(FIRST, key="b")
    assert again.replay and again.body == first.body == other.body
    assert CalendarVersion.objects.count() == Entry.objects.filter(verb="calendar.publish").count() == 1
    with pytest.raises(NotNow, match="key_reused"):
        publish(SECOND, key="a")


def test_a_calendar_that_is_changed_later_can_be_asked_as_it_was():
    publish(FIRST, key="a")
    start, limit = at("2025-05-28 10:00"), read_limit("10 工作日")
    noted = due(start, limit, calendar_of("XP"))
    publish(SECOND, key="b")
    assert due(start, limit, calendar_of("XP")).at != noted.at
    assert due(start, limit, calendar_of("XP", noted.calendar.version)).at == noted.at


def test_the_calendar_of_the_mainland_is_built_in_until_one_is_published():
    built_in = calendar_of("CN")
    assert built_in.version == VERSIONS[-1] and calendar_of("CN", 2025).version == 2025
    publish(renewed(built_in.versions[-1], dates={}, week=SUMMER, valid_from=date(2026, 6, 1)),
            key="a", code="CN", owner="")  # fmt: skip
    assert calendar_of("CN").version == 1 and calendar_of("CN").day(date(2026, 6, 1)).slots == SUMMER[0]
    assert calendar_of("CN", VERSIONS[-1]).day(date(2026, 6, 1)).slots != SUMMER[0]


def test_the_nearest_owner_has_the_calendar():
    publish(FIRST, key="a")
    publish(SECOND, key="b", code="WATER", owner="water")
    assert calendar_for(["water", "211102005001", "211102005", "211102"]).code == "WATER"
    assert calendar_for(["light", "211102005001", "211102005", "211102"]).code == "XP"
    assert calendar_for(["light", "211102001", "211102"]).code == calendar_for([]).code == "CN"


@pytest.mark.parametrize(("code", "version"), [("NO", None), ("XP", 9), ("CN", 2023), ("CN", 2099)])
def test_a_calendar_that_is_not_there_is_said_so(code, version):
    publish(FIRST, key="a")
    with pytest.raises(NotFound, match="no_calendar"):
        calendar_of(code, version)


def test_a_wrong_calendar_changes_nothing():
    publish(FIRST, key="a")
    for number, (said, rest) in enumerate([
        (plain(SECOND) | {"week": []}, {}), (SECOND, {"zone": "Asia/Nowhere"}), (SECOND, {"owner": "211102"}),
        (SECOND, {"zone": "Asia/Urumqi"}), (SECOND, {"code": ""}), (SECOND, {"code": "X" * 25}),
        (plain(SECOND) | {"name": "长" * 61}, {}),
    ]):  # fmt: skip
        with pytest.raises(Missing, match="calendar_unclear"):
            publish(said, key=f"wrong-{number}", **rest)
    assert CalendarVersion.objects.count() == 1


def test_reading_calendars_costs_two_statements_and_then_none(django_assert_num_queries):
    publish(FIRST, key="a")
    with django_assert_num_queries(2):
        for _ in range(3):
            due(NOW + timedelta(days=1), read_limit("5 工作日"), calendar_of("XP"))
