"""The phone's mark of a photo: kept apart from what the picture says, checked, vouched for, and shown in metres."""

import base64
import hashlib
import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.acts import DOOR, row
from tests.api.test_files import TUS, V, begin, part, with_facts

from wangge.files.actions import erase
from wangge.files.models import Upload
from wangge.journal.queries import chain_of, content_faults, content_of
from wangge.journal.rules import Subject
from wangge.simulate.pictures import drain

pytestmark = pytest.mark.django_db
THERE = {"lat": 41.1963, "lng": 122.056796}


def mark_of(body: bytes, **other: Any) -> dict[str, Any]:
    """A mark of a photo taken an hour ago by a phone whose clock is a day ahead."""
    now = timezone.now() + timedelta(days=1)
    return {
        "source": "camera", "taken_at": (now - timedelta(hours=1)).isoformat(), "sent_at": now.isoformat(),
        "accuracy_m": 8, "sha256": hashlib.sha256(body).hexdigest(),
    } | THERE | other  # fmt: skip


def send(who: Any, body: bytes, mark: Any) -> Any:
    said = mark if isinstance(mark, str) else json.dumps(mark)
    return who.client.post(f"{V}/uploads", {"file": SimpleUploadedFile("a.jpg", body, "image/jpeg"), "mark": said})


def case_with(who: Any, photo: str) -> dict[str, Any]:
    return who("POST", f"{V}/reports", {
        "key": str(uuid4()), "words": "堵了", "place": {"building": DOOR}, "photos": [photo],
        "happened_at": timezone.now().isoformat(),
    }).json()["case"]  # fmt: skip


@pytest.mark.both
def test_a_mark_is_kept_beside_what_the_picture_says_and_the_chain_vouches_for_it(calls):
    body, who = with_facts(), calls("worker")
    answer = send(who, body, mark_of(body))
    upload = Upload.objects.get(id=answer.json()["id"])
    mark = upload.facts["mark"]
    assert upload.facts["device"] == "Huawei P60" and mark["source"] == "camera"
    taken = timezone.datetime.fromisoformat(mark["taken_at"])
    assert abs(timezone.now() - timedelta(hours=1) - taken) < timedelta(minutes=1), "the phone's clock is put right"
    case = row(case_with(who, str(upload.id)))
    chain = chain_of("211102", Subject("case", case.id))
    kept = next(UUID(m["id"]) for entry in chain for m in entry.content if m["field"] == "file")
    body_kept = content_of("211102", [kept])[kept]
    assert body_kept is not None and json.loads(body_kept)["mark"] == mark
    assert not content_faults("211102", chain)[0]
    erase(upload)
    upload.refresh_from_db()
    assert upload.facts == {}


def test_whoever_sees_the_case_sees_metres_and_time_and_no_point(calls):
    who, body = calls("worker"), drain(blocked=True)
    photo = send(who, body, mark_of(body, lat=41.1973)).json()["id"]
    case = case_with(who, photo)
    [told] = calls("community")("GET", f"{V}/cases/{case['id']}").json()["photos"]
    assert told["mark"]["source"] == "camera" and told["mark"]["matches"] is True
    assert told["mark"]["accuracy_m"] == 8 and 50 < told["mark"]["metres"] < 250
    assert "lat" not in json.dumps(told)
    files = [
        f for e in calls("community")("GET", f"{V}/cases/{case['id']}/entries").json()["items"] for f in e["files"]
    ]
    assert [set(f) for f in files] == [{"id", "type", "sha256"}]


def test_without_a_mark_nothing_is_said_and_a_bare_one_says_little(calls):
    who = calls("worker")
    photo = who.client.post(f"{V}/uploads", {"file": SimpleUploadedFile("a.jpg", drain(blocked=True))}).json()["id"]
    case = case_with(who, photo)
    assert [p["mark"] for p in who("GET", f"{V}/cases/{case['id']}").json()["photos"]] == [None]
    photo = send(who, drain(blocked=False), {"source": "gallery"}).json()["id"]
    case = case_with(who, photo)
    assert [p["mark"] for p in who("GET", f"{V}/cases/{case['id']}").json()["photos"]] == [
        {"source": "gallery", "taken_at": None, "metres": None, "accuracy_m": None, "matches": False}
    ]


def test_a_photo_that_is_not_the_one_taken_is_refused_with_a_sentence(calls):
    who, body = calls("worker"), drain(blocked=True)
    answer = send(who, drain(blocked=False), mark_of(body))
    assert (answer.status_code, answer.json()["code"]) == (460, "mark_mismatch")
    assert not Upload.objects.exists()
    assert send(who, body, "no mark").json()["code"] == "mark_unreadable"


def test_a_time_nobody_can_believe_is_left_out_and_the_photo_is_taken(calls):
    who, body = calls("worker"), drain(blocked=True)
    answer = send(who, body, mark_of(body, taken_at="1999-01-01T00:00:00+08:00"))
    assert answer.status_code == 201
    assert "taken_at" not in Upload.objects.get(id=answer.json()["id"]).facts["mark"]


def test_a_resumable_photo_that_arrived_otherwise_is_sent_once_more_from_the_first_byte(calls):
    who, body = calls("worker"), drain(blocked=True)
    said = base64.b64encode(json.dumps(mark_of(body)).encode()).decode()
    opened = who("POST", f"{V}/uploads/tus/", Upload_Length=str(len(body)), Upload_Metadata=f"mark {said}", **TUS)
    place = opened["Location"]
    wrong = part(who, place, 0, b"\x00" * len(body))
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["facts"]) == (460, "mark_mismatch", {"offset": 0})
    assert who("HEAD", place, **TUS)["Upload-Offset"] == "0"
    assert part(who, place, 0, body).status_code == 204
    upload = Upload.objects.get(id=UUID(place.rsplit("/", 1)[1]))
    assert (upload.state, upload.facts["mark"]["lat"]) == ("ready", "41.196300")


def test_a_mark_moves_no_clock_and_no_state(calls):
    """Evidence only: a photo from far away and long ago is taken like any other."""
    who, body = calls("worker"), drain(blocked=True)
    far = send(who, body, mark_of(body, lat=20.0, lng=110.0, source="gallery")).json()["id"]
    near = begin(who, 5)
    case = case_with(who, far)
    assert case["state"] == "reported" and near
    assert case_with(who, send(who, body, mark_of(body)).json()["id"])["due_at"][:16] == case["due_at"][:16]
