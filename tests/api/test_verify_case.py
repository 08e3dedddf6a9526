"""The verifier that stands alone: its signatures, its chains, and what it does with whatever it is given."""

import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.bundles import lived, manifest_anew, raw, written
from tests.cases.chains import random_chain

from wangge.api import verify_case
from wangge.api.bundles import VERIFIER
from wangge.cli import bundles
from wangge.journal.rules import MANIFEST, check_chain, fingerprint, root_of
from wangge.journal.rules import path_to as ours_path

VECTORS = (
    ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
     "655141438e7a100b"),
    ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
     "b00d291612bb0c00"),
    ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d"
     "c027beceea1ec40a"),
)  # fmt: skip
"""RFC 8032, section 7.1, tests 1 to 3: secret, public, message, signature."""


@pytest.mark.parametrize("vector", VECTORS, ids=("TEST 1", "TEST 2", "TEST 3"))
def test_signatures_of_the_rfc(vector: tuple[str, str, str, str]):
    key, said, signature = (bytes.fromhex(text) for text in vector[1:])
    assert verify_case.signature_is_right(key, signature, said)
    assert not verify_case.signature_is_right(key, signature, said + b"x")


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.data())
def test_signatures_of_random_keys_and_any_bit_changed(seed: bytes, said: bytes, data: Any):
    own = Ed25519PrivateKey.from_private_bytes(seed)
    key, signature = own.public_key().public_bytes_raw(), own.sign(said)
    assert verify_case.signature_is_right(key, signature, said)
    assert verify_case.fingerprint(key) == fingerprint(key)
    altered = bytearray(signature)
    altered[data.draw(st.integers(0, 63))] ^= 1 << data.draw(st.integers(0, 7))
    assert not verify_case.signature_is_right(key, bytes(altered), said)


def test_a_signature_moved_by_the_order_and_points_that_are_none_are_refused():
    own = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
    key, signature = own.public_key().public_bytes_raw(), own.sign(b"said")
    moved = int.from_bytes(signature[32:], "little") + verify_case._ORDER
    assert not verify_case.signature_is_right(key, signature[:32] + moved.to_bytes(32, "little"), b"said")
    for wrong in (b"", b"\x02" + b"\0" * 31, b"\xff" * 32, b"\x01" + b"\0" * 30 + b"\x80"):
        assert not verify_case.signature_is_right(wrong, signature, b"said")


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**30))
def test_its_hashes_are_those_of_the_house_on_random_chains(seed: int):
    entries = random_chain(seed)
    assert check_chain([(line, previous, own) for line, previous, own, _ in entries]) == []
    for line, previous, own, plain in entries:
        said = {name: value for name, value in plain.items() if name not in ("previous", "hash")}
        assert verify_case.sha(previous, verify_case.canonical(said)) == own.hex(), line
    leaves = [own for _, _, own, _ in entries]
    for index, leaf in enumerate(leaves):
        path = [part.hex() for part in ours_path(leaves, index)]
        assert verify_case.root_over(leaf.hex(), index, len(leaves), path) == root_of(leaves).hex()
        assert verify_case.root_over(leaf.hex(), index, len(leaves), [*path, "00" * 32]) is None


def test_it_needs_nothing_but_the_standard_library():
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c",
         "import sys; sys.argv=['x']; exec(open(sys.stdin.readline().strip()).read().split('if __name__')[0]); "
         "print(sorted(m for m in sys.modules if m.startswith(('wangge','django','cryptography','orjson'))))"],
        input=str(VERIFIER), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"
    import ast

    ast.parse(VERIFIER.read_text("utf-8"), feature_version=(3, 8))


Asked = Callable[..., tuple[int, str]]


@pytest.fixture
def asked(capsys: pytest.CaptureFixture[str]) -> Asked:
    """The command as it is typed, in this process: exit code, and all that was said."""

    def ask(*words: str) -> tuple[int, str]:
        code = verify_case.main(list(words))
        said = capsys.readouterr()
        return code, said.out + said.err

    return ask


