"""A case, its entries and its reports as JSON values: what the API hands out and receipts keep."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings

from wangge.cases.models import Case, Report
from wangge.cases.queries.access import is_unseen_late, standing
from wangge.cases.queries.timing import calendar_for_turn, limit_of_case, stage_answer, turn_of
from wangge.cases.rules import NEVER, allowed, holder_relations
from wangge.catalogue.queries import condition_for, flow_for, kind_for, kind_name
from wangge.catalogue.rules import Row
from wangge.clock.rules import due, read_limit
from wangge.core.sealing import mask_phone
from wangge.core.words import Say
from wangge.journal.queries import Entry, content_of
from wangge.orgs.queries import holders, names_of, today, unit_names
from wangge.orgs.rules import POSTS, Actor
from wangge.places.queries import full_name
from wangge.places.rules import level_of

MOST_ABSORBED = 50


def moment(value: datetime | None) -> str | None:
    """RFC 3339 with offset, or None."""
    return value.isoformat() if value else None


def in_short(case: Case, said: tuple[str, str]) -> dict[str, Any]:
    """A case where something else is told and it stands beside: ``said`` are its opening words and its address."""
    return {
        "case": str(case.id),
        "number": case.number,
        "kind": kind_name(case.kind),
        "words": said[0],
        "address": said[1],
        "area": {"code": case.area, "name": full_name(case.area)},
    }


def case_answer(case: Case, actor: Actor, *, at: datetime) -> dict[str, Any]:
    """The case with its owner and its ``allowed`` moves. No statement: names come from the process."""
    flow = flow_for(case.district, case.flow, case.flow_version)
    state = flow.states[case.state]
    return {
        "id": str(case.id),
        "number": case.number,
        "flow": case.flow,
        "edition": case.flow_version,
        "state": case.state,
        "state_label": state.say.pair(),
        "quarter": state.quarter,
        "marks": case.marks,
        "refusals": case.refusals,
        "kind": kind_name(case.kind),
        "condition": condition_answer(case),
        "area": {"code": case.area, "name": full_name(case.area)},
        "grid": case.area if len(case.area) == settings.CODE_LENGTHS["grid"] else None,
        "located": case.located,
        "point": {"lat": case.lat, "lng": case.lng} if case.lat is not None else None,
        "owner": owner_of(case),
        "channel": case.channel,
        "report_count": case.reports,
        "into": str(case.into) if case.into else None,
        "clock_from": moment(case.clock_from),
        "due_at": moment(shown_due(case)),
        "provisional": case.provisional,
        "stopped": not state.end and shown_due(case) is None,
        "overdue": not state.end and case.due_at < at,
        "stage": stage_answer(case),
        "unseen": is_unseen_late(case, at=at),
        "happened_at": moment(case.happened_at),
        "created_at": moment(case.created_at),
        "changed_at": moment(case.changed_at),
        "seen_at": moment(case.seen_at),
        "ended_at": moment(case.ended_at),
        "on_time": case.on_time,
        "closes_at": moment(case.close_at),
        "doubted_at": moment(case.doubted_at),
        "version": case.head_seq,
        "allowed": moves_answer(allowed(actor, flow, standing(case), settings.CODE_LENGTHS), case, at=at),
    }


def condition_answer(case: Case) -> dict[str, Any] | None:
    """The filing condition of a case: what it is, and when the case may be closed; None while none is chosen."""
    found = condition_for(case.district, case.kind, case.kind_edition, case.condition)
    if found is None:
        return None
    return {"code": found.code, "name": found.say.pair(), "closing": found.closing.pair()}


def _choices(rows: tuple[Row, ...], case: Case) -> tuple[tuple[str, Say], ...]:
    """The conditions of the case's kind where one of the rows may carry one."""
    takes = any(row.takes("condition") for row in rows)
    kind = kind_for(case.district, case.kind, case.kind_edition) if takes else None
    return tuple((condition.code, condition.say) for condition in kind.conditions) if kind else ()


def shown_due(case: Case) -> datetime | None:
    """The due time that people see; None while the clock stands still."""
    return case.due_at if case.due_at < NEVER else None


def owner_of(case: Case) -> dict[str, Any]:
    """Who has the case: the unit it was dispatched to, else the level that holds it."""
    if case.unit is not None:
        return {"type": "unit", "id": str(case.unit), "name": unit_names().get(case.unit, "")}
    level = level_of(case.desk, settings.CODE_LENGTHS)
    return {"type": level, "id": case.desk, "name": full_name(case.desk)}


@lru_cache(maxsize=4000)
def _asked_for(
    rows: tuple[Row, ...], kind_known: bool, place_known: bool, conditions: tuple[tuple[str, Say], ...]
) -> tuple[dict[str, Any], ...]:
    """What stands of moves whatever the case is; made once, so whoever gets it changes nothing in it."""
    return tuple(
        {
            "verb": row.verb,
            "label": row.say.pair(),
            "needs": row.schema(
                kind_known=kind_known,
                place_known=place_known,
                conditions=conditions if row.takes("condition") else (),
            ),
        }
        for row in rows
    )


def moves_answer(rows: tuple[Row, ...], case: Case, *, at: datetime) -> list[dict[str, Any]]:
    """Allowed moves: verb, label, JSON Schema of what each needs, and the due time where it starts the clock."""
    found = list(_asked_for(rows, bool(case.kind), case.located, _choices(rows, case)))
    for n, row in enumerate(rows):
        if row.clock == "start":
            calendar = calendar_for_turn(turn_of(case), case.area)
            found[n] = found[n] | {"due_at": moment(due(at, read_limit(limit_of_case(case)), calendar).at)}
    return found


