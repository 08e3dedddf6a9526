"""What a district may make of a flow table without code: rows switched off, other labels, limits of stages. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from wangge.catalogue.rules.flow import Flow, Row
from wangge.clock.rules import read_limit
from wangge.core.refusals import Missing
from wangge.core.words import Say

ALWAYS = "contest"
"""No district may switch off that a resident does not agree: a refusal is never the end."""
LONGEST_ZH, LONGEST_EN = 24, 60
"""How many signs a label may have in each language."""


@dataclass(frozen=True)
class Options:
    """Names of rows that are off, labels by the name of a row or state, and limits in words by state."""

    off: tuple[str, ...] = ()
    labels: Mapping[str, Say] = field(default_factory=dict)
    stage_limits: Mapping[str, str] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As JSON values; ``read_options`` reads them."""
        labels = {name: say.pair() for name, say in sorted(self.labels.items())}
        return {"off": list(self.off), "labels": labels, "stage_limits": dict(sorted(self.stage_limits.items()))}


def read_options(said: Any) -> Options:
    """Options from ``{"off": [name], "labels": {name: {"zh", "en"}}, "stage_limits": {state: words}}``.

    Each of the three may be left out. Raises ``Missing`` (``options_unclear``, ``label_incomplete``).
    """
    if not isinstance(said, Mapping) or set(said) - {"off", "labels", "stage_limits"}:
        raise _unclear()
    off, labels, limits = said.get("off", []), said.get("labels", {}), said.get("stage_limits", {})
    if (
        not isinstance(off, list | tuple)
        or not isinstance(labels, Mapping)
        or not isinstance(limits, Mapping)
        or not all(isinstance(name, str) for name in (*off, *labels, *limits, *limits.values()))
    ):
        raise _unclear()
    return Options(
        tuple(sorted(set(off))), {name: _label(name, pair) for name, pair in labels.items()}, dict(limits)
    )  # fmt: skip


def _unclear() -> Missing:
    return Missing(
        "options_unclear",
        Say(
            "流程设置看不懂。请写 off（停用的行）、labels（叫法）、stage_limits（各状态时限）三项，可以缺省。",
            "The options cannot be read. Write off, labels and stage_limits; each may be left out.",
        ),
    )


def _label(name: str, pair: Any) -> Say:
    found = [str(pair.get(language) or "").strip() for language in ("zh", "en")] if isinstance(pair, Mapping) else []
    if len(found) != 2 or not all(found):
        raise Missing(
            "label_incomplete",
            Say(
                f"“{name}”的叫法要中文、英文都写，不能空着。",
                f"The label of {name!r} is needed in Chinese and in English, neither empty.",
            ),
            name=name,
        )
    if len(found[0]) > LONGEST_ZH or len(found[1]) > LONGEST_EN:
        raise Missing(
            "label_too_long",
            Say(
                f"“{name}”的叫法太长：中文最多 {LONGEST_ZH} 字，英文最多 {LONGEST_EN} 个字母。请改短。",
                f"The label of {name!r} is too long: at most {LONGEST_ZH} Chinese signs and {LONGEST_EN} letters.",
            ),
            name=name,
        )
    return Say(*found)


MOST_WORDS = 200


def read_words(said: str) -> str:
    """Usual words that find a kind, parted by single spaces. Raises ``Missing`` (``words_unlikely``)."""
    plain = " ".join(dict.fromkeys(said.split()))
    if len(plain) > MOST_WORDS or not plain.isprintable():
        raise Missing(
            "words_unlikely",
            Say(
                f"常用词用空格隔开，一共最多 {MOST_WORDS} 个字。请删去一些。",
                f"Usual words are parted by spaces, {MOST_WORDS} signs in all. Please take some out.",
            ),
        )
    return plain


LONGEST_CLOSE = 30 * 24 * 60
"""The longest time in minutes after which a rule may close: thirty days."""


def check_closing(minutes: int | None, why: str) -> str:
    """The reason for which a rule closes what was put right on the spot, empty where no rule does.

    Raises ``Missing`` (``closes_after_out_of_range``, ``why_missing``).
    """
    if minutes is None:
        return ""
    if not 1 <= minutes <= LONGEST_CLOSE:
        raise Missing(
            "closes_after_out_of_range",
            Say(
                f"按规则结案的时间在 1 到 {LONGEST_CLOSE} 分钟之间。不要这条规则，请留空。",
                f"The rule closes after 1 to {LONGEST_CLOSE} minutes. Leave it empty for no rule.",
            ),
            limit=LONGEST_CLOSE,
        )
    plain = " ".join(why.split())
    if not plain or len(plain) > MOST_WORDS or not plain.isprintable():
        raise Missing(
            "why_missing",
            Say(
                f"请写明为什么这一类可以按规则结案，最多 {MOST_WORDS} 字，会显示在类别里。",
                f"Please say why this kind may be closed by a rule, in at most {MOST_WORDS} signs; it is shown.",
            ),
        )
    return plain


DIFFERENCES = ("off", "on", "label", "limit")
"""A row switched off or on, another label of a row or state, another limit of a stage."""