@pytest.mark.django_db
def test_the_command_says_it_in_both_languages(actor: Any, tmp_path: Path, asked: Asked):
    from wangge.api.bundles import anchor_key

    made, published = lived(actor), anchor_key()
    assert published is not None
    place = str(written(made, tmp_path / "case.zip"))
    code, said = asked(place, "--entries")
    assert code == 0
    for words in ("链完整", "the chain is whole", "依决定删除", "was erased at", "区委网信办 2026-17 号决定",
                  "case.report", "已锚定到第", "anchored on 2025-03-05", "请与公布的指纹核对"):  # fmt: skip
        assert words in said, words
    pem = tmp_path / "key.pem"
    own = Ed25519PrivateKey.from_private_bytes(_seed())
    pem.write_bytes(own.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    saved = tmp_path / "key.json"
    saved.write_text(json.dumps(published), "utf-8")
    for key in (published["fingerprint"], published["key"], str(pem), str(saved)):
        assert asked(place, "--key", key)[0] == 0, key
    assert asked(place, "--key", "0" * 32)[0] == 1
    assert asked(place, "--key", "x")[0] == 2
    assert asked(place, "--list", str(saved))[0] == 2
    with zipfile.ZipFile(place) as archive:
        archive.extractall(tmp_path / "folder")
    assert asked(str(tmp_path / "folder"))[0] == 0
    forged = manifest_anew(made | {"case.json": made["case.json"].replace(b"dispatched", b"dispatchee")})
    code, said = asked(str(written(forged, tmp_path / "forged.zip")))
    assert (code, "被改动" in said, "was altered" in said, "没有签名" in said) == (1, True, True, True)


def _seed() -> bytes:
    from django.conf import settings as house

    seed: bytes = house.ANCHOR_KEY
    return seed


def hostile(place: Path) -> dict[str, Path]:
    """Things that somebody might give instead of a case file."""

    def packed(name: str, *pairs: tuple[str, bytes]) -> Path:
        with zipfile.ZipFile(place / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for own, body in pairs:
                archive.writestr(own, body)
        return place / name

    (place / "empty").write_bytes(b"")
    (place / "text").write_bytes(b"PK\x03\x04 nothing")
    (place / "folder").mkdir()
    with pytest.warns(UserWarning, match="Duplicate"):
        packed("twice", ("case.json", b"{}"), ("case.json", b"{}"))
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("case.json", b"{}")
    locked = bytearray(body.getvalue())
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        locked[locked.index(signature) + offset] |= 1
    (place / "locked").write_bytes(bytes(locked))
    pressed = bytearray(body.getvalue())
    for signature, offset in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        pressed[pressed.index(signature) + offset] = 99
    (place / "pressed").write_bytes(bytes(pressed))
    return {
        name: place / name for name in ("empty", "text", "folder", "twice", "locked", "pressed", "not there")
    } | {
        "up": packed("up", ("case.json", b"{}"), ("../evil", b"")),
        "root": packed("root", ("case.json", b"{}"), ("/evil", b"")),
        "windows": packed("windows", ("case.json", b"{}"), ("..\\evil", b"")),
        "without": packed("without", ("page.html", b"")),
        "huge": packed("huge", ("case.json", b" " * (2 * 2**20))),
    }  # fmt: skip


def test_hostile_files_get_a_sentence_and_nothing_is_written(tmp_path: Path, asked: Asked, monkeypatch: Any):
    monkeypatch.setattr(verify_case, "MOST_JSON", 2**20)
    monkeypatch.setattr(bundles, "MOST_JSON", 2**20)
    before = set(os.listdir(tmp_path.parent))
    for name, path in hostile(tmp_path).items():
        assert raw(path) == ("unreadable", "unreadable"), name
    code, said = asked(str(tmp_path / "up"))
    assert (code, "指向别处" in said) == (2, True)
    assert set(os.listdir(tmp_path.parent)) == before
    deep = tmp_path / "deep"
    with zipfile.ZipFile(deep, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("case.json", b"[" * 100_000)
        archive.writestr(MANIFEST, b'{"a":' * 100_000)
    assert raw(deep) == ("faults", "faults")
    assert asked(str(deep))[0] == 1


def test_a_number_longer_than_python_reads_is_no_traceback(tmp_path: Path):
    place = tmp_path / "long.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("case.json", b'{"form":' + b"9" * 10_000 + b"}")
        archive.writestr("anchors.json", b'{"anchors":[],"form":"wangge-anchors/1"}')
        archive.writestr(MANIFEST, hashlib.sha256(b"").digest())
    assert raw(place) == ("faults", "faults")
