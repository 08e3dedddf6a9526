"""Addresses in words: cleaned, read, found, scored; every branch."""

import pytest

from wangge.places.rules import Gazetteer, Spot, plain_words, read_address
from wangge.places.rules.words import Parts, _one_off, _stands_nearly


def home(grid: str, block: int, unit: int, estate: str = "春和家园", gate: str = "翠喜路 12 号") -> Spot:
    code = f"{grid}-{block}{unit}"
    name = f"{estate} {block} 号楼 {unit} 单元"
    return Spot(code, grid, name, f"{gate} {name}", 41.0, 122.0)


SPOTS = (
    home("211103001001001", 1, 1), home("211103001001001", 1, 2), home("211103001001001", 2, 1),
    home("211103001001002", 1, 1, "秋实苑", "化康大街 7 号"), home("211103002001001", 3, 1, "春和里", "翠喜路 40 号"),
    Spot("s1", "211103001001001", "实验小学", "翠喜路 20 号"), Spot("s2", "211103002001001", "实验小学", "金桥巷 3 号"),
    Spot("s3", "211103002001001", "老李饭店", "金桥巷 5 号"), Spot("s5", "211103002001002", "早市", "金桥巷 9 号"),
    Spot("s4", "211103002001002", "没有门牌的亭子", "河边"),
)  # fmt: skip
AREAS = {"211103001": "振兴街道", "211103002": "兴隆街道", "211103001001": "世纪社区", "211103002001": "前进村委会"}
KNOWN = Gazetteer(SPOTS, AREAS, {"老粮库": "秋实苑", "旧路": "翠喜路", "不在的": "没有这个名字"})


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("春和家园 二十一号楼，三单元", "春和家园21号楼3单元"), ("１２号", "12号"), ("一百零三号", "103号"),
        ("十号楼", "10号楼"), ("二〇三号", "203号"), ("两栋", "2栋"), ("第二小学", "第二小学"), ("A座", "a座"),
    ],
)  # fmt: skip
def test_one_form_of_writing(said, plain):
    assert plain_words(said) == plain


def test_a_known_address_is_read_into_parts():
    assert read_address("翠喜路 12 号 春和家园 1 号楼 2 单元", "春和家园 1 号楼 2 单元") == Parts(
        "翠喜路", 12, "春和家园", 1, 2
    )
    assert read_address("延风路 12 号", "延风里 3 号楼") == Parts("延风路", 12, "延风里", 3, 0)
    assert read_address("河边", "亭子") == Parts(name="亭子")


@pytest.mark.parametrize(
    ("said", "code", "score"),
    [
        ("春和家园1号楼2单元", "211103001001001-12", 0.99),
        ("春和家园一栋", "211103001001001-11", 0.94),
        ("春和家园1-2-301", "211103001001001-12", 0.99),
        ("春和家园1号楼9单元", "211103001001001-11", 0.89),
        ("春和家园9号楼", "211103001001001-11", 0.6),
        ("春和家园", "211103001001001-11", 0.78),
        ("翠喜路12号", "211103001001001-11", 0.9),
        ("旧路12号", "211103001001001-11", 0.873),
        ("翠喜路21号", "s1", 0.6 - 1 / 200),
        ("翠喜路", "211103001001001-11", 0.4),
        ("老粮库1号楼", "211103001001002-11", 0.94 * 0.97),
        ("老李饭店", "s3", 0.85),
        ("金桥巷的实验小学", "s2", 0.9),
        ("早市", "s5", 0.85),
        ("春和家园1号楼2单元 翠喜路12号", "211103001001001-12", 1.0),
        ("世纪社区", "211103001001", 0.5),
        ("世纪居委会", "211103001001", 0.5 * 0.93),
        ("振兴街", "211103001", 0.5 * 0.93),
        ("前进村", "211103002001", 0.5 * 0.93),
        ("秋石苑1号楼", "211103001001002-11", 0.94 * 0.82),
        ("老李的饭店", "s3", 0.85 * 0.82),
        ("翠喜路春河家园1号楼1单元", "211103001001001-11", 0.82),
        ("化康大街春和家园1号楼1单元", "211103001001001-11", 0.89),
    ],
)
def test_the_first_candidate_and_its_score(said, code, score):
    best = KNOWN.find(said)[0]
    assert (best.code, best.score) == (code, pytest.approx(score, abs=0.002))
    assert best.why.zh and best.why.en


def test_a_named_area_lifts_what_lies_in_it_and_lowers_the_rest():
    inside = KNOWN.find("兴隆街道的实验小学")
    assert inside[0].code == "s2"
    assert [c.code for c in inside].index("s1") > 0
    assert next(c.score for c in inside if c.code == "s1") == pytest.approx(0.5 * 0.6)


def test_the_nearest_house_numbers_are_offered_when_there_is_no_such_one():
    found = KNOWN.find("翠喜路14号")
    assert [c.code for c in found][:3] == ["211103001001001-11", "211103001001001-12", "211103001001001-21"]
    assert "12" in found[0].why.zh


def test_a_short_name_may_mean_two_estates_and_both_are_offered():
    assert {c.grid for c in KNOWN.find("春和")} == {"211103001001001", "211103002001001"}


@pytest.mark.parametrize("said", ["", "，。", "不知道在哪里", "翠", "12号"])
def test_where_nothing_is_known_nothing_is_offered(said):
    assert KNOWN.find(said) == []


def test_nothing_known_at_all():
    assert Gazetteer((), {}).find("春和家园1号楼") == []


@pytest.mark.parametrize(
    ("name", "said", "off"),
    [
        ("春和家园", "春河家园", True), ("春和家园", "春和园", True), ("春和家园", "和家园", True),
        ("秋实苑", "秋实实苑", True), ("春和家园", "春和家院", False), ("春和家园", "夏河家园", False),
        ("春和家园", "春和家园", False),
    ],
)  # fmt: skip
def test_one_sign_off(name, said, off):
    assert _one_off(name, said) is off


def test_where_a_name_nearly_stands():
    assert _stands_nearly("春和家园", "在春河家园旁边") == 5
    assert _stands_nearly("春和家园", "没有") == 0
