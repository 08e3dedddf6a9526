"""Whoever left a number is asked how it went: once for each end, twice at most, never at night."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.acts import move, photo, to_state
from tests.conftest import NOW
from tests.notices.test_actions import Phone

from wangge.cases import actions
from wangge.cases.models import Report
from wangge.journal.listeners import deliver
from wangge.journal.models import Reading
from wangge.notices.actions import queue_unseen, send_queued
from wangge.notices.listeners import ENDINGS
from wangge.notices.models import Notice
from wangge.notices.rules import after_quiet

pytestmark = [pytest.mark.both, pytest.mark.django_db]
PHONE = "13800000172"
SOON = NOW + timedelta(minutes=5)


def told() -> None:
    while deliver([ENDINGS]):
        pass


def code(case: Any) -> str:
    return Report.objects.get(case=case["id"]).code


def test_an_end_asks_once_with_the_address_of_the_tracking_page(actor, settings):
    case = to_state("closed", actor, phone=PHONE)
    to_state("closed", actor)
    to_state("voided", actor, phone=PHONE)
    told()
    Reading.objects.update(position=0)
    told()
    assert Notice.objects.filter(report__isnull=False).count() == 1
    phone = Phone()
    assert send_queued(phone, at=SOON) == (1, 0)
    number, template, values = phone.sent[0]
    address = f"{settings.PUBLIC_ADDRESS}/t/{code(case)}"
    assert (number, template) == (PHONE, "SMS_WANGGE_ENDED")
    assert values == {"kind": "下水道堵塞或破损", "number": case["number"], "address": address}
    assert send_queued(phone, at=SOON) == (0, 0)
    assert queue_unseen(at=SOON) == 0
    notice = Notice.objects.get(report__isnull=False)
    assert notice.state == "sent" and PHONE not in str(vars(notice))


def test_at_most_twice_however_often_it_ends(actor):
    case, at = to_state("closed", actor, phone=PHONE), SOON
    clerk, unit = actor("community"), actor("unit")
    told()
    for _ in range(3):
        at += timedelta(minutes=1)
        move(clerk, case, "reopen", at=at, words="又堵了")
        move(clerk, case, "dispatch", at=at, unit="drainage")
        move(unit, case, "start", at=at)
        move(unit, case, "finish", at=at, photos=[photo(unit)])
        move(actor("worker"), case, "check_pass", at=at)
        move(clerk, case, "close", at=at)
        told()
    assert Notice.objects.filter(report__isnull=False).count() == 2


@pytest.mark.parametrize("meanwhile", ["reopened", "rated", "too late"])
def test_nobody_is_asked_what_is_answered_or_goes_on_or_is_long_over(actor, meanwhile):
    case = to_state("closed", actor, phone=PHONE)
    told()
    at = SOON
    if meanwhile == "reopened":
        move(actor("community"), case, "reopen", at=at, words="又堵了")
    elif meanwhile == "rated":
        actions.rate(code=code(case), solved=True, answered=True, satisfied=5, words="", key="r", at=at)
    else:
        at += timedelta(days=4)
    phone = Phone()
    send_queued(phone, at=at)
    assert phone.sent == [] and Notice.objects.get(report__isnull=False).state == "moot"


def test_never_between_nine_in_the_evening_and_eight(actor):
    zone = ZoneInfo("Asia/Shanghai")
    for said, meant in (
        ((5, 8, 0), (5, 8, 0)), ((5, 20, 59), (5, 20, 59)), ((5, 21, 0), (6, 8, 0)), ((5, 23, 59), (6, 8, 0)),
        ((6, 0, 0), (6, 8, 0)), ((6, 7, 59), (6, 8, 0)),
    ):  # fmt: skip
        assert after_quiet(datetime(2025, 3, *said, tzinfo=zone)) == datetime(2025, 3, *meant, tzinfo=zone)
    night = datetime(2025, 3, 5, 22, 0, tzinfo=zone)
    to_state("closed", actor, at=night, phone=PHONE)
    told()
    phone = Phone()
    assert send_queued(phone, at=night + timedelta(hours=9)) == (0, 0)
    assert send_queued(phone, at=night + timedelta(hours=10, minutes=1)) == (1, 0)
