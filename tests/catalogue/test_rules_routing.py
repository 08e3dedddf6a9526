"""Routing rules: which one wins, when it holds, how it is read, what is the matter with it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wangge.catalogue.rules import (
    Conflict,
    Routing,
    RoutingRule,
    check_rules,
    conflicts,
    kept_rule,
    leads,
    read_rules,
    sentence,
    troubles,
    units_for,
)
from wangge.core.refusals import Missing
from wangge.core.words import Say
from wangge.orgs.rules.tree import UnitFacts, UnitTree

LIGHTING, URBAN, NORTH, ENDED = (UUID(int=n) for n in range(1, 5))
TREE = UnitTree(
    (
        UnitFacts(LIGHTING, "211102", "lighting", Say("路灯管理所", "Street lighting"), "211102"),
        UnitFacts(URBAN, "211102", "urban", Say("执法局", "Urban management"), "211102"),
        UnitFacts(NORTH, "211102", "urban-north", Say("北街中队", "North team"), "211102001", URBAN),
        UnitFacts(ENDED, "211102", "old", Say("旧所", "Old office"), "211102", None, False),
    )
)
UNITS = {name: u.id for u in TREE.units.values() if u.open for name in (u.code, str(u.id))}
NOON, NIGHT = datetime(2026, 7, 1, 12, tzinfo=UTC), datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
DAY = date(2026, 7, 1)
GRID = "211102001002003"


def rule(number: int = 1, kinds: str = "", areas: str = "", unit: UUID = LIGHTING, **more: Any) -> RoutingRule:
    return RoutingRule(number, tuple(kinds.split()), tuple(areas.split()), unit, Say("因为", "because"), **more)


def won(
    rules: list[RoutingRule], kind: str = "C0118", area: str = GRID, at: datetime = NOON, day: date | None = DAY
) -> list[int]:
    return [match.rule.number for match in Routing(rules).matches(kind, area, at, day=day)]


# --- which one wins


def test_the_most_specific_rule_wins_area_before_kind_before_time_before_begin_before_number():
    rules = [
        rule(1), rule(2, "C"), rule(3, "C01"), rule(4, "C0118"), rule(5, "", "211102"), rule(6, "", "211102001"),
        rule(7, "C01", "211102001"), rule(8, "C01", "211102001", hours="08:00-18:00"),
        rule(9, "C01", "211102001", since=date(2026, 1, 1)), rule(10, "C01", "211102001"),
    ]  # fmt: skip
    assert won(rules) == [8, 9, 10, 7, 6, 5, 4, 3, 2, 1]


def test_what_does_not_fit_does_not_match():
    rules = [rule(1, "E"), rule(2, "", "211102002"), rule(3, "", GRID + "001"), rule(4, hours="18:00-08:00")]
    assert won(rules) == []
    assert won(rules, at=NIGHT) == [4]
    assert won([rule(1, "E C01 C0118")]) == [1], "the longest of its own beginnings counts"
    assert Routing([rule(1, "C01 C0118")]).matches("C0118", GRID, NOON, day=DAY)[0].kind == "C0118"
    assert won([rule(1, "C"), rule(2)], kind="") == [2], "an unknown kind fits only what fits every kind"
    assert won([rule(1, "", "211102"), rule(2, "", GRID)], area="211102") == [1]


def test_hours_pass_midnight_and_seasons_the_turn_of_the_year():
    night, winter = rule(hours="18:00-08:00"), rule(season="11-01~03-31")
    for hour, minute, so in (
        (17, 59, False),
        (18, 0, True),
        (23, 59, True),
        (0, 0, True),
        (7, 59, True),
        (8, 0, False),
    ):
        assert night.fits_time(NOON.replace(hour=hour, minute=minute)) == so, (hour, minute)
    for month, day, so in ((10, 31, False), (11, 1, True), (12, 31, True), (1, 1, True), (3, 31, True), (4, 1, False)):
        assert winter.fits_time(NOON.replace(month=month, day=day)) is so, (month, day)
    summer = rule(season="06-01~08-31", hours="09:00-17:00")
    assert summer.fits_time(NOON) and not summer.fits_time(NIGHT) and summer.timed == 2


def test_rules_begin_and_end_with_their_days():
    one = rule(since=DAY, until=DAY + timedelta(days=1))
    assert [one.in_force(DAY + timedelta(days=n)) for n in (-1, 0, 1, 2)] == [False, True, True, False]
    assert not rule(until=None).over(DAY)
    rules = [rule(1, since=DAY + timedelta(days=9)), rule(2, until=DAY - timedelta(days=1)), rule(3)]
    assert won(rules) == [3]
    assert won(rules, day=None) == [1, 3, 2]
    coming = Routing(rules, 7).coming(DAY)
    assert ([r.number for r in coming.rules], coming.edition) == ([1, 3], 7)


def test_a_rule_leads_to_its_unit_or_to_the_one_below_it_at_the_place():
    assert units_for(rule(unit=URBAN), GRID, TREE) == (URBAN,)
    assert units_for(rule(unit=URBAN, local=True), GRID, TREE) == (NORTH,)
    assert units_for(rule(unit=URBAN, local=True), "211102009", TREE) == (URBAN,)
    assert units_for(rule(unit=ENDED), GRID, TREE) == () == units_for(rule(unit=ENDED, local=True), GRID, TREE)


def test_the_first_rule_that_leads_somewhere_decides():
    rules = Routing([rule(1, "C01", unit=ENDED), rule(2, "C", unit=URBAN), rule(3)])
    found = leads(rules.matches("C0118", GRID, NOON, day=DAY), GRID, TREE)
    assert [(lead.match.rule.number, lead.units) for lead in found] == [(2, (URBAN,)), (3, (LIGHTING,))]


AREAS = st.lists(st.sampled_from(["211102", "211102001", "211102002", "211102001002", GRID]), max_size=2, unique=True)
KINDS = st.lists(st.sampled_from(["C", "C01", "C0118", "E", "E05"]), max_size=2, unique=True)
RULES = st.lists(
    st.builds(
        lambda kinds, areas, unit, hours, since: RoutingRule(
            0, tuple(kinds), tuple(areas), unit, Say("因", "b"), hours=hours, since=since
        ),
        KINDS, AREAS, st.sampled_from([LIGHTING, URBAN]), st.sampled_from(["", "08:00-18:00", "18:00-08:00"]),
        st.sampled_from([None, DAY]),
    ),
    max_size=8,
).map(lambda rules: [replace(r, number=n) for n, r in enumerate(rules, 1)])  # fmt: skip

UNHURRIED = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@UNHURRIED
@given(RULES.flatmap(lambda rules: st.tuples(st.just(rules), st.permutations(rules))))
def test_the_order_of_the_list_never_matters(lists):
    rules, shuffled = lists
    for kind in ("", "C0118", "E0504"):
        for area in (GRID, "211102002001"):
            assert won(shuffled, kind, area) == won(rules, kind, area)
    assert conflicts(shuffled, day=DAY) == conflicts(rules, day=DAY)


@UNHURRIED
@given(RULES)
def test_the_index_finds_what_a_plain_look_at_every_rule_finds(rules):
    for kind, area, at in (("C0118", GRID, NOON), ("E0504", "211102002001", NIGHT), ("", "211102", NOON)):
        plain = {
            r.number
            for r in rules
            if any(area.startswith(a) for a in r.areas or ("",)) and any(kind.startswith(k) for k in r.kinds or ("",))
            and r.fits_time(at) and r.in_force(DAY)
        }  # fmt: skip
        assert set(won(rules, kind, area, at)) == plain


# --- what meets


def test_conflicts_are_pairs_that_only_the_later_begin_or_the_higher_number_decides():
    base = rule(1, "C01", "211102001")
    assert conflicts([base, rule(2, "C01", "211102001", URBAN)], day=DAY) == [Conflict(2, 1, "211102001", "C01")]
    later = rule(1, "C01", "211102001", since=DAY)
    assert conflicts([later, rule(2, "C01", "211102001", URBAN)], day=DAY) == [Conflict(1, 2, "211102001", "C01")]
    assert conflicts([rule(1), rule(2, unit=URBAN)], day=DAY) == [Conflict(2, 1, "", "")]
    twice = [rule(1, "C E", "211102001 211102002"), rule(2, "C E", "211102001 211102002", URBAN)]
    assert len(conflicts(twice, day=DAY)) == 1, "each pair once"
    assert len(conflicts([rule(n, unit=UUID(int=n)) for n in range(1, 9)], day=DAY, most=5)) == 5


@pytest.mark.parametrize(
    "other",
    [
        rule(2, "C01", "211102001"),
        rule(2, "C01", "211102002", URBAN),
        rule(2, "C0118", "211102001", URBAN),
        rule(2, "C01", "211102001", URBAN, hours="08:00-18:00"),
        rule(2, "C01", "211102001", URBAN, until=DAY - timedelta(days=1)),
    ],
)  # fmt: skip
def test_no_conflict_where_one_is_more_specific_or_nothing_differs(other):
    assert conflicts([rule(1, "C01", "211102001"), other], day=DAY) == []


def test_rules_bound_to_time_meet_where_their_times_do():
    def pair(one: dict, other: dict) -> bool:
        return bool(conflicts([rule(1, **one), rule(2, unit=URBAN, **other)], day=DAY))

    assert pair({"hours": "08:00-12:00"}, {"hours": "11:00-14:00"})
    assert pair({"hours": "22:00-06:00"}, {"hours": "05:00-07:00"})
    assert not pair({"hours": "08:00-12:00"}, {"hours": "12:00-14:00"})
    assert pair({"hours": "08:00-12:00"}, {"season": "05-01~06-01"})
    assert pair({"season": "11-01~03-31"}, {"season": "03-31~04-02"})
    assert not pair({"season": "11-01~03-31"}, {"season": "04-01~04-02"})
    assert not pair({"since": date(2026, 8, 1)}, {"until": date(2026, 7, 31)})
    assert not pair({"until": date(2026, 7, 31)}, {"since": date(2026, 8, 1)})
    assert pair({"until": date(2026, 8, 1)}, {"since": date(2026, 8, 1)})


def test_what_is_the_matter_with_a_rule():
    there = {"areas": {"211102001"}, "kinds": ["C0118", "E0504"], "day": DAY, "tree": TREE}
    assert troubles(rule(1, "C01 E", "211102001", stand_in=URBAN), **there) == []
    bad = rule(1, "C01 G", "211102001 211102009", ENDED, stand_in=ENDED, until=DAY - timedelta(days=1))
    assert troubles(bad, **there) == ["over", "unit_gone", "stand_in_gone", "area_gone", "kind_gone"]
    assert troubles(rule(since=DAY + timedelta(days=1)), **there) == ["coming"]


def test_a_list_is_refused_for_what_is_not_there_unless_its_rule_is_over():
    there = {"areas": {"211102001"}, "kinds": ["C0118"], "day": DAY, "tree": TREE}
    past = DAY - timedelta(days=1)
    check_rules([rule(1, "C01", "211102001", since=DAY + timedelta(days=1)), rule(2, unit=ENDED, until=past)], **there)
    for bad, code in (
        (rule(unit=ENDED), "rule_unit"), (rule(stand_in=ENDED), "rule_unit"), (rule(areas="211102009"), "rule_areas"),
        (rule(kinds="G"), "rule_kinds"),
    ):  # fmt: skip
        with pytest.raises(Missing) as refused:
            check_rules([rule(), bad], **there)
        assert (refused.value.code, refused.value.facts) == (code, {"rule": 2})


# --- reading


WHOLE = {
    "kinds": ["C01*", "E0504"], "areas": "211102001，211102002", "unit": "urban", "local": True, "stand_in": "lighting",
    "hours": " 18:00 - 08:00", "season": "11-01~03-31", "since": "2026-07-01", "until": date(2026, 12, 31),
    "why": {"zh": " 三定方案  第四条 ", "en": ""},
}  # fmt: skip


def read(*said: Any, **more: Any) -> list[RoutingRule]:
    return read_rules(list(said), district="211102", units=UNITS, **more)


def test_rules_are_read_and_kept_as_they_are_said():
    (found,) = read(WHOLE, last=4)
    assert found == RoutingRule(
        5, ("C01", "E0504"), ("211102001", "211102002"), URBAN, Say("三定方案 第四条", "三定方案 第四条"), True,
        LIGHTING, "18:00-08:00", "11-01~03-31", DAY, date(2026, 12, 31),
    )  # fmt: skip
    assert kept_rule(found.plain() | {"edition": 3}) == replace(found, edition=3)
    (least,) = read({"unit": str(LIGHTING), "why": {"zh": "归口", "en": "its task"}})
    assert least == RoutingRule(1, (), (), LIGHTING, Say("归口", "its task"))
    assert kept_rule(least.plain() | {"edition": 0}) == least


def test_numbers_stay_and_new_rules_get_the_next_ones():
    new = {"unit": "urban", "why": {"zh": "归口"}}
    found = read(new, new | {"number": 2}, new, last=7)
    assert [r.number for r in found] == [8, 2, 9]
    for said in ([new | {"number": 8}], [new, new | {"number": 8}], [new | {"number": -1}], [new | {"number": 2}] * 2):
        with pytest.raises(Missing) as refused:
            read(*said, last=7)
        assert refused.value.code == "rule_number"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kinds": ["X1"]}, "rule_kinds"), ({"kinds": [f"C{n:02}" for n in range(21)]}, "rule_kinds"),
        ({"areas": ["211103"]}, "rule_areas"), ({"areas": ["211102x"]}, "rule_areas"),
        ({"areas": [f"2111020{n:02}" for n in range(21)]}, "rule_areas"),
        ({"unit": "nobody"}, "rule_unit"), ({"unit": None}, "rule_unit"), ({"unit": "old"}, "rule_unit"),
        ({"stand_in": "nobody"}, "rule_unit"), ({"stand_in": str(URBAN)}, "rule_unit"),
        ({"hours": "18-8"}, "rule_hours"), ({"hours": "08:00-08:00"}, "rule_hours"),
        ({"hours": "24:00-08:00"}, "rule_hours"),
        ({"season": "winter"}, "rule_season"), ({"season": "02-30~03-01"}, "rule_season"),
        ({"since": "soon"}, "rule_days"), ({"until": "2026-06-30"}, "rule_days"),
        ({"why": {"zh": "", "en": "x"}}, "rule_why"), ({"why": "x"}, "rule_why"),
        ({"why": {"zh": "字" * 201}}, "rule_why"),
        ({"why": {"zh": "a\u202eb"}}, "rule_why"), ({"colour": "red"}, "rules_unclear"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_place_in_the_list(change, code):
    with pytest.raises(Missing) as refused:
        read(WHOLE, WHOLE | change)
    assert refused.value.code == code
    if code != "rules_unclear":
        assert refused.value.facts == {"rule": 2} and "第 2 条" in refused.value.say.zh


def test_a_list_that_is_none_or_too_long_is_refused():
    for said, code in (({}, "rules_unclear"), (["x"], "rules_unclear"), ([WHOLE] * 501, "rules_many")):
        with pytest.raises(Missing) as refused:
            read_rules(said, district="211102", units=UNITS)
        assert refused.value.code == code


def test_a_rule_is_a_plain_sentence():
    street, lamps = [Say("兴隆台街道", "Xinglongtai street")], [Say("路灯", "street lamps")]
    said = sentence(rule(), kinds=lamps, areas=street, tree=TREE)
    assert said == Say("兴隆台街道的路灯归路灯管理所", "Street lamps in Xinglongtai street: Street lighting")
    night = rule(unit=URBAN, local=True, stand_in=LIGHTING, hours="18:00-08:00", season="11-01~03-31")
    said = sentence(night, kinds=[], areas=[], tree=TREE)
    assert said.zh == "全区的各类案件（18:00-08:00，11-01 ~ 03-31）归执法局设在当地的单位，急件没人值班时先交路灯管理所"
    assert said.en.startswith("Every kind in the whole district (18:00-08:00, 11-01 ~ 03-31): the local unit of Urban")
