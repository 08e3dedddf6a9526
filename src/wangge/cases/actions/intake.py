"""Intake: what somebody says becomes a report, and a first report opens a case."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db import connection

from wangge.cases.models import Case, Report
from wangge.cases.queries import calendar_for_turn, case_answer, limits_for, standing
from wangge.cases.rules import Turn, case_number, check_report, holds_now, next_look, opened
from wangge.catalogue.queries import UNSORTED, KindFacts, controls_in, kind_named, local_minute, present_flow
from wangge.catalogue.rules import MATTERS, Flow, check_controls, choose
from wangge.clock.queries import calendar_of
from wangge.core.ids import tracking_code, uuid7
from wangge.core.phones import read_phone
from wangge.core.refusals import NotYours
from wangge.core.words import Say
from wangge.files.actions import attach
from wangge.files.queries import uploads_of
from wangge.journal.actions import Answer, Change, Command, commit
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
    channel: str,
    happened_at: datetime,
    at: datetime,
) -> Answer:
    """Take a report in and open its case: 201 ``{report: {id, code}, case: …}``.

    Everybody comes through here: grid workers, residents without account (``actor.is_public``), imports. The
    district is that of the place where one was found in ``actor.districts``, else the actor's own; it never
    changes afterwards. ``happened_at`` is already settled by our clock. Raises ``Missing`` for what the rules or the
    places turn down, also a ``condition`` that the kind has not, ``NotNow`` (``kind_controlled``) for a kind that is
    not filed there at that hour, unless a resident tells it, ``NotYours`` when the actor's posts do not report,
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
    } | ({"condition": condition} if condition else {})
    district = actor.district
    post = next((held.post for held in actor.with_verb("report.make")), "")
    command = Command(district, actor.person, post, key, digest("case.report", payload), happened_at, at)

    def act(change: Change) -> Answer:
        chosen = kind_named(kind, district) if kind else None
        flow = present_flow(district, chosen.flow if chosen else MATTERS.name)
        own = choose(chosen.conditions if chosen else (), condition, "")
        found = locate(place, district=district)
        if chosen and not actor.is_public and channel != "import":
            check_controls(controls_in(district), chosen.code, found.area, local_minute(happened_at))
        case_id, own_id = uuid7(at), report_id or uuid7(at)
        subject = Subject("case", case_id)
        marks = _keep(change, subject, words=words, found=found, phone=phone)
        marks += attach_files(change, subject, actor.person, photos, shows="before")
        case = _new_case(
            district=district, case_id=case_id, found=found, flow=flow, kind=chosen, condition=own, channel=channel,
            reporter=actor.person, marks=marks, happened_at=happened_at, at=at,
        )  # fmt: skip
        told = Report(
            district=district,
            id=own_id,
            case=case_id,
            code=tracking_code(),
            author=actor.person,
            channel=channel,
            words=_mark_id(marks, "words"),
            place=_mark_id(marks, "place"),
            contact=_mark_id(marks, "contact"),
            happened_at=happened_at,
            created_at=at,
        )
        if not actor.is_public and holds_now(actor, standing(case), settings.CODE_LENGTHS):
            case.seen_at = at
        head = change.record(
            subject,
            "case.report",
            head=Head(),
            now=flow.first,
            facts={
                "report": str(own_id),
                "number": case.number,
                "kind": kind,
                "area": case.area,
                "desk": case.desk,
                "channel": channel,
                "photos": len(photos),
                "handed": case.seen_at is None,
            }
            | ({"kind_edition": case.kind_edition} if case.kind_edition else {})
            | ({"condition": own} if own else {}),
            content=tuple(marks),
        )
        case.head_seq, case.head_hash = head.seq, head.hash
        change.write(case, new=True)
        change.write(told, new=True)
        return Answer(201, {"report": {"id": str(own_id), "code": told.code}, "case": case_answer(case, actor, at=at)})

    return commit(command, act)


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
    uploads = uploads_of(district=change.command.district, author=author, ids=ids)
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


def _new_case(
    *,
    district: str,
    case_id: UUID,
    found: Located,
    flow: Flow,
    kind: KindFacts | None,
    condition: str,
    channel: str,
    reporter: UUID,
    marks: Sequence[ContentMark],
    happened_at: datetime,
    at: datetime,
) -> Case:
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
        number=case_number(district, today(at), _next_of_day(district, at)),
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
        desk=desk,
        channel=channel,
        reporter=reporter,
        words=_mark_id(marks, "words"),
        place=_mark_id(marks, "place"),
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


def _next_of_day(district: str, at: datetime) -> int:
    """The district's next number today. Its row is held until commit, which orders intakes but no other move."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_daynumber (district, day, last) VALUES (%s, %s, 1) "
            "ON CONFLICT (district, day) DO UPDATE SET last = cases_daynumber.last + 1 RETURNING last",
            [district, today(at)],
        )
        return int(cursor.fetchone()[0])
