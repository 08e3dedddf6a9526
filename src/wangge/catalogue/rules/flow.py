"""The fixed shape of a flow table: facts, rows, states, who, and what the clock does. Pure.

Every screen's buttons, the API's ``allowed``, the page ``docs/reference/flows.md`` and the exhaustive tests are made
from such tables; a district may switch rows off and call them otherwise (``options``), and nothing else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wangge.core.words import Say
from wangge.orgs.rules import AREA_LEVELS, POSTS, Post, fits

STAY = "="
"""As the target of a row: the state stays as it is."""

RELATIONS: dict[str, Say] = {
    "grid": Say(
        "本网格的网格员（网格未定时为所在中心）",
        "the grid worker of the place (the holding desk where the grid is not known)",
    ),
    "holder": Say("正在负责的这一级", "the level that holds the case"),
    "community": Say("本地所在社区的中心", "the community in which the place lies"),
    "second": Say(
        "办了这件事的中心的上级（自己办的自己不能结）",
        "a desk above one that has put it right itself and cannot close its own work",
    ),
    "desk": Say(
        "正在负责的中心，或其上一级社区中心",
        "the desk that holds the case, or the community above a grid that holds it",
    ),
    "unit": Say("承办部门", "the unit that it was dispatched to"),
    "over": Say("辖区包含此地的各级中心", "any desk whose area contains the place"),
    "seer": Say("看得到此案的人", "whoever may see the case and has the verb"),
    "reporter": Say("上报人本人，或拿着查询码的人", "whoever reported it, or holds its tracking code"),
    "sender": Say("刚把案件交过来的那一级", "the level that has just handed the case up or down"),
    "helper": Say("协办部门（任务未完）", "a unit that was asked to help and is not done"),
    "called": Say("被吹哨、还没到场的部门", "a unit that was called to the spot and has not arrived"),
    "late_unit": Say("在此案上超期的部门", "a unit whose handling of the case ended late"),
    "top": Say("区中心", "the district's desk"),
}
"""How somebody must stand to a case to use a row. Which posts carry a verb is said by the posts themselves."""

_DESKS = AREA_LEVELS[:-1]
_REACH: dict[str, tuple[str, ...]] = {
    "grid": AREA_LEVELS,
    "holder": AREA_LEVELS,
    "desk": _DESKS,
    "unit": ("unit",),
    "over": _DESKS,
    "community": ("community",),
    "second": _DESKS[:-1],
    "seer": (*AREA_LEVELS, "unit"),
    "reporter": (*AREA_LEVELS, "unit"),
    "sender": AREA_LEVELS,
    "helper": ("unit",),
    "called": ("unit",),
    "late_unit": ("unit",),
    "top": ("district",),
}
"""What a post must be held for to stand in a relation at all."""

CLOCK: dict[str, Say] = {
    "start": Say("按类别重新计时", "starts anew with the limit of the kind"),
    "keep": Say("照走", "runs on"),
    "stop": Say("停止", "stops"),
}

RESULTS: dict[str, Say] = {
    "exists": Say("属实", "It is so"),
    "not_exists": Say("不属实", "It is not so"),
    "unable": Say("没法核实", "Could not tell"),
}
OUTCOMES: dict[str, Say] = {
    "settled": Say("化解了（达成协议、整改到位）", "Settled: agreed, or made safe"),
    "unsettled": Say("没有化解（没谈成、没整改）", "Not settled: no agreement, or not made safe"),
    "ended": Say("终止（一方不愿再谈、情况变了）", "Ended: a side withdrew, or things have changed"),
}
GRADES: dict[str, Say] = {
    "simple": Say("简单", "Simple"),
    "complex": Say("复杂", "Complex"),
    "hard": Say("疑难", "Hard"),
}
GRADE_LEVELS = {"simple": "community", "complex": "street", "hard": "district"}
"""Which level takes a matter of a grade at least."""
SORTS: dict[str, Say] = {
    "extension": Say("延期", "Extension"),
    "pool": Say("挂账", "Pooling"),
    "appeal": Say("申诉", "Appeal"),
    "timeout": Say("超期督办", "Overdue"),
    "leader": Say("领导交办", "Ordered by a leader"),
    "important": Say("重要案件", "Important"),
}
"""What a request or an order is for. A row that needs a sort names those that it takes."""
CHOICES: dict[str, dict[str, Say]] = {"result": RESULTS, "outcome": OUTCOMES, "grade": GRADES}
"""Facts that are one of a few words."""


@dataclass(frozen=True)
class Fact:
    """Something a move may carry: its name, what it is called on screen, and its JSON Schema."""

    name: str
    say: Say
    schema: dict[str, Any]


_WORDS = {"type": "string", "minLength": 1, "maxLength": 5000}
_UNIT = {"type": "string", "description": "id or code", "maxLength": 64}
FACTS: dict[str, Fact] = {
    fact.name: fact
    for fact in (
        Fact("words", Say("说明", "Words"), _WORDS),
        Fact("reply", Say("给居民的答复", "Answer to the resident"), _WORDS),
        Fact(
            "photos",
            Say("照片", "Photos"),
            {"type": "array", "items": {"type": "string", "format": "uuid"}, "minItems": 1, "maxItems": 9},
        ),
        Fact("unit", Say("承办部门", "Unit"), _UNIT),
        Fact("instead", Say("该由谁办", "Who is responsible instead"), _UNIT),
        Fact("kind", Say("类别", "Kind"), {"type": "string", "minLength": 1, "maxLength": 24}),
        Fact("condition", Say("立案条件", "Filing condition"), {"type": "string", "minLength": 1, "maxLength": 8}),
        Fact("place", Say("地点", "Place"), {"type": "object"}),
        Fact("area", Say("交给哪里", "Area"), {"type": "string", "pattern": "^[0-9]{6,18}$"}),
        Fact("result", Say("核实结果", "Finding"), {"type": "string", "enum": list(RESULTS)}),
        Fact("outcome", Say("调处结果", "Outcome"), {"type": "string", "enum": list(OUTCOMES)}),
        Fact("grade", Say("难易", "Grade"), {"type": "string", "enum": list(GRADES)}),
        Fact(
            "units",
            Say("部门", "Units"),
            {
                "type": "array",
                "items": {"type": "string", "maxLength": 64},
                "minItems": 1,
                "maxItems": 20,
                "description": "ids or codes of units, or codes of joint offices for all their units",
            },
        ),
        Fact(
            "limit_minutes",
            Say("几分钟内到场", "Minutes to arrive"),
            {"type": "integer", "minimum": 10, "maximum": 1440, "default": 120},
        ),
        Fact("sort", Say("种类", "Sort"), {"type": "string"}),
        Fact("review_on", Say("复查日期", "Review date"), {"type": "string", "format": "date"}),
        Fact("limit", Say("答复时限", "Time to answer"), {"type": "string", "maxLength": 40}),
        Fact("request", Say("哪一件申请", "Which request"), {"type": "string", "format": "uuid"}),
        Fact(
            "into",
            Say("并入哪一件", "Which case stays"),
            {"type": "string", "maxLength": 36, "description": "id or number of the case that stays"},
        ),
        Fact("report", Say("哪一条上报", "Which report"), {"type": "string", "format": "uuid"}),
    )
}


@dataclass(frozen=True)
class Row:
    """One line of a flow table.

    ``by`` names the relations of which one must hold. ``when`` narrows the row to cases ``own`` (no unit has it)
    or ``unit`` (one has), or to those that had been in a state before they were merged (``was_reported``), or names it
    as a ``helper``'s; ``kinds`` narrows it to kinds that begin so (see
    ``orgs.rules.fits``). ``needs`` must be given, ``may`` can be. ``moves`` says where the case goes: ``up`` or
    ``down`` a level, ``higher``: up, or nowhere from the highest; ``grade``: to the level of the grade; ``sender``: to
    who handed it over; ``unit``: to a unit; ``back``: from the unit to the desk. With ``own_place`` the place that it
    carries is where the actor stands, and leaves the case's place as it is. ``sorts`` are those of requests or orders
    that it is about.
    """

    verb: str
    source: str
    target: str
    by: tuple[str, ...]
    say: Say
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ("words", "photos")
    clock: str = "keep"
    when: str = ""
    moves: str = ""
    kinds: str = ""
    own_place: bool = False
    sorts: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """Of what tells the rows of a table apart; all of it is compared all the same."""
        return hash((self.verb, self.source, self.when))

    @property
    def name(self) -> str:
        """``verb@source``, with ``#own``, ``#unit``, ``#helper`` or ``#was_…`` where it is only for such."""
        return f"{self.verb}@{self.source}" + (f"#{self.when}" if self.when else "")

    @property
    def end(self) -> str:
        """The state after the move."""
        return self.source if self.target == STAY else self.target

    def takes(self, fact: str) -> bool:
        """Whether the move carries the fact."""
        return fact in self.needs or fact in self.may

    def suits(self, kind: str) -> bool:
        """Whether the row is for cases of the kind; every row suits a case whose kind nobody has named yet."""
        return fits(self.kinds, kind)

    def posts(self) -> list[Post]:
        """The posts that carry the verb and can stand in one of the relations."""
        levels = {level for relation in self.by for level in _REACH[relation]}
        return [post for post in POSTS.values() if f"case.{self.verb}" in post.verbs and post.held_for in levels]

    def schema(
        self, *, kind_known: bool = True, place_known: bool = True, conditions: Sequence[tuple[str, Say]] = ()
    ) -> dict[str, Any]:
        """JSON Schema of the facts. A kind or place that the case lacks is required where the row sets one.

        ``conditions`` are those of the case's present kind by code, as choices; another kind given has its own.
        """
        required = [
            name
            for name in self.needs
            if not (name == "kind" and kind_known) and not (name == "place" and place_known and not self.own_place)
        ]
        names = list(dict.fromkeys((*self.needs, *self.may)))
        properties = {name: FACTS[name].schema | {"title": FACTS[name].say.zh} for name in names}
        if "sort" in properties:
            properties["sort"] = properties["sort"] | {"enum": list(self.sorts)}
        if conditions and "condition" in properties:
            choices = [{"const": code, "title": say.zh, "title_en": say.en} for code, say in conditions]
            properties["condition"] = properties["condition"] | {"oneOf": choices}
        return {"type": "object", "properties": properties, "required": required}


