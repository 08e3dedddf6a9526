"""Suggestions while somebody writes and while a desk registers, and the card of the model on its screen."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.learning.made import small
from tests.serving import Site
from tests.web.conftest import WAYS, sign_in
from tests.web.test_pages import barriers

pytestmark = [pytest.mark.web, pytest.mark.long]
Make = Callable[..., BrowserContext]
DISTRICT, GRID, DOOR = "211102", "211102005013001", "211102005013001-01"


@pytest.fixture
def learned(site: Site) -> Iterator[dict[str, Any]]:
    """A model in use, and none again afterwards; gives its card."""
    folder = Path(site.environ["WANGGE_VAR"]) / "models" / DISTRICT
    folder.mkdir(parents=True, exist_ok=True)
    units = {unit["code"]: unit["id"] for unit in site.person("admin").ask("GET", "/api/v1/units")["items"]}
    body, card = small([("E0504", GRID[:9], units["drainage"], 12)], at=datetime.now(UTC))
    (folder / f"{card['id']}.npz").write_bytes(body)
    (folder / f"{card['id']}.json").write_bytes(orjson.dumps(card))
    (folder / "present.json").write_bytes(orjson.dumps({"id": card["id"]}))
    yield card
    (folder / "present.json").unlink()


def writing(page: Page, words: str) -> None:
    """A grid worker writes a report without a photo."""
    page.goto("/worker/report")
    page.get_by_role("button", name=re.compile("不拍照，直接写|Without a photo")).click()
    page.locator(".extra > summary").click()
    page.fill("#more-words", words)


def reported(site: Site, words: str) -> str:
    told = site.person("worker").command("/api/v1/reports", words=words, place={"building": DOOR}, photos=[])
    return str(told["case"]["id"])


def test_what_is_written_is_likely_something_and_one_tap_takes_it(context: Make, site: Site, learned: Any):
    page = sign_in(context("phone", "elder").new_page(), "worker")
    writing(page, "楼下灯不亮了")
    likely = page.locator(".likely .note")
    expect(likely).to_contain_text("按本区以往案件，像是：路灯 99%")
    expect(likely).to_contain_text("说到 “灯” “亮”")
    assert likely.get_by_role("button").bounding_box()["height"] >= 44
    assert barriers(page) == []
    likely.get_by_role("button", name="就选它").click()
    expect(likely).to_contain_text("已选")
    expect(page.locator("input[name=kind]:checked")).to_have_value("C0118")
    page.fill("#more-words", "没什么特别的")
    expect(likely).to_have_count(0)
    page.context.set_offline(True)
    with page.expect_event("requestfailed", lambda asked: asked.url.endswith("/suggest")):
        page.fill("#more-words", "下水口堵了往外冒水")
    expect(likely).to_have_count(0)
    page.context.set_offline(False)
    page.fill("#more-words", "下水口堵了，往外冒水")
    expect(likely).to_contain_text("下水道")


@pytest.mark.long
def test_without_a_model_the_words_of_the_catalogue_propose(context: Make):
    page = sign_in(context("phone", language="en").new_page(), "worker")
    writing(page, "门口路灯不亮了")
    expect(page.locator(".likely .note")).to_contain_text("Going by the words, most likely: Street lamp")
    expect(page.locator(".likely .note")).not_to_contain_text("%")


@pytest.mark.long
def test_a_desk_registers_what_is_suggested_with_one_key(context: Make, site: Site, learned: Any):
    case = reported(site, "单元门口的灯不亮了，晚上摔了人。")
    desk = site.person("community")
    desk.move(case, "accept")
    page = sign_in(context().new_page(), "community")
    page.goto(f"/desk/q/register/{case}")
    page.wait_for_selector(".acts [data-verb=register]")
    page.keyboard.press("1")
    expect(page.locator(".likely .note")).to_contain_text("像是：路灯 99%")
    expect(page.get_by_role("combobox", name="类别")).to_be_focused()
    assert barriers(page) == []
    page.keyboard.press("Enter")
    expect(page.locator(".likely .tag")).to_have_text("已选")
    expect(page.get_by_role("combobox", name="类别")).to_have_value("路灯")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(f".qli.gone #row-{case}")
    told = desk.ask("GET", f"/api/v1/cases/{case}")
    assert (told["state"], told["kind"]["code"]) == ("registered", "C0118")


@pytest.mark.long
def test_a_desk_that_is_not_told_for_sure_sees_what_it_may_be(context: Make, site: Site, learned: Any):
    case = reported(site, "灯下面有水。")
    site.person("community").move(case, "accept")
    page = sign_in(context().new_page(), "community")
    page.goto(f"/desk/q/register/{case}")
    page.wait_for_selector(".acts [data-verb=register]")
    page.keyboard.press("1")
    expect(page.locator(".likely")).to_contain_text("说不准，可能是：")
    page.locator(".likely").get_by_role("button", name="路灯 50%").click()
    expect(page.get_by_role("combobox", name="类别")).to_have_value("路灯")


@pytest.mark.long
@pytest.mark.parametrize(("size", "mode", "language"), WAYS)
def test_the_card_of_the_model(context: Make, site: Site, learned: Any, size: str, mode: str, language: str):
    page = sign_in(context(size, mode, language=language).new_page(), "admin")
    page.goto("/desk/settings/learning")
    expect(page.locator("main#list section.card")).to_have_count(4)
    expect(page.locator("main#list")).to_contain_text("90%")
    expect(page.get_by_role("img").first).to_be_visible()
    for summary in page.locator("main#list summary").all():
        summary.click()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.long
def test_before_anything_is_learned_the_screen_says_what_to_do(context: Make):
    page = sign_in(context("phone").new_page(), "community")
    page.goto("/desk/settings/learning")
    expect(page.locator("main#list .note")).to_contain_text("还没有学习过")
    expect(page.locator("main#list code")).to_have_text("wangge learn")
    assert barriers(page) == []


@pytest.mark.long
def test_the_screen_is_for_desks_and_administrators(context: Make):
    page = sign_in(context().new_page(), "auditor")
    page.goto("/desk/settings/")
    expect(page.get_by_role("link", name="通知用语").first).to_be_visible()
    expect(page.get_by_role("link", name="建议")).to_have_count(0)
    page.goto("/desk/settings/learning")
    expect(page.locator("main#list").get_by_role("alert")).to_contain_text("各级中心和系统管理员")
