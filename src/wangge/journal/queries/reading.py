"""Reading the journal: by subject, by position, and whole for verification."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from wangge.core.asked import Asked, rows_of
from wangge.core.sealing import unseal
from wangge.journal.models import Content, Counter, Entry, Head, Reading, Receipt, Saying
from wangge.journal.rules import (
    BROKEN,
    ERASE,
    MAY_BE_WITHHELD,
    SEALED_FIELDS,
    ContentMark,
    Fault,
    Kept,
    Line,
    Subject,
    check_chain,
    content_hash,
    erasures_in,
    phrases_of,
)
from wangge.journal.rules import Head as ChainEnd

BATCH = 2000


def entries_about(district: str, subject: Subject, *, after: int = 0, limit: int = 200) -> list[Entry]:
    """A subject's entries in order, from the one after ``after``."""
    return list(
        Entry.objects.filter(
            district=district, subject_kind=subject.kind, subject_id=subject.id, seq__gt=after
        ).order_by("seq")[:limit]
    )


def ends_about(district: str, subject: Subject, *, last: int, first: int = 20, most: int = 200) -> list[Entry]:
    """A subject's first entries and its newest up to the seq ``last``, in order, at most ``most``: what a page shows of
    a long history costs what a short one does. One statement."""
    rows = Entry.objects.filter(district=district, subject_kind=subject.kind, subject_id=subject.id)
    if last > most:
        rows = rows.filter(Q(seq__lte=first) | Q(seq__gt=last - (most - first)))
    return list(rows.order_by("seq")[:most])


def last_entries(district: str, kind: str, ends: Iterable[tuple[UUID, int]]) -> list[Entry]:
    """The entries of several subjects of a kind after a seq of each, in order; for the ends of a bounded number."""
    wanted, subjects = Q(pk__in=[]), []
    for subject, after in ends:
        wanted |= Q(subject_id=subject, seq__gt=after)
        subjects.append(subject)  # named besides: of an OR alone SQLite makes no search by subject
    rows = Entry.objects.filter(wanted, district=district, subject_kind=kind, subject_id__in=subjects)
    return rows_of(rows.order_by("subject_id", "seq"))


def entries_at(district: str, kind: str, places: Iterable[tuple[UUID, int]]) -> dict[tuple[UUID, int], Entry]:
    """These very entries of subjects of a kind, by subject and seq; for a bounded number. One statement."""
    wanted = Q(pk__in=[])
    for subject, seq in places:
        wanted |= Q(subject_id=subject, seq=seq)
    rows = Entry.objects.filter(wanted, district=district, subject_kind=kind)
    return {(entry.subject_id, entry.seq): entry for entry in rows}


def entry_saying(district: str, subject: Subject, verb: str, **facts: str) -> Entry | None:
    """The last entry of a subject with a verb and these facts; None without one. A range of its chain is read."""
    rows = Entry.objects.filter(district=district, subject_kind=subject.kind, subject_id=subject.id, verb=verb)
    return rows.filter(**{f"facts__{name}": value for name, value in facts.items()}).order_by("-seq").first()


def entries_from(district: str, *, after: int, limit: int = BATCH) -> list[Entry]:
    """A district's entries in the order of their positions, from the one after ``after``."""
    return list(Entry.objects.filter(district=district, position__gt=after).order_by("position")[:limit])


def entries_between(district: str, verb: str, since: datetime, until: datetime) -> Iterator[Entry]:
    """The entries of a verb that were recorded from a moment to another, in order; reads the district's journal."""
    rows = Entry.objects.filter(district=district, verb=verb, recorded_at__gte=since, recorded_at__lt=until)
    return rows.order_by("position").iterator(chunk_size=BATCH)


def last_before(district: str, moment: datetime) -> Entry | None:
    """The last entry of a district that was recorded before a moment; found from the end of its journal."""
    return Entry.objects.filter(district=district, recorded_at__lt=moment).order_by("-position").first()


def was_answered(district: str, author: UUID, key: str) -> bool:
    """Whether a command of the author's with this key was answered already. One statement."""
    return Receipt.objects.filter(district=district, author=author, key=key).exists()


def positions(districts: list[str]) -> dict[str, int]:
    """The last position of each district; 0 where nothing has happened yet."""
    found = dict(Counter.objects.filter(district__in=districts).values_list("district", "position"))
    return {district: found.get(district, 0) for district in districts}


def all_districts() -> list[str]:
    """Districts in which something has happened."""
    return list(Counter.objects.order_by("district").values_list("district", flat=True))


def listener_lags() -> dict[str, int]:
    """How many entries each listener still has to read, over all districts."""
    ends = dict(Counter.objects.values_list("district", "position"))
    lags: dict[str, int] = {}
    for name, district, position in Reading.objects.values_list("listener", "district", "position"):
        lags[name] = lags.get(name, 0) + max(ends.get(district, 0) - position, 0)
    return lags


