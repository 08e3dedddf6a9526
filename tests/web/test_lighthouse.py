"""Lighthouse on the first page of each app, printed: figures to look at, not to pass or fail by."""

import httpx
import pytest
from bench.lighthouse import PAGES, measure, table
from tests.conftest import PASSWORD
from tests.serving import Site

pytestmark = [pytest.mark.web, pytest.mark.long]


def test_every_app_is_measured_and_printed(site: Site):
    cookies = {}
    for app, person in (("worker", "worker"), ("desk", "community")):
        body = {"username": person, "password": PASSWORD}
        signed = httpx.post(f"{site.url}/api/v1/session", json=body, trust_env=False)
        cookies[app] = f"wangge_session={signed.json()['token']}"
    found = measure(site.url, cookies)
    print("\n" + table(found))
    assert set(found) == set(PAGES)
