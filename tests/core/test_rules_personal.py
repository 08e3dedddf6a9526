"""What is personal in a sentence: forms, checksums, what looks alike, and the set written by us."""

from itertools import pairwise

import pytest
from tests.core.personal_score import scores, sentences, sizes

from wangge.core.personal import SORTS, Span, identity_fits, luhn_fits, masked, personal_spans

FLOORS = {"name": (0.90, 0.92)}
"""Least recall and precision on the set; of sorts with a form of their own nearly all is found."""
FORMAL = (0.97, 0.97)


def found(said: str) -> list[tuple[str, str]]:
    return [(span.sort, said[span.start : span.end]) for span in personal_spans(said)]


def test_the_set_is_large_and_half_of_it_only_looks_personal():
    count = sizes()
    assert sum(count.values()) >= 300 and count["alike"] >= 100
    assert {span.sort for sentence in sentences() for span in sentence.spans} == set(SORTS)
    assert not [s.said for s in sentences() if s.alike and s.spans]
    assert not [s.said for s in sentences() if not s.alike and not s.spans]


@pytest.mark.parametrize("sort", SORTS)
def test_recall_and_precision_stay_above_their_floor(sort):
    table, wrong = scores()
    recall, precision = FLOORS.get(sort, FORMAL)
    assert table[sort].recall >= recall and table[sort].precision >= precision, "\n".join(wrong)


def test_masking_hides_all_of_it_and_says_what_it_was():
    said = "我叫周建平，电话13800000112，住3号楼2单元501室。"
    assert masked(said, personal_spans(said)) == "我叫〔姓名已隐去〕，电话〔电话已隐去〕，住〔门牌已隐去〕。"
    assert masked(said, []) == said
    assert masked("a12b", [Span(1, 2, "phone", True), Span(2, 3, "card", True)]) == "a〔电话已隐去〕〔银行卡号已隐去〕b"


def test_nothing_of_what_was_proposed_is_left_in_any_sentence_of_the_set():
    for sentence in sentences():
        spans = personal_spans(sentence.said)
        hidden = masked(sentence.said, spans)
        assert all(sentence.said[s.start : s.end] not in hidden for s in spans if s.sort != "name"), sentence.said
        assert all(a.end <= b.start for a, b in pairwise(spans))


def test_a_checksum_proves_an_identity_number_and_a_wrong_one_makes_it_likely():
    right = next(n for n in (f"21110319850312000{sign}" for sign in "0123456789X") if identity_fits(n))
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    assert [s.sure for s in personal_spans(right)] == [True]
    assert [s.sure for s in personal_spans(wrong)] == [False]


@pytest.mark.parametrize(
    "said",
    [
        "211103202511230147", "991103195304120001", "211103195313120001", "211103195304320001", "211103180004120001",
        "991103530412000", "211103190412000", "211103531312000", "订单号21110319530412000X", 
        "证书编号：211103530412000", "6222020000000000001", "卡号编码4111111111111111", "编号13800000112",
        "表号0427-2800134",
        "电话12345", "流水号码2800138", "辽KABCDE", "138****0112", "微信群ok", "QQ群12345678901234",
    ],
)  # fmt: skip
def test_what_only_looks_alike_is_left_alone(said):
    assert found(said) == []


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("卡4111111111111111", [("card", "4111111111111111")]),
        ("我叫欧阳静", [("name", "欧阳静")]),
        ("欧阳老师说的", [("name", "欧阳")]),
        ("我叫的车", []),
        ("我是王的", []),
        ("姓名：王欢喜欢", [("name", "王欢喜")]),
        ("对于女士", []),
        ("请于女士回电", [("name", "于")]),
        ("刘建国师傅", [("name", "刘建国")]),
        ("居民曾家栋反映", [("name", "曾家栋")]),
        ("电话13800000112，13800000113", [("phone", "13800000112"), ("phone", "13800000113")]),
    ],
)
def test_names_and_numbers_end_where_they_end(said, wanted):
    assert found(said) == wanted


def test_luhn_is_the_published_rule():
    assert luhn_fits("4111111111111111") and not luhn_fits("4111111111111112")
    assert luhn_fits("79927398713")
