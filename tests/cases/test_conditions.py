"""A case by its filing condition: its limit, what it has to show, and that neither punishes a mark that is missing."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.acts import move, photo, report, row, unit, whole, written
from tests.catalogue.tables import load
from tests.conftest import NOW

from wangge.cases import queries
from wangge.cases.rules import clocks_of
from wangge.catalogue.actions import set_control, set_kind_options
from wangge.core.refusals import Missing, NotNow
from wangge.files.models import Upload
from wangge.journal.models import Entry
from wangge.places.queries import area_names

pytestmark = [pytest.mark.both, pytest.mark.django_db]
POINT = {"lat": 41.1963, "lng": 122.0570}


@pytest.fixture(autouse=True)
def small_catalogue():
    load()


def later(minutes: int):
    return NOW + timedelta(minutes=minutes)


def reported(actor, *, seeds: tuple[int, ...] = (), **told: Any):
    worker = actor("worker")
    return report(worker, photos=[UUID(photo(worker, seed=seed)) for seed in seeds], **told).body["case"]


def verifying(actor, **told: Any):
    return move(actor("community"), reported(actor, **told), "accept", at=later(1)).body


def limits(case: Any) -> dict[str, str]:
    return {run.name: run.limit for run in clocks_of(row(case).clocks).runs}


def mark(upload: str, lat: float, lng: float) -> None:
    Upload.objects.filter(id=upload).update(facts={"lat": lat, "lng": lng})


def evidence(case: Any) -> tuple[list[str], list[str]]:
    said = queries.evidence_answer(row(case))
    return [lack["code"] for lack in said["to_register"]], [lack["code"] for lack in said["to_close"]]


def refusal(*args: Any, **more: Any) -> Missing:
    with pytest.raises(Missing) as refused:
        move(*args, **more)
    return refused.value


def test_the_condition_gives_the_limit_and_what_closes_it(actor):
    clerk = actor("community")
    case = verifying(actor, kind="C8870", seeds=(9,))
    assert case["condition"] is None and limits(case)["whole"] == "4 紧急工作时", "the kind's own limit so long"
    said = next(m for m in case["allowed"] if m["verb"] == "register")["needs"]["properties"]["condition"]
    assert [choice["const"] for choice in said["oneOf"]] == ["1", "2"]
    case = move(clerk, case, "register", at=later(2), condition="2").body
    assert case["condition"] == {
        "code": "2", "name": {"zh": "井盖异响", "en": "As it says"}, "closing": {"zh": "修复", "en": "Mended"},
    }  # fmt: skip
    assert limits(case)["whole"] == "4 工作日"
    case = move(clerk, case, "dispatch", at=later(3), unit=unit("drainage")).body
    assert limits(case)["handle"] == "2 工作日"
    assert Entry.objects.get(verb="case.register").facts["condition"] == "2"
    assert whole(case)


def test_the_only_condition_is_taken_unasked_and_may_come_with_the_report(actor):
    case = report(actor("worker"), kind="C8871").body["case"]
    assert (case["condition"]["code"], limits(case)["whole"]) == ("1", "18 工作日")
    told = report(actor("worker"), kind="C8870", condition="2").body["case"]
    assert (told["condition"]["code"], limits(told)["whole"]) == ("2", "4 工作日")
    assert Entry.objects.filter(verb="case.report", facts__condition="2").count() == 1
    with pytest.raises(Missing, match="condition_unknown"):
        report(actor("worker"), kind="C8870", condition="9")
    with pytest.raises(Missing, match="condition_unknown"):
        report(actor("worker"), condition="1")


def test_another_condition_keeps_used_and_paused_time(actor):
    """A change of category keeps consumed and paused time; a remark moves nothing."""
    clerk = actor("community")
    case = move(clerk, report(kind="C8870", condition="2").body["case"], "wait", at=later(10), words="等居民").body
    case = move(clerk, case, "go_on", at=later(40)).body
    before = next(run for run in clocks_of(row(case).clocks).runs if run.name == "whole")
    case = move(clerk, case, "accept", at=later(50), condition="1").body
    after = next(run for run in clocks_of(row(case).clocks).runs if run.name == "whole")
    assert (after.since, [(s.since, s.until) for s in after.stops]) == (
        before.since, [(s.since, s.until) for s in before.stops],
    )  # fmt: skip
    assert after.limit == "4 紧急工作时" and after.due_at == NOW + timedelta(hours=4, minutes=30)
    due = row(case).due_at
    move(clerk, case, "remark", at=later(60), words="看过了")
    assert row(case).due_at == due


def test_another_kind_drops_the_condition_of_the_old_one(actor):
    clerk = actor("community")
    case = verifying(actor, kind="C8870", condition="2")
    assert refusal(clerk, case, "register", at=later(2), kind="E0102", condition="2").code == "condition_unknown"
    case = move(clerk, case, "register", at=later(2), kind="E0102").body
    assert case["condition"] is None and Entry.objects.get(verb="case.register").facts["condition"] == ""


def test_a_limit_changed_later_moves_no_due_time(actor):
    case = verifying(actor, kind="C8870", condition="2")
    due = row(case).due_at
    set_kind_options(actor=actor("admin"), kind="C8870", conditions=[], key="none", at=later(2))
    case = move(actor("community"), case, "register", at=later(3)).body
    assert row(case).due_at == due and case["condition"]["code"] == "2", "it keeps the edition that it has"


def test_filing_wants_what_the_condition_asks(actor):
    clerk = actor("community")
    case = verifying(actor, kind="C8870", condition="1")
    assert evidence(case) == (["register_photos"], ["close_photos"])
    before = written()
    refused = refusal(clerk, case, "register", at=later(2))
    assert (refused.code, refused.facts["missing"]) == ("evidence_missing", ["register_photos"])
    assert written() == before
    case = move(clerk, case, "register", at=later(3), photos=[photo(clerk)]).body
    assert evidence(case) == ([], ["close_photos"])


def handled(actor, **told: Any):
    """A cover that is missing, put right by the team: its last answer."""
    clerk, team = actor("community"), actor("unit")
    case = verifying(actor, kind="C8870", condition="1", seeds=(9,), **told)
    case = move(clerk, case, "register", at=later(2)).body
    case = move(clerk, case, "dispatch", at=later(3), unit=unit("drainage")).body
    return move(team, case, "start", at=later(4)).body


def test_a_photo_of_the_work_taken_elsewhere_does_not_count(actor):
    team = actor("unit")
    case = handled(actor, place=POINT)
    assert row(case).lat is not None
    far, near, unmarked = photo(team, seed=1), photo(team, seed=2), photo(team, seed=3)
    mark(far, row(case).lat + 0.01, row(case).lng)
    mark(near, row(case).lat + 0.0001, row(case).lng)
    refused = refusal(team, case, "finish", at=later(5), photos=[far])
    assert refused.facts["missing"] == ["close_photos", "close_metres"]
    done = move(team, case, "finish", at=later(6), photos=[far, near]).body
    assert done["state"] == "handled" and evidence(done) == ([], [])
    worker, clerk = actor("worker"), actor("community")
    done = move(worker, done, "check_fail", at=later(7), words="又坏了").body
    old = refusal(team, done, "finish", at=later(8), photos=[])
    assert old.code == "facts_missing", "older photos show an earlier state of things"
    done = move(team, done, "finish", at=later(8), photos=[unmarked]).body
    done = move(worker, done, "check_pass", at=later(9)).body
    assert move(clerk, done, "close", at=later(10)).body["state"] == "closed"
    assert whole(done)


@pytest.mark.parametrize("facts", [{"lat": "x", "lng": 1}, {"lat": 41.0}, {"lat": 91, "lng": 400}, {}])
def test_a_mark_that_cannot_be_read_is_no_mark(actor, facts):
    team = actor("unit")
    case = handled(actor, place=POINT)
    sent = photo(team)
    Upload.objects.filter(id=sent).update(facts=facts)
    assert move(team, case, "finish", at=later(5), photos=[sent]).body["state"] == "handled"


def test_solving_on_the_spot_wants_before_and_after(actor):
    worker = actor("worker")
    case = report(worker, kind="C8870", condition="1").body["case"]
    refused = refusal(worker, case, "solve", at=later(1), photos=[photo(worker)])
    assert refused.facts["missing"] == ["register_photos"]
    case = reported(actor, kind="C8870", condition="1", seeds=(2,))
    case = move(worker, case, "solve", at=later(1), photos=[photo(worker, seed=3)]).body
    assert move(actor("community"), case, "close", at=later(2)).body["state"] == "closed"


def test_a_night_barbecue_is_checked_at_night(actor):
    worker, clerk, team = actor("worker"), actor("community"), actor("unit")
    night = NOW.replace(hour=14)
    case = report(at=night, kind="E8870").body["case"]
    for n, (who, verb, facts) in enumerate(
        ((clerk, "accept", {}), (clerk, "register", {}), (clerk, "dispatch", {"unit": unit("drainage")}),
         (team, "start", {}), (team, "finish", {"photos": [photo(team)]})), 1,
    ):  # fmt: skip
        case = move(who, case, verb, at=night + timedelta(minutes=n), **facts).body
    noon = night + timedelta(hours=14)
    for verb in ("check_pass", "check_fail"):
        refused = refusal(worker, case, verb, at=noon, words="没有")
        assert (refused.facts["first"], refused.facts["last"]) == ("20:00", "00:00")
    evening = night + timedelta(days=1)
    late = evening + timedelta(hours=8)
    checked = move(worker, case, "check_pass", happened_at=evening, at=late).body
    assert checked["state"] == "checking", "what happened counts, not when the phone had network"


def test_without_a_condition_all_is_as_it_was(actor):
    clerk = actor("community")
    with CaptureQueriesContext(connection) as plain:
        case = move(clerk, verifying(actor, kind="E0102"), "register", at=later(2)).body
    assert case["state"] == "registered" and queries.evidence_answer(row(case))["asked"] is None
    assert not [q for q in plain if "files_upload" in q["sql"]]


def test_evidence_costs_a_constant_number_of_statements(actor):
    clerk, counts = actor("community"), []
    for photos in (1, 5):
        sent = [photo(clerk, seed=n) for n in range(photos)]
        case = verifying(actor, kind="C8870", condition="1")
        with CaptureQueriesContext(connection) as captured:
            move(clerk, case, "register", at=later(2), photos=sent)
        counts.append(len([q for q in captured if "INSERT" not in q["sql"]]))
    assert counts[0] == counts[1]


def control(actor, **other: Any):
    said = {
        "kinds": ["E8870"], "areas": ["211102005"], "days": list(range(7)), "starts": "16:00", "ends": "18:00",
        "season": None, "effect": "blocked", "why": {"zh": "夜市时段", "en": "Night market"},
    } | other  # fmt: skip
    return set_control(actor=actor("admin"), said=said, areas=area_names(), key=str(other), at=NOW).body["control"]


def test_in_controlled_hours_the_kind_is_not_filed_and_residents_are_still_heard(actor):
    control(actor)
    with pytest.raises(NotNow, match="kind_controlled") as refused:
        report(actor("worker"), kind="E8870")
    assert "18:00" in refused.value.say.zh
    assert report(actor("worker")).status == 201, "without a kind the centre decides"
    assert report(kind="E8870").status == 201, "what a resident says is always taken in"
    assert report(actor("worker"), kind="E8870", at=later(121)).status == 201
    yesterday = NOW - timedelta(hours=3)
    assert report(actor("worker"), kind="E8870", happened_at=yesterday).status == 201, "seen before they began"
