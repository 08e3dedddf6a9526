"""People and their single posts set by hand."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from tests.acts import GRID, unit
from tests.api.told import S, keyed, refused, told

from wangge.api.answers.people import HandedOver
from wangge.api.answers.settings import PersonChanged, PersonSettings, PersonSettingsList, PostEnded, PostGiven
from wangge.journal.models import Content, Entry
from wangge.orgs.models import Account, Grant, Person
from wangge.orgs.queries import phone_of, today

pytestmark = [pytest.mark.both, pytest.mark.django_db]
GRID3 = f"{GRID[:12]}003"


def person(username: str) -> UUID:
    return Account.objects.get(username=username).person_id


def of(username: str, rest: str = "") -> str:
    return f"{S}/people/{person(username)}{rest}"


def day(number: int) -> str:
    return (today(timezone.now()) + timedelta(days=number)).isoformat()


def test_people_are_searched_below_the_asker_only_and_their_numbers_are_masked(calls):
    def names(who: str, query: str = "") -> list[str]:
        return [p["username"] for p in told(PersonSettingsList, calls(who)("GET", f"{S}/people?{query}"))["items"]]

    assert set(names("community")) == {"worker", "worker2"}
    assert set(names("street")) == {"community", "worker", "worker2"}
    assert names("chief") == ["unit"]
    everybody = names("admin")
    assert set(everybody) >= {"district", "street", "community", "worker", "worker2", "unit", "chief", "property"}
    for query, found in (
        ("q=何文静", ["worker"]), ("q=WORKER2", ["worker2"]), ("q=没有这个人", []), (f"area={GRID}", ["worker"]),
        (f"unit={unit('drainage')}&q=unit", ["unit"]), ("left=true", []), ("q='; DROP TABLE", []),
    ):  # fmt: skip
        assert names("admin", query) == found, query
    pages, mark = [], ""
    while mark is not None:
        page = told(PersonSettingsList, calls("admin")("GET", f"{S}/people?limit=3&next={mark}"))
        pages += [p["username"] for p in page["items"]]
        mark = page["next"]
    assert pages == everybody
    assert refused(calls("worker")("GET", f"{S}/people")) == (403, "not_yours")
    assert refused(calls("admin")("GET", f"{S}/people?next={uuid4()}")) == (404, "not_found")
    assert phone_of(Person.objects.get(id=person("worker"))) not in calls("admin")("GET", of("worker")).content.decode()


def test_one_person_tells_past_and_coming_posts(calls):
    Grant.objects.create(person_id=person("worker"), district="211102", post="grid_worker", area=GRID3,
                         starts_on=day(-9), ends_on=day(-3))  # fmt: skip
    Grant.objects.create(person_id=person("worker"), district="211102", post="grid_worker", area=GRID3,
                         starts_on=day(3), kinds="C E05")  # fmt: skip
    one = told(PersonSettings, calls("community")("GET", of("worker")))
    assert [(g["area"]["code"], g["stage"], g["kinds"], g["mine"]) for g in one["grants"]] == [
        (GRID, "now", [], True), (GRID3, "past", [], True), (GRID3, "coming", ["C", "E05"], True),
    ]  # fmt: skip
    assert (one["mine"], one["open"], one["phone"][3:7]) == (True, True, "****")
    assert one["grants"][0]["area"]["name"] == "辽河街道 延风社区 第 1 网格"
    assert told(PersonSettings, calls("district")("GET", of("street")))["mine"] is True
    assert refused(calls("community")("GET", of("street"))) == (403, "not_yours")


def test_a_person_is_renamed_and_the_number_stays_sealed(calls):
    body = keyed(name=" 何 文静 ", phone="138-0000 0999")
    desk = calls("community")
    assert told(PersonChanged, desk("POST", of("worker"), body))["changed"] == ["name", "phone"]
    assert desk("POST", of("worker"), body)["Idempotent-Replay"] == "true"
    found = Person.objects.get(id=person("worker"))
    assert (found.name, phone_of(found)) == ("何 文静", "13800000999")
    assert b"13800000999" not in bytes(found.phone or b"")
    entry = Entry.objects.get(verb="person.change")
    assert entry.facts == {"changed": ["name", "phone"]}
    kept = {c.field: bytes(c.body) for c in Content.objects.filter(subject_id=found.id)}
    assert kept["name"] == "何 文静".encode() and b"13800000999" not in kept["contact"]
    assert told(PersonChanged, desk("POST", of("worker"), keyed(name="何 文静")))["changed"] == []
    assert told(PersonChanged, desk("POST", of("worker"), keyed(phone="")))["changed"] == ["phone"]
    assert told(PersonSettings, desk("GET", of("worker")))["phone"] is None
    for other, code in (({"name": " "}, "name_unlikely"), ({"phone": "abc"}, "phone_unreadable"),
                        ({"name": "字" * 41}, "name_unlikely")):  # fmt: skip
        assert refused(desk("POST", of("worker"), keyed(**other))) == (422, code)
    assert refused(desk("POST", of("street"), keyed(name="x"))) == (403, "not_yours")
    assert refused(desk("POST", of("community"), keyed(name="x"))) == (403, "not_yours")
    assert refused(desk("POST", f"{S}/people/{uuid4()}", keyed(name="x"))) == (404, "not_found")


def test_one_post_is_given_and_one_is_ended_and_the_others_stay(calls):
    desk, body = calls("community"), keyed(post="grid_worker", area=GRID3, kinds="E05")
    given = told(PostGiven, desk("POST", of("worker", "/grants"), body), 201)
    assert desk("POST", of("worker", "/grants"), body)["Idempotent-Replay"] == "true"
    assert refused(desk("POST", of("worker", "/grants"), body | {"key": "x"})) == (409, "grant_there")
    end = of("worker", f"/grants/{given['grant']}/end")
    once = keyed(ends_on=day(5))
    assert told(PostEnded, desk("POST", end, once))["was"] is None
    assert desk("POST", end, once)["Idempotent-Replay"] == "true"
    assert told(PostEnded, desk("POST", end, keyed(ends_on=day(9))))["was"] == day(5)
    one = told(PersonSettings, desk("GET", of("worker")))
    assert [(g["area"]["code"], g["ends_on"]) for g in one["grants"]] == [(GRID, None), (GRID3, day(9))]
    assert [e.facts["ends_on"] for e in Entry.objects.filter(verb="account.end_grant").order_by("position")] == [
        day(5), day(9),
    ]  # fmt: skip
    told(PostEnded, desk("POST", end, keyed(ends_on=day(-1))))
    assert told(PersonSettings, desk("GET", of("worker")))["grants"][1]["stage"] == "past"
    assert refused(desk("POST", end, keyed(ends_on=day(1)))) == (409, "grant_over")


def test_posts_that_are_not_below_are_neither_given_nor_ended(calls):
    desk = calls("community")
    own = Grant.objects.get(person_id=person("community"))
    chiefs = Grant.objects.get(person_id=person("chief"))
    for path, body, wanted in (
        (of("worker", "/grants"), {"post": "street_chief", "area": GRID[:9]}, (403, "not_yours")),
        (of("worker", "/grants"), {"post": "grid_worker", "area": f"{GRID[:9]}999001"}, (403, "not_yours")),
        (of("street", "/grants"), {"post": "grid_worker", "area": GRID}, (403, "not_yours")),
        (of("worker", "/grants"), {"post": "emperor"}, (422, "post_unknown")),
        (of("worker", "/grants"), {"post": "grid_worker", "area": GRID[:12]}, (422, "grant_misfit")),
        (of("worker", "/grants"),
         {"post": "grid_worker", "area": GRID3, "starts_on": day(3), "ends_on": day(1)}, (422, "grant_days")),
        (of("community", f"/grants/{own.id}/end"), {"ends_on": day(1)}, (403, "not_yours")),
        (of("chief", f"/grants/{chiefs.id}/end"), {"ends_on": day(1)}, (403, "not_yours")),
        (of("worker", f"/grants/{chiefs.id}/end"), {"ends_on": day(1)}, (404, "not_found")),
        (of("worker", f"/grants/{uuid4()}/end"), {"ends_on": day(1)}, (404, "not_found")),
        (of("worker", f"/grants/{Grant.objects.get(person_id=person('worker')).id}/end"), {"ends_on": "9999-01-01"},
         (422, "grant_days")),
    ):  # fmt: skip
        assert refused(desk("POST", path, keyed(**body))) == wanted, (path, body)
    admin = calls("admin")
    mine = Grant.objects.get(person_id=person("admin"))
    assert refused(admin("POST", of("admin", f"/grants/{mine.id}/end"), keyed(ends_on=day(1)))) == (403, "not_yours")
    assert Grant.objects.filter(ends_on=None, person_id__in=[own.person_id, chiefs.person_id]).count() == 2


def test_whoever_has_two_superiors_loses_only_the_post_that_is_below(calls):
    given = told(
        PostGiven,
        calls("admin")("POST", of("worker", "/grants"), keyed(post="unit_handler", unit=unit("drainage"))),
        201,
    )
    desk = calls("community")
    one = told(PersonSettings, desk("GET", of("worker")))
    assert ([g["mine"] for g in one["grants"]], one["mine"]) == ([True, False], False)
    assert refused(desk("POST", of("worker"), keyed(name="x"))) == (403, "not_yours")
    assert refused(desk("POST", of("worker", f"/grants/{given['grant']}/end"), keyed(ends_on=day(1)))) == (
        403, "not_yours",
    )  # fmt: skip
    first = one["grants"][0]["id"]
    assert told(PostEnded, desk("POST", of("worker", f"/grants/{first}/end"), keyed(ends_on=day(1))))


def test_somebody_without_an_account_leaves_too(calls):
    Account.objects.filter(username="worker2").delete()
    leaver = Grant.objects.get(area=f"{GRID[:12]}002").person_id
    body = keyed(to=str(person("worker")), last_day=day(-1))
    desk = calls("community")
    gone = told(HandedOver, desk("POST", f"{S}/people/{leaver}/hand-over", body))
    assert (gone["posts"], gone["given"], gone["left_alone"]) == (1, 1, [])
    assert desk("POST", f"{S}/people/{leaver}/hand-over", body)["Idempotent-Replay"] == "true"
    assert [p["id"] for p in told(PersonSettingsList, desk("GET", f"{S}/people?left=true"))["items"]] == [str(leaver)]
    assert refused(desk("POST", of("worker", "/hand-over"), keyed(to=str(person("street")), last_day=day(1)))) == (
        403, "not_yours",
    )  # fmt: skip
