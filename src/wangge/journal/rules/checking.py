"""Whether a bundle is whole: entries, contents, files, manifest and anchors, each against what binds it. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from wangge.journal.rules.anchors import fingerprint, is_signed, leaf, read_anchor, root_by_path
from wangge.journal.rules.bundle import (
    ANCHORS,
    ANCHORS_FORM,
    BROKEN,
    CASE,
    FILES,
    FORM,
    MANIFEST,
    MANIFEST_FORM,
    MAY_BE_WITHHELD,
    PAPERS,
    Kept,
    Sum,
    case_plain,
    erasures_in,
    manifest_message,
    manifest_plain,
    read_entry,
    read_kept,
    read_member,
    same,
)
from wangge.journal.rules.chain import Fault, Head, Line, check_chain, content_hash


@dataclass(frozen=True)
class Erasure:
    """What was erased, by which entry: field, time, ground, and the words of the decision where they are kept."""

    field: str
    entry: int
    erased_by: int
    at: datetime
    ground: str
    decision: str


@dataclass(frozen=True)
class Anchored:
    """Up to which entry the chain stood in the signed list on a day, by which key; ``id`` is that of the anchor."""

    day: str
    number: int
    seq: int
    key: bytes
    id: bytes


@dataclass
class Verdict:
    """What the check of a bundle came to. It is whole when there are no faults."""

    number: str = ""
    head: Head = field(default_factory=Head)
    faults: list[Fault] = field(default_factory=list)
    contents: int = 0
    files: int = 0
    withheld: int = 0
    erasures: list[Erasure] = field(default_factory=list)
    anchored: list[Anchored] = field(default_factory=list)
    signed_by: bytes | None = None

    def wrong(self, where: str, what: str, seq: int = 0) -> None:
        """One more fault: at an entry of a chain or in a member of the bundle."""
        self.faults.append(Fault(where, seq, what))


def check_bundle(texts: Mapping[str, bytes], sums: Mapping[str, Sum], *, keys: Iterable[bytes | str] = ()) -> Verdict:
    """Check a bundle whole. ``texts`` are its JSON members, ``sums`` all its members as they really are.

    ``keys`` are public keys, or their fingerprints, which the reader trusts: when any is given, everything must be
    signed and by one of them.
    """
    verdict, trusted = Verdict(), frozenset(keys)
    _check_manifest(verdict, texts.get(MANIFEST, b""), sums, trusted)
    try:
        case = read_member(texts[CASE], FORM)
        entries = [read_entry(entry) for entry in case["entries"]]
        contents = [read_kept(kept) for kept in case["contents"]]
        again = case_plain(case["number"], entries, contents)
    except BROKEN as trouble:
        verdict.wrong(CASE, f"cannot be read as a case file ({type(trouble).__name__})")
        return verdict
    verdict.number, verdict.head = str(case["number"]), Head(entries[-1][0].seq, entries[-1][2])
    if not same(again, case):
        verdict.wrong(CASE, "number, district, time or end are not those of its entries")
    _check_entries(verdict, case["number"], entries)
    _check_contents(verdict, entries, contents)
    _check_files(verdict, contents, sums)
    _check_anchors(verdict, texts.get(ANCHORS, b""), entries, trusted)
    return verdict


def _is_trusted(key: bytes, trusted: frozenset[bytes | str]) -> bool:
    return not trusted or key in trusted or fingerprint(key) in trusted


def _check_manifest(verdict: Verdict, body: bytes, sums: Mapping[str, Sum], trusted: frozenset[bytes | str]) -> None:
    try:
        manifest = read_member(body, MANIFEST_FORM)
        members = {name: Sum(said["bytes"], said["sha256"]) for name, said in manifest["members"].items()}
        key = bytes.fromhex(manifest["key"]) if manifest["key"] is not None else None
        signature = bytes.fromhex(manifest["signature"]) if key is not None else b""
        plain = manifest_plain(members, key, signature)
    except BROKEN as trouble:
        verdict.wrong(MANIFEST, f"cannot be read as a manifest ({type(trouble).__name__})")
        return
    if not same(plain, manifest):
        verdict.wrong(MANIFEST, "is not written as a manifest is")
    there = {name: found for name, found in sums.items() if name != MANIFEST}
    for name in sorted(members.keys() | there.keys()):
        if name not in there:
            verdict.wrong(name, "is missing")
        elif name not in members:
            verdict.wrong(name, "was added: the manifest does not name it")
        elif members[name] != there[name]:
            verdict.wrong(name, "was altered: the manifest names other bytes")
    for name in sorted({CASE, ANCHORS, *PAPERS} - members.keys() - there.keys()):
        verdict.wrong(name, "is missing")
    for name in sorted(there.keys() - {CASE, ANCHORS, *PAPERS}):
        if not name.startswith(FILES):
            verdict.wrong(name, "does not belong into a case file")
    if key is not None and not is_signed(key, signature, manifest_message(manifest["members"])):
        verdict.wrong(MANIFEST, "its signature is not right")
    elif key is not None:
        verdict.signed_by = key
    if key is None and trusted:
        verdict.wrong(MANIFEST, "nobody has signed it")
    elif key is not None and not _is_trusted(key, trusted):
        verdict.wrong(MANIFEST, f"is signed by another key: {fingerprint(key)}")


def _check_entries(verdict: Verdict, number: Any, entries: Sequence[tuple[Line, bytes, bytes]]) -> None:
    verdict.faults += check_chain(entries)
    first = entries[0][0]
    if first.facts.get("number") != number:
        verdict.wrong(CASE, "its number is not the one that the first entry tells")
    for line, _, _ in entries:
        if (line.district, line.subject) != (first.district, first.subject):
            verdict.wrong(str(first.subject), "is of another district or subject", line.seq)


def _check_contents(verdict: Verdict, entries: Sequence[tuple[Line, bytes, bytes]], contents: Sequence[Kept]) -> None:
    marks = [(line, mark) for line, _, _ in entries for mark in line.content]
    verdict.contents = len(marks)
    about = str(entries[0][0].subject)
    if [(kept.id, kept.field) for kept in contents] != [(mark.id, mark.field) for _, mark in marks]:
        verdict.wrong(CASE, "its contents are not those that its entries name, in their order")
    try:
        erased = erasures_in(entries)
    except BROKEN:
        verdict.wrong(about, "an erasing names no content")
        return
    kept_by_id = {kept.id: kept for kept in contents}
    bodies = {kept.id: kept.body for kept in contents if kept.state == "kept"}
    for line, mark in marks:
        kept = kept_by_id.get(mark.id)
        by = erased.get(mark.id)
        if kept is None:
            verdict.wrong(about, f"content {mark.id} is missing", line.seq)
        elif kept.state == "kept" and content_hash(kept.salt, kept.body) != mark.hash:
            verdict.wrong(about, f"content {mark.id} ({mark.field}) was altered", line.seq)
        elif kept.state == "kept" and by is not None:
            verdict.wrong(
                about, f"content {mark.id} ({mark.field}) was erased by entry {by.seq}, and is here", line.seq
            )
        elif kept.state == "withheld":
            verdict.withheld += 1
            if mark.field not in MAY_BE_WITHHELD:
                verdict.wrong(about, f"content {mark.id} ({mark.field}) may not be withheld", line.seq)
        elif kept.state == "erased" and (by is None or by.facts.get("field") != mark.field or by.seq <= line.seq):
            verdict.wrong(about, f"content {mark.id} ({mark.field}) is said to be erased, no entry says so", line.seq)
        elif kept.state == "erased" and by is not None:
            said = next((bodies.get(m.id, b"") for m in by.content if m.field == "words"), b"")
            ground = str(by.facts.get("ground", ""))
            verdict.erasures.append(
                Erasure(mark.field, line.seq, by.seq, by.recorded_at, ground, said.decode(errors="replace"))
            )
    for lost in sorted(erased.keys() - {mark.id for _, mark in marks}, key=str):
        verdict.wrong(about, f"erased content {lost}, which no entry names", erased[lost].seq)


def _check_files(verdict: Verdict, contents: Sequence[Kept], sums: Mapping[str, Sum]) -> None:
    wanted = set()
    for kept in contents:
        if kept.field == "file" and kept.state == "kept":
            try:
                wanted.add(str(json.loads(kept.body)["sha256"]))
            except BROKEN:
                verdict.wrong(CASE, f"the mark of a file cannot be read ({kept.id})")
    there = {name: found for name, found in sums.items() if name.startswith(FILES)}
    named = {name.removeprefix(FILES).partition(".")[0] for name in there}
    verdict.files = len(wanted)
    for sha in sorted(wanted - named):
        verdict.wrong(f"{FILES}{sha}", "is missing")
    for name, found in sorted(there.items()):
        sha = name.removeprefix(FILES).partition(".")[0]
        if sha not in wanted:
            verdict.wrong(name, "was added: no entry names it")
        elif found.sha256 != sha:
            verdict.wrong(name, "was altered: an entry vouches for other bytes")
    if len(there) > len(named):
        verdict.wrong(FILES, "holds a file twice")


def _check_anchors(
    verdict: Verdict, body: bytes, entries: Sequence[tuple[Line, bytes, bytes]], trusted: frozenset[bytes | str]
) -> None:
    ends = {line.seq: own for line, _, own in entries}
    about = entries[0][0]
    try:
        items = read_member(body, ANCHORS_FORM)["anchors"]
        found = [(read_anchor(item), item, item["proof"]) for item in items]
        for anchor, item, proof in found:
            path = [bytes.fromhex(part) for part in proof["path"]]
            proved = {"seq": proof["seq"], "index": proof["index"], "path": [part.hex() for part in path]}
            signature = bytes.fromhex(item["signature"])
            if not same(item, anchor.plain() | {"signature": signature.hex(), "proof": proved}):
                raise ValueError("an anchor is written in another way")
            where = f"{ANCHORS} {anchor.day.isoformat()}"
            own = ends.get(proof["seq"], b"")
            root = root_by_path(leaf(str(about.subject), proof["seq"], own), proof["index"], anchor.count, path)
            if anchor.district != about.district or root != anchor.root:
                verdict.wrong(where, f"the tree of that day does not hold entry {proof['seq']} as it is here")
            elif not is_signed(anchor.key, signature, anchor.signed_bytes):
                verdict.wrong(where, "the signature of that day is not right")
            elif not _is_trusted(anchor.key, trusted):
                verdict.wrong(where, f"that day is signed by another key: {fingerprint(anchor.key)}")
            else:
                verdict.anchored.append(
                    Anchored(anchor.day.isoformat(), anchor.number, proof["seq"], anchor.key, anchor.id)
                )
    except BROKEN as trouble:
        verdict.wrong(ANCHORS, f"cannot be read as signed days ({type(trouble).__name__})")
        return
    for (one, _, before), (other, _, after) in pairwise(found):
        follows = one.last < other.first and before["seq"] < after["seq"]
        if one.number >= other.number or not follows or (one.number + 1 == other.number and other.previous != one.id):
            verdict.wrong(ANCHORS, f"day {other.day.isoformat()} does not follow on {one.day.isoformat()}")


def check_published(verdict: Verdict, published: Sequence[Mapping[str, Any]]) -> None:
    """Compare the days of a bundle with the list that everybody may have; a list may begin later than its first."""
    try:
        lines = [(read_anchor(item), bytes.fromhex(item["signature"])) for item in published]
    except BROKEN as trouble:
        verdict.wrong("list", f"cannot be read as a signed list ({type(trouble).__name__})")
        return
    for number, (anchor, signature) in enumerate(lines):
        before = lines[number - 1][0] if number else None
        follows = before is None or (anchor.previous, anchor.number) == (before.id, before.number + 1)
        if not follows or not is_signed(anchor.key, signature, anchor.signed_bytes):
            verdict.wrong(
                "list", f"day {anchor.day.isoformat()} (anchor {anchor.number}) was altered or one is missing"
            )
    known = {anchor.number: anchor.id for anchor, _ in lines}
    for day in verdict.anchored:
        if day.number in known and known[day.number] != day.id:
            verdict.wrong(f"{ANCHORS} {day.day}", "the published list has another anchor for that day")
        elif day.number not in known:
            verdict.wrong(f"{ANCHORS} {day.day}", "the published list does not have this day")
