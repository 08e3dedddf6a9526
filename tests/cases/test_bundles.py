"""A case file that strangers can check: what both verifiers say of whole, altered and erased ones."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.bundles import Found, found, lived, manifest_anew, ours, theirs, written
from tests.tampering import tamper, tamper_raw

from wangge.cli.verify import _blob_fault
from wangge.files.queries import blob_path

pytestmark = pytest.mark.django_db


@pytest.mark.both
def test_the_file_of_a_lived_case_is_whole_for_both(actor: Any):
    made = lived(actor)
    for said in (made, manifest_anew(made)):
        one, other = ours(said), theirs(said)
        assert (one.faults, other.faults) == ([], [])
    one, other = ours(made), theirs(made)
    assert one.signed_by == other.signed_by is not None
    assert [(d.day, d.seq) for d in one.anchored] == [(d[0], d[2]) for d in other.days]
    assert [d.day for d in one.anchored] == ["2025-03-05", "2025-03-06"]
    assert one.anchored[-1].seq == one.head.seq == len(json.loads(made["case.json"])["entries"])
    assert (one.files, one.withheld, len(one.erasures)) == (other.files, other.withheld, len(other.erased)) == (2, 1, 2)


def test_every_changed_byte_is_found_by_both(actor: Any, tmp_path: Path):
    """The short form; ten thousand in ``tests/long``."""
    made = lived(actor)
    told = tamper([made], 150, seed=1)
    print(told.say())
    assert told.missed == []
    found = tamper_raw(written(made, tmp_path / "case.zip"), 40, seed=2)
    print(found)
    assert found["faults"] + found["unreadable"] > 20


def test_members_exchanged_or_taken_from_another_case_are_found(actor: Any):
    one, other = lived(actor), lived(actor, seed=20, anchored=False)
    one_file, other_file = (sorted(n for n in made if n.startswith("files/"))[0] for made in (one, other))
    assert found(manifest_anew(one | {one_file: other[other_file]})).both
    swapped = sorted(n for n in one if n.startswith("files/"))
    assert found(manifest_anew(one | {swapped[0]: one[swapped[1]], swapped[1]: one[swapped[0]]})).both
    assert found(manifest_anew(one | {"case.json": other["case.json"]})).both
    assert found(manifest_anew(one | {"anchors.json": other["anchors.json"]})) == Found(0, 0)
    assert found(manifest_anew(other | {"anchors.json": one["anchors.json"]})).both
    assert found(one | {"page.html": other["page.html"]}).both


def test_the_console_walks_files_and_anchors_and_checks_bundles(actor: Any, tmp_path: Path):
    from click.testing import CliRunner

    from wangge.cli.main import wangge

    made = lived(actor)
    place = written(made, tmp_path / "case.zip")

    def typed(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(wangge, list(words))
        return done.exit_code, done.output

    code, said = typed("verify")
    assert (code, "0 faults" in said, "2 files read, 2 anchors" in said) == (0, True, True)
    code, said = typed("verify", str(place))
    assert (code, "0 faults" in said, "anchored on 2025-03-06" in said) == (0, True, True)
    assert "was erased on 2025-03-05 10:00 UTC by entry" in said
    code, key = typed("anchor", "key")
    fingerprint = key.split("fingerprint")[1].strip()
    assert typed("verify", str(place), "--key", fingerprint)[0] == 0
    assert typed("verify", str(place), "--key", "0" * 64)[0] == 1
    assert typed("verify", str(place), "--key", "x")[0] == 2
    assert typed("verify", str(written({"page.html": b""}, tmp_path / "none.zip")))[0] == 2
    number = json.loads(made["case.json"])["number"]
    code, said = typed("casefile", number, "--out", str(tmp_path / "own.zip"))
    assert code == 0, said
    assert typed("verify", str(tmp_path / "own.zip"))[0] == 0
    assert "1 anchors made" in typed("anchor")[1]
    assert "Nothing to anchor" in typed("anchor")[1]
    assert "There is no case" in typed("casefile", "x")[1]
    assert "Please say why" in typed("casefile", number, "--contacts", "--out", str(tmp_path / "with.zip"))[1]
    path = blob_path(json.loads(_mark(made))["sha256"], "image/jpeg")
    body = path.read_bytes()
    for altered, trouble in ((body + b"x", "was altered"), (None, "is missing")):
        path.write_bytes(altered) if altered else path.unlink()
        _blob_fault.cache_clear()
        code, said = typed("verify")
        assert (code, trouble in said) == (1, True), said
        assert typed("verify", "--no-files")[0] == 0
    path.write_bytes(body)


def _mark(made: dict[str, bytes]) -> str:
    contents = json.loads(made["case.json"])["contents"]
    return str(next(c["text"] for c in contents if c["field"] == "file" and c["state"] == "kept"))
