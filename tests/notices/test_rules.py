"""What notices say and when they are seen; waiting times and the signature of the SMS protocol."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wangge.core.words import Say
from wangge.notices.rules import Told, after_quiet, next_wait, percent, signature, was_looked_at

AT = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
LATER, EARLIER = AT + timedelta(hours=1), AT - timedelta(hours=1)


def test_waits_double_and_end():
    assert [next_wait(n) for n in (1, 2, 3, 4)] == [timedelta(seconds=s) for s in (30, 60, 120, 240)]
    assert next_wait(5) is None


def test_percent_encoding_keeps_what_rfc_3986_keeps():
    assert percent("a b*~/中") == "a%20b%2A~%2F%E4%B8%AD"


def test_the_signature_covers_every_parameter_but_itself():
    parameters = {"Action": "SendSms", "PhoneNumbers": "13800000172"}
    own = signature(parameters, secret="demo")
    assert signature(parameters | {"Signature": own}, secret="demo") == own
    assert signature(parameters | {"PhoneNumbers": "13800000173"}, secret="demo") != own
    assert signature(parameters, secret="other") != own


def test_the_signature_of_a_known_request():
    """Text worked out by hand after the protocol: POST, %2F, the sorted and twice encoded parameters."""
    import base64
    import hashlib
    import hmac

    text = "POST&%2F&Action%3DSendSms%26SignName%3D%25E7%25BD%2591%25E6%25A0%25BC"
    expected = base64.b64encode(hmac.new(b"s&", text.encode(), hashlib.sha1).digest()).decode()
    assert signature({"SignName": "网格", "Action": "SendSms"}, secret="s") == expected


@pytest.mark.parametrize(
    ("told", "zh", "en"),
    [
        (Told("case.report", "第 1 网格"), "新上报，现在归第 1 网格。", "Reported: now with 第 1 网格."),
        (Told("case.dispatch", "排水队", Say("派遣", "Dispatch")), "派遣，现在归排水队。",
         "Dispatch: now with 排水队."),
        (Told("case.other", "x"), "有新进展，现在归x。", "News: now with x."),
        (Told("case.invite", "物业", task=Say("协办", "Helps")), "请物业协办。", "物业: helps."),
        (Told("case.remind", "排水队", clock=Say("处置", "Handling"), step=80), "处置的时限用了 80%，请排水队抓紧。",
         "Handling: 80 % of the limit used, 排水队."),
        (Told("case.overdue", "排水队", clock=Say("处置", "Handling")), "处置超过时限，请排水队尽快办。",
         "Handling: overdue, 排水队."),
        (Told("case.raise", "街道", clock=Say("处置", "Handling"), step=150),
         "处置超期，用时到了时限的 150%，报到街道。",
         "Handling: overdue at 150 % of the limit, raised to 街道."),
        (Told("case.supervise", "社区", Say("督办", "Supervise"), sort=Say("重要案件", "Important")),
         "督办（重要案件），请社区答复。", "An order (important): 社区 is to answer."),
    ],
)  # fmt: skip
def test_a_notice_is_a_sentence(told: Told, zh: str, en: str):
    assert told.say == Say(zh, en)


@pytest.mark.parametrize(
    ("verb", "facts", "seen"),
    [
        ("case.dispatch", {}, False), ("case.dispatch", {"ended": True}, True),
        ("case.dispatch", {"seen_at": LATER}, True),
        ("case.dispatch", {"handed_on": True}, True), ("case.dispatch", {"changed_at": LATER}, False),
        ("case.invite", {"task_done": False, "seen_at": LATER}, False), ("case.invite", {"task_done": True}, True),
        ("case.overdue", {"seen_at": EARLIER}, False), ("case.overdue", {"changed_at": LATER}, True),
        ("case.overdue", {"seen_at": LATER}, True), ("case.overdue", {"handed_on": True}, False),
    ],
)  # fmt: skip
def test_a_notice_is_seen_when_somebody_looked_or_acted(verb: str, facts: dict[str, Any], seen: bool):
    usual: dict[str, Any] = {
        "ended": False, "handed_on": False, "seen_at": None, "changed_at": EARLIER, "task_done": None,
    }  # fmt: skip
    assert was_looked_at(verb, AT, **(usual | facts)) is seen


@pytest.mark.parametrize(
    ("said", "meant"),
    [((5, 8, 0), (5, 8, 0)), ((5, 20, 59), (5, 20, 59)), ((5, 21, 0), (6, 8, 0)), ((6, 0, 0), (6, 8, 0))],
)
def test_nothing_goes_out_at_night(said, meant):
    assert after_quiet(datetime(2025, 3, *said, tzinfo=UTC)) == datetime(2025, 3, *meant, tzinfo=UTC)
