"""What a move means for those beside the lead: tasks are given, ended and taken back; refusals count; rulings stay."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings

from wangge.cases.models import Case, Precedent, Task
from wangge.cases.queries import calendar_for_unit, limit_of_case, unseen_parts
from wangge.cases.rules import (
    CO,
    FULFILS,
    GIVES,
    JOINT_STATES,
    WITHDRAWN,
    Part,
    check_units,
    clocks_of,
    limit_to_arrive,
    marks_after,
    newly_asked,
    open_parts,
    parts_of,
    refused_after,
    task_begun,
    task_ended,
)
from wangge.catalogue.queries import flow_for
from wangge.catalogue.rules import Row
from wangge.core.ids import uuid7
from wangge.core.refusals import Missing, NotNow
from wangge.core.words import Say
from wangge.journal.actions import Change
from wangge.journal.rules import ContentMark, Subject
from wangge.orgs.queries import unit_names, units_named
from wangge.orgs.rules import Actor, Held
from wangge.places.queries import read_point
from wangge.places.rules import metres_between


def settle_parts(
    change: Change,
    case: Case,
    row: Row,
    held: Held | None,
    actor: Actor,
    facts: Mapping[str, Any],
    marks: list[ContentMark],
    recorded: dict[str, Any],
) -> None:
    """Carry out what a move by ``row`` means for tasks, refusals, marks and precedents; before the stage clocks move.

    ``case`` has its new unit and desk, not yet its new state. ``marks`` and ``recorded`` are what the entry will hold;
    an arrival adds its point to ``marks``. Raises what the rules of joint handling raise, and ``NotFound`` for a unit
    that there is not.
    """
    at = change.command.recorded_at
    refusals = refused_after(row, case.refusals)
    if refusals > case.refusals:
        recorded["refusals"] = refusals
    case.refusals = refusals
    ends = flow_for(case.district, case.flow, case.flow_version).ends
    case.marks = marks_after(row, case.marks, ended=row.end in ends)
    if row.verb == "designate" and case.unit is not None:
        _keep_precedent(change, case, case.unit, marks, at)
    mark_seen(change, case, actor, at)
    if row.verb in GIVES and held is not None:
        _give(change, case, row, held, facts, marks, recorded)
    elif row.verb in FULFILS and not row.moves and held is not None:
        _fulfil(change, case, row, held, facts, marks, recorded)
    elif row.verb == "withdraw":
        _withdraw_named(change, case, facts, recorded)
    left = _parts(case)
    if row.end in JOINT_STATES:
        left = tuple(open_parts(left, role=CO, units=[case.unit])) if row.moves == "unit" and case.unit else ()
    _withdraw(change, case, open_parts(left), recorded)


def mark_seen(change: Change, case: Case, actor: Actor, at: datetime) -> list[Part]:
    """Somebody of a unit looks, or acts: the unit has seen its open tasks. Returns those that it had not."""
    found = unseen_parts(case, actor)
    for part in found:
        _alter(change, case, part, seen=True, columns={"seen_at": at})
    return found


def _parts(case: Case) -> tuple[Part, ...]:
    return parts_of(case.parts, unit_names()) if case.parts else ()


def _alter(change: Change, case: Case, part: Part, *, columns: Mapping[str, Any], **values: Any) -> None:
    """Change a task in its own row and in that of its case."""
    task = change.row(Task, part.task) or Task.objects.get(district=case.district, id=part.task)
    for name, value in columns.items():
        setattr(task, name, value)
    change.write(task)
    now = replace(part, **values)
    case.parts = [now.plain() if UUID(said["task"]) == part.task else said for said in case.parts]


def _give(
    change: Change, case: Case, row: Row, held: Held, facts: Mapping[str, Any], marks: Sequence[ContentMark],
    recorded: dict[str, Any],
) -> None:  # fmt: skip
    at, role = change.command.recorded_at, GIVES[row.verb]
    names = [str(name) for name in facts["units"]]
    check_units(names)
    limit = limit_of_case(case) if role == CO else limit_to_arrive(facts.get("limit_minutes"))
    asked = [unit.id for unit in units_named(case.district, names)]
    clocks, given = clocks_of(case.clocks), []
    for unit in newly_asked(asked, _parts(case), role=role, lead=case.unit):
        task = Task(
            district=case.district, id=uuid7(at), case=case.id, unit=unit, role=role, given_at=at, given_by=held.area,
            given_seq=case.head_seq + 1, asked=next((m.id for m in marks if m.field == "words"), None),
        )  # fmt: skip
        change.write(task, new=True)
        case.parts = [*case.parts, Part(task.id, unit, role).plain()]
        clocks = task_begun(clocks, role, unit, limit, calendar_for_unit(unit, case.area), at)
        given.append({"id": str(task.id), "unit": str(unit), "role": role})
    case.clocks = clocks.plain()
    recorded["tasks"] = given


def _fulfil(
    change: Change, case: Case, row: Row, held: Held, facts: Mapping[str, Any], marks: list[ContentMark],
    recorded: dict[str, Any],
) -> None:  # fmt: skip
    role, state = FULFILS[row.verb]
    part = open_parts(_parts(case), role=role, units=[held.unit] if held.unit else [])[0]
    columns: dict[str, Any] = {"said": next((m.id for m in marks if m.field == "words"), None)}
    if row.own_place:
        columns |= _stood(change, case, facts["place"], marks)
        if columns["metres"] is not None:
            recorded["metres"] = columns["metres"]
    recorded |= {"unit": str(part.unit), "task": str(part.task)}
    _end(change, case, part, state, judged=state != "objected", columns=columns)


def _end(
    change: Change, case: Case, part: Part, state: str, *, judged: bool, columns: Mapping[str, Any] | None = None
) -> None:
    """A task and its clock come to an end: judged by when it happened where the unit did its part."""
    moment = change.command.happened_at if judged else change.command.recorded_at
    _alter(change, case, part, state=state, columns={"state": state, "done_at": moment} | dict(columns or {}))
    case.clocks = task_ended(clocks_of(case.clocks), part.role, part.unit, moment, judged=judged).plain()


def _withdraw_named(change: Change, case: Case, facts: Mapping[str, Any], recorded: dict[str, Any]) -> None:
    names = [str(name) for name in facts["units"]]
    check_units(names)
    found = open_parts(_parts(case), units=[unit.id for unit in units_named(case.district, names)])
    if not found:
        raise NotNow(
            "nobody_asked",
            Say(
                "选中的部门没有未完的任务，不用撤回。",
                "None of these units has an open task; nothing is to be withdrawn.",
            ),
        )
    _withdraw(change, case, found, recorded)


def _withdraw(change: Change, case: Case, parts: Sequence[Part], recorded: dict[str, Any]) -> None:
    """Take tasks back: their clocks end without being judged."""
    for part in parts:
        _end(change, case, part, WITHDRAWN, judged=False)
    if parts:
        recorded["withdrawn"] = [{"id": str(part.task), "unit": str(part.unit)} for part in parts]


def _stood(change: Change, case: Case, place: Mapping[str, Any], marks: list[ContentMark]) -> dict[str, Any]:
    """Where somebody stood and how far that is from the case's point; the point is kept as content."""
    lat, lng = stood_at(place)
    marks.append(keep_point(change, case, lat, lng))
    known = case.lat is not None and case.lng is not None
    metres = round(metres_between(case.lat, case.lng, lat, lng)) if known else None  # type: ignore[arg-type]
    return {"lat": lat, "lng": lng, "metres": metres, "happened_at": change.command.happened_at}


