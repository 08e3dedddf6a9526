"""Releasing at the desk by keys alone, until residents see it and no longer; pairs of pictures, judged."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.serving import Site
from tests.web.conftest import WAYS, sign_in
from tests.web.test_desk import sit_down
from tests.web.test_pages import barriers

from wangge.simulate.pictures import picture

pytestmark = [pytest.mark.web, pytest.mark.long]
Make = Callable[..., BrowserContext]
DOOR = "211102005013001-01"
PLACE = picture("parking", after=False, seed=3)
LAMP = picture("lamp", after=False, seed=1)


def case_with(site: Site, words: str, *bodies: bytes) -> str:
    """A case of the worker's with pictures; its id."""
    worker = site.person("worker")
    photos = [worker.upload(body) for body in bodies]
    told = worker.command("/api/v1/reports", words=words, place={"building": DOOR}, photos=photos)
    return str(told["case"]["id"])


def opened(page: Page, case: str) -> Page:
    page.goto(f"/desk/cases/{case}/release")
    page.wait_for_selector(".release .ending")
    return page


@pytest.mark.long
def test_a_clerk_releases_by_keys_alone_and_takes_it_back(context: Make, site: Site):
    case = case_with(site, "我叫周建平，车位被辽K12345占了，绿色小屋旁边。", PLACE)
    page = sit_down(context("desk").new_page(), "community", f"/desk/cases/{case}")
    page.get_by_role("link", name="公开").click()
    page.wait_for_selector(".release .ending")
    expect(page.locator(".release blockquote")).to_have_text(re.compile("我叫〔姓名已隐去〕，车位被〔车牌已隐去〕占了"))
    page.get_by_role("button", name="遮去姓名：周建平").press("Enter")
    expect(page.locator(".release blockquote")).to_contain_text("我叫周建平")
    page.get_by_role("button", name="遮去姓名：周建平").press("Enter")
    page.get_by_label("还要遮去的词").fill("绿色小屋")
    page.keyboard.press("Enter")
    expect(page.locator(".release blockquote")).to_contain_text("〔内容已隐去〕旁边")
    page.get_by_role("button", name="加一个方框").press("Enter")
    expect(page.locator(".shape")).to_be_focused()
    for key in ("ArrowLeft", "ArrowUp", "Shift+ArrowRight", "Shift+ArrowDown"):
        page.keyboard.press(key)
    rect = page.locator(".board rect").first
    assert float(rect.get_attribute("y") or 0) == pytest.approx(0.38)
    expect(page.locator(".after img:not(.stale)")).to_be_visible()
    page.locator(".ending > .btn").press("Enter")
    page.wait_for_url(f"**/desk/cases/{case}")
    reader = context("phone").new_page()
    reader.goto(f"/public?b={DOOR}")
    shown = reader.locator(".public > li").filter(has_text="车牌已隐去")
    expect(shown).to_contain_text("我叫〔姓名已隐去〕")
    expect(shown).not_to_contain_text("辽K12345")
    assert shown.locator("img").evaluate("(one) => one.decode().then(() => one.naturalWidth)") == 640
    opened(page, case)
    expect(page.locator(".note.green")).to_contain_text("已公开")
    page.get_by_role("button", name="撤回公开").press("Enter")
    page.wait_for_url(f"**/desk/cases/{case}")
    reader.reload()
    expect(reader.locator(".public > li").filter(has_text="车牌已隐去")).to_have_count(0)


def test_a_finger_covers_and_nothing_goes_out_unlooked(context: Make, site: Site):
    case = case_with(site, "", PLACE)
    page = opened(sign_in(context("phone").new_page(), "community"), case)
    page.get_by_label("公开这张照片").check()
    expect(page.locator(".ending [role=status]")).to_contain_text("没有遮挡")
    page.get_by_label("手指涂抹", exact=True).check()
    board = page.locator(".board svg")
    board.scroll_into_view_if_needed()
    box = board.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 120, steps=8)
    page.mouse.up()
    expect(page.locator(".shape")).to_have_text("手指涂抹 1")
    expect(page.locator(".ending [role=status]")).to_have_count(0)
    assert barriers(page) == []


def paired(site: Site, page: Page) -> Page:
    """The list once the worker process has put the two cases of one picture on it."""
    for _ in range(40):
        page.goto("/desk/twins")
        page.wait_for_selector(".twin, .twins .empty")
        if page.locator(".twin").count():
            return page
        page.wait_for_timeout(250)
    raise AssertionError("no pair was listed")


@pytest.fixture(scope="module")
def twins(site: Site) -> list[str]:
    return [case_with(site, f"路灯不亮 {n}", LAMP) for n in range(2)]


@pytest.mark.parametrize(
    ("size", "mode", "language"),
    [one if one.values[0] == "phone" else pytest.param(*one.values, marks=pytest.mark.long) for one in WAYS],
)
def test_no_screen_has_a_barrier(
    context: Make, site: Site, twins: list[str], size: str, mode: str, language: str
):  # fmt: skip
    found: dict[str, list[Any]] = {}
    case = case_with(site, f"{mode} {language} 我叫周建平，电话13800000112，楼道堆物。", PLACE)
    page = opened(sign_in(context(size, mode, language=language).new_page(), "street"), case)
    page.locator(".cover .tick input").first.check()
    page.locator(".cover .add").click()
    page.wait_for_selector(".after img")
    found["release"] = barriers(page)
    paired(site, page)
    found["twins"] = barriers(page)
    page.goto("/public")
    found["public"] = barriers(page)
    assert {name: what for name, what in found.items() if what} == {}


def test_a_pair_is_judged_and_leaves_the_list(context: Make, site: Site, twins: list[str]):
    page = paired(site, sign_in(context("desk").new_page(), "street"))
    expect(page.locator(".twins .note").first).to_contain_text("不影响任何人的考评")
    pair = page.locator(".twin").filter(has=page.locator(f'a[href$="{twins[0]}"]'))
    expect(pair.locator(".both img")).to_have_count(2)
    pair.get_by_role("button", name="旧照片又用").click()
    expect(pair.get_by_role("alert")).to_contain_text("写明")
    pair.get_by_label("说明").fill("灯罩上的雪一样")
    pair.get_by_role("button", name="旧照片又用").click()
    expect(pair).to_have_count(0)
    page.get_by_label("看过的").check()
    expect(page.locator(".twin").first).to_contain_text("灯罩上的雪一样")
