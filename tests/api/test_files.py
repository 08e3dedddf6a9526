"""Files in: whole and in parts, made anew, refused. Files out: safe, to whoever sees the case, and to nobody else."""

import base64
import errno
import hashlib
import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image
from tests.acts import DOOR, move, photo, report, to_state
from tests.api.conftest import Calls

from wangge.files.actions import erase, small_picture, sweep
from wangge.files.models import Upload
from wangge.files.rules import SIZES
from wangge.simulate.pictures import drain

pytestmark = pytest.mark.django_db
V = "/api/v1"
TUS = {"Tus_Resumable": "1.0.0"}
WAV = b"RIFF" + (36 + 100).to_bytes(4, "little") + b"WAVEfmt " + bytes(20) + b"data" + bytes(4) + bytes(100)


def send(who: Calls, body: bytes, name: str = "a.jpg") -> Any:
    return who.client.post(f"{V}/uploads", {"file": SimpleUploadedFile(name, body, "image/jpeg")})


def with_facts() -> bytes:
    """A picture that says where, when and by what it was taken, lying on its side."""
    exif = Image.Exif()
    exif[274], exif[271], exif[272] = 6, "Huawei", "P60"
    exif.get_ifd(34665)[36867] = "2026:11:23 16:04:05"
    exif.get_ifd(34853).update({1: "N", 2: (41.0, 11.0, 46.7), 3: "E", 4: (122.0, 3.0, 24.5)})
    out = BytesIO()
    Image.new("RGB", (60, 40), "#884422").save(out, "JPEG", exif=exif)
    return out.getvalue()


def kept(answer: Any) -> Upload:
    return Upload.objects.get(id=answer.json()["id"])


def on_disk(upload: Upload) -> bytes:
    with open(os.path.join(settings.FILES, upload.stored), "rb") as file:
        return file.read()


def test_what_a_picture_says_of_itself_goes_to_the_database_and_out_of_the_file(calls):
    answer = send(calls("worker"), with_facts())
    upload = kept(answer)
    assert upload.facts == {
        "taken_at": "2026:11:23 16:04:05", "device": "Huawei P60", "lat": "41.196306", "lng": "122.056806",
    }  # fmt: skip
    assert (answer.json()["width"], answer.json()["height"]) == (40, 60)
    clean = Image.open(BytesIO(on_disk(upload)))
    assert not clean.getexif() and "exif" not in clean.info
    assert b"Huawei" not in on_disk(upload)
    assert hashlib.sha256(on_disk(upload)).hexdigest() == upload.sha256 == answer.json()["sha256"]


def test_a_drawing_with_clear_parts_stays_one(calls):
    out = BytesIO()
    Image.new("RGBA", (10, 10), (10, 20, 30, 40)).save(out, "PNG")
    assert send(calls("worker"), out.getvalue()).json()["media_type"] == "image/png"


def test_a_phones_double_picture_is_taken_as_one(calls):
    out = BytesIO()
    Image.new("RGB", (30, 20), "red").save(out, "MPO", save_all=True, append_images=[Image.new("RGB", (15, 10))])
    body = send(calls("worker"), out.getvalue()).json()
    assert (body["media_type"], body["width"]) == ("image/jpeg", 30)


def test_a_very_large_picture_is_made_smaller(calls):
    out = BytesIO()
    Image.new("RGB", (6000, 3000), "white").save(out, "JPEG")
    body = send(calls("worker"), out.getvalue()).json()
    assert (body["width"], body["height"]) == (4096, 2048)


def test_sound_is_kept_as_it_was_sent(calls):
    upload = kept(send(calls("worker"), WAV, "a.wav"))
    assert (upload.kind, upload.media_type, on_disk(upload)) == ("sound", "audio/wav", WAV)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"<script>alert(1)</script>", 422, "not_a_picture"),
        (b"%PDF-1.7 ....", 422, "not_a_picture"),
        (b"\xff\xd8\xff" + b"no picture at all" * 10, 422, "picture_broken"),
        (drain(blocked=True)[:4000], 422, "picture_broken"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), 422, "picture_heic"),
        (WAV[:60], 422, "sound_broken"),
        (b"\xff\xd8\xff" + bytes(20 * 1024 * 1024), 413, "too_large"),
        (b"", 422, "unreadable"),
    ],
    ids=["html", "pdf", "no jpeg", "cut jpeg", "heic", "cut wav", "21 MB", "empty"],
)
def test_what_is_no_picture_is_refused_and_leaves_nothing(calls, body, status, code):
    answer = send(calls("worker"), body)
    assert answer.status_code == status, answer.content
    assert answer.json()["code"] in (code, "empty_file")
    assert not Upload.objects.exists()


