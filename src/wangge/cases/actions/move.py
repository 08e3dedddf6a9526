"""Moves: one action for every verb of the flow table. The table decides; this carries it out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings

from wangge.cases.actions.beside import Step
from wangge.cases.actions.filing import check_shown, flow_of_kind, kind_given, settle_kind
from wangge.cases.actions.following import follow_rule
from wangge.cases.actions.hands import pass_through
from wangge.cases.actions.intake import attach_files
from wangge.cases.actions.joint import keep_point, mark_seen, settle_parts, stood_at
from wangge.cases.actions.merging import hold_both, merge, running_on, split, unmerge
from wangge.cases.actions.noting import end_of, note
from wangge.cases.actions.orders import answer, supervise
from wangge.cases.actions.requests import ask, decide_request, go_on, let_lapse, wait, waited_for
from wangge.cases.actions.timing import keep_clocks
from wangge.cases.models import Case
from wangge.cases.queries import (
    calendar_for_turn,
    case_answer,
    case_for,
    limit_of_case,
    limits_for,
    standing,
    turn_of,
    wants_look,
)
from wangge.cases.rules import (
    MERGED,
    VERIFY,
    Standing,
    Turn,
    cell_of,
    check_facts,
    check_in_one_go,
    check_kind,
    check_words,
    decide,
    hands_over,
    holds_now,
    may_be_kept_aside,
    may_see,
    next_desk,
    next_sender,
    picture_shows,
)
from wangge.catalogue.queries import flow_for, present_flow
from wangge.catalogue.rules import CHOICES, Flow, Row
from wangge.clock.queries import calendar_of
from wangge.core.refusals import Missing, NotNow, Refused, read_id
from wangge.core.words import Say
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import ContentMark, Subject, digest
from wangge.orgs.queries import grants_on, today, unit_named
from wangge.orgs.rules import Actor, Held
from wangge.places.queries import Located, area_exists, locate

FACT_NAMES = (
    "words",
    "reply",
    "photos",
    "unit",
    "instead",
    "kind",
    "condition",
    "place",
    "area",
    "units",
    "limit_minutes",
    "sort",
    "review_on",
    "limit",
    "request",
    "into",
    "report",
    *CHOICES,
)

TOO_LATE = frozenset({"not_now", "not_yours", "not_found", "flow_settled", "kind_unsuited", "seen_there"})
"""Refusals that a fact from the field may meet because the case has moved on meanwhile."""
BESIDE = {
    "ask": ask, "support": decide_request, "grant": decide_request, "refuse": decide_request, "wait": wait,
    "go_on": go_on, "supervise": supervise, "answer": answer, "merge": merge, "unmerge": unmerge, "split": split,
}  # fmt: skip
"""What verbs bring about beside the state of the case: requests, stops, orders, and what another case has by it."""


def move(
    *,
    actor: Actor,
    case_id: UUID,
    verb: str,
    facts: Mapping[str, Any],
    then: Sequence[tuple[str, Mapping[str, Any]]] = (),
    key: str,
    happened_at: datetime,
    at: datetime,
) -> Answer:
    """Make a move, and ``then`` steps that follow at once (verb and facts): 200 and the case after them, all or none.

    Each step is decided on the case as the one before it has left it, and is an entry of its own. A fact from the field
    is never thrown away: a move that comes too late, because the case moved on after it happened, is answered 202 with
    ``kept_aside`` and its words and photos are kept as a remark; of several steps nothing is kept. Raises
    ``NotFound``, ``NotYours``, ``NotNow``, ``Missing`` as ``cases.rules.decide``, ``check_facts`` and
    ``check_in_one_go`` say.
    """
    steps = [(verb, _given(facts)), *((following, _given(more)) for following, more in then)]
    check_in_one_go([step for step, _ in steps])
    given = steps[0][1]
    district = actor.district if len(actor.districts) == 1 else case_for(actor, case_id).district
    payload = {"case": str(case_id), "verb": verb, "facts": given} | ({"then": steps[1:]} if then else {})
    post = next((held.post for held in actor.with_verb(f"case.{verb}")), "")
    command = Command(district, actor.person, post, key, digest("case.move", payload), happened_at, at)
    try:
        return commit(command, lambda change: _carry_out(change, actor, case_id, steps))
    except Refused as refusal:
        late = refusal
        case = _open_then(actor, case_id, verb, district, happened_at)
        if (
            late.code not in TOO_LATE
            or then
            or case is None
            or not may_be_kept_aside(happened_at=happened_at, changed_at=case.changed_at, facts=given)
        ):
            raise
    return commit(command, lambda change: _keep_aside(change, actor, case_id, verb, given, late))


def _open_then(actor: Actor, case_id: UUID, verb: str, district: str, happened_at: datetime) -> Case | None:
    """The case, if the actor saw it and held a post with the verb when the fact happened: it keeps those rights."""
    case = Case.objects.filter(district=district, id=case_id).first()
    then = replace(actor, grants=grants_on(actor.person, today(happened_at)))
    return case if case is not None and then.may(f"case.{verb}") and may_see(then, standing(case)) else None


def _given(facts: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: facts[name] for name in FACT_NAMES if facts.get(name)}
    for text in ("words", "reply"):
        check_words(str(given.get(text, "")))
    return given


def _carry_out(change: Change, actor: Actor, case_id: UUID, steps: Sequence[tuple[str, Mapping[str, Any]]]) -> Answer:
    verb, facts = steps[0]
    if verb in ("merge", "unmerge"):
        hold_both(change.command.district, case_id, facts)
    case = case_for(actor, case_id, lock=True)
    for verb, facts in steps:
        carry_out(change, actor, case, verb, facts)
    return Answer(200, case_answer(case, actor, at=change.command.recorded_at))


def carry_out(change: Change, actor: Actor, case: Case, verb: str, facts: Mapping[str, Any]) -> None:
    """Make a move on a case under lock, if the table allows it. Raises as ``move`` does."""
    was = standing(case)
    flow = flow_for(case.district, case.flow, case.flow_version)
    row, held = decide(actor, flow, was, verb, settings.CODE_LENGTHS)
    if facts.get("kind") and row.takes("kind"):
        flow = flow_of_kind(case, was, flow, kind_given(case, facts).flow)
        if flow.name != case.flow:
            row, held = decide(actor, flow, replace(was, kind=""), verb, settings.CODE_LENGTHS)
        check_kind(row, was, str(facts["kind"]))
    check_facts(row, was, facts)
    make(change, actor, case, flow, row, held, facts)


def make(
    change: Change, actor: Actor, case: Case, flow: Flow, row: Row, held: Held | None, facts: Mapping[str, Any],
    *, also: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Carry out a row that is allowed on a case under lock. ``held`` is None for whoever needs no post, ``also`` is
    what the entry holds besides."""
    lengths = settings.CODE_LENGTHS
    was = standing(case)
    subject = Subject("case", case.id)
    at, happened_at = change.command.recorded_at, change.command.happened_at
    recorded = _go_over(case, flow, row) | dict(also or {})
    given = {name: value for name, value in facts.items() if name in ("words", "photos") or row.takes(name)}
    before = (case.kind, case.kind_edition, case.condition)
    settle_kind(case, row, given, recorded)
    check_shown(change, case, row, flow, given, author=actor.person)
    marks = _words_and_files(change, subject, actor, given, shows=picture_shows(row, flow))
    if given.get("place") and not row.own_place:
        marks += _settle_place(change, subject, case, locate(given["place"], district=case.district))
        recorded["area"] = case.area
    recorded |= {name: str(given[name]) for name in CHOICES if given.get(name)}
    if given.get("instead"):
        recorded["instead"] = str(unit_named(case.district, str(given["instead"])).id)
    case.desk = next_desk(row, held, was, given, lengths)
    case.sender = next_sender(row, was, case.desk)
    if row.moves == "down" and not area_exists(case.desk):
        raise Missing(
            "area_unknown",
            Say("没有这个地域编码。请从列表里选。", "There is no such area. Please choose from the list."),
        )
    if row.moves == "down" and len(case.desk) > len(case.area):
        case.area, case.located = case.desk, len(case.desk) >= lengths["community"]
    if row.moves == "unit":
        case.unit = unit_named(case.district, str(given["unit"])).id
        recorded["unit"] = str(case.unit)
        if row.verb == "dispatch":
            follow_rule(change, case, facts, marks, recorded, at)
    elif row.moves == "back":
        recorded["unit"] = str(case.unit) if case.unit else ""
        case.unit = None
    elif row.moves in ("up", "higher"):
        case.unit = None
    if case.desk != was.desk or row.moves == "higher":
        recorded["desk"] = case.desk

    settle_parts(change, case, row, held, actor, facts, marks, recorded)
    case.state = row.end
    other_limit = (case.kind, case.kind_edition, case.condition) != before
    pass_through(case, row, held, actor, recorded, happened_at=happened_at, at=at)
    _run_clocks(case, flow, row, was, other_limit=other_limit, happened_at=happened_at, at=at)
    let_lapse(change, case)
    if row.verb in BESIDE and held is not None:
        words = next((mark.id for mark in marks if mark.field == "words"), None)
        recorded |= BESIDE[row.verb](change, case, Step(row, held, actor, was, given, words))
    _hand_on(case, actor, row, was, recorded, at)
    case.changed_at = at
    head = change.record(
        subject,
        f"case.{row.verb}",
        head=end_of(case),
        was=was.state,
        now=case.state,
        facts=recorded,
        content=tuple(marks),
    )
    case.head_seq, case.head_hash = head.seq, head.hash
    case.happened_at = case.happened_at if case.happened_at > happened_at else happened_at
    change.write(case)


