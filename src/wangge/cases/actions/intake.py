"""Intake: what somebody says becomes a report; it opens a case, or joins one that is there of the same matter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db import connection

from wangge.cases.actions.noting import note
from wangge.cases.models import Case, Report
from wangge.cases.queries import (
    calendar_for_turn,
    case_answer,
    case_named,
    final_case,
    limits_for,
    may_join,
    standing,
)
from wangge.cases.rules import (
    Turn,
    case_number,
    cell_of,
    check_report,
    holds_now,
    next_look,
    not_joined,
    opened,
    tellers_after,
)
from wangge.catalogue.queries import UNSORTED, KindFacts, controls_in, kind_named, local_minute, present_flow
from wangge.catalogue.rules import MATTERS, Flow, check_controls, choose
from wangge.clock.queries import calendar_of
from wangge.core.ids import PUBLIC, tracking_code, uuid7
from wangge.core.phones import read_phone
from wangge.core.refusals import NotYours
from wangge.core.words import Say
from wangge.files.actions import attach
from wangge.files.models import Upload
from wangge.files.queries import uploads_of
from wangge.journal.actions import Answer, Change, Command, commit, row_in_batch
from wangge.journal.rules import ContentMark, Head, Subject, digest
from wangge.orgs.queries import staffed_area, today
from wangge.orgs.rules import Actor
from wangge.places.queries import Located, lineage, locate


def report(
    *,
    actor: Actor,
    key: str,
    words: str,
    place: Mapping[str, Any] | None,
    photos: Sequence[UUID] = (),
    kind: str = "",
    condition: str = "",
    phone: str = "",
    report_id: UUID | None = None,
    same_as: UUID | None = None,
    channel: str,
    happened_at: datetime,
    at: datetime,
) -> Answer:
    """Take a report in, and open its case or join one: 201 ``{report: {id, code}, case: …, joined, said}``.

    Everybody comes through here: grid workers, residents without account (``actor.is_public``), imports. The
    district is that of the place where one was found in ``actor.districts``, else the actor's own; it never
    changes afterwards. ``happened_at`` is already settled by our clock. ``same_as`` is the case that the sender says
    it is, as it was offered; where it cannot join it (ended meanwhile, not to be seen), a case of its own is opened
    and ``said`` tells why. A report that joins records ``case.join``; it moves no clock and asks for no look. Raises
    ``Missing`` for what the rules or the places turn down, also a ``condition`` that the kind has not, ``NotNow``
    (``kind_controlled``) for a kind that is not filed there at that hour, unless a resident tells it or it joins a
    case that is there, ``NotYours`` when the actor's posts do not report,
    ``NotFound`` for a photo that is not the sender's.
    """
    if not actor.is_public and not actor.may("report.make"):
        raise NotYours(
            "not_yours",
            Say(
                "您的岗位不能上报。请用居民页面，或请网格员代报。",
                "Your post does not report. Please use the residents' page.",
            ),
        )
    check_report(words, photos)
    payload = {
        "id": str(report_id) if report_id else None,
        "words": words,
        "place": dict(place or {}),
        "photos": [str(p) for p in photos],
        "kind": kind,
        "phone": phone,
        "happened_at": happened_at.isoformat() if channel == "import" else "",
    }
    payload |= ({"condition": condition} if condition else {}) | ({"same_as": str(same_as)} if same_as else {})
    district = actor.district
    post = next((held.post for held in actor.with_verb("report.make")), "")
    command = Command(district, actor.person, post, key, digest("case.report", payload), happened_at, at)

    def act(change: Change) -> Answer:
        saying = Saying(words, locate(place, district=district), photos, kind, condition, phone, report_id, channel)
        case, told, said = take_in(change, actor, saying, same_as=same_as)
        return Answer(201, {
            "report": {"id": str(told.id), "code": told.code}, "case": case_answer(case, actor, at=at),
            "joined": told.joined, "said": said.pair() if said else None,
        })  # fmt: skip

    return commit(command, act)


@dataclass(frozen=True)
class Saying:
    """What somebody says, its place found already; ``kind`` and ``condition`` are codes, empty while they are open."""

    words: str
    found: Located
    photos: Sequence[UUID] = ()
    kind: str = ""
    condition: str = ""
    phone: str = ""
    report_id: UUID | None = None
    channel: str = "worker"


def take_in(
    change: Change, actor: Actor, saying: Saying, *, same_as: UUID | None = None, count: int = 0
) -> tuple[Case, Report, Say | None]:
    """Write a report down with the case that it opens or joins, and why it did not join the one it named.

    ``count`` is the case's number among those of its day where the caller has taken it. Raises as ``report`` does.
    """
    district, happened_at, at = change.command.district, change.command.happened_at, change.command.recorded_at
    found, kind, channel = saying.found, saying.kind, saying.channel
    chosen = kind_named(kind, district) if kind else None
    flow = present_flow(district, chosen.flow if chosen else MATTERS.name)
    own = choose(chosen.conditions if chosen else (), saying.condition, "")
    there, why_not = _chosen(actor, same_as, district) if same_as else (None, None)
    if chosen and there is None and not actor.is_public and channel != "import":
        check_controls(controls_in(district), chosen.code, found.area, local_minute(happened_at))
    case_id, own_id = there.id if there else uuid7(at), saying.report_id or uuid7(at)
    subject = Subject("case", case_id)
    marks = _keep(change, subject, words=saying.words, found=found, phone=saying.phone)
    marks += attach_files(change, subject, actor.person, saying.photos, shows="before")
    told = Report(
        district=district, id=own_id, case=case_id, home=case_id, joined=there is not None, code=tracking_code(),
        author=actor.person, channel=channel, words=_mark_id(marks, "words"), place=_mark_id(marks, "place"),
        contact=_mark_id(marks, "contact"), happened_at=happened_at, created_at=at,
    )  # fmt: skip
    if there is not None:
        _join(change, there, actor, told, found=found, kind=kind, photos=len(saying.photos), marks=marks)
        return there, told, None
    case = new_case(
        district=district, case_id=case_id, found=found, flow=flow, kind=chosen, condition=own, channel=channel,
        reporter=actor.person, words=told.words, place=told.place, happened_at=happened_at, at=at, count=count,
    )  # fmt: skip
    if not actor.is_public and holds_now(actor, standing(case), settings.CODE_LENGTHS):
        case.seen_at = at
    facts = {
        "report": str(own_id), "number": case.number, "kind": kind, "area": case.area, "desk": case.desk,
        "channel": channel, "photos": len(saying.photos), "handed": case.seen_at is None,
    }  # fmt: skip
    facts |= ({"kind_edition": case.kind_edition} if case.kind_edition else {}) | ({"condition": own} if own else {})
    head = change.record(subject, "case.report", head=Head(), now=flow.first, facts=facts, content=tuple(marks))
    case.head_seq, case.head_hash = head.seq, head.hash
    change.write(case, new=True)
    change.write(told, new=True)
    return case, told, why_not


def _chosen(actor: Actor, same_as: UUID, district: str) -> tuple[Case | None, Say | None]:
    """The case under lock that a report may join, or why it may not. One that was merged stands for where it is now."""
    named = row_in_batch(Case, district, same_as) or case_named(district, str(same_as))
    last = final_case(named) if named else None
    if last is None:
        return None, not_joined(there=False, ended=False, offered=False)
    found = row_in_batch(Case, district, last.id) or Case.objects.select_for_update().get(district=district, id=last.id)
    why_not = not_joined(there=True, ended=found.ended_at is not None, offered=may_join(actor, found))
    return (None, why_not) if why_not else (found, None)


def _join(
    change: Change, case: Case, actor: Actor, told: Report, *, found: Located, kind: str, photos: int,
    marks: Sequence[ContentMark],
) -> None:  # fmt: skip
    """Write a report down as one more of a case under lock."""
    if not actor.is_public:
        case.tellers = tellers_after(str(case.reporter), str(PUBLIC), case.tellers, [str(actor.person)])
    facts: dict[str, Any] = {"report": str(told.id), "channel": told.channel, "photos": photos}
    facts |= {"reports": case.reports + 1, "area": found.area} | ({"kind": kind} if kind else {})
    note(change, case, "case.join", facts, marks, reports=case.reports + 1)
    change.write(told, new=True)


def _keep(change: Change, subject: Subject, *, words: str, found: Located, phone: str) -> list[ContentMark]:
    marks = []
    if words.strip():
        marks.append(change.keep(subject, "words", words.strip().encode()))
    if found.address or found.lat is not None:
        marks.append(change.keep(subject, "place", orjson.dumps(found.plain(), option=orjson.OPT_SORT_KEYS)))
    if phone:
        marks.append(change.keep(subject, "contact", read_phone(phone).encode()))
    return marks


def attach_files(
    change: Change, subject: Subject, author: UUID, ids: Sequence[UUID], *, shows: str = "other"
) -> list[ContentMark]:
    """Let the author's uploads belong to the subject; one content row a file, so that each can be erased alone.

    The row holds the file's own hash and the phone's mark of it, if any, so that the chain vouches for both.
    """
    if not ids:
        return []
    taken = [own for own in ids if (row := change.row(Upload, own)) is not None and row.subject]
    uploads = uploads_of(district=change.command.district, author=author, ids=ids, lock=True, taken=taken)
    attach(change, uploads, subject=str(subject), shows=shows)
    return [
        change.keep(
            subject,
            "file",
            orjson.dumps(
                {"id": str(u.id), "type": u.media_type, "sha256": u.sha256}
                | ({"mark": u.facts["mark"]} if "mark" in u.facts else {})
            ),
        )
        for u in sorted(uploads, key=lambda upload: ids.index(upload.id))
    ]


def _mark_id(marks: Sequence[ContentMark], field: str) -> UUID | None:
    return next((mark.id for mark in marks if mark.field == field), None)


def new_case(
    *,
    district: str,
    case_id: UUID,
    found: Located,
    flow: Flow,
    kind: KindFacts | None,
    condition: str = "",
    channel: str,
    reporter: UUID,
    words: UUID | None,
    place: UUID | None,
    happened_at: datetime,
    at: datetime,
    count: int = 0,
) -> Case:
    """The row of a case that begins: at the nearest desk that has people, with its number and its first clocks.

    ``words`` and ``place`` are content ids, ``count`` its number among those of the day where it was taken before.
    The caller records its first entry and writes it.
    """
    desk = _first_desk(found.area, at)
    turn = Turn(MATTERS.first, desk)
    clocks = opened(
        turn,
        limits=limits_for(_limit(kind, condition), flow),
        calendar=calendar_for_turn(turn, found.area),
        at=at,
    )
    return Case(
        district=district,
        id=case_id,
        number=case_number(district, today(at), count or take_numbers(district, today(at))),
        flow=flow.name,
        flow_version=flow.edition,
        state=flow.first,
        kind=kind.code if kind else "",
        kind_edition=kind.edition if kind else 0,
        condition=condition,
        area=found.area,
        located=found.known,
        lat=found.lat,
        lng=found.lng,
        cell=cell_of(found.lat, found.lng),
        desk=desk,
        channel=channel,
        reporter=reporter,
        words=words,
        place=place,
        clocks=clocks.plain(),
        clock_from=at,
        due_at=clocks.due_at,
        provisional=clocks.promise.provisional,
        look_at=next_look(clocks, at, calendar_of),
        happened_at=happened_at,
        created_at=at,
        changed_at=at,
        handed_at=at,
        handed_seq=1,
    )


def _limit(kind: KindFacts | None, condition: str) -> str:
    """The limit in words of a kind that has just been chosen, or of its condition."""
    own = kind.condition(condition) if kind else None
    return own.limit if own else kind.limit if kind else UNSORTED


def _first_desk(area: str, at: datetime) -> str:
    """The grid if somebody is its worker today, else the nearest level above that has people; the district at last."""
    steps = lineage(area)
    return staffed_area(steps, day=today(at)) or steps[-1]


def take_numbers(district: str, day: date, count: int = 1) -> int:
    """So many of the district's next numbers of a day; gives the last. Its row is held until commit, which orders
    intakes but no other move."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_daynumber (district, day, last) VALUES (%s, %s, %s) "
            "ON CONFLICT (district, day) DO UPDATE SET last = cases_daynumber.last + excluded.last RETURNING last",
            [district, day, count],
        )
        return int(cursor.fetchone()[0])