def test_a_bomb_of_pixels_is_not_unpacked(calls):
    out = BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    assert send(calls("worker"), out.getvalue()).json()["code"] in ("too_many_pixels", "picture_broken")


def begin(who: Calls, length: int, path: str = f"{V}/uploads/tus/") -> str:
    answer = who("POST", path, Upload_Length=str(length), **TUS)
    assert (answer.status_code, answer["Tus-Resumable"]) == (201, "1.0.0")
    return str(answer["Location"])


def part(who: Calls, place: str, offset: int, body: bytes, **more: str) -> Any:
    return who("PATCH", place, body, Upload_Offset=str(offset), **TUS, **more)


def checksum(body: bytes, algorithm: str = "sha1") -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, body).digest()).decode()}"


@pytest.mark.parametrize("public", [False, True])
def test_a_picture_in_parts_with_checksums_and_a_cut(calls, public):
    who, body = calls("" if public else "worker"), drain(blocked=True)
    place = begin(who, len(body), f"{V}/public/uploads/tus/" if public else f"{V}/uploads/tus/")
    half = len(body) // 2
    assert part(who, place, 0, body[:half], Upload_Checksum=checksum(body[:half])).status_code == 204
    head = who("HEAD", place, **TUS)
    assert (head["Upload-Offset"], head["Upload-Length"], head["Cache-Control"]) == (
        str(half),
        str(len(body)),
        "no-store",
    )
    damaged = part(who, place, half, body[half:], Upload_Checksum=checksum(b"other", "sha256"))
    assert damaged.status_code == 460
    assert who("HEAD", place, **TUS)["Upload-Offset"] == str(half)
    wrong = part(who, place, 0, body[:half])
    assert (wrong.status_code, wrong.json()["facts"]) == (409, {"offset": half})
    done = part(who, place, half, body[half:], Upload_Checksum=checksum(body[half:], "sha256"))
    assert (done.status_code, done["Upload-Offset"]) == (204, str(len(body)))
    upload = Upload.objects.get(id=UUID(place.rsplit("/", 1)[1]))
    assert (upload.state, upload.kind) == ("ready", "photo")
    assert who("HEAD", place, **TUS)["Upload-Offset"] == str(len(body))
    assert part(who, place, len(body), b"more").status_code == 409


def test_a_server_that_died_before_it_had_looked_at_the_whole_makes_up_for_it(calls):
    who, body = calls("worker"), drain(blocked=True)
    place = begin(who, len(body))
    upload = Upload.objects.get()
    (Path(settings.FILES) / "partial" / str(upload.id)).write_bytes(body)
    for _ in range(2):
        assert who("HEAD", place, **TUS)["Upload-Offset"] == str(len(body))
        upload.refresh_from_db()
        assert (upload.state, upload.kind) == ("ready", "photo")
    assert not (Path(settings.FILES) / "partial" / str(upload.id)).exists()


def test_tus_says_what_it_can_and_wants_its_version(calls):
    who = calls("worker")
    able = who("OPTIONS", f"{V}/uploads/tus/")
    assert (able["Tus-Version"], able["Tus-Extension"]) == ("1.0.0", "creation,checksum")
    assert able["Tus-Checksum-Algorithm"] == "sha1,sha256"
    assert who("POST", f"{V}/uploads/tus/", Upload_Length="9").status_code == 412
    assert who("POST", f"{V}/uploads/tus/", **TUS).json()["code"] == "header_missing"
    assert who("POST", f"{V}/uploads/tus/", Upload_Length="0", **TUS).status_code == 422
    assert who("POST", f"{V}/uploads/tus/", Upload_Length=str(10**9), **TUS).status_code == 413
    place = begin(who, 9)
    plain = who.client.generic(
        "PATCH", place, b"x", "text/plain", headers={"Tus-Resumable": "1.0.0", "Upload-Offset": "0"}
    )
    assert plain.status_code == 415
    assert part(who, place, 0, b"x", Upload_Checksum="md5 AAAA").json()["code"] == "checksum_unreadable"


def test_parts_that_make_no_picture_are_refused_at_the_end(calls):
    who = calls("worker")
    place = begin(who, 20)
    part(who, place, 0, b"no picture")
    end = part(who, place, 10, b"whatsoever")
    assert (end.status_code, end.json()["code"]) == (422, "not_a_picture")
    upload = Upload.objects.get()
    assert (upload.state, os.path.exists(os.path.join(settings.FILES, "partial", str(upload.id)))) == ("refused", False)


