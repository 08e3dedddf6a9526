"""Filing conditions: what somebody writes is either refused with a place and a sentence, or kept as it was meant."""

from typing import Any

import pytest

from wangge.catalogue.rules import MOST_CONDITIONS, Condition, Evidence, choose, conditions_of, read_conditions
from wangge.core.refusals import Missing
from wangge.core.words import Say


def said(**other: Any) -> dict[str, Any]:
    """A missing manhole cover."""
    return {
        "code": "1", "name": {"zh": "井盖缺失", "en": "Cover missing"}, "limit": "2 紧急工作时",
        "closing": {"zh": "更换", "en": "Replaced"}, "handler": {"zh": "权属单位", "en": "The owner"},
        "evidence": {"register_photos": 1, "close_photos": 1, "close_metres": 50, "same_hours": False},
    } | other  # fmt: skip


def test_what_is_read_is_kept_and_read_again():
    (one,) = read_conditions(
        [said(limit=" 2紧急工作时 ", closing={"zh": " 更换  或修复 ", "en": "Replaced or mended"})]
    )
    assert one.limit == "2 紧急工作时"
    assert one.closing == Say("更换 或修复", "Replaced or mended")
    assert one.evidence == Evidence(1, 1, 50, False)
    assert conditions_of([one.plain()]) == (one,)
    assert read_conditions([one.plain()]) == (one,)


def test_handler_and_evidence_may_be_left_out():
    plain = {name: value for name, value in said().items() if name not in ("handler", "evidence")}
    (one,) = read_conditions([plain])
    assert (one.handler, one.evidence, one.evidence.asks) == (Say("", ""), Evidence(), False)
    assert Evidence(same_hours=True).asks and Evidence(register_photos=1).asks and Evidence(close_photos=1).asks
    assert not Evidence(close_metres=50).asks, "nearness of photos that nobody asks for asks nothing"


@pytest.mark.parametrize(
    ("wrong", "code", "column"),
    [
        ("nothing", "conditions_unclear", "code"),
        ({"code": ""}, "conditions_unclear", "code"),
        ({"code": 1}, "conditions_unclear", "code"),
        ({"code": "井1"}, "conditions_unclear", "code"),
        ({"code": "1-2"}, "conditions_unclear", "code"),
        ({"code": "123456789"}, "conditions_unclear", "code"),
        ({"name": "井盖缺失"}, "condition_incomplete", "name"),
        ({"name": {"zh": "井盖缺失", "en": " "}}, "condition_incomplete", "name"),
        ({"name": {"zh": "", "en": "x"}}, "condition_incomplete", "name"),
        ({"name": {"zh": "井盖缺失"}}, "condition_incomplete", "name"),
        ({"name": {"zh": "字" * 121, "en": "x"}}, "condition_incomplete", "name"),
        ({"name": {"zh": "字", "en": "x" * 241}}, "condition_incomplete", "name"),
        ({"name": {"zh": "字\u202e", "en": "x"}}, "condition_incomplete", "name"),
        ({"closing": None}, "condition_incomplete", "closing"),
        ({"handler": {"zh": "业主", "en": ""}}, "condition_incomplete", "handler"),
        ({"limit": None}, "conditions_unclear", "limit"),
        ({"limit": "很快"}, "limit_unclear", "limit"),
        ({"limit": "1 自然月"}, "limit_month", "limit"),
        ({"evidence": [1]}, "conditions_unclear", "register_photos"),
        ({"evidence": {"register_photos": 10}}, "conditions_unclear", "register_photos"),
        ({"evidence": {"close_photos": -1}}, "conditions_unclear", "close_photos"),
        ({"evidence": {"close_photos": True}}, "conditions_unclear", "close_photos"),
        ({"evidence": {"close_metres": 1001}}, "conditions_unclear", "close_metres"),
        ({"evidence": {"close_metres": "50"}}, "conditions_unclear", "close_metres"),
        ({"evidence": {"same_hours": "yes"}}, "conditions_unclear", "same_hours"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_place(wrong, code, column):
    broken = said(code="2") | wrong if isinstance(wrong, dict) else wrong
    with pytest.raises(Missing) as refused:
        read_conditions([said(), broken])
    assert (refused.value.code, refused.value.facts["row"], refused.value.facts["column"]) == (code, 1, column)
    assert refused.value.say.zh.endswith("。") or code.startswith("limit")


def test_a_list_of_conditions_is_a_list_of_so_many_each_once():
    for wrong in ("1", {}, [said(code=str(n)) for n in range(MOST_CONDITIONS + 1)]):
        with pytest.raises(Missing, match="conditions_unclear"):
            read_conditions(wrong)
    with pytest.raises(Missing) as refused:
        read_conditions([said(), said(code="2"), said()])
    assert (refused.value.code, refused.value.facts["row"]) == ("condition_twice", 2)
    assert read_conditions([]) == ()


def made(code: str) -> Condition:
    return Condition(code, Say(f"条件{code}", f"Condition {code}"), "1 工作日", Say("修复", "Mended"))


def test_the_only_condition_is_taken_and_of_several_nobody_chooses_but_people():
    assert choose([made("1")], "", "") == "1"
    assert choose([made("1"), made("2")], "", "") == ""
    assert choose([made("1"), made("2")], "2", "1") == "2"
    assert choose([made("1"), made("2")], "", "2") == "2", "what was chosen stays"
    assert choose([made("1"), made("2")], "", "9") == "", "unless the kind has it no more"
    assert choose([], "", "") == ""


def test_a_condition_of_another_kind_is_refused_with_those_there_are():
    with pytest.raises(Missing, match="condition_unknown") as refused:
        choose([made("1"), made("2")], "3", "")
    assert refused.value.facts["choices"] == ["1", "2"] and "条件2" in refused.value.say.zh
    with pytest.raises(Missing, match="leave it out"):
        choose([], "1", "")
