"""Told on the screen at once; by SMS when nobody looked; never twice."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.acts import move, report, row, to_state
from tests.conftest import NOW

from wangge.cases import actions
from wangge.cli.sms import NotSent, sender
from wangge.journal.listeners import deliver
from wangge.journal.models import Reading
from wangge.notices.actions import queue_unseen, send_queued
from wangge.notices.listeners import HAND_OVERS
from wangge.notices.models import Notice
from wangge.notices.queries import failed_notices, notices_about
from wangge.simulate.sms import KEY_ID, KEY_SECRET, SmsStandIn

pytestmark = [pytest.mark.both, pytest.mark.django_db]
LATE = NOW + timedelta(minutes=31)


def all_delivered() -> None:
    while deliver([HAND_OVERS]):
        pass


class Phone:
    """What was sent; ``broken`` makes the next tries fail."""

    def __init__(self, broken: int = 0) -> None:
        self.sent: list[tuple[str, str, dict[str, str]]] = []
        self.broken = broken

    def __call__(self, phone: str, template: str, values: dict[str, str]) -> str:
        if self.broken:
            self.broken -= 1
            raise ConnectionError("the service is away")
        self.sent.append((phone, template, values))
        return "biz-1"


def test_each_hand_over_yields_one_notice_on_the_screen(actor):
    case = to_state("handled", actor)
    all_delivered()
    Reading.objects.update(position=0)
    all_delivered()
    told = [(n.entry, n.channel, n.place) for n in notices_about("211102", UUID(case["id"]))]
    unit = str(actor("unit").grants[0].unit)
    assert [(e, c) for e, c, _ in told] == [(1, "screen"), (4, "screen"), (6, "screen")]
    assert told[1][2] == unit


def test_unseen_goes_out_once_to_everybody_who_could_act(actor):
    case = report().body["case"]
    phone = Phone()
    assert queue_unseen(at=NOW + timedelta(minutes=29)) == 0
    assert queue_unseen(at=LATE) == 1
    assert queue_unseen(at=LATE) == 0
    assert send_queued(phone, at=LATE) == (1, 0)
    assert send_queued(phone, at=LATE) == (0, 0)
    number, template, values = phone.sent[0]
    assert (number, template) == ("13800000004", "SMS_WANGGE_UNSEEN")
    assert values == {"number": case["number"], "kind": "未分类", "minutes": "30"}
    sent = Notice.objects.get(channel="sms")
    assert (sent.state, sent.receipt, sent.tries) == ("sent", "biz-1", 1)


def test_a_new_hand_over_is_told_anew_to_the_unit(actor):
    case = report().body["case"]
    queue_unseen(at=LATE)
    clerk = actor("community")
    move(clerk, case, "accept", at=LATE)
    move(clerk, case, "register", at=LATE, kind="E0504")
    move(clerk, case, "dispatch", at=LATE, unit=str(actor("unit").grants[0].unit))
    assert queue_unseen(at=LATE + timedelta(minutes=31)) == 2
    phone = Phone()
    send_queued(phone, at=LATE + timedelta(minutes=31))
    assert {"13800000006", "13800000007"} <= {p for p, _, _ in phone.sent}


def test_what_was_looked_at_meanwhile_is_not_sent(actor):
    case = report().body["case"]
    queue_unseen(at=LATE)
    actions.see(actor=actor("worker"), case_id=UUID(case["id"]), at=LATE)
    phone = Phone()
    assert send_queued(phone, at=LATE) == (0, 0)
    assert (phone.sent, Notice.objects.get(channel="sms").state) == ([], "moot")


def test_what_does_not_go_out_waits_longer_each_time_and_is_listed_in_the_end(actor):
    report()
    queue_unseen(at=LATE)
    phone, at, waited = Phone(broken=99), LATE, []
    for _ in range(5):
        assert send_queued(phone, at=at) == (0, 1)
        notice = Notice.objects.get(channel="sms")
        waited.append(int((notice.next_at - at).total_seconds()))
        assert send_queued(phone, at=at) == (0, 0)
        at = notice.next_at
    assert waited == [30, 60, 120, 240, 0]
    assert [n.trouble for n in failed_notices("211102")] == ["ConnectionError"]
    assert queue_unseen(at=at) == 0


def test_it_goes_out_when_the_service_is_back(actor):
    report()
    queue_unseen(at=LATE)
    phone = Phone(broken=2)
    at = LATE
    for _ in range(3):
        send_queued(phone, at=at)
        at += timedelta(minutes=5)
    assert len(phone.sent) == 1


def test_where_nobody_holds_a_post_it_is_listed_once(actor):
    from wangge.orgs.rules import public_actor

    report(public_actor("211103"), place=None)
    assert queue_unseen(at=LATE) == 1
    assert queue_unseen(at=LATE) == 0
    assert [n.trouble for n in failed_notices("211103")] == ["nobody holds a post there"]
    assert send_queued(Phone(), at=LATE) == (0, 0)


@pytest.fixture
def stand_in(settings: Any) -> Any:
    server = SmsStandIn(0)
    server.start()
    settings.SMS = settings.SMS | {
        "address": f"http://127.0.0.1:{server.server_address[1]}/", "key_id": KEY_ID, "key_secret": KEY_SECRET,
    }  # fmt: skip
    yield server
    server.shutdown()
    server.server_close()


def test_the_adapter_speaks_the_services_protocol(stand_in, settings):
    send = sender()
    assert send is not None
    assert send("13800000004", "SMS_WANGGE_UNSEEN", {"number": "211102-1", "kind": "路灯 & 灯杆", "minutes": "30"})
    assert (
        stand_in.messages[0]["text"]
        == "【网格】案件 211102-1（路灯 & 灯杆）交给您已 30 分钟，还没有人打开。请尽快查看。"
    )
    assert "路灯" in httpx.get(settings.SMS["address"], trust_env=False).text
    with pytest.raises(NotSent):
        send("13800000004", "NO_SUCH_TEMPLATE", {})
    settings.SMS = settings.SMS | {"key_secret": "wrong"}
    with pytest.raises(httpx.HTTPStatusError):
        sender()("13800000004", "SMS_WANGGE_UNSEEN", {})  # type: ignore[misc]
    settings.SMS = settings.SMS | {"address": ""}
    assert sender() is None


def test_what_a_unit_gives_back_is_told_to_the_desk_that_has_it_now_and_not_to_the_unit(actor):
    case = to_state("dispatched", actor)
    move(actor("unit"), case, "return", words="不归我们")
    while deliver([HAND_OVERS]):
        pass
    found = row(case)
    assert Notice.objects.get(case=found.id, entry=found.handed_seq).place == found.desk
