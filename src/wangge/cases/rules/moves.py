"""What may be done with a case, by whom, and what follows. Pure; the flow table of the catalogue decides."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from wangge.cases.rules.joint import ARRIVE, CO, barred, open_parts
from wangge.cases.rules.merging import held_together
from wangge.cases.rules.requests import hindered
from wangge.cases.rules.solving import WORK, own_work, undoubted
from wangge.cases.rules.standing import Standing
from wangge.catalogue.rules import CHOICES, FACTS, FLOWS, GRADE_LEVELS, STAY, Flow, Row
from wangge.core.refusals import Missing, NotNow, NotYours
from wangge.core.words import Say
from wangge.orgs.rules import POSTS, Actor, Held, above
from wangge.places.rules import parent_of

MOST_KEPT = 5_000
"""So many answers are kept for a flow before all are forgotten: some five megabytes."""
EVERY_VERB = frozenset(verb for flow in FLOWS.values() for verb in flow.verbs)


def holds(held: Held, relation: str, case: Standing, lengths: Mapping[str, int]) -> bool:
    """Whether a grant stands in the relation to the case. ``lengths`` are the digits of a code per level."""
    if held.district != case.district:
        return False
    level = POSTS[held.post].held_for
    grid_known = len(case.area) == lengths["grid"]
    if relation == "seer":
        return True
    if relation == "unit":
        return held.unit is not None and held.unit == case.unit
    if relation in ("helper", "called"):
        role = CO if relation == "helper" else ARRIVE
        return held.unit is not None and bool(open_parts(case.parts, role=role, units=[held.unit]))
    if relation == "late_unit":
        return held.unit in case.late
    if relation == "top":
        return held.area == case.district and level == "district"
    if level not in lengths or held.area == "":
        return False
    if relation == "sender":
        return held.area == case.sender
    if relation == "grid" and grid_known:
        return level == "grid" and held.area == case.area
    if relation == "holder":
        return held.area == case.desk
    if relation == "over":
        return level != "grid" and above(held.area, case.area)
    if relation == "community":
        return level == "community" and above(held.area, case.area)
    if relation == "second":
        return _second(held, level, case, lengths)
    if level == "grid":
        return False
    return held.area == case.desk or (
        level == "community" and len(case.desk) == lengths["grid"] and above(held.area, case.desk)
    )


def _second(held: Held, level: str, case: Standing, lengths: Mapping[str, int]) -> bool:
    """A desk above one that has put the case right itself, so that somebody else can look."""
    wider = level != "grid" and above(held.area, case.desk) and len(held.area) < len(case.desk) < lengths["grid"]
    return wider and any(hand.did == WORK and hand.area == case.desk for hand in case.hands)


def stands(actor: Actor, row: Row, case: Standing, lengths: Mapping[str, int]) -> Held | None:
    """The actor's grant that allows the row for this case, or None."""
    if row.when == "own" and case.unit is not None:
        return None
    if row.when == "unit" and case.unit is None:
        return None
    if row.when.startswith("was_") and row.when != f"was_{case.before}":
        return None
    if not row.suits(case.kind):
        return None
    for held in actor.with_verb(f"case.{row.verb}"):
        for relation in row.by:
            if case.told_by(actor) if relation == "reporter" else holds(held, relation, case, lengths):
                return held
    return None


def allowed(actor: Actor, flow: Flow, case: Standing, lengths: Mapping[str, int]) -> tuple[Row, ...]:
    """The rows open to the actor now, in the order of the table.

    Kept with the flow for whoever has these grants and for all cases that stand alike: a page has fifty, and is asked
    for again and again.
    """
    asked = (actor.person, actor.grants, actor.formerly, tuple(lengths.values()), case.alike(actor))
    found = flow.kept.get(asked)
    if found is None:
        if len(flow.kept) >= MOST_KEPT:
            flow.kept.clear()
        found = flow.kept[asked] = _allowed(actor, flow, case, lengths)
    return found


def _allowed(actor: Actor, flow: Flow, case: Standing, lengths: Mapping[str, int]) -> tuple[Row, ...]:
    return tuple(
        row
        for row in flow.rows_from(case.state)
        if (held := stands(actor, row, case, lengths))
        and not own_work(actor, row, case)
        and not _barred(row, case, lengths)
        and not hindered(row, held, case)
    )


