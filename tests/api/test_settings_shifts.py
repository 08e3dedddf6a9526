"""Shifts set by hand: made, changed, cancelled, stood in for, a week copied."""

from datetime import datetime, time, timedelta
from urllib.parse import quote
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from tests.acts import GRID, unit
from tests.api.told import S, keyed, refused, told

from wangge.api.answers.people import ShiftList
from wangge.api.answers.settings import ShiftCancelled, ShiftChanged, ShiftMade, WeekCopied
from wangge.journal.models import Entry
from wangge.orgs.models import Account, Duty, Grant, Person
from wangge.orgs.queries import responsible_at, today
from wangge.places.queries import lineage

pytestmark = [pytest.mark.both, pytest.mark.django_db]
ZONE = ZoneInfo("Asia/Shanghai")
GRID2 = f"{GRID[:12]}002"


def person(username: str) -> str:
    return str(Account.objects.get(username=username).person_id)


def at(days: int, hour: float = 8) -> datetime:
    """An hour of the district's day so many days from now."""
    return datetime.combine(today(timezone.now()) + timedelta(days=days), time(), ZONE) + timedelta(hours=hour)


def shift(days: int = 1, *, who: str = "worker", begin: float = 8, hours: float = 8, **other) -> dict:
    starts_at = at(days, begin)
    return {"person": person(who), "area": GRID, "starts_at": starts_at.isoformat(),
            "ends_at": (starts_at + timedelta(hours=hours)).isoformat()} | other  # fmt: skip


def made(calls, *args, by: str = "community", **other) -> UUID:
    return UUID(told(ShiftMade, calls(by)("POST", f"{S}/shifts", keyed(**shift(*args, **other))), 201)["shift"])


def under_way(**other) -> Duty:
    now = timezone.now()
    span = {"starts_at": now - timedelta(hours=2), "ends_at": now + timedelta(hours=2)}
    return Duty.objects.create(district="211102", person_id=person("worker"), area=GRID, **(span | other))


def test_a_shift_is_made_once_and_listed(calls, actor):
    body = keyed(**shift())
    desk = calls("community")
    found = told(ShiftMade, desk("POST", f"{S}/shifts", body), 201)
    again = desk("POST", f"{S}/shifts", body)
    assert (again["Idempotent-Replay"], again.json()) == ("true", found)
    listed = told(ShiftList, desk("GET", f"{S}/shifts?area={GRID[:12]}"))["items"]
    assert [(s["id"], s["area"], s["unit"], s["instead_of"]) for s in listed] == [(found["shift"], GRID, None, None)]
    entry = Entry.objects.get(verb="duty.make")
    assert (entry.actor, entry.facts["area"]) == (actor("community").person, GRID)
    assert refused(desk("POST", f"{S}/shifts", keyed(**shift(begin=15)))) == (409, "shift_there")
    assert Duty.objects.count() == 1


def test_what_cannot_be_a_shift_is_refused_with_a_sentence(calls):
    desk = calls("community")
    for body, wanted in (
        (shift(area=""), (422, "shift_place")), (shift(unit=unit("drainage")), (422, "shift_place")),
        (shift(hours=0), (422, "shift_unlikely")), (shift(hours=-3), (422, "shift_unlikely")),
        (shift(hours=73), (422, "shift_unlikely")), (shift(500), (422, "shift_unlikely")),
        (shift(-2), (409, "shift_over")), (shift(who="worker2"), (422, "no_post_there")),
        (shift(person=str(uuid4())), (422, "no_post_there")), (shift(area="211102006001001"), (403, "not_yours")),
        (shift(starts_at="2026-01-01T08:00:00"), (422, "unreadable")),
        (shift(unit=str(uuid4()), area=""), (404, "not_found")),
    ):  # fmt: skip
        assert refused(desk("POST", f"{S}/shifts", keyed(**body))) == wanted, body
    Person.objects.filter(account__username="worker").update(ended_on=today(timezone.now()))
    assert refused(desk("POST", f"{S}/shifts", keyed(**shift()))) == (422, "no_post_there")
    assert Duty.objects.count() == 0


def test_a_unit_has_shifts_of_its_own_that_its_chief_sets(calls):
    drainage = unit("drainage")
    one = made(calls, by="chief", who="unit", area="", unit=drainage)
    other = made(calls, 2, by="district", who="unit", area="", unit=drainage)
    for who in ("chief", "district", "admin"):
        found = told(ShiftList, calls(who)("GET", f"{S}/shifts?unit={drainage}"))["items"]
        assert [(s["id"], s["unit"], s["area"]) for s in found] == [
            (str(one), "drainage", None), (str(other), "drainage", None),
        ]  # fmt: skip
    for who in ("street", "community", "unit", "worker", "property"):
        body = keyed(**shift(3, who="unit", area="", unit=drainage))
        assert refused(calls(who)("POST", f"{S}/shifts", body)) == (403, "not_yours"), who
        assert refused(calls(who)("GET", f"{S}/shifts?unit={drainage}")) == (403, "not_yours"), who
        assert refused(calls(who)("POST", f"{S}/shifts/{one}/cancel", keyed())) == (403, "not_yours"), who
    assert refused(calls("chief")("POST", f"{S}/shifts", keyed(**shift()))) == (403, "not_yours")


