"""Several units on the page of a case, without script: ticked, listed, called, arrived; the first suggestion chosen."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.acts import move, row, to_state, unit

from wangge.cases.models import Task
from wangge.orgs.actions import open_session
from wangge.orgs.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Any:
    """Gives the browser of a user name."""

    def of(username: str) -> Client:
        account = Account.objects.get(username=username)
        browser = Client()
        browser.cookies["wangge_session"] = open_session(account, device="", at=timezone.now())
        return browser

    return of


def form(page: str, verb: str) -> str:
    """The form of a verb."""
    return next(f for f in re.findall(r"<form.*?</form>", page, re.S) if f'name="verb" value="{verb}"' in f)


def send(browser: Client, case: Any, verb: str, **facts: Any) -> Any:
    return browser.post(f"/cases/{case['id']}/moves", {"verb": verb, "key": str(uuid4())} | facts)


def test_units_are_ticked_and_stand_in_one_place_for_everybody(person, actor):
    at = timezone.now() - timedelta(hours=1)
    case = to_state("handling", actor, at=at)
    clerk, lead, helper = person("community"), person("unit"), person("property")
    page = clerk.get(f"/cases/{case['id']}").content.decode()
    assert f'type="checkbox" name="units" value="{unit("greening")}"' in form(page, "invite")
    assert unit("drainage") not in form(page, "invite"), "the lead is no helper"
    assert 'name="verb" value="withdraw"' not in page
    assert helper.get(f"/cases/{case['id']}").status_code == 404
    sent = send(clerk, case, "invite", units=[unit("greening"), unit("property")], words="各办一段")
    assert sent.status_code == 302
    for browser in (clerk, lead, helper):
        page = browser.get(f"/cases/{case['id']}").content.decode()
        assert "协办与到场" in page
        assert "园林绿化所" in page and "延风物业" in page and "各办一段" in page
    off = form(clerk.get(f"/cases/{case['id']}").content.decode(), "withdraw")
    assert re.findall(r'name="units" value="([^"]+)"', off) == [unit("greening"), unit("property")]
    send(clerk, case, "withdraw", units=[unit("greening")], words="不用了")
    send(helper, case, "contribute", words="路面补好了")
    assert "路面补好了" in lead.get(f"/cases/{case['id']}").content.decode()
    assert {t.state for t in Task.objects.all()} == {"withdrawn", "done"}


def test_what_was_ticked_survives_a_refusal(person, actor):
    case = to_state("handling", actor, at=timezone.now() - timedelta(hours=1))
    refused = send(person("community"), case, "invite", units=[unit("greening")])
    assert refused.status_code == 422
    kept = form(refused.content.decode(), "invite")
    assert f'value="{unit("greening")}" checked' in kept
    assert kept.count(" checked") == 1


def test_an_arrival_from_the_page_has_its_distance(person, actor):
    case = to_state("dispatched", actor, at=timezone.now() - timedelta(hours=1))
    send(person("street"), case, "whistle", units=[unit("property")], words="桥头见", limit_minutes="30")
    helper = person("property")
    assert 'name="lat"' in form(helper.get(f"/cases/{case['id']}").content.decode(), "arrive")
    assert send(helper, case, "arrive", lat="abc", lng="122.05").status_code == 422
    assert send(helper, case, "arrive", lat="41.1972", lng="122.056796").status_code == 302
    assert row(case).area == case["area"]["code"]
    page = helper.get(f"/cases/{case['id']}").content.decode()
    assert "100 米" in page and "离案件地点 100 米" in page


def test_the_first_suggestion_is_chosen_and_says_why(person, actor):
    to_state("closed", actor, at=timezone.now() - timedelta(days=2))
    case = to_state("registered", actor, at=timezone.now() - timedelta(hours=1))
    page = person("community").get(f"/cases/{case['id']}").content.decode()
    assert f'<option value="{unit("drainage")}" selected>' in form(page, "dispatch")
    assert "此类办结 1 件" in form(page, "dispatch")


def test_refusals_and_a_designation_stand_at_the_top(person, actor):
    at = timezone.now() - timedelta(hours=1)
    case = to_state("registered", actor, at=at)
    for n in (1, 2, 3):
        then = at + timedelta(minutes=n)
        move(actor("community"), case, "dispatch", at=then, unit="drainage")
        move(actor("unit"), case, "object", at=then, words="不管")
    page = person("community").get(f"/cases/{case['id']}").content.decode()
    assert "退回次数 3" in page and 'value="dispatch"' not in page
    assert "第 3 次退回" in page
    sent = send(person("district"), case, "designate", unit=unit("drainage"), words="归排水队")
    assert sent.status_code == 302
    page = person("unit").get(f"/cases/{case['id']}").content.decode()
    assert "指定承办" in page
    assert 'value="object"' not in page and 'value="return"' not in page
    assert row(case).unit == UUID(unit("drainage"))