def _barred(row: Row, case: Standing, lengths: Mapping[str, int]) -> NotNow | None:
    """The refusal of a move up from the highest level, down from the lowest, back from who has seen it, or barred."""
    if row.moves == "sender" and case.seen:
        return NotNow(
            "seen_there",
            Say(
                "对方已经打开看了，不能再收回。请打电话说明，或请对方退回。",
                "It has been opened there and cannot be taken back. Call them, or ask them to hand it back.",
            ),
        )
    if row.moves == "up" and len(case.desk) == lengths["district"]:
        return NotNow(
            "top_level",
            Say(
                "已经在区中心了，上面没有再高的一级。请派遣或交下一级。",
                "It is at the district centre already. Dispatch it or hand it down.",
            ),
        )
    if row.moves == "down" and len(case.desk) == lengths["grid"]:
        return NotNow(
            "lowest_level",
            Say(
                "案件已经在网格了，下面没有再低的一级。",
                "It is with the grid already; there is no level below.",
            ),
        )
    return undoubted(row, case) or barred(row, case) or held_together(row, case)


def decide(actor: Actor, flow: Flow, case: Standing, verb: str, lengths: Mapping[str, int]) -> tuple[Row, Held]:
    """The row and the grant by which the actor makes this move.

    Raises ``Missing`` (``verb_unknown``), ``NotYours`` when no post of the actor would ever make it, ``NotNow`` when it
    is the actor's but not in this state.
    """
    rows = list(flow.rows_of(verb))
    if not rows and verb in EVERY_VERB:
        raise NotNow(
            "not_now",
            Say(
                f"“{flow.say.zh}”的流程里没有这一步。请刷新，看现在可以做什么。",
                f"There is no such step for “{flow.say.en}”. Please look afresh at what can be done now.",
            ),
            state=case.state,
        )
    if not rows:
        raise Missing(
            "verb_unknown",
            Say(f"没有“{verb}”这个动作。", f"There is no move called {verb!r}."),
            verbs=list(flow.verbs),
        )
    state = flow.states[case.state]
    for row in rows:
        if row.source != case.state:
            continue
        held = stands(actor, row, case, lengths)
        if held is not None:
            refusal = own_work(actor, row, case) or _barred(row, case, lengths) or hindered(row, held, case)
            if refusal:
                raise refusal
            return row, held
    if any(stands(actor, row, case, lengths) for row in rows if row.source != case.state):
        raise NotNow(
            "not_now",
            Say(
                f"这件案子现在是“{state.say.zh}”，不能{rows[0].say.zh}。请刷新看看最新进展。",
                f"The case is now “{state.say.en}”; “{rows[0].say.en}” cannot be done. Please look at it afresh.",
            ),
            state=case.state,
        )
    raise NotYours(
        "not_yours",
        Say(
            f"“{rows[0].say.zh}”不是您这个岗位在这件案子上能做的。请找负责的中心。",
            f"“{rows[0].say.en}” is not for your post on this case. Please ask the desk that holds it.",
        ),
        verb=verb,
    )


def contest_row(flow: Flow, case: Standing) -> Row:
    """The row by which whoever holds the tracking code does not agree. Raises ``NotNow`` (``not_now``)."""
    for row in flow.rows_from(case.state):
        if row.verb == "contest":
            return row
    raise NotNow(
        "not_now",
        Say(
            "这件事还在办，没有结束。有补充的话，请再报一次或打社区电话。",
            "This is still being worked on. If there is more to say, report again or call the community.",
        ),
        state=case.state,
    )


def check_facts(row: Row, case: Standing, facts: Mapping[str, Any]) -> None:
    """Raises ``Missing`` (``facts_missing``, ``words_too_long``, ``result_unknown``) naming what is to be added."""
    schema = row.schema(kind_known=bool(case.kind), place_known=case.located)
    lacking = [name for name in schema["required"] if not facts.get(name)]
    if lacking:
        names = [FACTS[name].say for name in lacking]
        raise Missing(
            "facts_missing",
            Say(
                f"还差：{'、'.join(n.zh for n in names)}。补上再提交。",
                f"Still missing: {', '.join(n.en.lower() for n in names)}. Please add and send again.",
            ),
            missing=lacking,
        )
    for name, choices in CHOICES.items():
        if row.takes(name) and facts.get(name) and facts[name] not in choices:
            raise Missing(
                f"{name}_unknown",
                Say(
                    f"{FACTS[name].say.zh}只能是：{'、'.join(say.zh for say in choices.values())}。",
                    f"The {FACTS[name].say.en.lower()} must be one of: {', '.join(choices)}.",
                ),
                choices=list(choices),
            )


IN_ONE_GO = frozenset({"accept", "register", "dispatch", "start", "finish", "check_pass", "close"})
"""Steps that may follow each other in one command: those of the straight way, which ask nothing of others."""


def check_in_one_go(verbs: Sequence[str]) -> None:
    """Whether steps may be made in one command. Raises ``Missing`` (``steps_unsuited``)."""
    if len(verbs) > 1 and not IN_ONE_GO.issuperset(verbs):
        raise Missing(
            "steps_unsuited",
            Say(
                "连着办的步骤里，有的必须单独办。请一步一步提交。",
                "Some of these steps must be made by themselves. Please send them one by one.",
            ),
            verbs=sorted(IN_ONE_GO),
        )


