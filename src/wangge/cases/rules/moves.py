"""What may be done with a case, by whom, and what follows. Pure; the flow table of the catalogue decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from wangge.cases.rules.requests import Ask, hindered
from wangge.catalogue.rules import FACTS, Flow, Row
from wangge.core.refusals import Missing, NotNow, NotYours
from wangge.core.words import Say
from wangge.orgs.rules import POSTS, Actor, Held, above
from wangge.places.rules import parent_of

LATEST = timedelta(minutes=10)
"""How far ahead of our clock a device may be before its time is not believed."""
OLDEST = timedelta(days=400)
"""How long a phone may have been without network; receipts are kept as long."""


@dataclass(frozen=True)
class Standing:
    """What the rules need to know of a case. ``asks`` are its open requests, ``late`` units that ended late on it."""

    district: str
    state: str
    kind: str
    area: str
    located: bool
    desk: str
    unit: UUID | None
    reporter: UUID
    marks: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    late: frozenset[UUID] = frozenset()


def may_see(actor: Actor, case: Standing) -> bool:
    """Whether the actor may see the case at all: by area, by unit, or because it is the actor's own report.

    The same rule as a filter on rows is ``cases.queries.visible``; a test holds the two together.
    """
    if not actor.is_public and case.reporter == actor.person:
        return True
    return any(
        (held.unit is not None and held.unit == case.unit)
        or (held.area != "" and (above(held.area, case.area) or above(held.area, case.desk)))
        for held in actor.with_verb("case.see")
        if held.district == case.district
    )


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
    if relation == "late_unit":
        return held.unit in case.late
    if relation == "top":
        return held.area == case.district and level == "district"
    if level not in lengths or held.area == "":
        return False
    if relation == "grid" and grid_known:
        return level == "grid" and held.area == case.area
    if relation == "holder":
        return held.area == case.desk
    if relation == "over":
        return level != "grid" and above(held.area, case.area)
    if level == "grid":
        return False
    return held.area == case.desk or (
        level == "community" and len(case.desk) == lengths["grid"] and above(held.area, case.desk)
    )


def stands(actor: Actor, row: Row, case: Standing, lengths: Mapping[str, int]) -> Held | None:
    """The actor's grant that allows the row for this case, or None."""
    if row.when == "own" and case.unit is not None:
        return None
    if row.when == "unit" and case.unit is None:
        return None
    for held in actor.with_verb(f"case.{row.verb}"):
        if any(holds(held, relation, case, lengths) for relation in row.by):
            return held
    return None


def allowed(actor: Actor, flow: Flow, case: Standing, lengths: Mapping[str, int]) -> list[Row]:
    """The rows open to the actor now, in the order of the table."""
    return [
        row
        for row in flow.rows_from(case.state)
        if (held := stands(actor, row, case, lengths))
        and not _beyond(row, case, lengths)
        and not hindered(row, held, case)
    ]


def _beyond(row: Row, case: Standing, lengths: Mapping[str, int]) -> NotNow | None:
    """The refusal of a move up from the highest level or down from the lowest, else None."""
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
    return None


def decide(actor: Actor, flow: Flow, case: Standing, verb: str, lengths: Mapping[str, int]) -> tuple[Row, Held]:
    """The row and the grant by which the actor makes this move.

    Raises ``Missing`` (``verb_unknown``), ``NotYours`` when no post of the actor would ever make it, ``NotNow`` when it
    is the actor's but not in this state.
    """
    rows = list(flow.rows_of(verb))
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
            beyond = _beyond(row, case, lengths) or hindered(row, held, case)
            if beyond:
                raise beyond
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
    if row.target == "=" and row.verb == "verify" and facts["result"] not in FACTS["result"].schema["enum"]:
        raise Missing(
            "result_unknown",
            Say("核实结果只能是属实、不属实或没法核实。", "The finding must be exists, not_exists or unable."),
            choices=FACTS["result"].schema["enum"],
        )


