"""What a model sees of words, what it says, and why."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from wangge.learning.rules import (
    BUCKETS,
    Hit,
    Linear,
    UnitTable,
    buckets,
    counted,
    grams,
    hidden,
    is_sure,
    plain,
    shared,
    softmax,
    tokens_of,
    weighed,
    weights_of,
)


def told(words):
    return [gram.text for gram in grams(words)]


# --- words


def test_signs_and_pairs_of_signs_in_both_languages():
    assert told("路灯坏了") == ["路", "灯", "路 灯", "坏", "灯 坏", "了", "坏 了"]
    assert told("The street LAMP is out") == [
        "the", "street", "the street", "lamp", "street lamp", "is", "lamp is", "out", "is out",
    ]  # fmt: skip
    assert told("") == told("……！") == []


def test_pairs_do_not_reach_over_punctuation_but_over_blanks():
    assert told("灯，坏") == ["灯", "坏"]
    assert told("灯 坏") == ["灯", "坏", "灯 坏"]
    assert told("灯\n坏") == ["灯", "坏", "灯 坏"]


@pytest.mark.parametrize(
    "words",
    ["电话13800000031找我", "电话 ０４２７-5550101 找我", "身份证21110319800101001X", "一三八零零零零", "3-2-501"],
)
def test_numbers_are_hidden_however_they_are_written(words):
    assert not set(hidden(words)) & set("123456789一三八")
    assert len(hidden(words)) == len(words)


def test_a_number_is_one_sign_that_says_only_that_there_was_one():
    assert told("打13800000031") == told("打7") == ["打", "0", "打 0"]
    assert told("我叫周建平，井盖响") == ["我", "叫", "我 叫", *told("井盖响")], "and no name"
    assert told("7楼灯坏") == told("12楼灯坏")
    assert [(g.start, g.end) for g in grams("打13800000031吧")] == [(0, 1), (1, 12), (0, 12), (12, 13), (1, 13)]


def test_full_width_letters_are_the_same_and_every_sign_stays_where_it_is():
    assert plain("ＬＡＭＰ㎡İ路") == "lamp㎡İ路"
    assert told("ＬＡＭＰ") == ["lamp"]


def test_what_comes_very_late_is_not_read():
    assert told("灯" * 2000) == told("灯" * 600)


# --- vectors


def test_buckets_are_the_same_in_another_process():
    said = ["路 灯", "lamp", "@street 211103001"]
    code = f"from wangge.learning.rules import buckets; print([a.tolist() for a in buckets({said!r})])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert eval(out) == [a.tolist() for a in buckets(said)]
    assert buckets(said)[0].tolist() == [48196, 15434, 31777] and set(buckets(said)[1].tolist()) <= {1.0, -1.0}


def test_signs_are_even_and_buckets_spread():
    rows, signs = buckets([f"{a}{b}" for a in "路灯井盖水电煤气" for b in range(2000)])
    assert abs(float(signs.mean())) < 0.05
    assert len(np.unique(rows)) > 14_000 and rows.min() >= 0 and rows.max() < BUCKETS


def test_counts_are_damped_and_each_bucket_comes_once_in_order():
    rows, values = counted(["灯", "灯", "灯", "井"])
    assert rows.tolist() == sorted(set(buckets(["灯", "井"])[0].tolist()))
    assert sorted(np.abs(values).tolist()) == pytest.approx([np.log(2), np.log(4)])


def test_vectors_have_length_one_unless_nothing_is_known():
    rows, values = counted(["灯", "井"])
    weights = np.ones(BUCKETS, dtype=np.float32)
    assert np.linalg.norm(weighed(rows, values, weights)) == pytest.approx(1)
    assert weighed(rows, values, weights * 0).tolist() == [0, 0]


def test_what_hardly_any_case_has_weighs_nothing_and_there_is_a_most():
    seen = np.array([0, 2, 3, 10, 50])
    assert (weights_of(seen, 100, least=3, most=10) > 0).tolist() == [False, False, True, True, True]
    assert (weights_of(seen, 100, least=3, most=2) > 0).tolist() == [False, False, False, True, True]
    assert weights_of(seen, 100, least=1, most=10)[1] == pytest.approx(np.log(101 / 3))


def test_street_and_part_of_the_day_are_tokens_of_their_own():
    assert tokens_of("灯", street="211103001", hour=23) == ["灯", "@street 211103001", "@hour 5"]
    assert tokens_of("灯") == ["灯"]


# --- a model


def model(**weights):
    """A model of lamps and drains that knows these tokens; each speaks for lamps (+) or for drains (-)."""
    said = list(weights)
    rows, signs = buckets(said)
    order = np.argsort(rows)
    pull = np.array([weights[t] for t in said])[order] * signs[order]
    return Linear(
        ("C0118", "E0504"), rows[order], np.ones(len(said), dtype=np.float32),
        np.stack([pull, -pull], axis=1).astype(np.float16), np.zeros(2, dtype=np.float32), 1.0,
    )  # fmt: skip


LAMPS = {"路": 0.5, "灯": 3.0, "路 灯": 2.0, "水": -2.0, "lamp": 3.0, "street": 1.0, "请": 0.0}


def test_shares_add_up_and_known_words_decide():
    own = model(**LAMPS)
    lamps, drains = own.shares(tokens_of("路灯")), own.shares(tokens_of("水"))
    assert lamps.sum() == pytest.approx(1) and lamps[0] > 0.9 and drains[1] > 0.9
    assert own.shares(tokens_of("别的什么")).tolist() == [0.5, 0.5]
    assert replace(own, temperature=10.0).shares(tokens_of("路灯"))[0] < lamps[0]


def test_the_words_that_speak_for_a_kind_are_words_of_the_text():
    own = model(**LAMPS)
    assert own.why("昨晚路灯不亮，到处是水", 0) == ["路灯"]
    assert own.why("昨晚路灯不亮，到处是水", 1) == ["水"]
    assert own.why("The Street LAMP is out", 0) == ["Street LAMP"]
    assert own.why("灯。灯。水", 0) == ["灯"]
    assert own.why("没什么", 0) == own.why("水", 0) == own.why("", 0) == []


def test_parts_that_do_not_fit_are_refused():
    own = model(**LAMPS)
    for wrong in (
        {"weights": own.weights[:, :1]}, {"bias": own.bias[:1]}, {"idf": own.idf[:1]}, {"kinds": ()},
        {"known": own.known + BUCKETS}, {"known": own.known - BUCKETS}, {"temperature": 0.0},
        {"bias": np.array([np.nan, 0], dtype=np.float32)},
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"weights|bucket|bias"):
            replace(own, **wrong)


def test_a_model_that_knows_nothing_says_its_bias():
    none = np.zeros(0, dtype=np.float32)
    own = Linear(("A", "B"), none.astype(np.int32), none, none.reshape(0, 2), np.array([1.0, 0.0]), 1.0)
    assert own.shares(["灯"])[0] == pytest.approx(1 / (1 + np.exp(-1)))


def test_large_scores_do_not_overflow():
    assert softmax(np.array([[1e6, 0.0]]), 1.0).tolist() == [[1.0, 0.0]]


# --- units


def table():
    own = UnitTable()
    own.add("C0118", "211103001", "lighting", 8)
    own.add("C0118", "211103001", "municipal", 2)
    own.add("C0118", "211103002", "municipal", 10)
    return own


def test_a_street_with_cases_of_its_own_speaks_for_itself():
    own = table()
    assert list(own.shares({"C0118": 1.0}, "211103001")) == ["lighting", "municipal"]
    assert list(own.shares({"C0118": 1.0}, "211103002")) == ["municipal", "lighting"]
    assert own.shares({"C0118": 1.0}, "211103001")["lighting"] == pytest.approx((8 + 3 * 8 / 20) / 13)
    assert sum(own.shares({"C0118": 0.7}, "211103001").values()) == pytest.approx(1)


def test_a_street_without_cases_gets_those_of_the_district_and_an_unknown_kind_nothing():
    own = table()
    assert own.shares({"C0118": 1.0}, "211103009") == pytest.approx({"municipal": 0.6, "lighting": 0.4})
    assert own.shares({"E0504": 1.0}, "211103001") == {}
    assert own.counts("C0118", "211103001", "lighting") == (8, 10)
    assert own.counts("E0504", "", "lighting") == (0, 0)


def test_the_table_comes_back_from_its_rows():
    own = table()
    assert UnitTable.of(own.rows()) == own
    with pytest.raises(ValueError, match="unpack"):
        UnitTable.of([("C0118", "x")])


# --- the catalogue's words


def test_what_speaks_for_a_kind_is_told_in_the_words_of_the_text():
    said = "路灯，Street lamp，灯不亮"
    assert shared("门口路灯不亮了", said) == ("路灯不亮",)
    assert shared("the lamp is broken", said) == ("lamp",)
    assert shared("别的", said) == ()
    assert len(shared("灯不亮，路灯，street，lamp", said)) == 3


def test_only_a_clear_lead_is_put_forward():
    best, close, far = (Hit("A", score, ()) for score in (60.0, 55.0, 30.0))
    assert is_sure([best]) and is_sure([best, far])
    assert not is_sure([best, close]) and not is_sure([Hit("A", 3.0, ())]) and not is_sure([])