def check_kind(row: Row, case: Standing, kind: str) -> None:
    """Whether a kind given with the move may be the case's from now on. Raises ``NotNow`` (``kind_unsuited``)."""
    if not row.suits(kind):
        raise NotNow(
            "kind_unsuited",
            Say(
                f"这一类不能直接“{row.say.zh}”。请先受理，再按步骤办。",
                f"“{row.say.en}” is not for this kind at this step. Accept it first and go on step by step.",
            ),
            kind=kind,
        )


BEFORE_REGISTERED = ("reported", "verifying")
"""States in which the kind may still take a case over to another flow."""


def check_other_flow(case: Standing, say: Say) -> None:
    """Whether a case may go over to another flow, called ``say``. Raises ``NotNow`` (``flow_settled``)."""
    if case.state not in BEFORE_REGISTERED:
        raise NotNow(
            "flow_settled",
            Say(
                f"已经立案，不能再改成“{say.zh}”的类别。请选同一流程的类别，或作废后重新上报。",
                f"It is registered and cannot become a kind of “{say.en}” any more. Choose a kind of the same flow, "
                "or void it and report it anew.",
            ),
        )


def next_desk(row: Row, held: Held | None, case: Standing, facts: Mapping[str, Any], lengths: Mapping[str, int]) -> str:
    """The desk after the move made by the grant ``held``.

    A community that acts on a case of one of its grids has taken it. Raises ``Missing`` (``area_not_below``) when a
    case is handed to what is not below.
    """
    if row.moves in ("up", "higher"):
        return case.desk if len(case.desk) == lengths["district"] else parent_of(case.desk, lengths)
    if row.moves == "sender":
        return case.sender
    if row.moves == "grade":
        level = lengths[GRADE_LEVELS[str(facts["grade"])]]
        return case.desk[:level] if len(case.desk) >= level else case.desk
    if row.moves != "down":
        return held.area if held and "desk" in row.by and holds(held, "desk", case, lengths) else case.desk
    area = str(facts["area"])
    known_deeper = len(case.area) > len(case.desk)
    fits = (
        len(area) in lengths.values()
        and len(area) > len(case.desk)
        and above(case.desk, area)
        and (not known_deeper or above(area, case.area))
    )
    if not fits:
        raise Missing(
            "area_not_below",
            Say(
                "只能交给本辖区以下、管着这个地点的一级。请从列表里选。",
                "A case can be handed only to a level below that has the place. Please choose from the list.",
            ),
            desk=case.desk,
            area=case.area,
        )
    return area


HANDS_OVER = frozenset(
    {
        *("escalate", "hand_down", "dispatch", "return", "recall", "finish", "check_fail", "reopen", "contest"),
        *("object", "designate", "unmerge"),
    }
)
"""Verbs after which somebody else has the case and must see it, unless the row leaves it where it is."""


def hands_over(row: Row, *, was_desk: str, desk: str) -> bool:
    """Whether somebody else has the case after the move: by its verb, or because it went to another level."""
    goes_on = bool(row.moves) or row.target != STAY
    return (row.verb in HANDS_OVER and goes_on) or (row.moves == "grade" and desk != was_desk)


def next_sender(row: Row, case: Standing, desk: str) -> str:
    """Who may take the case back after the move: the level that handed it up or down, until it goes another way."""
    if row.moves in ("up", "down", "grade") and desk != case.desk:
        return case.desk
    return case.sender if not row.moves and row.end == case.state else ""


def holder_relations(state: str, unit: UUID | None, checker: str = "") -> tuple[str, ...]:
    """Whose turn it is in a state: how somebody must stand to the case for a look to count as *seen*."""
    if state in {"dispatched", "handling"} and unit is not None:
        return ("unit",)
    if state == "handled":
        return ("community",) if checker else ("grid",)
    return ("holder", "desk")


def holds_now(actor: Actor, case: Standing, lengths: Mapping[str, int]) -> bool:
    """Whether it is the actor's turn."""
    return any(
        holds(held, relation, case, lengths)
        for relation in holder_relations(case.state, case.unit, case.checker)
        for held in actor.with_verb("case.see")
    )


def unseen_late(*, handed_at: datetime, seen_at: datetime | None, ended: bool, minutes: int, at: datetime) -> bool:
    """Whether a handed-over case stands red: nobody has opened it within the minutes."""
    return seen_at is None and not ended and at - handed_at >= timedelta(minutes=minutes)


def may_be_kept_aside(*, happened_at: datetime, changed_at: datetime, facts: Mapping[str, Any]) -> bool:
    """Whether a refused move carries a fact from the field: it came before the case moved on, with words, photos or the
    point at which somebody stood."""
    point = (facts.get("place") or {}).get("lat") is not None
    return happened_at < changed_at and bool(facts.get("words") or facts.get("photos") or point)
