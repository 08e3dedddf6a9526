"""A district changes its table; running cases go on by the one under which they were registered."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.acts import move, report, row, to_state, unit, whole
from tests.conftest import NOW

from wangge.cases import queries
from wangge.catalogue.actions import set_flow_options, set_kinds
from wangge.catalogue.models import FlowOptions
from wangge.catalogue.queries import flow_for, flow_tables, last_edition, present_flow
from wangge.catalogue.rules import FLOWS, MATTERS
from wangge.core.refusals import Missing, NotFound, NotYours
from wangge.journal.models import Entry

pytestmark = [pytest.mark.both, pytest.mark.django_db]
LATER = NOW + timedelta(minutes=5)


def edition(said, *, flow="matters", district="211102", key="") -> int:
    answer = set_flow_options(district=district, flow=flow, said=said, key=key or str(uuid4()), at=NOW)
    return answer.body["edition"]


def label(zh: str) -> dict:
    return {"labels": {"dispatch@registered": {"zh": zh, "en": f"Send ({len(zh)})"}}}


def test_editions_are_dense_only_added_and_the_same_is_not_added(actor):
    assert last_edition("211102", "matters") == 0
    assert [edition(label("派单")), edition(label("派单")), edition(label("派活儿"))] == [1, 1, 2]
    assert edition({}, flow="appeals") == 0
    assert edition({"off": ["urge@reported"]}, flow="appeals") == 1
    assert edition({"off": ["urge@reported"]}, district="211103") == 1
    assert [(o.district, o.flow, o.edition) for o in FlowOptions.objects.order_by("id")] == [
        ("211102", "matters", 1), ("211102", "matters", 2), ("211102", "appeals", 1), ("211103", "matters", 1),
    ]  # fmt: skip
    told = list(Entry.objects.filter(verb="catalogue.set_flow").values_list("district", "facts"))
    assert [(d, f["flow"], f["edition"]) for d, f in told if d == "211102"] == [
        ("211102", "matters", 1), ("211102", "matters", 2), ("211102", "appeals", 1),
    ]  # fmt: skip
    assert present_flow("211102", "matters").edition == 2
    assert flow_for("211102", "matters", 1).edition == 1
    assert flow_for("211102", "matters", 0) == MATTERS
    assert edition({}) == 3
    assert present_flow("211102", "matters").rows == MATTERS.rows


def test_the_same_key_makes_one_edition():
    assert [edition(label("派单"), key="k"), edition(label("派单"), key="k")] == [1, 1]
    assert FlowOptions.objects.count() == 1


def test_what_is_refused_makes_none():
    for flow, said, code in (
        ("nothing", {}, "flow_unknown"), ("matters", [], "options_unclear"),
        ("matters", {"off": ["close@checking"]}, "row_needed"),
    ):  # fmt: skip
        with pytest.raises(Missing) as refused:
            edition(said, flow=flow)
        assert refused.value.code == code
    with pytest.raises(Missing) as unknown:
        set_kinds([{"code": "X1", "flow": "nothing", "limit": "1 工作日"}], district="211102", key="x", at=NOW)
    assert unknown.value.code == "flow_unknown"
    assert not FlowOptions.objects.exists()
    with pytest.raises(NotFound):
        flow_for("211102", "matters", 7)
    with pytest.raises(NotFound):
        present_flow("211102", "nothing")


def test_a_case_keeps_its_edition_when_the_table_changes(actor):
    clerk = actor("community")
    old = to_state("registered", actor)
    edition({"off": ["recall@dispatched"], **label("派单")})
    new = to_state("registered", actor, at=LATER)
    assert (old["edition"], new["edition"], row(old).flow_version, row(new).flow_version) == (0, 1, 0, 1)
    for case, words, recalls in ((old, "派遣", True), (new, "派单", False)):
        found = queries.case_answer(row(case), clerk, at=LATER)
        assert next(m["label"]["zh"] for m in found["allowed"] if m["verb"] == "dispatch") == words
        sent = move(clerk, case, "dispatch", at=LATER, unit=unit("drainage")).body
        assert ("recall" in {m["verb"] for m in sent["allowed"]}) is recalls
    assert move(clerk, old, "recall", at=LATER, words="派错了").body["state"] == "registered"
    with pytest.raises(NotYours):
        move(clerk, new, "recall", at=LATER, words="派错了")
    assert whole(old) and whole(new)


def test_the_edition_is_taken_at_intake_and_anew_when_it_is_registered(actor):
    clerk = actor("community")
    case = report().body["case"]
    edition(label("派单"))
    assert move(clerk, case, "accept", at=LATER).body["edition"] == 0
    done = move(clerk, case, "register", at=LATER, kind="E0504").body
    assert done["edition"] == 1
    assert next(m["label"]["zh"] for m in done["allowed"] if m["verb"] == "dispatch") == "派单"
    edition(label("派活儿"))
    assert move(clerk, case, "dispatch", at=LATER, unit=unit("drainage")).body["edition"] == 1
    over = report(at=LATER).body["case"]
    edition({"off": ["urge@reported"]}, flow="appeals")
    assert move(clerk, over, "accept", at=LATER, kind="A0101").body["edition"] == 1
    assert (row(over).flow, row(over).flow_version) == ("appeals", 1)


def test_an_edition_that_another_process_has_made_is_found(actor):
    present_flow("211102", "matters")
    FlowOptions.objects.create(district="211102", flow="matters", edition=1, made_at=NOW, off=["urge@reported"])
    assert last_edition("211102", "matters") == 0
    assert len(flow_for("211102", "matters", 1).rows) == len(MATTERS.rows) - 1


def test_a_list_and_a_move_take_as_many_statements_with_forty_editions_as_with_none(actor):
    """Lesson 12: what a list asks does not grow with what may be configured."""
    clerk = actor("community")

    def counted(n: int) -> tuple[int, int, int]:
        cases = [report(kind="E0504", at=NOW + timedelta(minutes=n)).body["case"] for _ in range(3)]
        flow_tables.forget()
        with CaptureQueriesContext(connection) as listed:
            found, _ = queries.page_of(queries.cases_for(clerk, {"mine": True}, at=LATER), sort="due", after=None,
                                       limit=50)  # fmt: skip
            for case in found:
                queries.case_answer(case, clerk, at=LATER)
        with CaptureQueriesContext(connection) as cold:
            queries.case_answer(row(cases[0]), clerk, at=LATER)
        with CaptureQueriesContext(connection) as moved:
            move(clerk, cases[0], "accept", at=LATER)
        return len(listed), len(cold), len(moved)

    before = counted(0)
    for number in range(40):
        assert edition(label(f"派单{number}")) == number + 1
    for name in FLOWS:
        edition({"off": ["urge@reported"]}, flow=name)
    after = counted(1)
    assert before == after
