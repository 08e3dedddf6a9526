"""Units and joint offices set by hand: found, made, changed, ended."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from tests.acts import move, to_state, unit
from tests.api.told import S, keyed, refused, told
from tests.conftest import NOW

from wangge.api.answers.settings import OfficeSet, UnitChanged, UnitEnded, UnitMade, UnitSettingsList, WholeUnit
from wangge.journal.models import Entry
from wangge.orgs.models import Grant, JointOffice, Unit
from wangge.orgs.queries import today

pytestmark = [pytest.mark.both, pytest.mark.django_db]
STREET, COMMUNITY = "211102005", "211102005013"
MAKE = {"code": "locks", "name": "开锁服务队", "area": COMMUNITY, "kind": "outside", "phone": "0427-282 0000"}


def made(calls, who: str = "street", **other) -> UUID:
    return UUID(told(UnitMade, calls(who)("POST", f"{S}/units", keyed(**(MAKE | other))), 201)["unit"])


def test_units_are_searched_by_name_code_and_number_page_by_page(calls):
    desk = calls("worker")
    made(calls)
    whole = told(UnitSettingsList, desk("GET", f"{S}/units"))
    assert [u["code"] for u in whole["items"]] == sorted(u["code"] for u in whole["items"])
    for query, codes in (
        ("q=排水", ["drainage"]), ("q=Drain", ["drainage"]), ("q=LOCKS", ["locks"]), ("q=04272820000", ["locks"]),
        ("kind=outside", ["locks", "property"]), (f"area={COMMUNITY}&kind=outside", ["locks", "property"]), ("q=没有", []),
        ("ended=true", []), ("area=211103", []),
    ):  # fmt: skip
        assert [u["code"] for u in told(UnitSettingsList, desk("GET", f"{S}/units?{query}"))["items"]] == codes, query
    first = told(UnitSettingsList, desk("GET", f"{S}/units?limit=3"))
    rest = told(UnitSettingsList, desk("GET", f"{S}/units?next={first['next']}"))
    assert first["items"] + rest["items"] == whole["items"]
    drainage = next(u for u in whole["items"] if u["code"] == "drainage")
    assert (drainage["people"], drainage["phone"], drainage["area"]) == (
        2,
        None,
        {"code": "211102", "name": "双台子区"},
    )


def test_a_unit_is_made_once_and_the_journal_says_by_whom(calls, actor):
    body = keyed(**MAKE, parent=unit("drainage"))
    first = calls("street")("POST", f"{S}/units", body)
    found = told(UnitMade, first, 201)
    again = calls("street")("POST", f"{S}/units", body)
    assert (again.status_code, again["Idempotent-Replay"], again.json()) == (201, "true", found)
    entry = Entry.objects.get(verb="unit.make")
    assert (entry.actor, entry.post, str(entry.subject_id)) == (actor("street").person, "street_chief", found["unit"])
    one = told(WholeUnit, calls("community")("GET", f"{S}/units/{found['unit']}"))
    assert (one["phone"], one["parent"]["code"], one["open_cases"], one["mine"]) == (
        "04272820000",
        "drainage",
        0,
        False,
    )
    assert told(WholeUnit, calls("admin")("GET", f"{S}/units/{found['unit']}"))["mine"] is True
    assert refused(calls("street")("POST", f"{S}/units", body | {"name": "别的"})) == (409, "key_reused")
    assert refused(calls("street")("POST", f"{S}/units", keyed(**MAKE))) == (409, "code_taken")


@pytest.mark.parametrize(
    ("other", "code"),
    [({"code": "有字"}, "code_unreadable"), ({"code": ""}, "code_unreadable"), ({"name": "  "}, "name_unlikely"),
     ({"name": "字" * 81}, "name_unlikely"), ({"name": "a\u202eb"}, "name_unlikely"),
     ({"kind": "x"}, "unit_kind_unknown"),
     ({"phone": "打这里"}, "phone_unreadable"), ({"phone": "١٢٣٤٥"}, "phone_unreadable"),
     ({"area": "211102005999"}, "area_unknown"), ({"parent": str(uuid4())}, "parent_unknown"),
     ({"name_en": "x" * 121}, "name_unlikely"), ({"name": "x" * 999}, "unreadable")],
)  # fmt: skip
def test_what_cannot_be_a_unit_is_refused_with_a_sentence(calls, other, code):
    before = Unit.objects.count()
    assert refused(calls("street")("POST", f"{S}/units", keyed(**(MAKE | other)))) == (422, code)
    assert Unit.objects.count() == before


def test_a_street_sets_only_what_lies_in_the_street(calls):
    drainage, own = unit("drainage"), made(calls)
    street = calls("street")
    for path, body in (
        ("units", MAKE | {"area": "211102"}), ("units", MAKE | {"area": "211102006"}),
        (f"units/{drainage}", {"name": "别的"}), (f"units/{own}", {"area": "211102"}),
        (f"units/{drainage}/end", {"ends_on": "2026-01-01"}),
        ("offices/joint", {"name": "联办", "area": "211102", "units": []}),
    ):  # fmt: skip
        assert refused(street("POST", f"{S}/{path}", keyed(**body))) == (403, "not_yours"), path
    for who in ("community", "worker", "unit", "chief", "property", "auditor"):
        assert refused(calls(who)("POST", f"{S}/units/{own}", keyed(name="别的"))) == (403, "not_yours"), who
    assert refused(street("POST", f"{S}/units/{uuid4()}", keyed(name="别的"))) == (404, "not_found")


def test_only_what_is_named_changes_and_what_was_is_kept(calls):
    own = made(calls)
    district = calls("district")
    path = f"{S}/units/{own}"
    body = keyed(name="开锁队", phone="110", parent=unit("drainage"))
    assert told(UnitChanged, district("POST", path, body))["changed"] == ["name", "parent", "phone"]
    assert district("POST", path, body)["Idempotent-Replay"] == "true"
    facts = Entry.objects.get(verb="unit.change").facts
    assert facts["was"] == {"name": "开锁服务队", "phone": "04272820000", "parent": ""}
    assert told(UnitChanged, district("POST", path, keyed(name="开锁队")))["changed"] == []
    assert told(UnitChanged, district("POST", path, keyed(parent=None, phone="", area=STREET)))["changed"] == [
        "area", "parent", "phone",
    ]  # fmt: skip
    one = told(WholeUnit, district("GET", path))
    assert (one["name"], one["phone"], one["parent"], one["area"]["code"]) == ("开锁队", None, None, STREET)
    assert told(UnitChanged, district("POST", f"{S}/units/{unit('drainage')}", keyed(parent=str(own))))["changed"]
    for parent in (own, unit("drainage")):
        assert refused(district("POST", path, keyed(parent=str(parent)))) == (422, "parent_in_circle")


def test_a_unit_ends_when_it_has_nothing_open_and_not_before(calls, actor):
    drainage, street = unit("drainage"), calls("district")
    day = today(timezone.now())
    path, body = f"{S}/units/{drainage}/end", {"ends_on": day.isoformat()}
    case = to_state("handling", actor)
    answer = street("POST", path, keyed(**body))
    assert refused(answer) == (409, "unit_has_cases")
    assert (answer.json()["facts"], "1" in answer.json()["detail"]) == ({"cases": 1}, True)
    own = made(calls, parent=drainage)
    move(actor("unit"), case, "return", at=NOW + timedelta(hours=1), words="不归我管")
    assert refused(street("POST", path, keyed(**body))) == (409, "unit_has_below")
    street("POST", f"{S}/units/{own}", keyed(parent=None))
    for wrong in (day + timedelta(days=1), day - timedelta(days=400)):
        assert refused(street("POST", path, keyed(ends_on=wrong.isoformat()))) == (422, "ends_on_unlikely")
    office = {"name": "联办", "area": COMMUNITY, "units": [drainage, str(own)]}
    told(OfficeSet, street("POST", f"{S}/offices/joint", keyed(**office)))
    once = keyed(**body)
    ended = told(UnitEnded, street("POST", path, once))
    assert (ended["grants"], ended["ended_on"]) == (2, day.isoformat())
    assert street("POST", path, once)["Idempotent-Replay"] == "true"
    assert set(Grant.objects.filter(unit=drainage).values_list("ends_on", flat=True)) == {day}
    assert [u.code for u in JointOffice.objects.get(code="joint").units.all()] == ["locks"]
    assert refused(street("POST", f"{S}/units/{drainage}", keyed(name="x"))) == (409, "unit_ended")
    assert refused(street("POST", path, keyed(**body))) == (409, "unit_ended")
    assert [u["code"] for u in told(UnitSettingsList, street("GET", f"{S}/units?ended=true"))["items"]] == ["drainage"]
    assert refused(street("POST", f"{S}/units/{own}", keyed(parent=drainage))) == (422, "parent_unknown")
    assert refused(street("POST", f"{S}/offices/joint", keyed(**office))) == (422, "unit_unknown")


def test_a_task_beside_the_lead_holds_a_unit_too(calls, actor):
    case = to_state("dispatched", actor)
    move(actor("community"), case, "invite", at=NOW + timedelta(minutes=5), units=["property"], words="请协办")
    day = today(timezone.now()).isoformat()
    answer = calls("street")("POST", f"{S}/units/{unit('property')}/end", keyed(ends_on=day))
    assert (refused(answer), answer.json()["facts"]) == ((409, "unit_has_cases"), {"cases": 1})


def test_a_joint_office_is_made_and_changed_with_all_its_units(calls):
    street, body = calls("street"), {"name": "延风联办", "area": COMMUNITY, "units": [unit("property")]}
    assert told(OfficeSet, street("POST", f"{S}/offices/joint", keyed(**body)))["made"] is True
    body |= {"units": [unit("drainage"), unit("property")]}
    assert told(OfficeSet, street("POST", f"{S}/offices/joint", keyed(**body))) == {
        "office": "joint", "units": 2, "made": False,
    }  # fmt: skip
    assert Entry.objects.filter(verb="office.change").count() == 2
    assert refused(street("POST", f"{S}/offices/有字", keyed(**body))) == (422, "code_unreadable")
    assert refused(street("POST", f"{S}/offices/b", keyed(**(body | {"units": [str(uuid4())]})))) == (
        422, "unit_unknown",
    )  # fmt: skip
