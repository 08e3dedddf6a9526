"""Case files of lived cases, and both verifiers asked about them."""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from tests.acts import RESIDENT, move, photo, row, to_state
from tests.conftest import NOW

from wangge.api import verify_case
from wangge.api.bundles import case_bundle
from wangge.cases import actions
from wangge.cli.bundles import Unreadable, members_of
from wangge.journal.actions import anchor
from wangge.journal.queries import entries_about
from wangge.journal.rules import (
    ANCHORS,
    CASE,
    MANIFEST,
    Subject,
    Verdict,
    check_bundle,
    signed_manifest,
    sum_of,
)

DISTRICT = "211102"
DAY = date(2025, 3, 6)
DECISION = "区委网信办 2026-17 号决定"
JSON = (MANIFEST, CASE, ANCHORS)


def export(who: Any, case: Any, *, at: datetime = NOW, **how: Any) -> Any:
    """Record that somebody takes the case file away."""
    said: dict[str, Any] = {"form": "bundle", "key": str(uuid4()), "at": at}
    return actions.export(actor=who, case_id=row(case).id, **(said | how))


def erase(who: Any, case: Any, seq: int, field: str, *, at: datetime = NOW, **how: Any) -> Any:
    """Erase what an entry holds in a field."""
    said: dict[str, Any] = {"ground": "unlawful", "decision": DECISION, "key": str(uuid4()), "at": at}
    return actions.erase(actor=who, case_id=row(case).id, seq=seq, field=field, **(said | how))


def members(who: Any, case: Any, *, at: datetime = NOW, contacts: bool = False) -> dict[str, bytes]:
    """A case file taken apart, as it would be handed out now."""
    with case_bundle(row(case), who, contacts=contacts, at=at) as out, zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def lived(
    actor: Callable[[str], Any], *, seed: int = 1, erased: bool = True, anchored: bool = True
) -> dict[str, bytes]:
    """The file of a case put right with photos before and after, a contact, and an erased remark and photo; anchored
    on two days, and exported on the second."""
    worker, district = actor("worker"), actor("district")
    case = to_state("handled", actor, phone="13800000172", photos=[UUID(photo(RESIDENT, seed=seed + 100))])
    if anchored:
        anchor(DISTRICT, today=DAY, at=NOW + timedelta(days=1))
    shown = photo(worker, seed=seed + 1)
    move(worker, case, "remark", at=NOW + timedelta(hours=1), words="门口的李大爷说的", photos=[shown])
    if erased:
        last = row(case).head_seq
        erase(district, case, last, "words", at=NOW + timedelta(hours=2))
        erase(district, case, last, "file", file=UUID(shown), at=NOW + timedelta(hours=3))
    export(district, case, at=NOW + timedelta(hours=4))
    if anchored:
        anchor(DISTRICT, today=DAY + timedelta(days=1), at=NOW + timedelta(days=2))
    return members(district, case)


def ours(made: Mapping[str, bytes], **how: Any) -> Verdict:
    """What the rules of the house say."""
    texts = {name: body for name, body in made.items() if name in JSON}
    return check_bundle(texts, {name: sum_of(body) for name, body in made.items()}, **how)


def theirs(made: Mapping[str, bytes], *, keys: tuple[str, ...] = (), published: Any = None) -> verify_case.Check:
    """What the verifier that stands alone says."""
    texts = {name: body for name, body in made.items() if name in JSON}
    sums = {name: (said.bytes, said.sha256) for name, body in made.items() for said in [sum_of(body)]}
    return verify_case.Check(texts, sums, keys, published)


@dataclass(frozen=True)
class Found:
    """How many faults each verifier finds."""

    ours: int
    theirs: int

    @property
    def both(self) -> bool:
        """Whether both find one."""
        return self.ours > 0 and self.theirs > 0


def found(made: Mapping[str, bytes]) -> Found:
    """Ask both."""
    return Found(len(ours(made).faults), len(theirs(made).faults))


def manifest_anew(made: Mapping[str, bytes]) -> dict[str, bytes]:
    """The members with a manifest that fits them and that nobody has signed: what a forger without key can make."""
    rest = {name: body for name, body in made.items() if name != MANIFEST}
    return rest | {MANIFEST: signed_manifest({name: sum_of(body) for name, body in rest.items()}, None)}


def written(made: Mapping[str, bytes], place: Path) -> Path:
    """The members as a ZIP on the disk."""
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(made):
            archive.writestr(name, made[name])
    return place


def raw(place: Path) -> tuple[str, str]:
    """What each verifier says of bytes on the disk: ``whole``, ``faults`` or ``unreadable``."""
    try:
        texts, sums = members_of(place)
        one = "faults" if check_bundle(texts, sums).faults else "whole"
    except Unreadable:
        one = "unreadable"
    try:
        other = "faults" if verify_case.Check(*verify_case.members(str(place))).faults else "whole"
    except verify_case.NoCaseFile:
        other = "unreadable"
    return one, other


def chain_of_case(case: Any) -> list[Any]:
    """The entries of a case."""
    return entries_about(DISTRICT, Subject("case", row(case).id))