def test_shifts_are_listed_page_by_page(calls):
    for number in range(1, 6):
        made(calls, number)
    desk, path = calls("street"), f"{S}/shifts?area={GRID}"
    whole = told(ShiftList, desk("GET", path))
    first = told(ShiftList, desk("GET", f"{path}&limit=3"))
    rest = told(ShiftList, desk("GET", f"{path}&limit=3&next={quote(first['next'])}"))
    assert (first["items"] + rest["items"], rest["next"]) == (whole["items"], None)
    early, late = (quote(at(d).isoformat()) for d in (2, 3))
    assert len(told(ShiftList, desk("GET", f"{path}&from={early}&to={late}"))["items"]) == 1
    assert refused(desk("GET", f"{path}&from={late}&to={early}")) == (422, "range_unlikely")
    assert refused(desk("GET", f"{path}&next=x")) == (422, "next_unreadable")


def test_a_shift_gets_other_times_until_it_is_over(calls):
    desk, one = calls("community"), made(calls)
    path, body = f"{S}/shifts/{one}", keyed(ends_at=at(1, 20).isoformat())
    changed = told(ShiftChanged, desk("POST", path, body))
    assert (datetime.fromisoformat(changed["was"]["ends_at"]), datetime.fromisoformat(changed["now"]["ends_at"])) == (
        at(1, 16), at(1, 20),
    )  # fmt: skip
    assert desk("POST", path, body)["Idempotent-Replay"] == "true"
    made(calls, begin=21, hours=2)
    for other, wanted in (
        ({"ends_at": at(1, 22).isoformat()}, (409, "shift_there")),
        ({"ends_at": at(1, 8).isoformat()}, (422, "shift_unlikely")),
        ({"starts_at": at(-1).isoformat()}, (409, "shift_in_past")),
    ):  # fmt: skip
        assert refused(desk("POST", path, keyed(**other))) == wanted, other
    running = under_way()
    path, now = f"{S}/shifts/{running.id}", timezone.now()
    assert refused(desk("POST", path, keyed(starts_at=now.isoformat()))) == (409, "shift_under_way")
    assert refused(desk("POST", path, keyed(ends_at=(now - timedelta(minutes=5)).isoformat()))) == (409, "shift_over")
    told(ShiftChanged, desk("POST", path, keyed(ends_at=(now + timedelta(hours=1)).isoformat())))
    Duty.objects.filter(id=running.id).update(ends_at=now - timedelta(hours=1))
    assert refused(desk("POST", path, keyed(ends_at=(now + timedelta(hours=1)).isoformat()))) == (409, "shift_over")
    assert refused(desk("POST", f"{S}/shifts/{running.id}/cancel", keyed())) == (409, "shift_over")
    assert refused(desk("POST", f"{S}/shifts/{uuid4()}", keyed())) == (404, "not_found")
    assert refused(calls("worker")("POST", path, keyed())) == (403, "not_yours")


def test_a_shift_to_come_goes_with_its_stand_ins_and_one_under_way_ends_now(calls):
    desk, one = calls("community"), made(calls)
    told(ShiftMade, desk("POST", f"{S}/shifts/{one}/stand-in", keyed(person=person("worker2"))), 201)
    body = keyed()
    assert told(ShiftCancelled, desk("POST", f"{S}/shifts/{one}/cancel", body))["ended_at"] is None
    assert desk("POST", f"{S}/shifts/{one}/cancel", body)["Idempotent-Replay"] == "true"
    assert refused(desk("POST", f"{S}/shifts/{one}/cancel", keyed())) == (404, "not_found")
    assert Duty.objects.count() == 0
    assert Entry.objects.get(verb="duty.cancel").facts["area"] == GRID
    running = under_way()
    ended = told(ShiftCancelled, desk("POST", f"{S}/shifts/{running.id}/cancel", keyed()))["ended_at"]
    assert Duty.objects.get().ends_at == datetime.fromisoformat(ended)


