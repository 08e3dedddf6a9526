"""My grid worker: who looks after a door now, without anybody's own number and without script."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.acts import DOOR, GRID

from wangge.api import rates
from wangge.orgs.actions import set_units
from wangge.orgs.models import Duty, Grant, Person, Unit
from wangge.orgs.queries import today

pytestmark = pytest.mark.django_db
PHONE = "0427-5550101"


def page(code: str = DOOR, **headers: str) -> Any:
    return Client(headers=headers).get(f"/g/{code}")


def centre(**other: Any) -> None:
    row = {
        "code": "centre-211102005013", "name": "延风社区网格化服务中心", "name_en": "", "area": GRID[:12],
        "kind": "centre", "phone": PHONE,
    }  # fmt: skip
    set_units([row | other], district="211102", key="centre", at=timezone.now())


def worker() -> Person:
    return Grant.objects.select_related("person").get(area=GRID, post="grid_worker").person


def test_the_page_names_grid_worker_and_centre_and_leads_to_the_report(db):
    centre()
    answer = page()
    text = answer.content.decode()
    assert answer.status_code == 200
    for said in ("第 1 网格", worker().name, "延风社区网格化服务中心", f'href="tel:{PHONE}"', f'href="/?b={DOOR}"',
                 'href="tel:119"'):  # fmt: skip
        assert said in text, said
    assert "1380000" not in text and "<script" not in text
    assert "noindex" in answer["X-Robots-Tag"]
    assert "My grid worker" in page(**{"accept-language": "en"}).content.decode()


def test_the_report_page_of_a_door_leads_there_and_other_pages_do_not(db):
    assert f'href="/g/{DOOR}"' in Client().get(f"/?b={DOOR}").content.decode()
    assert "/g/" not in Client().get("/").content.decode()


def test_hours_are_told_where_a_roster_says_them(db):
    at = timezone.now()
    Duty.objects.create(district="211102", person=worker(), area=GRID, starts_at=at - timedelta(minutes=1),
                        ends_at=at + timedelta(minutes=1))  # fmt: skip
    assert "当班" in page().content.decode()
    Duty.objects.update(starts_at=at - timedelta(minutes=2), ends_at=at - timedelta(minutes=1))
    text = page().content.decode()
    assert worker().name not in text and "没有网格员当班" in text


def test_where_nobody_holds_the_post_the_level_above_is_named(db):
    Grant.objects.filter(area=GRID).update(ends_on=today(timezone.now()) - timedelta(days=1))
    text = page().content.decode()
    assert "没有网格员当班" in text and "现在由这里负责：" in text
    Grant.objects.update(ends_on=today(timezone.now()) - timedelta(days=1))
    assert "现在由这里负责：" not in page().content.decode()


def test_without_a_centre_the_community_is_named_and_no_number(db):
    Unit.objects.filter(kind="centre").update(ended_on=today(timezone.now()))
    text = page().content.decode()
    assert "延风社区" in text and "值班电话" not in text
    Unit.objects.filter(kind="centre").update(ended_on=None, phone="")
    text = page().content.decode()
    assert "延风社区网格化服务中心" in text and "值班电话" not in text


@pytest.mark.parametrize("code", ["nowhere", "211102005013001", "%27%3B--", "..%2f", "<b>", "门" * 200, "x%00"])
def test_what_is_no_door_is_not_there(db, code):
    answer = page(code)
    assert answer.status_code in (404, 422)
    assert "<b>" not in answer.content.decode()


def test_it_is_read_and_bounded(db, monkeypatch):
    assert Client().post(f"/g/{DOOR}").status_code == 405
    with CaptureQueriesContext(connection) as captured:
        page()
    assert len(captured) <= 8
    rates.TRACKING.forget()
    monkeypatch.setattr(rates.TRACKING, "count", 5)
    assert [page().status_code for _ in range(rates.TRACKING.count + 1)][-1] == 429