def people_of(case: Case, *, at: datetime) -> list[dict[str, Any]]:
    """Whose turn it is: people of its unit, of the grid that checks, or of its desk and grid. One statement."""
    day = today(at)
    turn = holder_relations(case.state, case.unit, case.checker)
    if turn == ("unit",):
        found = holders(units=[case.unit] if case.unit else [], day=day)
    else:
        areas = {"grid": {case.area}, "community": {case.checker}}.get(turn[0], {case.desk, case.area})
        found = holders(areas=areas, day=day)
    return [
        {
            "id": str(g.person_id),
            "name": g.person.name,
            "post": g.post,
            "label": POSTS[g.post].say.pair(),
            "area": g.area,
        }
        for g in found
        if "case.remark" in POSTS[g.post].verbs
    ]


def opening_words(cases: Sequence[Case]) -> dict[UUID, tuple[str, str]]:
    """What was said first and where, by case id; one statement for a whole page of one district."""
    by_district: dict[str, list[UUID]] = {}
    for case in cases:
        by_district.setdefault(case.district, []).extend(c for c in (case.words, case.place) if c)
    bodies: dict[UUID, bytes | None] = {}
    for district, ids in by_district.items():
        bodies |= content_of(district, ids)
    result = {}
    for case in cases:
        words = bodies.get(case.words) if case.words else None
        place = bodies.get(case.place) if case.place else None
        address = orjson.loads(place).get("address", "") if place else ""
        result[case.id] = ((words or b"").decode(), address)
    return result


def entry_answers(entries: Sequence[Entry], actor: Actor) -> list[dict[str, Any]]:
    """Entries with their content joined under the reader's rights. Three statements, however many entries."""
    bodies: dict[UUID, bytes | None] = {}
    for district in {e.district for e in entries}:
        bodies |= content_of(district, [UUID(m["id"]) for e in entries if e.district == district for m in e.content])
    names = names_of({e.actor for e in entries})
    return [_entry_answer(e, bodies, names, actor) for e in entries]


def _entry_answer(
    entry: Entry, bodies: dict[UUID, bytes | None], names: dict[UUID, str], actor: Actor
) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "subject": f"{entry.subject_kind}:{entry.subject_id}",
        "seq": entry.seq,
        "verb": entry.verb,
        "actor": {
            "id": str(entry.actor),
            "name": names.get(entry.actor, ""),
            "post": POSTS[entry.post].say.pair() if entry.post in POSTS else None,
        },
        "was": entry.was,
        "now": entry.now,
        "happened_at": moment(entry.happened_at),
        "recorded_at": moment(entry.recorded_at),
        "facts": entry.facts,
        "words": None,
        "reply": None,
        "place": None,
        "contact": None,
        "files": [],
        "erased": [],
    }
    for mark in entry.content:
        body = bodies.get(UUID(mark["id"]))
        if body is None:
            answer["erased"].append(mark["field"])
        elif mark["field"] == "file":
            file = orjson.loads(body)
            answer["files"].append({name: file[name] for name in ("id", "type", "sha256")})
        elif mark["field"] == "contact":
            answer["contact"] = mask_phone(body.decode()) if actor.may("content.see") else None
        elif mark["field"] == "place":
            answer["place"] = orjson.loads(body)
        elif mark["field"] == "public_words":
            answer["words"] = body.decode()
        elif mark["field"] == "opinion":
            answer["words"] = body.decode() if actor.may("case.supervise") else None
        else:
            answer[mark["field"]] = body.decode()
    return answer


def report_answers(reports: Sequence[Report], actor: Actor) -> list[dict[str, Any]]:
    """Reports of a case. The tracking code goes to the one who made the report only."""
    return [
        {
            "id": str(r.id),
            "code": r.code if r.author == actor.person else None,
            "channel": r.channel,
            "happened_at": moment(r.happened_at),
            "has_contact": r.contact is not None,
            "joined": r.joined,
        }
        for r in reports
    ]


def told_answers(case: Case, reports: Sequence[Report], actor: Actor) -> list[dict[str, Any]]:
    """Some reports of a case with what each of them said, under the reader's rights: telephone numbers are masked, and
    shown to those only who may open them. Two statements."""
    contents = [content for r in reports for content in (r.words, r.place, r.contact) if content]
    bodies = content_of(case.district, contents)
    homes = {r.home for r in reports if r.home != case.id}
    rows = Case.objects.filter(district=case.district, id__in=homes).values_list("id", "number") if homes else ()
    numbers = dict(rows)

    def said(content: UUID | None) -> str | None:
        body = bodies.get(content) if content else None
        return body.decode() if body is not None else None

    found = []
    for own, r in zip(report_answers(reports, actor), reports, strict=True):
        place, contact = said(r.place), said(r.contact)
        found.append(
            own
            | {
                "created_at": moment(r.created_at),
                "words": said(r.words),
                "address": orjson.loads(place).get("address", "") if place else None,
                "contact": mask_phone(contact) if contact and actor.may("content.see") else None,
                "rated": r.rated_at is not None,
                "came_with": {"id": str(r.home), "number": numbers[r.home]} if r.home in numbers else None,
            }
        )
    return found


def merged_answers(case: Case) -> dict[str, Any]:
    """The case that a merged one went into, and those that went into this one, the last first. One statement."""
    row = {"district": case.district}
    if case.into is not None:
        number = Case.objects.values_list("number", flat=True).get(**row, id=case.into)
        return {"merged_into": {"id": str(case.into), "number": number}, "absorbed": []}
    into = Case.objects.filter(**row, into=case.id).order_by("-ended_at", "id")
    absorbed = [
        {"id": str(found.id), "number": found.number, "merged_at": moment(found.ended_at)}
        for found in into[:MOST_ABSORBED]
    ]
    return {"merged_into": None, "absorbed": absorbed}
