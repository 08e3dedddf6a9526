"""Single bytes of case files changed at random, and whether both verifiers find each of them.

Two ways for every change: the bundle as it was handed out, signed and anchored; and as a forger without the key can
make it, its manifest made anew to fit and its anchors dropped, so that the chain alone stands against the change.
"""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.bundles import JSON, Found, manifest_anew, members_of, raw

from wangge.api import verify_case
from wangge.journal.rules import ANCHORS, CASE, MANIFEST, Sum, anchors_member, check_bundle, signed_manifest, sum_of


@dataclass
class Bundle:
    """The members of a case file, with the sums of those that stay as they are."""

    members: dict[str, bytes]
    sums: dict[str, Sum] = field(init=False)

    def __post_init__(self) -> None:
        self.sums = {name: sum_of(body) for name, body in self.members.items()}

    def with_member(self, name: str, body: bytes, *, anew: bool) -> Found:
        """How many faults each finds when one member is another; ``anew`` with a manifest that fits."""
        sums = self.sums | {name: sum_of(body)}
        texts = {own: self.members[own] for own in JSON} | ({name: body} if name in JSON else {})
        if anew:
            texts[MANIFEST] = signed_manifest({own: said for own, said in sums.items() if own != MANIFEST}, None)
            sums[MANIFEST] = sum_of(texts[MANIFEST])
        plain = {own: (said.bytes, said.sha256) for own, said in sums.items()}
        return Found(len(check_bundle(texts, sums).faults), len(verify_case.Check(texts, plain).faults))


@dataclass
class Count:
    """What came of the changes: how many were tried in entries and in files, and which were missed by whom."""

    entries: int = 0
    files: int = 0
    missed: list[tuple[str, int, int, str, Found]] = field(default_factory=list)

    def say(self) -> str:
        """One line."""
        tried = self.entries + self.files
        return (
            f"{tried:,} bytes changed, {self.entries:,} in entries and contents, {self.files:,} in files; "
            f"each signed and made anew: {2 * tried - len(self.missed):,} of {2 * tried:,} found by both verifiers"
        )


def unsigned(made: dict[str, bytes]) -> dict[str, bytes]:
    """What a forger without the key can hand out."""
    return manifest_anew(made | {ANCHORS: anchors_member([])})


def changes(random: Random, bundles: Sequence[dict[str, bytes]], count: int) -> Iterator[tuple[int, str, int, int]]:
    """Which bundle, which member, which byte, which value: half of them in the entries, half in the files."""
    for number in range(count):
        which = random.randrange(len(bundles))
        files = sorted(name for name in bundles[which] if name.startswith("files/"))
        name = random.choice(files) if number % 2 else CASE
        place = random.randrange(len(bundles[which][name]))
        yield which, name, place, (bundles[which][name][place] + random.randrange(1, 256)) % 256


def tamper(bundles: Sequence[dict[str, bytes]], count: int, *, seed: int) -> Count:
    """Change so many bytes, each in both ways."""
    told = Count()
    ways = [[Bundle(made) for made in bundles], [Bundle(unsigned(made)) for made in bundles]]
    for which, name, place, value in changes(Random(seed), bundles, count):
        body = bytearray(bundles[which][name])
        body[place] = value
        told.entries += name == CASE
        told.files += name != CASE
        for anew, way in enumerate(ways):
            found = way[which].with_member(name, bytes(body), anew=bool(anew))
            if not found.both:
                told.missed.append((name, place, value, ("signed", "anew")[anew], found))
    return told


def tamper_raw(place: Path, count: int, *, seed: int) -> dict[str, int]:
    """Change bytes of the ZIP itself, half of them around its members: how many are found, leave it unreadable, or are
    harmless, which is to say that every member is what it was.

    Raises ``AssertionError`` where the verifiers differ or a change that counts slips by.
    """
    whole, random = place.read_bytes(), Random(seed)
    before, around = members_of(place), _around(place)
    told = {"faults": 0, "unreadable": 0, "harmless": 0}
    for number in range(count):
        body = bytearray(whole)
        at = random.choice(around) if number % 2 else random.randrange(len(body))
        body[at] = (body[at] + random.randrange(1, 256)) % 256
        place.write_bytes(body)
        one, other = raw(place)
        assert one == other, (at, one, other)
        if one == "whole":
            assert members_of(place) == before, at
        told["harmless" if one == "whole" else one] += 1
    place.write_bytes(whole)
    return told


def _around(place: Path) -> list[int]:
    """The places of all bytes of a ZIP that are not a member's own: headers, names, the directory at its end."""
    with zipfile.ZipFile(place) as archive:
        taken = set()
        for member in archive.infolist():
            first = member.header_offset + 30 + len(member.filename.encode())
            taken |= set(range(first, first + member.compress_size))
    return [at for at in range(place.stat().st_size) if at not in taken]