def test_a_full_disk_is_said_and_nothing_is_lost(calls, monkeypatch):
    who, body = calls("worker"), drain(blocked=True)
    place = begin(who, len(body))
    part(who, place, 0, body[:1000])

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        refused = part(who, place, 1000, body[1000:])
        whole = send(who, drain(blocked=False, seed=77))
    assert [(a.status_code, a.json()["code"]) for a in (refused, whole)] == [(507, "disk_full")] * 2
    assert who("HEAD", place, **TUS)["Upload-Offset"] == "1000"
    assert part(who, place, 1000, body[1000:]).status_code == 204


def test_uploads_never_finished_are_swept_after_a_day(calls):
    who = calls("worker")
    begin(who, 100)
    send(who, drain(blocked=True))
    assert sweep(at=timezone.now()) == 0
    assert sweep(at=timezone.now() + timedelta(hours=25)) == 1
    assert [u.state for u in Upload.objects.all()] == ["ready"]


def test_a_blob_goes_with_its_last_upload(calls):
    body = drain(blocked=True, seed=5)
    first, second = kept(send(calls("worker"), body)), kept(send(calls("unit"), body))
    path = os.path.join(settings.FILES, first.stored)
    erase(first)
    assert os.path.exists(path)
    erase(second)
    assert not os.path.exists(path)
    assert Upload.objects.filter(state="erased").count() == 2


def test_a_file_is_shown_to_whoever_sees_its_case_and_as_nothing_that_runs(calls):
    resident = calls("")
    answer = resident.client.post(f"{V}/public/uploads", {"file": SimpleUploadedFile("x.html", drain(blocked=True))})
    photo = answer.json()["id"]
    told = {"key": "k", "happened_at": timezone.now().isoformat(), "words": "堵了", "place": {"building": DOOR},
            "photos": [photo]}  # fmt: skip
    code = resident("POST", f"{V}/public/reports", told).json()["code"]

    def see(name: str) -> Any:
        client = Client()
        client.cookies["wangge_session"] = calls(name).token
        return client.get(f"/files/{photo}")

    assert {n: see(n).status_code for n in ("worker", "community", "auditor", "worker2", "unit", "admin")} == {
        "worker": 200, "community": 200, "auditor": 200, "worker2": 404, "unit": 404, "admin": 404,
    }  # fmt: skip
    shown = see("worker")
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown["Content-Security-Policy"]
    assert Client().get(f"/files/{photo}").status_code == 302
    assert Client().get(f"/t/{code}/files/{photo}").status_code == 200
    assert Client().get(f"/t/{code}/files/{uuid4()}").status_code == 404
    assert Client().get(f"/t/ABCDEFGHJKMN/files/{photo}").status_code == 404


def test_an_upload_that_belongs_to_no_case_is_shown_to_its_author_only(calls):
    photo = send(calls("worker"), drain(blocked=True)).json()["id"]
    client = Client()
    for name, status in (("worker", 200), ("worker2", 404), ("community", 404)):
        client.cookies["wangge_session"] = calls(name).token
        assert client.get(f"/files/{photo}").status_code == status


def test_a_residents_case_shows_no_photo_of_the_work_in_between(calls, actor):
    from tests.acts import move, photo

    worker = actor("worker")
    case = report().body
    between = photo(worker)
    move(worker, case["case"], "remark", words="看", photos=[between])
    assert Client().get(f"/t/{case['report']['code']}/files/{between}").status_code == 404


def _case_with(calls: Any, **other: Any) -> tuple[str, str]:
    """A case of the worker's with a large picture: the ids of case and picture."""
    picture = kept(send(calls("worker"), drain(blocked=True))).id
    told = calls("worker")("POST", f"{V}/reports", {
        "key": str(uuid4()), "words": "堵了", "place": {"building": DOOR}, "photos": [str(picture)],
        "happened_at": timezone.now().isoformat(),
    } | other).json()  # fmt: skip
    return told["case"]["id"], str(picture)


