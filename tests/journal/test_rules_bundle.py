"""The form of a case file, and whatever is wrong with one: pure, and the same question to the verifier that stands
alone."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.bundles import manifest_anew, ours, theirs

from wangge.journal.rules import (
    ANCHORS,
    CASE,
    GENESIS,
    MANIFEST,
    PAPERS,
    Anchor,
    ContentMark,
    Head,
    Kept,
    Line,
    Subject,
    anchor_plain,
    anchors_member,
    canonical,
    case_plain,
    content_hash,
    fingerprint,
    key_from,
    leaf,
    line_hash,
    path_to,
    public_bytes,
    root_of,
    signed_manifest,
    sum_of,
)
from wangge.journal.rules.bundle import read_kept

AT = datetime(2026, 11, 23, 8, 4, tzinfo=UTC)
ABOUT = Subject("case", UUID(int=7))
KEY, OTHER = key_from(b"k" * 32), key_from(b"o" * 32)
PUBLIC = public_bytes(KEY)
PICTURE = b"\xff\xd8 a picture"
NUMBER = "211102-20261123-000001"
MARK = canonical({"id": str(UUID(int=70)), "type": "image/jpeg", "sha256": sum_of(PICTURE).sha256})

Entry = tuple[Line, bytes, bytes]


def kept(number: int, field: str, body: bytes) -> Kept:
    return Kept(UUID(int=number), field, "kept", bytes([number]) * 16, body)


def mark(one: Kept) -> ContentMark:
    return ContentMark(one.field, one.id, content_hash(one.salt, one.body))


WORDS, CONTACT, PHOTO, OPINION, SECRET, DECISION, ODD = (
    kept(1, "words", "下水口堵了".encode()), kept(2, "contact", b"13800000172"), kept(3, "file", MARK),
    kept(4, "opinion", "还行".encode()), kept(5, "words", "门口的李大爷".encode()),
    kept(6, "words", "17 号决定".encode()), kept(8, "words", b"\xff\xfe"),
)  # fmt: skip
ERASED = {"content": str(SECRET.id), "field": "words", "ground": "unlawful"}
STEPS: tuple[tuple[str, dict[str, Any], tuple[Kept, ...]], ...] = (
    ("case.report", {"number": NUMBER}, (WORDS, CONTACT, PHOTO)),
    ("case.remark", {"n": 1, "who": ["甲", None, True]}, (SECRET, ODD)),
    ("case.rate", {}, (OPINION,)),
    ("content.erase", ERASED, (DECISION,)),
    ("case.export", {"form": "bundle"}, ()),
)


def linked(steps: Any = STEPS, **other: Any) -> list[Entry]:
    entries, head = [], Head()
    for seq, (verb, facts, contents) in enumerate(steps, 1):
        line = Line("211102", ABOUT, seq, verb, UUID(int=seq), "", "", "reported", f"k{seq}", AT, AT, facts,
                    tuple(mark(one) for one in contents))  # fmt: skip
        line = replace(line, **other) if seq == 2 else line
        entries.append((line, head.hash, line_hash(head.hash, line)))
        head = Head(seq, entries[-1][2])
    return entries


def contents(steps: Any = STEPS) -> list[Kept]:
    """As they go along: the contact withheld, the secret erased."""
    states = {CONTACT.id: "withheld", SECRET.id: "erased"}
    return [replace(c, state=states.get(c.id, "kept")) for _, _, held in steps for c in held]


def anchored(entries: list[Entry], *reached: int, key: Any = KEY) -> list[dict[str, Any]]:
    """Days at whose end the chain had reached these entries, among other chains."""
    made, previous = [], GENESIS
    for number, seq in enumerate(reached, 1):
        leaves = [leaf(f"case:{n}", 1, b"x" * 32) for n in range(5)]
        leaves.insert(3, leaf(str(ABOUT), seq, entries[seq - 1][2]))
        one = Anchor("211102", number, date(2026, 11, 20 + number), number * 9 - 8, number * 9, len(leaves),
                     root_of(leaves), previous, AT, public_bytes(key))  # fmt: skip
        item = one.plain() | {"signature": key.sign(one.signed_bytes).hex()}
        made.append(anchor_plain(item, seq=seq, index=3, path=path_to(leaves, 3)))
        previous = one.id
    return made


def members(
    entries: list[Entry] | None = None,
    held: list[Kept] | None = None,
    anchors: Any = None,
    key: Any = KEY,
    **other: Any,
) -> dict[str, bytes]:
    entries, held = entries or linked(), contents() if held is None else held
    case = case_plain(NUMBER, entries, held) | other
    made = {
        CASE: canonical(case),
        ANCHORS: anchors_member(anchored(entries, 2, 4) if anchors is None else anchors),
        f"files/{sum_of(PICTURE).sha256}.jpg": PICTURE,
    } | {name: name.encode() for name in PAPERS}
    return made | {MANIFEST: signed_manifest({name: sum_of(body) for name, body in made.items()}, key)}


def both(made: dict[str, bytes], **how: Any) -> list[str]:
    """The faults that the house finds; the verifier that stands alone finds some exactly when the house does."""
    keys = how.get("keys", ())
    here = ours(made, **how)
    texts = tuple(key.hex() if isinstance(key, bytes) else key.replace(" ", "") for key in keys)
    assert bool(theirs(made, keys=texts).faults) == bool(here.faults), (theirs(made, keys=texts).faults, here.faults)
    return [f"{fault.subject}: {fault.what}" for fault in here.faults]


def changed(made: dict[str, bytes], change: Callable[[Any], Any], name: str = CASE) -> dict[str, bytes]:
    """A JSON member changed as a forger would do it: canonical again, and the manifest made to fit."""
    value = json.loads(made[name])
    change(value)
    return manifest_anew(made | {name: canonical(value)})


def test_a_whole_one_has_no_fault_and_tells_what_it_is():
    verdict = ours(members(), keys=[PUBLIC])
    assert both(members()) == both(members(), keys=[PUBLIC]) == both(members(), keys=[fingerprint(PUBLIC)]) == []
    assert (verdict.number, verdict.head.seq, verdict.contents, verdict.files, verdict.withheld) == (NUMBER, 5, 7, 1, 1)
    assert [(e.field, e.entry, e.erased_by, e.at, e.ground, e.decision) for e in verdict.erasures] == [
        ("words", 2, 4, AT, "unlawful", "17 号决定")
    ]  # fmt: skip
    assert [(a.day, a.seq, a.key) for a in verdict.anchored] == [("2026-11-21", 2, PUBLIC), ("2026-11-22", 4, PUBLIC)]
    assert verdict.signed_by == PUBLIC
    assert both(members(key=None, anchors=[])) == []


def test_another_key_and_no_key():
    assert both(members(), keys=[public_bytes(OTHER)])[0].startswith("manifest.json: is signed by another key")
    assert both(members(key=None), keys=[PUBLIC]) == ["manifest.json: nobody has signed it"]
    assert both(members(anchors=anchored(linked(), 2, key=OTHER)), keys=[PUBLIC])[0].startswith(
        "anchors.json 2026-11-21"
    )
    assert both(members()) == []


SAYS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "an altered entry": (lambda c: c["entries"][1].update(verb="case.urge"), "was altered"),
    "a missing entry": (lambda c: c["entries"].pop(2), "expected entry 3, found 4"),
    "entries exchanged": (lambda c: c["entries"].insert(1, c["entries"].pop(2)), "expected entry 2, found 3"),
    "an added entry": (lambda c: c["entries"].append(c["entries"][-1] | {"seq": 6}), "was altered"),
    "a cut at the end": (lambda c: c["entries"].pop(), "end are not those of its entries"),
    "another head": (lambda c: c["head"].update(seq=6), "end are not those of its entries"),
    "a seq that is true": (lambda c: c["entries"][0].update(seq=True), "was altered"),
    "another number": (lambda c: c.update(number="211102-20261123-000002"), "number"),
    "another time": (lambda c: c.update(made_at="2026-11-23T08:04:00.000001Z"), "end are not"),
    "another district": (lambda c: c.update(district="211103"), "end are not"),
    "a name more in an entry": (lambda c: c["entries"][0].update(more=1), "cannot be read"),
    "an actor in capitals": (lambda c: c["entries"][0].update(actor="A" * 8 + "-0000-0000-0000-" + "0" * 12), "cannot"),
    "no entries": (lambda c: c.update(entries=[]), "cannot be read"),
    "entries that are none": (lambda c: c.update(entries=[1]), "cannot be read"),
    "altered words": (lambda c: c["contents"][0].update(text="下水口通了"), "was altered"),
    "another salt": (lambda c: c["contents"][0].update(salt="00" * 16), "was altered"),
    "a salt in capitals": (lambda c: c["contents"][4].update(salt="0A" * 16), "cannot be read"),
    "two contents exchanged": (lambda c: _exchange(c["contents"], 0, 6), "was altered"),
    "contents in another order": (lambda c: c["contents"].insert(0, c["contents"].pop(2)), "in their order"),
    "a content missing": (lambda c: c["contents"].pop(0), "is missing"),
    "a content added": (lambda c: c["contents"].append(WORDS.plain() | {"id": str(UUID(int=99))}), "in their order"),
    "base64 for text": (lambda c: c["contents"][0].update(base64=base64.b64encode(WORDS.body).decode()), "cannot be"),
    "words withheld": (lambda c: _state(c["contents"][0], "withheld"), "may not be withheld"),
    "words said to be erased": (lambda c: _state(c["contents"][0], "erased"), "no entry says so"),
    "erased words that are here": (lambda c: c["contents"][3].update(SECRET.plain()), "was erased by entry 4"),
    "a state that is none": (lambda c: c["contents"][1].update(state="lost"), "cannot be read"),
    "a content that is none": (lambda c: c["contents"].append(3), "cannot be read"),
    "another form": (lambda c: c.update(form="wangge-case/2"), "cannot be read"),
}  # fmt: skip


def _exchange(items: Any, one: int, other: int) -> None:
    for name in ("salt", "text"):
        items[one][name], items[other][name] = items[other][name], items[one][name]


def _state(item: dict[str, Any], state: str) -> None:
    item.update(state=state)
    item.pop("salt")
    item.pop("text")


@pytest.mark.parametrize("name", SAYS)
def test_whatever_a_forger_does_to_the_case_is_found_without_any_signature(name):
    change, said = SAYS[name]
    faults = both(changed(members(anchors=[]), change))
    assert any(said in fault for fault in faults), faults


ANCHORED: dict[str, tuple[Callable[[Any], Any], str]] = {
    "another root": (lambda a: a["anchors"][0].update(root="00" * 32), "does not hold entry 2"),
    "another seq": (lambda a: a["anchors"][0]["proof"].update(seq=3), "does not hold entry 3"),
    "a seq that is not there": (lambda a: a["anchors"][0]["proof"].update(seq=9), "does not hold entry 9"),
    "another day": (lambda a: a["anchors"][0].update(day="2026-11-20"), "the signature of that day"),
    "another district": (lambda a: a["anchors"][0].update(district="211103"), "does not hold"),
    "a shorter path": (lambda a: a["anchors"][0]["proof"]["path"].pop(), "does not hold"),
    "a longer path": (lambda a: a["anchors"][0]["proof"]["path"].extend(["00" * 32] * 3), "does not hold"),
    "a place outside": (lambda a: a["anchors"][0]["proof"].update(index=6), "does not hold"),
    "a day written otherwise": (lambda a: a["anchors"][0].update(day="20261121"), "cannot be read"),
    "a name more": (lambda a: a["anchors"][0].update(more=1), "cannot be read"),
    "capitals": (lambda a: a["anchors"][0].update(signature=a["anchors"][0]["signature"].upper()), "cannot be read"),
    "capitals in the path": (lambda a: a["anchors"][0]["proof"].update(path=["AB" * 32]), "cannot be read"),
    "days exchanged": (lambda a: a["anchors"].reverse(), "does not follow"),
    "another previous": (lambda a: a["anchors"][1].update(previous="00" * 32), "the signature of that day"),
    "no list": (lambda a: a.update(anchors=3), "cannot be read"),
}


@pytest.mark.parametrize("name", ANCHORED)
def test_whatever_is_done_to_the_anchors_is_found(name):
    change, said = ANCHORED[name]
    faults = both(changed(members(), change, ANCHORS))
    assert any(said in fault for fault in faults), faults


def test_a_chain_made_anew_from_an_altered_entry_is_found_by_its_anchors_alone():
    honest = linked()
    forged = linked(facts={"n": 2})
    assert both(members(forged, anchors=[], key=None)) == []
    faults = both(members(forged, anchors=anchored(honest, 1, 4), key=None))
    assert faults == ["anchors.json 2026-11-22: the tree of that day does not hold entry 4 as it is here"]


def test_a_chain_cut_behind_an_anchored_entry_is_found():
    entries = linked()
    cut = members(entries[:3], contents(STEPS[:3]), anchors=anchored(entries, 2, 4), key=None)
    cut = changed(cut, lambda c: _state_of(c, SECRET))
    assert "anchors.json 2026-11-22: the tree of that day does not hold entry 4 as it is here" in both(cut)


def _state_of(case: Any, one: Kept) -> None:
    item = next(item for item in case["contents"] if item["id"] == str(one.id))
    item.update(one.plain())


def test_days_that_do_not_follow_on_one_another():
    entries = linked()
    one, two = anchored(entries, 2, 4)
    stranger = anchored(entries, 3)[0]
    assert both(members(anchors=[one, one])) == ["anchors.json: day 2026-11-21 does not follow on 2026-11-21"]
    other = anchored(entries, 2, 4, key=OTHER)[1]
    assert both(members(anchors=[stranger, other]))[-1] == "anchors.json: day 2026-11-22 does not follow on 2026-11-21"
    later = anchored(entries, 1, 1, 4)[2]
    assert both(members(anchors=[one, later])) == []
    assert both(members(anchors=[two])) == []


def test_an_entry_of_another_case_is_none_of_this_one():
    strange = linked(subject=Subject("case", UUID(int=8)))
    assert "is of another district or subject" in both(members(strange, anchors=[]))[0]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (ERASED | {"field": "file"}, "no entry says so"),
        (ERASED | {"content": str(UUID(int=50))}, "which no entry names"),
        (ERASED | {"content": "x"}, "names no content"), ({}, "names no content"),
    ],
)  # fmt: skip
def test_an_erasing_that_fits_nothing(facts, said):
    steps = [*STEPS[:3], ("content.erase", facts, (DECISION,)), STEPS[4]]
    assert said in both(members(linked(steps), contents(steps), anchors=[]))[-1]


def test_an_erasing_before_the_content_is_none():
    steps = [STEPS[0], STEPS[3], STEPS[1], STEPS[2], STEPS[4]]
    assert "no entry says so" in both(members(linked(steps), contents(steps), anchors=[]))[0]


def test_an_erasing_may_have_lost_its_words():
    steps = [*STEPS[:3], ("content.erase", ERASED | {"ground": 1}, ()), STEPS[4]]
    assert ours(members(linked(steps), contents(steps), anchors=[])).erasures[0].decision == ""


def test_files_missing_added_altered_twice_and_a_mark_that_is_none():
    made = members(anchors=[])
    name = next(name for name in made if name.startswith("files/"))
    rest = {own: body for own, body in made.items() if own != name}
    assert both(manifest_anew(rest)) == [f"{name[:-4]}: is missing"]
    assert both(manifest_anew(made | {name: b"other"})) == [f"{name}: was altered: an entry vouches for other bytes"]
    added = f"files/{sum_of(b'x').sha256}.png"
    assert both(manifest_anew(made | {added: b"x"})) == [f"{added}: was added: no entry names it"]
    assert both(manifest_anew(made | {name[:-4] + ".png": PICTURE})) == ["files/: holds a file twice"]
    for body in (b"x", b"{}", b"[]"):
        steps = [("case.report", {"number": NUMBER}, (kept(3, "file", body),))]
        assert "the mark of a file cannot be read" in both(members(linked(steps), contents(steps), anchors=[]))[0]


def test_the_manifest_names_every_member_as_it_is():
    made = members()
    assert both(made | {"page.html": b"other"}) == ["page.html: was altered: the manifest names other bytes"]
    assert both({n: b for n, b in made.items() if n != "README.txt"}) == ["README.txt: is missing"]
    bare = {n: b for n, b in made.items() if n != "README.txt"}
    assert both(manifest_anew(bare)) == ["README.txt: is missing"]
    assert both(manifest_anew(made | {"more.txt": b""})) == ["more.txt: does not belong into a case file"]
    assert both(made | {"files": b""})[0] == "files: was added: the manifest does not name it"
    assert both({n: b for n, b in made.items() if n != MANIFEST})[0].startswith("manifest.json: cannot be read")
    assert both(made | {MANIFEST: made[MANIFEST] + b"\n"})[0].startswith("manifest.json: cannot be read")
    said = json.loads(made[MANIFEST])
    forged = canonical(said | {"signature": ("0" if said["signature"][0] != "0" else "1") + said["signature"][1:]})
    assert both(made | {MANIFEST: forged}) == ["manifest.json: its signature is not right"]
    for change in ({"more": 1}, {"key": None}, {"key": said["key"].upper()}):
        assert both(made | {MANIFEST: canonical(said | change)}) != []


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"\xff", b'{"form":NaN}', b"[" * 100_000, b'{"form": 1}', b"1e999"]
)
@pytest.mark.parametrize("name", [CASE, ANCHORS, MANIFEST])
def test_members_that_are_nothing_get_a_sentence(name, body):
    assert any("cannot be read" in fault for fault in both(members() | {name: body}))


def test_a_published_list_is_compared():
    from wangge.journal.rules import check_published

    entries = linked()
    days = anchored(entries, 1, 2, 4)
    published = [{k: v for k, v in day.items() if k != "proof"} for day in days]

    def compared(items: Any) -> list[str]:
        made = members(entries, anchors=days)
        verdict = ours(made)
        check_published(verdict, items)
        assert bool(theirs(made, published=items).faults) == bool(verdict.faults)
        return [f"{f.subject}: {f.what}" for f in verdict.faults]

    assert compared(published) == []
    assert compared(published[1:]) == ["anchors.json 2026-11-21: the published list does not have this day"]
    assert "was altered or one is missing" in compared([published[0], published[2]])[0]
    assert "was altered or one is missing" in compared([*published[:2], published[2] | {"root": "00" * 32}])[0]
    strange = [{k: v for k, v in d.items() if k != "proof"} for d in anchored(entries, 1, 2, 4, key=OTHER)]
    assert compared(strange)[0].endswith("the published list has another anchor for that day")
    assert "cannot be read" in compared([{}])[0]
    assert len(compared([])) == 3


def test_a_content_is_read_only_as_it_is_written():
    assert read_kept(ODD.plain()) == ODD
    with pytest.raises(ValueError, match="another way"):
        read_kept(WORDS.plain() | {"text": "x", "base64": "eA=="})


FORGED = members(anchors=[], key=None)


@settings(max_examples=100)
@given(st.data())
def test_both_agree_on_any_byte_of_the_case_even_with_a_manifest_made_anew(data):
    name = data.draw(st.sampled_from(sorted(n for n in FORGED if n == CASE or n.startswith("files/"))))
    place = data.draw(st.integers(0, len(FORGED[name]) - 1))
    value = data.draw(st.integers(0, 255).filter(lambda n: n != FORGED[name][place]))
    body = bytearray(FORGED[name])
    body[place] = value
    assert both(manifest_anew(FORGED | {name: bytes(body)})) != []
