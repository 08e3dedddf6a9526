"""Case files over the API, content erased by decision, and the list that everybody may have."""

import hashlib
import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.utils import timezone
from tests.acts import RESIDENT, move, photo, row, to_state, verbs, whole
from tests.api.told import keyed, refused, told
from tests.bundles import DISTRICT, chain_of_case, ours, theirs

from wangge.api.answers.casefile import AnchorKey, AnchorList, Erased
from wangge.files.actions import keep, sweep
from wangge.files.models import Upload
from wangge.journal.actions import anchor
from wangge.journal.queries import content_of
from wangge.orgs.queries import today

pytestmark = pytest.mark.django_db
V = "/api/v1"
DECISION = {"ground": "consent_withdrawn", "decision": "区委网信办 2026-17 号决定"}


def unpacked(answer: Any) -> dict[str, bytes]:
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, "application/zip", "no-store")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert [m.date_time for m in archive.infolist()] == [(1980, 1, 1, 0, 0, 0)] * len(archive.infolist())
        return {name: archive.read(name) for name in archive.namelist()}


def whole_for_both(made: dict[str, bytes]) -> bool:
    return not ours(made).faults and not theirs(made).faults


@pytest.mark.both
def test_a_bundle_is_whole_and_its_export_is_its_last_entry(calls: Any, actor: Any):
    case = to_state("handled", actor, phone="13800000172", photos=[UUID(photo(RESIDENT, seed=101))])
    answer = calls("worker")("GET", f"{V}/cases/{case['id']}/bundle")
    assert answer["Content-Disposition"] == f'attachment; filename="wangge-case-{case["number"]}.zip"'
    made = unpacked(answer)
    assert whole_for_both(made)
    assert verbs(case)[-1] == "export"
    assert chain_of_case(case)[-1].facts == {"form": "bundle", "contacts": False}
    assert ours(made).head.seq == row(case).head_seq
    assert whole(case)
    for name, body in made.items():
        assert b"13800000172" not in body, name
    for page in ("page.html", "page.en.html"):
        text = made[page].decode()
        assert case["number"] in text
        assert [name for name in made if name.startswith("files/") and name not in text] == []
        assert "http://" not in text.replace("http://127.0.0.1:8000/cases/", "").replace("http://www.w3.org", "")


def test_contacts_go_along_for_a_reason_only(calls: Any, actor: Any):
    case = to_state("registered", actor, phone="13800000172")
    path, clerk = f"{V}/cases/{case['id']}/bundle", calls("community")
    assert refused(calls("unit")("POST", path, keyed(reason="x"))) == (404, "not_found")
    assert refused(clerk("POST", path, keyed(reason=" "))) == (422, "reason_missing")
    sent = keyed(reason="法院调取证据")
    made, again = (unpacked(clerk("POST", path, sent)) for _ in range(2))
    assert verbs(case).count("export") == 1
    assert made == again
    assert whole_for_both(made)
    assert b"13800000172" in made["case.json"]
    assert b"13800000172" in made["page.html"]
    entry = chain_of_case(case)[-1]
    assert (entry.facts, content_of(DISTRICT, [UUID(entry.content[0]["id"])]).popitem()[1]) == (
        {"form": "bundle", "contacts": True}, "法院调取证据".encode()
    )  # fmt: skip
    assert refused(calls("worker")("POST", path, keyed(reason="x"))) == (403, "not_yours")


@pytest.mark.both
def test_one_act_erases_a_photo_its_row_and_its_file(calls: Any, actor: Any):
    before = photo(RESIDENT, seed=102)
    kept = Upload.objects.get(id=before)
    path = Path(settings.FILES) / kept.stored
    case = to_state("registered", actor, photos=[UUID(before)])
    sent = keyed(entry=1, field="file", file=before, **DECISION)
    place = f"{V}/cases/{case['id']}/erase"
    district = calls("district")
    said = told(Erased, district("POST", place, sent))
    assert said == {"erased": "file", "entry": 1, "version": row(case).head_seq}
    assert not path.exists()
    assert Upload.objects.values_list("state", "stored", "sha256").get(id=before) == ("erased", "", "")
    assert district("POST", place, sent)["Idempotent-Replay"] == "true"
    assert refused(district("POST", place, sent | {"key": str(uuid4())})) == (404, "not_found")
    entry = chain_of_case(case)[-1]
    assert (entry.verb, entry.facts["ground"], entry.facts["entry"]) == ("content.erase", "consent_withdrawn", 1)
    assert whole(case)
    made = unpacked(district("GET", f"{V}/cases/{case['id']}/bundle"))
    assert whole_for_both(made)
    (erasure,) = ours(made).erasures
    assert (erasure.field, erasure.decision) == ("file", DECISION["decision"])
    assert not [name for name in made if name.startswith("files/")]
    history = district("GET", f"{V}/cases/{case['id']}/entries").json()["items"]
    assert (history[0]["files"], history[0]["erased"]) == ([], ["file"])
    assert district("GET", f"{V}/files/{before}").status_code == 404


def test_the_same_picture_of_another_case_stays(calls: Any, actor: Any):
    one, other = photo(RESIDENT, seed=103), photo(RESIDENT, seed=103)
    case = to_state("reported", actor, photos=[UUID(one)])
    to_state("reported", actor, photos=[UUID(other)])
    body = keyed(entry=1, field="file", file=one, **DECISION)
    assert calls("district")("POST", f"{V}/cases/{case['id']}/erase", body).status_code == 200
    assert (Path(settings.FILES) / Upload.objects.get(id=other).stored).exists()