def test_a_picture_can_be_had_smaller_and_lasts_for_ever(calls):
    _, picture = _case_with(calls)
    upload, desk = Upload.objects.get(id=picture), calls("community")
    whole = desk("GET", f"{V}/files/{picture}")
    assert b"".join(whole.streaming_content) == on_disk(upload)
    assert whole["Cache-Control"] == "private, max-age=31536000, immutable"
    tags = {whole["ETag"]}
    for size in SIZES:
        answer = desk("GET", f"{V}/files/{picture}?size={size}")
        body = b"".join(answer.streaming_content)
        assert answer["Content-Type"] == "image/jpeg" and answer["X-Content-Type-Options"] == "nosniff"
        drawn = Image.open(BytesIO(body))
        assert max(drawn.size) == min(size, max(upload.width, upload.height))
        assert len(body) <= len(on_disk(upload)) and not drawn.getexif()
        again = desk("GET", f"{V}/files/{picture}?size={size}", If_None_Match=answer["ETag"])
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
        tags.add(answer["ETag"])
    assert len(tags) == len(SIZES) + 1
    made = {p.name for p in (Path(settings.FILES) / upload.stored).parent.iterdir() if upload.sha256 in p.name}
    erase(upload)
    assert len(made) > 1
    assert not {p for p in (Path(settings.FILES) / upload.stored).parent.iterdir() if upload.sha256 in p.name}
    assert desk("GET", f"{V}/files/{picture}").status_code == 404


def test_a_smaller_picture_is_made_once(calls):
    _, picture = _case_with(calls)
    upload = Upload.objects.get(id=picture)
    first = small_picture(upload, 160)
    before = first.stat().st_mtime_ns
    assert small_picture(upload, 160) == first and first.stat().st_mtime_ns == before
    assert not list(first.parent.glob(".*")), "nothing half made is left"


def test_a_small_picture_is_never_larger_than_the_kept_one(calls):
    small = kept(send(calls("worker"), with_facts()))
    assert small_picture(small, 160) == Path(settings.FILES) / small.stored
    out = BytesIO()
    Image.effect_mandelbrot((400, 400), (-3, -2.5, 2, 2.5), 20).convert("RGBA").quantize(8).save(out, "PNG")
    drawing = kept(send(calls("worker"), out.getvalue()))
    assert small_picture(drawing, 320).stat().st_size <= on_disk(drawing).__len__()


@pytest.mark.parametrize("size", ["0", "-1", "321", "99999999999999999999", "x", "320.5", "1e3", "３２０"])
def test_other_sizes_are_refused(calls, size):
    _, picture = _case_with(calls)
    answer = calls("community")("GET", f"{V}/files/{picture}?size={size}")
    assert answer.status_code == 422 or (size == "３２０" and answer.status_code == 200)
    sound = kept(send(calls("worker"), WAV)).id
    assert calls("worker")("GET", f"{V}/files/{sound}?size=320").json()["code"] == "size_of_sound"
    assert calls("worker")("GET", f"{V}/files/{sound}").status_code == 200


def test_an_own_file_is_seen_before_it_is_sent_and_nobody_elses(calls):
    picture = kept(send(calls("worker"), drain(blocked=True))).id
    assert calls("worker")("GET", f"{V}/files/{picture}").status_code == 200
    for name in ("worker2", "community", "district", "admin"):
        assert calls(name)("GET", f"{V}/files/{picture}").status_code == 404, name
    begun = begin(calls("worker"), 5).rsplit("/", 1)[1]
    assert calls("worker")("GET", f"{V}/files/{begun}").status_code == 404


def test_the_pictures_of_a_case_say_before_or_after_and_lists_show_the_first(calls, actor):
    case = to_state("closed", actor)
    move(actor("worker"), case, "remark", words="好", photos=[photo(actor("worker"))])
    told = calls("community")("GET", f"{V}/cases/{case['id']}").json()["photos"]
    assert [(p["kind"], p["when"]) for p in told] == [("photo", "after"), ("photo", "other")]
    own, picture = _case_with(calls)
    sound = kept(send(calls("worker"), WAV)).id
    said = {"key": "s", "verb": "remark", "words": "听", "photos": [str(sound)],
            "happened_at": timezone.now().isoformat()}  # fmt: skip
    assert calls("worker")("POST", f"{V}/cases/{own}/moves", said).status_code == 200
    told = calls("community")("GET", f"{V}/cases/{own}").json()["photos"]
    assert [(p["id"], p["kind"], p["when"]) for p in told] == [
        (picture, "photo", "before"), (str(sound), "sound", "before"),
    ]  # fmt: skip
    report()
    listed = {c["id"]: c["photo"] for c in calls("community")("GET", f"{V}/cases").json()["items"]}
    assert listed[own] == picture and listed[case["id"]] == str(Upload.objects.get(shows="after").id)
    assert None in listed.values()


def test_files_are_found_by_an_index(calls):
    own, _ = _case_with(calls)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    for rows in (
        Upload.objects.filter(district="211102", subject=f"case:{own}", state="ready").order_by("id"),
        Upload.objects.filter(district="211102", subject__in=[f"case:{own}", "case:x"], state="ready", kind="photo"),
    ):  # fmt: skip
        assert "files_upload_subject" in rows.explain()
