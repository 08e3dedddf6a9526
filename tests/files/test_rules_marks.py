"""What the phone says of a file: read, put in form, and left out where it cannot be."""

import base64
import json
from datetime import UTC, datetime

import pytest

from wangge.core.refusals import Missing
from wangge.files.rules import CAMERA, GALLERY, Mark, read_mark, read_metadata

SHA = "ab" * 32
WHOLE = {
    "source": "camera", "taken_at": "2026-11-24T08:31:00+08:00", "sent_at": "2026-11-24T08:40:00+08:00",
    "lat": 41.1963, "lng": 122.056796, "accuracy_m": 11.6, "sha256": SHA,
}  # fmt: skip


def test_a_whole_mark_is_kept_as_text():
    mark = read_mark(json.dumps(WHOLE))
    at = datetime(2026, 11, 24, 0, 31, tzinfo=UTC)
    assert mark is not None and mark.taken_at == at and mark.sent_at is not None
    assert mark.plain(at) == {
        "source": CAMERA, "sha256": SHA, "lat": "41.196300", "lng": "122.056796",
        "taken_at": "2026-11-24T00:31:00+00:00", "accuracy_m": "12",
    }  # fmt: skip
    assert Mark(GALLERY).plain(None) == {"source": GALLERY}


@pytest.mark.parametrize(
    ("other", "lost"),
    [
        ({"lat": 91}, {"lat", "lng"}),
        ({"lng": "122"}, {"lat", "lng"}),
        ({"lng": None}, {"lat", "lng"}),
        ({"lat": True}, {"lat", "lng"}),
        ({"accuracy_m": -1}, {"accuracy_m"}),
        ({"accuracy_m": 1e9}, {"accuracy_m"}),
        ({"sha256": "AB" * 32}, {"sha256"}),
        ({"sha256": 7}, {"sha256"}),
    ],
)
def test_what_cannot_be_is_left_out_and_nothing_is_refused(other, lost):
    mark = read_mark(json.dumps(WHOLE | other))
    assert mark is not None
    assert {"source", "sha256", "lat", "lng", "accuracy_m"} - set(mark.plain(None)) == lost


@pytest.mark.parametrize("taken_at", ["yesterday", "2026-11-24T08:31:00", 17, None])
def test_a_time_that_is_none_is_left_out(taken_at):
    mark = read_mark(json.dumps(WHOLE | {"taken_at": taken_at}))
    assert mark is not None and mark.taken_at is None


def test_no_mark_is_none_and_another_source_is_the_gallery():
    assert read_mark("") is None
    mark = read_mark('{"source": "drone"}')
    assert mark is not None and mark.source == GALLERY


@pytest.mark.parametrize("said", ["no", "[]", "7", '{"a": "' + "x" * 2000 + '"}'])
def test_what_is_no_mark_at_all_is_said(said):
    with pytest.raises(Missing) as refused:
        read_mark(said)
    assert refused.value.code == "mark_unreadable"


def test_metadata_of_a_resumable_upload():
    text = base64.b64encode("拍".encode()).decode()
    assert read_metadata(f"name {text}, mark e30=") == {"name": "拍", "mark": "{}"}
    assert read_metadata("a !!!,b /w==,c") == {"c": ""}
