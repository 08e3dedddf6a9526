"""Units, offices, fields of duty, rosters and leavers, through the real actions."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.acts import GRID, move, photo, report, row, to_state, verbs, whole
from tests.conftest import NOW, PASSWORD

from wangge.core.refusals import Missing, NotNow, NotSignedIn, NotYours
from wangge.journal.listeners import deliver
from wangge.journal.models import Reading
from wangge.journal.queries import chain_of
from wangge.journal.rules import Subject
from wangge.notices.queries import notices_about
from wangge.orgs import actions, queries
from wangge.orgs.models import Account, Duty, Grant, Session, Unit
from wangge.orgs.rules import NOT_OF_KIND, OF_KIND, Actor, Held
from wangge.places.queries import lineage
from wangge.site.wiring import LISTENERS

pytestmark = [pytest.mark.both, pytest.mark.django_db]
DISTRICT, COMMUNITY, GRID2 = "211102", GRID[:12], f"{GRID[:12]}002"
ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2025, 3, 5)
"""The day of ``NOW`` in the district."""


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def local(number: int, hour: float = 12) -> datetime:
    return datetime(2025, 3, 5, tzinfo=ZONE) + timedelta(days=number, hours=hour)


def settle(at: datetime) -> None:
    """What the worker does: leavers go, listeners hear."""
    actions.let_leave(at=at)
    while deliver(LISTENERS):
        pass


def post(staff_no: str, **other: Any) -> dict[str, Any]:
    return {
        "staff_no": staff_no, "name": staff_no, "phone": "", "post": "grid_worker", "area": GRID, "unit": "",
        "starts_on": TODAY, "ends_on": None, "kinds": "",
    } | other  # fmt: skip


def set_people(*rows: dict[str, Any]) -> None:
    actions.set_people(rows, district=DISTRICT, key=str(uuid4()), at=NOW)


def shift(staff_no: str, begin: datetime, end: datetime, *, area: str = GRID, instead_of: str = "") -> None:
    told = {"staff_no": staff_no, "area": area, "unit": "", "starts_at": begin, "ends_at": end,
            "instead_of": instead_of}  # fmt: skip
    actions.set_duties([told], district=DISTRICT, key=str(uuid4()), at=NOW)


def who(at: datetime, kind: str = "", area: str = GRID) -> tuple[str, list[str]]:
    found, people = queries.responsible_at(lineage(area), at, kind)
    return found, sorted(p.name for p in people)


def person(staff_no: str) -> UUID:
    return queries.numbers_of(DISTRICT)[staff_no]


def leave(
    actor: Actor | None, leaver: UUID, successor: UUID | None, last_day: date, *, key: str = "", at: datetime = NOW
) -> Any:
    return actions.hand_over(
        actor=actor, leaver=leaver, successor=successor, last_day=last_day, key=key or str(uuid4()), at=at
    )


# --- units and offices


def test_units_know_their_kind_and_the_one_above_and_lists_change_them():
    rows = [
        {"code": "a", "name": "甲所", "name_en": "", "area": COMMUNITY, "kind": "agency", "parent": "drainage"},
        {"code": "c", "name": "中心", "name_en": "", "area": COMMUNITY, "kind": "centre", "parent": ""},
    ]
    actions.set_units(rows, district=DISTRICT, key="u", at=NOW)
    found = queries.unit_rows(DISTRICT)
    assert (found["a"]["kind"], found["a"]["parent"], found["property"]["kind"]) == ("agency", "drainage", "outside")
    assert "c" not in {u.code for u in queries.units_of(DISTRICT)}, "cases are dispatched to no centre"
    actions.set_units([rows[0] | {"parent": "c"}], district=DISTRICT, key="v", at=NOW)
    assert queries.unit_rows(DISTRICT)["a"]["parent"] == "c"
    actions.set_units(
        [{k: rows[0][k] for k in ("code", "name", "name_en", "area")}], district=DISTRICT, key="w", at=NOW
    )
    assert (queries.unit_rows(DISTRICT)["a"]["kind"], queries.unit_rows(DISTRICT)["a"]["parent"]) == ("department", "")


def test_an_office_groups_units_and_a_list_replaces_them():
    office = {"code": "joint", "name": "联合办公室", "name_en": "", "area": GRID[:9], "units": "property drainage"}
    actions.set_offices([office], district=DISTRICT, key="o", at=NOW)
    assert queries.office_rows(DISTRICT) == {"joint": office | {"units": "drainage property"}}
    actions.set_offices([office | {"units": "lighting"}], district=DISTRICT, key="p", at=NOW)
    assert queries.office_rows(DISTRICT)["joint"]["units"] == "lighting"


def test_an_outside_body_takes_only_its_own_post():
    units = {unit.code: unit.id for unit in queries.units_of(DISTRICT)}
    for name, unit, fine in (
        ("outside_handler", "property", True), ("unit_handler", "property", False), ("unit_chief", "property", False),
        ("outside_handler", "drainage", False), ("unit_chief", "drainage", True),
    ):  # fmt: skip
        held = Held(DISTRICT, name, "", units[unit], TODAY)
        if fine:
            actions.check_grant(held)
        else:
            with pytest.raises(Missing) as refused:
                actions.check_grant(held)
            assert refused.value.code == "grant_outside"
            assert "外部单位" in refused.value.say.zh
    with pytest.raises(Missing) as refused:
        actions.check_grant(Held(DISTRICT, "grid_worker", GRID, None, TODAY, None, "roads"))
    assert refused.value.code == "kinds_unreadable"


def test_an_outside_body_sees_what_was_dispatched_to_it_and_nothing_else(actor):
    outside, clerk = actor("property"), actor("community")
    other = to_state("dispatched", actor)
    own = to_state("registered", actor)
    own = move(clerk, own, "dispatch", unit="property").body
    from wangge.cases.queries import cases_for

    assert [str(c.id) for c in cases_for(outside, {}, at=NOW)] == [own["id"]] != [other["id"]]
    assert move(outside, own, "start").body["allowed"]
    assert move(outside, own, "finish", photos=[photo(outside)]).body["state"] == "handled"
    with pytest.raises(NotYours):
        report(outside)


# --- who is responsible


def test_two_share_a_grid_by_kind_and_the_reason_says_so():
    set_people(post("A", kinds="C"), post("B", kinds="E05"))
    Grant.objects.filter(area=GRID, person__staff_no="").update(ends_on=day(-1))
    assert who(NOW, "E0504") == (GRID, ["B"])
    assert who(NOW, "C0118") == (GRID, ["A"])
    assert who(NOW, "E0604") == who(NOW) == (GRID, ["A", "B"])
    whys = {kind: queries.responsible_at(lineage(GRID), NOW, kind)[1][0].why.zh for kind in ("E0504", "E0604")}
    assert whys["E0504"].endswith(OF_KIND.zh) and whys["E0604"].endswith(NOT_OF_KIND.zh)


def test_a_past_minute_has_the_people_of_that_minute(actor):
    set_people(post("A"))
    leave(None, actor("worker").person, person("A"), day(3))
    assert who(local(2)) == (GRID, sorted(["A", "何文静"]))
    assert who(local(4)) == (GRID, ["A"])
    Grant.objects.filter(person__staff_no="A").update(ends_on=day(8))
    assert who(local(2)) == (GRID, sorted(["A", "何文静"])), "asked later, the past stays"
    assert who(local(9)) == (COMMUNITY, ["王敏"])


def test_holes_are_listed_before_they_happen():
    set_people(post("A", area=GRID2, ends_on=day(4)), post("B", area=GRID2, ends_on=day(4)))
    Grant.objects.filter(area=GRID2, person__staff_no="").update(ends_on=day(1))
    shift("A", local(2, 0), local(2, 14), area=GRID2)
    shift("B", local(2, 12), local(2, 20), area=GRID2)
    found = queries.holes_in(DISTRICT, [GRID2, COMMUNITY], starts_at=NOW, ends_at=NOW + timedelta(days=7))
    assert [(area, h.kind, h.starts_at, h.ends_at) for area, h in found] == [
        (GRID2, "overlap", local(2, 12), local(2, 14)), (GRID2, "gap", local(2, 20), local(3, 0)),
        (GRID2, "nobody", local(5, 0), NOW + timedelta(days=7)),
    ]  # fmt: skip
    assert queries.without_people([GRID2, COMMUNITY], day=day(5)) == [GRID2]


def test_questions_cost_the_same_with_one_and_with_fifty():
    def cost(question: Callable[[], Any]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            question()
        return len(caught)

    def offices(numbers: range) -> None:
        units = [{"code": f"u{n}", "name": f"{n}", "name_en": "", "area": GRID[:9], "kind": "outside",
                  "parent": ""} for n in numbers]  # fmt: skip
        actions.set_units(units, district=DISTRICT, key=str(uuid4()), at=NOW)
        rows = [{"code": f"o{n}", "name": f"{n}", "name_en": "", "area": GRID[:9], "units": f"u{n} drainage"}
                for n in numbers]  # fmt: skip
        actions.set_offices(rows, district=DISTRICT, key=str(uuid4()), at=NOW)

    questions: list[Callable[[], Any]] = [
        lambda: queries.responsible_at(lineage(GRID), NOW, "E0504"),
        lambda: queries.holes_in(DISTRICT, [GRID], starts_at=NOW, ends_at=NOW + timedelta(days=14)),
        lambda: [(d.person.name, d.unit) for d in queries.shifts_within(
            GRID, starts_at=NOW, ends_at=NOW + timedelta(days=14), limit=200)],
        lambda: [(u.parent, list(u.offices.all())) for u in queries.all_units(DISTRICT)],
        lambda: queries.office_rows(DISTRICT),
        lambda: queries.duty_rows(DISTRICT),
        lambda: queries.people_rows(DISTRICT),
    ]  # fmt: skip
    costs = []
    for numbers in (range(1), range(1, 50)):
        set_people(*[post(f"P{n}", kinds="E05") for n in numbers])
        for n in numbers:
            shift(f"P{n}", local(1, n % 20), local(1, n % 20 + 1))
        offices(numbers)
        costs.append([cost(question) for question in questions])
    assert len(queries.shifts_within(GRID, starts_at=NOW, ends_at=NOW + timedelta(days=14), limit=200)) == 50
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 3


# --- leavers


def test_posts_shifts_and_account_go_in_one_act(actor):
    set_people(post("A", kinds="C E05"), post("S", area=GRID2))
    leaver, successor = person("A"), person("S")
    shift("A", local(1, 8), local(1, 16))
    shift("A", local(2, 20), local(3, 8))
    shift("A", local(5, 8), local(5, 16))
    shift("S", local(6, 8), local(6, 16), instead_of="A")
    answer = leave(None, leaver, successor, day(2)).body
    assert (answer["posts"], answer["given"], answer["shifts"], answer["left_alone"]) == (1, 1, 2, [])
    assert [(h.area, h.starts_on, h.ends_on, h.kinds) for h in queries.grants_of(leaver)] == [
        (GRID, TODAY, day(2), "C E05")
    ]
    assert (GRID, day(3), None, "C E05") in {
        (h.area, h.starts_on, h.ends_on, h.kinds) for h in queries.grants_of(successor)
    }
    assert [(d.person_id, d.starts_at, d.ends_at) for d in Duty.objects.order_by("starts_at")] == [
        (leaver, local(1, 8), local(1, 16)), (leaver, local(2, 20), local(3, 0)), (successor, local(3, 0), local(3, 8)),
        (successor, local(5, 8), local(5, 16)),
    ]  # fmt: skip
    entry = chain_of(DISTRICT, Subject("person", leaver))[-1]
    assert (entry.verb, entry.facts["successor"], entry.facts["last_day"]) == (
        "account.hand_over", str(successor), day(2).isoformat()
    )  # fmt: skip


def test_the_same_key_hands_over_once_and_another_finds_nothing_left(actor):
    set_people(post("A"), post("S", area=GRID2))
    first = leave(None, person("A"), person("S"), day(2), key="k")
    again = leave(None, person("A"), person("S"), day(2), key="k")
    assert (again.body, again.replay) == (first.body, True)
    with pytest.raises(NotNow) as refused:
        leave(None, person("A"), person("S"), day(2))
    assert refused.value.code == "nothing_to_hand_over"


def test_what_the_successor_holds_already_is_not_doubled():
    set_people(post("A"), post("S"), post("T", ends_on=day(9)))
    assert leave(None, person("A"), person("S"), day(2)).body["given"] == 0
    assert leave(None, person("S"), person("T"), day(4)).body["given"] == 1, "what ends sooner is not enough"
    assert who(local(20)) == (GRID, sorted(["T", "何文静"]))


def test_without_a_successor_the_areas_left_alone_are_named_and_later_shifts_fall_away(actor):
    worker = actor("worker")
    set_people(post("A", area=GRID2))
    answer = leave(actor("community"), worker.person, None, day(1)).body
    assert (answer["left_alone"], answer["given"]) == ([GRID], 0)
    assert who(local(1)) == (GRID, ["何文静"])
    assert who(local(2)) == (COMMUNITY, ["王敏"])
    assert actions.let_leave(at=local(5)) == 0


def test_only_who_may_give_every_post_hands_over(actor):
    worker, other = actor("worker").person, actor("worker2").person
    for username in ("chief", "worker2", "auditor"):
        with pytest.raises(NotYours):
            leave(actor(username), worker, other, day(1))
    with pytest.raises(NotYours):
        leave(actor("community"), actor("street").person, other, day(1))
    with pytest.raises(Missing) as refused:
        leave(actor("community"), worker, worker, day(1))
    assert refused.value.code == "successor_same"
    with pytest.raises(Missing):
        leave(actor("community"), worker, other, day(4000))
    assert leave(actor("community"), worker, other, day(1)).status == 200


def test_the_account_closes_when_the_day_is_over_or_at_once(actor):
    worker, other = actor("worker"), actor("worker2")
    account = Account.objects.get(username="worker")
    token = actions.open_session(account, device="phone", at=local(1, 20))
    leave(actor("community"), worker.person, other.person, day(1))
    assert queries.signed_in(token, at=local(1, 23.9)).person == worker.person
    with pytest.raises(NotSignedIn):
        queries.signed_in(token, at=local(2, 0))
    assert queries.has_left(account.pk, at=local(2)) and not queries.has_left(account.pk, at=local(1))
    settle(local(2))
    account.refresh_from_db()
    assert not account.is_active
    leave(actor("admin"), other.person, worker.person, TODAY)
    assert not Account.objects.get(username="worker2").is_active
    assert not Session.objects.filter(account__username="worker2", ended_at=None).exists()
    actions.reset_password(actor=None, username="worker", password=PASSWORD, key="back", at=local(3))
    account.refresh_from_db()
    assert account.is_active and not queries.has_left(account.pk, at=local(3)), "a reset opens it again"


def test_open_cases_reach_the_successor_once_when_the_day_has_come(actor):
    worker, clerk = actor("worker"), actor("community")
    own = report(worker).body["case"]
    done = to_state("closed", actor)
    unit = to_state("handling", actor)
    checked = to_state("handled", actor)
    move(worker, checked, "remark", words="看过了")
    seen_at = row(own).seen_at
    assert seen_at is not None
    leave(clerk, worker.person, actor("worker2").person, day(2))
    settle(local(2, 23))
    assert row(own).seen_at == seen_at, "the day has not come"
    settle(local(3, 1))
    assert (row(own).seen_at, row(own).handed_at) == (None, local(3, 1))
    assert verbs(own)[-1] == verbs(checked)[-1] == "hand_over"
    assert "hand_over" not in verbs(done) + verbs(unit)
    told = [n.place for n in notices_about(DISTRICT, UUID(own["id"])) if n.entry == row(own).head_seq]
    assert told == [GRID]
    Reading.objects.update(position=0)
    for hour in (2, 3):
        settle(local(3, hour))
    assert verbs(own).count("hand_over") == verbs(checked).count("hand_over") == 1
    assert len([n for n in notices_about(DISTRICT, UUID(own["id"])) if n.entry == row(own).head_seq]) == 1
    assert all(whole(case) for case in (own, done, unit, checked))


def test_cases_outside_the_field_of_duty_stay_as_they_are(actor):
    set_people(post("A", kinds="C"), post("S", area=GRID2))
    worker = actor("worker")
    drain = report(worker, kind="E0504").body["case"]
    lamp = report(worker, kind="C0118").body["case"]
    leave(None, person("A"), person("S"), day(-1))
    settle(NOW)
    assert ("hand_over" in verbs(lamp), "hand_over" in verbs(drain)) == (True, False)


def test_cases_of_a_unit_follow_its_leaver(actor):
    case = to_state("dispatched", actor)
    move(actor("unit"), case, "start")
    assert row(case).seen_at is not None
    set_people(post("S", post="unit_handler", area="", unit="drainage", starts_on=day(-9)))
    leave(None, actor("unit").person, person("S"), day(-1))
    settle(NOW)
    assert row(case).seen_at is None
    unit = Unit.objects.get(code="drainage", district=DISTRICT)
    assert notices_about(DISTRICT, UUID(case["id"]))[-1].place == str(unit.id)


def test_a_case_follows_over_a_recutting_on_the_same_day(actor):
    from wangge.places.actions import recut

    case = report(actor("worker")).body["case"]
    leave(None, actor("worker").person, actor("worker2").person, day(2))
    steps = [{"do": "merge", "codes": [f"{COMMUNITY}003", GRID], "name": "西片"}]
    recut(district=DISTRICT, steps=steps, key="cut", at=local(3, 1))
    settle(local(3, 2))
    settle(local(3, 3))
    assert verbs(case)[-2:] in (["recut", "hand_over"], ["hand_over", "recut"])
    assert row(case).seen_at is None
    assert "高建国" in who(local(3), area=row(case).area)[1]


def test_a_post_without_end_outlives_a_merger_with_one_that_ends():
    from wangge.places.actions import recut

    west, east = f"{COMMUNITY}003", f"{COMMUNITY}004"
    set_people(post("A", area=west, starts_on=day(-9), ends_on=day(4)), post("A", area=east))
    shift("A", local(5, 0), local(5, 8), area=west)
    shift("A", local(1, 20), local(2, 8), area=west)
    recut(district=DISTRICT, steps=[{"do": "merge", "codes": [east, west]}], key="cut", at=local(2, 1))
    settle(local(2, 2))
    assert who(local(3), area=east) == who(local(9), area=east) == (east, ["A"])
    assert who(local(2, 3), area=east) == (east, ["A"])
    assert sorted((d.area, d.starts_at, d.ends_at) for d in Duty.objects.all()) == [
        (west, local(1, 20), local(2, 0)), (east, local(2, 0), local(2, 8)), (east, local(5, 0), local(5, 8)),
    ]  # fmt: skip
    assert [d.person_id for d in Duty.objects.all()] == [person("A")] * 3


def test_a_split_grid_keeps_its_shifts_on_both_parts():
    from wangge.places.actions import recut

    set_people(post("A"))
    shift("A", local(3, 8), local(3, 16))
    step = {"do": "split", "code": GRID, "line": [[122.0579, 41.0], [122.0579, 42.0]]}
    parts = recut(district=DISTRICT, steps=[step], key="cut", at=local(2, 1)).body["follows"][GRID]
    settle(local(2, 2))
    assert sorted(Duty.objects.values_list("area", flat=True)) == sorted(parts)
    assert len(parts) == 2
