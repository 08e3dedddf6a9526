"""What a resident is told, and which words sound like an emergency."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from wangge.core.words import Say
from wangge.pages.emergency import CALLS, calls_for, for_script
from wangge.pages.telling import Course, by_words, grouped, headline, span_words, step_words

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 6, 10, tzinfo=UTC)
"""Monday, 14:10 in the district."""
T = [NOW - timedelta(minutes=n) for n in (231, 208, 5, 1)]
NONE = (None, None, None, None)


def course(state: str, **other: Any) -> Course:
    given: dict[str, Any] = {
        "state": state, "told": Say("正在核实", "Being looked into"), "owner": "延风社区", "unit": "", "due": None,
        "ended": False, "times": NONE,
    }  # fmt: skip
    return Course(**(given | other))


@pytest.mark.parametrize(
    ("state", "other", "said"),
    [
        ("reported", {}, "收到了，马上有人看"),
        ("verifying", {}, "正在核实"),
        ("registered", {}, "登记了，正在找人来办"),
        (
            "dispatched",
            {"unit": "市政养护所", "due": NOW + timedelta(hours=27, minutes=20)},
            "已交给市政养护所，明天 17:30 前办好",
        ),
        ("handling", {"unit": "市政养护所", "due": NOW + timedelta(days=2)}, "已交给市政养护所，周三 14:10 前办好"),
        ("handling", {"unit": "市政养护所", "due": NOW - timedelta(hours=1)}, "已交给市政养护所，比答应的晚了"),
        ("handling", {}, "已交给延风社区"),
        ("handled", {}, "办完了，请您看看"),
        ("checking", {}, "办完了，请您看看"),
        ("closed", {"ended": True}, "办好了，谢谢您告诉我们"),
        ("declined", {"told": Say("没有受理", "Not taken on"), "ended": True}, "没有受理"),
    ],
)
def test_one_sentence_answers_how_far_it_is(state: str, other: dict[str, Any], said: str):
    words = headline(course(state, **other), NOW, ZONE)
    assert words.zh == said
    assert words.en


def test_a_promise_is_said_as_people_say_it():
    days = {0: "今天 14:10 前", 1: "明天 14:10 前", 3: "周四 14:10 前", 9: "12 月 2 日 14:10 前"}
    assert {n: by_words(NOW + timedelta(days=n), NOW, ZONE).zh for n in days} == days
    assert by_words(NOW + timedelta(days=3), NOW, ZONE).en == "by 14:10 on Thursday"
    assert by_words(NOW - timedelta(days=2), NOW, ZONE).zh == "11 月 21 日 14:10 前"


def test_every_step_has_a_sentence_before_and_after_it_was_reached():
    looked = ("何文静", NOW - timedelta(minutes=217))
    done = course("handled", unit="市政养护所", times=(T[0], T[1], T[2], None), looked=looked)
    assert [s.zh for s in step_words(done, NOW, ZONE)] == [
        "今天 10:19 您报来，网格员何文静 今天 10:33 到现场看过。",
        "今天 10:42 登记，交给市政养护所。",
        "今天 14:05 市政养护所办完。从您报来算起 3 小时 46 分。",
        "网格员会再去看一次，看过就结案。",
    ]
    assert step_words(done, NOW, ZONE)[0].en == (
        "Today 10:19: you reported it; 何文静, the grid worker, looked today 10:33."
    )
    new = step_words(course("reported", times=(T[0], None, None, None)), NOW, ZONE)
    assert [s.zh for s in new] == ["今天 10:19 您报来。", *["还没到这一步。"] * 3]
    assert [s.zh for s in step_words(course("reported"), NOW, ZONE)] == ["还没到这一步。"] * 4


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({}, "今天 10:42 登记，正在派人。"),
        ({"unit": "园林所", "due": NOW + timedelta(hours=2)}, "今天 10:42 登记，交给园林所，答应 今天 16:10 前办好。"),
        (
            {"unit": "园林所", "due": NOW - timedelta(hours=2)},
            "今天 10:42 登记，交给园林所，答应 今天 12:10 前办好，已经晚了。",
        ),
        ({"unit": "园林所", "ended": True, "due": NOW}, "今天 10:42 登记，交给园林所。"),
    ],
)
def test_the_second_step_says_to_whom_and_by_when(other: dict[str, Any], said: str):
    assert step_words(course("dispatched", times=(T[0], T[1], None, None), **other), NOW, ZONE)[1].zh == said


def test_what_was_put_right_on_the_spot_and_closed_is_told_so():
    told = [s.zh for s in step_words(course("closed", ended=True, times=(T[0], T[1], T[2], T[3])), NOW, ZONE)]
    assert told[1:] == [
        "今天 10:42 登记，当场就办。",
        "今天 14:05 办完。从您报来算起 3 小时 46 分。",
        "今天 14:09 结案。",
    ]
    assert step_words(course("checking", times=(T[2], T[2], T[0], None)), NOW, ZONE)[2].zh == "今天 10:19 办完。"
    assert step_words(course("checking", times=(None, T[1], T[2], None)), NOW, ZONE)[3].zh == "看过了，就要结案。"


def test_spans_name_their_two_largest_parts():
    spans = {46: "46 分", 226: "3 小时 46 分", 180: "3 小时", 2880: "2 天", 3060: "2 天 3 小时", 0: "1 分"}
    assert {n: span_words(timedelta(minutes=n)).zh for n in spans} == spans
    assert span_words(timedelta(minutes=3060)).en == "2 d 3 h"


def test_a_code_is_written_down_in_groups_of_four():
    assert grouped("ABCDEFGHJKLM") == "ABCD EFGH JKLM"


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("楼道里有燃气味", ["119"]), ("有人晕倒了", ["120"]), ("楼下在打架，有人受伤", ["120", "110"]),
        ("There is a gas leak and someone fainted", ["119", "120"]), ("A FIGHT outside", ["110"]),
        ("井盖松了", []), ("the gasket of the hydrant drips", []), ("", []),
    ],
)  # fmt: skip
def test_words_of_an_emergency_lead_to_the_number_to_call(words: str, numbers: list[str]):
    assert [call.number for call in calls_for(words)] == numbers


def test_the_script_gets_the_same_list_in_both_languages():
    assert [row[0] for row in for_script()] == [call.number for call in CALLS] == ["119", "120", "110"]
    assert all(call.zh and call.en and call.name.zh and call.name.en for call in CALLS)