def line_of(entry: Entry) -> Line:
    """The entry as the hash sees it."""
    return Line(
        district=entry.district,
        subject=Subject(entry.subject_kind, entry.subject_id),
        seq=entry.seq,
        verb=entry.verb,
        actor=entry.actor,
        post=entry.post,
        was=entry.was,
        now=entry.now,
        key=entry.key,
        happened_at=entry.happened_at,
        recorded_at=entry.recorded_at,
        facts=entry.facts,
        content=tuple(ContentMark.read(mark) for mark in entry.content),
    )


def chains(district: str) -> Iterator[list[Entry]]:
    """Every subject's chain of a district, one list each, read in a stream."""
    chain: list[Entry] = []
    rows = Entry.objects.filter(district=district).order_by("subject_kind", "subject_id", "seq")
    for entry in rows.iterator(chunk_size=BATCH):
        if chain and (chain[0].subject_kind, chain[0].subject_id) != (entry.subject_kind, entry.subject_id):
            yield chain
            chain = []
        chain.append(entry)
    if chain:
        yield chain


def chain_of(district: str, subject: Subject) -> list[Entry]:
    """One subject's whole chain."""
    rows = Entry.objects.filter(district=district, subject_kind=subject.kind, subject_id=subject.id)
    return list(rows.order_by("seq"))


def chain_faults(chain: list[Entry], head: ChainEnd | None) -> list[Fault]:
    """What is wrong with one subject's chain; ``head`` is what the subject's row says of its end, when known."""
    return check_chain(((line_of(e), bytes(e.previous), bytes(e.hash)) for e in chain), head)


_head = Asked(
    lambda district, kind, own: Head.objects.filter(
        district=district, subject_kind=kind, subject_id=own
    ).values_list("seq", "hash"),
    like=("a district", "a kind", UUID(int=0)),
)  # fmt: skip


def kept_head(district: str, subject: Subject) -> ChainEnd | None:
    """The chain end of a subject that the journal keeps itself; None while nothing has been recorded of it."""
    row = _head.first(district, subject.kind, subject.id)
    return ChainEnd(row[0], bytes(row[1])) if row else None


def kept_heads(district: str) -> dict[tuple[str, UUID], ChainEnd]:
    """The chain ends that the journal keeps itself."""
    rows = Head.objects.filter(district=district).values_list("subject_kind", "subject_id", "seq", "hash")
    return {(kind, subject): ChainEnd(seq, bytes(own)) for kind, subject, seq, own in rows.iterator(chunk_size=BATCH)}


_contents = Asked(
    lambda district, ids: Content.objects.filter(district=district, id__in=ids).values_list("id", "field", "body"),
    like=("a district", (UUID(int=0),)),
)


def content_of(district: str, ids: Iterable[UUID]) -> dict[UUID, bytes | None]:
    """The bodies of content rows by id; None where it was erased or cannot be opened. One statement."""
    wanted = list(ids)
    if not wanted:
        return {}
    return {row_id: _open(row_id, field, body) for row_id, field, body in _contents(district, tuple(wanted))}


def contents_about(district: str, subject: Subject, field: str) -> dict[UUID, bytes | None]:
    """The bodies of a subject's content rows of a field, by id; None where it was erased. One statement."""
    rows = Content.objects.filter(district=district, subject_kind=subject.kind, subject_id=subject.id, field=field)
    return {row_id: _open(row_id, field, body) for row_id, body in rows.order_by("id").values_list("id", "body")}


def _open(row_id: UUID, field: str, body: bytes | memoryview | None) -> bytes | None:
    if body is None:
        return None
    if field not in SEALED_FIELDS:
        return bytes(body)
    try:
        return unseal(bytes(body), key=settings.FIELD_KEY, about=row_id.bytes)
    except InvalidTag:
        return None


def field_key_fits(*, tries: int = 20) -> bool | None:
    """Whether ``settings.FIELD_KEY`` opens any of the newest sealed contents of each district; None where nothing is
    sealed."""
    opened = []
    for district in all_districts():
        rows = Content.objects.filter(district=district, field__in=SEALED_FIELDS, body__isnull=False).order_by("-id")
        newest = rows.values_list("id", "field", "body")[:tries]
        opened += [_open(own, field, body) is not None for own, field, body in newest]
    return any(opened) if opened else None


