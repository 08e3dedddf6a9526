"""The signed list of a district, and the proof that a chain's end is in it."""

from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Any
from uuid import UUID

from wangge.journal.models import Anchor, Entry
from wangge.journal.queries.reading import BATCH
from wangge.journal.rules import Anchor as Line
from wangge.journal.rules import Fault, Growing, Subject, anchor_plain, leaf, list_faults, path_to

PAGE = 200


def last_anchor(district: str) -> Anchor | None:
    """The newest anchor of a district."""
    return Anchor.objects.filter(district=district).order_by("-number").first()


def anchors_of(district: str, *, after: int = 0, limit: int = PAGE) -> list[Anchor]:
    """A district's anchors in their order, from the one after ``after``."""
    return list(Anchor.objects.filter(district=district, number__gt=after).order_by("number")[:limit])


def anchor_line(row: Anchor) -> Line:
    """The anchor as its signature sees it."""
    return Line(
        row.district,
        row.number,
        row.day,
        row.first,
        row.last,
        row.count,
        bytes(row.root),
        bytes(row.previous),
        row.made_at.astimezone(UTC),
        bytes(row.key),
    )


def anchor_answer(row: Anchor) -> dict[str, Any]:
    """The anchor with its signature, as everybody may have it: nothing in it leads to a case."""
    return anchor_line(row).plain() | {"signature": bytes(row.signature).hex()}


def moved_ends(district: str, *, first: int, last: int) -> Iterator[tuple[str, int, bytes]]:
    """The ends of all chains that moved within these positions, as they were at the last: ``(subject, seq, hash)``.

    In the order of their subjects. The entries are read a batch at a time, in statements of their own; what is kept
    are the ends, so the positions ask for a bounded number.
    """
    ends: dict[tuple[str, UUID], tuple[int, bytes]] = {}
    after = first - 1
    while after < last:
        upto = min(after + BATCH, last)
        rows = Entry.objects.filter(district=district, position__gt=after, position__lte=upto).order_by("position")
        for kind, subject, seq, own in rows.values_list("subject_kind", "subject_id", "seq", "hash"):
            ends[kind, subject] = (seq, bytes(own))
        after = upto
    for about, (seq, own) in sorted((f"{kind}:{subject}", end) for (kind, subject), end in ends.items()):
        yield about, seq, own


def proofs_for(district: str, subject: Subject, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """The anchors that hold an end of this chain, each with its proof, the first day first.

    ``entries`` are the whole chain. Those since the newest anchor are in none yet.
    """
    if not entries:
        return []
    lowest, highest = entries[0].position, entries[-1].position
    found = []
    for row in Anchor.objects.filter(district=district, first__lte=highest, last__gte=lowest).order_by("number"):
        held = [entry for entry in entries if row.first <= entry.position <= row.last]
        if held:
            leaves = [leaf(*end) for end in moved_ends(district, first=row.first, last=row.last)]
            index = leaves.index(leaf(str(subject), held[-1].seq, bytes(held[-1].hash)))
            path = path_to(leaves, index)
            found.append(anchor_plain(anchor_answer(row), seq=held[-1].seq, index=index, path=path))
    return found


def anchor_faults(district: str) -> tuple[list[Fault], int]:
    """What is wrong with a district's list, each root made anew from the entries that it covers; and how long it is."""
    rows = list(Anchor.objects.filter(district=district).order_by("number"))
    faults = list_faults([(anchor_line(row), bytes(row.signature)) for row in rows])
    for row in rows:
        tree = Growing()
        for end in moved_ends(district, first=row.first, last=row.last):
            tree.add(leaf(*end))
        if (tree.count, tree.root) != (row.count, bytes(row.root)):
            faults.append(f"the entries of day {row.day.isoformat()} are not those that were signed")
    return [Fault(f"anchors:{district}", 0, what) for what in faults], len(rows)
