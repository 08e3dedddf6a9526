"""What a district may make of a notice's text."""

import pytest

from wangge.core.refusals import Missing
from wangge.core.words import Say
from wangge.notices.rules.texts import MOST, PLACES, TEXTS, filled, places_in, read_wording, sample

UNSEEN = TEXTS["unseen"]
EN = "Case {number}."


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_as_shipped_may_be_worded_so(name):
    text = TEXTS[name]
    assert read_wording(text, *text.say) == text.say
    assert set(places_in(text.say.zh)) == set(places_in(text.say.en)) == text.places <= set(PLACES)
    assert text.channel in MOST
    assert "{" not in "".join(sample(text.say))


def test_a_wording_may_leave_out_and_repeat_what_is_not_needed():
    assert read_wording(UNSEEN, " 案件 {number}  {number} ", EN) == Say("案件 {number} {number}", EN)


@pytest.mark.parametrize(
    ("zh", "en", "code"),
    [("", EN, "text_incomplete"), ("案件 {number}", " ", "text_incomplete"), ("a\u202e{number}", EN, "text_incomplete"),
     ("字" * 141 + "{number}", EN, "text_too_long"), ("{number}", "x" * 301, "text_too_long"),
     ("案件 {number", EN, "place_unclear"), ("{number} }", EN, "place_unclear"), ("{Number}", EN, "place_unclear"),
     ("{number!r}", EN, "place_unclear"), ("{{number}}", EN, "place_unclear"),
     ("{number} {due}", EN, "place_not_there"),
     ("{number} {x}", EN, "place_not_there"), ("没有编号", EN, "place_left_out"),
     ("{number}", "none", "place_left_out")],
)  # fmt: skip
def test_a_wording_that_cannot_be_is_refused_with_a_sentence(zh, en, code):
    with pytest.raises(Missing) as refused:
        read_wording(UNSEEN, zh, en)
    assert refused.value.code == code
    assert refused.value.say.zh and refused.value.say.en


def test_a_place_without_a_value_stays_empty():
    assert filled("案件 {number}（{kind}）", {"number": "1"}) == "案件 1（）"