def content_faults(district: str, chain: list[Entry]) -> tuple[list[Fault], int]:
    """Contents of a chain that do not match their hash, and how many were erased by an entry of it (no fault)."""
    marks = {UUID(m["id"]): (e, bytes.fromhex(m["hash"])) for e in chain for m in e.content}
    rows = Content.objects.filter(district=district, id__in=marks).values_list("id", "salt", "erased_at")
    bodies = content_of(district, marks)
    decided = _erased_in(chain)
    faults, erased, seen = [], 0, set()
    for row_id, salt, erased_at in rows:
        seen.add(row_id)
        entry, own = marks[row_id]
        where = f"{entry.subject_kind}:{entry.subject_id}"
        if erased_at is not None:
            erased += 1
            if row_id not in decided:
                faults.append(
                    Fault(where, entry.seq, f"content {row_id} was erased, and no entry says by which decision")
                )
        elif bodies[row_id] is None or content_hash(bytes(salt or b""), bodies[row_id] or b"") != own:
            faults.append(Fault(where, entry.seq, f"content {row_id} was altered"))
        elif row_id in decided:
            faults.append(Fault(where, entry.seq, f"content {row_id} is said to be erased and is still here"))
    for row_id in marks.keys() - seen:
        entry = marks[row_id][0]
        faults.append(Fault(f"{entry.subject_kind}:{entry.subject_id}", entry.seq, f"content {row_id} is missing"))
    return faults, erased


def _erased_in(chain: Sequence[Entry]) -> set[UUID]:
    """The contents that the entries of a chain say were erased; an entry that names none was altered."""
    try:
        return set(erasures_in((line_of(e), b"", b"") for e in chain if e.verb == ERASE))
    except BROKEN:
        return set()


def kept_files(district: str, chain: Sequence[Entry]) -> list[tuple[int, dict[str, str]]]:
    """The files that a chain vouches for: its entry's seq and ``{id, type, sha256}``. Erased ones are not among them.

    One statement for a chain that has any, none for the others.
    """
    marks = {UUID(m["id"]): e.seq for e in chain for m in e.content if m["field"] == "file"}
    bodies = content_of(district, marks)
    return [(seq, orjson.loads(body)) for own, seq in marks.items() if (body := bodies.get(own)) is not None]


def contents_of(district: str, chain: Sequence[Entry], *, withheld: Iterable[str] = MAY_BE_WITHHELD) -> list[Kept]:
    """The contents that a chain names, in its order, as they go to others: what was erased is said to be erased, and
    of the fields in ``withheld`` there is neither body nor salt. One statement."""
    marks = [(UUID(m["id"]), m["field"]) for e in chain for m in e.content]
    rows = Content.objects.filter(district=district, id__in=[own for own, _ in marks])
    kept = {own: (body, salt) for own, body, salt in rows.values_list("id", "body", "salt")}
    found, hidden = [], frozenset(withheld)
    for own, field in marks:
        body, salt = kept.get(own, (None, None))
        if body is None:
            found.append(Kept(own, field, "erased"))
        elif field in hidden:
            found.append(Kept(own, field, "withheld"))
        else:
            found.append(Kept(own, field, "kept", bytes(salt or b""), _open(own, field, body) or b""))
    return found


def position_faults(district: str) -> list[Fault]:
    """Positions are dense: as many entries as the last position says, and the counter agrees."""
    taken = Counter.objects.filter(district=district).values("position")
    found = Entry.objects.filter(district=district).aggregate(
        count=Count("*"), last=Max("position"), counter=Max(Subquery(taken))
    )
    count, last, counter = (found[name] or 0 for name in ("count", "last", "counter"))
    if count == last == counter:
        return []
    return [Fault(f"district:{district}", last, f"{count} entries, last position {last}, counter {counter}")]


def subjects_saying(districts: Iterable[str], kind: str, text: str) -> QuerySet[Any]:
    """Ids of subjects of a kind in whose words or places the text stands, signs between the characters left out; for
    use inside another query.

    Parts between spaces are phrases that must all stand in the same content. An index answers, not a scan.
    """
    phrases = phrases_of(text)
    if not phrases:
        return Saying.objects.none().values("subject_id")
    rows = Saying.objects.filter(district__in=list(districts), subject_kind=kind, tokens__says=phrases)
    return rows.values("subject_id")


def subjects_said(districts: Iterable[str], kind: str, text: str, *, most: int) -> set[UUID]:
    """Up to ``most`` ids of ``subjects_saying``. One statement; one that finds many stops there."""
    return set(subjects_saying(districts, kind, text).values_list("subject_id", flat=True)[:most])


def has_said(kind: str, text: str) -> Q:
    """The text stands in what was said of a row with a district and an id, as a filter that is asked row by row; for
    a text that stands in many."""
    phrases = phrases_of(text)
    rows = Saying.objects.filter(
        district=OuterRef("district"), subject_kind=kind, subject_id=OuterRef("id"), tokens__holds=phrases
    )
    return Q(IsNull(Subquery(rows.values("id")[:1]), False)) if phrases else Q(pk__in=[])