def next_desk(row: Row, held: Held, case: Standing, facts: Mapping[str, Any], lengths: Mapping[str, int]) -> str:
    """The desk after the move made by the grant ``held``.

    A community that acts on a case of one of its grids has taken it. Raises ``Missing`` (``area_not_below``) when a
    case is handed to what is not below.
    """
    if row.moves == "up":
        return parent_of(case.desk, lengths)
    if row.moves != "down":
        return held.area if "desk" in row.by and holds(held, "desk", case, lengths) else case.desk
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


HANDS_OVER = frozenset({"escalate", "hand_down", "dispatch", "return", "recall", "finish", "check_fail", "reopen"})
"""Verbs after which somebody else has the case and must see it."""


def holder_relations(state: str) -> tuple[str, ...]:
    """Whose turn it is in a state: how somebody must stand to the case for a look to count as *seen*."""
    if state in {"dispatched", "handling"}:
        return ("unit",)
    if state == "handled":
        return ("grid",)
    return ("holder", "desk")


def holds_now(actor: Actor, case: Standing, lengths: Mapping[str, int]) -> bool:
    """Whether it is the actor's turn."""
    return any(
        holds(held, relation, case, lengths)
        for relation in holder_relations(case.state)
        for held in actor.with_verb("case.see")
    )


def unseen_late(*, handed_at: datetime, seen_at: datetime | None, ended: bool, minutes: int, at: datetime) -> bool:
    """Whether a handed-over case stands red: nobody has opened it within the minutes."""
    return seen_at is None and not ended and at - handed_at >= timedelta(minutes=minutes)


def settle_time(happened_at: datetime, *, sent_at: datetime | None, at: datetime) -> datetime:
    """When it happened by our clock: the device's word, corrected by how far the device was off when it sent.

    Raises ``Missing`` (``clock_wrong``) when even so it lies ahead of us or more than 400 days back.
    """
    try:
        moment = happened_at + (at - sent_at) if sent_at is not None else happened_at
        believed = at - OLDEST <= moment <= at + LATEST
    except OverflowError:
        believed = False
    if not believed:
        raise Missing(
            "clock_wrong",
            Say(
                "手机的日期时间不对，请在手机设置里改为“自动”，再提交。内容都还在。",
                "The date and time of the device are wrong. Set them to automatic and send again; nothing is lost.",
            ),
            happened_at=happened_at.isoformat(),
            now=at.isoformat(),
        )
    return min(moment, at)


def may_be_kept_aside(*, happened_at: datetime, changed_at: datetime, facts: Mapping[str, Any]) -> bool:
    """Whether a refused move carries a fact from the field: it came before the case moved on, with words or photos."""
    return happened_at < changed_at and bool(facts.get("words") or facts.get("photos"))


def case_number(district: str, day: date, count: int) -> str:
    """``211103-20261123-000147``: a number that people can say."""
    return f"{district}-{day:%Y%m%d}-{count:06d}"


def check_report(words: str, photos: Sequence[Any]) -> None:
    """Raises ``Missing``: ``report_empty``, ``words_too_long``, ``photos_too_many``."""
    if not words.strip() and not photos:
        raise Missing(
            "report_empty",
            Say("请拍一张照片，或写一句话说明是什么事。", "Please add a photo or a sentence that says what is wrong."),
        )
    check_words(words)
    if len(photos) > 9:
        raise Missing(
            "photos_too_many",
            Say("一次最多 9 张照片。请挑最清楚的几张。", "At most 9 photos at a time. Please choose the clearest."),
        )


def check_words(words: str) -> None:
    """Raises ``Missing`` (``words_too_long``) beyond 5,000 characters."""
    if len(words) > 5000:
        raise Missing(
            "words_too_long",
            Say(
                f"说明最多 5000 字，现在有 {len(words)} 字。请写要点，其余可以分次补充。",
                f"At most 5,000 characters, this has {len(words):,}. Please keep to the point; more can follow later.",
            ),
            length=len(words),
            limit=5000,
        )