def test_somebody_stands_in_for_a_part_of_a_shift_and_is_responsible_then(calls):
    desk, one = calls("community"), made(calls)
    path = f"{S}/shifts/{one}/stand-in"
    body = keyed(person=person("worker2"), starts_at=at(1, 10).isoformat(), ends_at=at(1, 12).isoformat())
    found = told(ShiftMade, desk("POST", path, body), 201)
    assert desk("POST", path, body)["Idempotent-Replay"] == "true"
    people = {hour: responsible_at(lineage(GRID), at(1, hour))[1][0].person for hour in (9, 11, 13)}
    assert [str(p) for p in people.values()] == [person("worker"), person("worker2"), person("worker")]
    listed = told(ShiftList, desk("GET", f"{S}/shifts?area={GRID}"))["items"]
    assert [s["instead_of"] and s["instead_of"]["id"] for s in listed] == [None, person("worker")]
    for other, wanted in (
        ({"person": person("worker2")}, (409, "stand_in_there")),
        ({"person": person("worker")}, (422, "stand_in_same")),
        ({"person": person("worker2"), "starts_at": at(1, 7).isoformat()}, (422, "stand_in_outside")),
        ({"person": str(uuid4()), "starts_at": at(1, 14).isoformat()}, (422, "no_post_there")),
    ):  # fmt: skip
        assert refused(desk("POST", path, keyed(**other))) == wanted, other
    again = f"{S}/shifts/{found['shift']}/stand-in"
    assert refused(desk("POST", again, keyed(person=person("community")))) == (409, "stand_in_of_stand_in")
    assert refused(desk("POST", f"{S}/shifts/{one}", keyed(starts_at=at(1, 11).isoformat()))) == (
        409, "shift_has_stand_in",
    )  # fmt: skip
    told(ShiftChanged, desk("POST", f"{S}/shifts/{found['shift']}", keyed(ends_at=at(1, 11).isoformat())))
    told(ShiftCancelled, desk("POST", f"{S}/shifts/{found['shift']}/cancel", keyed()))
    assert Duty.objects.count() == 1


def monday(weeks: int) -> datetime:
    day = today(timezone.now())
    return datetime.combine(day - timedelta(days=day.weekday()), time(), ZONE) + timedelta(weeks=weeks)


def test_a_week_is_copied_without_what_cannot_be(calls):
    first = monday(-1)
    rows = [
        Duty(district="211102", person_id=person("worker"), area=GRID, starts_at=first + timedelta(days=d, hours=8),
             ends_at=first + timedelta(days=d, hours=16))
        for d in range(7)
    ]  # fmt: skip
    Duty.objects.bulk_create(rows)
    Duty.objects.create(district="211102", person_id=person("worker2"), area=GRID, instead_of_id=person("worker"),
                        starts_at=first + timedelta(hours=8), ends_at=first + timedelta(hours=9))  # fmt: skip
    Duty.objects.create(district="211102", person_id=person("worker2"), area=GRID2,
                        starts_at=first + timedelta(hours=22), ends_at=first + timedelta(hours=30))  # fmt: skip
    next_week = monday(1)
    Duty.objects.create(district="211102", person_id=person("worker"), area=GRID,
                        starts_at=next_week + timedelta(hours=6), ends_at=next_week + timedelta(hours=9))  # fmt: skip
    Grant.objects.filter(area=GRID2).update(ends_on=next_week.date() - timedelta(days=1))
    desk = calls("community")
    body = keyed(area=GRID[:12], week=first.date().isoformat(), to=next_week.date().isoformat())
    copied = told(WeekCopied, desk("POST", f"{S}/shifts/copy-week", body))
    assert copied["made"] == 6
    assert [(s["person"]["id"], s["person"]["name"], s["why"]) for s in copied["skipped"]] == [
        (person("worker"), "何文静", "there"), (person("worker2"), "高建国", "no_post"),
    ]  # fmt: skip
    again = desk("POST", f"{S}/shifts/copy-week", body)
    assert (again["Idempotent-Replay"], again.json()) == ("true", copied)
    then = Duty.objects.filter(starts_at__gte=next_week, instead_of=None).order_by("starts_at")
    assert [d.starts_at.astimezone(ZONE).hour for d in then] == [6] + [8] * 6
    once_more = told(WeekCopied, desk("POST", f"{S}/shifts/copy-week", body | {"key": "once more"}))
    assert (once_more["made"], {s["why"] for s in once_more["skipped"]}) == (0, {"there", "no_post"})
    past = body | {"key": "p", "week": monday(-3).date().isoformat(), "to": monday(-2).date().isoformat()}
    assert told(WeekCopied, desk("POST", f"{S}/shifts/copy-week", past)) == {"made": 0, "skipped": []}
    past |= {"key": "q", "week": monday(-1).date().isoformat(), "to": monday(0).date().isoformat()}
    assert {s["why"] for s in told(WeekCopied, desk("POST", f"{S}/shifts/copy-week", past))["skipped"]} <= {
        "over", "there",
    }  # fmt: skip


def test_only_two_mondays_of_the_own_area_are_copied(calls):
    desk, week = calls("community"), {"area": GRID[:12], "week": monday(0).date().isoformat()}
    for other, wanted in (
        ({"to": monday(0).date().isoformat()}, (422, "weeks_unlikely")),
        ({"to": (monday(1) + timedelta(days=1)).date().isoformat()}, (422, "weeks_unlikely")),
        ({"to": monday(90).date().isoformat()}, (422, "weeks_unlikely")), ({"to": "soon"}, (422, "unreadable")),
        ({"to": monday(1).date().isoformat(), "area": GRID[:9]}, (403, "not_yours")),
        ({"to": monday(1).date().isoformat(), "area": ""}, (403, "not_yours")),
    ):  # fmt: skip
        assert refused(desk("POST", f"{S}/shifts/copy-week", keyed(**(week | other)))) == wanted, other
    body = keyed(**week, to=monday(1).date().isoformat())
    assert refused(calls("worker")("POST", f"{S}/shifts/copy-week", body)) == (403, "not_yours")
