"""Signatures, lengths and checksums."""

import base64
import hashlib

import pytest

from wangge.core.refusals import Missing, TooLarge
from wangge.files.rules import (
    EXTENSIONS,
    PHOTO_BYTES,
    SIZES,
    SOUND_BYTES,
    check_length,
    check_size,
    read_checksum,
    recognise,
    small_name,
    stored_name,
    wav_is_whole,
)

HEADS = {
    b"\xff\xd8\xff\xe0": ("photo", "image/jpeg"),
    b"\x89PNG\r\n\x1a\n": ("photo", "image/png"),
    b"RIFF\x00\x00\x00\x00WEBP": ("photo", "image/webp"),
    b"GIF89a": ("photo", "image/gif"),
    b"RIFF\x00\x00\x00\x00WAVE": ("sound", "audio/wav"),
    b"ID3\x04": ("sound", "audio/mpeg"),
    b"\xff\xfb\x90": ("sound", "audio/mpeg"),
    b"\xff\xf1\x50": ("sound", "audio/aac"),
    b"OggS": ("sound", "audio/ogg"),
    b"\x1a\x45\xdf\xa3": ("sound", "audio/webm"),
    b"#!AMR\n": ("sound", "audio/amr"),
    b"\x00\x00\x00\x18ftypM4A ": ("sound", "audio/mp4"),
}


@pytest.mark.parametrize("head", HEADS)
def test_a_type_is_known_by_its_signature(head):
    guess = recognise(head)
    assert (guess.kind, guess.media_type) == HEADS[head]


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (b"<svg xmlns=", "not_a_picture"), (b"%PDF-1.7", "not_a_picture"), (b"", "not_a_picture"),
        (b"\xff", "not_a_picture"), (b"\x00\x00\x00\x18ftypavif", "not_a_picture"),
        (b"\x00\x00\x00\x18ftypheic", "picture_heic"), (b"<!doctype html>", "not_a_picture"),
    ],
)  # fmt: skip
def test_everything_else_is_refused_with_what_to_do(head, code):
    with pytest.raises(Missing) as refused:
        recognise(head)
    assert refused.value.code == code


def test_only_safe_types_are_ever_served():
    assert not {"text/html", "image/svg+xml", "application/pdf", "image/gif"} & set(EXTENSIONS)


@pytest.mark.parametrize(("kind", "most"), [("photo", PHOTO_BYTES), ("sound", SOUND_BYTES)])
def test_lengths_have_an_end(kind, most):
    check_length(most, kind)
    with pytest.raises(TooLarge):
        check_length(most + 1, kind)
    with pytest.raises(Missing):
        check_length(0, kind)


def test_a_wav_is_as_long_as_it_says():
    head = b"RIFF" + (36).to_bytes(4, "little") + b"WAVE"
    assert wav_is_whole(head, 44)
    assert not wav_is_whole(head, 43)


def test_a_checksum_is_read_and_compared():
    body = b"some bytes"
    for name in ("sha1", "sha256"):
        header = f"{name} {base64.b64encode(hashlib.new(name, body).digest()).decode()}"
        assert read_checksum(header).fits(body)
        assert not read_checksum(header).fits(b"others")
    for header in ("md5 AAAA", "sha1 !!!", "sha1"):
        if header == "sha1":
            assert not read_checksum(header).fits(body)
            continue
        with pytest.raises(Missing):
            read_checksum(header)


def test_smaller_pictures_come_in_a_few_sizes_and_never_of_a_sound():
    assert small_name("ab/cd/abcd.jpg", 320) == "ab/cd/abcd.320.jpg"
    assert [check_size("photo", size) for size in SIZES] == list(SIZES)
    with pytest.raises(Missing) as refused:
        check_size("photo", 321)
    assert (refused.value.code, refused.value.facts) == ("size_unknown", {"choices": list(SIZES)})
    with pytest.raises(Missing) as refused:
        check_size("sound", 320)
    assert refused.value.code == "size_of_sound"


def test_a_file_lies_under_the_beginning_of_its_hash():
    assert stored_name("abcd" + "0" * 60, "image/png") == f"ab/cd/abcd{'0' * 60}.png"
