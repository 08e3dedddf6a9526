"""Areas as the screens of settings show them, and other names for them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.acts import GRID
from tests.api.told import S, keyed, refused, told

from wangge.api.answers.settings import AreaRenamed, WholeArea
from wangge.journal.models import Entry
from wangge.orgs.queries import today
from wangge.places.models import Area, AreaPast
from wangge.places.queries import full_name

pytestmark = [pytest.mark.both, pytest.mark.django_db]
COMMUNITY, STREET = GRID[:12], GRID[:9]


def test_an_area_tells_its_children_and_who_is_responsible_in_few_statements(calls):
    desk = calls("street")
    with CaptureQueriesContext(
        connection,
    ) as few:
        found = told(WholeArea, desk("GET", f"{S}/areas/{COMMUNITY}"))
    assert len(few) < 12
    assert [c["code"][-3:] for c in found["children"]] == ["001", "002", "003", "004"]
    who = [(c["responsible"]["area"], c["responsible"]["people"][0]["name"]) for c in found["children"]]
    assert who == [(GRID, "何文静"), (f"{COMMUNITY}002", "高建国"), (COMMUNITY, "王敏"), (COMMUNITY, "王敏")]
    assert (found["mine"], {c["mine"] for c in found["children"]}, found["past"]) == (True, {True}, [])
    assert told(WholeArea, desk("GET", f"{S}/areas/{GRID}"))["children"] == []
    assert told(WholeArea, calls("worker")("GET", f"{S}/areas/{STREET}"))["mine"] is False
    assert told(WholeArea, calls("admin")("GET", f"{S}/areas/211102"))["mine"] is True


def test_a_new_name_holds_from_today_and_the_old_one_is_kept(calls, actor):
    street, day = calls("street"), today(timezone.now())
    body = keyed(name=" 延风 新区 ", name_en="Yanfeng New Quarter")
    renamed = told(AreaRenamed, street("POST", f"{S}/areas/{COMMUNITY}", body))
    assert (renamed["name"], renamed["valid_from"]) == ("延风 新区", day.isoformat())
    assert street("POST", f"{S}/areas/{COMMUNITY}", body)["Idempotent-Replay"] == "true"
    told(AreaRenamed, street("POST", f"{S}/areas/{COMMUNITY}", keyed(name="延风里")))
    found = told(WholeArea, street("GET", f"{S}/areas/{COMMUNITY}"))
    assert [(p["name"], p["valid_to"]) for p in found["past"]] == [("延风社区", (day - timedelta(days=1)).isoformat())]
    assert full_name(GRID) == "辽河街道 延风里 第 1 网格"
    told(AreaRenamed, street("POST", f"{S}/areas/{COMMUNITY}", keyed(name="延风里")))
    entries = list(Entry.objects.filter(verb="ground.rename").order_by("position"))
    assert [(e.actor, e.facts["was"]["name"], e.facts["now"]["name"]) for e in entries] == [
        (actor("street").person, "延风社区", "延风 新区"), (actor("street").person, "延风 新区", "延风里"),
    ]  # fmt: skip


def test_a_name_is_given_from_the_level_above(calls):
    for who, code, wanted in (
        ("street", STREET, (403, "not_yours")), ("community", GRID, (403, "not_yours")),
        ("worker", GRID, (403, "not_yours")), ("auditor", COMMUNITY, (403, "not_yours")),
        ("street", "211102006", (404, "not_found")), ("street", "211102", (403, "not_yours")),
        ("street", "211103", (404, "not_found")), ("street", "2111", (404, "not_found")),
        ("street", "21110", (404, "not_found")),
    ):  # fmt: skip
        assert refused(calls(who)("POST", f"{S}/areas/{code}", keyed(name="别的"))) == wanted, (who, code)
    for name in ("", " ", "字" * 61, "a\u202eb"):
        assert refused(calls("street")("POST", f"{S}/areas/{COMMUNITY}", keyed(name=name))) == (422, "name_unlikely")
    assert not AreaPast.objects.exists()
    told(AreaRenamed, calls("district")("POST", f"{S}/areas/{STREET}", keyed(name="辽河路街道")))
    assert Area.objects.get(code=STREET).name == "辽河路街道"