def _go_over(case: Case, flow: Flow, row: Row) -> dict[str, Any]:
    """Let the case play the flow; at ``register`` it takes the district's edition of today. What changed, as facts."""
    before = {"flow": case.flow, "edition": case.flow_version}
    edition = present_flow(case.district, flow.name).edition if row.verb == "register" else flow.edition
    case.flow, case.flow_version = flow.name, edition
    after = {"flow": case.flow, "edition": case.flow_version}
    return {name: value for name, value in after.items() if value != before[name]}


def _words_and_files(
    change: Change, subject: Subject, actor: Actor, facts: Mapping[str, Any], *, shows: str = "other"
) -> list[ContentMark]:
    marks = []
    if facts.get("words"):
        marks.append(change.keep(subject, "words", str(facts["words"]).strip().encode()))
    if facts.get("reply"):
        marks.append(change.keep(subject, "reply", str(facts["reply"]).strip().encode()))
    photos = [read_id(photo) for photo in facts.get("photos", ())]
    return marks + attach_files(change, subject, actor.person, photos, shows=shows)


def _settle_place(change: Change, subject: Subject, case: Case, found: Located) -> list[ContentMark]:
    """Give the case its place. Raises ``Missing`` (``place_elsewhere``) when it lies outside the desk that asks."""
    if not found.known:
        raise Missing(
            "place_unknown",
            Say(
                "这个地址对不上网格。请选网格、楼道码或在地图上点位置。",
                "This address leads to no grid. Choose a grid or a door code, or point on the map.",
            ),
        )
    if not found.area.startswith(case.desk):
        raise Missing(
            "place_elsewhere",
            Say(
                "这个地点不归您这里管。请先报上一级，由上一级交下去。",
                "This place is not in your area. Hand the case up first.",
            ),
            area=found.area,
        )
    mark = change.keep(subject, "place", orjson.dumps(found.plain(), option=orjson.OPT_SORT_KEYS))
    case.area, case.located, case.lat, case.lng, case.place = found.area, True, found.lat, found.lng, mark.id
    case.cell = cell_of(found.lat, found.lng)
    return [mark]


