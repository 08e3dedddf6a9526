"""The catalogue over the API: looked into, searched, changed after a dry look, out and in as a file; controls."""

import gzip
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.acts import GRID, move, report
from tests.api.told import S, keyed, refused, told
from tests.catalogue.tables import load

from wangge.api.answers.catalogue import (
    Catalogue,
    ControlList,
    ControlSet,
    KindPreview,
    KindsFound,
    SheetPreview,
    SheetTaken,
)
from wangge.api.answers.choices import KindChosen, WholeKind
from wangge.catalogue.models import Control, Kind, KindOptions
from wangge.journal.models import Entry

pytestmark = [pytest.mark.both, pytest.mark.django_db]
V = "/api/v1"
COVER = {
    "code": "1", "name": {"zh": "井盖缺失", "en": "Missing"}, "limit": "1 紧急工作时",
    "closing": {"zh": "更换", "en": "Replaced"}, "evidence": {"register_photos": 1},
}  # fmt: skip


def send(calls, path: str, body: bytes, **form: str):
    file = SimpleUploadedFile("a.csv", body, "text/csv")
    return calls("admin").client.post(f"{S}/catalogue/file{path}", {"file": file} | form)


def test_the_catalogue_is_whole_compressed_and_kept_by_whoever_has_it(calls):
    worker = calls("worker")
    answer = worker("GET", f"{V}/catalogue")
    found = told(Catalogue, answer)
    kinds = {kind["code"]: kind for major in found["majors"] for kind in major["kinds"]}
    assert len(kinds) == Kind.objects.count() > 350
    assert next(m["name"]["zh"] for m in found["majors"] if m["code"] == "C01") == "公用设施"
    cover = kinds["C0101"]
    assert cover["limit"] == cover["conditions"][0]["limit"] and cover["conditions"][0]["evidence"]["close_photos"]
    packed = worker("GET", f"{V}/catalogue", Accept_Encoding="gzip")
    assert gzip.decompress(packed.content) == answer.content and len(packed.content) < 130_000
    again = worker("GET", f"{V}/catalogue", If_None_Match=answer["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert told(KindChosen, calls("admin")("POST", f"{S}/kinds/E0504", keyed(limit="9 工作日")))["edition"] == 1
    assert worker("GET", f"{V}/catalogue", If_None_Match=answer["ETag"]).status_code == 200


def test_what_people_say_finds_the_kind_and_its_condition(calls):
    found = told(KindsFound, calls("worker")("GET", f"{V}/catalogue/search?q=小区井盖让人偷了"))["items"]
    assert (found[0]["code"], len(found) <= 10) == ("C0103", True)
    hit = told(KindsFound, calls("worker")("GET", f"{V}/catalogue/search?q=自来水井盖没了"))["items"][0]
    assert (hit["code"], hit["condition"]["code"], hit["major"]["en"]) == ("C0101", "1", "Public utilities")
    assert hit["limit"] == hit["condition"]["limit"]
    assert told(KindsFound, calls("worker")("GET", f"{V}/catalogue/search"))["items"] == []
    calls("admin")("POST", f"{S}/kinds/C0101", keyed(used=False))
    codes = [k["code"] for k in calls("worker")("GET", f"{V}/catalogue/search?q=自来水井盖没了").json()["items"]]
    assert "C0101" not in codes


def test_searching_and_listing_ask_the_database_for_nothing_twice(calls):
    worker = calls("worker")
    told(KindChosen, calls("admin")("POST", f"{S}/kinds/E0504", keyed(limit="9 工作日")))
    told(ControlSet, calls("admin")("POST", f"{S}/controls", control()), 201)
    for path in (f"{V}/catalogue", f"{V}/catalogue/search?q=井盖", f"{V}/kinds?area={GRID}"):
        worker("GET", path)
        with CaptureQueriesContext(connection) as captured:
            worker("GET", path)
        assert not [q for q in captured if "catalogue_" in q["sql"]], path


def test_a_kind_is_looked_at_dry_before_it_is_changed(calls):
    report(kind="E0504")
    admin = calls("admin")
    seen = told(KindPreview, admin("POST", f"{S}/kinds/E0504/preview", {"limit": "3 工作日", "conditions": [COVER]}))
    assert seen["refusal"] is None and seen["open_cases"] == 1
    assert [(c["part"], c["was"] and c["was"]["zh"]) for c in seen["changes"]] == [
        ("limit", "1 工作日"), ("conditions", None),
    ]  # fmt: skip
    assert seen["changes"][1]["now"] == {"zh": "1 井盖缺失（1 紧急工作时）", "en": "1 Missing (1 urgent hour)"}
    wrong = told(KindPreview, admin("POST", f"{S}/kinds/E0504/preview", {"conditions": [COVER, COVER]}))
    assert (wrong["refusal"]["code"], wrong["changes"]) == ("condition_twice", [])
    off = told(KindPreview, admin("POST", f"{S}/kinds/E0504/preview", {"used": False, "usual": False, "words": ""}))
    assert [(c["part"], c["now"] and c["now"]["en"]) for c in off["changes"]] == [
        ("usual", "no"), ("used", "no"), ("words", None),
    ]  # fmt: skip
    assert not KindOptions.objects.exists()
    told(KindChosen, admin("POST", f"{S}/kinds/E0504", keyed(conditions=[COVER], after=0)))
    whole = told(WholeKind, admin("GET", f"{S}/kinds/E0504"))
    assert ([c["code"] for c in whole["condition_list"]], whole["shipped_conditions"], whole["conditions"]) == (
        ["1"], [], 1,
    )  # fmt: skip
    assert whole["editions"][0]["conditions"] == 1
    answer = admin("POST", f"{S}/kinds/E0504", keyed(conditions=[COVER | {"limit": "soon"}]))
    assert refused(answer) == (422, "limit_unclear") and answer.json()["facts"]["column"] == "limit"


def test_a_kind_of_ones_own_is_made_once(calls):
    admin = calls("admin")
    body = keyed(
        code="C0187", name="智能井盖", name_en="Smart cover", limit="1工作日", words="智能", conditions=[COVER]
    )
    assert told(KindChosen, admin("POST", f"{S}/kinds", body), 201) == {"kind": "C0187", "edition": 0}
    assert admin("POST", f"{S}/kinds", body)["Idempotent-Replay"] == "true"
    assert refused(admin("POST", f"{S}/kinds", body | keyed())) == (409, "kind_there")
    for wrong in ({"code": "C9977"}, {"code": "x"}, {"name": ""}, {"limit": ""}):
        assert refused(admin("POST", f"{S}/kinds", body | keyed(code="C0189") | wrong))[0] == 422, wrong
    whole = told(WholeKind, admin("GET", f"{S}/kinds/C0187"))
    assert (whole["local"], whole["limit"]["words"], whole["major"]["zh"]) == (True, "1 工作日", "公用设施")
    case = report(kind="C0187").body["case"]
    assert (case["kind"]["name"]["zh"], case["condition"]["code"]) == ("智能井盖", "1")
    assert Entry.objects.filter(verb="catalogue.add_kind").count() == 1


def test_a_file_is_looked_at_dry_and_taken_in_once(calls):
    whole = calls("worker")("GET", f"{S}/catalogue/file?form=csv")
    body = b"".join(whole.streaming_content)
    assert whole["Content-Disposition"] == 'attachment; filename="catalogue-211102.csv"'
    assert told(SheetPreview, send(calls, "/preview", body)) == {
        "new": 0, "changed": 0, "unchanged": Kind.objects.count(), "wrong": 0, "rows": [], "faults": [],
        "capped": False,
    }  # fmt: skip
    table = b"".join(calls("worker")("GET", f"{S}/catalogue/file").streaming_content)
    assert table[:2] == b"PK" and told(SheetPreview, send(calls, "/preview", table))["changed"] == 0
    own = "kind,name,name_en,kind_limit,usual\nE0504,,,2 工作日,\nC0187,智能井盖,Smart cover,1 工作日,是\n".encode()
    seen = told(SheetPreview, send(calls, "/preview", own))
    assert [(r["line"], r["code"], r["what"], r["parts"]) for r in seen["rows"]] == [
        (2, "E0504", "changed", ["limit"]), (3, "C0187", "new", []),
    ]  # fmt: skip
    assert not KindOptions.objects.exists()
    assert told(SheetTaken, send(calls, "", own, key="f")) == {"new": 1, "changed": 1, "unchanged": 0}
    assert send(calls, "", own, key="f")["Idempotent-Replay"] == "true"
    assert refused(send(calls, "", b"kind\nE0504\n", key="f")) == (409, "key_reused")
    wrong = told(SheetPreview, send(calls, "/preview", "kind,used\nE0504,也许\n".encode()))
    assert [(f["line"], f["column"]) for f in wrong["faults"]] == [(2, "used")]
    assert refused(send(calls, "", "kind,used\nE0504,也许\n".encode(), key="g")) == (422, "rows_wrong")
    assert refused(send(calls, "/preview", b"\xff\xff\xff")) == (422, "file_unreadable")
    assert refused(calls("admin")("GET", f"{S}/catalogue/file?form=doc")) == (422, "form_unknown")


def control(**other):
    return keyed(kinds=["E0102"], effect="blocked", why={"zh": "集市", "en": "Market"}, areas=[GRID[:12]]) | other


def test_controlled_hours_are_made_changed_and_ended(calls):
    admin = calls("admin")
    made = told(ControlSet, admin("POST", f"{S}/controls", control(starts="07:00", ends="09:30")), 201)["control"]
    season = ["05-01", "10-31"]
    other = control(starts="21:00", ends="02:00", season=season, days=[5, 6], instead_of=made)
    now = told(ControlSet, admin("POST", f"{S}/controls", other), 201)["control"]
    assert admin("POST", f"{S}/controls", other)["Idempotent-Replay"] == "true"
    (one,) = told(ControlList, calls("worker")("GET", f"{S}/controls"))["items"]
    assert (one["id"], one["starts"], one["ends"], one["season"], one["days"]) == (
        now, "21:00", "02:00", season, [5, 6],
    )  # fmt: skip
    assert one["areas"] == [{"code": GRID[:12], "name": one["areas"][0]["name"]}] and one["effect"] == "blocked"
    assert refused(admin("POST", f"{S}/controls", control(instead_of=made))) == (404, "not_found")
    assert refused(admin("POST", f"{S}/controls", control(areas=["211103"]))) == (422, "control_unclear")
    assert told(ControlSet, admin("POST", f"{S}/controls/{now}/end", keyed()))["control"] == now
    assert told(ControlList, admin("GET", f"{S}/controls"))["items"] == []
    assert Control.objects.count() == 2, "only ended"
    assert [e.verb for e in Entry.objects.filter(subject_kind="control").order_by("position")] == [
        "catalogue.set_control", "catalogue.set_control", "catalogue.end_control",
    ]  # fmt: skip


def test_what_may_not_be_filed_now_is_told_with_its_reason_and_what_is_usual_now_comes_first(calls):
    worker, at = calls("worker"), timezone.now()
    for _ in range(2):
        report(kind="E0116", at=at - timedelta(hours=10))
    report(kind="E0201", at=at - timedelta(minutes=30))
    told(ControlSet, calls("admin")("POST", f"{S}/controls", control(areas=[])), 201)
    items = worker("GET", f"{V}/kinds?area={GRID}").json()["items"]
    assert [(k["code"], k["here"]) for k in items[:2]] == [("E0201", 1), ("E0116", 2)]
    stopped = {k["code"]: k["blocked"] for k in items if k["blocked"]}
    assert stopped.keys() == {"E0102"} and "集市" in stopped["E0102"]["zh"]
    assert not any(k["blocked"] for k in worker("GET", f"{V}/kinds").json()["items"])
    said = {"kind": "E0102", "words": "垃圾", "place": {"area": GRID}, "happened_at": timezone.now().isoformat()}
    assert refused(worker("POST", f"{V}/reports", keyed(**said))) == (409, "kind_controlled")
    assert worker("POST", f"{V}/reports", keyed(**(said | {"kind": None}))).status_code == 201


def test_a_case_tells_what_is_missing_before_anybody_presses(calls, actor):
    load()
    case = move(actor("community"), report(kind="C8870", condition="1").body["case"], "accept").body
    clerk = calls("community")
    seen = clerk("GET", f"{V}/cases/{case['id']}").json()
    assert [lack["label"]["zh"] for lack in seen["evidence"]["to_register"]] == ["还差 1 张现场照片"]
    assert seen["condition"]["closing"]["zh"] == "修复"
    body = keyed(verb="register", happened_at=timezone.now().isoformat())
    assert refused(clerk("POST", f"{V}/cases/{case['id']}/moves", body)) == (422, "evidence_missing")
    moved = clerk("POST", f"{V}/cases/{case['id']}/moves", body | keyed(condition="2"))
    assert (moved.status_code, moved.json()["condition"]["code"]) == (200, "2")