def stood_at(place: Mapping[str, Any]) -> tuple[float, float]:
    """Degrees in WGS-84. Raises ``Missing`` (``point_missing``, or as ``read_point``)."""
    if place.get("lat") is None or place.get("lng") is None:
        raise Missing(
            "point_missing",
            Say(
                "到场要带上位置。请打开手机定位再提交，或填经纬度。",
                "An arrival needs a position. Turn the phone's positioning on, or give latitude and longitude.",
            ),
        )
    return read_point(place["lat"], place["lng"], place.get("datum") or "wgs84")


def keep_point(change: Change, case: Case, lat: float, lng: float) -> ContentMark:
    """A point as content of the case, so that it can be erased."""
    body = {"area": case.area, "address": "", "lat": f"{lat:.6f}", "lng": f"{lng:.6f}"}
    return change.keep(Subject("case", case.id), "place", orjson.dumps(body, option=orjson.OPT_SORT_KEYS))


def _keep_precedent(change: Change, case: Case, unit: UUID, marks: Sequence[ContentMark], at: datetime) -> None:
    street = case.area[: settings.CODE_LENGTHS["street"]]
    ruling = next((m.id for m in marks if m.field == "words"), None)
    made = Precedent(
        district=case.district, id=uuid7(at), kind=case.kind, area=street, unit=unit, ruling=ruling,
        case=case.id, made_at=at,
    )  # fmt: skip
    change.write(made, new=True)
