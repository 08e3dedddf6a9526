"""Two cases of one matter become one and two again; a report that joined the wrong case gets its own.

Reports are re-pointed, nothing else: no entry, content or file goes elsewhere, and every reporter keeps the own code,
answer and rating. Not for use inside a batch, whose reports are not in the table yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings

from wangge.cases.actions.beside import Step
from wangge.cases.actions.intake import new_case
from wangge.cases.actions.noting import note
from wangge.cases.actions.timing import keep_clocks
from wangge.cases.models import Case, Report
from wangge.cases.queries import case_named, final_case, merged_below, standing
from wangge.cases.rules import MERGED, MERGING, Clocks, check_into, check_split, holds, may_see, tellers_after
from wangge.catalogue.queries import flow_for, kind_for, present_flow
from wangge.clock.queries import calendar_of
from wangge.core.ids import PUBLIC, uuid7
from wangge.core.refusals import NotYours, not_found, read_id
from wangge.core.words import Say
from wangge.files.actions import carry_over
from wangge.journal.actions import Change
from wangge.journal.queries import content_of, entry_saying, line_of
from wangge.journal.rules import ContentMark, Head, Subject
from wangge.places.queries import Located


def hold_both(district: str, case_id: UUID, facts: Mapping[str, Any]) -> None:
    """Keep both cases of a merging, or of taking apart, waiting for us; always in the order of their ids, so that two
    that want the same do not wait for each other."""
    own = Case.objects.filter(district=district, id=case_id).first()
    other = case_named(district, str(facts.get("into", ""))) if facts.get("into") else own and final_case(own)
    wanted = sorted({case_id, *([other.id] if other else [])})
    list(Case.objects.select_for_update().filter(district=district, id__in=wanted).order_by("id").values_list("id"))


def merge(change: Change, case: Case, step: Step) -> dict[str, Any]:
    """The reports of a case belong to another one from now on. Its clocks stand still and are judged by nothing.

    Raises ``NotFound`` for a case that the actor does not see, ``NotYours`` where the other one is nobody's of the
    actor's, and what ``rules.check_into`` raises.
    """
    other = case_named(case.district, str(step.facts["into"]))
    if other is None or not may_see(step.actor, standing(other)):
        raise not_found()
    state = flow_for(other.district, other.flow, other.flow_version).states[other.state]
    check_into(
        itself=other.id == case.id, ended=other.ended_at is not None,
        merged_into=final_case(other).number if other.into else "", state=state.say, number=other.number,
    )  # fmt: skip
    _check_stands(step, other)
    moved = Report.objects.filter(district=case.district, case=case.id).update(case=other.id)
    other.reports += moved
    other.tellers = tellers_after(str(other.reporter), str(PUBLIC), other.tellers, [str(case.reporter)], case.tellers)
    note(change, other, "case.absorb", {"case": str(case.id), "number": case.number, "reports": moved})
    case.into, case.before, case.reports, case.tellers = other.id, step.was.state, 0, []
    return {"into": str(other.id), "number": other.number, "reports": moved}


def _check_stands(step: Step, other: Case) -> None:
    """Whoever merges stands to the other case as the row wants it, too."""
    there = standing(other)
    for held in step.actor.with_verb(f"case.{step.row.verb}"):
        if any(holds(held, relation, there, settings.CODE_LENGTHS) for relation in step.row.by):
            return
    raise NotYours(
        "not_yours",
        Say(
            f"{other.number} 不归您这里管，不能并进去。请找管它的中心，或请上一级并案。",
            f"{other.number} is not yours to merge into. Ask the desk that holds it, or the level above.",
        ),
        number=other.number,
    )


def unmerge(change: Change, case: Case, step: Step) -> dict[str, Any]:
    """The reports that a merged case brought, with those of cases merged into it before, belong to it again."""
    other = final_case(case)
    homes = [case.id, *merged_below(case)]
    moved = Report.objects.filter(district=case.district, case=other.id, home__in=homes).update(case=case.id)
    case.into, case.before, case.reports, case.tellers = None, "", moved, _tellers_of(case)
    note(
        change, other, "case.let_go", {"case": str(case.id), "number": case.number, "reports": moved},
        reports=other.reports - moved, tellers=_tellers_of(other),
    )  # fmt: skip
    return {"from": str(other.id), "number": other.number, "reports": moved}


def _tellers_of(case: Case) -> list[str]:
    rows = Report.objects.filter(district=case.district, case=case.id).exclude(author=PUBLIC)
    authors = [str(author) for author in rows.order_by("author").values_list("author", flat=True).distinct()]
    return tellers_after(str(case.reporter), str(PUBLIC), authors)


def running_on(case: Case, clocks: Clocks, *, at: datetime) -> None:
    """The clocks of a case that was merged stand still from then on, and go on where it is taken apart: what lies
    between counts for nothing. What a calendar has become meanwhile holds for what is left."""
    if case.state == MERGED:
        case.ended_at, case.on_time = at, None
        kept = clocks.held(at, MERGING, calendar_of)
    else:
        case.ended_at, kept = None, clocks.gone_on(at, calendar_of)
        for code in {run.calendar for run in kept.runs if run.open}:
            kept = kept.by(calendar_of(code))
    keep_clocks(case, kept, at=at)


def split(change: Change, case: Case, step: Step) -> dict[str, Any]:
    """A report that joined gets a case of its own: with its words, place and files, of the same kind, just reported.

    Its clock starts now, because nobody could see to it alone before; when it happened is what its reporter said.
    Raises ``NotFound`` for a report of another case and what ``rules.check_split`` raises.
    """
    report = Report.objects.select_for_update().filter(district=case.district, case=case.id).filter(
        id=read_id(step.facts["report"])
    ).first()  # fmt: skip
    if report is None:
        raise not_found()
    own = report.home == case.id
    came_with = "" if own else Case.objects.get(district=case.district, id=report.home).number
    check_split(own=own, joined=report.joined, came_with=came_with)
    joined = entry_saying(case.district, Subject("case", case.id), "case.join", report=str(report.id))
    if joined is None:
        raise not_found()
    marks = line_of(joined).content
    made = _case_of(change, case, report, marks, joined.facts["area"])
    carry_over(case.district, _files(case.district, marks), subject=f"case:{made.id}")
    report.case, report.home, report.joined = made.id, made.id, False
    change.write(report)
    case.reports -= 1
    case.tellers = _tellers_of(case)
    return {"report": str(report.id), "case": str(made.id), "number": made.number}


def _files(district: str, marks: Sequence[ContentMark]) -> list[UUID]:
    bodies = content_of(district, [mark.id for mark in marks if mark.field == "file"])
    return [UUID(orjson.loads(body)["id"]) for body in bodies.values() if body is not None]


def _case_of(change: Change, case: Case, report: Report, marks: Sequence[ContentMark], told_area: str) -> Case:
    """The new case of a report, with its first entry."""
    at = change.command.recorded_at
    flow = present_flow(case.district, case.flow)
    made = new_case(
        district=case.district, case_id=uuid7(at), found=_place_of(case, report, told_area), flow=flow,
        kind=kind_for(case.district, case.kind, case.kind_edition) if case.kind else None, channel=report.channel,
        reporter=report.author, words=report.words, place=report.place, happened_at=report.happened_at, at=at,
    )  # fmt: skip
    facts = {
        "report": str(report.id), "number": made.number, "kind": made.kind, "area": made.area, "desk": made.desk,
        "channel": made.channel, "photos": sum(mark.field == "file" for mark in marks), "handed": True,
        "split_from": str(case.id),
    } | ({"kind_edition": made.kind_edition} if made.kind_edition else {})  # fmt: skip
    head = change.record(
        Subject("case", made.id), "case.report", head=Head(), now=flow.first, facts=facts, content=tuple(marks)
    )
    made.head_seq, made.head_hash = head.seq, head.hash
    change.write(made, new=True)
    return made


def _place_of(case: Case, report: Report, area: str) -> Located:
    """Where the report said it is, without the point where that was erased; the case's area where it led to none."""
    body = content_of(case.district, [report.place]).get(report.place) if report.place else None
    said = orjson.loads(body) if body is not None else {}
    known = len(area) > settings.CODE_LENGTHS["street"]
    if not known and "lat" not in said:
        return Located(case.area, address=said.get("address", ""), known=case.located)
    found = Located(area, address=said.get("address", ""), known=known)
    return replace(found, lat=float(said["lat"]), lng=float(said["lng"])) if "lat" in said else found
