"""A due time on whose way a year is not published yet says so wherever it stands."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.acts import to_state

from wangge.cases.models import Case, Report
from wangge.orgs.actions import open_session
from wangge.orgs.models import Account

pytestmark = pytest.mark.django_db


def test_queue_case_and_tracking_page_say_that_a_due_time_is_provisional(actor: Any):
    case = to_state("dispatched", actor, at=timezone.now())
    clerk = Client()
    clerk.cookies["wangge_session"] = open_session(
        Account.objects.get(username="community"), device="", at=timezone.now()
    )
    pages = ("/queue?tab=open", f"/cases/{case['id']}", f"/t/{Report.objects.get().code}")
    assert not any("（暂定）" in clerk.get(path).content.decode() for path in pages)
    Case.objects.update(provisional=True)
    assert all("（暂定）" in clerk.get(path).content.decode() for path in pages)
