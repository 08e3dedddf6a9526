"""What routing rules say of one case, when they are overruled, and what changed ones would have done."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from wangge.cases.rules import (
    Clocks,
    Led,
    Overruled,
    Past,
    Suggestion,
    check_reason,
    deciding,
    first_lead,
    follows,
    is_urgent,
    led,
    ranked,
    sent_at,
    times_overruled,
    tried,
)
from wangge.catalogue.rules import Lead, Match, Routing, RoutingRule
from wangge.clock.rules import begun, china
from wangge.core.refusals import Missing
from wangge.core.words import Say
from wangge.orgs.rules.tree import UnitFacts, UnitTree

LAMPS, URBAN, NORTH, SOUTH, NIGHT, ENDED = (UUID(int=n) for n in range(1, 7))


def unit(id: UUID, code: str, area: str = "211102", parent: UUID | None = None, *, open: bool = True) -> UnitFacts:
    return UnitFacts(id, "211102", code, Say(f"{code}所", code.title()), area, parent, open)


TREE = UnitTree(
    (
        unit(LAMPS, "lamps"), unit(URBAN, "urban"), unit(NORTH, "n1", "211102001", URBAN),
        unit(SOUTH, "n2", "211102001", URBAN), unit(NIGHT, "night"), unit(ENDED, "ended", open=False),
    )
)  # fmt: skip
GRID = "211102001002003"
T0 = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def rule(number: int, unit: UUID, **more: Any) -> RoutingRule:
    return RoutingRule(number, more.pop("kinds", ()), more.pop("areas", ()), unit, Say("因", "b"), **more)


def lead(rule: RoutingRule, *units: UUID) -> Lead:
    return Lead(Match(rule, "", ""), units)


def units_led(*found: Lead, urgent: bool = False, on_duty: dict | None = None, busy: dict | None = None) -> list[Led]:
    return led(
        found, tree=TREE, says=lambda rule: Say("那里归它", "it goes there"), on_duty=on_duty or {}, busy=busy or {},
        urgent=urgent,
    )  # fmt: skip


# --- who comes first


def test_the_deciding_rules_unit_comes_first_each_unit_once_and_three_rules_at_most():
    found = units_led(
        lead(rule(4, LAMPS), LAMPS),
        lead(rule(2, URBAN), URBAN),
        lead(rule(3, LAMPS), LAMPS),
        lead(rule(1, NIGHT), NIGHT),
    )
    assert [(one.unit, one.rule) for one in found] == [(LAMPS, 4), (URBAN, 2)]
    assert found[0].reason == Say("规则 4：那里归它", "Rule 4: it goes there")
    assert units_led() == []


def test_load_chooses_only_among_equals_of_one_rule():
    local, other = lead(rule(2, URBAN, local=True), NORTH, SOUTH), lead(rule(1, LAMPS), LAMPS)
    assert [one.unit for one in units_led(local, other, busy={NORTH: 9, SOUTH: 3})] == [SOUTH, NORTH, LAMPS]
    assert [one.unit for one in units_led(local, other, busy={NORTH: 9, SOUTH: 9})] == [NORTH, SOUTH, LAMPS]


@pytest.mark.parametrize(
    ("urgent", "on_duty", "first"),
    [
        (True, {LAMPS: False}, NIGHT), (True, {LAMPS: False, NIGHT: True}, NIGHT),
        (True, {LAMPS: False, NIGHT: False}, LAMPS), (True, {LAMPS: True}, LAMPS), (True, {}, LAMPS),
        (False, {LAMPS: False}, LAMPS),
    ],
)  # fmt: skip
def test_an_urgent_matter_goes_to_the_stand_in_while_nobody_is_on_duty(urgent, on_duty, first):
    found = units_led(lead(rule(1, LAMPS, stand_in=NIGHT), LAMPS), urgent=urgent, on_duty=on_duty)
    assert found[0].unit == first
    if first == NIGHT:
        assert [(one.unit, one.stand_in) for one in found] == [(NIGHT, True), (LAMPS, False)]
        assert found[0].reason.zh == "规则 1：lamps所现在没人值班，急件先交它"


def test_no_stand_in_named_or_one_that_has_ended_changes_nothing():
    for one in (rule(1, LAMPS), rule(1, LAMPS, stand_in=ENDED)):
        assert [x.unit for x in units_led(lead(one, LAMPS), urgent=True, on_duty={LAMPS: False})] == [LAMPS]


def test_urgent_is_what_runs_through_nights():
    assert [is_urgent(words) for words in ("2 紧急工作时", "1 紧急工作日", "立即", "2 工作时", "3 自然日")] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_a_suggestion_by_a_rule_stands_before_rulings_and_says_rule_duty_and_load():
    ruled = Suggestion(LAMPS, led=Led(LAMPS, 3, Say("规则 3：归它", "Rule 3: it")), rank=0, on_duty=True, open=12)
    second = Suggestion(NIGHT, led=Led(NIGHT, 1, Say("规则 1：归它", "Rule 1: it")), rank=1, on_duty=False)
    often = Suggestion(URBAN, rulings=3, handled=50)
    back = Suggestion(NORTH, led=Led(NORTH, 9, Say("x", "x")), rank=0, gave_back=True)
    assert ranked([often, back, second, ruled]) == [ruled, second, often, back]
    assert ruled.reason.zh == "规则 3：归它 · 值班：有人 · 在办 12 件"
    assert second.reason == Say(
        "规则 1：归它 · 现在没人值班 · 在办 0 件", "Rule 1: it · nobody is on duty now · 0 open"
    )
    assert [s.unit for s in ranked([Suggestion(LAMPS, handled=2, open=5), Suggestion(URBAN, handled=2, open=4)])] == [
        URBAN, LAMPS,
    ]  # fmt: skip


# --- following and overruling


def test_a_rule_all_of_whose_units_gave_the_case_back_decides_nothing():
    first, second = lead(rule(2, URBAN), NORTH, SOUTH), lead(rule(1, LAMPS), LAMPS)
    assert deciding([first, second], set()) is first
    assert deciding([first, second], {str(NORTH)}) is first
    assert deciding([first, second], {str(NORTH), str(SOUTH)}) is second
    assert deciding([second], {str(LAMPS)}) is None


def test_the_rules_units_and_its_stand_in_follow_it_another_unit_wants_a_reason():
    one = lead(rule(7, LAMPS, stand_in=NIGHT), LAMPS)
    assert [follows(one, unit) for unit in (LAMPS, NIGHT, URBAN)] == [True, True, False]
    check_reason(one, "夜里路灯所关门", says=Say("归它", "it"))
    with pytest.raises(Missing) as refused:
        check_reason(one, "  ", says=Say("归它", "it"))
    assert refused.value.code == "why_missing" and "规则 7 说：归它。" in refused.value.say.zh
    assert refused.value.facts == {"rule": 7, "units": [str(LAMPS)]}


def test_overrulings_count_by_case_and_only_since_the_rule_reads_as_it_does():
    a, b = UUID(int=20), UUID(int=21)
    told = [
        Overruled(1, 2, a), Overruled(1, 3, a), Overruled(1, 3, b), Overruled(1, 1, UUID(int=22)), Overruled(5, 1, a)
    ]  # fmt: skip
    assert times_overruled(told, [rule(1, LAMPS, edition=2), rule(2, URBAN, edition=1)]) == {1: 2}


# --- the dry run


def past(n: int, unit: UUID, *, kind: str = "C0118", area: str = GRID, at: datetime = T0) -> Past:
    return Past(UUID(int=100 + n), f"N{n}", kind, area, unit, at, at + timedelta(hours=5))


def test_a_dry_run_counts_what_moves_and_whether_it_moves_to_who_really_did_it():
    present = Routing([rule(1, URBAN), rule(2, LAMPS, kinds=("C01",))])
    draft = Routing(
        [rule(1, URBAN), rule(2, LAMPS, kinds=("C01",)), rule(3, NIGHT, kinds=("C0118",), hours="08:00-12:00")]
    )
    cases = [
        past(1, NIGHT), past(2, LAMPS), past(3, NIGHT, at=T0 + timedelta(hours=6)), past(4, URBAN, kind="E0101"),
        past(5, ENDED),
    ]  # fmt: skip
    trial = tried(cases, present, draft, TREE)
    assert (trial.cases, [one.past.number for one in trial.moved]) == (5, ["N1", "N2", "N5"])
    assert [(one.right_before, one.right_after) for one in trial.moved] == [
        (False, True),
        (True, False),
        (False, False),
    ]
    assert (trial.gained, trial.lost) == (1, 1)
    assert (trial.whole.before, trial.whole.right_before, trial.whole.after, trial.whole.right_after) == (5, 2, 5, 2)
    assert {n: (t.before, t.right_before, t.after, t.right_after) for n, t in trial.rules.items()} == {
        1: (1, 1, 1, 1), 2: (4, 1, 1, 0), 3: (0, 0, 3, 1),
    }  # fmt: skip
    assert {u: (t.before, t.after) for u, t in trial.units.items()} == {LAMPS: (4, 1), NIGHT: (0, 3), URBAN: (1, 1)}
    assert trial.really == {NIGHT: 2, LAMPS: 1, URBAN: 1, ENDED: 1}
    assert trial.summary(90).zh.startswith("最近 90 天办结的 5 件里，3 件会改派：1 件改到了真正办结它的单位，1 件离开")


def test_a_dry_run_is_what_asking_case_by_case_says():
    present = Routing([rule(1, URBAN, local=True), rule(2, LAMPS, kinds=("C",))])
    draft = Routing([rule(2, LAMPS, kinds=("C",), areas=("211102001",)), rule(4, ENDED)])
    cases = [
        past(n, unit, kind=kind, area=area)
        for n, (unit, kind, area) in enumerate(
            (unit, kind, area)
            for unit in (LAMPS, NORTH, URBAN)
            for kind in ("C0118", "E0504")
            for area in (GRID, "211102002001001")
        )
    ]
    one_by_one = {
        past.number
        for past in cases
        if (before := first_lead(present, past, TREE)) is not (after := first_lead(draft, past, TREE))
        and (before.units if before else ()) != (after.units if after else ())
    }
    trial = tried(cases, present, draft, TREE)
    assert {one.past.number for one in trial.moved} == one_by_one
    assert {(one.before is None, one.after is None) for one in trial.moved} >= {(False, True)}, "a rule was taken out"
    nothing = tried(cases, present, present, TREE)
    assert (
        nothing.moved == [] and nothing.summary(90).en == "Of the 12 cases of the last 90 days none would have moved."
    )
    assert tried(cases, Routing(), draft, TREE).moved[0].before is None


def test_the_minute_of_the_dispatch_is_that_of_the_units_own_clock():
    run = begun("handle", str(LAMPS), "1 工作日", china(), T0)
    clocks = Clocks((begun("whole", "", "2 工作日", china(), T0), run.end(T0 + timedelta(hours=3)))).plain()
    assert sent_at(clocks, LAMPS) == T0
    assert sent_at(clocks, URBAN) is None
