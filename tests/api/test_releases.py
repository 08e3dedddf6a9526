"""Releasing over the API: proposal, preview, what everybody gets, and nobody before."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from tests.acts import DOOR

from wangge.cases.listeners import PICTURES
from wangge.journal.listeners import deliver
from wangge.simulate.pictures import picture

pytestmark = pytest.mark.django_db
V = "/api/v1"
PLACE = picture("parking", after=False, seed=1)
SHAPES = [
    {"shape": "box", "x": 0.1, "y": 0.1, "w": 0.2, "h": 0.1},
    {"shape": "stroke", "points": [[0.5, 0.5], [0.6, 0.6]], "width": 0.1},
]


@pytest.fixture(autouse=True)
def own_district(settings):
    settings.DISTRICT = "211102"


def reported(calls: Any, words: str = "辽K12345挡路，找我13800000112") -> dict[str, Any]:
    who = calls("worker")
    photo = who.client.post(f"{V}/uploads", {"file": SimpleUploadedFile("a.jpg", PLACE)}).json()["id"]
    sent = {"key": str(uuid4()), "words": words, "place": {"building": DOOR}, "photos": [photo],
            "happened_at": timezone.now().isoformat()}  # fmt: skip
    return who("POST", f"{V}/reports", sent).json()["case"] | {"photo": photo}


def released(calls: Any, case: dict[str, Any], **other: Any) -> Any:
    clerk = calls("community")
    told = clerk("GET", f"{V}/cases/{case['id']}/release").json()
    body = {
        "key": str(uuid4()), "text": told["words"]["id"], "leave": [], "hide": [],
        "photos": [{"id": case["photo"], "shapes": SHAPES, "looked": False}],
    } | other  # fmt: skip
    return clerk("POST", f"{V}/cases/{case['id']}/release", body)


def test_from_proposal_to_the_public_and_back(calls):
    case, resident = reported(calls), calls("")
    assert resident("GET", f"{V}/public/cases").json() == {"items": [], "next": None}
    told = released(calls, case)
    assert told.status_code == 200 and told.json()["state"] == "public"
    [item] = resident("GET", f"{V}/public/cases?near=41.1963,122.0568&metres=3000").json()["items"]
    assert item["words"] == "〔车牌已隐去〕挡路，找我〔电话已隐去〕" and item["metres"] < 3000
    [copy] = item["photos"]
    shown = resident("GET", f"{V}/public/files/{copy}")
    assert shown.status_code == 200 and shown["Cache-Control"] == "no-store"
    assert max(Image.open(BytesIO(b"".join(shown.streaming_content))).size) <= 1280
    assert resident("GET", f"{V}/public/files/{copy}?size=320").status_code == 200
    assert resident("GET", f"{V}/public/files/{copy}?size=333").status_code == 422
    assert resident("GET", f"{V}/public/files/{case['photo']}").status_code == 404
    assert case["id"] not in str(item)
    gone = calls("community")("POST", f"{V}/cases/{case['id']}/conceal", {"key": "c", "words": "应居民要求"})
    assert gone.json()["state"] == "concealed"
    assert resident("GET", f"{V}/public/cases").json()["items"] == []
    assert resident("GET", f"{V}/public/files/{copy}").status_code == 404


def test_a_preview_is_what_everybody_will_see_and_nothing_is_kept(calls):
    case, clerk = reported(calls), calls("community")
    path = f"{V}/cases/{case['id']}/release/photos/{case['photo']}/preview"
    made = clerk("POST", path, {"shapes": SHAPES})
    assert (made.status_code, made["Content-Type"], made["Cache-Control"]) == (200, "image/jpeg", "no-store")
    assert Image.open(BytesIO(b"".join(made.streaming_content))).size == (1200, 900)
    assert clerk("POST", path, {"shapes": [{"shape": "star"}]}).json()["code"] == "shape_unreadable"
    other = f"{V}/cases/{case['id']}/release/photos/{uuid4()}/preview"
    assert clerk("POST", other, {"shapes": []}).status_code == 404
    assert calls("worker")("POST", path, {"shapes": []}).status_code == 403


def test_a_case_without_words_or_photos_has_little_to_propose(calls):
    who = calls("worker")
    sent = {"key": "k", "words": "树倒了", "happened_at": timezone.now().isoformat(), "place": {"building": DOOR}}
    case = who("POST", f"{V}/reports", sent).json()["case"]
    told = calls("community")("GET", f"{V}/cases/{case['id']}/release").json()
    assert (told["words"]["spans"], told["photos"], told["detector"]) == ([], [], told["detector"])
    empty = {"key": "x", "show_words": False, "photos": []}
    refused = calls("community")("POST", f"{V}/cases/{case['id']}/release", empty)
    assert (refused.status_code, refused.json()["code"]) == (422, "nothing_to_release")


def test_hostile_bodies_are_refused_and_nothing_breaks(calls):
    case = reported(calls)
    for other in (
        {"leave": [{"start": -1, "end": 2}]}, {"hide": [{"start": 0, "end": 10**9}]}, {"text": "x"},
        {"photos": [{"id": case["photo"], "shapes": SHAPES * 40}]}, {"photos": [{"id": "x", "shapes": []}]},
        {"photos": [{"id": case["photo"], "shapes": [{"shape": "stroke", "points": [[1]]}]}]},
        {"photos": [{"id": case["photo"], "shapes": [{"shape": "box", "x": "1e999"}]}]},
    ):  # fmt: skip
        assert released(calls, case, **other).status_code == 422, other
    for near in ("nan,nan", "1,2,3", "41;DROP", "999,999"):
        assert calls("")("GET", f"{V}/public/cases?near={near}").status_code == 422, near


def test_pairs_are_listed_and_judged_over_the_api(calls):
    first, second = reported(calls, "井盖"), reported(calls, "井盖又来")
    deliver([PICTURES])
    street = calls("street")
    page = street("GET", f"{V}/twins?limit=1").json()
    [twin] = page["items"]
    assert [p["case"]["id"] for p in twin["pictures"]] == [second["id"], first["id"]] and page["next"] is None
    assert "不影响任何人的考评" in page["note"]["zh"]
    path = f"{V}/twins/{twin['id']}/judge"
    assert street("POST", path, {"key": "j", "state": "again"}).json()["code"] == "judgement_unexplained"
    done = street("POST", path, {"key": "j", "state": "again", "words": "影子一样"})
    assert (done.status_code, done.json()["state"], done.json()["words"]) == (200, "again", "影子一样")
    assert street("POST", path, {"key": "j", "state": "again", "words": "影子一样"})["Idempotent-Replay"] == "true"
    assert street("GET", f"{V}/twins").json()["items"] == []
    assert len(street("GET", f"{V}/twins?judged=true").json()["items"]) == 1
    assert calls("community")("GET", f"{V}/twins").status_code == 403
    assert street("GET", f"{V}/twins?next=x").json()["code"] == "page_unreadable"