@dataclass(frozen=True)
class Difference:
    """What differs between two editions: ``what`` is one of ``DIFFERENCES``; None is not there."""

    what: str
    name: str
    was: Say | None
    now: Say | None


def differences(before: Flow, after: Flow) -> list[Difference]:
    """What differs between two editions of one table."""
    old, new = ({row.name: row for row in table.rows} for table in (before, after))
    found = [Difference("off", name, old[name].say, None) for name in old if name not in new]
    found += [Difference("on", name, None, new[name].say) for name in new if name not in old]
    named = [(name, old[name].say, new[name].say) for name in old if name in new]
    named += [(name, state.say, after.states[name].say) for name, state in before.states.items()]
    found += [Difference("label", name, was, now) for name, was, now in named if was != now]
    for name in before.states:
        was, now = (_said_limit(table.stage_limits.get(name)) for table in (before, after))
        found += [Difference("limit", name, was, now)] if was != now else []
    return found


def _said_limit(words: str | None) -> Say | None:
    return read_limit(words).say if words else None


def applied(flow: Flow, options: Options, edition: int) -> Flow:
    """The table with the options, unchecked: names that the table does not have any more are passed over."""
    labels = options.labels
    return replace(
        flow,
        edition=edition,
        state_list=tuple(replace(s, say=labels.get(s.name, s.say)) for s in flow.state_list),
        rows=tuple(replace(r, say=labels.get(r.name, r.say)) for r in flow.rows if r.name not in options.off),
        stage_limits=dict(options.stage_limits),
    )


def with_options(flow: Flow, options: Options, edition: int = 1) -> Flow:
    """The table as shipped with a district's options.

    Raises ``Missing``: ``row_unknown``, ``label_unknown``, ``stage_unknown`` for names that the table has not;
    ``row_needed`` for rows that must stay; ``state_cut_off`` where a case could not go on to an end any more; and what
    ``clock.rules.read_limit`` says of a limit.
    """
    rows = {row.name for row in flow.rows}
    for name in sorted(set(options.off) - rows):
        raise _unknown("row_unknown", name, "行", "row", rows)
    for name in sorted(set(options.labels) - rows - set(flow.states)):
        raise _unknown("label_unknown", name, "行或状态", "row or state", rows | set(flow.states))
    stages = set(flow.states) - flow.ends
    for name in sorted(set(options.stage_limits) - stages):
        raise _unknown("stage_unknown", name, "在办的状态", "open state", stages)
    for limit in options.stage_limits.values():
        read_limit(limit)
    made = applied(flow, options, edition)
    _check_needed(flow, made)
    _check_ways(flow, made)
    return made


def _unknown(code: str, name: str, zh: str, en: str, known: set[str]) -> Missing:
    return Missing(
        code,
        Say(
            f"流程里没有叫“{name}”的{zh}。请用 wangge flow show 看有哪些名字。",
            f"The flow has no {en} called {name!r}. See the names with wangge flow show.",
        ),
        name=name,
        known=sorted(known),
    )


def _check_needed(flow: Flow, made: Flow) -> None:
    left = {row.name for row in made.rows}
    lost = [row for row in flow.rows if row.verb == ALWAYS and row.name not in left]
    lost += [row for row in flow.rows if row.verb in flow.essential and row.verb not in made.verbs]
    if lost:
        row = lost[0]
        raise Missing(
            "row_needed",
            Say(
                f"“{row.say.zh}”（{row.name}）不能停用：没有它，案件办不下去，或居民没有说理的地方。请留着。",
                f"“{row.say.en}” ({row.name}) cannot be switched off: cases or residents would be left without a way. "
                "Keep it.",
            ),
            row=row.name,
        )


def _check_ways(flow: Flow, made: Flow) -> None:
    lost = sorted(cut_off(flow, made))
    if lost:
        state = flow.states[lost[0]]
        raise Missing(
            "state_cut_off",
            Say(
                f"这样停用以后，“{state.say.zh}”的案件再也走不到结束。请至少留一条出路。",
                f"A case that is “{state.say.en}” could never come to an end. Leave it one way on.",
            ),
            state=state.name,
        )


Node = tuple[str, bool]
"""A state, and whether a unit has the case."""


def cut_off(flow: Flow, made: Flow) -> set[str]:
    """The states into which the table as shipped may bring a case, and from which ``made`` leads to no end.

    A way counts only if it is open to every kind and at every level.
    """
    first: Node = (flow.first, False)
    reached = {first}
    while more := {_after(row, node) for node in reached for row in flow.rows if _from(row, node)} - reached:
        reached |= more
    sure = [row for row in made.rows if not row.kinds and row.moves not in ("up", "down", "sender")]
    leads = {node for node in reached if node[0] in flow.ends}
    while more := {n for n in reached if any(_from(r, n) and _after(r, n) in leads for r in sure)} - leads:
        leads |= more
    return {state for state, _ in reached - leads}


def _from(row: Row, node: Node) -> bool:
    wanted = "unit" if row.by == ("unit",) else row.when
    return row.source == node[0] and wanted in ("", "unit" if node[1] else "own")


def _after(row: Row, node: Node) -> Node:
    return row.end, row.moves == "unit" or (node[1] and row.moves not in ("back", "up", "higher"))