def test_bytes_that_a_crash_left_behind_are_swept(calls: Any, actor: Any):
    own = photo(RESIDENT, seed=104)
    stored = Upload.objects.get(id=own).stored
    keep.mark_erased(DISTRICT, UUID(own))
    assert (Path(settings.FILES) / stored).exists()
    sweep(at=timezone.now())
    assert not (Path(settings.FILES) / stored).exists()
    assert Upload.objects.get(id=own).stored == ""


def test_words_a_place_a_contact_and_an_opinion_are_erased(calls: Any, actor: Any):
    case, district = to_state("reported", actor, phone="13800000172"), calls("district")
    place = f"{V}/cases/{case['id']}/erase"
    for field in ("words", "place", "contact"):
        told(Erased, district("POST", place, keyed(entry=1, field=field, **DECISION)))
    found = district("GET", f"{V}/cases/{case['id']}").json()
    assert (found["words"], found["address"], found["point"]) == ("", "", None)
    assert sorted(e.facts["field"] for e in chain_of_case(case) if e.verb == "content.erase") == [
        "contact", "place", "words",
    ]  # fmt: skip
    assert whole(case)
    for body, wanted in (
        ({"entry": 1, "field": "words"}, (409, "already_erased")),
        ({"entry": 1, "field": "reply"}, (404, "not_found")),
        ({"entry": 99, "field": "words"}, (404, "not_found")),
        ({"entry": 1, "field": "file"}, (404, "not_found")),
        ({"entry": 1, "field": "words", "file": str(uuid4())}, (404, "not_found")),
        ({"entry": 1, "field": "words", "ground": "because"}, (422, "ground_unknown")),
        ({"entry": 1, "field": "words", "decision": ""}, (422, "decision_missing")),
    ):
        assert refused(district("POST", place, keyed(**(DECISION | body)))) == wanted


def test_erasing_and_exporting_move_no_clock(calls: Any, actor: Any):
    case = to_state("dispatched", actor)
    before = row(case)
    calls("unit")("GET", f"{V}/cases/{case['id']}/bundle")
    calls("district")("POST", f"{V}/cases/{case['id']}/erase", keyed(entry=1, field="words", **DECISION))
    after = row(case)
    for name in ("clocks", "due_at", "state", "changed_at", "seen_at", "unit", "desk"):
        assert getattr(before, name) == getattr(after, name)


def test_the_list_and_the_key_are_public_and_lead_to_no_case(calls: Any, actor: Any):
    case = to_state("reported", actor)
    now = timezone.now()
    assert len(anchor(DISTRICT, today=today(now), at=now)) == 1
    move(actor("worker"), case, "remark", words="再看")
    anchor(DISTRICT, today=today(now) + timedelta(days=1), at=now)
    anybody = calls("")
    first = told(AnchorList, anybody("GET", f"{V}/anchors?limit=1"))
    assert (len(first["items"]), first["next"]) == (1, "1")
    rest = told(AnchorList, anybody("GET", f"{V}/anchors?next=1"))
    assert ([a["number"] for a in rest["items"]], rest["next"]) == ([2], None)
    assert told(AnchorList, anybody("GET", f"{V}/anchors?district=999999"))["items"] == []
    assert refused(anybody("GET", f"{V}/anchors?next=x")) == (422, "page_unreadable")
    key = told(AnchorKey, anybody("GET", f"{V}/anchors/key"))
    digits = hashlib.sha256(bytes.fromhex(key["key"])).hexdigest()[:32]
    assert key["fingerprint"].replace(" ", "") == digits
    published = first["items"] + rest["items"]
    assert case["id"] not in str(published)
    made = unpacked(calls("district")("GET", f"{V}/cases/{case['id']}/bundle"))
    assert not theirs(made, keys=(key["key"],), published=published).faults
    assert len(theirs(made).days) == 2


def test_without_a_signing_key_a_bundle_says_so(calls: Any, actor: Any, settings: Any):
    settings.ANCHOR_KEY = None
    case = to_state("reported", actor)
    made = unpacked(calls("district")("GET", f"{V}/cases/{case['id']}/bundle"))
    assert (ours(made).signed_by, theirs(made).signed_by, whole_for_both(made)) == (None, None, True)
    assert refused(calls("")("GET", f"{V}/anchors/key")) == (404, "no_anchor_key")
    assert theirs(made, keys=("0" * 32,)).faults


def test_a_picture_lost_on_the_disk_is_missing_in_the_bundle_and_found(calls: Any, actor: Any):
    own = photo(RESIDENT, seed=105)
    case = to_state("reported", actor, photos=[UUID(own)])
    path = Path(settings.FILES) / Upload.objects.get(id=own).stored
    whole_body = path.read_bytes()
    path.write_bytes(whole_body[:-1] + b"x")
    said = [f.what for f in ours(unpacked(calls("district")("GET", f"{V}/cases/{case['id']}/bundle"))).faults]
    assert said == ["was altered: an entry vouches for other bytes"]
    path.unlink()
    said = [f.what for f in ours(unpacked(calls("district")("GET", f"{V}/cases/{case['id']}/bundle"))).faults]
    assert said == ["is missing"]


def test_the_verifier_is_handed_out(calls: Any):
    from wangge.api.bundles import VERIFIER

    answer = calls("").client.get("/verify_case.py")
    assert answer.content == VERIFIER.read_bytes()
    assert answer["Content-Type"].startswith("text/x-python")
