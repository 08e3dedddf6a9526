"""Many reports, one case, on the faces: a desk merges with one press, a resident is asked and joins."""

from typing import Any

import pytest
from playwright.sync_api import expect
from tests.serving import Site
from tests.web.test_desk import Make, reported, row, sit_down, state_of
from tests.web.test_pages import barriers

pytestmark = [pytest.mark.web, pytest.mark.long]


def test_a_desk_merges_two_with_one_press_and_sees_who_said_so(site: Site, context: Make):
    one = reported(site, "下水口堵了，往外冒黑水")
    two = reported(site, "下水口又堵了，往外冒水", kind="E0504")
    page = sit_down(context("desk").new_page(), "community")
    row(page, two).click()
    page.locator(".merging .dup li").first.wait_for()
    assert barriers(page) == []
    page.locator(".merging .dup button", has_text="并案").first.click()
    page.get_by_role("button", name="这一件留下").click()
    expect(page.locator(".merging .told summary")).to_contain_text("2 条上报")
    assert state_of(site, one) == "merged"
    expect(row(page, two)).to_contain_text("2 人说过")
    page.locator(".merging .told summary").click()
    assert barriers(page) == []


@pytest.mark.parametrize("script", [True, False])
def test_a_resident_is_asked_whether_it_is_the_same_and_joins(site: Site, context: Make, script: bool):
    """Without script the page in between is drawn by the server; axe itself needs script."""
    case: Any = reported(site, "二单元门口井盖没了", kind="C0103")
    page = context("phone", script=script).new_page()
    page.goto("/?b=211102005013001-01")
    page.fill("#words", "门口的井盖没了，很危险")
    page.locator("button.whole").last.click()
    page.locator("#same").wait_for()
    if script:
        assert barriers(page) == []
    page.locator(f'#same button[value="{case}"]').click()
    page.wait_for_url("**/t/**")
    expect(page.locator("main")).to_contain_text("已归到同一件事里")