def _run_clocks(
    case: Case, flow: Flow, row: Row, was: Standing, *, other_limit: bool, happened_at: datetime, at: datetime
) -> None:
    """Clocks go on to whoever has the case now, by the limit of its kind and condition. Due times are ours; on time is
    judged by the fact's, never earlier than what came before it."""
    before, turn = Turn(was.state, was.desk, str(was.unit) if was.unit else ""), turn_of(case)
    clocks = waited_for(case, before, turn, at=max(happened_at, case.happened_at))
    if MERGED in (was.state, case.state) and was.state != case.state:
        running_on(case, clocks, at=max(happened_at, case.happened_at))
        return
    if other_limit:
        clocks = clocks.of_kind(limit_of_case(case), calendar_of)
    clocks = clocks.moved(
        before,
        turn,
        limits=limits_for(limit_of_case(case), flow),
        calendar=calendar_for_turn(turn, case.area),
        calendar_of=calendar_of,
        happened_at=max(happened_at, case.happened_at),
        at=at,
        forward=row.moves not in ("back", "sender", "higher"),
    )
    if row.verb == "verify" and row.end == "verifying":
        if "result" in row.needs:
            clocks = clocks.looked(max(happened_at, case.happened_at))
        else:
            calendar = calendar_for_turn(turn, case.area)
            clocks = clocks.asked_to_look(case.area, limits_for(limit_of_case(case), flow)[VERIFY], calendar, at)
    ended = not turn.stage
    if not ended or before.stage:
        case.ended_at, case.on_time = (happened_at, clocks.whole.on_time) if ended else (None, None)
    if clocks.plain() != case.clocks:
        keep_clocks(case, clocks, at=at)


