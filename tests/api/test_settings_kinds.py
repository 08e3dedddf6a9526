"""Kinds and flows as a district chooses them; running cases keep what they got."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.acts import move, report, row, to_state, unit, whole
from tests.api.told import S, keyed, refused, told
from tests.conftest import NOW

from wangge.api.answers.choices import (
    FlowChosen,
    FlowPreview,
    FlowSettingsList,
    KindChosen,
    KindSettingsList,
    WholeFlow,
    WholeKind,
)
from wangge.catalogue.models import FlowOptions, Kind, KindOptions
from wangge.journal.models import Entry

pytestmark = [pytest.mark.both, pytest.mark.django_db]
DRAIN = "E0504"


def choose(calls, code: str = DRAIN, **said) -> int:
    return int(told(KindChosen, calls("admin")("POST", f"{S}/kinds/{code}", keyed(**said)))["edition"])


def test_editions_of_a_kind_are_only_added_and_tell_since_when(calls, actor):
    body = keyed(limit="3 工作日", after=0)
    admin = calls("admin")
    assert told(KindChosen, admin("POST", f"{S}/kinds/{DRAIN}", body)) == {"kind": DRAIN, "edition": 1}
    assert admin("POST", f"{S}/kinds/{DRAIN}", body)["Idempotent-Replay"] == "true"
    assert refused(admin("POST", f"{S}/kinds/{DRAIN}", keyed(limit="4 工作日", after=0))) == (409, "edition_moved")
    assert choose(calls, limit="3 工作日") == 1
    assert choose(calls, limit="3 工作日", usual=False, words=" 下水道  堵 堵 ", used=True) == 2
    assert choose(calls) == 3
    found = told(WholeKind, calls("worker")("GET", f"{S}/kinds/{DRAIN}"))
    assert [(e["edition"], e["limit"], e["usual"], e["words"]) for e in found["editions"]] == [
        (3, None, None, None), (2, "3 工作日", False, "下水道 堵"), (1, "3 工作日", None, None),
    ]  # fmt: skip
    assert (found["edition"], found["limit"], found["mine"]) == (3, found["shipped"]["limit"], False)
    assert found["since"] is not None
    entry = Entry.objects.filter(verb="catalogue.set_kind").order_by("position")[1]
    assert (entry.actor, entry.post) == (actor("admin").person, "administrator")
    assert (entry.facts["was"]["usual"], entry.facts["now"]["usual"]) == (None, False)
    everything = told(KindSettingsList, admin("GET", f"{S}/kinds"))
    assert (len(everything["items"]), everything["mine"]) == (Kind.objects.count(), True)


def test_what_a_district_cannot_choose_is_refused(calls):
    admin = calls("admin")
    for said, code in (
        ({"limit": "很快"}, "limit_unclear"), ({"limit": ""}, "limit_unclear"),
        ({"limit": "-1 工作日"}, "limit_unclear"), ({"words": "字" * 201}, "words_unlikely"),
        ({"words": "a\u202eb"}, "words_unlikely"), ({"limit": "x" * 41}, "unreadable"), ({"after": -1}, "unreadable"),
    ):  # fmt: skip
        status, found = refused(admin("POST", f"{S}/kinds/{DRAIN}", keyed(**said)))
        assert (status, found) == (422, code), said
    assert refused(admin("POST", f"{S}/kinds/E9999", keyed())) == (404, "not_found")
    for who in ("district", "street", "community", "worker", "unit", "chief", "property", "auditor"):
        assert refused(calls(who)("POST", f"{S}/kinds/{DRAIN}", keyed(limit="1 工作日"))) == (403, "not_yours"), who
    assert not KindOptions.objects.exists()
    appeals = list(Kind.objects.filter(flow="appeals").values_list("code", flat=True))
    for code in appeals[1:]:
        choose(calls, code, used=False)
    assert refused(admin("POST", f"{S}/kinds/{appeals[0]}", keyed(used=False))) == (409, "kind_needed")


def test_a_limit_changed_later_moves_no_due_time_of_a_running_case(calls, actor):
    clerk = actor("community")
    reported = report(kind=DRAIN).body["case"]
    registered = to_state("registered", actor)
    handling = to_state("handling", actor)
    before = {c["id"]: (row(c).due_at, row(c).clocks) for c in (reported, registered, handling)}
    assert choose(calls, limit="9 工作日") == 1
    for case in (reported, registered, handling):
        assert (row(case).due_at, row(case).clocks) == before[case["id"]]
    later = NOW + timedelta(minutes=5)
    promised = calls("community")("GET", f"/api/v1/cases/{registered['id']}").json()["allowed"]
    assert [m for m in promised if m["verb"] == "dispatch"]
    sent = move(clerk, registered, "dispatch", at=later, unit=unit("drainage")).body
    new = to_state("dispatched", actor, at=later)
    days = (row(new).due_at - row(sent).due_at).days
    assert days >= 8, "a new case takes the new limit, the one from before its old one"
    assert (row(sent).kind_edition, row(new).kind_edition) == (0, 1)
    again = move(clerk, reported, "accept", at=later).body
    again = move(clerk, again, "register", at=later, kind=DRAIN).body
    assert row(again).kind_edition == 0, "the same kind given again stays as it was"
    helped = move(clerk, sent, "invite", at=later + timedelta(minutes=1), units=["property"], words="请协办").body
    limits = {run["name"]: run["limit"] for run in row(helped).clocks}
    assert limits["co"] == limits["handle"]
    assert whole(sent) and whole(new) and whole(again)


def test_a_case_that_changes_its_kind_takes_the_limit_of_today(calls, actor):
    clerk = actor("community")
    case = move(clerk, report().body["case"], "accept").body
    choose(calls, limit="9 工作日")
    case = move(clerk, case, "register", at=NOW + timedelta(minutes=1), kind=DRAIN).body
    assert row(case).kind_edition == 1
    entry = Entry.objects.filter(subject_id=row(case).id, verb="case.register").get()
    assert (entry.facts["kind"], entry.facts["kind_edition"]) == (DRAIN, 1)


def test_a_kind_out_of_use_is_not_chosen_any_more_and_running_cases_go_on(calls, actor):
    old = to_state("registered", actor)
    choose(calls, used=False)
    assert DRAIN not in {k["code"] for k in calls("worker")("GET", "/api/v1/kinds").json()["items"]}
    body = {
        "key": "k",
        "words": "树倒了",
        "kind": DRAIN,
        "happened_at": timezone.now().isoformat(),
        "place": {"area": "211102005013001"},
    }
    assert refused(calls("worker")("POST", "/api/v1/reports", body)) == (422, "kind_not_used")
    assert told(WholeKind, calls("admin")("GET", f"{S}/kinds/{DRAIN}"))["open_cases"] == 1
    sent = move(actor("community"), old, "dispatch", at=NOW + timedelta(minutes=1), unit=unit("drainage")).body
    assert sent["kind"]["code"] == DRAIN
    choose(calls, used=True)
    assert calls("worker")("POST", "/api/v1/reports", body).status_code == 201


def test_usual_kinds_come_first_in_the_district_that_says_so(calls):
    last = Kind.objects.filter(usual=False).order_by("-order", "-code")[0]
    choose(calls, last.code, usual=True)
    found = [k for k in calls("worker")("GET", "/api/v1/kinds").json()["items"] if k["usual"]]
    assert last.code in {k["code"] for k in found}
    assert not Kind.objects.get(code=last.code).usual


# --- flows


def test_a_flow_tells_what_may_be_set_and_why_the_rest_may_not(calls):
    found = told(WholeFlow, calls("worker")("GET", f"{S}/flows/matters"))
    kept = {r["name"]: r["kept"]["code"] for r in found["rows"] if r["kept"]}
    assert kept["close@checking"] == "row_needed"
    assert {r["name"] for r in found["rows"] if r["name"].startswith("contest@")} <= set(kept)
    assert not next(r for r in found["rows"] if r["name"] == "urge@reported")["kept"]
    stages = {s["name"]: s for s in found["states"]}
    assert (stages["reported"]["limit"], stages["reported"]["usual_limit"]["words"]) == (None, "1 工作时")
    assert (stages["handling"]["usual_limit"], stages["closed"]["end"]) == (None, True)
    page = told(FlowSettingsList, calls("admin")("GET", f"{S}/flows"))
    assert [(f["name"], f["edition"], f["since"]) for f in page["items"]] == [
        ("matters", 0, None), ("appeals", 0, None), ("governance", 0, None),
    ]  # fmt: skip
    assert refused(calls("admin")("GET", f"{S}/flows/nothing")) == (404, "not_found")


def test_an_edition_is_previewed_and_then_made_once(calls, actor):
    admin = calls("admin")
    said = {
        "off": ["urge@reported"], "labels": {"handling": {"zh": "整治中", "en": "Being mended"}},
        "stage_limits": {"reported": "2 工作时"},
    }  # fmt: skip
    seen = told(FlowPreview, admin("POST", f"{S}/flows/matters/preview", said))
    assert (seen["refusal"], [(c["what"], c["name"]) for c in seen["changes"]]) == (
        None, [("off", "urge@reported"), ("label", "handling"), ("limit", "reported")],
    )  # fmt: skip
    assert not FlowOptions.objects.exists()
    body = keyed(**said, after=0)
    assert told(FlowChosen, admin("POST", f"{S}/flows/matters", body)) == {"flow": "matters", "edition": 1}
    assert admin("POST", f"{S}/flows/matters", body)["Idempotent-Replay"] == "true"
    assert refused(admin("POST", f"{S}/flows/matters", keyed(after=0))) == (409, "edition_moved")
    found = told(WholeFlow, admin("GET", f"{S}/flows/matters"))
    assert ([r["name"] for r in found["rows"] if not r["on"]], found["edition"]) == (["urge@reported"], 1)
    assert [(e["edition"], e["off"]) for e in found["editions"]] == [(1, ["urge@reported"])]
    entry = Entry.objects.get(verb="catalogue.set_flow")
    assert (entry.actor, entry.post) == (actor("admin").person, "administrator")
    back = told(FlowPreview, admin("POST", f"{S}/flows/matters/preview", {}))
    assert [(c["what"], c["name"], c["now"] and c["now"]["zh"]) for c in back["changes"]] == [
        ("on", "urge@reported", "催办"), ("label", "handling", "处置中"), ("limit", "reported", None),
    ]  # fmt: skip
    assert told(FlowChosen, admin("POST", f"{S}/flows/matters", keyed()))["edition"] == 2


def test_what_would_be_refused_is_told_before_and_refused_after(calls):
    admin = calls("admin")
    for said, code in (
        ({"off": ["close@checking"]}, "row_needed"), ({"off": ["nothing@x"]}, "row_unknown"),
        ({"labels": {"handling": {"zh": " ", "en": "x"}}}, "label_incomplete"),
        ({"labels": {"nothing": {"zh": "一", "en": "x"}}}, "label_unknown"),
        ({"stage_limits": {"closed": "1 工作日"}}, "stage_unknown"),
        ({"stage_limits": {"reported": "soon"}}, "limit_unclear"),
    ):  # fmt: skip
        told_before = told(FlowPreview, admin("POST", f"{S}/flows/matters/preview", said))
        assert (told_before["refusal"]["code"], told_before["changes"]) == (code, []), said
        assert refused(admin("POST", f"{S}/flows/matters", keyed(**said))) == (422, code)
    assert not FlowOptions.objects.exists()
    for who in ("district", "street", "community", "worker", "chief", "auditor"):
        for path in ("flows/matters", "flows/matters/preview"):
            assert refused(calls(who)("POST", f"{S}/{path}", keyed())) == (403, "not_yours"), who
