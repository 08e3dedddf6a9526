"""How alike two tellings are, and which cells of the ground are looked at."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.cases.rules import THRESHOLD, Telling, cell_of, cells_around, kinds_said, likeness, worth_comparing
from wangge.cases.rules.likeness import (
    CELL,
    KIND,
    PLACE,
    TIME,
    WORDS,
    grams,
    numbers_agree,
    numbers_of,
    shared_words,
    words_alike,
)

AT = datetime(2025, 3, 5, 8, 0, tzinfo=UTC)
GRID = "211102005013001"
LENGTHS = {"grid": 15, "community": 12}
BURST = Telling(("3号楼门口自来水管爆了，水漫到路上",), frozenset({"E0402"}), GRID, 41.1963, 122.0568, AT)
ALIKE = replace(BURST, words=("自来水管爆了，3号楼前面全是水",), lat=41.19632, at=AT + timedelta(minutes=12))


def alike(one: Telling, other: Telling):
    return likeness(one, other, **LENGTHS)


def test_the_parts_make_a_hundred_and_the_same_telling_has_them_all():
    assert PLACE + TIME + KIND + WORDS == 100
    found = alike(BURST, BURST)
    assert (found.score, found.same, found.metres, found.minutes) == (100, True, 0, 0)


def test_the_reason_is_a_sentence_with_place_kind_time_and_words():
    found = alike(ALIKE, BURST)
    assert found.same
    assert found.reason.zh == "相距 2 米 · 同一类别 · 前后差 12 分钟 · 都说到“自来水管爆了”"
    assert found.reason.en == "2 m away · same kind · 12 min apart · both say “自来水管爆了”"


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"lat": 41.1973}, "111 m away"),
        ({"kinds": frozenset({"E0401"})}, "same major class"),
        ({"kinds": frozenset({"E0102"})}, "another kind"),
        ({"at": AT + timedelta(hours=30)}, "30 h apart"),
        ({"at": AT - timedelta(days=4)}, "4 days apart"),
        ({"lat": None, "words": ("自来水管爆了",)}, "in the same grid"),
        ({"lat": None, "words": ("自来水管爆了",), "area": "211102005013009"}, "in the same community"),
        ({"lat": None}, "the same number of house or building"),
    ],
)
def test_whatever_differs_takes_from_the_score_and_is_said(change, part):
    other = replace(BURST, **change)
    found = alike(other, BURST)
    assert found.score < 100
    assert part in found.reason.en
    assert alike(BURST, other).score == found.score


def test_an_unknown_kind_says_nothing_and_costs_little():
    found = alike(replace(BURST, kinds=frozenset()), BURST)
    assert "kind" not in found.reason.en
    assert alike(replace(BURST, kinds=frozenset({"E0102"})), BURST).score < found.score <= 100


def test_other_words_at_the_same_door_are_not_asked_about_and_a_picture_alone_is():
    one = replace(BURST, words=("说了两秒",), kinds=frozenset())
    assert not alike(one, replace(BURST, words=("灯坏了好几天",), kinds=frozenset())).same
    assert alike(replace(one, words=()), BURST).same
    assert alike(one, replace(one, words=("又说了两秒",))).same


def test_without_a_point_another_community_gives_nothing_for_the_place():
    away = replace(BURST, lat=None, lng=None, area="211102006001001", words=("别的事",))
    found = alike(away, BURST)
    assert found.metres is None
    assert "grid" not in found.reason.en and "community" not in found.reason.en
    nowhere = replace(away, area="211102")
    assert not alike(nowhere, replace(nowhere, words=("路灯不亮",))).same


def test_two_manholes_of_different_buildings_are_not_taken_for_one():
    one = Telling(("3号楼前的井盖没了",), frozenset({"C0101"}), GRID, 41.1963, 122.0568, AT)
    other = replace(one, words=("5号楼前的井盖没了",), lat=41.19648)
    assert alike(one, replace(other, words=("3号楼前井盖丢了",))).same
    assert not alike(one, other).same


def test_the_likest_of_many_wordings_counts_and_one_that_names_the_number_is_enough():
    many = replace(BURST, words=("路面积水", "", BURST.words[0], "5号楼停水"))
    assert alike(ALIKE, many).score >= alike(ALIKE, replace(BURST, words=("路面积水",))).score
    assert alike(replace(BURST, words=()), BURST).reason.en.count("·") == 2


def test_grams_leave_out_what_everybody_writes():
    assert "处理" not in grams("请尽快处理") and "井盖" in grams("井盖没了，请处理")
    assert {"leak", "pipe"} <= grams("Please: the pipe has a LEAK!")
    assert grams("，。！") == frozenset()
    assert words_alike("", "井盖") == 0.0
    assert words_alike("井盖没了", "井盖没了") == 1.0
    assert shared_words("井盖没了", "路灯坏了") == ""
    assert shared_words("12 12", "12 7") == ""


def test_numbers_of_buildings_and_doors_are_read_in_both_ways_of_writing():
    assert numbers_of("三号楼二单元") == numbers_of("3栋2单元") == {"3楼", "2元"}
    assert numbers_of("建设路18号") == {"18号"}
    assert numbers_of("Building 7, no. 9") == {"7楼", "9楼"}
    assert numbers_agree("3号楼", "三栋") is True
    assert numbers_agree("3号楼2单元", "3号楼1单元") is False
    assert numbers_agree("3号楼", "建设路18号") is None
    assert numbers_agree("没写", "3号楼") is None
    assert numbers_of("小区东门") == {"东侧"}
    assert numbers_agree("3号楼东边", "3号楼西侧") is False


def test_the_words_speak_of_the_kinds_whose_usual_words_they_hold():
    usual = {"E0502": ["水管", "爆管", "漏水"], "E0504": ["下水", "污水"], "C0118": ["路灯"]}
    assert kinds_said("自来水管爆管了", usual) == {"E0502"}
    assert kinds_said("水管和下水都坏了", usual) == {"E0502", "E0504"}
    assert kinds_said("有人唱歌", usual) == kinds_said("", {}) == frozenset()


def test_only_the_likeliest_by_their_places_are_compared_by_words():
    others = [replace(BURST, words=(), lat=41.1963 + n / 10_000) for n in (5, 1, 3)]
    assert worth_comparing(BURST, others, 2, **LENGTHS) == [1, 2]


@given(st.floats(-85, 85), st.floats(-179, 179), st.floats(-0.99, 0.99), st.floats(-0.99, 0.99))
def test_whatever_lies_within_a_cells_width_is_in_a_cell_around(lat, lng, up, along):
    around = cells_around(lat, lng)
    assert len(set(around)) == 9
    assert cell_of(lat + up * CELL, lng + along * CELL) in around


def test_without_a_point_there_is_no_cell():
    assert cell_of(None, 122.0) is None
    assert cell_of(41.0, None) is None
    assert 0 < THRESHOLD < 100