@dataclass(frozen=True)
class State:
    """A state 状态: its name, what desks call it, what a resident is told, and the quarters of the sign it fills."""

    name: str
    say: Say
    told: Say
    quarter: int
    end: bool = False


MARKS = {
    "pooled": Say("挂账", "Pooled until it can be done"),
    "suspended": Say("暂停", "Clock stopped"),
    "supervised": Say("督办", "Supervised"),
    "designated": Say("指定承办", "Designated by the district centre"),
    "unsolved": Say("居民说没解决", "Not solved, says the resident"),
    "not_right": Say("抽查不对", "Found not right when looked at again"),
}


@dataclass(frozen=True)
class Flow:
    """A whole table: states, ends, side marks and rows.

    ``version`` counts the tables as shipped; ``edition`` is a district's own: 0 as shipped, from 1 on with its options.
    Of each verb in ``essential`` a row must stay. ``stage_limits`` are limits in words by state.
    """

    name: str
    version: int
    say: Say
    first: str
    state_list: tuple[State, ...]
    rows: tuple[Row, ...]
    essential: tuple[str, ...]
    marks: dict[str, Say] = field(default_factory=lambda: dict(MARKS))
    edition: int = 0
    stage_limits: Mapping[str, str] = field(default_factory=dict)
    kept: dict[Any, tuple[Row, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)
    """What the rules have found out already and may give again as long as there is this flow."""
    states: dict[str, State] = field(init=False, repr=False, compare=False, default_factory=dict)
    _by_source: dict[str, tuple[Row, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.states.update((state.name, state) for state in self.state_list)
        for state in self.state_list:
            self._by_source[state.name] = tuple(row for row in self.rows if row.source == state.name)

    @property
    def ends(self) -> frozenset[str]:
        return frozenset(state.name for state in self.state_list if state.end)

    @property
    def verbs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.verb for row in self.rows))

    def rows_from(self, state: str) -> tuple[Row, ...]:
        """The rows that begin at a state."""
        return self._by_source[state]

    def rows_of(self, verb: str) -> Iterator[Row]:
        """The rows of a verb, whatever their state."""
        return (row for row in self.rows if row.verb == verb)