def _hand_on(case: Case, actor: Actor, row: Row, was: Standing, recorded: dict[str, Any], at: datetime) -> None:
    """A case handed over wants a *seen* mark from whoever has it now; a move by its holder is a look as well."""
    case.returns += row.verb == "return"
    if hands_over(row, was_desk=was.desk, desk=case.desk):
        case.handed_at, case.handed_seq, case.seen_at = at, case.head_seq + 1, None
        recorded |= {"handed": True, "now_with": turn_of(case).who}
    elif case.seen_at is None and holds_now(actor, was, settings.CODE_LENGTHS):
        case.seen_at = at


def _keep_aside(
    change: Change, actor: Actor, case_id: UUID, verb: str, facts: Mapping[str, Any], late: Refused
) -> Answer:
    case = Case.objects.select_for_update().get(district=change.command.district, id=case_id)
    subject = Subject("case", case.id)
    marks = _words_and_files(change, subject, actor, facts)
    if (facts.get("place") or {}).get("lat") is not None:
        marks.append(keep_point(change, case, *stood_at(facts["place"])))
    facts_kept = {"verb": verb, "refused": late.code}
    note(change, case, "case.keep_aside", facts_kept, marks, changed_at=change.command.recorded_at)
    say = Say(
        f"案子已经往前走了，这一步没有算数；您的说明和照片已附在案卷里。（{late.say.zh}）",
        f"The case had moved on, so this step does not count; words and photos are kept in its file. ({late.say.en})",
    )
    return Answer(202, {"kept_aside": True, "code": late.code, "detail": say.pair(), "case": {"id": str(case_id)}})


def see(*, actor: Actor, case_id: UUID, at: datetime) -> bool:
    """Mark a handed-over case as seen by the one whose turn it is, and open tasks by the unit that has them.

    True when this look was the first.
    """
    case = case_for(actor, case_id)
    if not wants_look(case, actor):
        return False
    post = actor.with_verb("case.see")[0].post
    key = f"see-{case.head_seq}-{case_id}"
    command = Command(case.district, actor.person, post, key, digest("case.see", {"case": str(case_id)}), at, at)

    def act(change: Change) -> Answer:
        locked = case_for(actor, case_id, lock=True)
        if not wants_look(locked, actor):
            raise NotNow("seen_already", Say("已经有人看过了。", "Somebody has seen it already."))
        turn = locked.seen_at is None and holds_now(actor, standing(locked), settings.CODE_LENGTHS)
        tasks = [str(part.task) for part in mark_seen(change, locked, actor, at)]
        note(change, locked, "case.see", {"seen": tasks} if tasks else None, seen_at=at if turn else locked.seen_at)
        return Answer(200, {"seen": True})

    try:
        return not commit(command, act).replay
    except NotNow:
        return False
