"""Stories on the phone: a morning without network and its arrival at noon; two phones on one case."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.web.test_worker import (
    Phone,
    chromium,
    enter,
    entries_of,
    people,
    phone,
    row,
    settled,
    shoot,
    state_of,
    to_check,
    wait_for_state,
)

from wangge.simulate.caller import Caller

pytestmark = pytest.mark.web
__all__ = ["chromium", "people", "phone", "to_check"]


def report(page: Page, words: str, *, solved: bool = False) -> None:
    page.tap(".hero")
    page.tap(".shutter")
    page.wait_for_selector(".shot img")
    if not page.locator("#more-words").is_visible():
        page.tap(".extra > summary")
    page.fill("#more-words", words)
    if solved:
        page.locator(".tick input").check()
        page.locator(".tick ~ button").last.tap()
        page.tap(".shutter")
        page.wait_for_selector(".shot img")
    page.locator(".bar .btn").last.tap()
    page.wait_for_selector(".hero")


def cases_about(people: dict[str, Caller], words: str) -> list[dict[str, Any]]:
    found = people["community"].ask("GET", "/api/v1/cases?limit=50")["items"]
    return [case for case in found if words in case["words"]]


@pytest.mark.long
def test_a_morning_without_network_and_its_arrival_at_noon(
    phone: Phone, people: dict[str, Caller], to_check: Callable[..., str]
):
    """Two checks, a report and one put right at once, the page closed between; at noon all is there, in order, once."""
    first, second = to_check("早上核查的第一件。"), to_check("早上核查的第二件。")
    context = phone()
    context.set_geolocation({"latitude": 41.1965, "longitude": 122.0568, "accuracy": 8})
    page = enter(context.new_page())
    settled(page)
    expect(row(page, second)).to_have_count(1)
    page.wait_for_timeout(500)
    context.set_offline(True)
    began = datetime.now(UTC)
    for case in (first, second):
        page.goto("/worker/tasks")
        row(page, case).tap()
        shoot(page)
        page.tap(".bar .btn:last-child")
        page.wait_for_url("**/worker/tasks**")
    page.close()
    page = context.new_page()
    page.goto("/worker/")
    page.wait_for_selector(".hero")
    report(page, "早上路口的灯不亮。")
    report(page, "早上门口的杂物，已清走。", solved=True)
    expect(page.locator(".net")).to_contain_text("5 条待传")
    assert cases_about(people, "早上路口") == []
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto("/worker/")
    expect(page.locator(".net")).to_contain_text("已同步", timeout=30_000)
    for case in (first, second):
        assert state_of(people, case) == "checking"
        (entry,) = entries_of(people, case, "case.check_pass")
        assert abs(datetime.fromisoformat(entry["happened_at"]) - began) < timedelta(minutes=1)
    (lamp,), (things,) = cases_about(people, "早上路口"), cases_about(people, "早上门口")
    assert lamp["state"] == "reported"
    assert [e["verb"] for e in people["worker"].ask("GET", f"/api/v1/cases/{things['id']}/entries")["items"]][:2] == [
        "case.report",
        "case.solve",
    ]
    assert lamp["number"] < things["number"]


@pytest.mark.long
def test_two_phones_on_one_case_lose_neither_photo_nor_word(
    phone: Phone, people: dict[str, Caller], to_check: Callable[..., str]
):
    """One looks without network and finds it clean; the other, online, found that it is not. Both are in the file."""
    case = to_check("两部手机看同一件。")
    context = phone()
    page = enter(context.new_page())
    settled(page)
    row(page, case).tap()
    page.fill("#case-words", "我看是清干净了。")
    shoot(page)
    context.set_offline(True)
    page.tap(".bar .btn:last-child")
    expect(page.locator(".net")).to_contain_text("1 条待传")
    other = enter(phone().new_page())
    row(other, case).tap()
    other.fill("#case-words", "还堵着一半。")
    shoot(other)
    other.tap(".bar .btn:first-child")
    wait_for_state(people, case, "handling", other)
    context.set_offline(False)
    expect(page.locator(".net")).to_contain_text("已同步", timeout=30_000)
    page.goto("/worker/outbox")
    expect(page.locator("main")).to_contain_text("案卷")
    history = people["community"].ask("GET", f"/api/v1/cases/{case}/entries?limit=50")["items"]
    said = {entry["words"]: len(entry["files"]) for entry in history if entry["words"]}
    assert (said["我看是清干净了。"], said["还堵着一半。"]) == (1, 1)
    assert [entry["verb"] for entry in history].count("case.keep_aside") == 1
    assert state_of(people, case) == "handling"
