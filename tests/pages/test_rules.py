"""Times, signs and steps in words and shapes."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from wangge.core.words import Say
from wangge.pages.rules import (
    clock_svg,
    device_words,
    due_words,
    exact_words,
    moment_words,
    promise_words,
    quarter_svg,
    step_times,
)

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # Monday 16:00 there


@pytest.mark.parametrize(
    ("left", "tone", "zh"),
    [
        (timedelta(minutes=-5), "late", "超 5 分"), (timedelta(hours=-3), "late", "超 3 小时"),
        (timedelta(days=-4), "late", "超 4 天"), (timedelta(seconds=20), "soon", "剩 1 分"),
        (timedelta(minutes=40), "soon", "剩 40 分"), (timedelta(hours=2), "ok", "今天 18:00 前"),
        (timedelta(hours=20), "ok", "明天 12:00 前"), (timedelta(days=2), "ok", "周三 16:00 前"),
        (timedelta(days=12), "ok", "12 月 5 日前"),
    ],
)  # fmt: skip
def test_time_left_in_words(left, tone, zh):
    assert (due_words(NOW + left, NOW, ZONE)[0], due_words(NOW + left, NOW, ZONE)[1].zh) == (tone, zh)


def test_pages_and_apps_say_times_alike():
    told = json.loads((Path(__file__).parent.parent.parent / "web/kit/tests/times.json").read_text("utf-8"))
    for due, at, tone, zh, en in told["due"]:
        assert due_words(datetime.fromisoformat(due), datetime.fromisoformat(at), ZONE) == (tone, Say(zh, en))
    for moment, at, zh, en in told["moment"]:
        assert moment_words(datetime.fromisoformat(moment), datetime.fromisoformat(at), ZONE) == Say(zh, en)


def test_moments_in_words():
    assert moment_words(NOW, NOW, ZONE).zh == "今天 16:00"
    assert moment_words(NOW - timedelta(days=1), NOW, ZONE).en == "yesterday 16:00"
    assert moment_words(NOW - timedelta(days=40), NOW, ZONE).zh == "10 月 14 日 16:00"
    assert moment_words(NOW - timedelta(days=400), NOW, ZONE).zh == "2025 年 10 月 19 日"
    assert promise_words(NOW, ZONE).zh == "11 月 23 日 周一 16:00 前"


def test_the_sign_fills_as_the_case_goes_on():
    filled = [quarter_svg(n, state="reported", label="x").count('class="f" x=') for n in range(5)]
    assert filled == [0, 1, 2, 3, 4]
    assert "circle" in quarter_svg(1, state="registered", label="x")
    assert "circle" not in quarter_svg(1, state="registered", label="x", size="sm")
    assert 'class="x"' in quarter_svg(0, state="declined", label="x")
    assert "done" in quarter_svg(4, state="closed", label="x")


def test_the_clock_has_a_shape_for_every_tone():
    assert len({clock_svg("late", 1), clock_svg("done", 1), clock_svg("ok", 0.25), clock_svg("ok", 0.75)}) == 4


def test_a_device_is_named_so_that_its_owner_knows_it():
    phone = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36 MicroMessenger/8"
    assert (device_words(phone).zh, device_words(phone).en) == ("微信 · Android", "WeChat · Android")
    assert device_words("curl/8").zh == "curl/8"
    assert device_words("").zh == "没有名字的设备"


def at(n: int) -> datetime:
    return NOW + timedelta(hours=n)


def test_steps_are_reached_and_undone():
    straight = [("case.report", "reported", at(0)), ("case.register", "registered", at(1))]
    straight += [("case.finish", "handled", at(2)), ("case.check_pass", "checking", at(3))]
    assert step_times(straight) == [at(0), at(1), at(2), None]
    closed = [*straight, ("case.close", "closed", at(4)), ("case.remark", "closed", at(5))]
    assert step_times(closed) == [at(0), at(1), at(2), at(4)]
    assert step_times([*closed, ("case.reopen", "registered", at(6))]) == [at(0), at(1), None, None]
    assert step_times([*closed, ("case.contest", "verifying", at(6))]) == [at(0), None, None, None]
    declined = [straight[0], ("case.decline", "declined", at(1))]
    assert step_times(declined) == [at(0), None, None, None]
    assert step_times([straight[0], ("case.close", "closed", at(1))]) == [at(0), at(1), at(1), at(1)]
    assert step_times([]) == [None] * 4


def test_a_moment_to_the_minute_has_its_year_only_where_it_is_another():
    assert exact_words(NOW, NOW, ZONE).pair() == {"zh": "11 月 23 日 周一 16:00", "en": "16:00 on Mon 23 Nov"}
    assert exact_words(NOW + timedelta(days=60), NOW, ZONE).pair() == {
        "zh": "2027 年 1 月 22 日 周五 16:00", "en": "16:00 on Fri 22 Jan 2027",
    }  # fmt: skip


def test_a_stopped_clock_has_two_bars():
    assert "M4 2h3v12" in clock_svg("hold", 0.5)
